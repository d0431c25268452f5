// SPDX-License-Identifier: EUPL-1.2
//! The statements of a batch, each prepared once and then found by where its text stands in the program: looking for it
//! by the text itself, as the connection's own cache does, takes as long as running it.
//!
//! Must not know what they say.

use std::{
    cell::RefCell,
    collections::{HashMap, hash_map::Entry},
};

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

/// Statements of a transaction.
pub(crate) struct Statements<'c> {
    connection: &'c Connection,
    prepared: RefCell<HashMap<Place, CachedStatement<'c>>>,
}

/// Where a text stands: its address and its length. The same place holds the same text, for ever.
type Place = (usize, usize);

impl<'c> Statements<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Self {
        Statements {
            connection,
            prepared: RefCell::default(),
        }
    }

    /// Runs one that gives no rows.
    pub(crate) fn run(&self, sql: &'static str, params: impl Params) -> rusqlite::Result<()> {
        self.with(sql, |statement| statement.execute(params).map(drop))
    }

    /// Runs one that gives a row, or none.
    pub(crate) fn find<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Option<T>> {
        self.with(sql, |statement| {
            statement.query_row(params, read).optional()
        })
    }

    /// The number of the row that was inserted last.
    pub(crate) fn last_row(&self) -> i64 {
        self.connection.last_insert_rowid()
    }

    fn with<T>(
        &self,
        sql: &'static str,
        run: impl FnOnce(&mut CachedStatement<'c>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let mut prepared = self.prepared.borrow_mut();
        let place = (sql.as_ptr().addr(), sql.len());
        match prepared.entry(place) {
            Entry::Occupied(statement) => run(statement.into_mut()),
            Entry::Vacant(vacant) => run(vacant.insert(self.connection.prepare_cached(sql)?)),
        }
    }
}
