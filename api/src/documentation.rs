// SPDX-License-Identifier: EUPL-1.2
//! The OpenAPI document: what the routes say of themselves, and what all of them share (the service, errors, headers),
//! shaped as AgID's guidelines for the interoperability of public administrations ask. It is written once, when the
//! service starts, and served at `/v1/openapi.json`; the page at `/reference` shows it.
//!
//! A route under `/v1` comes with its documentation or not at all: see `router.rs`.

mod answers;
mod bounds;
mod operator;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config as PageConfig, SwaggerUi};

use crate::{config::Config, state::AppState};

pub use operator::Operator;

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
        "tenders",
        "Tenders and direct awards (D.Lgs. 36/2023): notices, sealed bids, rankings, contracts and their changes.",
    ),
    (
        "imports",
        "Public files imported as historical records; never counted with awards and payments.",
    ),
    (
        "entries",
        "The ledger itself: every entry in order, with the head by which it can be checked.",
    ),
    (
        "evidence",
        "The proof of a history in one file, which anybody can check without this service.",
    ),
    ("documents", "Where a document is referred to."),
    (
        "open-data",
        "Whole files in the forms of public standards, and what has changed in them.",
    ),
    ("search", "Finding things by their words."),
    (
        "statistics",
        "Sums by administration, beneficiary, year and municipality.",
    ),
    (
        "red-flags",
        "What deserves a question, with the entries behind it; and how each flag is found.",
    ),
    ("work-lists", "What waits for somebody."),
    (
        "commands",
        "Preparing, checking and handing in signed commands; the service never sees a private key.",
    ),
    (
        "transactions",
        "Commands of wallets that pay their own fees: preparing and submitting what they sign.",
    ),
    ("live", "Being told of new entries."),
    ("service", "The service itself."),
];

/// The document, complete.
pub(crate) fn complete(routes: OpenApi, config: &Config) -> Value {
    let mut document =
        serde_json::to_value(routes).expect("a document of text, numbers and lists can be written");
    name_in_pascal_case(&mut document);
    document["info"] = info(&config.operator);
    document["servers"] = json!([server(config.public_url.as_deref())]);
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
                answers::share(path, operation);
            }
        }
    }
    document["components"]["schemas"]["Problem"] = answers::problem_schema();
    document["components"]["responses"] = answers::shared().into();
    bounds::state(&mut document["paths"]);
    bounds::state(&mut document["components"]);
    document
}

/// The derive names the schema of a generic type `Page_Found`.
fn name_in_pascal_case(value: &mut Value) {
    const SCHEMAS: &str = "#/components/schemas/";
    match value {
        Value::Object(fields) => {
            if let Some(Value::Object(schemas)) = fields.get_mut("schemas") {
                let named = std::mem::take(schemas);
                schemas.extend(
                    named
                        .into_iter()
                        .map(|(name, schema)| (name.replace('_', ""), schema)),
                );
            }
            if let Some(Value::String(target)) = fields.get_mut("$ref")
                && let Some(name) = target.strip_prefix(SCHEMAS)
            {
                *target = format!("{SCHEMAS}{}", name.replace('_', ""));
            }
            fields.values_mut().for_each(name_in_pascal_case);
        }
        Value::Array(items) => items.iter_mut().for_each(name_in_pascal_case),
        _ => {}
    }
}

/// Where the service is reached. What is not reached over TLS is none that others should use (AgID's guidelines ask for
/// `https`, but for a sandbox).
fn server(public_url: Option<&str>) -> Value {
    match public_url.map(|url| url.trim_end_matches('/')) {
        Some(url) if url.starts_with("https://") => {
            json!({ "url": format!("{url}/v1"), "description": "This service." })
        }
        Some(url) => {
            json!({ "url": format!("{url}/v1"), "description": "This service, without TLS.", "x-sandbox": true })
        }
        None => json!({
            "url": "/v1",
            "description": "Where this document comes from. Set the public address of the service to have it here.",
            "x-sandbox": true,
        }),
    }
}

fn info(operator: &Operator) -> Value {
    let summary = "The ledger of agreements, awards and payments, as finalised on its chain.";
    let mut info = json!({
        "title": "Portico API",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": summary,
        "x-summary": summary,
        "x-api-id": "portico-api",
        "description": format!("{}{}", include_str!("documentation.md"), operator.not_told()),
        "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
    });
    if let Some(contact) = operator.contact() {
        info["contact"] = contact;
    }
    if let Some(terms) = &operator.terms_of_service {
        info["termsOfService"] = json!(terms);
    }
    info
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
