// SPDX-License-Identifier: EUPL-1.2
//! Columns whose text has a form: dates, JSON, the rules' words.

use portico_rules::date::Date;
use rusqlite::{Row, types::Type};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::parameters::from_word;

/// A day.
pub(crate) fn date(row: &Row<'_>, column: &str) -> rusqlite::Result<Date> {
    parse(column, &row.get::<_, String>(column)?)
}

/// A day, or none.
pub(crate) fn optional_date(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Date>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| parse(column, &text)).transpose()
}

/// JSON.
pub(crate) fn json(row: &Row<'_>, column: &str) -> rusqlite::Result<Value> {
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(|error| unreadable(column, error))
}

/// A value of the rules, from its word.
pub(crate) fn word<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    from_word(&row.get::<_, String>(column)?).map_err(|error| unreadable(column, error))
}

fn parse(column: &str, text: &str) -> rusqlite::Result<Date> {
    Date::parse(text).map_err(|error| unreadable(column, error))
}

fn unreadable(column: &str, error: impl std::fmt::Display) -> rusqlite::Error {
    let why = format!("the column {column} cannot be read: {error}");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, why.into())
}
