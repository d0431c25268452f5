// SPDX-License-Identifier: EUPL-1.2
//! Problem documents (RFC 9457): every error, in one form, with types that do not change.
//!
//! What went wrong inside is logged, not told: a path or an SQL text is of no use to the caller.

use std::{borrow::Cow, fmt};

use axum::{
    Json,
    extract::{Path, rejection::PathRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use portico_rules::{primitives::Digest, refusal::Refusal};
use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::crowd::NoPlace;

/// The media type of problem documents.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// For how long whoever finds the disk full is asked to wait, seconds: somebody has to free space by hand.
const WHEN_DISK_IS_FULL: u32 = 60;

/// What can go wrong, each with its own type: `/problems/` and the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProblemType {
    InvalidParameter,
    BadRequest,
    NotFound,
    NoSuchEndpoint,
    MethodNotAllowed,
    ContentTooLarge,
    Internal,
    Busy,
    TooManyRequests,
    Timeout,
    NotReady,
    DatabaseUnavailable,
    DiskFull,
    InvalidBody,
    UnsupportedMediaType,
    Refused,
    OtherLedger,
    TooManyCommands,
    QueueFull,
    NotOffered,
    UnknownCommand,
    NoNode,
    NodeUnavailable,
    NotATransaction,
    UnknownTransaction,
    EvidenceTooLong,
}

impl ProblemType {
    pub(crate) const ALL: [ProblemType; 26] = [
        Self::InvalidParameter,
        Self::BadRequest,
        Self::NotFound,
        Self::NoSuchEndpoint,
        Self::MethodNotAllowed,
        Self::ContentTooLarge,
        Self::Internal,
        Self::Busy,
        Self::TooManyRequests,
        Self::Timeout,
        Self::NotReady,
        Self::DatabaseUnavailable,
        Self::DiskFull,
        Self::InvalidBody,
        Self::UnsupportedMediaType,
        Self::Refused,
        Self::OtherLedger,
        Self::TooManyCommands,
        Self::QueueFull,
        Self::NotOffered,
        Self::UnknownCommand,
        Self::NoNode,
        Self::NodeUnavailable,
        Self::NotATransaction,
        Self::UnknownTransaction,
        Self::EvidenceTooLong,
    ];

    /// Its type, in a problem document: where it is described.
    pub(crate) fn address(self) -> String {
        format!("/problems/{}", self.words().0)
    }

    /// Its name, status and title.
    fn words(self) -> (&'static str, StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::InvalidParameter => (
                "invalid-parameter",
                S::BAD_REQUEST,
                "A parameter is not valid",
            ),
            Self::BadRequest => (
                "bad-request",
                S::BAD_REQUEST,
                "The request cannot be understood",
            ),
            Self::NotFound => ("not-found", S::NOT_FOUND, "It is not on the ledger"),
            Self::NoSuchEndpoint => (
                "no-such-endpoint",
                S::NOT_FOUND,
                "There is nothing at this address",
            ),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                S::METHOD_NOT_ALLOWED,
                "This address does not know this method",
            ),
            Self::ContentTooLarge => (
                "content-too-large",
                S::PAYLOAD_TOO_LARGE,
                "The request's body is too long",
            ),
            Self::Internal => (
                "internal",
                S::INTERNAL_SERVER_ERROR,
                "Something went wrong here",
            ),
            Self::Busy => ("busy", S::SERVICE_UNAVAILABLE, "Too many requests at once"),
            Self::TooManyRequests => (
                "too-many-requests",
                S::TOO_MANY_REQUESTS,
                "Too many requests of one client",
            ),
            Self::Timeout => (
                "timeout",
                S::SERVICE_UNAVAILABLE,
                "The answer took too long",
            ),
            Self::NotReady => (
                "not-ready",
                S::SERVICE_UNAVAILABLE,
                "The ledger is not indexed up to date yet",
            ),
            Self::DatabaseUnavailable => (
                "database-unavailable",
                S::SERVICE_UNAVAILABLE,
                "The database cannot be read",
            ),
            Self::DiskFull => (
                "disk-full",
                S::SERVICE_UNAVAILABLE,
                "The disk of this service is full",
            ),
            Self::InvalidBody => (
                "invalid-body",
                S::BAD_REQUEST,
                "The request's body cannot be understood",
            ),
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                S::UNSUPPORTED_MEDIA_TYPE,
                "The request's body is not JSON",
            ),
            Self::Refused => (
                "refused",
                S::UNPROCESSABLE_ENTITY,
                "The rules refuse the command",
            ),
            Self::OtherLedger => (
                "other-ledger",
                S::UNPROCESSABLE_ENTITY,
                "It is no signed command of this ledger",
            ),
            Self::TooManyCommands => (
                "too-many-commands",
                S::TOO_MANY_REQUESTS,
                "Too many commands of one key",
            ),
            Self::QueueFull => (
                "queue-full",
                S::SERVICE_UNAVAILABLE,
                "Too many commands wait to be carried",
            ),
            Self::NotOffered => (
                "not-offered",
                S::NOT_FOUND,
                "This service takes no commands",
            ),
            Self::UnknownCommand => (
                "unknown-command",
                S::NOT_FOUND,
                "There is no such command here",
            ),
            Self::NoNode => (
                "no-node",
                S::SERVICE_UNAVAILABLE,
                "This service speaks to no node",
            ),
            Self::NodeUnavailable => (
                "node-unavailable",
                S::SERVICE_UNAVAILABLE,
                "No node answers",
            ),
            Self::NotATransaction => (
                "not-a-transaction",
                S::UNPROCESSABLE_ENTITY,
                "It is no transaction of this ledger that can be submitted",
            ),
            Self::UnknownTransaction => (
                "unknown-transaction",
                S::NOT_FOUND,
                "There is no such transaction here",
            ),
            Self::EvidenceTooLong => (
                "evidence-too-long",
                S::UNPROCESSABLE_ENTITY,
                "The evidence would be longer than a verifier reads",
            ),
        }
    }

    /// The type for an answer that one of the layers around the handlers gave, by its status.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NoSuchEndpoint,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::ContentTooLarge,
            // Only the time limit answers so without a problem document.
            StatusCode::SERVICE_UNAVAILABLE => Self::Timeout,
            status if status.is_client_error() => Self::BadRequest,
            _ => Self::Internal,
        }
    }
}

