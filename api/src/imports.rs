// SPDX-License-Identifier: EUPL-1.2
//! Imports and their historical records: what public files report about the past. Nobody signed these as claims,
//! attestations or payments, and nothing here counts them with those.

use axum::response::Response;
use portico_rules::{
    codes::{Cig, Cup, TaxCode},
    date::Date,
};
use rusqlite::Row;
use serde::Serialize;

use crate::{
    columns::optional_date,
    money::Money,
    page::{ImportPosition, Listing, Paging, Position},
    parameters::{FromParameters, Nothing, Number, Parameters, Query},
    parties::PartyReference,
    problem::Problem,
    reading::Reading,
    times::Time,
};

/// An import: one file.
#[derive(Debug, Serialize)]
struct Import {
    id: u32,
    administration: PartyReference,
    source: Source,
    opened_at: Time,
    recorded: Totals,
    /// Records that report more paid than awarded: kept as the file has them.
    paid_above_awarded: u32,
    /// The last row recorded.
    last_row: u32,
    complete: bool,
    /// What is not on the ledger, as the importer said when it finished.
    rejected: Option<Totals>,
    rejects_sha256: Option<String>,
    finished_at: Option<Time>,
}

/// The file.
#[derive(Debug, Serialize)]
struct Source {
    sha256: String,
    format: String,
    title: String,
    publisher: String,
    licence: String,
    uri: String,
    /// Rows of data in it.
    rows: u32,
}

#[derive(Debug, Serialize)]
struct Totals {
    rows: u32,
    awarded: Money,
    paid: Money,
}

/// What one row of a file reports.
#[derive(Debug, Serialize)]
struct HistoricalRecord {
    /// The import's number.
    import: u32,
    row: u32,
    /// The entry that holds it, by its number in the import's history.
    seq: u32,
    /// Tax code of the administration it speaks of.
    authority: Option<String>,
    /// Tax code and name of the organisation that was to receive the money.
    recipient: String,
    recipient_name: String,
    cig: Option<String>,
    cup: Option<String>,
    procedure: String,
    awarded: Option<Money>,
    paid: Option<Money>,
    paid_above_awarded: bool,
    start_date: Option<Date>,
    end_date: Option<Date>,
    year: Option<u32>,
}

/// What `GET /v1/imports` can be asked.
pub(crate) struct ImportFilters {
    administration: Option<u32>,
    paging: Paging<ImportPosition>,
}

impl FromParameters for ImportFilters {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        Ok(ImportFilters {
            administration: parameters.number("administration")?,
            paging: Paging::take_from(parameters)?,
        })
    }
}

const SELECT: &str = "SELECT i.number, i.administration, p.name AS administration_name, i.source_sha256, i.format,
        i.title, i.publisher, i.licence, i.uri, i.opened_at, i.rows, i.recorded_rows, i.recorded_awarded,
        i.recorded_paid, i.paid_above_awarded, i.last_row, i.complete, i.rejected_rows, i.rejected_awarded,
        i.rejected_paid, i.rejects_sha256, i.finished_at
    FROM imports i
    JOIN parties p ON p.number = i.administration";

/// `GET /v1/imports`
pub(crate) async fn list(
    reading: Reading,
    Query(filters): Query<ImportFilters>,
) -> Result<Response, Problem> {
    reading
        .answer(move |snapshot| {
            let ImportFilters {
                administration,
                paging,
            } = filters;
            Listing::new(SELECT)
                .given("i.administration = ?", administration)
                .given("i.number > ?", paging.after.map(|ImportPosition(n)| n))
                .page(snapshot, "i.number", paging.limit, import, |import| {
                    ImportPosition(import.id)
                })
        })
        .await
}

/// `GET /v1/imports/{id}`
pub(crate) async fn show(
    reading: Reading,
    Number(number): Number,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    reading
        .answer(move |snapshot| {
            snapshot
                .first(&format!("{SELECT} WHERE i.number = ?1"), [number], import)?
                .ok_or_else(|| Problem::not_found("import", number))
        })
        .await
}

