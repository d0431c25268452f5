// SPDX-License-Identifier: EUPL-1.2
//! The indexer's SQLite file, opened for reading only: a few connections, each question in one snapshot, on
//! threads that may block, with a time limit that SQLite itself keeps.
//!
//! Must not know what the tables mean.

mod reader;
mod watch;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use portico_rules::date::Date;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Params, Row};
use tokio::sync::Semaphore;

use self::reader::{Failure, Reader, identity};
use crate::{at::Moment, metrics::Metrics, problem::Problem};

pub(crate) use self::{reader::State, watch::Watch};

/// As SQLite counts.
pub(crate) const SECONDS_PER_DAY: i64 = 86_400;

/// The database, and its idle connections.
pub(crate) struct Database {
    file: PathBuf,
    query_time: Duration,
    metrics: Metrics,
    /// One permit for each connection that may be in use.
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Reader>>,
    /// Connections that see the past: in them the tables' names mean the tables as of an entry.
    idle_in_the_past: Mutex<Vec<Reader>>,
}

impl Database {
    /// At most `readers` connections to a file, which need not exist yet.
    pub(crate) fn new(
        file: PathBuf,
        readers: usize,
        query_time: Duration,
        metrics: Metrics,
    ) -> Self {
        Database {
            file,
            query_time,
            metrics,
            permits: Arc::new(Semaphore::new(readers.max(1))),
            idle: Mutex::new(Vec::new()),
            idle_in_the_past: Mutex::new(Vec::new()),
        }
    }

    /// Asks a question, in one snapshot of the database: what it reads belongs together. `today` is what day it is.
    ///
    /// # Errors
    /// [`Database::read_at`].
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        today: Date,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.read_at(today, None, question).await
    }

    /// Likewise, of the database as it stood at a moment, if one is given.
    ///
    /// # Errors
    /// 400 for a moment of which nothing is known yet; the question's own problem; 503 without a usable database or beyond the time limit; 500 otherwise.
    pub(crate) async fn read_at<T: Send + 'static>(
        self: &Arc<Self>,
        today: Date,
        moment: Option<Moment>,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _counted = self.metrics.database_question();
        let answer = self.read_uncounted(today, moment, question).await;
        if let Err(problem) = &answer
            && problem.is_of_the_server()
        {
            self.metrics.database_failure(problem.name());
        }
        answer
    }

    async fn read_uncounted<T: Send + 'static>(
        self: &Arc<Self>,
        today: Date,
        moment: Option<Moment>,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        // The semaphore is never closed.
        let permit = self.permits.clone().acquire_owned().await.ok();
        let database = self.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let answer = database.read_blocking(today, moment, question);
            // Given back here: the next question begins before whoever asked this one has been told.
            drop(permit);
            answer
        });
        answer.await.unwrap_or_else(|panic| {
            tracing::error!(%panic, "a question to the database ended abnormally");
            Err(Problem::internal())
        })
    }

    fn read_blocking<T>(
        &self,
        today: Date,
        moment: Option<Moment>,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let deadline = Instant::now() + self.query_time;
        let Some(moment) = moment else {
            return self.with_snapshot(&self.idle, None, today, deadline, |snapshot| {
                question(snapshot)
            });
        };
        // Often that is now: then the views of the past, which cost more, are not needed.
        let asked = self.with_snapshot(&self.idle, None, today, deadline, |snapshot| {
            let past = snapshot.past(moment, today)?;
            if past.entry < snapshot.newest_entry() {
                return Ok(Asked::OfThePast(past, question));
            }
            snapshot.day = past.day;
            question(snapshot).map(Asked::Answered)
        })?;
        match asked {
            Asked::Answered(answer) => Ok(answer),
            Asked::OfThePast(past, question) => self.with_snapshot(
                &self.idle_in_the_past,
                Some(past.entry),
                past.day,
                deadline,
                |snapshot| question(snapshot),
            ),
        }
    }

    fn with_snapshot<T>(
        &self,
        pool: &Mutex<Vec<Reader>>,
        entry: Option<i64>,
        day: Date,
        deadline: Instant,
        question: impl FnOnce(&mut Snapshot<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut reader = self.reader(pool).map_err(|failure| self.explain(failure))?;
        let answer = reader
            .snapshot(day, entry, deadline)
            .map_err(|failure| self.explain(failure))
            .and_then(|mut snapshot| question(&mut snapshot));
        // What failed once may fail again: the next question opens anew.
        if !matches!(&answer, Err(problem) if problem.is_of_the_server()) {
            lock(pool).push(reader);
        }
        answer
    }

    /// A connection to the file that is at the path now: if it was put there since (a rebuilt database), the
    /// connections to the one before are closed.
    fn reader(&self, pool: &Mutex<Vec<Reader>>) -> Result<Reader, Failure> {
        let identity = identity(&self.file)?;
        let idle = {
            let mut idle = lock(pool);
            idle.retain(|reader| reader.identity == identity);
            idle.pop()
        };
        match idle {
            Some(reader) => Ok(reader),
            None => Reader::open(&self.file, identity),
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
            Failure::NotOurs | Failure::Schema { .. } | Failure::File(_) => {
                tracing::error!(file = %self.file.display(), ?failure, "the database cannot be read");
                Problem::database_unavailable(failure.to_string())
            }
        }
    }
}

