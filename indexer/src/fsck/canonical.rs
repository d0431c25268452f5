// SPDX-License-Identifier: EUPL-1.2
//! A database's content as bytes that do not depend on how SQLite keeps it, and their hash. docs/database.md defines the
//! bytes.

use portico_rules::primitives::Digest;
use rusqlite::{Connection, types::ValueRef};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// What the hash of everything begins with.
const DOMAIN: &[u8] = b"portico/database/v1\n";

/// A database's content in one hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Root {
    /// The hash of all tables: SHA-256 in hexadecimal, of the bytes that docs/database.md defines.
    pub root: String,
    /// Each table's.
    pub tables: Vec<TableRoot>,
}

/// A table's content in one hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableRoot {
    /// The table.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// The hash of its columns' names and its rows.
    pub sha256: String,
}

/// A table: what is compared and hashed of it.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// The columns of the primary key, in its order.
    pub(super) key: Vec<String>,
}

impl Table {
    /// Every row, in the order of the key.
    pub(super) fn select(&self) -> String {
        let list = |names: &[String]| {
            let quoted: Vec<String> = names.iter().map(|name| quote(name)).collect();
            quoted.join(", ")
        };
        format!(
            "SELECT {} FROM {} ORDER BY {}",
            list(&self.columns),
            quote(&self.name),
            list(&self.key)
        )
    }
}

/// A name as SQL has it.
fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The tables, by name. Left out are views, SQLite's own tables and the index of words, which is made from
/// `search_items`.
pub(super) fn tables(connection: &Connection) -> rusqlite::Result<Vec<Table>> {
    let mut names = connection.prepare(
        "SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let mut columns =
        connection.prepare("SELECT name, pk FROM pragma_table_info(?1, 'main') ORDER BY cid")?;
    let names = names.query_map([], |row| row.get::<_, String>(0))?;
    names
        .map(|name| {
            let name = name?;
            let columns: Vec<(String, u32)> = columns
                .query_map([&name], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let mut key: Vec<_> = columns.iter().filter(|(_, place)| *place > 0).collect();
            key.sort_by_key(|(_, place)| *place);
            let key = key.into_iter().map(|(name, _)| name.clone()).collect();
            // How far the mirror is, and when it last heard of a node, is no part of what it mirrors.
            let local = |column: &str| name == "chain" && !matches!(column, "id" | "genesis");
            let columns = columns
                .into_iter()
                .map(|(column, _)| column)
                .filter(|column| !local(column))
                .collect();
            Ok(Table { name, columns, key })
        })
        .collect()
}

/// The hash of everything that a database holds.
pub(super) fn root(connection: &Connection) -> rusqlite::Result<Root> {
    let mut all = Sha256::new();
    all.update(DOMAIN);
    let mut roots = Vec::new();
    for table in tables(connection)? {
        let (rows, digest) = table_digest(connection, &table)?;
        text(&mut all, table.name.as_bytes());
        all.update(digest);
        roots.push(TableRoot {
            name: table.name,
            rows,
            sha256: Digest(digest).to_hex(),
        });
    }
    Ok(Root {
        root: Digest(all.finalize().into()).to_hex(),
        tables: roots,
    })
}

fn table_digest(connection: &Connection, table: &Table) -> rusqlite::Result<(u64, [u8; 32])> {
    let mut hash = Sha256::new();
    hash.update((table.columns.len() as u64).to_be_bytes());
    for column in &table.columns {
        text(&mut hash, column.as_bytes());
    }
    let mut statement = connection.prepare(&table.select())?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        for column in 0..table.columns.len() {
            value(&mut hash, row.get_ref(column)?);
        }
    }
    Ok((count, hash.finalize().into()))
}

fn text(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

fn value(hash: &mut Sha256, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => hash.update([0]),
        ValueRef::Integer(number) => {
            hash.update([1]);
            hash.update(number.to_be_bytes());
        }
        ValueRef::Text(bytes) => {
            hash.update([2]);
            text(hash, bytes);
        }
        ValueRef::Blob(bytes) => {
            hash.update([3]);
            text(hash, bytes);
        }
        // The schema has no such column; a file that was tampered with may.
        ValueRef::Real(number) => {
            hash.update([4]);
            hash.update(number.to_bits().to_be_bytes());
        }
    }
}