fn import(row: &Row<'_>) -> rusqlite::Result<Import> {
    let rejected_rows: Option<u32> = row.get("rejected_rows")?;
    Ok(Import {
        id: row.get("number")?,
        administration: PartyReference::read(row, "administration", "administration_name")?,
        source: Source {
            sha256: row.get("source_sha256")?,
            format: row.get("format")?,
            title: row.get("title")?,
            publisher: row.get("publisher")?,
            licence: row.get("licence")?,
            uri: row.get("uri")?,
            rows: row.get("rows")?,
        },
        opened_at: row.get("opened_at")?,
        recorded: Totals {
            rows: row.get("recorded_rows")?,
            awarded: row.get("recorded_awarded")?,
            paid: row.get("recorded_paid")?,
        },
        paid_above_awarded: row.get("paid_above_awarded")?,
        last_row: row.get("last_row")?,
        complete: row.get("complete")?,
        rejected: match rejected_rows {
            Some(rows) => Some(Totals {
                rows,
                awarded: row.get("rejected_awarded")?,
                paid: row.get("rejected_paid")?,
            }),
            None => None,
        },
        rejects_sha256: row.get("rejects_sha256")?,
        finished_at: row.get("finished_at")?,
    })
}

/// The import and the row in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecordPosition {
    import: u32,
    row: u32,
}

impl Position for RecordPosition {
    const LIST: &'static str = "historical-records";

    fn write(&self) -> String {
        format!("{}:{}", self.import, self.row)
    }

    fn read(text: &str) -> Option<Self> {
        let (import, row) = text.split_once(':')?;
        Some(RecordPosition {
            import: import.parse().ok()?,
            row: row.parse().ok()?,
        })
    }
}

/// What `GET /v1/historical-records` can be asked.
pub(crate) struct RecordFilters {
    import: Option<u32>,
    recipient: Option<TaxCode>,
    cig: Option<Cig>,
    cup: Option<Cup>,
    paging: Paging<RecordPosition>,
}

impl FromParameters for RecordFilters {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        Ok(RecordFilters {
            import: parameters.number("import")?,
            recipient: parameters.read("recipient", |text| {
                TaxCode::parse(text).map_err(|error| error.to_string())
            })?,
            cig: parameters.read("cig", |text| {
                Cig::parse(text).map_err(|error| error.to_string())
            })?,
            cup: parameters.read("cup", |text| {
                Cup::parse(text).map_err(|error| error.to_string())
            })?,
            paging: Paging::take_from(parameters)?,
        })
    }
}

/// `GET /v1/historical-records`
pub(crate) async fn records(
    reading: Reading,
    Query(filters): Query<RecordFilters>,
) -> Result<Response, Problem> {
    reading
        .answer(move |snapshot| {
            let RecordFilters {
                import,
                recipient,
                cig,
                cup,
                paging,
            } = filters;
            let mut listing = Listing::new(
                "SELECT h.import, h.row, e.seq, h.authority, h.recipient, h.recipient_name, h.cig, h.cup, h.procedure,
                        h.awarded, h.paid, h.paid_above_awarded, h.start_date, h.end_date, h.year
                 FROM historical_records h
                 JOIN entries e ON e.id = h.entry_id",
            )
            .given("h.import = ?", import)
            .given(
                "h.recipient = ?",
                recipient.map(|code| code.as_str().to_owned()),
            )
            .given("h.cig = ?", cig.map(|code| code.to_string()))
            .given("h.cup = ?", cup.map(|code| code.to_string()));
            if let Some(RecordPosition { import, row }) = paging.after {
                listing = listing.with("(h.import, h.row) > (?, ?)", [import.into(), row.into()]);
            }
            listing.page(snapshot, "h.import, h.row", paging.limit, record, |record| {
                RecordPosition {
                    import: record.import,
                    row: record.row,
                }
            })
        })
        .await
}

fn record(row: &Row<'_>) -> rusqlite::Result<HistoricalRecord> {
    Ok(HistoricalRecord {
        import: row.get("import")?,
        row: row.get("row")?,
        seq: row.get("seq")?,
        authority: row.get("authority")?,
        recipient: row.get("recipient")?,
        recipient_name: row.get("recipient_name")?,
        cig: row.get("cig")?,
        cup: row.get("cup")?,
        procedure: row.get("procedure")?,
        awarded: row.get("awarded")?,
        paid: row.get("paid")?,
        paid_above_awarded: row.get("paid_above_awarded")?,
        start_date: optional_date(row, "start_date")?,
        end_date: optional_date(row, "end_date")?,
        year: row.get("year")?,
    })
}