/// What became of a question of some moment.
enum Asked<T, Q> {
    Answered(T),
    /// It is still to be asked.
    OfThePast(Past, Q),
}

fn lock(pool: &Mutex<Vec<Reader>>) -> MutexGuard<'_, Vec<Reader>> {
    // A panic while the lock was held cannot leave a list of connections half-changed.
    pool.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether SQLite failed because there is no room: for a temporary file, into which it sorts what is too much for memory, or for the
/// shared memory of the write-ahead log, a file beside the database that even a reader makes where there is none
/// (<https://www.sqlite.org/rescode.html>, <https://www.sqlite.org/tempfiles.html>).
pub(crate) fn disk_is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| {
        error.code == ErrorCode::DiskFull
            || error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
    })
}

/// What a failure of SQLite is for the caller.
pub(crate) fn sqlite(error: &rusqlite::Error) -> Problem {
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => {
            tracing::warn!("a query took too long");
            Problem::timeout()
        }
        _ if disk_is_full(error) => {
            tracing::error!(
                %error,
                "the disk is full: SQLite has no room for the files that it makes while it reads; free some space where the database is, \
                 and where temporary files are (SQLITE_TMPDIR, TMPDIR, else /var/tmp); the service goes on by itself"
            );
            Problem::disk_full()
        }
        _ => {
            tracing::error!(%error, "SQLite failed");
            Problem::internal()
        }
    }
}

/// A moment in the past: after which entry, and which day it was.
struct Past {
    entry: i64,
    day: Date,
}

/// The database at one moment: a transaction, which ends with it.
pub(crate) struct Snapshot<'c> {
    connection: &'c Connection,
    day: Date,
    /// The state that the file is in.
    state: Arc<State>,
    /// The newest entry that is shown, if that is not the newest there is.
    as_of: Option<i64>,
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        let ended = self
            .connection
            .prepare_cached("ROLLBACK")
            .and_then(|mut statement| statement.execute([]));
        if let Err(error) = ended {
            // The next one cannot begin on this connection, which is closed then.
            tracing::error!(%error, "a transaction that reads cannot be ended");
        }
    }
}

