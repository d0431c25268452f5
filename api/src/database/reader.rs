// SPDX-License-Identifier: EUPL-1.2
//! One connection to the indexer's SQLite file, which must be one that this program reads, and in which state it is.
//!
//! Must not know who asks.

use std::{
    io,
    os::unix::fs::MetadataExt,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use portico_rules::date::Date;
use rusqlite::{Connection, OpenFlags, OptionalExtension, config::DbConfig};

use super::Snapshot;

/// Marks the indexer's files (SQLite's `application_id`): "PRTC".
pub(super) const APPLICATION_ID: i64 = 0x5052_5443;
/// The schema that this program reads: how many of the indexer's migrations it knows.
pub(super) const SCHEMA: i64 = 9;
/// How many steps of SQLite's machine lie between two looks at the clock.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;
/// How long to wait for a lock. In write-ahead mode readers wait only while the file is opened or recovered.
const LOCK_WAIT: Duration = Duration::from_secs(2);
/// How many statements a connection keeps prepared.
const STATEMENTS: usize = 64;
/// Memory of a connection for pages, KiB: the upper levels of a large ledger's trees, which every question goes through.
const PAGE_CACHE: i64 = 8 * 1024;

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("there is no database yet")]
    Missing,
    #[error("the file is not one of the indexer's")]
    NotOurs,
    #[error("the file has schema {found}, this program reads {SCHEMA}")]
    Schema { found: i64 },
    #[error("the file cannot be looked at")]
    File(#[source] io::Error),
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// Device and inode: which file is at a path. The number of a file that is still open is given to no other.
pub(super) type Identity = (u64, u64);

pub(super) fn identity(file: &Path) -> Result<Identity, Failure> {
    match file.metadata() {
        Ok(metadata) => Ok((metadata.dev(), metadata.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Failure::Missing),
        Err(error) => Err(Failure::File(error)),
    }
}

/// A state of the ledger: which file it is, and the newest entry. Whatever is answered follows from it and from the day.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    file: Identity,
    /// Its number, 0 without any.
    pub(super) newest: i64,
    /// Its head.
    pub(super) head: Option<String>,
}

/// A connection, and the file that it reads.
pub(super) struct Reader {
    connection: Connection,
    pub(super) identity: Identity,
    sees_the_past: bool,
    /// What was found when SQLite last said that the file had changed (its `data_version`).
    seen: Option<(i64, Arc<State>)>,
}

impl Reader {
    /// Opens the file that is at a path.
    ///
    /// # Errors
    /// SQLite's.
    pub(super) fn open(file: &Path, identity: Identity) -> Result<Self, Failure> {
        let connection = Connection::open_with_flags(
            file,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(LOCK_WAIT)?;
        // Else SQLite looks at the values for a better plan, and prepares a statement anew whenever one changes.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.pragma_update(None, "cache_size", -PAGE_CACHE)?;
        Ok(Reader {
            connection,
            identity,
            sees_the_past: false,
            seen: None,
        })
    }

    /// Fails at once where it would wait for a lock.
    ///
    /// # Errors
    /// SQLite's.
    pub(super) fn impatient(self) -> Result<Self, Failure> {
        self.connection.busy_timeout(Duration::ZERO)?;
        Ok(self)
    }

    /// The database as it is now, or as it stood after an entry.
    ///
    /// # Errors
    /// A file that this program does not read; SQLite's.
    pub(super) fn snapshot(
        &mut self,
        day: Date,
        entry: Option<i64>,
        deadline: Instant,
    ) -> Result<Snapshot<'_>, Failure> {
        self.connection.progress_handler(
            STEPS_BETWEEN_LOOKS,
            Some(move || Instant::now() >= deadline),
        )?;
        if entry.is_some() && !self.sees_the_past {
            // Outside a transaction, so that it lasts. Temporary views: nothing is written to the file.
            is_readable(&self.connection)?;
            look_back(&self.connection)?;
            self.sees_the_past = true;
        }
        let Reader {
            connection,
            identity,
            seen,
            ..
        } = self;
        connection.prepare_cached("BEGIN")?.execute([])?;
        let mut snapshot = Snapshot {
            connection,
            day,
            state: Arc::default(),
            as_of: entry,
        };
        snapshot.state = state(connection, *identity, seen)?;
        if let Some(entry) = entry {
            connection
                .prepare_cached("UPDATE temp.as_of SET entry_id = ?1")?
                .execute([entry])?;
        }
        Ok(snapshot)
    }

    /// In which state the database is.
    ///
    /// # Errors
    /// A file that this program does not read; SQLite's.
    pub(super) fn state(&mut self) -> Result<Arc<State>, Failure> {
        state(&self.connection, self.identity, &mut self.seen)
    }
}

/// In which state the database is. While SQLite says that nobody has written to the file, which it knows from memory
/// that it shares with whoever writes, that is what was `seen`; else the file is looked at: a newer indexer may have
/// changed the schema, too.
fn state(
    connection: &Connection,
    file: Identity,
    seen: &mut Option<(i64, Arc<State>)>,
) -> Result<Arc<State>, Failure> {
    let version: i64 = connection
        .prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))?;
    if let Some((then, state)) = seen
        && *then == version
    {
        return Ok(state.clone());
    }
    is_readable(connection)?;
    let newest = connection
        // Of a view of the past it would be another one.
        .prepare_cached("SELECT id, head FROM main.entries ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (newest, head) = match newest {
        Some((newest, head)) => (newest, Some(head)),
        None => (0, None),
    };
    let state = Arc::new(State { file, newest, head });
    *seen = Some((version, state.clone()));
    Ok(state)
}

/// Whether this program reads such files.
fn is_readable(connection: &Connection) -> Result<(), Failure> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    match (
        number("PRAGMA application_id")?,
        number("PRAGMA user_version")?,
    ) {
        (APPLICATION_ID, SCHEMA) => Ok(()),
        (APPLICATION_ID, found) => Err(Failure::Schema { found }),
        // The indexer has made the file and not written to it yet.
        _ if number("SELECT count(*) FROM sqlite_schema")? == 0 => Err(Failure::Missing),
        _ => Err(Failure::NotOurs),
    }
}

/// Makes the tables' names mean the tables as of an entry (docs/database.md, "As it stood").
fn look_back(connection: &Connection) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("SELECT sql FROM as_of_views")?;
    let views: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for view in views {
        connection.execute_batch(&view)?;
    }
    connection.execute_batch("INSERT INTO temp.as_of VALUES (0)")
}
