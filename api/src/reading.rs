// SPDX-License-Identifier: EUPL-1.2
//! How a handler answers: a question to the database in one snapshot, written as JSON, with an entity tag by
//! which the caller asks again without reading again (RFC 9110, 13.1.2).

use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use portico_rules::date::Date;
use serde::Serialize;

use crate::{database::Snapshot, problem::Problem, state::AppState, times::today};

/// The extractor of every handler that reads the database.
pub(crate) struct Reading {
    state: AppState,
    /// The tags of the answers that the caller has.
    if_none_match: Vec<String>,
    /// The day it is, UTC.
    pub(crate) today: Date,
}

impl FromRequestParts<AppState> for Reading {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        Ok(Reading {
            state: state.clone(),
            if_none_match: tags(&parts.headers),
            today: today(&state.clock),
        })
    }
}

impl Reading {
    /// Asks the question and writes the answer, unless the caller has it already.
    ///
    /// # Errors
    /// The question's own problems, and the database's.
    pub(crate) async fn answer<T: Serialize>(
        self,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let Reading {
            state,
            if_none_match,
            today,
        } = self;
        let (tag, json) = state
            .database
            .read(move |snapshot| {
                let tag = tag(snapshot, today)?;
                if if_none_match.contains(&tag) {
                    return Ok((tag, None));
                }
                let answer = question(snapshot)?;
                // Written here, on a thread that may take its time.
                let json = serde_json::to_vec(&answer).map_err(|error| {
                    tracing::error!(%error, "an answer cannot be written as JSON");
                    Problem::internal()
                })?;
                Ok((tag, Some(json)))
            })
            .await?;
        let mut response = match json {
            None => StatusCode::NOT_MODIFIED.into_response(),
            Some(json) => {
                let kind = [(header::CONTENT_TYPE, "application/json")];
                (kind, Body::from(json)).into_response()
            }
        };
        let headers = response.headers_mut();
        // Digits, letters and dashes: always a header value.
        if let Ok(value) = HeaderValue::from_str(&format!("W/{tag}")) {
            headers.insert(header::ETAG, value);
        }
        // To be kept, and asked for again each time.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        Ok(response)
    }
}

/// The tag of every answer, in its quotes: the newest entry, the day, and the version of this program. A block
/// without entries changes no answer, so that it changes no tag; the day decides who is in good standing.
fn tag(snapshot: &Snapshot<'_>, today: Date) -> Result<String, Problem> {
    let head: Option<String> = snapshot.first(
        "SELECT head FROM entries ORDER BY id DESC LIMIT 1",
        [],
        |row| row.get(0),
    )?;
    let newest = head.as_deref().unwrap_or("none");
    Ok(format!(
        "\"{newest}-{today}-{}\"",
        env!("CARGO_PKG_VERSION")
    ))
}

/// The tags in `If-None-Match`, compared weakly: without their `W/`. `*`, which is for writing, matches nothing.
fn tags(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/").to_owned())
        .collect()
}
