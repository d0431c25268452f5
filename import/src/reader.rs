// SPDX-License-Identifier: EUPL-1.2
//! The rows of a file, each read as its mapping says: a record or a reject.

use crate::digest::Hashing;
use crate::error::ImportError;
use crate::heading::Heading;
use crate::json::JsonRows;
use crate::mapping::Mapping;
use crate::record::{self, Amount, Found, Remark};
use crate::reject::Reject;
use crate::rows::{ROW_LIMIT, RawRows, RowsError};
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
    input: Input<R>,
    mapping: &'m Mapping,
    number: u32,
}

/// The file, in its form.
enum Input<R> {
    Csv {
        rows: Box<RawRows<Hashing<R>>>,
        heading: Box<Heading>,
    },
    Json(Box<JsonRows<R>>),
}

impl<'m> Reader<'m, File> {
    /// Opens a file and reads its heading, if it has one.
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
    /// Reads the heading, if there is one; `path` is what errors call the input.
    ///
    /// # Errors
    /// If the input cannot be read, is empty, or lacks a column.
    pub fn new(input: R, path: &Path, mapping: &'m Mapping) -> Result<Self, ImportError> {
        if let Some(form) = mapping.json {
            return Ok(Reader {
                path: path.to_owned(),
                input: Input::Json(Box::new(JsonRows::new(Hashing::new(input), form))),
                mapping,
                number: 0,
            });
        }
        // A mapping's delimiter is ASCII: `Mapping::check` sees to it.
        let mut rows = RawRows::new(Hashing::new(input), mapping.file.delimiter as u8);
        let first = rows.next().map_err(|error| rows_error(path, error))?;
        let heading = Heading::find(&first.ok_or(ImportError::Empty)?, mapping)?;
        Ok(Reader {
            path: path.to_owned(),
            input: Input::Csv {
                rows: Box::new(rows),
                heading: Box::new(heading),
            },
            mapping,
            number: 0,
        })
    }

    fn hashing(&self) -> &Hashing<R> {
        match &self.input {
            Input::Csv { rows, .. } => rows.input(),
            Input::Json(rows) => rows.input(),
        }
    }

    /// How many releases or records of a JSON file spoke of no award, so far.
    pub fn without_rows(&self) -> u32 {
        match &self.input {
            Input::Csv { .. } => 0,
            Input::Json(rows) => rows.without_rows(),
        }
    }

    /// Bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.hashing().bytes()
    }

    /// SHA-256 of the bytes read so far: of the whole file once the rows have ended.
    pub fn digest(&self) -> Digest {
        self.hashing().digest()
    }

    fn read(&mut self) -> Result<Option<Row>, ImportError> {
        let mapping = self.mapping;
        let found = match &mut self.input {
            Input::Csv { rows, heading } => csv_row(rows, heading, mapping, &self.path)?,
            Input::Json(rows) => rows.next(&self.path, mapping)?,
        };
        let Some(Found {
            line,
            awarded,
            paid,
            read,
            original,
        }) = found
        else {
            return Ok(None);
        };
        let number = self
            .number
            .checked_add(1)
            .ok_or(ImportError::TooManyRows { limit: u32::MAX })?;
        self.number = number;
        let (outcome, remarks) = match read {
            Ok((record, remarks)) => {
                let record = HistoricalRecord {
                    row: number,
                    ..record
                };
                (Outcome::Record(record), remarks)
            }
            Err(reason) => {
                let reject = Reject {
                    line,
                    row: number,
                    reason,
                    original,
                };
                (Outcome::Reject(reject), Vec::new())
            }
        };
        Ok(Some(Row {
            line,
            number,
            outcome,
            remarks,
            awarded,
            paid,
        }))
    }
}

/// The next row of a CSV file, before it has its number.
fn csv_row<R: Read>(
    rows: &mut RawRows<Hashing<R>>,
    heading: &Heading,
    mapping: &Mapping,
    path: &Path,
) -> Result<Option<Found>, ImportError> {
    let next = rows.next().map_err(|error| rows_error(path, error))?;
    let Some(row) = next else {
        return Ok(None);
    };
    // The last row of a truncated file.
    if row.unterminated && row.len() < heading.columns {
        let what = format!("{} of {} columns", row.len(), heading.columns);
        return Err(ImportError::Truncated {
            line: row.line,
            what,
        });
    }
    // In a row with another number of columns nobody knows which column is which.
    let amount = |column: Option<usize>| match column {
        Some(_) if row.len() != heading.columns || !row.quotation_is_paired() => {
            Amount::Unreadable(crate::amount::AmountError::NotAnAmount)
        }
        column => Amount::read(&row, column, mapping),
    };
    let (awarded, paid) = (amount(heading.awarded), amount(heading.paid));
    Ok(Some(Found {
        line: row.line,
        awarded,
        paid,
        read: record::read(&row, awarded, paid, heading, mapping),
        original: text::decode_visibly(&row.bytes, mapping.file.encoding),
    }))
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
