// SPDX-License-Identifier: EUPL-1.2
//! Columns whose text has a form, and columns that are read in order.

use rusqlite::{
    Row,
    types::{FromSql, Type},
};
use serde_json::Value;

/// A row's columns one after the other, as the query names them: looking each up by its name takes longer than reading
/// it, which counts where an answer has many rows.
pub(crate) struct InOrder<'r> {
    row: &'r Row<'r>,
    next: usize,
}

impl<'r> InOrder<'r> {
    /// From the first column on.
    pub(crate) fn of(row: &'r Row<'r>) -> Self {
        InOrder { row, next: 0 }
    }

    /// The next column's value.
    ///
    /// # Errors
    /// A value of another type.
    pub(crate) fn next<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        let index = self.next;
        self.next += 1;
        self.row.get(index)
    }

    /// The next column's bytes, where they lie.
    ///
    /// # Errors
    /// A value of another type.
    pub(crate) fn bytes(&mut self) -> rusqlite::Result<&'r [u8]> {
        let index = self.next;
        self.next += 1;
        let value = self.row.get_ref(index)?;
        value.as_bytes().map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(index, value.data_type(), error.into())
        })
    }
}

/// JSON.
pub(crate) fn json(row: &Row<'_>, column: &str) -> rusqlite::Result<Value> {
    serde_json::from_str(&row.get::<_, String>(column)?).map_err(|error| unreadable(column, error))
}

/// The error for a column that does not hold what it should.
pub(crate) fn unreadable(column: &str, error: impl std::fmt::Display) -> rusqlite::Error {
    let why = format!("the column {column} cannot be read: {error}");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, why.into())
}
