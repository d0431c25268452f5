// SPDX-License-Identifier: EUPL-1.2
//! The rows of a file, each read as its mapping says: a record or a reject.

use crate::digest::Hashing;
use crate::error::ImportError;
use crate::heading::Heading;
use crate::mapping::Mapping;
use crate::record::{self, Amount, Remark};
use crate::reject::Reject;
use crate::rows::{ROW_LIMIT, RawRow, RawRows, RowsError};
use crate::text;
use portico_rules::import::HistoricalRecord;
use portico_rules::primitives::Digest;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It can stand on the ledger.
    Record(HistoricalRecord),
    /// It cannot.
    Reject(Reject),
}

/// A row of a file.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line in the file on which it begins, from 1.
    pub line: u64,
    /// Its number, from 1, the heading not counted.
    pub number: u32,
    /// What became of it.
    pub outcome: Outcome,
    /// What the row says and the record does not; empty for a reject.
    pub remarks: Vec<Remark>,
    pub(crate) awarded: Amount,
    pub(crate) paid: Amount,
}

/// Reads a file row by row.
pub struct Reader<'m, R> {
    path: PathBuf,
    rows: RawRows<Hashing<R>>,
    heading: Heading,
    mapping: &'m Mapping,
    number: u32,
}

impl<'m> Reader<'m, File> {
    /// Opens a file and reads its heading.
    ///
    /// # Errors
    /// If it cannot be read, is empty, or lacks a column.
    pub fn open(path: &Path, mapping: &'m Mapping) -> Result<Self, ImportError> {
        let file = File::open(path).map_err(|source| ImportError::Io {
            path: path.to_owned(),
            source,
        })?;
        Self::new(file, path, mapping)
    }
}

impl<'m, R: Read> Reader<'m, R> {
    /// Reads the heading; `path` is what errors call the input.
    ///
    /// # Errors
    /// If the input cannot be read, is empty, or lacks a column.
    pub fn new(input: R, path: &Path, mapping: &'m Mapping) -> Result<Self, ImportError> {
        // A mapping's delimiter is ASCII: `Mapping::check` sees to it.
        let mut rows = RawRows::new(Hashing::new(input), mapping.file.delimiter as u8);
        let first = rows.next().map_err(|error| rows_error(path, error))?;
        let heading = Heading::find(&first.ok_or(ImportError::Empty)?, mapping)?;
        Ok(Reader {
            path: path.to_owned(),
            rows,
            heading,
            mapping,
            number: 0,
        })
    }

    /// Bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.rows.input().bytes()
    }

    /// SHA-256 of the bytes read so far: of the whole file once the rows have ended.
    pub fn digest(&self) -> Digest {
        self.rows.input().digest()
    }

    fn read(&mut self) -> Result<Option<Row>, ImportError> {
        let Some(row) = self
            .rows
            .next()
            .map_err(|error| rows_error(&self.path, error))?
        else {
            return Ok(None);
        };
        // The last row of a truncated file.
        if row.unterminated && row.len() < self.heading.columns {
            let what = format!("{} of {} columns", row.len(), self.heading.columns);
            return Err(ImportError::Truncated {
                line: row.line,
                what,
            });
        }
        self.number = self
            .number
            .checked_add(1)
            .ok_or(ImportError::TooManyRows { limit: u32::MAX })?;
        let awarded = self.amount(&row, self.heading.awarded);
        let paid = self.amount(&row, self.heading.paid);
        let read = record::read(
            &row,
            self.number,
            awarded,
            paid,
            &self.heading,
            self.mapping,
        );
        let (outcome, remarks) = match read {
            Ok((record, remarks)) => (Outcome::Record(record), remarks),
            Err(reason) => {
                let reject = Reject {
                    line: row.line,
                    row: self.number,
                    reason,
                    original: text::decode_visibly(&row.bytes, self.mapping.file.encoding),
                };
                (Outcome::Reject(reject), Vec::new())
            }
        };
        Ok(Some(Row {
            line: row.line,
            number: self.number,
            outcome,
            remarks,
            awarded,
            paid,
        }))
    }

    /// An amount of a row. In a row with another number of columns nobody knows which column is which.
    fn amount(&self, row: &RawRow, column: Option<usize>) -> Amount {
        if column.is_some() && (row.len() != self.heading.columns || !row.quotation_is_paired()) {
            return Amount::Unreadable(crate::amount::AmountError::NotAnAmount);
        }
        Amount::read(row, column, self.mapping)
    }
}

impl<R: Read> Iterator for Reader<'_, R> {
    type Item = Result<Row, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

fn rows_error(path: &Path, error: RowsError) -> ImportError {
    match error {
        RowsError::Io(source) => ImportError::Io {
            path: path.to_owned(),
            source,
        },
        RowsError::TooLong { line } => ImportError::RowTooLong {
            line,
            limit: ROW_LIMIT,
        },
        RowsError::OpenQuotation { line } => ImportError::Truncated {
            line,
            what: "a quotation mark is opened and never closed".into(),
        },
    }
}
