// SPDX-License-Identifier: EUPL-1.2
//! The indexer's sign of life in the database, so that whoever reads it can tell an indexer that has caught up
//! from one that hangs, or that no node answers. It is no part of what is mirrored.

use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::params;

use crate::{Database, IndexerError};

impl Database {
    /// Writes down that a node has answered just now, and which of its blocks is the newest final one, by its number.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn heard(&self, finalised: u32) -> Result<(), IndexerError> {
        self.connection
            .prepare_cached("UPDATE chain SET finalised_number = ?1, seen_at = ?2")
            .and_then(|mut update| update.execute(params![finalised, now()]))
            .map(drop)
            .map_err(|e| self.explain("writing down that the node answers", e))
    }
}

/// Seconds since the epoch.
pub(crate) fn now() -> u64 {
    // A clock before 1970 is a broken one; whoever compares will see the indexer as hanging.
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
