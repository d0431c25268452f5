// SPDX-License-Identifier: EUPL-1.2
//! What makes a whole file, or a mapping, unusable. What is wrong with a single row is a reject, not an error.

use std::path::PathBuf;

/// Why a file cannot be imported at all. Nothing of it was used.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file, or the rejects file, could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is not even a heading.
    #[error("the file is empty: expected a heading line with the columns' names")]
    Empty,
    /// There is a heading and nothing else.
    #[error("the file has a heading and no rows: there is nothing to import")]
    NoRows,
    /// The heading lacks a column that the mapping names.
    #[error(
        "the heading (line {line}) has no column {column:?}, which mapping {format} reads; it has: {found}. Use the file's own mapping, or check the delimiter"
    )]
    MissingColumn {
        /// Line of the heading, from 1.
        line: u64,
        /// The column that is missing.
        column: String,
        /// The mapping's name.
        format: String,
        /// The columns that are there.
        found: String,
    },
    /// The heading has a column twice that the mapping names.
    #[error(
        "the heading (line {line}) has column {column:?} more than once: which one is meant cannot be told"
    )]
    RepeatedColumn {
        /// Line of the heading, from 1.
        line: u64,
        /// The column.
        column: String,
    },
    /// The last row is not whole.
    #[error(
        "the file ends inside the row that begins on line {line} ({what}): it is truncated, fetch it again"
    )]
    Truncated {
        /// Line on which the last row begins, from 1.
        line: u64,
        /// How that shows.
        what: String,
    },
    /// A row beyond every reasonable length.
    #[error(
        "the row that begins on line {line} is longer than {limit} bytes: most likely a quotation mark is not closed there"
    )]
    RowTooLong {
        /// Line on which it begins, from 1.
        line: u64,
        /// The limit, bytes.
        limit: usize,
    },
    /// More rows than an import can number.
    #[error("the file has more than {limit} rows: split it")]
    TooManyRows {
        /// How many rows it can number.
        limit: u32,
    },
    /// Sums beyond `u64` cents.
    #[error("line {line}: the amounts add up to more than can be counted in cents")]
    SumTooLarge {
        /// Line, from 1, of the row that goes beyond.
        line: u64,
    },
    /// The file is another one than it was a moment ago.
    #[error(
        "the file changed while it was imported (its SHA-256 was {before}, now it is {now}): run the import again"
    )]
    Changed {
        /// SHA-256 when it was surveyed.
        before: portico_rules::primitives::Digest,
        /// SHA-256 of what was read.
        now: portico_rules::primitives::Digest,
    },
    /// Accepted and rejected rows do not add up to the file.
    #[error(
        "accepted and rejected rows do not add up to the file: this is a fault of the importer, report it"
    )]
    DoesNotAddUp,
}

/// Why a mapping cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// It could not be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// It is not TOML, or has fields that a mapping does not have.
    #[error("{name}: {source}")]
    Toml {
        /// Which mapping.
        name: String,
        /// Line, column and what was expected.
        source: Box<toml::de::Error>,
    },
    /// No mapping of this name comes with the program.
    #[error(
        "there is no built-in format {name:?}; built in are: {known}. Give the path of a mapping file instead"
    )]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// It contradicts itself or the rules.
    #[error("{name}: {what}")]
    Invalid {
        /// Which mapping.
        name: String,
        /// What is wrong and what to do.
        what: String,
    },
}
