// SPDX-License-Identifier: EUPL-1.2
//! Commands to the ledger, for whoever has a key and neither tokens nor a node: prepare one to be signed, bring it once
//! it is signed, ask what became of it. A relay, which is another process, carries what is brought.
//!
//! No private key comes here, and none is asked for: what comes is signed already, by whom it binds. What can be said of
//! a command beforehand is what the rules say on the rows as they are indexed ([`trial`]): no node is asked. What is
//! brought is checked (form, ledger, signature, signer, time), queued on disk, and only then acknowledged.

mod body;
mod queue;
mod told;
mod trial;

use std::num::NonZeroU32;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use portico_commands::{Act, SignedCommand, SignedError, UnsignedCommand, queue::EntryReference};
use portico_rules::{
    entry::Body,
    message::wrapped,
    primitives::{Digest, Key},
    refusal::Refusal,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    database::Snapshot,
    entries::BlockReference,
    parameters::{Nothing, Query},
    problem::Problem,
    state::AppState,
    times::{Time, today},
};

use told::{CommandStatus, RelayStatus};
use trial::{Indexed, Places};

pub(crate) use body::{JsonBody, a_body};
pub(crate) use queue::CommandQueue;
pub(crate) use told::{
    CommandEntry, CommandSubject, RefusedCommand, hexadecimal, now, seconds, time,
};
pub(crate) use trial::{NextEntry, received_aid};

/// Where commands are prepared, brought and asked about.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(prepare))
        .routes(routes!(bring))
        .routes(routes!(show))
        .routes(routes!(relay))
}

/// For how long a command can be carried if its signer does not say, seconds: a week.
const USUAL_EXPIRY: u64 = 7 * 86_400;

/// A command to be prepared.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Preparation {
    /// The number of the subject that it is about; none for a command that opens one.
    #[schema(value_type = Option<u32>, minimum = 1)]
    subject: Option<NonZeroU32>,
    /// What is to be done, as it stands in an entry's `body`: `{"award": {"confirm": {"payment": 1}}}`.
    #[schema(schema_with = a_body)]
    body: Body,
    /// The public key of who will sign it: 0x and 64 hexadecimal digits.
    #[schema(value_type = String, pattern = "^0x[0-9a-f]{64}$", min_length = 66, max_length = 66)]
    key: Key,
    /// Any number that the key has not used with this contract; a random one if none is given.
    #[schema(minimum = 0, maximum = 18_446_744_073_709_551_615_u64)]
    nonce: Option<u64>,
    /// Last moment at which it may be carried, seconds since the epoch: at most 90 days ahead, usually 7.
    #[schema(minimum = 0, maximum = 18_446_744_073_709_551_615_u64)]
    expiry: Option<u64>,
}

/// A command that is ready to be signed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Prepared {
    /// The name that the signed command will have.
    #[schema(value_type = String)]
    id: Digest,
    /// What the person signs, to be read before it is signed: one field a line. Its UTF-8 bytes are what is signed, with
    /// sr25519 in the context `substrate`.
    text: String,
    /// The same as wallets sign it; either is accepted.
    wrapped_text: String,
    /// The bytes of `text`: 0x and hexadecimal digits.
    bytes_to_sign: String,
    /// The signed command, but for its `signature` (0x and 128 hexadecimal digits): add it, and bring it.
    #[schema(value_type = Object, additional_properties)]
    command: UnsignedCommand,
    trial: Trial,
}

/// What the rules say of a command, were it signed and carried now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Trial {
    /// The finalised block on whose state it was tried.
    block: BlockReference,
    /// The moment at which it was tried.
    at: Time,
    accepted: bool,
    /// The entry that it would append.
    entry: Option<trial::NextEntry>,
    /// Why it would be refused.
    refused: Option<RefusedCommand>,
}

/// Prepares a command: the text to sign, and what the rules would say
///
/// Nothing is kept. The trial runs the contract's own rules on the rows as they are indexed, as if the signature were
/// there; what holds is what the contract says when the command is carried.
#[utoipa::path(post, path = "/commands/prepare", operation_id = "prepare_command", tag = "commands",
    request_body(content = Preparation, content_type = "application/json"),
    responses(
        (status = 200, description = "The command, to be signed.", body = Prepared),
        (status = 400, description = "The body is not of the form that is asked for.", content_type = "application/problem+json"),
        (status = 413, description = "The body is too long.", content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", content_type = "application/problem+json"),
        (status = 422, description = "The command can be no command of this ledger.", content_type = "application/problem+json"),
    ))]
