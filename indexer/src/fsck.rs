// SPDX-License-Identifier: EUPL-1.2
//! Checks a database against the chain: everything is indexed once more into a fresh file, up to the block that the
//! database has come to, and the two are compared, row by row. What a database holds is also said in one hash, which
//! is the same for every mirror of the same entries.
//!
//! The database is only read; it may be written meanwhile.

mod canonical;
mod compare;
mod rebuild;

use std::path::{Path, PathBuf};

use portico_client::{Block, Contracts, NodeOptions};
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use tokio::sync::watch;

pub use canonical::{Root, TableRoot};
pub use compare::{Change, Difference, Differs};

use crate::{
    IndexerError,
    database::{check_schema, explain, hex0x, read_cursor},
    run::blocking,
};
use rebuild::Rebuild;

/// What to check, against what.
#[derive(Debug, Clone)]
pub struct Config {
    /// The nodes, and which chain they must be on.
    pub node: NodeOptions,
    /// The ledger's contracts.
    pub contracts: Contracts,
    /// The database that is checked.
    pub database: PathBuf,
    /// Where the fresh one is made. The file must not be there yet, and stays.
    pub fresh: PathBuf,
    /// Where to tell how far we are.
    pub progress: Option<watch::Sender<Progress>>,
}

/// How far the check is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many entries were indexed once more, and how many there are.
    pub entries: (u64, u64),
    /// How many tables were compared, and how many there are.
    pub tables: (usize, usize),
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Number of the finalised block up to which both hold everything.
    pub block_number: u32,
    /// That block's hash, as the node has it.
    pub block_hash: String,
    /// What the database holds.
    pub database: Root,
    /// What the chain says.
    pub chain: Root,
    /// Every difference, table by table.
    pub differences: Vec<Difference>,
}

/// The database's hash and the block it has come to, without asking the chain.
///
/// # Errors
/// What [`Snapshot::open`] and SQLite fail with.
pub fn root(file: &Path) -> Result<(Block, Root), IndexerError> {
    let snapshot = Snapshot::open(file)?;
    let root = canonical::root(&snapshot.connection)
        .map_err(|e| explain(file, "reading its tables", e))?;
    Ok((snapshot.cursor, root))
}

/// Indexes everything once more, and compares.
///
/// # Errors
/// What concerns the node or either file. Differences are no error: they are in the report.
pub async fn fsck(config: Config) -> Result<Report, IndexerError> {
    let file = config.database.clone();
    let cursor = blocking(move || Ok(Snapshot::open(&file)?.cursor)).await?;
    let mut rebuild = Rebuild::start(&config).await?;
    rebuild.up_to(cursor.number).await?;
    // An indexer at work has come further meanwhile; from here on we read one moment of its file.
    let file = config.database.clone();
    let snapshot = blocking(move || Snapshot::open(&file)).await?;
    let block = rebuild.up_to(snapshot.cursor.number).await?;
    let Config {
        database: file,
        fresh,
        progress,
        ..
    } = config;
    blocking(move || {
        let failed = |e| explain(&file, "comparing it", e);
        let fresh = Snapshot::open(&fresh)?;
        let chain = canonical::root(&fresh.connection).map_err(failed)?;
        let database = canonical::root(&snapshot.connection).map_err(failed)?;
        let mut differences = compare::cursor(snapshot.cursor, block);
        compare::all(
            &snapshot.connection,
            &fresh.connection,
            |done, of| {
                if let Some(progress) = &progress {
                    progress.send_modify(|progress| progress.tables = (done, of));
                }
            },
            |difference| differences.push(difference),
        )
        .map_err(failed)?;
        Ok(Report {
            block_number: block.number,
            block_hash: hex0x(&block.hash),
            database,
            chain,
            differences,
        })
    })
    .await
}

/// A database at one moment.
pub(crate) struct Snapshot {
    connection: Connection,
    cursor: Block,
}

impl Snapshot {
    /// Opens a database, which is not changed by it.
    ///
    /// # Errors
    /// [`IndexerError::NotOurs`], [`IndexerError::Newer`], [`IndexerError::Older`]; what SQLite fails with.
    fn open(file: &Path) -> Result<Self, IndexerError> {
        let failed = |e| explain(file, "opening it", e);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags).map_err(failed)?;
        connection.execute_batch("BEGIN").map_err(failed)?;
        check_schema(&connection, file)?;
        let cursor = read_cursor(&connection).map_err(failed)?;
        Ok(Snapshot { connection, cursor })
    }
}

#[cfg(test)]
mod tests;
