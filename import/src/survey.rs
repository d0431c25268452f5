// SPDX-License-Identifier: EUPL-1.2
//! Reads a whole file once, before anything of it is sent: how many rows and cents are accepted and rejected, whether
//! they add up to the file, and the rejects file.

use crate::error::ImportError;
use crate::mapping::Mapping;
use crate::reader::{Outcome, Reader, Row};
use crate::record::{Amount, Remark};
use crate::reject::Rejects;
use portico_rules::import::ImportTotals;
use portico_rules::primitives::Digest;
use std::path::Path;

/// Rows and amounts of a file, or of the accepted or rejected part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Rows, and the cents of the amounts that can be read.
    pub totals: ImportTotals,
    /// How many rows have an amount that cannot be read, and so is in no sum. Always rejects.
    pub unreadable: u32,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Its length, bytes.
    pub bytes: u64,
    /// Everything in it, counted before any row was judged.
    pub input: Side,
    /// What can stand on the ledger.
    pub accepted: Side,
    /// What cannot.
    pub rejected: Side,
    /// How many releases or records of a JSON file speak of no award, and so are no rows.
    pub without_rows: u32,
    /// How many accepted rows report more paid than awarded: recorded, and flagged.
    pub paid_above_awarded: u32,
    /// Dates that were left out because they cannot be dates: the line, from 1, and what is wrong.
    pub dates_left_out: Vec<(u64, Remark)>,
    /// Codes that were left out because they are none of what they are called: the line, from 1, and what is wrong.
    pub codes_left_out: Vec<(u64, Remark)>,
    /// How many names were left out because they may be a person's.
    pub names_left_out: u32,
    /// SHA-256 of the rejects file.
    pub rejects_sha256: Digest,
}

impl Side {
    fn add(&mut self, row: &Row) -> Result<(), ImportError> {
        let too_large = ImportError::SumTooLarge { line: row.line };
        self.totals = self
            .totals
            .with(row.awarded.cents(), row.paid.cents())
            .ok_or(too_large)?;
        let unreadable = |amount| matches!(amount, Amount::Unreadable(_));
        self.unreadable += u32::from(unreadable(row.awarded) || unreadable(row.paid));
        Ok(())
    }

    /// The sum of both, or `None` beyond the numbers' range.
    fn plus(self, other: Side) -> Option<Side> {
        Some(Side {
            totals: ImportTotals {
                rows: self.totals.rows.checked_add(other.totals.rows)?,
                awarded: self.totals.awarded.plus(other.totals.awarded)?,
                paid: self.totals.paid.plus(other.totals.paid)?,
            },
            unreadable: self.unreadable.checked_add(other.unreadable)?,
        })
    }
}

/// Reads the file at `path` to its end and writes its rejects to `rejects`. `progress` is told the bytes read so far.
///
/// # Errors
/// If the file as a whole cannot be imported, or the rejects cannot be written; then there is no rejects file.
pub fn survey(
    path: &Path,
    mapping: &Mapping,
    rejects: &Path,
    mut progress: impl FnMut(u64),
) -> Result<Survey, ImportError> {
    let mut reader = Reader::open(path, mapping)?;
    let mut file = Rejects::create(rejects)?;
    let (mut input, mut accepted, mut rejected) =
        (Side::default(), Side::default(), Side::default());
    let (mut paid_above_awarded, mut names_left_out) = (0, 0);
    let (mut dates_left_out, mut codes_left_out) = (Vec::new(), Vec::new());
    while let Some(row) = reader.next().transpose()? {
        input.add(&row)?;
        match &row.outcome {
            Outcome::Record(record) => {
                accepted.totals = accepted
                    .totals
                    .with(record.awarded, record.paid)
                    .ok_or(ImportError::SumTooLarge { line: row.line })?;
                paid_above_awarded += u32::from(record.is_paid_above_awarded());
            }
            Outcome::Reject(reject) => {
                rejected.add(&row)?;
                file.add(reject)?;
            }
        }
        for remark in &row.remarks {
            match remark {
                Remark::NameLeftOut => names_left_out += 1,
                Remark::DateLeftOut { .. } => dates_left_out.push((row.line, *remark)),
                Remark::CodeLeftOut { .. } => codes_left_out.push((row.line, *remark)),
            }
        }
        progress(reader.bytes_read());
    }
    if input.totals.rows == 0 {
        return Err(ImportError::NoRows);
    }
    if accepted.plus(rejected) != Some(input) {
        return Err(ImportError::DoesNotAddUp);
    }
    Ok(Survey {
        sha256: reader.digest(),
        bytes: reader.bytes_read(),
        input,
        accepted,
        rejected,
        without_rows: reader.without_rows(),
        paid_above_awarded,
        dates_left_out,
        codes_left_out,
        names_left_out,
        rejects_sha256: file.finish()?,
    })
}
