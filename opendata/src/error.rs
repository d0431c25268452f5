// SPDX-License-Identifier: EUPL-1.2
//! Why an export could not be written.

use std::io;

/// Why an export could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database could not be read.
    #[error("the database cannot be read: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What was written could not be taken.
    #[error("the export cannot be written: {0}")]
    Write(#[from] io::Error),
    /// An entry that this program does not understand: the database was written by a newer one, or is damaged.
    #[error(
        "entry {id} of the database cannot be understood ({why}): is it written by a newer program? `portico fsck` checks it"
    )]
    Entry {
        /// Its number in the database.
        id: i64,
        /// What is wrong with it.
        why: String,
    },
    /// A word that this program does not know: the database was written by a newer one, or is damaged.
    #[error(
        "the database says of {of} {word:?}, which this program does not know: is it written by a newer program? `portico fsck` checks it"
    )]
    Word {
        /// Of what, such as `the status of award 1`.
        of: String,
        /// The word.
        word: String,
    },
    /// The database refers to something that is not in it.
    #[error("the database has no {0}, which it refers to; `portico fsck` checks it")]
    Missing(String),
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        // What is written is text, numbers and lists: only the writer can fail.
        Error::Write(error.into())
    }
}
