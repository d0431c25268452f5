// SPDX-License-Identifier: EUPL-1.2
//! `portico export`: files of open data from a database, whole or not at all. That they are what their standards say,
//! `scripts/check-open-data` holds to the official validators.

use std::{fs, path::Path};

use portico_indexer::{Database, memory};
use portico_rules::memory::{Chain, sample};
use rusqlite::Connection;

use crate::program::Portico;

/// The rules' sample story, indexed into the program's data folder.
fn ledger(portico: &Portico) -> Chain {
    let chain = sample::story().expect("the rules accept the story");
    let file = portico.path("ledger.sqlite");
    fs::create_dir_all(Path::new(&file).parent().unwrap()).unwrap();
    let mut database = Database::open(&file, memory::ledger(&chain)).unwrap();
    let cursor = database.cursor().unwrap();
    let entries = memory::located(&chain, |before| before + 1);
    database
        .apply(cursor, memory::block(chain.block), &entries)
        .unwrap();
    chain
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_written_whole_and_the_same_each_time() {
    let portico = Portico::new();
    ledger(&portico);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("releases.json");
    let out = out.to_str().unwrap();
    let prefix = ["--ocid-prefix", "ocds-a1b2c3"];
    let written = portico.json(
        &[
            &["export", "ocds-release-package", "--out", out],
            &prefix[..],
        ]
        .concat(),
    );
    let first = fs::read_to_string(out).unwrap();
    assert_eq!(written["bytes"], first.len());
    assert_eq!(written["format"], "ocds-release-package");
    let package: serde_json::Value = serde_json::from_str(&first).unwrap();
    // Five entries of the agreement and six of the award.
    assert_eq!(package["releases"].as_array().map(Vec::len), Some(11));
    assert_eq!(package["releases"][0]["ocid"], "ocds-a1b2c3-agreement-1");
    // Over the file that is there; by the name of the file as by that of the form.
    portico.json(
        &[
            &["export", "ocds-release-package.json", "--out", out],
            &prefix[..],
        ]
        .concat(),
    );
    assert_eq!(fs::read_to_string(out).unwrap(), first);
    // Of a year in which nothing became public.
    portico.json(&[
        "export",
        "ocds-release-package",
        "--out",
        out,
        "--year",
        "2025",
    ]);
    let package: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(out).unwrap()).unwrap();
    assert_eq!(package["releases"].as_array().map(Vec::len), Some(0));
    assert_eq!(names(folder.path()), ["releases.json"]);
}

#[test]
fn what_cannot_be_written_leaves_what_was_there() {
    let portico = Portico::new();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("grants.csv");
    fs::write(&out, "what was there").unwrap();
    let out = out.to_str().unwrap();
    // There is no database yet.
    portico.fails(
        &["export", "360giving-csv", "--out", out],
        4,
        "ledger.sqlite",
    );
    ledger(&portico);
    let nowhere = folder.path().join("nowhere/grants.csv");
    let nowhere = nowhere.to_str().unwrap();
    portico.fails(&["export", "360giving-csv", "--out", nowhere], 4, "nowhere");
    portico.fails(&["export", "ocds", "--out", out], 2, "ocds-release-package");
    portico.fails(
        &["export", "iati", "--out", out, "--year", "26"],
        2,
        "four digits",
    );
    portico.fails(
        &["export", "catalogue", "--out", out, "--year", "2026"],
        2,
        "--year",
    );
    portico.fails(
        &["export", "iati", "--out", out, "--ocid-prefix", "ocds"],
        2,
        "six",
    );
    // An entry that nobody can read, behind some that were written already.
    let database = Connection::open(portico.path("ledger.sqlite")).unwrap();
    let damaged = "UPDATE entries SET scale = x'ff' WHERE id = (SELECT max(id) FROM entries)";
    assert_eq!(database.execute(damaged, []).unwrap(), 1);
    portico.fails(&["export", "ocds-releases", "--out", out], 4, "fsck");
    assert_eq!(fs::read_to_string(out).unwrap(), "what was there");
    assert_eq!(names(folder.path()), ["grants.csv"]);
}
