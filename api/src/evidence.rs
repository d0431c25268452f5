// SPDX-License-Identifier: EUPL-1.2
//! Evidence: the whole proof of a history, as a file that anybody can check without this service.
//!
//! A proof needs a node, which is behind [`EvidenceSource`]: whoever runs the service may bring one along; without it the answer
//! is 503. Nothing here looks into a bundle: whoever asks for one does not trust this service.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use futures::future::BoxFuture;
use portico_rules::{primitives::Digest, subject::Subject};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    parameters::{FromParameters, Number, Parameters, Query},
    problem::Problem,
    reading::tagged,
    state::AppState,
    tag::{KnownTags, Tag},
};

/// A chain, as evidence needs it.
pub trait EvidenceSource: Send + Sync {
    /// The proof of a subject's history at the newest block that the validators signed; `with_facts`: with the histories of
    /// all subjects that it rests on.
    ///
    /// # Errors
    /// [`EvidenceFailure`].
    fn evidence(
        &self,
        subject: Subject,
        with_facts: bool,
    ) -> BoxFuture<'_, Result<Evidence, EvidenceFailure>>;
}

/// An evidence bundle.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Height of the block whose state it proves.
    pub block: u32,
    /// The bundle's id: SHA-256 of what docs/evidence.md says.
    pub id: Digest,
    /// The file.
    pub file: Bytes,
}

/// Why there is no evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceFailure {
    /// There is no such subject.
    NoSubject,
    /// Too many are being built at once.
    Busy,
    /// No node answers, or the validators have signed nothing yet; why not is logged by whoever makes this.
    NoNode,
    /// The bundle would be longer than a verifier reads.
    TooLong,
}

/// Where evidence is had.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(of_award))
        .routes(routes!(of_party))
        .routes(routes!(of_agreement))
        .routes(routes!(of_tender))
}

/// What else the file shall hold.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Extent {
    /// Whether the file shall hold the histories of the parties, agreements and tenders that the history rests on, too: then nothing
    /// has to be taken on a contract's word.
    #[param(required = false)]
    with_facts: bool,
}

impl FromParameters for Extent {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        let with_facts = parameters.read("with_facts", |text| match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("write true or false".to_owned()),
        })?;
        Ok(Extent {
            with_facts: with_facts.unwrap_or(false),
        })
    }
}

/// An evidence bundle, format `portico/evidence/v1` (docs/evidence.md): everything in hexadecimal digits.
#[derive(Debug, Serialize, ToSchema)]
#[allow(dead_code, reason = "it describes a file that is sent as it was built")]
struct EvidenceBundle {
    /// `portico/evidence/v1`.
    format: String,
    /// Hash of the chain's genesis block.
    genesis: String,
    /// The subjects that it is about, such as `award 7`.
    #[schema(max_items = 100_000)]
    about: Vec<String>,
    /// The header of the block whose state is proven.
    header: String,
    /// Nodes of the state's trie.
    #[schema(max_items = 1_048_576)]
    state: Vec<String>,
    /// Contracts with their histories.
    #[schema(value_type = Vec<Object>, max_items = 16)]
    contracts: Vec<serde_json::Value>,
    /// SHA-256 of every document that entries refer to.
    #[schema(max_items = 1_048_576)]
    documents: Vec<String>,
    /// What makes the block final.
    #[schema(value_type = Object)]
    finality: serde_json::Value,
}

/// The proof of an award's history
///
/// One file with all entries and all that ties them to a block that the chain's validators signed. `portico verify` and the
/// verifier in the browser check it without this service.
#[utoipa::path(get, path = "/awards/{id}/evidence", operation_id = "prove_award", tag = "evidence", params(Number, Extent),
    responses(
        (status = 200, description = "The bundle.", body = EvidenceBundle),
        (status = 422, description = "The bundle would be longer than a verifier reads."),
        (status = 503, description = "This service speaks to no node, or none answers."),
    ))]
pub(crate) async fn of_award(
    state: State<AppState>,
    headers: HeaderMap,
    Number(number): Number,
    extent: Query<Extent>,
) -> Result<Response, Problem> {
    answer(state, headers, Subject::Award(number), extent).await
}

/// The proof of a party's history
///
/// Its keys, its standing and its suspensions, in one file like an award's.
#[utoipa::path(get, path = "/parties/{id}/evidence", operation_id = "prove_party", tag = "evidence", params(Number, Extent),
    responses(
        (status = 200, description = "The bundle.", body = EvidenceBundle),
        (status = 422, description = "The bundle would be longer than a verifier reads."),
        (status = 503, description = "This service speaks to no node, or none answers."),
    ))]
pub(crate) async fn of_party(
    state: State<AppState>,
    headers: HeaderMap,
    Number(number): Number,
    extent: Query<Extent>,
) -> Result<Response, Problem> {
    answer(state, headers, Subject::Party(number), extent).await
}

/// The proof of an agreement's history
///
/// Notice, versions and signatures, in one file like an award's.
#[utoipa::path(get, path = "/agreements/{id}/evidence", operation_id = "prove_agreement", tag = "evidence", params(Number, Extent),
    responses(
        (status = 200, description = "The bundle.", body = EvidenceBundle),
        (status = 422, description = "The bundle would be longer than a verifier reads."),
        (status = 503, description = "This service speaks to no node, or none answers."),
    ))]
pub(crate) async fn of_agreement(
    state: State<AppState>,
    headers: HeaderMap,
    Number(number): Number,
    extent: Query<Extent>,
) -> Result<Response, Problem> {
    answer(state, headers, Subject::Agreement(number), extent).await
}

/// The proof of a tender's history
///
/// Notice, bids, ranking and contract, in one file like an award's.
#[utoipa::path(get, path = "/tenders/{id}/evidence", operation_id = "prove_tender", tag = "evidence", params(Number, Extent),
    responses(
        (status = 200, description = "The bundle.", body = EvidenceBundle),
        (status = 422, description = "The bundle would be longer than a verifier reads."),
        (status = 503, description = "This service speaks to no node, or none answers."),
    ))]
pub(crate) async fn of_tender(
    state: State<AppState>,
    headers: HeaderMap,
    Number(number): Number,
    extent: Query<Extent>,
) -> Result<Response, Problem> {
    answer(state, headers, Subject::Tender(number), extent).await
}

async fn answer(
    State(state): State<AppState>,
    headers: HeaderMap,
    subject: Subject,
    Query(Extent { with_facts }): Query<Extent>,
) -> Result<Response, Problem> {
    let source: Arc<dyn EvidenceSource> = state.evidence.clone().ok_or_else(Problem::no_node)?;
    let (kind, number) = (subject.kind().word(), subject.number());
    let found = source.evidence(subject, with_facts).await;
    let Evidence { id, file, .. } = found.map_err(|failure| match failure {
        EvidenceFailure::NoSubject => Problem::not_found(kind, number),
        EvidenceFailure::Busy => Problem::busy(),
        EvidenceFailure::NoNode => Problem::node_unavailable(),
        EvidenceFailure::TooLong => Problem::evidence_too_long(with_facts),
    })?;
    // Two bundles of one id prove the same.
    let tag = Tag::new(&id.to_hex())?;
    let body = (!KnownTags::of(&headers).contains(&tag)).then(|| Body::from(file));
    let mut response = tagged(&tag, body, "application/json");
    let name = format!("attachment; filename=\"{kind}-{number}.evidence.json\"");
    // Letters and digits: always a header value.
    if let Ok(name) = HeaderValue::from_str(&name) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
