// SPDX-License-Identifier: EUPL-1.2
//! Open data: whole files in the forms of public standards, written while they are sent; what has changed in OCDS, in pages;
//! and single OCDS records. What is written is `portico_opendata`'s to know.

use std::io;

use axum::{
    extract::{FromRequestParts, State},
    http::{HeaderValue, header, request::Parts},
    response::Response,
    routing::get,
};
use portico_opendata::{
    Changes, Cursor, Error, Export, Ledger, Publication, Publisher, Since, Years,
};
use portico_rules::native::sha256;
use serde_json::json;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        Content, KnownFormat, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder, Schema,
        SchemaFormat,
        path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, Paths},
        schema::{SchemaType, Type},
    },
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouter},
    routes,
};

use crate::{
    at::At,
    config::Config,
    database,
    parameters::{FromParameters, Parameters, Query, segment},
    problem::Problem,
    reading::Reading,
    state::AppState,
    stream::Out,
};

/// Releases of a page, if the caller names no limit.
const USUAL_LIMIT: u32 = 100;
/// Most releases of a page.
const LARGEST_LIMIT: u32 = 500;

/// The routes, with their documentation.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    let whole = Export::ALL
        .iter()
        .fold(OpenApiRouter::new(), |router, export| {
            router.routes(file(*export))
        });
    whole.routes(routes!(changes)).routes(routes!(record))
}

/// How this service publishes.
pub(crate) fn publication(config: &Config) -> Publication {
    let operator = &config.operator;
    Publication {
        public_url: config.public_url.clone(),
        publisher: operator.name.clone().map(|name| Publisher {
            name,
            uri: operator.url.clone(),
        }),
        ..config.open_data.clone()
    }
}

/// What tells this way of publishing from others, nothing where it is the usual one: an answer that names another licence is another
/// answer.
pub(crate) fn mark(publication: &Publication) -> Option<String> {
    (*publication != Publication::default()).then(|| {
        let digest = sha256(format!("{publication:?}").as_bytes());
        // Enough to tell settings apart.
        digest.0[..4]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    })
}

/// What a whole file can be asked.
struct Asked {
    years: Years,
    at: At,
}

impl FromParameters for Asked {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        Ok(Asked {
            years: parameters.read("year", Years::parse)?.unwrap_or(Years::All),
            at: At::take_from(parameters)?,
        })
    }
}

/// What a file that is of no year can be asked.
struct AskedOfNow(At);

impl FromParameters for AskedOfNow {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        At::take_from(parameters).map(AskedOfNow)
    }
}

/// The route of a whole file.
fn file(export: Export) -> UtoipaMethodRouter<AppState> {
    let content = match export.media_type() {
        "application/json" => Content::new(Some(Ref::from_schema_name(Package::name()))),
        "application/ld+json" => Content::new(Some(
            ObjectBuilder::new().schema_type(SchemaType::Type(Type::Object)),
        )),
        _ => Content::new(Some(
            ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)),
        )),
    };
    let response = ResponseBuilder::new()
        .description("The whole file.")
        .content(export.media_type(), content);
    let year = export.year().map(|of| {
        ParameterBuilder::new()
            .name("year")
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(format!("Only of this year (UTC), of {of}.")))
            .schema(Some(
                ObjectBuilder::new()
                    .schema_type(SchemaType::Type(Type::Integer))
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
                    .minimum(Some(1970))
                    .maximum(Some(2199)),
            ))
            .build()
    });
    let parameters: Vec<_> = year.into_iter().chain(At::into_params(|| None)).collect();
    let handler = match export.year() {
        Some(_) => get(
            move |state: State<AppState>, reading: Reading, asked: Query<Asked>| async move {
                whole(export, state, reading, asked.0).await
            },
        ),
        None => get(
            move |state: State<AppState>, reading: Reading, asked: Query<AskedOfNow>| async move {
                let Query(AskedOfNow(at)) = asked;
                let years = Years::All;
                whole(export, state, reading, Asked { years, at }).await
            },
        ),
    };
    let operation = OperationBuilder::new()
        .tag(TAG)
        .operation_id(Some(format!(
            "download_{}",
            export.name().replace('-', "_")
        )))
        .summary(Some(export.title()))
        .description(Some(export.description()))
        .parameters(Some(parameters))
        .response("200", response);
    let mut paths = Paths::new();
    let path = format!("/open-data/{}", export.file_name());
    paths.add_path_operation(path, vec![HttpMethod::Get], operation.build());
    let schemas = vec![(Package::name().into_owned(), Package::schema())];
    (schemas, paths, handler)
}

/// Under which heading all of it is documented.
const TAG: &str = "open-data";

async fn whole(
    export: Export,
    State(state): State<AppState>,
    reading: Reading,
    asked: Asked,
) -> Result<Response, Problem> {
    let publication = state.publication.clone();
    let mut response = reading
        .at(asked.at)
        .stream(export.name(), media_type(export), move |snapshot, out| {
            out.begin();
            let mut sink = Sink { out, failed: None };
            let written = Ledger::new(snapshot.connection(), &publication).write(
                export,
                asked.years,
                &mut sink,
            );
            let failed = sink.failed.take();
            written.map_err(|error| failed.unwrap_or_else(|| problem(&error)))
        })
        .await?;
    let disposition = format!("attachment; filename=\"{}\"", export.file_name());
    // Names are ASCII.
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

/// The header Content-Type.
fn media_type(export: Export) -> &'static str {
    match export.media_type() {
        "text/csv" => "text/csv; charset=utf-8; header=present",
        "application/xml" => "application/xml; charset=utf-8",
        other => other,
    }
}