impl Snapshot<'_> {
    /// The connection, in its transaction: for exports, which read for themselves.
    pub(crate) fn connection(&self) -> &Connection {
        self.connection
    }

    /// The day that answers speak of, UTC.
    pub(crate) fn day(&self) -> Date {
        self.day
    }

    /// The state that the file is in, also where an older one is shown.
    pub(crate) fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// The number of the newest entry that it shows, 0 without any.
    pub(crate) fn newest_entry(&self) -> i64 {
        self.as_of.unwrap_or(self.state.newest)
    }

    /// The head of that entry, if there is one.
    pub(crate) fn newest_head(&self) -> Result<Option<String>, Problem> {
        match self.as_of {
            None => Ok(self.state.head.clone()),
            Some(entry) => self.first("SELECT head FROM entries WHERE id = ?1", [entry], |row| {
                row.get(0)
            }),
        }
    }

    /// After which entry a moment is, and on which day; asked of the present.
    fn past(&self, moment: Moment, today: Date) -> Result<Past, Problem> {
        let number = |sql: &str, value: i64| {
            self.first(sql, [value], |row| row.get::<_, Option<i64>>(0))
                .map(|found| found.flatten().unwrap_or_default())
        };
        match moment {
            Moment::Day(day) if day > today => Err(Problem::parameter(
                "at",
                format!("at cannot be {day}: it lies in the future, today is {today} (UTC)"),
            )),
            Moment::Day(day) => {
                let midnight = (i64::from(day.days()) + 1) * SECONDS_PER_DAY;
                let entry = number(
                    "SELECT max(id) FROM entries WHERE block_number =
                        (SELECT number FROM blocks WHERE at < ?1 ORDER BY at DESC, number DESC LIMIT 1)",
                    midnight,
                )?;
                Ok(Past { entry, day })
            }
            Moment::Block(block) => {
                let indexed: Option<u32> =
                    self.first("SELECT block_number FROM chain", [], |row| row.get(0))?;
                match indexed {
                    Some(indexed) if block <= indexed => {}
                    indexed => {
                        let indexed = indexed.unwrap_or_default();
                        return Err(Problem::parameter(
                            "at",
                            format!(
                                "at cannot be {block}: the newest block indexed so far is {indexed}"
                            ),
                        ));
                    }
                }
                let entry = number(
                    // One step from the end of the index, where max(id) would read all of it.
                    "SELECT id FROM entries WHERE block_number <= ?1 ORDER BY block_number DESC, id DESC LIMIT 1",
                    block.into(),
                )?;
                let at = number("SELECT at FROM entries WHERE id = ?1", entry)?;
                // Before 1970 is no block.
                let day = Date::from_unix_seconds(at.try_into().unwrap_or_default());
                Ok(Past { entry, day })
            }
            Moment::Entry(entry, _) if entry > self.newest_entry() => Err(Problem::parameter(
                "cursor",
                "cursor cannot be this: it is of a database that knew more; begin again",
            )),
            Moment::Entry(entry, day) => Ok(Past {
                entry,
                day: day.unwrap_or(today),
            }),
        }
    }

    /// The first row that a query finds.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Problem> {
        self.connection
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
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_map(params, read)?.collect())
            .map_err(|error| sqlite(&error))
    }

    /// Does something with each row that a query finds, one after the other, until it fails.
    pub(crate) fn each<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
        mut each: impl FnMut(T) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let mut statement = self
            .connection
            .prepare_cached(sql)
            .map_err(|error| sqlite(&error))?;
        let rows = statement
            .query_map(params, read)
            .map_err(|error| sqlite(&error))?;
        for row in rows {
            each(row.map_err(|error| sqlite(&error))?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{
        reader::{APPLICATION_ID, SCHEMA},
        *,
    };

    /// Makes a file that passes for the indexer's, with one table, which is empty.
    pub(super) fn make_ledger(file: &Path) -> Connection {
        let connection = Connection::open(file).unwrap();
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .unwrap();
        connection
            .execute_batch("CREATE TABLE entries (id INTEGER PRIMARY KEY, head TEXT NOT NULL)")
            .unwrap();
        connection
            .pragma_update(None, "application_id", APPLICATION_ID)
            .unwrap();
        connection
            .pragma_update(None, "user_version", SCHEMA)
            .unwrap();
        connection
    }

    fn database(query_time: Duration) -> (tempfile::TempDir, Arc<Database>) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("ledger.sqlite");
        make_ledger(&file);
        (
            directory,
            Arc::new(Database::new(file, 1, query_time, Metrics::default())),
        )
    }

    /// Ends some day, so that a time limit that does not work is a failure and not a wait for ever.
    const LONG: &str =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 30000000)
        SELECT max(i) FROM n";

    #[tokio::test]
    async fn a_long_query_is_stopped_and_the_next_one_answered() {
        let (_directory, database) = database(Duration::from_millis(50));
        let long = database
            .read(Date::MIN, |snapshot| {
                snapshot.first(LONG, [], |row| row.get::<_, i64>(0))
            })
            .await;
        assert_eq!(long, Err(Problem::timeout()));
        let one = database
            .read(Date::MIN, |snapshot| {
                snapshot.first("SELECT 1", [], |row| row.get::<_, i64>(0))
            })
            .await;
        assert_eq!(one, Ok(Some(1)));
    }

    #[tokio::test]
    async fn nothing_can_be_written() {
        let (_directory, database) = database(Duration::from_secs(5));
        let written = database
            .read(Date::MIN, |snapshot| {
                snapshot.all("CREATE TABLE t (x)", [], |_| Ok(()))
            })
            .await;
        assert_eq!(written.map(drop), Err(Problem::internal()));
        let tables = database
            .read(Date::MIN, |snapshot| {
                snapshot.first("SELECT count(*) FROM sqlite_schema", [], |row| {
                    row.get::<_, i64>(0)
                })
            })
            .await;
        assert_eq!(tables, Ok(Some(1)));
    }

    /// What a temporary table needs that is no longer than `pages` pages: SQLite itself finds that there is no more room.
    fn sorted_into_a_temporary_file(pages: u32) -> String {
        format!(
            "PRAGMA temp.max_page_count = {pages};
             CREATE TEMP TABLE sorted AS
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000)
                SELECT i, hex(zeroblob(1000)) AS x FROM n;"
        )
    }

    #[tokio::test]
    async fn without_room_for_temporary_files_the_reason_is_said_and_with_room_it_goes_on() {
        let (_directory, database) = database(Duration::from_secs(60));
        let sort = |pages| {
            database.read(Date::MIN, move |snapshot| {
                snapshot
                    .connection()
                    .execute_batch(&sorted_into_a_temporary_file(pages))
                    .map_err(|error| sqlite(&error))
            })
        };
        for _ in 0..3 {
            assert_eq!(sort(10).await, Err(Problem::disk_full()));
        }
        assert_eq!(sort(10_000).await, Ok(()));
    }

    #[test]
    fn a_full_disk_is_told_from_one_that_fails() {
        use rusqlite::ffi::{
            Error, SQLITE_FULL, SQLITE_IOERR_READ, SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHMSIZE,
            SQLITE_IOERR_WRITE,
        };
        let explained = |code| sqlite(&rusqlite::Error::SqliteFailure(Error::new(code), None));
        for code in [SQLITE_FULL, SQLITE_IOERR_SHMSIZE] {
            assert_eq!(explained(code), Problem::disk_full());
        }
        for code in [SQLITE_IOERR_READ, SQLITE_IOERR_SHMMAP, SQLITE_IOERR_WRITE] {
            assert_eq!(explained(code), Problem::internal());
        }
    }

    #[tokio::test]
    async fn a_panic_costs_one_answer_and_no_connection() {
        let (_directory, database) = database(Duration::from_secs(5));
        for _ in 0..3 {
            let failed: Result<(), _> = database.read(Date::MIN, |_| panic!("on purpose")).await;
            assert_eq!(failed, Err(Problem::internal()));
        }
        let one = database
            .read(Date::MIN, |snapshot| {
                snapshot.first("SELECT 1", [], |row| row.get::<_, i64>(0))
            })
            .await;
        assert_eq!(one, Ok(Some(1)));
    }
}
