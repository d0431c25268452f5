// SPDX-License-Identifier: EUPL-1.2
//! What comes in: a command is taken once, however often it is brought, and only as much as there is room for.
//!
//! Whether it is a signed command of this ledger was checked before ([`SignedCommand::parse`]), and whether a key that
//! the registry knows signed it is for whoever can ask; must not know what becomes of it.

use super::stored::{by_id, read};
use super::{EntryReference, Queue, QueueError, Queued, State};
use crate::SignedCommand;
use portico_rules::primitives::Digest;
use rusqlite::{OptionalExtension, Transaction, params};

/// Seconds over which a signer's commands are counted.
const HOUR: u64 = 3600;

/// How much may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// How many commands may wait at once, of everybody.
    pub waiting: u32,
    /// How many commands of one key may wait at once.
    pub waiting_of_a_key: u32,
    /// How many commands of one key are taken in an hour.
    pub an_hour_of_a_key: u32,
}

impl Default for Door {
    fn default() -> Self {
        Door {
            waiting: 10_000,
            waiting_of_a_key: 50,
            an_hour_of_a_key: 300,
        }
    }
}

/// Why a command was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Everybody's commands together are too many; the number is how many may wait.
    #[error(
        "{0} commands wait already, which is as many as there is room for; bring it again later"
    )]
    Full(u32),
    /// This signer's are; the number is how many may wait.
    #[error(
        "{0} commands of this key wait already; bring more when some of them have been carried"
    )]
    TooManyWaiting(u32),
    /// This signer's were, in the last hour.
    #[error("{limit} commands of this key were taken within an hour; bring it again in {wait} s")]
    TooManyAnHour {
        /// How many are taken in an hour.
        limit: u32,
        /// Seconds until there is room for one more.
        wait: u64,
    },
    /// The queue itself.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl Queue {
    /// Takes a command at a moment (seconds since the epoch). One that is there already stays as it is; one that was
    /// refused or failed waits again: the ledger may have changed.
    ///
    /// # Errors
    /// [`NotTaken`].
    pub fn put(
        &mut self,
        signed: &SignedCommand,
        now: u64,
        door: &Door,
    ) -> Result<Queued, NotTaken> {
        let id = signed.id();
        self.transaction("taking a command", |transaction| {
            let known = by_id(transaction, &id)?;
            let again = match known {
                None => false,
                Some(queued) if matches!(queued.state, State::Refused | State::Failed) => true,
                Some(queued) => return Ok(Ok(queued)),
            };
            if let Some(full) = crowded(transaction, signed, now, door)? {
                return Ok(Err(full));
            }
            if again {
                wait_again(transaction, &id, now)?;
            } else {
                insert(transaction, signed, now, State::Waiting)?;
            }
            transaction.execute(
                "INSERT INTO receipts (at, signer_key) VALUES (?1, ?2)",
                params![now, signed.key().to_hex()],
            )?;
            transaction.execute("DELETE FROM receipts WHERE at <= ?1", [hour_before(now)])?;
            just_written(transaction, &id).map(Ok)
        })?
    }

    /// Notes, at a moment (seconds since the epoch), a command whose entry is on the ledger already, whoever carried it.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn put_carried(
        &mut self,
        signed: &SignedCommand,
        now: u64,
        entry: &EntryReference,
    ) -> Result<Queued, QueueError> {
        let id = signed.id();
        self.transaction("noting a carried command", |transaction| {
            match by_id(transaction, &id)? {
                // What is under way ends by itself, and in the same.
                Some(queued) if matches!(queued.state, State::Carried | State::Carrying) => {
                    return Ok(queued);
                }
                Some(_) => {}
                None => insert(transaction, signed, now, State::Waiting)?,
            }
            set_carried(transaction, &id, now, entry, false)?;
            just_written(transaction, &id)
        })
    }

    /// How many commands wait or are under way, and since when the first of them waits (seconds since the epoch).
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn length(&self) -> Result<(u32, Option<u64>), QueueError> {
        let sql = "SELECT count(*), min(received_at) FROM commands WHERE state IN ('waiting', 'carrying')";
        self.connection
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(|e| self.explain("counting commands", e))
    }
}

