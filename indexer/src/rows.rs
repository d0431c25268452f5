// SPDX-License-Identifier: EUPL-1.2
//! The table `rows`: a contract's storage, as the rules see it during a replay.

use std::cell::RefCell;

use portico_rules::{
    replay::Rows,
    row::{Row, RowKey},
    work::Changes,
};
use rusqlite::{Connection, OptionalExtension, params};
use scale::{DecodeAll, Encode};

/// One contract's rows.
pub(crate) struct StoredRows<'a> {
    connection: &'a Connection,
    kind: &'static str,
    /// The rules cannot be told that the disk failed; whoever asked them must look here before it believes
    /// their answer.
    failure: RefCell<Option<rusqlite::Error>>,
}

impl<'a> StoredRows<'a> {
    pub(crate) fn new(connection: &'a Connection, kind: &'static str) -> Self {
        StoredRows {
            connection,
            kind,
            failure: RefCell::new(None),
        }
    }

    /// The first failure since the last call, if there was one.
    pub(crate) fn take_failure(&self) -> Option<rusqlite::Error> {
        self.failure.borrow_mut().take()
    }

    pub(crate) fn read(&self, key: &RowKey) -> rusqlite::Result<Option<Row>> {
        let bytes: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT row FROM rows WHERE subject_kind = ?1 AND row_key = ?2")?
            .query_row(params![self.kind, key.encode()], |row| row.get(0))
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

    pub(crate) fn write(&self, changes: &Changes) -> rusqlite::Result<()> {
        for (key, row) in changes {
            match row {
                Some(row) => self
                    .connection
                    .prepare_cached(
                        "INSERT INTO rows (subject_kind, row_key, row) VALUES (?1, ?2, ?3)
                         ON CONFLICT (subject_kind, row_key) DO UPDATE SET row = excluded.row",
                    )?
                    .execute(params![self.kind, key.encode(), row.encode()])?,
                None => self
                    .connection
                    .prepare_cached("DELETE FROM rows WHERE subject_kind = ?1 AND row_key = ?2")?
                    .execute(params![self.kind, key.encode()])?,
            };
        }
        Ok(())
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
