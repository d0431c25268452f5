// SPDX-License-Identifier: EUPL-1.2
//! A command as it stands in the queue. Must not know who changes it and when.

use super::{Queue, QueueError};
use crate::SignedCommand;
use portico_rules::primitives::{Digest, Key};
use portico_rules::refusal::Refusal;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, Type, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;

/// Where a command is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// For the relay to take.
    Waiting,
    /// An extrinsic with it was signed and may have been sent.
    Carrying,
    /// Its entry is in a finalised block.
    Carried,
    /// The rules refuse it. Brought again, it waits again.
    Refused,
    /// Nobody carried it in time.
    Expired,
    /// The chain does not take it, for a reason that is none of the rules. Brought again, it waits again.
    Failed,
}

impl State {
    /// Its word in the table and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Carrying => "carrying",
            State::Carried => "carried",
            State::Refused => "refused",
            State::Expired => "expired",
            State::Failed => "failed",
        }
    }

    /// Whether nothing happens to it any more by itself.
    pub fn is_settled(self) -> bool {
        !matches!(self, State::Waiting | State::Carrying)
    }
}

impl FromSql for State {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        [
            State::Waiting,
            State::Carrying,
            State::Carried,
            State::Refused,
            State::Expired,
            State::Failed,
        ]
        .into_iter()
        .find(|state| state.word() == word)
        .ok_or(FromSqlError::InvalidType)
    }
}

/// A signed extrinsic that carries a command: sent any number of times, it takes effect at most once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extrinsic {
    /// The whole extrinsic.
    pub bytes: Vec<u8>,
    /// blake2-256 of it.
    pub hash: Digest,
    /// The public key of the relay's account.
    pub account: Key,
    /// The account's nonce in it: how many extrinsics it had sent before.
    pub nonce: u64,
    /// The block from which on it may be included for a while: its number and hash.
    pub signed_at: (u32, Digest),
}

/// Where a command's entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryReference {
    /// The subject's number, also of one that the command opened.
    pub subject: u32,
    /// The entry's number in the subject's history, from 0.
    pub seq: u32,
    /// The subject's head after it.
    pub head: Digest,
    /// The finalised block: its number and hash.
    pub block: (u32, Digest),
    /// Index among the block's events, from 0.
    pub event_index: u32,
}

/// Why a command was not carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The rule, if it was one.
    pub refusal: Option<Refusal>,
    /// The sentence for a person.
    pub sentence: String,
}

/// A command in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// [`SignedCommand::id`].
    pub id: Digest,
    /// When it was last received, seconds since the epoch.
    pub received_at: u64,
    /// As it was received.
    pub signed: SignedCommand,
    /// Where it is.
    pub state: State,
    /// Since when it is settled, seconds since the epoch.
    pub settled_at: Option<u64>,
    /// How many times it was tried in vain.
    pub attempts: u32,
    /// Why, the last time.
    pub last_error: Option<String>,
    /// The last extrinsic that carried it.
    pub extrinsic: Option<Extrinsic>,
    /// Its entry, once it is carried.
    pub entry: Option<EntryReference>,
    /// Whether this queue's relay carried it; `false` if somebody else was quicker.
    pub carried_here: Option<bool>,
    /// Why it was refused or failed.
    pub refused: Option<Refused>,
}

impl Queue {
    /// A command by its name.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn get(&self, id: &Digest) -> Result<Option<Queued>, QueueError> {
        by_id(&self.connection, id).map_err(|e| self.explain("reading a command", e))
    }
}

pub(super) fn by_id(connection: &Connection, id: &Digest) -> rusqlite::Result<Option<Queued>> {
    connection
        .prepare_cached("SELECT * FROM commands WHERE id = ?1")?
        .query_row([id.to_hex()], read)
        .optional()
}

/// Reads a row of `commands`.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Queued> {
    let extrinsic = match row.get::<_, Option<Vec<u8>>>("extrinsic")? {
        None => None,
        Some(bytes) => Some(Extrinsic {
            bytes,
            hash: parsed(row, "extrinsic_hash")?,
            account: parsed(row, "account")?,
            nonce: row.get("account_nonce")?,
            signed_at: (
                row.get("signed_at_block")?,
                parsed(row, "signed_at_block_hash")?,
            ),
        }),
    };
    let entry = match row.get::<_, Option<u32>>("entry_subject")? {
        None => None,
        Some(subject) => Some(EntryReference {
            subject,
            seq: row.get("entry_seq")?,
            head: parsed(row, "entry_head")?,
            block: (row.get("block_number")?, parsed(row, "block_hash")?),
            event_index: row.get("event_index")?,
        }),
    };
    let refused = match row.get::<_, Option<String>>("sentence")? {
        None => None,
        Some(sentence) => Some(Refused {
            refusal: row
                .get::<_, Option<String>>("refusal")?
                .map(|json| serde_json::from_str(&json).map_err(unreadable))
                .transpose()?,
            sentence,
        }),
    };
    let signed: String = row.get("signed")?;
    Ok(Queued {
        id: parsed(row, "id")?,
        received_at: row.get("received_at")?,
        signed: serde_json::from_str(&signed).map_err(unreadable)?,
        state: row.get("state")?,
        settled_at: row.get("settled_at")?,
        attempts: row.get("attempts")?,
        last_error: row.get("last_error")?,
        extrinsic,
        entry,
        carried_here: row.get("carried_here")?,
        refused,
    })
}

fn parsed<T: std::str::FromStr<Err = String>>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    text.parse().map_err(unreadable)
}

fn unreadable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error.into())
}
