// SPDX-License-Identifier: EUPL-1.2
//! The index: the addresses, each with what it answers, taken from the documentation. A test asks every one.

use std::sync::Arc;

use axum::{
    Json,
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;

use crate::{
    documentation,
    parameters::{Nothing, Query},
    problem::Problem,
};

/// The addresses outside the documented part.
const BESIDE: [(&str, &str); 5] = [
    (
        documentation::DOCUMENT,
        "this service as an OpenAPI document",
    ),
    ("/reference/", "the same, to read and to try out"),
    ("/problems/{name}", "what a type of error means"),
    ("/health", "whether the service is alive"),
    ("/ready", "whether it is up to date"),
];

/// What the index says.
const ABOUT: &str = "The finalised entries of the ledger, read-only. Lists are paged, sorted and filtered, and come whole as \
    CSV or JSON Lines. Nothing here needs to be believed: every line of a trail has the head and the block by which the \
    chain can be asked.";

/// The index, written once.
#[derive(Clone)]
pub(crate) struct Index {
    endpoints: Arc<[Endpoint]>,
}

#[derive(Serialize)]
struct Answer<'a> {
    name: &'static str,
    about: &'static str,
    endpoints: &'a [Endpoint],
}

#[derive(Serialize)]
struct Endpoint {
    path: String,
    answers: String,
}

impl Index {
    /// Of a complete OpenAPI document.
    pub(crate) fn new(document: &Value) -> Self {
        let beside = BESIDE.map(|(path, answers)| (path.to_owned(), answers.to_owned()));
        let endpoints = documentation::addresses(document)
            .into_iter()
            .chain(beside)
            .map(|(path, answers)| Endpoint { path, answers })
            .collect();
        Index { endpoints }
    }

    fn page(&self) -> Html<String> {
        let lines: String = self
            .endpoints
            .iter()
            .map(|Endpoint { path, answers }| {
                if path.contains(['{', ' ']) {
                    format!("<dt><code>{path}</code></dt><dd>{answers}</dd>\n")
                } else {
                    format!(
                        "<dt><a href=\"{path}\"><code>{path}</code></a></dt><dd>{answers}</dd>\n"
                    )
                }
            })
            .collect();
        Html(format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>Portico API</title>\n\
             <h1>Portico API</h1>\n<p>{ABOUT}</p>\n<dl>\n{lines}</dl>\n</html>\n"
        ))
    }
}

/// `GET /`: what there is, for people and for programs.
pub(crate) async fn index(
    index: Index,
    headers: HeaderMap,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    let for_people = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let mut response = if for_people {
        index.page().into_response()
    } else {
        Json(Answer {
            name: "Portico API",
            about: ABOUT,
            endpoints: &index.endpoints,
        })
        .into_response()
    };
    response
        .headers_mut()
        .insert(header::VARY, header::ACCEPT.into());
    Ok(response)
}
