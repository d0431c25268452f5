// SPDX-License-Identifier: EUPL-1.2
//! What a running indexer tells of itself: metrics, its sign of life in the database, and what `portico status` makes of
//! it.

use rustix::process::Signal;
use tempfile::TempDir;

use crate::{
    database,
    program::{portico, run, signal, until},
    system::{Indexer, Up},
};

#[test]
fn an_indexer_tells_how_far_it_is_and_that_it_lives() {
    let up = Up::start();
    let data = TempDir::new().expect("a folder");
    let mut indexer = Indexer::start(&up, data.path());
    indexer.wait_for(up.head().number);

    let status = || {
        let mut command = portico(data.path());
        command
            .args(["--json", "status", "--url", &up.url, "--ledger"])
            .arg(up.ledger());
        run(&mut command).json()
    };
    until("the indexer is up to date", || {
        (status()["indexer"]["state"] == "up_to_date").then_some(())
    });
    let metrics = until("the metrics show all entries", || {
        let metrics = indexer.metrics();
        (number(&metrics, "ledger_entries") == 1).then_some(metrics)
    });
    let cursor = database::cursor(&database::of(data.path())).expect("a database");
    assert!(number(&metrics, "indexed_block") <= u64::from(cursor.number));
    assert!(number(&metrics, "finalised_block") >= number(&metrics, "indexed_block"));
    // The founder's registration, in the one block that was read.
    assert_eq!(number(&metrics, "entries_total"), 1);
    assert_eq!(number(&metrics, "blocks_read_total"), 1);
    assert_eq!(number(&metrics, "batch_seconds_count"), 1);
    assert_eq!(number(&metrics, "reconnects_total"), 0);

    for path in ["/health", "/ready"] {
        let answer = indexer.monitored(path);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{path}: {answer}");
    }

    // One that hangs says nothing any more; once it goes on, it is up to date again.
    signal(indexer.process(), Signal::STOP);
    let hanging = until("the indexer is seen to hang", || {
        let status = status();
        (status["indexer"]["state"] == "silent").then_some(status)
    });
    assert!(
        hanging["indexer"]["silent_for"].as_u64() > Some(30),
        "{hanging}"
    );
    signal(indexer.process(), Signal::CONT);
    until("the indexer goes on", || {
        (status()["indexer"]["state"] == "up_to_date").then_some(())
    });
    indexer.end();
}

/// A metric of the indexer.
fn number(metrics: &str, name: &str) -> u64 {
    let name = format!("portico_indexer_{name} ");
    let line = metrics.lines().find_map(|line| line.strip_prefix(&name));
    let number = line.and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("no {name}in {metrics}"))
}
