// SPDX-License-Identifier: EUPL-1.2
//! How a command in the queue, and the relay, are told of. What an error on the way said (addresses, files) is for whoever
//! runs the relay, and stays in its log.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use portico_commands::queue::{EntryReference, Queued, RelayReport, RelayState, State};
use portico_rules::{
    primitives::{Digest, Key, write_hex},
    refusal::Refusal,
};
use serde::Serialize;
use std::time::SystemTime;
use utoipa::{
    ToSchema,
    openapi::{
        ObjectBuilder,
        schema::{SchemaType, Type},
    },
};

use crate::{
    config::Clock,
    entries::{BlockReference, SubjectReference},
    times::Time,
};

/// After how many seconds without a word a relay counts as gone: it says something every ten.
const SILENCE: u64 = 60;

/// A command that was brought, and how far it has come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CommandStatus {
    /// Its name: a digest of the signer's key and the signed text.
    #[schema(value_type = String)]
    id: Digest,
    /// `waiting`, `carrying`, `carried`, `refused`, `expired` or `failed`.
    #[schema(value_type = String)]
    state: State,
    /// When it was last brought.
    received_at: Time,
    /// Last moment at which it may be carried.
    expires_at: Time,
    /// Since when it is settled.
    settled_at: Option<Time>,
    subject: CommandSubject,
    /// What is to be done, such as `claim`.
    action: &'static str,
    /// Who signed it.
    #[schema(value_type = String)]
    signer_key: Key,
    /// How often it was tried in vain, for reasons that are none of the rules.
    attempts: u32,
    /// The hash (blake2-256) of the last extrinsic that carried it.
    #[schema(value_type = Option<String>)]
    extrinsic: Option<Digest>,
    /// Its entry, once it is carried.
    entry: Option<CommandEntry>,
    /// Whether this service's relay carried it; false if somebody else did.
    carried_by_relay: Option<bool>,
    /// Why it was refused or failed.
    refused: Option<RefusedCommand>,
}

/// What a command is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CommandSubject {
    kind: &'static str,
    /// None for a command that opens one.
    id: Option<u32>,
}

/// Where a command's entry stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CommandEntry {
    subject: SubjectReference,
    seq: u32,
    #[schema(value_type = String)]
    head: Digest,
    block: BlockReference,
    event_index: u32,
}

/// Why a command was refused or failed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusedCommand {
    /// For a person.
    sentence: String,
    /// The rule and its fields, for a program; none if it was not the rules.
    #[schema(schema_with = a_refusal)]
    refusal: Option<Refusal>,
}

/// A rule's name, or its name with its fields.
fn a_refusal() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([
            Type::String,
            Type::Object,
            Type::Null,
        ]))
        .max_length(Some(64))
        .description(Some(
            "The rule and its fields, for a program; none if it was not the rules.",
        ))
}

impl CommandSubject {
    pub(crate) fn new(kind: &'static str, id: Option<u32>) -> Self {
        CommandSubject { kind, id }
    }
}

impl CommandEntry {
    /// An entry about a subject of a kind.
    pub(crate) fn of(kind: &str, entry: &EntryReference) -> Self {
        CommandEntry {
            subject: SubjectReference {
                kind: kind.to_owned(),
                id: entry.subject,
            },
            seq: entry.seq,
            head: entry.head,
            block: BlockReference {
                number: entry.block.0,
                hash: entry.block.1.to_hex(),
            },
            event_index: entry.event_index,
        }
    }
}

impl RefusedCommand {
    /// A sentence, and the rule if it was one.
    pub(crate) fn new(sentence: String, refusal: Option<Refusal>) -> Self {
        RefusedCommand { sentence, refusal }
    }

    /// A refusal by the rules.
    pub(crate) fn by_the_rules(refusal: Refusal) -> Self {
        RefusedCommand {
            sentence: refusal.to_string(),
            refusal: Some(refusal),
        }
    }
}

