// SPDX-License-Identifier: EUPL-1.2
//! Roots and comparisons of databases made from ledgers in memory.

use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;

use super::{Difference, Differs, Snapshot, canonical, compare, root};
use crate::{
    Database,
    random_ledger::{ledger_after, steps},
    testing::{apply_all, empty, located},
};

/// A database of an eventful ledger, indexed some blocks at a time.
fn indexed(blocks_per_batch: u32) -> (TempDir, Database) {
    let chain = ledger_after(&steps(2, 200));
    let (directory, mut database) = empty(&chain);
    apply_all(&mut database, &located(&chain), blocks_per_batch).unwrap();
    (directory, database)
}

fn differences(database: &Path, chain: &Path) -> Vec<Difference> {
    let (database, chain) = (
        Snapshot::open(database).unwrap(),
        Snapshot::open(chain).unwrap(),
    );
    let mut differences = Vec::new();
    compare::all(
        &database.connection,
        &chain.connection,
        |_, _| (),
        |difference| differences.push(difference),
    )
    .unwrap();
    differences
}

#[test]
fn mirrors_of_one_ledger_have_one_root() {
    let (_first, first) = indexed(1);
    let (_second, second) = indexed(50);
    // What is local makes no difference.
    second.heard(77).unwrap();
    assert_eq!(root(first.file()).unwrap(), root(second.file()).unwrap());
    assert_eq!(differences(first.file(), second.file()), []);
}

#[test]
fn every_table_counts() {
    let (directory, sound) = indexed(20);
    let tables = canonical::tables(&sound.connection).unwrap();
    assert!(tables.len() > 35, "{}", tables.len());
    let before = root(sound.file()).unwrap().1;
    for table in tables {
        let copy = directory.path().join(&table.name);
        sound
            .connection
            .execute("VACUUM INTO ?1", [copy.to_str()])
            .unwrap();
        let connection = Connection::open(&copy).unwrap();
        connection
            .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            .unwrap();
        let triggers: Vec<String> = {
            let mut triggers = connection
                .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1")
                .unwrap();
            let triggers = triggers.query_map([&table.name], |row| row.get(0)).unwrap();
            triggers.map(Result::unwrap).collect()
        };
        for trigger in &triggers {
            connection
                .execute_batch(&format!("DROP TRIGGER {trigger}"))
                .unwrap();
        }
        // One value of one row, the last one's last column.
        let column = table.columns.last().unwrap();
        let changed = connection
            .execute(
                &format!(
                    "UPDATE \"{0}\" SET \"{column}\" = CASE typeof(\"{column}\") WHEN 'integer' THEN \"{column}\" + 1000000
                         WHEN 'text' THEN \"{column}\" || ' ' WHEN 'blob' THEN x'00' ELSE 7 END
                     WHERE ({1}) = (SELECT {1} FROM \"{0}\" LIMIT 1)",
                    table.name,
                    table.key.join(", "),
                ),
                [],
            )
            .unwrap_or_else(|error| panic!("{}.{column}: {error}", table.name));
        if changed == 0 {
            // Chance left it empty.
            continue;
        }
        let after = root(&copy).unwrap().1;
        assert_ne!(before.root, after.root, "{}", table.name);
        let others = before
            .tables
            .iter()
            .zip(&after.tables)
            .filter(|(a, b)| a != b);
        assert_eq!(others.count(), 1, "{}", table.name);
        let differences = differences(&copy, sound.file());
        let in_table: Vec<_> = differences
            .iter()
            .filter(|difference| difference.table == table.name)
            .collect();
        // A key that changed is one row too many and one too few.
        let is_key = table.key.contains(column);
        assert_eq!(
            in_table.len(),
            if is_key { 2 } else { 1 },
            "{differences:#?}"
        );
        assert_eq!(
            differences.len() - in_table.len(),
            triggers.len(),
            "{differences:#?}"
        );
    }
}

#[test]
fn a_difference_names_row_and_column() {
    let (_sound, sound) = indexed(20);
    let (_directory, database) = indexed(20);
    database
        .connection
        .execute_batch(
            "DELETE FROM facts WHERE entry_id = 9 AND position = 0;
             UPDATE documents SET title = 'L''altro' WHERE entry_id = 7;
             INSERT INTO facts SELECT 3, 17, subject_kind, subject_number, seq, head, value FROM facts LIMIT 1;
             INSERT INTO search (search, rowid, title, text)
                 SELECT 'delete', id, title, text FROM search_items WHERE id = 1;",
        )
        .unwrap();
    let found = differences(database.file(), sound.file());
    let of = |table: &str| {
        let found = found.iter().filter(|difference| difference.table == table);
        found
            .map(|difference| (difference.key.as_str(), &difference.differs))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("facts"),
        [
            ("entry_id=3, position=17", &Differs::Unexpected),
            ("entry_id=9, position=0", &Differs::Missing)
        ]
    );
    let [(key, Differs::Changed(changes))] = of("documents")[..] else {
        panic!("{found:#?}")
    };
    assert_eq!(key, "entry_id=7, place='document'");
    assert_eq!(changes[0].column, "title");
    assert_eq!(changes[0].database, "'L''altro'");
    assert_eq!(changes[0].chain, "'Attestazione di revisione'");
    // "Comune di Portico di Sotto" and its tax code.
    assert_eq!(of("search").len(), 6, "{found:#?}");
    assert_eq!(found.len(), 9);
}

#[test]
fn the_root_is_the_documented_one() {
    let directory = tempfile::tempdir().unwrap();
    let connection = Connection::open(directory.path().join("small.sqlite")).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE b (k TEXT PRIMARY KEY, v BLOB) STRICT;
             CREATE TABLE a (m INTEGER, n INTEGER, PRIMARY KEY (n, m)) STRICT;
             INSERT INTO b VALUES ('è', x'0102'), ('Z', NULL);
             INSERT INTO a VALUES (1, 2), (-1, 1);",
        )
        .unwrap();
    // By hand, after docs/database.md.
    let length = |n: u64| n.to_be_bytes().to_vec();
    let integer = |n: i64| [vec![1], n.to_be_bytes().to_vec()].concat();
    let text = |t: &str| [vec![2], length(t.len() as u64), t.as_bytes().to_vec()].concat();
    let name = |t: &str| [length(t.len() as u64), t.as_bytes().to_vec()].concat();
    let a = [
        length(2),
        name("m"),
        name("n"),
        integer(-1),
        integer(1),
        integer(1),
        integer(2),
    ]
    .concat();
    let b = [
        length(2),
        name("k"),
        name("v"),
        text("Z"),
        vec![0],
        text("è"),
        [vec![3], length(2), vec![1, 2]].concat(),
    ]
    .concat();
    let sha256 = |bytes: &[u8]| portico_rules::native::sha256(bytes).0.to_vec();
    let all = [
        b"portico/database/v1\n".to_vec(),
        name("a"),
        sha256(&a),
        name("b"),
        sha256(&b),
    ]
    .concat();
    let expected = portico_rules::native::sha256(&all).to_hex();
    assert_eq!(canonical::root(&connection).unwrap().root, expected);
}
