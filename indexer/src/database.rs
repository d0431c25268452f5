// SPDX-License-Identifier: EUPL-1.2
//! The SQLite file: open it, bring its schema up to date, make sure it is the right one.
//!
//! Must not know what an entry means.

use std::path::{Path, PathBuf};

use portico_client::{Address, Block, Hash};
use portico_rules::{
    row::{Row, RowKey},
    subject::SubjectKind,
};
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, TransactionBehavior,
    config::DbConfig, params,
};

use crate::{IndexerError, rows::stored};

/// Marks a file as ours (SQLite's `application_id`): "PRTC".
const APPLICATION_ID: i64 = 0x5052_5443;

/// The schema, step by step. A published step is never changed; a change is a new step.
const MIGRATIONS: [&str; 9] = [
    include_str!("../migrations/0001_ledger.sql"),
    include_str!("../migrations/0002_parties.sql"),
    include_str!("../migrations/0003_agreements.sql"),
    include_str!("../migrations/0004_awards.sql"),
    include_str!("../migrations/0005_imports.sql"),
    include_str!("../migrations/0006_history.sql"),
    include_str!("../migrations/0007_search.sql"),
    include_str!("../migrations/0008_views.sql"),
    include_str!("../migrations/0009_tenders.sql"),
];

/// Which ledger a database mirrors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// Hash of the chain's genesis block.
    pub genesis: Hash,
    /// The contracts, each with the kind of subject it keeps.
    pub contracts: Vec<(SubjectKind, Address)>,
}

/// An open database.
pub struct Database {
    /// Reads rows while `connection` writes. Declared before it, so that it is closed before it: whoever closes the file
    /// last copies the write-ahead log into it, which one that only reads cannot do.
    pub(crate) reader: Connection,
    pub(crate) connection: Connection,
    pub(crate) file: PathBuf,
    pub(crate) ledger: Ledger,
}

impl Database {
    /// Opens a database, or makes one, and brings its schema up to date. It may be indexed into by one
    /// program at a time and read by any number.
    ///
    /// # Errors
    /// [`IndexerError::NotOurs`], [`IndexerError::Newer`], [`IndexerError::OtherLedger`]; what SQLite fails with.
    pub fn open(file: impl Into<PathBuf>, ledger: Ledger) -> Result<Self, IndexerError> {
        let file = file.into();
        let connection = Connection::open(&file).map_err(|e| explain(&file, "opening it", e))?;
        Self::with_connection(connection, file, ledger)
    }

    fn with_connection(
        mut connection: Connection,
        file: PathBuf,
        ledger: Ledger,
    ) -> Result<Self, IndexerError> {
        migrate(&mut connection, &file)?;
        tune(&connection).map_err(|e| explain(&file, "opening it", e))?;
        identify(&mut connection, &file, &ledger)?;
        let reader = open_reader(&file).map_err(|e| explain(&file, "opening it", e))?;
        Ok(Database {
            connection,
            reader,
            file,
            ledger,
        })
    }

    /// Where it is.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The finalised block up to which it is complete.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn cursor(&self) -> Result<Block, IndexerError> {
        read_cursor(&self.connection).map_err(|e| self.explain("reading the cursor", e))
    }

    /// How many entries of a contract it holds, by the contract's own row as replayed.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub fn held(&self, kind: SubjectKind) -> Result<u64, IndexerError> {
        match stored(&self.connection, kind.word(), &RowKey::Ledger) {
            Ok(Some(Row::Ledger(row))) => Ok(row.entries),
            Ok(_) => Ok(0),
            Err(error) => Err(self.explain("reading a contract's row", error)),
        }
    }

    pub(crate) fn explain(&self, doing: &str, error: rusqlite::Error) -> IndexerError {
        explain(&self.file, doing, error)
    }
}

/// Runs `work` in one transaction: all of it is written, or nothing.
pub(crate) fn in_transaction<T>(
    connection: &mut Connection,
    file: &Path,
    doing: &str,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, IndexerError>,
) -> Result<T, IndexerError> {
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(|e| explain(file, doing, e))?;
    // Dropping the transaction, on an error or a panic, rolls back.
    let done = work(&transaction)?;
    transaction.commit().map_err(|e| explain(file, doing, e))?;
    Ok(done)
}

