// SPDX-License-Identifier: EUPL-1.2
//! Flags, read from a database for whoever has the file: the command line, an auditor's own program.

use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};

use crate::settings::Indicators;

/// Most entries that are named of one flag: the newest. How many there are is told, and the query finds them all.
pub const BEHIND: u32 = 100;

/// The columns of a flag `f`, with the entries behind it, newest last, as a JSON list of [`FlaggedEntry`].
pub const COLUMNS: &str = "f.indicator, f.subject_kind, f.subject_number, f.part, f.administration, f.beneficiary, f.day,
        (SELECT name FROM parties WHERE number = f.administration) AS administration_name,
        (SELECT name FROM parties WHERE number = f.beneficiary) AS beneficiary_name, f.amount, f.observed, json_array_length(f.entries) AS entry_count,
        (SELECT json_group_array(json_object('id', e.id, 'subject_kind', e.subject_kind, 'subject_number',
                e.subject_number, 'seq', e.seq, 'at', e.at, 'action', e.action, 'head', e.head))
         FROM (SELECT * FROM (SELECT e.id, e.subject_kind, e.subject_number, e.seq, e.at, e.action, e.head
               FROM json_each(f.entries) j JOIN entries e ON e.id = j.value ORDER BY e.id DESC LIMIT 100) ORDER BY id) e
        ) AS entries";

/// A flag.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flag {
    /// The indicator's name.
    pub indicator: String,
    /// What it is about: `award`, `party`, `agreement`, `tender` or `import`.
    pub subject_kind: String,
    /// The number of that.
    pub subject_number: u32,
    /// Which of the subject's flags of this indicator, if there can be several.
    pub part: String,
    /// The number of the administration whose money it is.
    pub administration: Option<u32>,
    /// Its name.
    pub administration_name: Option<String>,
    /// The number of the party that was to receive it.
    pub beneficiary: Option<u32>,
    /// Its name.
    pub beneficiary_name: Option<String>,
    /// The day since which it is so, ISO 8601.
    pub day: String,
    /// The money it is about, cents.
    pub amount_cents: Option<u64>,
    /// What was found; amounts in it end in `_cents`.
    pub observed: serde_json::Value,
    /// How many entries are behind it.
    pub entry_count: u32,
    /// The entries behind it, oldest first; of more than [`BEHIND`] the newest.
    pub entries: Vec<FlaggedEntry>,
}

/// An entry behind a flag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlaggedEntry {
    /// Its number in the database.
    pub id: i64,
    /// What it is about.
    pub subject_kind: String,
    /// The number of that.
    pub subject_number: u32,
    /// Its place in that subject's history, from 0.
    pub seq: u32,
    /// Block time, seconds since the epoch.
    pub at: i64,
    /// What was done, such as `claim`.
    pub action: String,
    /// The hash of the history up to it.
    pub head: String,
}

/// Why flags were not found.
#[derive(Debug, thiserror::Error)]
pub enum FlagError {
    /// SQLite's.
    #[error("the flags cannot be read: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

impl Flag {
    /// From a row of [`COLUMNS`].
    ///
    /// # Errors
    /// A row that is not as it should be.
    pub fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Flag {
            indicator: row.get("indicator")?,
            subject_kind: row.get("subject_kind")?,
            subject_number: row.get("subject_number")?,
            part: row.get("part")?,
            administration: row.get("administration")?,
            administration_name: row.get("administration_name")?,
            beneficiary: row.get("beneficiary")?,
            beneficiary_name: row.get("beneficiary_name")?,
            day: row.get("day")?,
            amount_cents: row.get("amount")?,
            observed: json(row, "observed")?,
            entry_count: row.get("entry_count")?,
            entries: json(row, "entries")?,
        })
    }
}

/// Every flag in a database on a day, by indicator and subject.
///
/// # Errors
/// SQLite's.
pub fn flags(
    connection: &Connection,
    indicators: &Indicators,
    day: portico_rules::date::Date,
) -> Result<Vec<Flag>, FlagError> {
    let sql = format!(
        "WITH red_flags AS ({})
         SELECT {COLUMNS} FROM red_flags f ORDER BY f.indicator, f.subject_kind, f.subject_number, f.part",
        indicators.sql()
    );
    // Digits and dashes: no text that could end the one it stands in.
    let sql = sql.replace(":day", &format!("'{day}'"));
    let mut statement = connection.prepare(&sql)?;
    let flags = statement.query_map([], Flag::read)?;
    Ok(flags.collect::<Result<_, _>>()?)
}

fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(|error| {
        let why = format!("the column {column} cannot be read: {error}");
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, why.into())
    })
}
