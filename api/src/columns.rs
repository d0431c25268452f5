// SPDX-License-Identifier: EUPL-1.2
//! Columns whose text has a form.

use rusqlite::{Row, types::Type};
use serde_json::Value;

/// JSON.
pub(crate) fn json(row: &Row<'_>, column: &str) -> rusqlite::Result<Value> {
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(|error| unreadable(column, error))
}

/// The error for a column that does not hold what it should.
pub(crate) fn unreadable(column: &str, error: impl std::fmt::Display) -> rusqlite::Error {
    let why = format!("the column {column} cannot be read: {error}");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, why.into())
}