pub(crate) fn read_cursor(connection: &Connection) -> rusqlite::Result<Block> {
    connection.query_row("SELECT block_number, block_hash FROM chain", [], |row| {
        let hash: String = row.get(1)?;
        Ok(Block {
            number: row.get(0)?,
            hash: from_hex(&hash, 1)?,
        })
    })
}

pub(crate) fn write_cursor(connection: &Connection, block: Block) -> rusqlite::Result<()> {
    connection
        .execute(
            "UPDATE chain SET block_number = ?1, block_hash = ?2",
            params![block.number, hex0x(&block.hash)],
        )
        .map(drop)
}

/// Bytes as the tables show them.
pub(crate) fn hex0x(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn from_hex(text: &str, column: usize) -> rusqlite::Result<Hash> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut hash).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(e))
    })?;
    Ok(hash)
}

/// Says what a failure of SQLite means for whoever runs the indexer.
pub(crate) fn explain(file: &Path, doing: &str, error: rusqlite::Error) -> IndexerError {
    let (file, doing) = (file.to_owned(), doing.to_owned());
    // The write-ahead log's shared memory is a file beside the database, 32 KiB that are made anew at each start. That they
    // cannot be made SQLite calls an I/O error, whose reason is that there is no room (https://www.sqlite.org/rescode.html).
    let no_room = error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE);
    if no_room {
        return IndexerError::DiskFull { file, doing };
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => IndexerError::DiskFull { file, doing },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => IndexerError::Shared { file },
        Some(ErrorCode::NotADatabase) => IndexerError::NotOurs { file },
        _ => IndexerError::Sqlite {
            file,
            doing,
            source: error,
        },
    }
}

/// How many statements are kept prepared: more than there are, since preparing one takes longer than running it.
const STATEMENTS: usize = 256;
/// Memory for pages, KiB. A large ledger's hashes come in no order, so each touches another page of their index.
const PAGE_CACHE: i64 = 64 * 1024;
/// Pages of the write-ahead log after which it is copied into the file (64 MiB): a page that many batches change is
/// then copied once.
const LOG_PAGES: i64 = 16 * 1024;

/// Settings that hold as long as the connection, and change what it costs, not what it does.
fn tune(connection: &Connection) -> rusqlite::Result<()> {
    // Else SQLite looks at the values for a better plan, and prepares a statement anew whenever one changes.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "cache_size", -PAGE_CACHE)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)
}

/// Opens a database for reading alone, in whatever state an indexer has left it or is writing it.
///
/// # Errors
/// A file that is not there, not the indexer's, or of another schema than this program's; SQLite's.
pub fn reader(file: &Path) -> Result<Connection, IndexerError> {
    let connection = open_reader(file).map_err(|e| explain(file, "opening it", e))?;
    check_schema(&connection, file)?;
    Ok(connection)
}

fn open_reader(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let reader = Connection::open_with_flags(file, flags)?;
    reader.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(reader)
}

/// Makes sure that a file, which is not to be changed, is one of ours and has the present schema.
pub(crate) fn check_schema(connection: &Connection, file: &Path) -> Result<(), IndexerError> {
    let failed = |e| explain(file, "looking at its schema", e);
    let application: i64 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(failed)?;
    let found: usize = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(failed)?;
    let (file, known) = (file.to_owned(), MIGRATIONS.len());
    match (application, found) {
        (APPLICATION_ID, found) if found == known => Ok(()),
        (APPLICATION_ID, found) if found > known => Err(IndexerError::Newer { file, found, known }),
        (APPLICATION_ID, found) => Err(IndexerError::Older { file, found, known }),
        _ => Err(IndexerError::NotOurs { file }),
    }
}

