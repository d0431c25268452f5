// SPDX-License-Identifier: EUPL-1.2
//! What goes out: the relay takes commands in order, notes what it is about to send before it sends it, and notes what
//! became of it. Must not know how something is sent.

use super::arrivals::set_carried;
use super::spending::{Cost, DAY, stored};
use super::stored::read;
use super::{EntryReference, Extrinsic, Queue, QueueError, Queued, Refused, State};
use portico_rules::primitives::{Digest, Key};
use rusqlite::{Transaction, params};
use serde::Serialize;

/// Seconds over which sendings are counted.
const MINUTE: u64 = 60;
/// Most commands that are taken at once.
const ROUND: u32 = 64;

/// How many commands may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// How many in a minute, of everybody.
    pub a_minute: u32,
    /// How many in a minute, of one key.
    pub a_minute_of_a_key: u32,
    /// How many at once: sent and not final yet.
    pub at_once: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Rates {
            a_minute: 120,
            a_minute_of_a_key: 30,
            at_once: 16,
        }
    }
}

/// How a relay does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelayState {
    /// It carries what comes.
    Working,
    /// Its account cannot pay; commands wait.
    OutOfFunds,
    /// Its budget for a day is spent, or has no room for the next command; commands wait.
    BudgetSpent,
    /// Its node does not answer; commands wait.
    NodeUnreachable,
    /// It was ended.
    Stopped,
}

impl RelayState {
    pub(super) const ALL: [RelayState; 5] = [
        RelayState::Working,
        RelayState::OutOfFunds,
        RelayState::BudgetSpent,
        RelayState::NodeUnreachable,
        RelayState::Stopped,
    ];

    /// Its word in the table and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            RelayState::Working => "working",
            RelayState::OutOfFunds => "out_of_funds",
            RelayState::BudgetSpent => "budget_spent",
            RelayState::NodeUnreachable => "node_unreachable",
            RelayState::Stopped => "stopped",
        }
    }
}

/// What a relay last said of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayReport {
    /// The public key of its account.
    pub account: Key,
    /// How it does.
    pub state: RelayState,
    /// Why, as a sentence.
    pub detail: Option<String>,
    /// What its account may spend within a rolling day, in the chain's smallest unit, if that is bounded.
    pub budget: Option<u128>,
    /// What it has spent within the day before it said so, likewise.
    pub spent: u128,
    /// When there is room in the budget again, seconds since the epoch, if there is none for what waits.
    pub resumes_at: Option<u64>,
    /// When it said so, seconds since the epoch.
    pub at: u64,
}

