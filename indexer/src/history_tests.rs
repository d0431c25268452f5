// SPDX-License-Identifier: EUPL-1.2
//! The history of the tables: after any entry the database can be read as it stood then.

use std::collections::{BTreeMap, BTreeSet};

use portico_client::LocatedEntry;
use portico_rules::memory::Chain;
use proptest::prelude::*;
use rusqlite::Connection;

use crate::{
    Database,
    random_ledger::{Step, ledger_after, steps},
    testing::{empty, located, rows_of},
};

/// Tables and views that are not looked at as of an entry: which ledger and how far, the contracts' storage, the
/// history itself, and the index of words.
fn is_without_history(name: &str) -> bool {
    matches!(name, "chain" | "contracts" | "rows" | "as_of_views")
        || name.ends_with("_history")
        || (name.starts_with("search") && name != "search_items")
}

/// Every other table and view.
fn readable(connection: &Connection) -> Vec<String> {
    let mut statement = connection
        .prepare(
            "SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'
             ORDER BY name",
        )
        .unwrap();
    let names = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    names
        .map(Result::unwrap)
        .filter(|name| !is_without_history(name))
        .collect()
}

/// What the names of the readable tables and views give, table by table.
fn read(connection: &Connection) -> BTreeMap<String, Vec<String>> {
    readable(connection)
        .into_iter()
        .map(|name| {
            let rows = rows_of(connection, &name);
            (name, rows)
        })
        .collect()
}

/// Puts the connection into the past, as docs/database.md says.
fn look_back(connection: &Connection) {
    let mut views = connection.prepare("SELECT sql FROM as_of_views").unwrap();
    let views: Vec<String> = views
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for sql in views {
        connection.execute_batch(&sql).unwrap();
    }
    connection
        .execute_batch("INSERT INTO temp.as_of VALUES (0)")
        .unwrap();
}

/// Applies one entry, and no more of its block.
fn apply_one(database: &mut Database, entry: &LocatedEntry) {
    let from = database.cursor().unwrap();
    database
        .apply(from, entry.block, std::slice::from_ref(entry))
        .unwrap();
}

/// Where a database as of some entry is not what it is if only the entries up to that one are applied: for each table
/// and view the first difference.
fn differences(chain: &Chain, prepare: impl Fn(&Connection)) -> BTreeMap<String, String> {
    let (_directory, mut database) = empty(chain);
    prepare(&database.connection);
    let mut stood = vec![read(&database.connection)];
    for entry in located(chain) {
        apply_one(&mut database, &entry);
        stood.push(read(&database.connection));
    }
    look_back(&database.connection);
    let mut differences = BTreeMap::new();
    for (id, stood) in (0i64..).zip(stood) {
        database
            .connection
            .execute("UPDATE temp.as_of SET entry_id = ?1", [id])
            .unwrap();
        let seen = read(&database.connection);
        for (name, rows) in stood {
            if seen[&name] != rows {
                differences
                    .entry(name.clone())
                    .or_insert_with(|| format!("as of entry {id}: {:?} for {rows:?}", seen[&name]));
            }
        }
    }
    differences
}

proptest! {
    #![proptest_config(ProptestConfig {
        // A case is a whole ledger in a database: twenty times as dear as a rule's.
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse::<u32>().ok()).map_or(12, |cases| (cases / 20).max(12)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_database_can_be_read_as_it_stood_after_any_entry(
        steps in proptest::collection::vec(any::<Step>(), 1..80),
    ) {
        prop_assert_eq!(differences(&ledger_after(&steps), |_| ()), BTreeMap::new());
    }
}