fn migrate(connection: &mut Connection, file: &Path) -> Result<(), IndexerError> {
    let failed = |e| explain(file, "preparing the schema", e);
    let objects: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(failed)?;
    let application: i64 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(failed)?;
    if objects > 0 && application != APPLICATION_ID {
        return Err(IndexerError::NotOurs {
            file: file.to_owned(),
        });
    }
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .map_err(failed)?;
    // With a write-ahead log a crash of the machine may take the last transactions, never half of one; the
    // indexer then reads them from the chain again.
    connection
        .pragma_update(None, "synchronous", "NORMAL")
        .map_err(failed)?;
    connection
        .pragma_update(None, "foreign_keys", true)
        .map_err(failed)?;

    let version: usize = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(failed)?;
    if version > MIGRATIONS.len() {
        return Err(IndexerError::Newer {
            file: file.to_owned(),
            found: version,
            known: MIGRATIONS.len(),
        });
    }
    for (step, sql) in (version + 1..).zip(&MIGRATIONS[version..]) {
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        transaction.execute_batch(sql).map_err(failed)?;
        transaction
            .pragma_update(None, "application_id", APPLICATION_ID)
            .map_err(failed)?;
        transaction
            .pragma_update(None, "user_version", step)
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(())
}

/// Writes down which ledger a new file mirrors, and checks it for a file that has one.
fn identify(connection: &mut Connection, file: &Path, ledger: &Ledger) -> Result<(), IndexerError> {
    let failed = |e| explain(file, "checking which ledger it mirrors", e);
    let differs = |what: String, found: String, expected: String| {
        Err(IndexerError::OtherLedger {
            file: file.to_owned(),
            what,
            found,
            expected,
        })
    };
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)?;
    let genesis = hex0x(&ledger.genesis);
    let found: Option<String> = transaction
        .query_row("SELECT genesis FROM chain", [], |row| row.get(0))
        .optional()
        .map_err(failed)?;
    match found {
        None => {
            transaction
                .execute(
                    "INSERT INTO chain (id, genesis, block_number, block_hash) VALUES (1, ?1, 0, ?1)",
                    [&genesis],
                )
                .map_err(failed)?;
            for (kind, address) in &ledger.contracts {
                transaction
                    .execute(
                        "INSERT INTO contracts (subject_kind, address) VALUES (?1, ?2)",
                        params![kind.word(), hex0x(address)],
                    )
                    .map_err(failed)?;
            }
        }
        Some(found) if found != genesis => return differs("genesis".into(), found, genesis),
        Some(_) => {
            let known: i64 = transaction
                .query_row("SELECT count(*) FROM contracts", [], |row| row.get(0))
                .map_err(failed)?;
            if usize::try_from(known) != Ok(ledger.contracts.len()) {
                let expected = ledger.contracts.len().to_string();
                return differs("number of contracts".into(), known.to_string(), expected);
            }
            for (kind, address) in &ledger.contracts {
                let found: Option<String> = transaction
                    .query_row(
                        "SELECT address FROM contracts WHERE subject_kind = ?1",
                        [kind.word()],
                        |row| row.get(0),
                    )
                    .optional()
                    .map_err(failed)?;
                let expected = hex0x(address);
                if found.as_ref() != Some(&expected) {
                    let what = format!("contract of kind {}", kind.word());
                    return differs(what, found.unwrap_or_else(|| "missing".into()), expected);
                }
            }
        }
    }
    transaction.commit().map_err(failed)
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn a_full_disk_is_told_from_one_that_fails() {
        let explained = |code| {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            explain(Path::new("ledger.sqlite"), "testing", error)
        };
        for code in [ffi::SQLITE_FULL, ffi::SQLITE_IOERR_SHMSIZE] {
            let error = explained(code);
            assert!(matches!(error, IndexerError::DiskFull { .. }), "{error}");
        }
        for code in [
            ffi::SQLITE_IOERR,
            ffi::SQLITE_IOERR_READ,
            ffi::SQLITE_IOERR_SHMMAP,
        ] {
            let error = explained(code);
            assert!(matches!(error, IndexerError::Sqlite { .. }), "{error}");
        }
    }
}
