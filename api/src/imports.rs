// SPDX-License-Identifier: EUPL-1.2
//! Imports and their historical records: what public files report about the past. Nobody signed these as claims,
//! attestations or payments, and nothing here counts them with those.

use axum::response::Response;
use portico_rules::date::Date;
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    at::At,
    list::{Filter, Key, List, Sort, Whole},
    money::Money,
    parameters::{Number, Query},
    parties::PartyReference,
    problem::Problem,
    reading::Reading,
    times::{Day, Time},
};

/// An import: one file.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Import {
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
#[derive(Debug, Serialize, ToSchema)]
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

#[derive(Debug, Serialize, ToSchema)]
struct Totals {
    rows: u32,
    awarded: Money,
    paid: Money,
}

/// What one row of a file reports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoricalRecord {
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
    start_date: Option<Day>,
    end_date: Option<Day>,
    year: Option<u32>,
}

/// `GET /v1/imports`
pub(crate) struct Imports;

impl List for Imports {
    type Item = Import;
    type Scope = Whole;
    const PATH: &'static str = "/imports";
    const NAME: &'static str = "list_imports";
    const TAG: &'static str = "imports";
    const SUMMARY: &'static str = "Public files imported as historical records";
    const DESCRIPTION: &'static str =
        "One import for each file, with how much of it is on the ledger and how much was rejected.";
    const COLUMNS: &'static str = COLUMNS;
    const FROM: &'static str = FROM;
    const KEY: Key = Key::one("id", "i.number");
    const SORTS: &'static [Sort] = &[
        Sort {
            name: "title",
            sql: "i.title COLLATE NOCASE",
        },
        Sort {
            name: "opened_at",
            sql: "i.opened_at",
        },
        Sort {
            name: "rows",
            sql: "i.rows",
        },
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::number(
            "administration",
            "i.administration = ?",
            "The administration's number.",
        ),
        Filter::sha256("sha256", "i.source_sha256 = ?", "The file's SHA-256."),
        Filter::flag(
            "complete",
            "i.complete = ?",
            "Whether the importer has finished.",
        ),
        Filter::from_day(
            "opened_from",
            "i.opened_at >= ?",
            "Opened on this day or later, UTC.",
        ),
        Filter::to_day(
            "opened_to",
            "i.opened_at <= ?",
            "Opened on this day or earlier, UTC.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Import> {
        import(row)
    }
}

const COLUMNS: &str = "i.number, i.administration, p.name AS administration_name, i.source_sha256, i.format,
        i.title, i.publisher, i.licence, i.uri, i.opened_at, i.rows, i.recorded_rows, i.recorded_awarded,
        i.recorded_paid, i.paid_above_awarded, i.last_row, i.complete, i.rejected_rows, i.rejected_awarded,
        i.rejected_paid, i.rejects_sha256, i.finished_at";
const FROM: &str = "imports i JOIN parties p ON p.number = i.administration";

/// One file, and what of it was recorded and rejected
///
/// Its records are at `/historical-records?import=`; none of them is counted with awards.
#[utoipa::path(get, path = "/imports/{id}", operation_id = "show_import", tag = "imports", params(Number, At),
    responses((status = 200, description = "The import.", body = Import)))]
pub(crate) async fn show(
    reading: Reading,
    Number(number): Number,
    Query(at): Query<At>,
) -> Result<Response, Problem> {
    reading
        .at(at)
        .answer(move |snapshot| {
            snapshot
                .first(
                    &format!("SELECT {COLUMNS} FROM {FROM} WHERE i.number = ?1"),
                    [number],
                    import,
                )?
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

/// `GET /v1/historical-records`
pub(crate) struct HistoricalRecords;

impl List for HistoricalRecords {
    type Item = HistoricalRecord;
    type Scope = Whole;
    const PATH: &'static str = "/historical-records";
    const NAME: &'static str = "list_historical_records";
    const TAG: &'static str = "imports";
    const SUMMARY: &'static str = "What imported files report";
    const DESCRIPTION: &'static str = "The rows of imported files, as those report them. Nobody signed them; they are never counted with awards, claims and payments.";
    const COLUMNS: &'static str =
        "h.import, h.row, e.seq, h.authority, h.recipient, h.recipient_name, h.cig, h.cup, h.procedure,
        h.awarded, h.paid, h.paid_above_awarded, h.start_date, h.end_date, h.year";
    const FROM: &'static str = "historical_records h JOIN entries e ON e.id = h.entry_id";
    const KEY: Key = Key::many("import", "h.import", &["h.row"]);
    const SORTS: &'static [Sort] = &[
        Sort {
            name: "recipient_name",
            sql: "h.recipient_name COLLATE NOCASE",
        },
        Sort {
            name: "awarded",
            sql: "coalesce(h.awarded, -1)",
        },
        Sort {
            name: "paid",
            sql: "coalesce(h.paid, -1)",
        },
        Sort {
            name: "year",
            sql: "coalesce(h.year, 0)",
        },
        Sort {
            name: "start_date",
            sql: "coalesce(h.start_date, '')",
        },
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::number("import", "h.import = ?", "The import's number."),
        Filter::number("row", "h.row = ?", "The row in its file."),
        Filter::tax_code(
            "authority",
            "h.authority = ?",
            "Tax code of the administration it speaks of.",
        ),
        Filter::tax_code(
            "recipient",
            "h.recipient = ?",
            "Tax code of the organisation that was to receive the money.",
        ),
        Filter::cig("cig", "h.cig = ?", "Its CIG."),
        Filter::cup("cup", "h.cup = ?", "Its CUP."),
        Filter::year(
            "year",
            "h.year = CAST(? AS INTEGER)",
            "The year that the file says.",
        ),
        Filter::date(
            "start_from",
            "h.start_date >= ?",
            "Begun on this day or later.",
        ),
        Filter::date(
            "start_to",
            "h.start_date <= ?",
            "Begun on this day or earlier.",
        ),
        Filter::amount(
            "awarded_min",
            "h.awarded >= ?",
            "At least so many euro awarded.",
        ),
        Filter::amount(
            "awarded_max",
            "h.awarded <= ?",
            "At most so many euro awarded.",
        ),
        Filter::amount("paid_min", "h.paid >= ?", "At least so many euro paid."),
        Filter::amount("paid_max", "h.paid <= ?", "At most so many euro paid."),
        Filter::flag(
            "paid_above_awarded",
            "h.paid_above_awarded = ?",
            "Whether the file reports more paid than awarded.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<HistoricalRecord> {
        record(row)
    }
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
        start_date: row.get("start_date")?,
        end_date: row.get("end_date")?,
        year: row.get("year")?,
    })
}
