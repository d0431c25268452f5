// SPDX-License-Identifier: EUPL-1.2
//! What may be recorded of a public file.

use super::{HistoricalRecord, ImportBody, ImportRow, ImportTotals, Source};
use crate::bounds;
use crate::check;
use crate::date::Date;
use crate::host::View;
use crate::party::{PartyKind, Permission};
use crate::primitives::Digest;
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::subject::SubjectKind;
use crate::work::Work;
use alloc::vec::Vec;

/// Decides a command about import `work.number`.
///
/// # Errors
/// The first rule that the command breaks.
pub fn decide<V: View>(work: &mut Work<V>, body: &ImportBody) -> Result<(), Refusal> {
    match body {
        ImportBody::Open(source) => open(work, source),
        ImportBody::Record { after, records } => record(work, *after, records),
        ImportBody::Finish {
            recorded,
            rejected,
            rejects_sha256,
        } => finish(work, *recorded, *rejected, rejects_sha256),
    }
}

fn open<V: View>(work: &mut Work<V>, source: &Source) -> Result<(), Refusal> {
    let administration = work
        .signer_of_kind(Permission::Publish, PartyKind::Administration)?
        .party;
    check::digest(Field::Sha256, &source.sha256)?;
    check::required(Field::Format, &source.format, bounds::REFERENCE)?;
    check::required(Field::Title, &source.title, bounds::TITLE)?;
    check::required(Field::Publisher, &source.publisher, bounds::TITLE)?;
    check::required(Field::Licence, &source.licence, bounds::REFERENCE)?;
    check::text(Field::Uri, &source.uri, bounds::URI)?;
    if source.rows == 0 {
        return Err(Refusal::Empty { field: Field::Rows });
    }
    let key = source_key(work, source);
    if let Some(import) = work.import_source_row(key) {
        return Err(Refusal::AlreadyImported { import });
    }
    work.put(key, Row::ImportSource(work.number));
    let row = ImportRow {
        administration,
        source_sha256: source.sha256,
        rows: source.rows,
        recorded: ImportTotals::default(),
        paid_above_awarded: 0,
        last_row: 0,
        complete: false,
    };
    work.put(RowKey::Import(work.number), Row::Import(row));
    Ok(())
}

/// One import for a file and a format: a second run adds nothing.
fn source_key<V: View>(work: &Work<V>, source: &Source) -> RowKey {
    RowKey::ImportSource(work.sha256(&source_bytes(&source.sha256, &source.format)))
}

/// What the digest under [`RowKey::ImportSource`] is taken of: the file's digest, then the format's name.
pub fn source_bytes(sha256: &Digest, format: &str) -> Vec<u8> {
    let mut bytes = sha256.0.to_vec();
    bytes.extend_from_slice(format.as_bytes());
    bytes
}

fn record<V: View>(
    work: &mut Work<V>,
    after: u32,
    records: &[HistoricalRecord],
) -> Result<(), Refusal> {
    let mut row = running(work)?;
    if after != row.last_row {
        return Err(Refusal::LastRowDiffers {
            found: after,
            last_row: row.last_row,
        });
    }
    check::at_least(Field::Records, records.len(), 1)?;
    check::at_most(Field::Records, records.len(), bounds::RECORDS)?;
    for record in records {
        if record.row <= row.last_row {
            return Err(Refusal::RowsOutOfOrder {
                after: row.last_row,
                found: record.row,
            });
        }
        if record.row > row.rows {
            return Err(Refusal::RowBeyondFile {
                found: record.row,
                rows: row.rows,
            });
        }
        check_record(record)?;
        row.last_row = record.row;
        row.recorded =
            row.recorded
                .with(record.awarded, record.paid)
                .ok_or(Refusal::AmountOutOfRange {
                    field: Field::Awarded,
                    found: record.awarded.unwrap_or_default(),
                })?;
        if record.is_paid_above_awarded() {
            row.paid_above_awarded = row.paid_above_awarded.saturating_add(1);
        }
    }
    work.put(RowKey::Import(work.number), Row::Import(row));
    Ok(())
}

/// What may stand on the ledger of a reported row: an importer asks this before it sends anything.
///
/// # Errors
/// The first field that may not.
pub fn check_record(record: &HistoricalRecord) -> Result<(), Refusal> {
    if let Some(authority) = &record.authority {
        check::tax_code(Field::Publisher, authority)?;
    }
    check::tax_code(Field::Recipient, &record.recipient)?;
    check::text(Field::RecipientName, &record.recipient_name, bounds::TITLE)?;
    check::text(Field::Procedure, &record.procedure, bounds::TITLE)?;
    check::cig(&record.cig)?;
    check::cup(&record.cup)?;
    if record.awarded.is_none() && record.paid.is_none() {
        return Err(Refusal::Empty {
            field: Field::Amount,
        });
    }
    if let Some(awarded) = record.awarded {
        check::amount(Field::Awarded, awarded)?;
    }
    if let Some(paid) = record.paid {
        check::amount(Field::Paid, paid)?;
    }
    for (field, date) in [(Field::Start, record.start), (Field::End, record.end)] {
        if let Some(date) = date {
            check::date(field, date)?;
        }
    }
    match record.year {
        Some(year) if !Date::YEARS.contains(&year) => {
            Err(Refusal::DateOutOfRange { field: Field::Year })
        }
        _ => Ok(()),
    }
}

fn finish<V: View>(
    work: &mut Work<V>,
    recorded: ImportTotals,
    rejected: ImportTotals,
    rejects_sha256: &Digest,
) -> Result<(), Refusal> {
    let mut row = running(work)?;
    let differs = |field, expected, found| {
        Err(Refusal::TotalsDiffer {
            field,
            expected,
            found,
        })
    };
    if recorded.rows != row.recorded.rows {
        return differs(
            Field::Records,
            u64::from(row.recorded.rows),
            u64::from(recorded.rows),
        );
    }
    if recorded.awarded != row.recorded.awarded {
        return differs(Field::Awarded, row.recorded.awarded.0, recorded.awarded.0);
    }
    if recorded.paid != row.recorded.paid {
        return differs(Field::Paid, row.recorded.paid.0, recorded.paid.0);
    }
    let rows = u64::from(recorded.rows) + u64::from(rejected.rows);
    if rows != u64::from(row.rows) {
        return differs(Field::Rows, u64::from(row.rows), rows);
    }
    check::digest(Field::Sha256, rejects_sha256)?;
    row.complete = true;
    work.put(RowKey::Import(work.number), Row::Import(row));
    Ok(())
}

/// The import, if it is the signer's and not finished.
fn running<V: View>(work: &mut Work<V>) -> Result<ImportRow, Refusal> {
    let row = work
        .import_row(RowKey::Import(work.number))
        .ok_or(Refusal::Unknown {
            kind: SubjectKind::Import,
            number: work.number,
        })?;
    work.signer_of(Permission::Publish, row.administration)?;
    if row.complete {
        return Err(Refusal::ImportComplete);
    }
    Ok(row)
}
