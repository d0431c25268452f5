// SPDX-License-Identifier: EUPL-1.2
//! The indexer's SQLite file, opened for reading only: a few connections, each question in one snapshot, on
//! threads that may block, with a time limit that SQLite itself keeps.
//!
//! Must not know what the tables mean.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Params, Row, Transaction};
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// Marks the indexer's files (SQLite's `application_id`): "PRTC".
const APPLICATION_ID: i64 = 0x5052_5443;
/// The schema that this program reads: how many of the indexer's migrations it knows.
const SCHEMA: i64 = 5;
/// How many steps of SQLite's machine lie between two looks at the clock.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;
/// How long to wait for a lock. In write-ahead mode readers wait only while the file is opened or recovered.
const LOCK_WAIT: Duration = Duration::from_secs(2);

/// The database, and its idle connections.
pub(crate) struct Database {
    file: PathBuf,
    query_time: Duration,
    /// One permit for each connection that may be in use.
    permits: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("there is no database yet")]
    Missing,
    #[error("the file is not one of the indexer's")]
    NotOurs,
    #[error("the file has schema {found}, this program reads {SCHEMA}")]
    Schema { found: i64 },
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
}

impl Database {
    /// At most `readers` connections to a file, which need not exist yet.
    pub(crate) fn new(file: PathBuf, readers: usize, query_time: Duration) -> Self {
        Database {
            file,
            query_time,
            permits: Semaphore::new(readers.max(1)),
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Asks a question, in one snapshot of the database: what it reads belongs together.
    ///
    /// # Errors
    /// The question's own problem; 503 without a usable database or beyond the time limit; 500 otherwise.
    pub(crate) async fn read<T: Send + 'static>(
        self: &std::sync::Arc<Self>,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let database = self.clone();
        let work = async move {
            // The semaphore is never closed.
            let permit = database.permits.acquire().await.ok();
            let worker = database.clone();
            let answer = tokio::task::spawn_blocking(move || worker.read_blocking(question)).await;
            drop(permit);
            answer
        };
        work.await.unwrap_or_else(|panic| {
            tracing::error!(%panic, "a question to the database ended abnormally");
            Err(Problem::internal())
        })
    }

    fn read_blocking<T>(
        &self,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut connection = match self.take_idle() {
            Some(connection) => connection,
            None => self.open().map_err(|failure| self.explain(failure))?,
        };
        let deadline = Instant::now() + self.query_time;
        let answer = connection
            .progress_handler(
                STEPS_BETWEEN_LOOKS,
                Some(move || Instant::now() >= deadline),
            )
            .and_then(|()| connection.transaction())
            .map_err(|error| self.explain(error.into()))
            .and_then(|transaction| question(&Snapshot { transaction }));
        // A connection whose question failed in SQLite may be to a file that is gone: the next one opens anew.
        if !matches!(&answer, Err(problem) if problem.is_of_the_server()) {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(connection);
        }
        answer
    }

    fn take_idle(&self) -> Option<Connection> {
        // A panic while the lock was held cannot leave a list of connections half-changed.
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
    }

    fn open(&self) -> Result<Connection, Failure> {
        if !self.file.exists() {
            return Err(Failure::Missing);
        }
        let connection = Connection::open_with_flags(
            &self.file,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(LOCK_WAIT)?;
        connection.set_prepared_statement_cache_capacity(64);
        let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        match (pragma("application_id")?, pragma("user_version")?) {
            // The indexer has made the file and not written to it yet.
            (0, 0) => Err(Failure::Missing),
            (APPLICATION_ID, SCHEMA) => Ok(connection),
            (APPLICATION_ID, found) => Err(Failure::Schema { found }),
            _ => Err(Failure::NotOurs),
        }
    }

    fn explain(&self, failure: Failure) -> Problem {
        match &failure {
            Failure::Missing => {
                Problem::not_ready("the indexer has not made its database yet; try again soon")
            }
            Failure::Sqlite(error)
                if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) =>
            {
                self.explain(Failure::NotOurs)
            }
            Failure::Sqlite(error) => sqlite(error),
            Failure::NotOurs | Failure::Schema { .. } => {
                tracing::error!(file = %self.file.display(), %failure, "the database cannot be read");
                Problem::database_unavailable(failure.to_string())
            }
        }
    }
}

/// What a failure of SQLite is for the caller.
fn sqlite(error: &rusqlite::Error) -> Problem {
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => {
            tracing::warn!("a query took too long");
            Problem::timeout()
        }
        _ => {
            tracing::error!(%error, "SQLite failed");
            Problem::internal()
        }
    }
}

/// The database at one moment.
pub(crate) struct Snapshot<'c> {
    transaction: Transaction<'c>,
}

impl Snapshot<'_> {
    /// The first row that a query finds.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Problem> {
        self.transaction
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row(params, read).optional())
            .map_err(|error| sqlite(&error))
    }

    /// All rows that a query finds; whoever writes the query bounds them.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Problem> {
        self.transaction
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_map(params, read)?.collect())
            .map_err(|error| sqlite(&error))
    }
}
