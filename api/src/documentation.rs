// SPDX-License-Identifier: EUPL-1.2
//! The OpenAPI document: what the routes say of themselves, and what all of them share (the service, errors, headers),
//! shaped as AgID's guidelines for the interoperability of public administrations ask. It is written once, when the
//! service starts, and served at `/v1/openapi.json`; the page at `/reference` shows it.
//!
//! A route under `/v1` comes with its documentation or not at all: see `router.rs`.

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config as PageConfig, SwaggerUi};

use crate::{problem::ProblemType, state::AppState};

/// Where the document is served.
pub(crate) const DOCUMENT: &str = "/v1/openapi.json";
/// Where the page is served.
const PAGE: &str = "/reference";

/// Headings, in their order, and what is under each.
const TAGS: &[(&str, &str)] = &[
    (
        "parties",
        "Organisations, how they stand, and with which keys they sign.",
    ),
    (
        "agreements",
        "Co-design agreements (art. 55 D.Lgs. 117/2017): notices, versions, signatures.",
    ),
    (
        "awards",
        "Grants and contracts, their milestones, and the money claimed, attested, paid and recovered.",
    ),
    (
        "imports",
        "Public files imported as historical records; never counted with awards and payments.",
    ),
    (
        "entries",
        "The ledger itself: every entry in order, with the head by which it can be checked.",
    ),
    ("documents", "Where a document is referred to."),
    ("search", "Finding things by their words."),
    (
        "statistics",
        "Sums by administration, beneficiary, year and municipality.",
    ),
    ("work-lists", "What waits for somebody."),
    (
        "commands",
        "Preparing, checking and handing in signed commands; the service never sees a private key.",
    ),
    ("live", "Being told of new entries."),
    ("service", "The service itself."),
];

/// The document, complete. `public_url` is where the service is reached from outside, without `/v1`.
pub(crate) fn complete(routes: OpenApi, public_url: Option<&str>) -> Value {
    let mut document =
        serde_json::to_value(routes).expect("a document of text, numbers and lists can be written");
    document["info"] = info();
    document["servers"] = match public_url {
        Some(url) => {
            json!([{ "url": format!("{}/v1", url.trim_end_matches('/')), "description": "This service." }])
        }
        None => json!([{
            "url": "/v1",
            "description": "Where this document comes from. Set the public address of the service to have it here.",
            "x-sandbox": true,
        }]),
    };
    // Reading needs no credentials, and what is written is signed itself.
    document["security"] = json!([{}]);
    let used = tags_in(&document);
    let tags = TAGS
        .iter()
        .filter(|(name, _)| used.iter().any(|tag| tag == name));
    document["tags"] = tags
        .map(|(name, about)| json!({ "name": name, "description": about }))
        .collect();
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, operations) in paths {
            for operation in operations
                .as_object_mut()
                .into_iter()
                .flat_map(Map::values_mut)
            {
                share(path, operation);
            }
        }
    }
    document["components"]["schemas"]["Problem"] = problem_schema();
    document["components"]["responses"] = PROBLEMS
        .iter()
        .map(|shared| (shared.name.to_owned(), shared.response()))
        .collect();
    document
}

fn info() -> Value {
    let summary = "The ledger of agreements, awards and payments, as finalised on its chain.";
    json!({
        "title": "Portico API",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": summary,
        "x-summary": summary,
        "x-api-id": "portico-api",
        "description": include_str!("documentation.md"),
        "contact": { "name": "Portico maintainers" },
        "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
    })
}

fn tags_in(document: &Value) -> Vec<String> {
    let paths = document["paths"]
        .as_object()
        .into_iter()
        .flat_map(Map::values);
    paths
        .filter_map(Value::as_object)
        .flat_map(Map::values)
        .filter_map(|operation| operation["tags"].as_array())
        .flatten()
        .filter_map(|tag| tag.as_str().map(str::to_owned))
        .collect()
}

/// An answer that several operations can give.
struct Shared {
    status: &'static str,
    name: &'static str,
    about: &'static str,
    /// Whether the caller is told when to come back.
    retry: bool,
}

const PROBLEMS: &[Shared] = &[
    Shared {
        status: "400",
        name: "BadRequest",
        about: "A parameter is not valid; it is named.",
        retry: false,
    },
    Shared {
        status: "404",
        name: "NotFound",
        about: "It is not on the ledger, as far as it is indexed.",
        retry: false,
    },
    Shared {
        status: "429",
        name: "TooManyRequests",
        about: "Too many requests from this address.",
        retry: true,
    },
    Shared {
        status: "500",
        name: "InternalServerError",
        about: "Something went wrong here; it is logged.",
        retry: false,
    },
    Shared {
        status: "503",
        name: "ServiceUnavailable",
        about: "Busy, too slow, not ready yet, or without its database.",
        retry: true,
    },
];

