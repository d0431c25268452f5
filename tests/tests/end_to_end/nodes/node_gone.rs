// SPDX-License-Identifier: EUPL-1.2
//! A node that goes away: `portico up` says so and ends; an import says so and can be run again; an indexer on its own
//! says so, waits, and goes on when the node is back. Nothing is lost, nothing is twice.

use rustix::process::Signal;
use tempfile::TempDir;

use crate::{
    database::{self, Dump},
    imports::{File, sums},
    program::{Ended, run, signal, until},
    system::{Indexer, Up},
};

/// Rows of the file: enough for so many extrinsics that the import is still at it when the first of them is in the database.
const ROWS: u64 = 1500;

#[test]
fn a_node_that_goes_away_costs_nothing() {
    let mut up = Up::start();
    let data = TempDir::new().expect("a folder");
    let mut indexer = Indexer::start(&up, data.path());
    let (file, made) = File::made(&up, 1, ROWS);

    // The node ends in the middle of an import.
    let interrupted: Ended = std::thread::scope(|scope| {
        let importing = scope.spawn(|| run(&mut file.command(&up)));
        until("some records are final", || {
            file.recorded(&up).filter(|(_, rows)| *rows > 0)
        });
        // In order: the only validator of a chain must not forget what it has finalised.
        signal(up.node_process(), Signal::TERM);
        importing.join().expect("the program runs")
    });
    interrupted.refused(3, &["run the same command again to go on from there"]);
    assert_eq!(up.wait(), Some(4), "{}", up.log());
    assert!(up.log().contains("the node ended"), "{}", up.log());
    until("the indexer says that the node is gone", || {
        indexer.assert_runs();
        indexer.log().contains("connecting again").then_some(())
    });
    assert!(indexer.log().contains(&up.url), "{}", indexer.log());

    // What is in the database stays readable.
    let there = Dump::of(&database::of(data.path()));
    assert!(there.rows("historical_records") > 0);

    up.start_again_there();
    let report = file.import(&up);
    assert_eq!(sums(&report["input"]), made.input);
    assert_eq!(sums(&report["rejected"]), made.rejected);
    let added = report["ledger"]["added_rows"].as_u64();
    assert!(added < report["accepted"]["rows"].as_u64(), "{report}");
    file.assert_adds_up(&up, &report);

    let head = up.head().number;
    indexer.wait_for(head);
    indexer.end();
    until("`portico up` has indexed everything", || {
        database::cursor(&up.database()).filter(|cursor| cursor.number >= head)
    });
    let here = Dump::of(&database::of(data.path()));
    Dump::of(&up.database()).assert_same(&here, "after the node was away");
}
