// SPDX-License-Identifier: EUPL-1.2
//! The table `rows`: the contracts' storage, as the rules see it during a replay.
//!
//! Within a batch rows are kept in memory, and what has changed is written once at its end: the entries of a batch
//! mostly come back to the same rows, a contract's own row with every entry. What is not in memory is read as it stood
//! before the batch, which is as long as its transaction: nothing else can change the table beneath it.

use std::{cell::RefCell, collections::BTreeMap, mem};

use portico_rules::{
    replay::Rows,
    row::{Row, RowKey},
};
use rusqlite::{Connection, OptionalExtension, params};
use scale::{DecodeAll, Encode};

use crate::project::Statements;

/// The rows that the entries of a batch read and write. What is not flushed is lost.
pub(crate) struct Batch<'a> {
    reader: &'a mut Connection,
    rows: RefCell<BTreeMap<(&'static str, RowKey), Kept>>,
}

/// A row in memory; `None` where there is none.
struct Kept {
    row: Option<Row>,
    changed: bool,
}

impl<'a> Batch<'a> {
    /// Begins to read one moment of the database.
    pub(crate) fn begin(reader: &'a mut Connection) -> rusqlite::Result<Self> {
        reader.execute_batch("BEGIN")?;
        Ok(Batch {
            reader,
            rows: RefCell::default(),
        })
    }

    /// What that moment is read by.
    pub(crate) fn connection(&self) -> &Connection {
        self.reader
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
    pub(crate) fn flush(&mut self, statements: &Statements<'_>) -> rusqlite::Result<()> {
        let mut changed: Vec<_> = mem::take(self.rows.get_mut())
            .into_iter()
            .filter(|(_, kept)| kept.changed)
            .map(|((kind, key), kept)| (kind, key.encode(), kept.row))
            .collect();
        // In the order of the table, so that each of its pages is gone to once.
        changed.sort_unstable_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        for (kind, key, row) in changed {
            match row {
                Some(row) => statements.run(
                    "INSERT INTO rows (subject_kind, row_key, row) VALUES (?1, ?2, ?3)
                     ON CONFLICT (subject_kind, row_key) DO UPDATE SET row = excluded.row",
                    params![kind, key, row.encode()],
                )?,
                None => statements.run(
                    "DELETE FROM rows WHERE subject_kind = ?1 AND row_key = ?2",
                    params![kind, key],
                )?,
            }
        }
        Ok(())
    }

    fn read(&self, kind: &'static str, key: &RowKey) -> rusqlite::Result<Option<Row>> {
        if let Some(kept) = self.rows.borrow().get(&(kind, *key)) {
            return Ok(kept.row);
        }
        let row = stored(self.reader, kind, key)?;
        let kept = Kept {
            row,
            changed: false,
        };
        self.rows.borrow_mut().insert((kind, *key), kept);
        Ok(row)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        // Nothing was written by it; a transaction that has ended by an error has nothing left to end.
        let _ = self.reader.execute_batch("ROLLBACK");
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