pub(crate) async fn prepare(
    State(state): State<AppState>,
    Query(Nothing): Query<Nothing>,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let Preparation {
        subject,
        body,
        key,
        nonce,
        expiry,
    } = serde_json::from_slice(&body).map_err(|error| Problem::body(&error))?;
    let now = seconds(&state.clock);
    let nonce = match nonce {
        Some(nonce) => nonce,
        None => random_nonce()?,
    };
    let expiry = expiry.unwrap_or(now + USUAL_EXPIRY);
    let act = Act {
        subject: subject.map(NonZeroU32::get),
        body,
    };
    act.check_length().map_err(|r| Problem::refused(&r))?;
    let prepared = state
        .database
        .read(today(&state.clock), move |snapshot| {
            let places = Places::read(snapshot)?;
            let place = places
                .of(act.kind())
                .ok_or_else(|| Problem::other_ledger(&SignedError::OtherLedger))?;
            let unsigned = UnsignedCommand::new(act.clone(), place, key, nonce, expiry);
            let indexed = Indexed::new(snapshot, &places, now);
            let trial = Trial::of(indexed.as_if_signed(&act, key, nonce, expiry)?, places, now);
            Ok(Prepared {
                id: unsigned.id(),
                text: unsigned.text().to_owned(),
                wrapped_text: wrapped(unsigned.text()),
                bytes_to_sign: hexadecimal(unsigned.text().as_bytes()),
                command: unsigned,
                trial,
            })
        })
        .await?;
    Ok(told::now(StatusCode::OK, &prepared))
}

impl Trial {
    /// That a command would append this entry.
    pub(crate) fn accepted(block: BlockReference, now: u64, entry: NextEntry) -> Self {
        Trial {
            block,
            at: time(now),
            accepted: true,
            entry: Some(entry),
            refused: None,
        }
    }

    fn of(tried: Result<trial::NextEntry, Refusal>, places: Places, now: u64) -> Self {
        let (entry, refused) = match tried {
            Ok(entry) => (Some(entry), None),
            Err(refusal) => (None, Some(RefusedCommand::by_the_rules(refusal))),
        };
        Trial {
            block: places.block,
            at: time(now),
            accepted: entry.is_some(),
            entry,
            refused,
        }
    }
}

fn random_nonce() -> Result<u64, Problem> {
    // Unique, not secret; and exact in programs whose numbers are floats.
    getrandom::u64()
        .map(|number| number >> 11)
        .map_err(|error| {
            tracing::error!(%error, "no random number");
            Problem::internal()
        })
}

/// What is to be done with a command that was brought.
enum Checked {
    /// It is to be carried.
    Queue,
    /// It is on the ledger already.
    Carried(EntryReference),
}

/// Brings a signed command, to be carried
///
/// The command is checked, written to the queue, and acknowledged; `Location` says where to ask what became of it.
/// Brought again, however often, it is one command. One that was refused waits again when it is brought again.
#[utoipa::path(post, path = "/commands", operation_id = "bring_command", tag = "commands",
    request_body(content = Object, content_type = "application/json",
        description = "A signed command: what `/commands/prepare` gives, with its `signature`; or a file that `portico … --sign-only` wrote."),
    responses(
        (status = 200, description = "It is settled already.", body = CommandStatus,
            headers(("Location" = String, description = "Where to ask what became of it."))),
        (status = 202, description = "It waits to be carried.", body = CommandStatus,
            headers(("Location" = String, description = "Where to ask what became of it."))),
        (status = 404, description = "This service takes no commands.", content_type = "application/problem+json"),
        (status = 400, description = "The body is not of the form that is asked for.", content_type = "application/problem+json"),
        (status = 413, description = "The body is too long.", content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", content_type = "application/problem+json"),
        (status = 422, description = "The rules refuse it whatever happens, or it is for another ledger.", content_type = "application/problem+json"),
    ))]
