// SPDX-License-Identifier: EUPL-1.2
//! Imports by the program, and whether what they say is true of the file, the chain and the database.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use portico_rules::{
    entry::Body,
    import::{ImportBody, ImportRow},
    native::sha256,
    row::{Row, RowKey},
    subject::Subject,
};
use serde_json::Value;

use crate::{
    database,
    organisations::{Contracts, Sums, contracts},
    program::{portico, run, until},
    system::Up,
};

/// A file that is there to be imported, in the data folder of a running system.
pub struct File {
    /// The file.
    pub path: PathBuf,
    /// Its format, as `portico import` calls it.
    pub format: &'static str,
    rejects: PathBuf,
}

/// The sums of a part of a report.
pub fn sums(counted: &Value) -> Sums {
    let number = |name: &str| counted[name].as_u64().expect("a number");
    Sums {
        rows: number("rows"),
        awarded: number("awarded"),
        paid: number("paid"),
    }
}

impl File {
    /// A file, whose rejects go to the data folder of a system.
    pub fn new(up: &Up, path: PathBuf, format: &'static str) -> Self {
        let name = path.file_stem().expect("a file has a name").to_owned();
        File {
            rejects: up.data().join(name).with_extension("rejected"),
            path,
            format,
        }
    }

    /// A file of fictional organisations; the same seed makes the same file.
    pub fn made(up: &Up, seed: u64, rows: u64) -> (Self, Contracts) {
        let made = contracts(seed, rows);
        let path = up.data().join(format!("contracts-{seed}.csv"));
        fs::write(&path, &made.csv).expect("it can be written");
        (File::new(up, path, "l190-2020"), made)
    }

    /// The command that imports it.
    pub fn command(&self, up: &Up) -> Command {
        let mut command = portico(up.data());
        command
            .arg("import")
            .arg(&self.path)
            .args(["--format", self.format, "--dev", "//Alice", "--json"])
            .arg("--rejects")
            .arg(&self.rejects);
        command
    }

    /// Starts to import it, for somebody who will not wait for the report.
    pub fn start(&self, up: &Up) -> Child {
        let mut command = self.command(up);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    /// Imports it, and returns the report.
    pub fn import(&self, up: &Up) -> Value {
        run(&mut self.command(up)).json()
    }

    /// The number of its import, and up to which row it is in the database of a system; `None` before it is opened.
    pub fn recorded(&self, up: &Up) -> Option<(u32, u32)> {
        let digest = sha256(&fs::read(&self.path).expect("it can be read")).to_string();
        let sql = "SELECT number, last_row FROM imports WHERE source_sha256 = ?1";
        database::open(&up.database())
            .and_then(|database| {
                database.query_row(sql, [digest], |row| Ok((row.get(0)?, row.get(1)?)))
            })
            .ok()
    }

    /// Asserts that a report adds up: to itself, to the contract's row, to the entry that finished the import, to the
    /// rejects on the disk, and to the database.
    pub fn assert_adds_up(&self, up: &Up, report: &Value) {
        let (input, accepted, rejected) = (
            sums(&report["input"]),
            sums(&report["accepted"]),
            sums(&report["rejected"]),
        );
        let total = Sums {
            rows: accepted.rows + rejected.rows,
            awarded: accepted.awarded + rejected.awarded,
            paid: accepted.paid + rejected.paid,
        };
        assert_eq!(total, input, "accepted and rejected are the file");
        assert_eq!(accepted, sums(&report["ledger"]["recorded"]));

        let number = report["ledger"]["import"].as_u64().expect("a number");
        let number = u32::try_from(number).expect("imports are few");
        let (row, finish) = read_import(up, number);
        assert!(row.complete);
        let held = Sums {
            rows: row.recorded.rows.into(),
            awarded: row.recorded.awarded.0,
            paid: row.recorded.paid.0,
        };
        assert_eq!(held, accepted, "the contract's row");
        assert_eq!(u64::from(row.rows), input.rows, "the contract's row");

        let rejects = fs::read(&self.rejects).expect("there is a file of rejects");
        let ImportBody::Finish {
            recorded,
            rejected: said,
            rejects_sha256,
        } = finish
        else {
            panic!("the last entry of a complete import is {finish:?}");
        };
        assert_eq!(rejects_sha256, sha256(&rejects), "the file of rejects");
        assert_eq!(recorded, row.recorded);
        let said = Sums {
            rows: said.rows.into(),
            awarded: said.awarded.0,
            paid: said.paid.0,
        };
        assert_eq!(said, rejected);
        let mut listed = csv::Reader::from_reader(&rejects[..]);
        let listed = listed.records().map(|row| row.expect("a row of CSV"));
        assert_eq!(listed.count() as u64, rejected.rows, "rejects in the file");

        let head = up.head().number;
        until("the import is in the database", || {
            database::cursor(&up.database()).filter(|cursor| cursor.number >= head)
        });
        assert_eq!(recorded_in(&up.database(), number), held, "the database");
    }
}

/// The sum of an import's records, by SQLite.
fn recorded_in(file: &Path, import: u32) -> Sums {
    let sql = "SELECT count(*), sum(awarded), sum(paid)
               FROM historical_records WHERE import = ?1";
    database::open(file)
        .and_then(|database| {
            database.query_row(sql, [import], |row| {
                Ok(Sums {
                    rows: row.get(0)?,
                    awarded: row.get::<_, Option<_>>(1)?.unwrap_or_default(),
                    // A file may report no payments at all.
                    paid: row.get::<_, Option<_>>(2)?.unwrap_or_default(),
                })
            })
        })
        .expect("the database answers")
}

/// An import as the contract holds it, and the body of its last entry, read from the chain.
fn read_import(up: &Up, number: u32) -> (ImportRow, ImportBody) {
    let contract = up.contract("imports");
    up.ask(async |node| {
        let head = node.finalised_head().await.expect("the node answers");
        let row = node.row(&contract, &RowKey::Import(number), head).await;
        let Some(Row::Import(row)) = row.expect("the node answers") else {
            panic!("the contract has no import {number}");
        };
        let history = node.history(&contract, Subject::Import(number), head).await;
        let last = history.expect("the node answers").pop();
        match last.map(|entry| entry.appended.entry.body) {
            Some(Body::Import(body)) => (row, body),
            other => panic!("the last entry of an import is {other:?}"),
        }
    })
}
