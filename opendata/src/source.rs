// SPDX-License-Identifier: EUPL-1.2
//! Reading the ledger: its entries as the rules' own types, and the few things that all exports ask.
//!
//! Must not know any form.

use portico_rules::{entry::Entry, primitives::Digest};
use rusqlite::{OptionalExtension, Params, Row};
use scale::Decode;

use crate::{Error, Ledger};

/// An entry, and where it stands.
pub(crate) struct Stored {
    /// Its number in the database, in the order of the ledger.
    pub(crate) id: i64,
    pub(crate) block: u32,
    pub(crate) event: u32,
    pub(crate) head: String,
    /// The party whose key signed it.
    pub(crate) signer: Option<u32>,
    pub(crate) entry: Entry,
}

/// What is selected of an entry.
pub(crate) const COLUMNS: &str = "id, block_number, event_index, head, scale, signer_party";

impl Ledger<'_> {
    /// The first row that a query finds.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row(params, read).optional()?)
    }

    /// Does something with each row that a query finds, until it fails.
    pub(crate) fn each<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
        mut each: impl FnMut(T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        for row in statement.query_map(params, read)? {
            each(row?)?;
        }
        Ok(())
    }

    /// Does something with each entry that a condition (of SQL) holds for, in the ledger's order, until it says that it is
    /// enough.
    pub(crate) fn entries(
        &self,
        condition: &str,
        params: impl Params,
        mut each: impl FnMut(Stored) -> Result<Goes, Error>,
    ) -> Result<(), Error> {
        let sql = format!("SELECT {COLUMNS} FROM entries WHERE {condition} ORDER BY id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            if each(stored(row)?)? == Goes::Enough {
                break;
            }
        }
        Ok(())
    }

    /// The chain's genesis, in hexadecimal digits.
    pub(crate) fn genesis(&self) -> Result<String, Error> {
        self.first("SELECT genesis FROM chain", [], |row| row.get(0))?
            .ok_or_else(|| Error::Missing("chain".into()))
    }

    /// When the newest entry was made, seconds since the epoch; 0 without any. The export's own date: the same entries give the
    /// same bytes.
    pub(crate) fn newest(&self) -> Result<u64, Error> {
        let newest = self.first(
            "SELECT at FROM entries ORDER BY id DESC LIMIT 1",
            [],
            |row| row.get(0),
        )?;
        Ok(newest.unwrap_or_default())
    }
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goes {
    On,
    Enough,
}

fn stored(row: &Row<'_>) -> Result<Stored, Error> {
    let id = row.get(0)?;
    let scale: Vec<u8> = row.get(4)?;
    let entry = Entry::decode(&mut scale.as_slice()).map_err(|error| Error::Entry {
        id,
        why: error.to_string(),
    })?;
    Ok(Stored {
        id,
        block: row.get(1)?,
        event: row.get(2)?,
        head: row.get(3)?,
        signer: row.get(5)?,
        entry,
    })
}

/// A digest without `0x`.
pub(crate) fn bare(digest: &Digest) -> String {
    digest.to_hex().trim_start_matches("0x").to_owned()
}