impl Queue {
    /// Commands of which an extrinsic was signed, in the order of their account's nonces.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn carrying(&self) -> Result<Vec<Queued>, QueueError> {
        let sql = "SELECT * FROM commands WHERE state = 'carrying' ORDER BY account_nonce";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_map([], read)?.collect())
            .map_err(|e| self.explain("reading what is under way", e))
    }

    /// The commands to carry next, first come first served: of each key the one that waits longest, if none of that key
    /// and none about that subject is under way, and as many as the rates allow at this moment (seconds since the epoch).
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn next(&self, now: u64, rates: &Rates) -> Result<Vec<Queued>, QueueError> {
        self.choose(now, rates)
            .map_err(|e| self.explain("choosing what to carry next", e))
    }

    fn choose(&self, now: u64, rates: &Rates) -> rusqlite::Result<Vec<Queued>> {
        let since = now.saturating_sub(MINUTE);
        let count = |sql: &str| -> rusqlite::Result<u32> {
            self.connection
                .prepare_cached(sql)?
                .query_row([since], |row| row.get(0))
        };
        let sent = count("SELECT count(*) FROM sendings WHERE at > ?1")?;
        let under_way =
            count("SELECT count(*) FROM commands WHERE state = 'carrying' AND ?1 IS NOT NULL")?;
        let room = rates
            .a_minute
            .saturating_sub(sent)
            .min(rates.at_once.saturating_sub(under_way))
            .min(ROUND);
        // Two that wait about one subject, signed by different keys: the first of them first.
        let sql = "SELECT * FROM commands AS c
            WHERE state = 'waiting' AND not_before <= ?1
              AND NOT EXISTS (SELECT 1 FROM commands AS o
                  WHERE o.signer_key = c.signer_key
                    AND (o.state = 'carrying' OR (o.state = 'waiting' AND o.number < c.number)))
              AND (c.subject_number IS NULL OR NOT EXISTS (SELECT 1 FROM commands AS o
                  WHERE o.subject_kind = c.subject_kind AND o.subject_number = c.subject_number AND o.settled_at IS NULL
                    AND (o.state = 'carrying'
                      OR (o.state = 'waiting' AND o.number < c.number AND o.not_before <= ?1))))
              AND (SELECT count(*) FROM sendings AS s WHERE s.signer_key = c.signer_key AND s.at > ?2) < ?3
            ORDER BY number LIMIT ?4";
        self.connection
            .prepare_cached(sql)?
            .query_map(params![now, since, rates.a_minute_of_a_key, room], read)?
            .collect()
    }

    /// Notes, at a moment (seconds since the epoch), that this extrinsic is about to be sent, and the most that it can cost (the chain's
    /// smallest unit). Only then may it be.
    ///
    /// # Errors
    /// [`QueueError::OutOfTurn`] if the command does not wait; what SQLite fails with.
    pub fn set_carrying(
        &mut self,
        command: &Queued,
        extrinsic: &Extrinsic,
        cost: Cost,
        now: u64,
    ) -> Result<(), QueueError> {
        let key = command.signed.key().to_hex();
        self.change(&command.id, "noting what is sent", |transaction, id| {
            transaction.execute(
                "INSERT INTO sendings (at, signer_key, fee, deposit, extrinsic_hash) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    now,
                    key,
                    stored(cost.fee),
                    stored(cost.deposit),
                    extrinsic.hash.to_hex()
                ],
            )?;
            transaction.execute(
                "DELETE FROM sendings WHERE at <= ?1",
                [now.saturating_sub(DAY)],
            )?;
            transaction.execute(
                "UPDATE commands SET state = 'carrying', extrinsic = ?2, extrinsic_hash = ?3, account = ?4,
                     account_nonce = ?5, signed_at_block = ?6, signed_at_block_hash = ?7
                 WHERE id = ?1 AND state = 'waiting'",
                params![
                    id,
                    extrinsic.bytes,
                    extrinsic.hash.to_hex(),
                    extrinsic.account.to_hex(),
                    extrinsic.nonce,
                    extrinsic.signed_at.0,
                    extrinsic.signed_at.1.to_hex(),
                ],
            )
        })
    }

    /// Puts a command off until a moment, seconds since the epoch: nothing of it is under way, and it is tried again.
    ///
    /// # Errors
    /// [`QueueError::OutOfTurn`] if it is settled; what SQLite fails with.
    pub fn put_off(&mut self, id: &Digest, error: &str, until: u64) -> Result<(), QueueError> {
        self.change(id, "putting a command off", |transaction, id| {
            transaction.execute(
                "UPDATE commands SET state = 'waiting', attempts = attempts + 1, last_error = ?2, not_before = ?3
                 WHERE id = ?1 AND state IN ('waiting', 'carrying')",
                params![id, error, until],
            )
        })
    }

    /// Settles a command at a moment (seconds since the epoch) as carried: by this relay (`here`), or by somebody else.
    ///
    /// # Errors
    /// [`QueueError::OutOfTurn`] if it is carried already; what SQLite fails with.
    pub fn set_carried(
        &mut self,
        id: &Digest,
        entry: &EntryReference,
        here: bool,
        now: u64,
    ) -> Result<(), QueueError> {
        let digest = *id;
        self.change(id, "noting a carried command", |transaction, _| {
            set_carried(transaction, &digest, now, entry, here)
        })
    }

    /// Settles a command at a moment (seconds since the epoch) as refused by the rules, or as failed if `refused` names no rule.
    ///
    /// # Errors
    /// [`QueueError::OutOfTurn`] if it is settled; what SQLite fails with.
    pub fn set_refused(
        &mut self,
        id: &Digest,
        refused: &Refused,
        now: u64,
    ) -> Result<(), QueueError> {
        let state = match refused.refusal {
            Some(_) => State::Refused,
            None => State::Failed,
        };
        self.change(id, "noting a refused command", |transaction, id| {
            let refusal = refused
                .refusal
                .map(|refusal| serde_json::to_string(&refusal))
                .transpose()
                .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
            transaction.execute(
                "UPDATE commands SET state = ?2, settled_at = ?3, refusal = ?4, sentence = ?5
                 WHERE id = ?1 AND state IN ('waiting', 'carrying')",
                params![id, state.word(), now, refusal, refused.sentence],
            )
        })
    }

    /// Settles every waiting command that had to be carried before now (seconds since the epoch); returns how many.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn expire(&mut self, now: u64) -> Result<usize, QueueError> {
        // One statement is a transaction, and writes nothing if there is nothing to write.
        let sql = "UPDATE commands SET state = 'expired', settled_at = ?1 WHERE state = 'waiting' AND expiry < ?1";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute([now]))
            .map_err(|e| self.explain("settling what has expired", e))
    }

    /// Forgets commands that were settled before a moment, seconds since the epoch; returns how many.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn forget(&mut self, before: u64) -> Result<usize, QueueError> {
        self.transaction("forgetting old commands", |transaction| {
            transaction.execute("DELETE FROM commands WHERE settled_at < ?1", [before])
        })
    }

    /// Says how the relay does.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn report(&mut self, report: &RelayReport) -> Result<(), QueueError> {
        self.transaction("saying how the relay does", |transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO relay (id, account, state, detail, budget, spent, resumes_at, at)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    report.account.to_hex(),
                    report.state.word(),
                    report.detail,
                    report.budget.map(|budget| budget.to_string()),
                    report.spent.to_string(),
                    report.resumes_at,
                    report.at
                ],
            )
        })?;
        Ok(())
    }

    /// What the relay last said; `None` if none ever worked on this queue.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn relay(&self) -> Result<Option<RelayReport>, QueueError> {
        let read = |row: &rusqlite::Row<'_>| {
            let (account, state): (String, String) = (row.get("account")?, row.get("state")?);
            let state = RelayState::ALL.into_iter().find(|s| s.word() == state);
            let budget: Option<String> = row.get("budget")?;
            let spent: String = row.get("spent")?;
            let budget = budget.map(|digits| digits.parse()).transpose();
            Ok(
                match (Key::from_hex(&account), state, budget, spent.parse()) {
                    (Some(account), Some(state), Ok(budget), Ok(spent)) => Some(RelayReport {
                        account,
                        state,
                        detail: row.get("detail")?,
                        budget,
                        spent,
                        resumes_at: row.get("resumes_at")?,
                        at: row.get("at")?,
                    }),
                    _ => None,
                },
            )
        };
        match self.connection.query_row("SELECT * FROM relay", [], read) {
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            other => other.map_err(|e| self.explain("reading how the relay does", e)),
        }
    }

    /// A change of one command, which must be in the state that the change begins from.
    fn change(
        &mut self,
        id: &Digest,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>, &str) -> rusqlite::Result<usize>,
    ) -> Result<(), QueueError> {
        let hex = id.to_hex();
        let file = self.file.clone();
        let transaction = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate);
        let failed = |source| QueueError::Sqlite {
            file: file.clone(),
            doing,
            source,
        };
        let transaction = transaction.map_err(failed)?;
        if work(&transaction, &hex).map_err(failed)? != 1 {
            // Rolled back.
            return Err(QueueError::OutOfTurn { file, id: hex });
        }
        transaction.commit().map_err(failed)
    }
}