pub(crate) async fn bring(
    State(state): State<AppState>,
    Query(Nothing): Query<Nothing>,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let queue = state.queue.clone().ok_or_else(Problem::no_queue)?;
    let now = seconds(&state.clock);
    let (signed, checked) = state
        .database
        .read(today(&state.clock), move |snapshot| {
            check(snapshot, &body, now)
        })
        .await?;
    let queued = match checked {
        Checked::Queue => queue.put(signed, now).await?,
        Checked::Carried(entry) => queue.put_carried(signed, now, entry).await?,
    };
    let status = if queued.state.is_settled() {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    let location = [(header::LOCATION, format!("/v1/commands/{}", queued.id))];
    Ok((location, told::now(status, &CommandStatus::of(&queued))).into_response())
}

/// Whether it is a signed command of this ledger by a key that the registry knows, and not too early or too late.
fn check(
    snapshot: &Snapshot<'_>,
    json: &[u8],
    now: u64,
) -> Result<(SignedCommand, Checked), Problem> {
    let places = Places::read(snapshot)?;
    let signed =
        SignedCommand::parse(json, |kind| places.of(kind)).map_err(|error| match &error {
            SignedError::Json(error) => Problem::body(error),
            SignedError::Refused(refusal) => Problem::refused(refusal),
            other => Problem::other_ledger(other),
        })?;
    let indexed = Indexed::new(snapshot, &places, now);
    // Who signs is asked for itself: whatever else the rules look at first, the queue is for known keys alone.
    if let Err(refusal) = indexed.signer(&signed.key())? {
        return Err(Problem::refused(&refusal));
    }
    let checked = match indexed.carried(&signed)? {
        // It may be on the ledger already.
        Err(refusal @ (Refusal::NonceUsed { .. } | Refusal::Expired { .. })) => {
            match indexed.entry_of(&signed)? {
                Some(entry) => Checked::Carried(entry),
                None => return Err(Problem::refused(&refusal)),
            }
        }
        Err(
            refusal @ (Refusal::ExpiryTooFar { .. } | Refusal::OpensOnly | Refusal::NeedsSubject),
        ) => return Err(Problem::refused(&refusal)),
        // What else the rules say now may have changed when its turn comes: the relay asks the contract.
        Ok(_) | Err(_) => Checked::Queue,
    };
    Ok((signed, checked))
}

/// What became of a command
///
/// `waiting` and `carrying` change by themselves; `carried`, `refused`, `expired` and `failed` do not. It is forgotten
/// some weeks after it was settled.
#[utoipa::path(get, path = "/commands/{id}", operation_id = "show_command", tag = "commands",
    params(("id" = String, Path, pattern = "^0x[0-9a-f]{64}$", description = "The command's name: 0x and 64 hexadecimal digits.")),
    responses((status = 200, description = "The command, as far as it has come.", body = CommandStatus)))]
pub(crate) async fn show(
    State(state): State<AppState>,
    CommandId(id): CommandId,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    let queue = state.queue.clone().ok_or_else(Problem::no_queue)?;
    match queue.get(id).await? {
        Some(queued) => Ok(told::now(StatusCode::OK, &CommandStatus::of(&queued))),
        None => Err(Problem::unknown_command(&id)),
    }
}

/// The name in an address such as `/v1/commands/0x…`.
pub(crate) struct CommandId(Digest);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for CommandId {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Self, Problem> {
        let text = crate::parameters::segment(parts, state, "id").await?;
        // As we write it, so that a command has one address.
        match text.parse::<Digest>() {
            Ok(id) if id.to_hex() == text => Ok(CommandId(id)),
            _ => Err(crate::parameters::invalid(
                "id",
                &text,
                "write 0x and 64 lower-case hexadecimal digits",
            )),
        }
    }
}

/// How the relay does that carries what is brought
///
/// `state` is `working`, or why nothing is carried for now; `silent` if it has not been heard of for a minute.
#[utoipa::path(get, path = "/relay", operation_id = "show_relay", tag = "commands",
    responses(
        (status = 200, description = "The relay, and how much waits for it.", body = RelayStatus),
        (status = 404, description = "This service takes no commands.", content_type = "application/problem+json"),
    ))]
pub(crate) async fn relay(
    State(state): State<AppState>,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    let queue = state.queue.clone().ok_or_else(Problem::no_queue)?;
    let (length, report) = queue.report().await?;
    let now = seconds(&state.clock);
    let status = RelayStatus::of(length, report, now);
    Ok(told::now(StatusCode::OK, &status))
}
