// SPDX-License-Identifier: EUPL-1.2
//! The addresses, each with what it answers: one table from which the index is written. A test asks every one.

use axum::{
    Json,
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Response},
};
use serde::Serialize;

use crate::{
    parameters::{Nothing, Query},
    problem::Problem,
};

/// Addresses and what they answer.
const ENDPOINTS: [(&str, &str); 19] = [
    (
        "/v1/status",
        "the chain, the contracts, and how far they are indexed",
    ),
    ("/v1/parties", "organisations; filters: kind, identifier"),
    (
        "/v1/parties/{id}",
        "one organisation, its standing and keys",
    ),
    (
        "/v1/parties/{id}/entries",
        "everything recorded about it, in order",
    ),
    (
        "/v1/agreements",
        "co-design agreements; filters: administration, participant, status",
    ),
    (
        "/v1/agreements/{id}",
        "one agreement, its versions and signatures",
    ),
    (
        "/v1/agreements/{id}/entries",
        "everything recorded about it, in order",
    ),
    (
        "/v1/awards",
        "grants and contracts; filters: kind, status, administration, beneficiary, agreement, cig",
    ),
    (
        "/v1/awards/{id}",
        "one award, its milestones, claims, attestations and payments",
    ),
    (
        "/v1/awards/{id}/trail",
        "its audit trail: every entry in order, with block, time, signer and head",
    ),
    (
        "/v1/imports",
        "public files imported as historical records; filter: administration",
    ),
    (
        "/v1/imports/{id}",
        "one file, and what of it was recorded and rejected",
    ),
    (
        "/v1/imports/{id}/entries",
        "everything recorded about it, in order",
    ),
    (
        "/v1/historical-records",
        "what those files report, never counted with awards and payments; filters: import, recipient, cig, cup",
    ),
    ("/v1/documents/{sha256}", "where a document is referred to"),
    (
        "/v1/events",
        "new entries as they are indexed, as Server-Sent Events; filters: subject_kind, subject, party, action",
    ),
    ("/problems/{name}", "what a type of error means"),
    ("/health", "whether the service is alive"),
    ("/ready", "whether it is up to date"),
];

/// What the index says.
const ABOUT: &str = "A read-only view of the finalised entries of the ledger. Lists are paged: limit (1 to 200), \
    cursor (the next_cursor of the page before). Nothing here needs to be believed: every line of a trail has the \
    head and the block by which the chain can be asked.";

#[derive(Serialize)]
struct Index {
    name: &'static str,
    about: &'static str,
    endpoints: [Endpoint; ENDPOINTS.len()],
}

#[derive(Serialize)]
struct Endpoint {
    path: &'static str,
    answers: &'static str,
}

/// `GET /`: what there is, for people and for programs.
pub(crate) async fn index(
    headers: HeaderMap,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    let for_people = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let mut response = if for_people {
        page().into_response()
    } else {
        Json(Index {
            name: "Portico API",
            about: ABOUT,
            endpoints: ENDPOINTS.map(|(path, answers)| Endpoint { path, answers }),
        })
        .into_response()
    };
    response
        .headers_mut()
        .insert(header::VARY, header::ACCEPT.into());
    Ok(response)
}

fn page() -> Html<String> {
    let lines: String = ENDPOINTS
        .iter()
        .map(|(path, answers)| {
            if path.contains('{') {
                format!("<dt><code>{path}</code></dt><dd>{answers}</dd>\n")
            } else {
                format!("<dt><a href=\"{path}\"><code>{path}</code></a></dt><dd>{answers}</dd>\n")
            }
        })
        .collect();
    Html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Portico API</title>\n\
         <h1>Portico API</h1>\n<p>{ABOUT}</p>\n<dl>\n{lines}</dl>\n</html>\n"
    ))
}
