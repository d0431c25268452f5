// SPDX-License-Identifier: EUPL-1.2
//! How a handler answers: a question to the database in one snapshot, written as JSON or as a stream, with an entity
//! tag by which the caller asks again without reading again (RFC 9110, 13.1.2).

use axum::{
    body::{Body, Bytes},
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use futures::channel::oneshot;
use portico_rules::date::Date;
use serde::Serialize;

use crate::{
    answers::Fresh,
    at::{At, Moment},
    database::Snapshot,
    problem::Problem,
    state::AppState,
    stream::{Out, stream},
    tag::{KnownTags, Tag},
    times::today,
};

/// Bytes that most answers fit into: less is copied while they grow.
const USUAL_SIZE: usize = 32 * 1024;

/// Header fields that most answers have.
const HEADERS: usize = 20;

/// The extractor of every handler that reads the database.
pub(crate) struct Reading {
    state: AppState,
    /// The tags of the answers that the caller has.
    known: KnownTags,
    /// The day it is, UTC.
    today: Date,
    moment: Option<Moment>,
}

impl FromRequestParts<AppState> for Reading {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        Ok(Reading {
            known: KnownTags::of(&parts.headers),
            state: state.clone(),
            today: today(&state.clock),
            moment: None,
        })
    }
}

impl Reading {
    /// What every request shares.
    pub(crate) fn state(&self) -> &AppState {
        &self.state
    }

    /// Of what stood then, if a moment is given.
    pub(crate) fn at(self, At(moment): At) -> Self {
        Reading { moment, ..self }
    }

    /// Asks the question and writes the answer, unless the caller has it already.
    ///
    /// # Errors
    /// The question's own problems, and the database's.
    pub(crate) async fn answer<T: Serialize>(
        self,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        self.document("json", "application/json", |snapshot| {
            // Written here, on a thread that may take its time.
            let answer = question(snapshot)?;
            let mut body = Vec::with_capacity(USUAL_SIZE);
            serde_json::to_writer(&mut body, &answer).map_err(|error| {
                tracing::error!(%error, "an answer cannot be written as JSON");
                Problem::internal()
            })?;
            Ok(body)
        })
        .await
    }

    /// Answers with what `question` writes, unless the caller has it already. `form` is in which form that is.
    ///
    /// # Errors
    /// The question's own problems, and the database's.
    pub(crate) async fn document(
        self,
        form: &'static str,
        media_type: &'static str,
        question: impl FnOnce(&Snapshot<'_>) -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let Reading {
            state,
            known,
            today,
            moment,
        } = self;
        let settings = state.settings.clone();
        let (tag, written) = state
            .database
            .read_at(today, moment, move |snapshot| {
                let tag = tag(snapshot, form, settings.as_deref())?;
                if known.contains(&tag) {
                    return Ok((tag, None));
                }
                // As large as what is in it: it may be kept, and what is kept is counted.
                let body = Bytes::from(question(snapshot)?.into_boxed_slice());
                Ok((tag, Some((body, snapshot.state().clone()))))
            })
            .await?;
        let Some((body, of)) = written else {
            return Ok(tagged(&tag, None, media_type));
        };
        let mut response = tagged(&tag, Some(Body::from(body.clone())), media_type);
        let fresh = Fresh {
            state: of,
            tag,
            body,
        };
        response.extensions_mut().insert(fresh);
        Ok(response)
    }

    /// Answers with what `question` writes, while it writes it, unless the caller has it already. `form` is in which
    /// form that is, so that no other form of the same has its tag.
    ///
    /// # Errors
    /// The question's own problems and the database's, until it begins to write; 503 if too many are being written.
    pub(crate) async fn stream(
        self,
        form: &'static str,
        media_type: &'static str,
        question: impl FnOnce(&Snapshot<'_>, &mut Out) -> Result<(), Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let Reading {
            state,
            known,
            today,
            moment,
        } = self;
        let Ok(permit) = state.exporting.clone().try_acquire_owned() else {
            return Err(Problem::busy());
        };
        let (mut out, begun, body) = stream(state.export_patience);
        let (tell, told) = oneshot::channel();
        let settings = state.settings.clone();
        let writing = tokio::spawn(async move {
            let written = state.exports.read_at(today, moment, move |snapshot| {
                let tag = tag(snapshot, form, settings.as_deref())?;
                let is_known = known.contains(&tag);
                // Whoever asked may be gone; writing will tell.
                let _ = tell.send((tag, is_known));
                if is_known {
                    out.begin();
                    return Ok(());
                }
                let written = question(snapshot, &mut out);
                out.end(written)
            });
            let written = written.await;
            drop(permit);
            written
        });
        match (begun.await, told.await) {
            (Ok(()), Ok((tag, is_known))) => {
                Ok(tagged(&tag, (!is_known).then_some(body), media_type))
            }
            // It ended before it began.
            _ => match writing.await {
                Ok(Err(problem)) => Err(problem),
                Ok(Ok(())) | Err(_) => Err(Problem::internal()),
            },
        }
    }
}

/// An answer with its tag; without a body, because the caller has it.
pub(crate) fn tagged(tag: &Tag, body: Option<Body>, media_type: &'static str) -> Response {
    let mut response = match body {
        None => StatusCode::NOT_MODIFIED.into_response(),
        Some(body) => {
            let media_type = HeaderValue::from_static(media_type);
            ([(header::CONTENT_TYPE, media_type)], body).into_response()
        }
    };
    let headers = response.headers_mut();
    // What every answer declares comes later: room for all of it is made once.
    headers.reserve(HEADERS);
    headers.insert(header::ETAG, tag.value());
    // To be kept, and asked for again each time.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// The tag of every answer: the newest entry, the day, the form, the version of this program, and what the operator has
/// set. A block without entries changes no answer, so that it changes no tag; the day decides who is in good standing.
fn tag(snapshot: &Snapshot<'_>, form: &str, settings: Option<&str>) -> Result<Tag, Problem> {
    let head = snapshot.newest_head()?;
    let newest = head.as_deref().unwrap_or("none");
    Tag::new(&format!(
        "{newest}-{}-{form}-{}{}{}",
        snapshot.day(),
        env!("CARGO_PKG_VERSION"),
        if settings.is_some() { "-" } else { "" },
        settings.unwrap_or_default()
    ))
}