/// One error, as the caller sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    kind: ProblemType,
    detail: Cow<'static, str>,
    parameter: Option<Cow<'static, str>>,
    /// The rule that a command breaks.
    refusal: Option<Box<Refusal>>,
    retry_after_seconds: Option<u32>,
}

impl Problem {
    fn new(kind: ProblemType, detail: impl Into<Cow<'static, str>>) -> Self {
        Problem {
            kind,
            detail: detail.into(),
            parameter: None,
            refusal: None,
            retry_after_seconds: None,
        }
    }

    /// 400: a query parameter or a part of the address that cannot be taken, by its name.
    pub(crate) fn parameter(
        name: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Problem {
            parameter: Some(name.into()),
            ..Problem::new(ProblemType::InvalidParameter, detail)
        }
    }

    /// 404: nothing of that kind with that name.
    pub(crate) fn not_found(what: &str, name: impl std::fmt::Display) -> Self {
        Problem::new(
            ProblemType::NotFound,
            format!("there is no {what} {name} in the blocks indexed so far"),
        )
    }

    /// 500. What happened is logged by whoever makes this.
    pub(crate) fn internal() -> Self {
        Problem::of(ProblemType::Internal)
    }

    /// 503: no room for one more request.
    pub(crate) fn busy() -> Self {
        Problem {
            retry_after_seconds: Some(1),
            ..Problem::of(ProblemType::Busy)
        }
    }

    /// 429: the client has made too many requests; when it may make one again.
    pub(crate) fn too_many_requests(retry_after_seconds: u32) -> Self {
        Problem {
            retry_after_seconds: Some(retry_after_seconds),
            ..Problem::of(ProblemType::TooManyRequests)
        }
    }

    /// 429: the client has too many connections.
    pub(crate) fn too_many_connections() -> Self {
        Problem {
            retry_after_seconds: Some(1),
            ..Problem::new(
                ProblemType::TooManyRequests,
                "close connections that are not in use, or use one for several requests",
            )
        }
    }

    /// 503 or 429: no room for one more stream of events.
    pub(crate) fn too_many_subscribers(why: NoPlace) -> Self {
        match why {
            NoPlace::Full => Problem {
                retry_after_seconds: Some(10),
                ..Problem::of(ProblemType::Busy)
            },
            NoPlace::TooManyOfOne => Problem {
                retry_after_seconds: Some(10),
                ..Problem::new(
                    ProblemType::TooManyRequests,
                    "end streams of events that are not in use: one stream can carry everything",
                )
            },
        }
    }

    /// 503: a time limit was reached.
    pub(crate) fn timeout() -> Self {
        Problem {
            retry_after_seconds: Some(5),
            ..Problem::of(ProblemType::Timeout)
        }
    }

    /// 503: nothing indexed yet, or too far behind.
    pub(crate) fn not_ready(detail: impl Into<Cow<'static, str>>) -> Self {
        Problem {
            retry_after_seconds: Some(5),
            ..Problem::new(ProblemType::NotReady, detail)
        }
    }

    /// 503: the file is there but cannot be used.
    pub(crate) fn database_unavailable(detail: impl Into<Cow<'static, str>>) -> Self {
        Problem::new(ProblemType::DatabaseUnavailable, detail)
    }