/// Where an export is written: an answer that is sent meanwhile.
struct Sink<'o> {
    out: &'o mut Out,
    /// Why nothing more is taken.
    failed: Option<Problem>,
}

impl io::Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(|buffer| {
            buffer.extend_from_slice(bytes);
            Ok(())
        });
        written.map(|()| bytes.len()).map_err(|problem| {
            self.failed = Some(problem);
            io::Error::other("the answer is not taken any more")
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a failure is for the caller.
fn problem(error: &Error) -> Problem {
    match error {
        Error::Sqlite(error) => database::sqlite(error),
        other => {
            tracing::error!(%other, "open data cannot be written");
            Problem::internal()
        }
    }
}

/// What the feed of changes can be asked.
struct AskedChanges(Changes);

impl FromParameters for AskedChanges {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        let mut given = Vec::new();
        let since = parameters.read("since", |text| {
            // Of digits, letters, dashes and colons alone: it can stand in an address as it is.
            given.push(format!("since={text}"));
            text.parse::<Since>()
        })?;
        let cursor = parameters.read("cursor", str::parse::<Cursor>)?;
        let limit = parameters.read("limit", |text| {
            given.push(format!("limit={text}"));
            limit(text)
        })?;
        Ok(AskedChanges(Changes {
            since,
            cursor,
            // It was held to a bound that fits.
            limit: limit.unwrap_or(USUAL_LIMIT) as usize,
            parameters: given.join("&"),
        }))
    }
}

fn limit(text: &str) -> Result<u32, String> {
    let is_canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    match text.parse() {
        Ok(limit @ 1..=LARGEST_LIMIT) if is_canonical => Ok(limit),
        _ => Err(format!("write a whole number from 1 to {LARGEST_LIMIT}")),
    }
}

/// Changes as OCDS releases, in pages
#[utoipa::path(get, path = "/open-data/ocds-changes.json", operation_id = "list_ocds_changes", tag = "open-data",
    description = "A page of OCDS releases in the order in which they became public, the oldest first, for whoever harvests: follow \
        `links.next` until there is none, and ask again later with `since` the date of the last release. Releases never change and \
        none is inserted before another; the same release has the same id for ever.",
    params(
        ("since" = Option<String>, Query, max_length = 20, pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$", example = "2026-11-22T10:15:00Z", description = "Only what became public from this day or moment on (UTC)."),
        ("cursor" = Option<String>, Query, max_length = 21, pattern = "^(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})$", example = "120-3", description = "Behind this place: what `links.next` has."),
        ("limit" = Option<i32>, Query, minimum = 1, maximum = 500, description = "How many releases a page has; those of one entry of the ledger stay together, so that it may be some more."),
    ),
    responses((status = 200, description = "A release package.", content_type = "application/json", body = Package)))]
async fn changes(
    State(state): State<AppState>,
    reading: Reading,
    Query(AskedChanges(asked)): Query<AskedChanges>,
) -> Result<Response, Problem> {
    reading
        .document("ocds-changes", "application/json", move |snapshot| {
            let mut body = Vec::new();
            Ledger::new(snapshot.connection(), &state.publication)
                .changes(&asked, &mut body)
                .map_err(|error| problem(&error))?;
            Ok(body)
        })
        .await
}

/// The ocid in an address.
struct Ocid(String);

impl FromRequestParts<AppState> for Ocid {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        segment(parts, state, "ocid").await.map(Ocid)
    }
}

impl IntoParams for Ocid {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let schema = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .max_length(Some(64))
            .examples([json!("ocds-213czf-award-1")]);
        let parameter = ParameterBuilder::new()
            .name("ocid")
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some("The process's open contracting id."))
            .schema(Some(schema));
        vec![parameter.build()]
    }
}

/// An OCDS record
#[utoipa::path(get, path = "/open-data/ocds-records/{ocid}", operation_id = "show_ocds_record", tag = "open-data",
    description = "A record package with one process: its releases, what they come to (compiled), and every value that every field has had \
        (versioned).",
    params(Ocid, At),
    responses((status = 200, description = "A record package.", content_type = "application/json", body = Package)))]
async fn record(
    State(state): State<AppState>,
    reading: Reading,
    Ocid(ocid): Ocid,
    Query(at): Query<At>,
) -> Result<Response, Problem> {
    reading
        .at(at)
        .document("ocds-record", "application/json", move |snapshot| {
            let mut body = Vec::new();
            let found = Ledger::new(snapshot.connection(), &state.publication)
                .record(&ocid, &mut body)
                .map_err(|error| problem(&error))?;
            if found {
                return Ok(body);
            }
            let shown: String = ocid.chars().take(64).collect();
            Err(Problem::not_found("process", format!("{shown:?}")))
        })
        .await
}

/// A document whose fields its standard describes.
struct Package;

impl PartialSchema for Package {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .description(Some(
                "An object whose fields a public standard describes; the description of the address names it.",
            ))
            .into()
    }
}

impl ToSchema for Package {
    fn name() -> std::borrow::Cow<'static, str> {
        "StandardDocument".into()
    }
}