impl Shared {
    fn response(&self) -> Value {
        let mut response = json!({
            "description": self.about,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
        let mut headers = rate_limit();
        if self.retry {
            headers.insert(
                "Retry-After".to_owned(),
                header("After how many seconds to try again.", &json!({ "type": "integer", "format": "int32", "minimum": 0, "maximum": 86_400 })),
            );
        }
        response["headers"] = headers.into();
        response
    }
}

/// What every answer says of how much the client may ask.
fn rate_limit() -> Map<String, Value> {
    let number =
        json!({ "type": "integer", "format": "int32", "minimum": 0, "maximum": 2_147_483_647 });
    [
        (
            "X-RateLimit-Limit",
            "How many requests the client may make at once.",
        ),
        ("X-RateLimit-Remaining", "How many of them are left."),
        (
            "X-RateLimit-Reset",
            "After how many seconds all of them are left again.",
        ),
    ]
    .into_iter()
    .map(|(name, about)| (name.to_owned(), header(about, &number)))
    .collect()
}

fn header(about: &str, schema: &Value) -> Value {
    json!({ "description": about, "schema": schema })
}

/// Adds to an operation what all share.
fn share(path: &str, operation: &mut Value) {
    let has_parameters = operation["parameters"]
        .as_array()
        .is_some_and(|list| !list.is_empty());
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, response) in responses.iter_mut() {
        if status.starts_with('2') {
            let mut headers = rate_limit();
            let text = json!({ "type": "string", "maxLength": 200 });
            headers.insert(
                "ETag".to_owned(),
                header("What to give in If-None-Match when asking again.", &text),
            );
            headers.insert("Cache-Control".to_owned(), header(
                "no-cache: to be kept, and asked for again each time; no-store where the answer holds only now.", &text));
            headers.extend(response["headers"].as_object().cloned().unwrap_or_default());
            response["headers"] = headers.into();
        }
    }
    for shared in PROBLEMS {
        let applies = match shared.status {
            "404" => path.contains('{'),
            "400" => has_parameters || path.contains('{'),
            _ => true,
        };
        if applies && !responses.contains_key(shared.status) {
            let reference = json!({ "$ref": format!("#/components/responses/{}", shared.name) });
            responses.insert(shared.status.to_owned(), reference);
        }
    }
}

fn problem_schema() -> Value {
    let types: Vec<_> = ProblemType::ALL.iter().map(|kind| kind.address()).collect();
    json!({
        "type": "object",
        "description": "An error (RFC 9457). Its type is an address of this service that says what it means.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "type": "string", "enum": types },
            "title": { "type": "string", "maxLength": 200 },
            "status": { "type": "integer", "format": "int32", "minimum": 400, "maximum": 599 },
            "detail": { "type": "string", "maxLength": 10_000, "description": "What is wrong, and what to do." },
            "parameter": { "type": "string", "maxLength": 5000, "description": "Which parameter it is about." },
        },
    })
}

/// The addresses of the document, each with its summary, as they are served.
pub(crate) fn addresses(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(path, operations)| {
            let operations = operations.as_object().into_iter().flatten();
            operations.map(move |(method, operation)| {
                let summary = operation["summary"].as_str().unwrap_or_default();
                let method = match method.as_str() {
                    "get" => String::new(),
                    other => format!("{} ", other.to_ascii_uppercase()),
                };
                (format!("{method}/v1{path}"), summary.to_owned())
            })
        })
        .collect()
}

/// The document and the page that shows it. The page's assets are compiled in: it asks no other host.
pub(crate) fn routes(document: &Value) -> Router<AppState> {
    let text = axum::body::Bytes::from(document.to_string());
    let serve = move || async move { answer(text) };
    let page = SwaggerUi::new(PAGE).config(PageConfig::from(DOCUMENT).validator_url("none"));
    Router::new().route(DOCUMENT, get(serve)).merge(page)
}

fn answer(text: axum::body::Bytes) -> Response {
    let kind = (header::CONTENT_TYPE, "application/json");
    ([kind, (header::CACHE_CONTROL, "no-cache")], text).into_response()
}
