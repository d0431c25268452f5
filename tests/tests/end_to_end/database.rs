// SPDX-License-Identifier: EUPL-1.2
//! Reads the indexer's database as anyone may, and compares two of them in every table and row.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use portico_client::Block;
use rusqlite::{Connection, OpenFlags, Row, types::Value};

/// The database in a data folder.
pub fn of(data: &Path) -> PathBuf {
    data.join("ledger.sqlite")
}

/// A connection that cannot change anything.
pub fn open(file: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

/// Up to where a database is complete; `None` while it has no schema.
pub fn cursor(file: &Path) -> Option<Block> {
    let (number, hash): (u32, String) = open(file)
        .and_then(|database| {
            database.query_row("SELECT block_number, block_hash FROM chain", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })
        .ok()?;
    let mut bytes = [0; 32];
    hex::decode_to_slice(&hash[2..], &mut bytes).expect("a hash is hexadecimal");
    Some(Block {
        number,
        hash: bytes,
    })
}

/// All that a database holds, but for the block it has come to: schema and tables by name, rows in order.
#[derive(Debug, PartialEq, Eq)]
pub struct Dump(BTreeMap<String, Vec<String>>);

impl Dump {
    /// Reads a database, which must be sound.
    pub fn of(file: &Path) -> Self {
        let database = open(file).expect("the database opens");
        // One transaction: whoever writes meanwhile does not disturb.
        database.execute_batch("BEGIN").expect("it begins");
        let check = rows(&database, "PRAGMA integrity_check");
        assert_eq!(
            check,
            [text(&Value::Text("ok".into()))],
            "{}",
            file.display()
        );
        let loose = rows(&database, "PRAGMA foreign_key_check");
        assert!(loose.is_empty(), "{}: {loose:?}", file.display());

        let schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema";
        let mut tables = BTreeMap::from([("schema".to_owned(), rows(&database, schema))]);
        for table in names(&database) {
            let columns = match table.as_str() {
                "chain" => "id, genesis",
                _ => "*",
            };
            tables.insert(
                table.clone(),
                rows(&database, &format!("SELECT {columns} FROM {table}")),
            );
        }
        Dump(tables)
    }

    /// How many rows a table has.
    pub fn rows(&self, table: &str) -> usize {
        self.0[table].len()
    }

    /// Asserts that another database is the same, and says where it is not.
    pub fn assert_same(&self, other: &Dump, what: &str) {
        let tables = |dump: &Dump| dump.0.keys().cloned().collect::<Vec<_>>();
        assert_eq!(tables(self), tables(other), "{what}: tables");
        for (table, rows) in &self.0 {
            let others = &other.0[table];
            for (row, other) in rows.iter().zip(others) {
                assert_eq!(row, other, "{what}: {table}");
            }
            assert_eq!(rows.len(), others.len(), "{what}: rows of {table}");
        }
    }
}

fn names(database: &Connection) -> Vec<String> {
    // How SQLite keeps the index of words depends on the size of the batches.
    let sql = "SELECT name FROM pragma_table_list
        WHERE schema = 'main' AND type NOT IN ('shadow', 'view') AND name NOT LIKE 'sqlite_%'";
    let mut statement = database.prepare(sql).expect("the schema is readable");
    let names = statement.query_map([], |row| row.get(0));
    names
        .and_then(Iterator::collect)
        .expect("tables have names")
}

/// Every row as text, sorted: the order in which SQLite stores them is no part of what is meant.
fn rows(database: &Connection, sql: &str) -> Vec<String> {
    let mut statement = database.prepare(sql).expect("a table is readable");
    let columns = statement.column_count();
    let whole = |row: &Row<'_>| {
        (0..columns)
            .map(|column| Ok(text(&row.get(column)?)))
            .collect::<rusqlite::Result<Vec<_>>>()
    };
    let rows = statement.query_map([], whole);
    let mut rows: Vec<String> = rows
        .and_then(|rows| rows.map(|row| Ok(row?.join("|"))).collect())
        .expect("a table is readable");
    rows.sort();
    rows
}

fn text(value: &Value) -> String {
    match value {
        Value::Blob(bytes) => hex::encode(bytes),
        other => format!("{other:?}"),
    }
}