    /// 503: no room on the disk for what SQLite writes, also while it reads. Which file is logged by whoever makes this.
    pub(crate) fn disk_full() -> Self {
        Problem {
            retry_after_seconds: Some(WHEN_DISK_IS_FULL),
            ..Problem::of(ProblemType::DiskFull)
        }
    }

    /// The last part of its type.
    pub(crate) fn name(&self) -> &'static str {
        self.kind.words().0
    }

    /// 400: a body that is no JSON, or not of the form that is asked for; where, and what is wrong.
    pub(crate) fn body(error: &serde_json::Error) -> Self {
        Problem::new(ProblemType::InvalidBody, error.to_string())
    }

    /// 400: a body that did not come to its end.
    pub(crate) fn broken_body() -> Self {
        Problem::of(ProblemType::InvalidBody)
    }

    /// 413: a body that is too long.
    pub(crate) fn content_too_large() -> Self {
        Problem::of(ProblemType::ContentTooLarge)
    }

    /// 415: a body that does not say of itself that it is JSON.
    pub(crate) fn media_type() -> Self {
        Problem::of(ProblemType::UnsupportedMediaType)
    }

    /// 422: the rules refuse a command.
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        Problem {
            refusal: Some(Box::new(*refusal)),
            ..Problem::new(ProblemType::Refused, refusal.to_string())
        }
    }

    /// 422: what was brought is no signed command of this ledger; why not.
    pub(crate) fn other_ledger(why: &impl std::fmt::Display) -> Self {
        Problem::new(ProblemType::OtherLedger, why.to_string())
    }

    /// 429: a key has too many commands; when there is room again.
    pub(crate) fn too_many_commands(detail: String, retry_after_seconds: u32) -> Self {
        Problem {
            retry_after_seconds: Some(retry_after_seconds),
            ..Problem::new(ProblemType::TooManyCommands, detail)
        }
    }

    /// 503: there is no room in the queue; when there may be.
    pub(crate) fn queue_full(detail: String, retry_after_seconds: u32) -> Self {
        Problem {
            retry_after_seconds: Some(retry_after_seconds),
            ..Problem::new(ProblemType::QueueFull, detail)
        }
    }

    /// 404: the service has no queue.
    pub(crate) fn no_queue() -> Self {
        Problem::of(ProblemType::NotOffered)
    }

    /// 404: a command that is not in the queue.
    pub(crate) fn unknown_command(id: &Digest) -> Self {
        Problem::new(
            ProblemType::UnknownCommand,
            format!(
                "the command {id} was not brought here, or was forgotten some weeks after it was settled"
            ),
        )
    }

    /// 503: the service was not given a node; it will hardly be in an hour.
    pub(crate) fn no_node() -> Self {
        Problem {
            retry_after_seconds: Some(3600),
            ..Problem::of(ProblemType::NoNode)
        }
    }

    /// 503: no node answers. Why not is logged by whoever makes this.
    pub(crate) fn node_unavailable() -> Self {
        Problem {
            retry_after_seconds: Some(5),
            ..Problem::of(ProblemType::NodeUnavailable)
        }
    }

    /// 422: an extrinsic that is not taken; why not.
    pub(crate) fn not_a_transaction(why: impl Into<Cow<'static, str>>) -> Self {
        Problem::new(ProblemType::NotATransaction, why)
    }

    /// 404: an extrinsic that was not submitted here.
    pub(crate) fn unknown_transaction(hash: &Digest) -> Self {
        Problem::new(
            ProblemType::UnknownTransaction,
            format!(
                "the transaction {hash} was not submitted here, or was forgotten when the service was started anew; what it did is in the entries of its signer"
            ),
        )
    }

    /// 422: the proof of this history does not fit into one file.
    pub(crate) fn evidence_too_long(with_facts: bool) -> Self {
        let detail = match with_facts {
            true => {
                "with all histories that it rests on, the file would be longer than 64 MiB: ask for it without them (with_facts=false), and for theirs one by one"
            }
            false => {
                "the file would be longer than 64 MiB, which no verifier reads; its entries can be checked on a node of your own: portico log"
            }
        };
        Problem::new(ProblemType::EvidenceTooLong, detail)
    }

    /// Whether the fault lies here, not with the caller.
    pub(crate) fn is_of_the_server(&self) -> bool {
        self.kind.words().1.is_server_error()
    }

    fn of(kind: ProblemType) -> Self {
        let detail = match kind {
            ProblemType::NoSuchEndpoint => "see / for the addresses that exist",
            ProblemType::MethodNotAllowed => "use one of the methods that Allow names",
            ProblemType::ContentTooLarge => "send a shorter body; most addresses here read none",
            ProblemType::Internal => {
                "the request may be right; whoever runs this service finds the reason in its log"
            }
            ProblemType::DiskFull => {
                "the request may be right, and nothing is lost: this service has no room on its disk for the files that it needs while it answers; whoever runs it has to free some space, then it answers again by itself"
            }
            ProblemType::InvalidBody => "send the body whole",
            ProblemType::UnsupportedMediaType => {
                "send JSON, and say so: Content-Type: application/json"
            }
            ProblemType::NotOffered => {
                "whoever runs this service has not given it a queue; bring the command to another one, or carry it yourself: portico submit"
            }
            ProblemType::NoNode => {
                "whoever runs this service has not named a node to it (portico serve --node): build evidence from a node of your own (portico evidence build); sign commands as text and bring them to /v1/commands, or submit transactions to a node yourself"
            }
            ProblemType::NodeUnavailable => {
                "try again in a moment; nothing was submitted, unless it is found by its hash"
            }
            ProblemType::Busy => "try again in a moment",
            ProblemType::TooManyRequests => {
                "wait for as long as Retry-After says; whoever needs everything takes lists in large pages"
            }
            ProblemType::Timeout => "try again, with a smaller limit or a narrower filter",
            ProblemType::InvalidParameter
            | ProblemType::BadRequest
            | ProblemType::NotFound
            | ProblemType::NotReady
            | ProblemType::DatabaseUnavailable
            | ProblemType::Refused
            | ProblemType::OtherLedger
            | ProblemType::TooManyCommands
            | ProblemType::QueueFull
            | ProblemType::NotATransaction
            | ProblemType::UnknownTransaction
            | ProblemType::EvidenceTooLong
            | ProblemType::UnknownCommand => "check the address and its parameters",
        };
        Problem::new(kind, detail)
    }
}