impl CommandStatus {
    pub(crate) fn of(queued: &Queued) -> Self {
        let act = queued.signed.act();
        let kind = act.kind().word();
        CommandStatus {
            id: queued.id,
            state: queued.state,
            received_at: time(queued.received_at),
            expires_at: time(queued.signed.expiry()),
            settled_at: queued.settled_at.map(time),
            subject: CommandSubject {
                kind,
                id: act.subject,
            },
            action: act.action(),
            signer_key: queued.signed.key(),
            attempts: queued.attempts,
            extrinsic: queued.extrinsic.as_ref().map(|sent| sent.hash),
            entry: queued.entry.map(|entry| CommandEntry::of(kind, &entry)),
            carried_by_relay: queued.carried_here,
            refused: queued.refused.as_ref().map(|refused| RefusedCommand {
                sentence: match refused.refusal {
                    Some(_) => refused.sentence.clone(),
                    None => "the chain did not take it, for a reason that is none of the rules; bring it again, or ask whoever runs the relay, whose log says why".into(),
                },
                refusal: refused.refusal,
            }),
        }
    }
}

/// The relay, and how much waits for it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RelayStatus {
    /// `working`, `out_of_funds`, `budget_spent`, `node_unreachable`, `stopped`, or `silent` if it has not been heard of.
    state: &'static str,
    /// Its account.
    #[schema(value_type = Option<String>)]
    account: Option<Key>,
    /// What its account may spend within a rolling day, in the chain's smallest unit; null if that is not bounded.
    #[schema(max_length = 39, pattern = "^[0-9]+$")]
    daily_budget: Option<String>,
    /// What it had spent within a day when it was last heard of, likewise: fees paid, and limits for deposits.
    #[schema(max_length = 39, pattern = "^[0-9]+$")]
    spent_within_a_day: Option<String>,
    /// When the budget has room for what waits, while it has none.
    resumes_at: Option<Time>,
    /// When it was last heard of.
    heard_at: Option<Time>,
    /// Commands that wait or are under way.
    waiting: u32,
    /// Since when the first of them waits.
    waiting_since: Option<Time>,
}

impl RelayStatus {
    pub(crate) fn of(
        (waiting, since): (u32, Option<u64>),
        report: Option<RelayReport>,
        now: u64,
    ) -> Self {
        let state = match &report {
            Some(report)
                if report.state == RelayState::Stopped
                    || now.saturating_sub(report.at) <= SILENCE =>
            {
                report.state.word()
            }
            _ => "silent",
        };
        RelayStatus {
            state,
            account: report.as_ref().map(|report| report.account),
            daily_budget: report
                .as_ref()
                .and_then(|report| report.budget)
                .map(|budget| budget.to_string()),
            spent_within_a_day: report.as_ref().map(|report| report.spent.to_string()),
            resumes_at: report
                .as_ref()
                .and_then(|report| report.resumes_at)
                .map(time),
            heard_at: report.map(|report| time(report.at)),
            waiting,
            waiting_since: since.map(time),
        }
    }
}

/// An answer that holds only now.
pub(crate) fn now(status: StatusCode, answer: &impl Serialize) -> Response {
    let uncached = [(header::CACHE_CONTROL, "no-store")];
    (status, uncached, Json(answer)).into_response()
}

/// Seconds since the epoch, by the service's clock.
pub(crate) fn seconds(clock: &Clock) -> u64 {
    clock()
        .duration_since(SystemTime::UNIX_EPOCH)
        // A clock before 1970 is wrong whatever we say; then nothing has expired yet.
        .map_or(0, |since| since.as_secs())
}

/// A moment, seconds since the epoch.
pub(crate) fn time(seconds: u64) -> Time {
    // Beyond the year 9999 it cannot be written, and no such command is taken.
    Time(i64::try_from(seconds.min(253_402_300_799)).unwrap_or(i64::MAX))
}

/// Bytes as 0x and hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 + 2 * bytes.len());
    text.push_str("0x");
    write_hex(&mut text, bytes);
    text
}
