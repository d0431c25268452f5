// SPDX-License-Identifier: EUPL-1.2
//! The queue: an SQLite file between those who take signed commands (the API) and the one who carries them (a relay).
//!
//! A file and not a connection, so that the process with the key listens to nobody, and each side can be ended, killed
//! and started again without the other. A command is in exactly one [`State`]; only [`State::Waiting`] and
//! [`State::Carrying`] are ever left, but for a refused one that is brought again. Every change is one transaction,
//! on disk before it is answered.
//!
//! Must not know a key, a node or HTTP.

mod arrivals;
mod departures;
mod spending;
mod stored;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use arrivals::{Door, NotTaken};
pub use departures::{Rates, RelayReport, RelayState};
pub use spending::Cost;
pub use stored::{EntryReference, Extrinsic, Queued, Refused, State};

/// Marks a file as a queue (SQLite's `application_id`): "PRTQ".
const APPLICATION_ID: i64 = 0x5052_5451;

/// The schema, step by step. A published step is never changed; a change is a new step.
const MIGRATIONS: [&str; 2] = [
    include_str!("../migrations/0001_queue.sql"),
    include_str!("../migrations/0002_spending.sql"),
];

/// How long to wait for the other side's transaction: each is a few rows.
const LOCK_WAIT: Duration = Duration::from_secs(5);

/// Why the queue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// SQLite, or the disk below it, says no.
    #[error("the queue {}: {doing}: {source}", file.display())]
    Sqlite {
        /// The file.
        file: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// It is a file of something else.
    #[error("{} is no queue of signed commands; give another path", .0.display())]
    NotOurs(PathBuf),
    /// It was made by a newer program.
    #[error("the queue {} has schema {found}, this program knows {known}: update it", file.display())]
    Newer {
        /// The file.
        file: PathBuf,
        /// Version of its schema (`PRAGMA user_version`).
        found: i64,
        /// Version of the newest schema that this program knows.
        known: i64,
    },
    /// A command is not in the state that a change begins from: two relays work on one queue.
    #[error(
        "the command {id} in the queue {} is not in the state it was left in: does another relay work on this queue?",
        file.display()
    )]
    OutOfTurn {
        /// The file.
        file: PathBuf,
        /// The command's name, [`SignedCommand::id`](crate::SignedCommand::id), in hexadecimal.
        id: String,
    },
}

/// An open queue.
#[derive(Debug)]
pub struct Queue {
    connection: Connection,
    file: PathBuf,
}

impl Queue {
    /// Opens a queue, or makes one.
    ///
    /// # Errors
    /// [`QueueError::NotOurs`], [`QueueError::Newer`]; what SQLite fails with.
    pub fn open(file: impl Into<PathBuf>) -> Result<Self, QueueError> {
        let file = file.into();
        let connection = Connection::open(&file).map_err(|source| QueueError::Sqlite {
            file: file.clone(),
            doing: "opening it",
            source,
        })?;
        let mut queue = Queue { connection, file };
        queue.prepare()?;
        Ok(queue)
    }

    /// Where it is.
    pub fn file(&self) -> &Path {
        &self.file
    }

    fn prepare(&mut self) -> Result<(), QueueError> {
        const DOING: &str = "preparing it";
        let file = self.file.clone();
        let set_up = |connection: &Connection| {
            connection.busy_timeout(LOCK_WAIT)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "journal_mode", "wal")?;
            // What was answered with 202 survives a power cut.
            connection.pragma_update(None, "synchronous", "full")
        };
        set_up(&self.connection).map_err(|source| match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => QueueError::NotOurs(file.clone()),
            _ => self.explain(DOING, source),
        })?;
        self.transaction(DOING, |transaction| {
            let number = |sql| transaction.query_row(sql, [], |row| row.get::<_, i64>(0));
            let known = MIGRATIONS.len() as i64;
            let found = match number("PRAGMA application_id")? {
                APPLICATION_ID => number("PRAGMA user_version")?,
                0 if number("SELECT count(*) FROM sqlite_schema")? == 0 => 0,
                _ => return Ok(Err(QueueError::NotOurs(file))),
            };
            // A negative version is nobody's.
            let Some(missing) = usize::try_from(found)
                .ok()
                .and_then(|n| MIGRATIONS.get(n..))
            else {
                return Ok(Err(QueueError::Newer { file, found, known }));
            };
            for step in missing {
                transaction.execute_batch(step)?;
            }
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", known)?;
            Ok(Ok(()))
        })?
    }

    /// Runs `work` in one transaction: all of it is written, or nothing.
    fn transaction<T>(
        &mut self,
        doing: &'static str,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, QueueError> {
        let failed = |source| QueueError::Sqlite {
            file: self.file.clone(),
            doing,
            source,
        };
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        // Dropping the transaction, on an error or a panic, rolls back.
        let done = work(&transaction).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(done)
    }

    fn explain(&self, doing: &'static str, source: rusqlite::Error) -> QueueError {
        QueueError::Sqlite {
            file: self.file.clone(),
            doing,
            source,
        }
    }
}

#[cfg(test)]
mod tests;
