// SPDX-License-Identifier: EUPL-1.2
//! For the tests: ledgers in memory, written by the rules without a chain, and databases that mirror them.

use std::{collections::BTreeMap, path::Path};

use portico_client::{Block, LocatedEntry};
use portico_rules::{
    import::{HistoricalRecord, ImportBody, ImportTotals, Source},
    memory::{
        Chain, pair,
        sample::{self, who},
    },
    native::sha256,
    primitives::Cents,
};
use rusqlite::{Connection, types::Value};
use tempfile::TempDir;

pub(crate) use crate::memory::{KINDS, block, ledger};
use crate::{Database, IndexerError, memory};

/// The sample story, and after it an import of a small file.
pub(crate) fn story() -> Chain {
    let mut chain = sample::story().unwrap();
    let city = pair(who::CITY);
    let source = Source {
        sha256: sha256(b"a file"),
        format: "l190-2020".into(),
        title: "Affidamenti".into(),
        publisher: "Comune di Portico di Sotto".into(),
        licence: "CC-BY-4.0".into(),
        uri: String::new(),
        rows: 3,
    };
    chain.advance(6);
    chain.direct(&city, None, ImportBody::Open(source)).unwrap();
    // Two entries in one block, as in a batch.
    for (after, row) in [(0, 1), (1, 3)] {
        let records = vec![HistoricalRecord {
            row,
            authority: None,
            recipient: sample::tax_code(5_234_500_037),
            recipient_name: "Ditta Alfa".into(),
            cig: None,
            cup: None,
            procedure: "affidamento diretto".into(),
            awarded: Some(Cents(100)),
            paid: Some(Cents(u64::from(row) * 60)),
            start: None,
            end: None,
            year: Some(2020),
        }];
        chain
            .direct(&city, Some(1), ImportBody::Record { after, records })
            .unwrap();
    }
    chain.advance(6);
    let finish = ImportBody::Finish {
        recorded: ImportTotals {
            rows: 2,
            awarded: Cents(200),
            paid: Cents(240),
        },
        rejected: ImportTotals {
            rows: 1,
            awarded: Cents(7),
            paid: Cents(0),
        },
        rejects_sha256: sha256(b"rejects"),
    };
    chain.direct(&city, Some(1), finish).unwrap();
    chain
}

pub(crate) fn genesis(chain: &Chain) -> Block {
    Block {
        number: 0,
        hash: chain.genesis.0,
    }
}

/// Its entries, with other contracts' events between them.
pub(crate) fn located(chain: &Chain) -> Vec<LocatedEntry> {
    memory::located(chain, |before| 2 + 3 * before)
}

/// A database in a directory of its own.
pub(crate) fn empty(chain: &Chain) -> (TempDir, Database) {
    let directory = tempfile::tempdir().unwrap();
    let database = Database::open(directory.path().join("ledger.sqlite"), ledger(chain)).unwrap();
    (directory, database)
}

/// Everything in a database, table by table.
pub(crate) fn dump(file: &Path) -> BTreeMap<String, Vec<String>> {
    let connection = Connection::open(file).unwrap();
    let mut tables = connection
        // How SQLite keeps the index of words depends on the size of the batches.
        .prepare(
            "SELECT name FROM pragma_table_list
             WHERE schema = 'main' AND type <> 'shadow' AND type <> 'view' AND name NOT LIKE 'sqlite_%'",
        )
        .unwrap();
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    tables
        .map(|table| {
            let table = table.unwrap();
            let rows = rows_of(&connection, &table);
            (table, rows)
        })
        .collect()
}

/// Everything in a table or view, in one order.
pub(crate) fn rows_of(connection: &Connection, table: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("SELECT * FROM \"{table}\""))
        .unwrap();
    let columns = statement.column_count();
    let rows = statement
        .query_map([], |row| {
            let values: Result<Vec<Value>, _> =
                (0..columns).map(|column| row.get(column)).collect();
            Ok(format!("{:?}", values?))
        })
        .unwrap();
    let mut rows: Vec<String> = rows.collect::<Result<_, _>>().unwrap();
    rows.sort();
    rows
}

/// Applies entries some blocks at a time.
pub(crate) fn apply_all(
    database: &mut Database,
    entries: &[LocatedEntry],
    blocks_per_batch: u32,
) -> Result<(), IndexerError> {
    let last = entries.last().unwrap().block.number;
    loop {
        let from = database.cursor().unwrap();
        if from.number >= last {
            return Ok(());
        }
        let upto = block((from.number + blocks_per_batch).min(last));
        let batch: Vec<_> = entries
            .iter()
            .filter(|entry| entry.block.number > from.number && entry.block.number <= upto.number)
            .cloned()
            .collect();
        database.apply(from, upto, &batch)?;
        assert_eq!(database.cursor().unwrap(), upto);
    }
}
