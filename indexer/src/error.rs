// SPDX-License-Identifier: EUPL-1.2
//! Why the indexer stops, each as a sentence: what, where, what to do. It never guesses.

use std::path::PathBuf;

use portico_client::ClientError;

/// Everything the indexer can fail with.
#[derive(Debug, thiserror::Error)]
pub enum IndexerError {
    /// What concerns the node.
    #[error(transparent)]
    Node(#[from] ClientError),
    /// The disk is full.
    #[error("the disk is full while {doing} in {file}; free some space and start again: nothing is half-written", file = file.display())]
    DiskFull {
        /// The database.
        file: PathBuf,
        /// What we were doing.
        doing: String,
    },
    /// Somebody else writes to the database.
    #[error("another program is writing to {file}; only one indexer may: stop the other one", file = file.display())]
    Shared {
        /// The database.
        file: PathBuf,
    },
    /// Any other failure of SQLite.
    #[error("SQLite failed while {doing} in {file}: {source}", file = file.display())]
    Sqlite {
        /// The database.
        file: PathBuf,
        /// What we were doing.
        doing: String,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The file is not one of ours.
    #[error("{file} is not a database of this program; name another file", file = file.display())]
    NotOurs {
        /// The file.
        file: PathBuf,
    },
    /// The file was made by a newer version.
    #[error("{file} was made by a newer version of this program (schema {found}, this one knows {known}); update the program, or index into a new file", file = file.display())]
    Newer {
        /// The file.
        file: PathBuf,
        /// Version of the file's schema (`PRAGMA user_version`).
        found: usize,
        /// Version of the newest schema that this program knows.
        known: usize,
    },
    /// The file was made by an older version, and is not to be changed.
    #[error("{file} was made by an older version of this program (schema {found}, this one knows {known}): start the indexer on it once, which brings it up to date", file = file.display())]
    Older {
        /// The file.
        file: PathBuf,
        /// Version of the file's schema (`PRAGMA user_version`).
        found: usize,
        /// Version of the newest schema that this program knows.
        known: usize,
    },
    /// The file belongs to another chain or to other contracts.
    #[error("{file} belongs to another ledger: its {what} is {found}, expected {expected}; name the file that belongs to this ledger, or a new one", file = file.display())]
    OtherLedger {
        /// The file.
        file: PathBuf,
        /// What differs.
        what: String,
        /// What the file has.
        found: String,
        /// What we were told.
        expected: String,
    },
    /// An entry that does not fit.
    #[error(
        "{entry} does not fit: {reason}; indexing stops here: do not trust this node before the difference is explained"
    )]
    Entry {
        /// The entry: subject, number, block and event.
        entry: String,
        /// Why not.
        reason: String,
    },
    /// The chain says it holds another number of entries than we have.
    #[error("the {kind} contract holds {chain} entries at block {block}, {file} holds {ours}; entries were missed: index into a new file, from another node", file = file.display())]
    Count {
        /// The file.
        file: PathBuf,
        /// Which contract.
        kind: &'static str,
        /// The block's number.
        block: u32,
        /// How many entries there are, as the contract says.
        chain: u64,
        /// How many we have.
        ours: u64,
    },
    /// A worker thread died.
    #[error("a thread of the indexer ended abnormally: {0}")]
    Thread(String),
}
