// SPDX-License-Identifier: EUPL-1.2
//! How far each subscription is: a small SQLite file of our own. What it says was delivered was, whenever the power
//! goes: every change is on the disk before the next request is made.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use portico_api::Position;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use serde::Serialize;

/// Marks our files (SQLite's `application_id`): "PRTW".
const APPLICATION_ID: i64 = 0x5052_5457;
const SCHEMA: i64 = 1;
const TABLES: &str = "
    -- Which ledger the positions are of.
    CREATE TABLE ledger (
        id      INTEGER PRIMARY KEY CHECK (id = 1),
        genesis TEXT NOT NULL
    ) STRICT;
    -- Up to which entry each subscription has been told; times are seconds since the epoch.
    CREATE TABLE subscriptions (
        name          TEXT    PRIMARY KEY,
        block         INTEGER NOT NULL,
        event         INTEGER NOT NULL,
        delivered     INTEGER NOT NULL DEFAULT 0,
        delivered_at  INTEGER,
        -- Of the message that comes next: failures in a row, since when, the last reason, and when it is tried again.
        failures      INTEGER NOT NULL DEFAULT 0,
        failing_since INTEGER,
        last_failure  TEXT,
        next_try      INTEGER,
        -- Whether it waits for the operator.
        stopped       INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1))
    ) STRICT;
";

/// The file, open.
#[derive(Debug)]
pub struct State {
    file: PathBuf,
    connection: Mutex<Connection>,
}

/// How a subscription stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its name.
    pub name: String,
    /// Everything up to here was delivered or not asked for.
    #[serde(serialize_with = "as_text")]
    pub upto: Position,
    /// How many entries were delivered.
    pub delivered: u64,
    /// When the last one was, seconds since the epoch.
    pub delivered_at: Option<u64>,
    /// How many times the next one has failed in a row.
    pub failures: u32,
    /// Since when, seconds since the epoch.
    pub failing_since: Option<u64>,
    /// Why it failed last.
    pub last_failure: Option<String>,
    /// When it is tried again, seconds since the epoch.
    pub next_try: Option<u64>,
    /// Whether it is tried no more, until the operator says so.
    pub stopped: bool,
}

fn as_text<S: serde::Serializer>(position: &Position, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(position)
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// What SQLite says.
    #[error("{file}: {source}")]
    Sqlite {
        /// Which file.
        file: PathBuf,
        /// What it says.
        source: rusqlite::Error,
    },
    /// It is another program's file, or a later version's.
    #[error("{file} is not a file of webhooks that this version knows: name another one")]
    NotOurs {
        /// Which file.
        file: PathBuf,
    },
    /// It is of another ledger.
    #[error(
        "{file} is of the ledger with genesis {kept}, the database of {found}: positions of one mean nothing in the other; name another file"
    )]
    OtherLedger {
        /// Which file.
        file: PathBuf,
        /// Its ledger.
        kept: String,
        /// The database's.
        found: String,
    },
    /// There is no such subscription.
    #[error("{file} knows no subscription {name:?}")]
    Unknown {
        /// Which file.
        file: PathBuf,
        /// The name.
        name: String,
    },
}

impl State {
    /// Opens the file, or makes one.
    ///
    /// # Errors
    /// [`StateError`].
    pub fn open(file: &Path) -> Result<Self, StateError> {
        Self::with(file, |file| {
            let mut connection = Connection::open(file)?;
            // Said to be delivered is delivered, also after a power cut.
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            let transaction = connection.transaction()?;
            let objects: i64 =
                transaction
                    .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
            if objects == 0 {
                transaction.execute_batch(TABLES)?;
                transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
                transaction.pragma_update(None, "user_version", SCHEMA)?;
            }
            transaction.commit()?;
            Ok(connection)
        })
    }