impl Problem {
    /// The whole answer in HTTP/1.1, for a connection that is closed without reading a request.
    pub(crate) fn to_http1(&self) -> Vec<u8> {
        let (_, status, _) = self.kind.words();
        // A problem is text and numbers: it can be written; and if not, the status tells.
        let body = serde_json::to_vec(self).unwrap_or_default();
        let retry_after = self
            .retry_after_seconds
            .map_or_else(String::new, |seconds| format!("retry-after: {seconds}\r\n"));
        let mut answer = format!(
            "HTTP/1.1 {status}\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {}\r\n{retry_after}\
             cache-control: no-store\r\nconnection: close\r\n\r\n",
            body.len(),
        )
        .into_bytes();
        answer.extend(body);
        answer
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, _, title) = self.kind.words();
        write!(f, "{title}: {}", self.detail)
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (_, status, title) = self.kind.words();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.kind.address())?;
        map.serialize_entry("title", title)?;
        map.serialize_entry("status", &status.as_u16())?;
        map.serialize_entry("detail", &self.detail)?;
        if let Some(parameter) = &self.parameter {
            map.serialize_entry("parameter", parameter)?;
        }
        if let Some(refusal) = &self.refusal {
            map.serialize_entry("refusal", refusal)?;
        }
        map.end()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (_, status, _) = self.kind.words();
        let mut response = (status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Gives every error that a layer answered in its own words the form of a problem document. Headers that
/// belong to the status, such as `Allow`, stay.
pub(crate) fn in_one_form(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value == MEDIA_TYPE);
    if !is_error || is_problem {
        return response;
    }
    let problem = match ProblemType::of_status(status) {
        ProblemType::Timeout => {
            tracing::warn!("an answer took too long");
            Problem::timeout()
        }
        kind => Problem::of(kind),
    };
    let mut told = problem.into_response();
    *told.status_mut() = status;
    for (name, value) in response.headers() {
        if name != header::CONTENT_LENGTH && !told.headers().contains_key(name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told
}

#[derive(Serialize)]
struct Description {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
}

/// `GET /problems/{name}`: what a problem type means.
pub(crate) async fn describe(name: Result<Path<String>, PathRejection>) -> Response {
    let found = name.ok().and_then(|Path(name)| {
        ProblemType::ALL
            .into_iter()
            .find(|kind| kind.words().0 == name)
    });
    match found {
        Some(kind) => {
            let (_, status, title) = kind.words();
            Json(Description {
                kind: kind.address(),
                title,
                status: status.as_u16(),
            })
            .into_response()
        }
        None => Problem::of(ProblemType::NoSuchEndpoint).into_response(),
    }
}

/// The answer at addresses that do not exist.
pub(crate) async fn no_such_endpoint() -> Problem {
    Problem::of(ProblemType::NoSuchEndpoint)
}

/// The answer to methods that an address does not know.
pub(crate) async fn method_not_allowed() -> Problem {
    Problem::of(ProblemType::MethodNotAllowed)
}
