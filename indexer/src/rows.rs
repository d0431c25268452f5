// SPDX-License-Identifier: EUPL-1.2
//! The table `rows`: the contracts' storage, as the rules see it during a replay.
//!
//! Within a batch rows are kept in memory, and what has changed is written once at its end: the entries of a batch
//! mostly come back to the same rows, a contract's own row with every entry. A batch lives as long as its
//! transaction, so nothing else can change the table beneath it.

use std::{cell::RefCell, collections::BTreeMap};

use portico_rules::{
    replay::Rows,
    row::{Row, RowKey},
};
use rusqlite::{Connection, OptionalExtension, params};
use scale::{DecodeAll, Encode};

/// The rows that the entries of a batch read and write. What is not flushed is lost.
pub(crate) struct Batch<'a> {
    connection: &'a Connection,
    rows: RefCell<BTreeMap<(&'static str, RowKey), Kept>>,
}

/// A row in memory; `None` where there is none.
struct Kept {
    row: Option<Row>,
    changed: bool,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(connection: &'a Connection) -> Self {
        Batch {
            connection,
            rows: RefCell::default(),
        }
    }

    /// The rows of the contract that keeps subjects of this kind.
    pub(crate) fn of(&self, kind: &'static str) -> StoredRows<'_> {
        StoredRows {
            batch: self,
            kind,
            failure: RefCell::new(None),
        }
    }

    /// Writes what has changed.
    pub(crate) fn flush(self) -> rusqlite::Result<()> {
        let mut put = self.connection.prepare_cached(
            "INSERT INTO rows (subject_kind, row_key, row) VALUES (?1, ?2, ?3)
             ON CONFLICT (subject_kind, row_key) DO UPDATE SET row = excluded.row",
        )?;
        let mut remove = self
            .connection
            .prepare_cached("DELETE FROM rows WHERE subject_kind = ?1 AND row_key = ?2")?;
        let mut changed: Vec<_> = self
            .rows
            .into_inner()
            .into_iter()
            .filter(|(_, kept)| kept.changed)
            .map(|((kind, key), kept)| (kind, key.encode(), kept.row))
            .collect();
        // In the order of the table, so that each of its pages is gone to once.
        changed.sort_unstable_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        for (kind, key, row) in changed {
            match row {
                Some(row) => put.execute(params![kind, key, row.encode()])?,
                None => remove.execute(params![kind, key])?,
            };
        }
        Ok(())
    }

    fn read(&self, kind: &'static str, key: &RowKey) -> rusqlite::Result<Option<Row>> {
        if let Some(kept) = self.rows.borrow().get(&(kind, *key)) {
            return Ok(kept.row);
        }
        let row = stored(self.connection, kind, key)?;
        let kept = Kept {
            row,
            changed: false,
        };
        self.rows.borrow_mut().insert((kind, *key), kept);
        Ok(row)
    }
}

/// A row as it stands in the database.
pub(crate) fn stored(
    connection: &Connection,
    kind: &'static str,
    key: &RowKey,
) -> rusqlite::Result<Option<Row>> {
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT row FROM rows WHERE subject_kind = ?1 AND row_key = ?2")?
        .query_row(params![kind, key.encode()], |row| row.get(0))
        .optional()?;
    bytes
        .map(|bytes| {
            Row::decode_all(&mut bytes.as_slice()).map_err(|e| {
                rusqlite::Error::FromSqlConversionFailure(
                    0,
                    rusqlite::types::Type::Blob,
                    Box::new(e),
                )
            })
        })
        .transpose()
}

/// One contract's rows.
pub(crate) struct StoredRows<'a> {
    batch: &'a Batch<'a>,
    kind: &'static str,
    /// The rules cannot be told that the disk failed; whoever asked them must look here before it believes
    /// their answer.
    failure: RefCell<Option<rusqlite::Error>>,
}

impl StoredRows<'_> {
    /// The first failure since the last call, if there was one.
    pub(crate) fn take_failure(&self) -> Option<rusqlite::Error> {
        self.failure.borrow_mut().take()
    }

    pub(crate) fn read(&self, key: &RowKey) -> rusqlite::Result<Option<Row>> {
        self.batch.read(self.kind, key)
    }

    pub(crate) fn write(&self, key: RowKey, row: Option<Row>) {
        let kept = Kept { row, changed: true };
        self.batch.rows.borrow_mut().insert((self.kind, key), kept);
    }
}

impl Rows for StoredRows<'_> {
    fn row(&self, key: &RowKey) -> Option<Row> {
        self.read(key).unwrap_or_else(|error| {
            self.failure.borrow_mut().get_or_insert(error);
            None
        })
    }
}