/// Why there is no room for one more, if there is none.
fn crowded(
    transaction: &Transaction<'_>,
    signed: &SignedCommand,
    now: u64,
    door: &Door,
) -> rusqlite::Result<Option<NotTaken>> {
    let key = signed.key().to_hex();
    let waiting: u32 = transaction.query_row(
        "SELECT count(*) FROM commands WHERE state IN ('waiting', 'carrying')",
        [],
        |row| row.get(0),
    )?;
    if waiting >= door.waiting {
        return Ok(Some(NotTaken::Full(waiting)));
    }
    let of_this_key: u32 = transaction.query_row(
        "SELECT count(*) FROM commands WHERE signer_key = ?1 AND state IN ('waiting', 'carrying')",
        [&key],
        |row| row.get(0),
    )?;
    if of_this_key >= door.waiting_of_a_key {
        return Ok(Some(NotTaken::TooManyWaiting(of_this_key)));
    }
    // The one that must be an hour old before there is room for this one.
    let limit = door.an_hour_of_a_key;
    let nth: Option<u64> = transaction.query_row(
        "SELECT min(at) FROM (SELECT at FROM receipts WHERE signer_key = ?1 AND at > ?2 ORDER BY at DESC LIMIT ?3)
         HAVING count(*) >= ?3",
        params![key, hour_before(now), limit.max(1)],
        |row| row.get(0),
    ).optional()?;
    Ok(match nth {
        Some(at) => Some(NotTaken::TooManyAnHour {
            limit,
            wait: (at + HOUR).saturating_sub(now).max(1),
        }),
        None if limit == 0 => Some(NotTaken::TooManyAnHour { limit, wait: HOUR }),
        None => None,
    })
}

fn hour_before(now: u64) -> u64 {
    now.saturating_sub(HOUR)
}

fn insert(
    transaction: &Transaction<'_>,
    signed: &SignedCommand,
    now: u64,
    state: State,
) -> rusqlite::Result<()> {
    let json = serde_json::to_string(signed)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let act = signed.act();
    transaction.execute(
        "INSERT INTO commands (id, received_at, signed, signer_key, subject_kind, subject_number, expiry, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            signed.id().to_hex(),
            now,
            json,
            signed.key().to_hex(),
            act.kind().word(),
            act.subject,
            signed.expiry(),
            state.word(),
        ],
    )?;
    Ok(())
}

/// A command that was refused or failed, at the end of the queue, as if it had not been there.
fn wait_again(transaction: &Transaction<'_>, id: &Digest, now: u64) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE commands SET number = (SELECT max(number) + 1 FROM commands), received_at = ?2, state = 'waiting',
             settled_at = NULL, attempts = 0, last_error = NULL, not_before = 0, refusal = NULL, sentence = NULL,
             extrinsic = NULL, extrinsic_hash = NULL, account = NULL, account_nonce = NULL,
             signed_at_block = NULL, signed_at_block_hash = NULL
         WHERE id = ?1",
        params![id.to_hex(), now],
    )?;
    Ok(())
}

/// Settles a command as carried.
pub(super) fn set_carried(
    transaction: &Transaction<'_>,
    id: &Digest,
    now: u64,
    entry: &EntryReference,
    here: bool,
) -> rusqlite::Result<usize> {
    transaction.execute(
        "UPDATE commands SET state = 'carried', settled_at = ?2, entry_subject = ?3, entry_seq = ?4, entry_head = ?5,
             block_number = ?6, block_hash = ?7, event_index = ?8, carried_here = ?9, refusal = NULL, sentence = NULL
         WHERE id = ?1 AND state <> 'carried'",
        params![
            id.to_hex(),
            now,
            entry.subject,
            entry.seq,
            entry.head.to_hex(),
            entry.block.0,
            entry.block.1.to_hex(),
            entry.event_index,
            here,
        ],
    )
}

fn just_written(transaction: &Transaction<'_>, id: &Digest) -> rusqlite::Result<Queued> {
    transaction.query_row("SELECT * FROM commands WHERE id = ?1", [id.to_hex()], read)
}
