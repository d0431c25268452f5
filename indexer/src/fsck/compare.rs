// SPDX-License-Identifier: EUPL-1.2
//! Two databases side by side, in the order of their keys: what is missing, what is too much, what is not the same.

use std::cmp::Ordering;

use portico_client::Block;
use rusqlite::{Connection, Rows, types::ValueRef};
use serde::Serialize;

use super::canonical::{Table, tables};
use crate::database::hex0x;

/// A row that is not as the chain says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table; `sqlite_schema` for the schema itself, `search` for the index of words.
    pub table: String,
    /// The row's key, such as `award=1, payment=2`.
    pub key: String,
    /// How it differs.
    pub differs: Differs,
}

/// How a row differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Differs {
    /// The database lacks it.
    Missing,
    /// The chain gives no such row.
    Unexpected,
    /// It has other values.
    Changed(Vec<Change>),
}

/// A column that is not as the chain says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The column.
    pub column: String,
    /// What the database has, as SQL writes it.
    pub database: String,
    /// What the chain gives.
    pub chain: String,
}

/// A value, in SQLite's order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Null,
    Integer(i64),
    /// Its bits; the schema has no such column.
    Real(u64),
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

impl Value {
    fn new(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Real(number) => Value::Real(number.to_bits()),
            ValueRef::Text(bytes) => Value::Text(bytes.to_vec()),
            ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        }
    }

    fn sql(&self) -> String {
        match self {
            Value::Null => "NULL".into(),
            Value::Integer(number) => number.to_string(),
            Value::Real(bits) => f64::from_bits(*bits).to_string(),
            Value::Text(bytes) => {
                format!("'{}'", String::from_utf8_lossy(bytes).replace('\'', "''"))
            }
            Value::Blob(bytes) => format!("x'{}'", hex::encode(bytes)),
        }
    }
}

/// Something that can be read from both in the order of a key.
struct Relation {
    name: String,
    columns: Vec<String>,
    /// Which columns are the key, in its order.
    key: Vec<usize>,
    sql: String,
}

impl Relation {
    fn of(table: &Table) -> Self {
        let place = |name: &String| table.columns.iter().position(|column| column == name);
        Relation {
            name: table.name.clone(),
            columns: table.columns.clone(),
            key: table.key.iter().filter_map(place).collect(),
            sql: table.select(),
        }
    }

    fn given(name: &str, columns: &[&str], key: &[usize], sql: &str) -> Self {
        Relation {
            name: name.into(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            key: key.to_vec(),
            sql: sql.into(),
        }
    }

    fn next(&self, rows: &mut Rows<'_>) -> rusqlite::Result<Option<Vec<Value>>> {
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        (0..self.columns.len())
            .map(|column| row.get_ref(column).map(Value::new))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    fn key_order(&self, a: &[Value], b: &[Value]) -> Ordering {
        let key =
            |row: &[Value]| -> Vec<Value> { self.key.iter().map(|&at| row[at].clone()).collect() };
        key(a).cmp(&key(b))
    }

    fn difference(&self, row: &[Value], differs: Differs) -> Difference {
        let key: Vec<String> = self
            .key
            .iter()
            .map(|&at| format!("{}={}", self.columns[at], row[at].sql()))
            .collect();
        Difference {
            table: self.name.clone(),
            key: key.join(", "),
            differs,
        }
    }

    fn changes(&self, ours: &[Value], theirs: &[Value]) -> Vec<Change> {
        let columns = self.columns.iter().zip(ours).zip(theirs);
        columns
            .filter(|((_, ours), theirs)| ours != theirs)
            .map(|((column, ours), theirs)| Change {
                column: column.clone(),
                database: ours.sql(),
                chain: theirs.sql(),
            })
            .collect()
    }

    fn compare(
        &self,
        database: &Connection,
        chain: &Connection,
        found: &mut impl FnMut(Difference),
    ) -> rusqlite::Result<()> {
        let (mut ours, mut theirs) = (database.prepare(&self.sql)?, chain.prepare(&self.sql)?);
        let (mut ours, mut theirs) = (ours.query([])?, theirs.query([])?);
        let (mut our, mut their) = (self.next(&mut ours)?, self.next(&mut theirs)?);
        loop {
            let order = match (&our, &their) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(our), Some(their)) => self.key_order(our, their),
            };
            match (&our, &their, order) {
                (Some(our), _, Ordering::Less) => found(self.difference(our, Differs::Unexpected)),
                (_, Some(their), Ordering::Greater) => {
                    found(self.difference(their, Differs::Missing))
                }
                (Some(our), Some(their), Ordering::Equal) if our != their => {
                    let changes = self.changes(our, their);
                    found(self.difference(our, Differs::Changed(changes)));
                }
                _ => {}
            }
            if order != Ordering::Greater {
                our = self.next(&mut ours)?;
            }
            if order != Ordering::Less {
                their = self.next(&mut theirs)?;
            }
        }
    }
}

/// Whether the block that the database has come to is the chain's.
pub(super) fn cursor(database: Block, chain: Block) -> Vec<Difference> {
    if database.hash == chain.hash {
        return Vec::new();
    }
    vec![Difference {
        table: "chain".into(),
        key: "id=1".into(),
        differs: Differs::Changed(vec![Change {
            column: "block_hash".into(),
            database: hex0x(&database.hash),
            chain: hex0x(&chain.hash),
        }]),
    }]
}

/// Compares the schema, every table, and the index of words.
pub(super) fn all(
    database: &Connection,
    chain: &Connection,
    progress: impl Fn(usize, usize),
    mut found: impl FnMut(Difference),
) -> rusqlite::Result<()> {
    let mut relations = vec![Relation::given(
        "sqlite_schema",
        &["type", "name", "sql"],
        &[0, 1],
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name",
    )];
    // A table that is only in one of them, or has other columns, is a difference of the schema.
    let ours = tables(database)?;
    let both = tables(chain)?.into_iter().filter(|table| {
        ours.iter().any(|our| {
            our.name == table.name && our.columns == table.columns && our.key == table.key
        })
    });
    relations.extend(both.map(|table| Relation::of(&table)));
    for connection in [database, chain] {
        connection.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab (main, search, instance)",
        )?;
    }
    // In the index's own order: by word and by bytes, the title before the text.
    relations.push(Relation::given(
        "search",
        &["term", "doc", "in_text", "offset"],
        &[0, 1, 2, 3],
        "SELECT term, doc, col = 'text', offset FROM temp.search_words",
    ));
    let count = relations.len();
    for (done, relation) in (1..).zip(&relations) {
        relation.compare(database, chain, &mut found)?;
        progress(done, count);
    }
    Ok(())
}
