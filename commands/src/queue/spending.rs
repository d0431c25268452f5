// SPDX-License-Identifier: EUPL-1.2
//! What sending has cost the relay's account within a rolling day, by which a budget is kept. It stands in the queue's file,
//! so that a relay which is started again knows what it has spent.
//!
//! An extrinsic is counted with the most that it can cost from before it is sent, and with the fee that was paid once that is
//! known: what is counted is never less than what is spent. Amounts are in the chain's smallest unit.
//!
//! Must not know why something costs what it costs.

use super::{Queue, QueueError};
use portico_rules::primitives::Digest;
use rusqlite::{Connection, Params, params};

/// What an extrinsic costs the account that sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The fee: before it is known, the most that it can be.
    pub fee: u128,
    /// The limit for the deposit of what it stores, in the chain's smallest unit.
    pub deposit: u128,
}

impl Cost {
    /// Both together, in the chain's smallest unit.
    pub fn total(self) -> u128 {
        self.fee.saturating_add(self.deposit)
    }
}

/// Seconds over which what was spent is counted.
pub(super) const DAY: u64 = 86_400;

impl Queue {
    /// What was spent within the day before a moment (seconds since the epoch).
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn spent(&self, now: u64) -> Result<u128, QueueError> {
        spendings(&self.connection, now)
            .map(|spendings| total(&spendings))
            .map_err(|e| self.explain("adding up what was spent", e))
    }

    /// From which moment on (seconds since the epoch) so much can be spent within a budget for a day, if not now.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn room_in_budget(
        &self,
        now: u64,
        cost: u128,
        budget: u128,
    ) -> Result<Option<u64>, QueueError> {
        let spendings = spendings(&self.connection, now)
            .map_err(|e| self.explain("adding up what was spent", e))?;
        let mut spent = total(&spendings);
        let is_room = |spent: u128| spent.saturating_add(cost) <= budget;
        if is_room(spent) {
            return Ok(None);
        }
        for (at, spending) in spendings {
            spent = spent.saturating_sub(spending);
            if is_room(spent) {
                return Ok(Some(at.saturating_add(DAY)));
            }
        }
        // More than a day's budget: whoever asks has refused it before.
        Ok(Some(now.saturating_add(DAY)))
    }

    /// Notes which fee, in the chain's smallest unit, was paid for an extrinsic.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn set_fee(&mut self, extrinsic: &Digest, fee: u128) -> Result<(), QueueError> {
        self.note(
            "UPDATE sendings SET fee = ?2 WHERE extrinsic_hash = ?1",
            params![extrinsic.to_hex(), stored(fee)],
        )
    }

    /// Notes that an extrinsic has cost nothing: it is in no block, and can get into none.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn set_unspent(&mut self, extrinsic: &Digest) -> Result<(), QueueError> {
        self.note(
            "UPDATE sendings SET fee = 0, deposit = 0 WHERE extrinsic_hash = ?1",
            params![extrinsic.to_hex()],
        )
    }

    fn note(&mut self, sql: &str, params: impl Params) -> Result<(), QueueError> {
        self.transaction("noting what was spent", |transaction| {
            transaction.execute(sql, params)
        })?;
        Ok(())
    }
}

/// An amount as the table has it. What is larger than nine million tokens of 10^12 units is more than any budget.
pub(super) fn stored(cost: u128) -> i64 {
    i64::try_from(cost).unwrap_or(i64::MAX)
}

/// When and how much was spent within the day before a moment, the oldest first.
fn spendings(connection: &Connection, now: u64) -> rusqlite::Result<Vec<(u64, u128)>> {
    connection
        .prepare_cached("SELECT at, fee, deposit FROM sendings WHERE at > ?1 ORDER BY at")?
        .query_map([now.saturating_sub(DAY)], |row| {
            let (fee, deposit): (u64, u64) = (row.get(1)?, row.get(2)?);
            Ok((row.get(0)?, u128::from(fee) + u128::from(deposit)))
        })?
        .collect()
}

fn total(spendings: &[(u64, u128)]) -> u128 {
    spendings
        .iter()
        .fold(0, |sum, (_, cost)| sum.saturating_add(*cost))
}