    /// Opens a file that is there, to look at it.
    ///
    /// # Errors
    /// [`StateError`].
    pub fn look(file: &Path) -> Result<Self, StateError> {
        Self::with(file, |file| {
            Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)
        })
    }

    fn with(
        file: &Path,
        open: impl FnOnce(&Path) -> rusqlite::Result<Connection>,
    ) -> Result<Self, StateError> {
        let failed = |source| StateError::Sqlite {
            file: file.to_owned(),
            source,
        };
        let connection = open(file).map_err(failed)?;
        connection
            .busy_timeout(Duration::from_secs(5))
            .map_err(failed)?;
        let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let marks = (
            number("PRAGMA application_id").map_err(failed)?,
            number("PRAGMA user_version").map_err(failed)?,
        );
        if marks != (APPLICATION_ID, SCHEMA) {
            return Err(StateError::NotOurs {
                file: file.to_owned(),
            });
        }
        Ok(State {
            file: file.to_owned(),
            connection: Mutex::new(connection),
        })
    }

    /// Says which ledger the positions are of, or makes sure of it.
    ///
    /// # Errors
    /// [`StateError::OtherLedger`].
    pub(crate) fn belongs_to(&self, genesis: &str) -> Result<(), StateError> {
        let kept: String = self.run(|connection| {
            connection.execute(
                "INSERT INTO ledger (id, genesis) VALUES (1, ?1) ON CONFLICT DO NOTHING",
                [genesis],
            )?;
            connection.query_row("SELECT genesis FROM ledger", [], |row| row.get(0))
        })?;
        if kept == genesis {
            return Ok(());
        }
        Err(StateError::OtherLedger {
            file: self.file.clone(),
            kept,
            found: genesis.to_owned(),
        })
    }

    /// How a subscription stands; if it is new, it begins at `position`.
    pub(crate) fn begin(&self, name: &str, position: Position) -> Result<Standing, StateError> {
        self.run(|connection| {
            connection.execute(
                "INSERT INTO subscriptions (name, block, event) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                params![name, position.block, position.event],
            )?;
            connection.query_row(
                "SELECT * FROM subscriptions WHERE name = ?1",
                [name],
                standing,
            )
        })
    }

    /// Whether a subscription was seen before, and how it stands.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn standing(&self, name: &str) -> Result<Option<Standing>, StateError> {
        self.run(|connection| {
            connection
                .query_row(
                    "SELECT * FROM subscriptions WHERE name = ?1",
                    [name],
                    standing,
                )
                .optional()
        })
    }

    /// How all subscriptions stand, by name.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn standings(&self) -> Result<Vec<Standing>, StateError> {
        self.run(|connection| {
            connection
                .prepare("SELECT * FROM subscriptions ORDER BY name")?
                .query_map([], standing)?
                .collect()
        })
    }

    /// The entry at `position` was delivered.
    pub(crate) fn delivered(
        &self,
        name: &str,
        position: Position,
        now: u64,
    ) -> Result<(), StateError> {
        self.run(|connection| {
            connection.execute(
                "UPDATE subscriptions SET block = ?2, event = ?3, delivered = delivered + 1, delivered_at = ?4,
                     failures = 0, failing_since = NULL, last_failure = NULL, next_try = NULL
                 WHERE name = ?1",
                params![name, position.block, position.event, now],
            )
        })
        .map(drop)
    }

    /// Nothing up to `position` is left that was asked for.
    pub(crate) fn passed(&self, name: &str, position: Position) -> Result<(), StateError> {
        self.run(|connection| {
            connection.execute(
                "UPDATE subscriptions SET block = ?2, event = ?3 WHERE name = ?1",
                params![name, position.block, position.event],
            )
        })
        .map(drop)
    }

    /// The next entry was not taken; `next_try` says when it is tried again, `None` that it waits for the operator.
    pub(crate) fn failed(
        &self,
        name: &str,
        why: &str,
        now: u64,
        next_try: Option<u64>,
    ) -> Result<(), StateError> {
        self.run(|connection| {
            connection.execute(
                "UPDATE subscriptions SET failures = failures + 1, failing_since = coalesce(failing_since, ?3),
                     last_failure = ?2, next_try = ?4, stopped = ?4 IS NULL
                 WHERE name = ?1",
                params![name, why, now, next_try],
            )
        })
        .map(drop)
    }

    /// A stopped subscription goes on where it stands.
    ///
    /// # Errors
    /// [`StateError::Unknown`].
    pub fn resume(&self, name: &str) -> Result<(), StateError> {
        let changed = self.run(|connection| {
            connection.execute(
                "UPDATE subscriptions SET stopped = 0, failures = 0, failing_since = NULL, next_try = NULL
                 WHERE name = ?1",
                [name],
            )
        })?;
        if changed == 1 {
            return Ok(());
        }
        Err(StateError::Unknown {
            file: self.file.clone(),
            name: name.to_owned(),
        })
    }

    fn run<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StateError> {
        work(&self.connection()).map_err(|source| StateError::Sqlite {
            file: self.file.clone(),
            source,
        })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // Each change is one statement: a panic leaves none half-done.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn standing(row: &Row<'_>) -> rusqlite::Result<Standing> {
    Ok(Standing {
        name: row.get("name")?,
        upto: Position {
            block: row.get("block")?,
            event: row.get("event")?,
        },
        delivered: row.get("delivered")?,
        delivered_at: row.get("delivered_at")?,
        failures: row.get("failures")?,
        failing_since: row.get("failing_since")?,
        last_failure: row.get("last_failure")?,
        next_try: row.get("next_try")?,
        stopped: row.get("stopped")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(block: u32) -> Position {
        Position { block, event: 1 }
    }

    #[test]
    fn what_was_delivered_is_known_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("webhooks.sqlite");
        let state = State::open(&file).unwrap();
        assert_eq!(state.begin("a", at(5)).unwrap().upto, at(5));
        state.failed("a", "no", 10, Some(15)).unwrap();
        state.failed("a", "still no", 16, Some(25)).unwrap();
        let standing = state.standing("a").unwrap().unwrap();
        let failed = (standing.failures, standing.failing_since, standing.next_try);
        assert_eq!(failed, (2, Some(10), Some(25)));
        state.delivered("a", at(6), 26).unwrap();
        drop(state);
        let state = State::open(&file).unwrap();
        let standing = state.begin("a", at(1)).unwrap();
        assert_eq!(
            (standing.upto, standing.delivered, standing.failures),
            (at(6), 1, 0)
        );
        assert_eq!(standing.last_failure, None);
    }

    #[test]
    fn a_stopped_one_goes_on_when_told_to() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(&folder.path().join("webhooks.sqlite")).unwrap();
        state.begin("a", at(5)).unwrap();
        state.failed("a", "no", 10, None).unwrap();
        assert!(state.standing("a").unwrap().unwrap().stopped);
        state.resume("a").unwrap();
        let standing = state.standing("a").unwrap().unwrap();
        assert!(!standing.stopped);
        assert_eq!(standing.upto, at(5));
        assert!(matches!(state.resume("b"), Err(StateError::Unknown { .. })));
    }

    #[test]
    fn files_of_others_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.sqlite");
        let other = Connection::open(&file).unwrap();
        other.execute_batch("CREATE TABLE t (x)").unwrap();
        assert!(matches!(
            State::open(&file),
            Err(StateError::NotOurs { .. })
        ));
        let state = State::open(&folder.path().join("webhooks.sqlite")).unwrap();
        state.belongs_to("0x01").unwrap();
        state.belongs_to("0x01").unwrap();
        let refused = state.belongs_to("0x02").unwrap_err();
        assert!(matches!(refused, StateError::OtherLedger { .. }));
    }
}
