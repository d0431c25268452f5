// SPDX-License-Identifier: EUPL-1.2
//! Sums over historical records: what public files report about the past, as they report it. Never added to awards.

use portico_rules::date::Date;
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::{
    list::{Filter, Key, List, Sort, Whole},
    money::Money,
};

/// Sums over historical records.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecordSums {
    /// How many records.
    records: u64,
    /// As reported; records that report no amount count as nothing.
    awarded: Money,
    paid: Money,
    /// How many report more paid than awarded.
    paid_above_awarded: u64,
}

/// The columns of [`RecordSums`].
macro_rules! sums {
    ($group:literal) => {
        concat!(
            $group,
            "count(*) AS records, coalesce(sum(h.awarded), 0) AS awarded, coalesce(sum(h.paid), 0) AS paid,
             coalesce(sum(h.paid_above_awarded), 0) AS paid_above_awarded"
        )
    };
}

pub(super) use sums;

impl RecordSums {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(RecordSums {
            records: row.get("records")?,
            awarded: row.get("awarded")?,
            paid: row.get("paid")?,
            paid_above_awarded: row.get("paid_above_awarded")?,
        })
    }
}

const SORTS: &[Sort] = &[
    Sort {
        name: "records",
        sql: "count(*)",
    },
    Sort {
        name: "awarded",
        sql: "coalesce(sum(h.awarded), 0)",
    },
    Sort {
        name: "paid",
        sql: "coalesce(sum(h.paid), 0)",
    },
];

const FILTERS: &[Filter] = &[
    Filter::number("import", "h.import = ?", "The file."),
    Filter::tax_code(
        "authority",
        "h.authority = ?",
        "Tax code of the administration.",
    ),
    Filter::tax_code(
        "recipient",
        "h.recipient = ?",
        "Tax code of who was to receive the money.",
    ),
    Filter::year(
        "year",
        "h.year = CAST(? AS INTEGER)",
        "The year that the record speaks of.",
    ),
];

const DESCRIPTION: &str = "Sums over what public files report about the past; each is the sum over \
    `/historical-records` with the same filters. Nobody signed these amounts as claims, attestations or payments: they \
    are never added to those.";

/// What files report of an administration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuthoritySums {
    /// Its tax code; null for records that have none.
    authority: Option<String>,
    #[serde(flatten)]
    sums: RecordSums,
}

/// `GET /v1/historical-statistics/by-authority`
pub(crate) struct RecordsByAuthority;

impl List for RecordsByAuthority {
    type Item = AuthoritySums;
    type Scope = Whole;
    const PATH: &'static str = "/historical-statistics/by-authority";
    const NAME: &'static str = "list_historical_statistics_by_authority";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Sums over historical records, by administration";
    const DESCRIPTION: &'static str = DESCRIPTION;
    const COLUMNS: &'static str = sums!("h.authority, ");
    const FROM: &'static str = "historical_records h";
    const GROUP_BY: Option<&'static str> = Some("coalesce(h.authority, '')");
    const KEY: Key = Key::one("authority", "coalesce(h.authority, '')");
    const SORTS: &'static [Sort] = SORTS;
    const FILTERS: &'static [Filter] = FILTERS;

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<AuthoritySums> {
        Ok(AuthoritySums {
            authority: row.get("authority")?,
            sums: RecordSums::read(row)?,
        })
    }
}

/// What files report of a recipient.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecipientSums {
    /// Its tax code.
    recipient: String,
    /// One of the names that the files give it.
    recipient_name: String,
    #[serde(flatten)]
    sums: RecordSums,
}

/// `GET /v1/historical-statistics/by-recipient`
pub(crate) struct RecordsByRecipient;

impl List for RecordsByRecipient {
    type Item = RecipientSums;
    type Scope = Whole;
    const PATH: &'static str = "/historical-statistics/by-recipient";
    const NAME: &'static str = "list_historical_statistics_by_recipient";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Sums over historical records, by recipient";
    const DESCRIPTION: &'static str = DESCRIPTION;
    const COLUMNS: &'static str = sums!("h.recipient, max(h.recipient_name) AS recipient_name, ");
    const FROM: &'static str = "historical_records h";
    const GROUP_BY: Option<&'static str> = Some("h.recipient");
    const KEY: Key = Key::one("recipient", "h.recipient");
    const SORTS: &'static [Sort] = SORTS;
    const FILTERS: &'static [Filter] = FILTERS;

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<RecipientSums> {
        Ok(RecipientSums {
            recipient: row.get("recipient")?,
            recipient_name: row.get("recipient_name")?,
            sums: RecordSums::read(row)?,
        })
    }
}

/// What files report of a year.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordYearSums {
    /// Null for records that have none.
    year: Option<u32>,
    #[serde(flatten)]
    sums: RecordSums,
}

/// `GET /v1/historical-statistics/by-year`
pub(crate) struct RecordsByYear;

impl List for RecordsByYear {
    type Item = RecordYearSums;
    type Scope = Whole;
    const PATH: &'static str = "/historical-statistics/by-year";
    const NAME: &'static str = "list_historical_statistics_by_year";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Sums over historical records, by year";
    const DESCRIPTION: &'static str = DESCRIPTION;
    const COLUMNS: &'static str = sums!("h.year, ");
    const FROM: &'static str = "historical_records h";
    const GROUP_BY: Option<&'static str> = Some("coalesce(h.year, 0)");
    const KEY: Key = Key::one("year", "coalesce(h.year, 0)");
    const SORTS: &'static [Sort] = SORTS;
    const FILTERS: &'static [Filter] = FILTERS;

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<RecordYearSums> {
        Ok(RecordYearSums {
            year: row.get("year")?,
            sums: RecordSums::read(row)?,
        })
    }
}