/// A ledger to which everything happened that can happen, most of it more than once.
fn eventful() -> Chain {
    // The attempts before those about tenders, which follow below: by chance alone few of them would come to an end.
    let mut steps: Vec<Step> = steps(2, 350)
        .into_iter()
        .map(|[what, a, b, c]| [what % 24, a, b, c])
        .collect();
    // Chance leaves little to pay out and to close: the cooperative in good standing again, and for some awards both
    // milestones claimed, attested and paid, a payment disputed, an amendment withdrawn and one accepted; two closings.
    steps.extend([[5, 2, 1, 4], [4, 2, 2, 4]]);
    for award in 0..8 {
        steps.push([22, award, 1, 4]);
        for place in 0..2 {
            steps.extend([13, 15, 15, 17].map(|what| [what, award, place, 2]));
            steps.extend([15, 17].map(|what| [what, award, place, 3]));
            steps.push([17, award, place, 0]);
        }
        steps.push([18, award, 1, 4]);
        for (what, side) in [(20, 0), (21, 0), (20, 0), (21, 1)] {
            steps.push([what, award, side, 4]);
        }
    }
    steps.extend([[22, 0, 2, 4]; 2]);
    // The second cooperative vouched for, and neither suspended. 255 is the newest tender, a last byte of 7 lets a week pass:
    // one after the notice bids are revealed, two after it they are evaluated.
    steps.extend([[5, 2, 1, 4], [4, 2, 2, 4], [5, 3, 1, 4], [4, 3, 2, 4]]);
    for (criterion, ending) in [(0, 0), (1, 7), (0, 0)] {
        steps.extend([[24, criterion, 0, 4], [25, 255, 0, 4], [25, 255, 1, 4]]);
        // Both bid, one takes it back and bids otherwise.
        steps.extend([0, 1, 7, 3].map(|what| [26, 255, what, 4]));
        steps.extend([[27, 255, 0, 7], [27, 255, 1, 4], [28, 255, 0, 7]]);
        // Awarded, taken back, one excluded, awarded again.
        steps.extend([
            [29, 255, 0, 4],
            [29, 255, 0, 4],
            [28, 255, 7, 4],
            [29, 255, 1, 4],
        ]);
        steps.extend([[30, 255, ending, 4]]);
        // A change, two subcontracts of which one is denied, and the award.
        steps.extend([0, 1, 2, 1, 6, 3].map(|what| [31, 255, what, 4]));
    }
    // By invitation; awarded directly.
    steps.extend([
        [24, 0, 1, 4],
        [25, 255, 2, 4],
        [25, 255, 6, 4],
        [24, 0, 3, 4],
    ]);
    // Aid registered and granted, another lowered; links made and ended; registers deposited and corrected.
    steps.extend([0, 2, 0, 1].map(|what| [33, 0, what, 4]));
    steps.extend([0, 1, 0].map(|what| [34, 0, what, 4]));
    steps.extend([0, 2, 4].map(|what| [35, 0, what, 4]));
    ledger_after(&steps)
}

#[test]
fn an_eventful_ledger_can_be_read_as_it_stood_after_any_entry() {
    assert_eq!(differences(&eventful(), |_| ()), BTreeMap::new());
}

#[test]
fn everything_happens_to_the_eventful_ledger() {
    let chain = eventful();
    let (_directory, mut database) = empty(&chain);
    for entry in located(&chain) {
        apply_one(&mut database, &entry);
    }
    let connection = &database.connection;
    let texts = |sql: &str| -> BTreeSet<String> {
        let mut statement = connection.prepare(sql).unwrap();
        let texts = statement.query_map([], |row| row.get(0)).unwrap();
        texts.map(Result::unwrap).collect()
    };
    for name in readable(connection) {
        assert!(!rows_of(connection, &name).is_empty(), "{name} is empty");
    }
    let actions = texts("SELECT subject_kind || ': ' || action FROM entries");
    assert_eq!(actions.len(), 53, "{actions:#?}");
    // Every column that may change has changed.
    let mut unchanged = Vec::new();
    for history in texts(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '%\\_history' ESCAPE '\\'",
    ) {
        let columns = texts(&format!(
            "SELECT name FROM pragma_table_info('{history}') WHERE pk = 0"
        ));
        let mut keys = connection
            .prepare(
                "SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info(?1)
                WHERE pk > 0 AND name <> 'last_entry_id' ORDER BY pk)",
            )
            .unwrap();
        let key: String = keys.query_row([&history], |row| row.get(0)).unwrap();
        for column in columns {
            let changed: bool = connection
                .query_row(
                    &format!(
                        "SELECT EXISTS (SELECT 1 FROM (SELECT \"{column}\" IS NOT
                             lag(\"{column}\", 1, \"{column}\") OVER (PARTITION BY {key} ORDER BY last_entry_id) AS changed
                         FROM {history}) WHERE changed)"
                    ),
                    [],
                    |row| row.get(0),
                )
                .unwrap();
            // The rules fix a label and a permission with the key.
            let fixed = matches!(
                (&*history, &*column),
                ("keys_history", "permissions" | "label")
            );
            if !changed && !fixed {
                unchanged.push(format!("{history}.{column}"));
            }
        }
    }
    assert_eq!(unchanged, [""; 0]);
}

#[test]
fn a_history_that_is_not_kept_is_noticed() {
    let chain = eventful();
    for event in ["insert", "update"] {
        let mut tables = BTreeSet::new();
        let (_directory, database) = empty(&chain);
        for table in readable(&database.connection) {
            let trigger = format!("{table}_history_{event}");
            let drop = format!("DROP TRIGGER {trigger}");
            if database.connection.execute_batch(&drop).is_ok() {
                tables.insert(table);
            }
        }
        assert_eq!(tables.len(), 17);
        let found = differences(&chain, |connection| {
            for table in &tables {
                connection
                    .execute_batch(&format!("DROP TRIGGER {table}_history_{event}"))
                    .unwrap();
            }
        });
        for table in &tables {
            assert!(
                found.contains_key(table),
                "without {table}_history_{event} {table} looks right"
            );
        }
    }
}
