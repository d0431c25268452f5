// SPDX-License-Identifier: EUPL-1.2
//! `portico fsck` on a real chain: two indexers have one root, and whatever is changed in a database is named.

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    database,
    imports::File,
    program::{Ended, run},
    system::{Indexer, Up},
};

/// Checks the database of a folder against the chain of `up`.
fn fsck(up: &Up, data: &std::path::Path, more: &[&str]) -> Ended {
    let mut command = crate::program::portico(data);
    command
        .args(["--json", "--ledger"])
        .arg(up.ledger())
        .args(["--url", &up.url, "fsck"])
        .args(more);
    run(&mut command)
}

#[test]
fn two_indexers_have_one_root_and_a_changed_row_is_named() {
    let up = Up::start();
    File::made(&up, 7, 60).0.import(&up);
    let head = up.head().number;
    let other = TempDir::new().expect("a folder");
    let mut indexer = Indexer::start(&up, other.path());
    indexer.wait_for(head);

    // While both indexers are at work.
    let ours = fsck(&up, other.path(), &[]).json();
    assert_eq!(ours["differences"], json!([]));
    assert_eq!(ours["database"], ours["chain"]);
    let theirs = fsck(&up, up.data(), &[]).json();
    assert_eq!(theirs["database"]["root"], ours["database"]["root"]);
    indexer.end();
    let alone = fsck(&up, other.path(), &["--root-only"]).json();
    assert_eq!(alone["root"], ours["database"]["root"]);
    // The scratch folder is gone.
    let left = std::fs::read_dir(other.path()).expect("it is there");
    assert!(
        !left
            .flatten()
            .any(|file| file.file_name().to_string_lossy().starts_with("fsck-"))
    );

    let file = Connection::open(database::of(other.path())).expect("it opens");
    file.execute_batch("UPDATE historical_records SET paid = 1 WHERE row = (SELECT min(row) FROM historical_records)")
        .expect("it is written");
    let ended = fsck(&up, other.path(), &[]);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    let report: Value = serde_json::from_str(&ended.stdout).expect("a report");
    let [difference] = &report["differences"].as_array().expect("a list")[..] else {
        panic!("{report:#}")
    };
    assert_eq!(difference["table"], "historical_records");
    let key = difference["key"].as_str().expect("a key");
    assert!(key.starts_with("import=1, row="), "{key}");
    assert_eq!(difference["differs"]["changed"][0]["column"], "paid");
    assert_eq!(difference["differs"]["changed"][0]["database"], "1");
    assert_ne!(report["database"]["root"], report["chain"]["root"]);
    assert_eq!(report["chain"]["root"], ours["chain"]["root"]);
}
