// SPDX-License-Identifier: EUPL-1.2
//! Tables `imports`, `historical_records`.

use portico_rules::{
    entry::Body,
    import::{HistoricalRecord, ImportBody, ImportRow, Source},
    row::Row,
};
use rusqlite::params;

use super::{Projection, iso};

impl Projection<'_, '_> {
    pub(super) fn import(
        &self,
        number: u32,
        before: Option<&Row>,
        row: &ImportRow,
    ) -> rusqlite::Result<()> {
        if let Some(Row::Import(before)) = before {
            let goes_on = ImportRow {
                recorded: row.recorded,
                paid_above_awarded: row.paid_above_awarded,
                last_row: row.last_row,
                complete: row.complete,
                ..*before
            } == *row;
            if goes_on {
                return self.run(
                    "UPDATE imports SET recorded_rows = ?2, recorded_awarded = ?3, recorded_paid = ?4,
                         paid_above_awarded = ?5, last_row = ?6, complete = ?7, last_entry_id = ?8
                     WHERE number = ?1",
                    params![
                        number,
                        row.recorded.rows,
                        row.recorded.awarded.0,
                        row.recorded.paid.0,
                        row.paid_above_awarded,
                        row.last_row,
                        row.complete,
                        self.entry_id,
                    ],
                );
            }
        }
        let source = match &self.entry.body {
            Body::Import(ImportBody::Open(source)) => Some(source),
            _ => None,
        };
        // A row is there already unless the body brings the file.
        let text =
            |field: fn(&Source) -> &String| source.map_or("", |source| field(source).as_str());
        self.run(
            "INSERT INTO imports (number, administration, source_sha256, opened_at, rows, recorded_rows,
                 recorded_awarded, recorded_paid, paid_above_awarded, last_row, complete, format, title, publisher,
                 licence, uri, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
             ON CONFLICT (number) DO UPDATE SET administration = excluded.administration,
                 source_sha256 = excluded.source_sha256, rows = excluded.rows,
                 recorded_rows = excluded.recorded_rows, recorded_awarded = excluded.recorded_awarded,
                 recorded_paid = excluded.recorded_paid, paid_above_awarded = excluded.paid_above_awarded,
                 last_row = excluded.last_row, complete = excluded.complete,
                 last_entry_id = excluded.last_entry_id",
            params![
                number,
                row.administration,
                row.source_sha256.to_hex(),
                self.entry.at,
                row.rows,
                row.recorded.rows,
                row.recorded.awarded.0,
                row.recorded.paid.0,
                row.paid_above_awarded,
                row.last_row,
                row.complete,
                text(|source| &source.format),
                text(|source| &source.title),
                text(|source| &source.publisher),
                text(|source| &source.licence),
                text(|source| &source.uri),
                self.entry_id,
            ],
        )
    }

    pub(super) fn import_texts(&self, body: &ImportBody) -> rusqlite::Result<()> {
        let number = self.entry.subject.number();
        match body {
            // Written with the row.
            ImportBody::Open(_) => Ok(()),
            ImportBody::Record { records, .. } => records
                .iter()
                .try_for_each(|record| self.historical_record(number, record)),
            ImportBody::Finish {
                rejected,
                rejects_sha256,
                ..
            } => self.run(
                "UPDATE imports SET rejected_rows = ?2, rejected_awarded = ?3, rejected_paid = ?4,
                     rejects_sha256 = ?5, finished_at = ?6, last_entry_id = ?7
                 WHERE number = ?1",
                params![
                    number,
                    rejected.rows,
                    rejected.awarded.0,
                    rejected.paid.0,
                    rejects_sha256.to_hex(),
                    self.entry.at,
                    self.entry_id,
                ],
            ),
        }
    }

    fn historical_record(&self, import: u32, record: &HistoricalRecord) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO historical_records (import, row, entry_id, authority, recipient, recipient_name, cig, cup,
                 procedure, awarded, paid, paid_above_awarded, start_date, end_date, year)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            params![
                import,
                record.row,
                self.entry_id,
                record.authority.as_ref().map(|code| code.as_str()),
                record.recipient.as_str(),
                record.recipient_name,
                record.cig.map(|cig| cig.to_string()),
                record.cup.map(|cup| cup.to_string()),
                record.procedure,
                record.awarded.map(|amount| amount.0),
                record.paid.map(|amount| amount.0),
                record.is_paid_above_awarded(),
                record.start.map(iso),
                record.end.map(iso),
                record.year,
            ],
        )
    }
}
