// SPDX-License-Identifier: EUPL-1.2
//! From a list's declaration and what was asked to SQL: one statement, everything from outside bound as a value.

use std::fmt::Write;

use portico_rules::date::Date;
use rusqlite::types::Value;

use super::{
    List, Sort,
    cursor::{Cursor, Place},
};

/// A statement and its values.
pub(super) struct Query {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
    /// How many columns, the last ones, the items are ordered by.
    pub(super) places: usize,
}

/// The query for a list, with the tables that are made for it, or for what of it comes after a cursor. A condition has a `?` for its value, once
/// or more, if it has one.
pub(super) fn query<L: List>(
    tables: Option<&str>,
    conditions: impl IntoIterator<Item = (&'static str, Option<Value>)>,
    sort: &'static Sort,
    descending: bool,
    after: Option<Cursor>,
    limit: Option<u32>,
    day: Date,
) -> Query {
    let order = order::<L>(sort);
    let mut values = Vec::new();
    let mut sql = tables.map_or_else(String::new, |tables| format!("WITH {tables} "));
    write(&mut sql, format_args!("SELECT {}", L::COLUMNS));
    for (index, column) in order.iter().enumerate() {
        write(&mut sql, format_args!(", {column} AS place_{index}"));
    }
    write(&mut sql, format_args!(" FROM {}", L::FROM));
    let mut word = " WHERE ";
    for (condition, value) in conditions {
        values.extend(value);
        let place = format!("?{}", values.len());
        write(
            &mut sql,
            format_args!("{word}({})", condition.replace('?', &place)),
        );
        word = " AND ";
    }
    if let Some(group) = L::GROUP_BY {
        write(&mut sql, format_args!(" GROUP BY {group}"));
        word = " HAVING ";
    }
    if let Some(Cursor { after, .. }) = after {
        let sign = if descending { '<' } else { '>' };
        let first = values.len() + 1;
        values.extend(after.into_iter().map(Value::from));
        let places: Vec<_> = (first..=values.len()).map(|n| format!("?{n}")).collect();
        write(
            &mut sql,
            format_args!(
                "{word}({}) {sign} ({})",
                order.join(", "),
                places.join(", ")
            ),
        );
    }
    let direction = if descending { " DESC" } else { "" };
    sql.push_str(" ORDER BY ");
    sql.push_str(&order.join(&format!("{direction}, ")));
    sql.push_str(direction);
    if let Some(limit) = limit {
        write(&mut sql, format_args!(" LIMIT {limit}"));
    }
    Query {
        // Digits and dashes: no text that could end the one it stands in.
        sql: sql.replace(":day", &format!("'{day}'")),
        values,
        places: order.len(),
    }
}

/// The columns that items are ordered by: what was asked for, then the key, so that no two items stand at one place.
pub(super) fn order<L: List>(sort: &'static Sort) -> Vec<&'static str> {
    let mut order = vec![sort.sql];
    order.extend(L::KEY.columns().filter(|column| *column != sort.sql));
    order
}

/// Where an item stands, from a row that ends with the columns it is ordered by.
pub(super) fn places(row: &rusqlite::Row<'_>, places: usize) -> rusqlite::Result<Vec<Place>> {
    let columns = row.as_ref().column_count();
    (columns.saturating_sub(places)..columns)
        .map(|column| {
            Place::of(row.get(column)?).ok_or_else(|| {
                crate::columns::unreadable("place", "a list cannot be ordered by such a value")
            })
        })
        .collect()
}

fn write(sql: &mut String, text: std::fmt::Arguments<'_>) {
    // A String takes everything.
    let _ = sql.write_fmt(text);
}
