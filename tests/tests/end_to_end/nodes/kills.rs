// SPDX-License-Identifier: EUPL-1.2
//! Kills: whenever the indexer or an import is killed, the databases and the ledger end up as if nothing had been.
//!
//! `PORTICO_KILLS` says how often (10), `PORTICO_SEED` repeats a run: it chooses the files and when to kill, as far as a
//! machine can be made to repeat itself.

use std::{
    env, fs,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant, SystemTime},
};

use fastrand::Rng;
use portico_tests::PATIENCE;
use tempfile::TempDir;

use super::disk_full;
use crate::{
    database::{self, Dump},
    imports::{File, sums},
    program::until,
    system::{Indexer, Up},
};

/// Rows of a file: enough for several extrinsics, and for the import to outlast some kills.
const ROWS: u64 = 800;

/// How long an import may live that is killed before it has recorded anything, or after.
const LIFE: Duration = Duration::from_millis(2500);

fn number(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

#[test]
fn kills_leave_no_trace() {
    let kills = number("PORTICO_KILLS").unwrap_or(10);
    let seed = number("PORTICO_SEED").unwrap_or_else(|| fastrand::u64(..u64::from(u32::MAX)));
    println!("PORTICO_SEED={seed} PORTICO_KILLS={kills}");
    let random = &mut Rng::with_seed(seed);
    let up = Up::start();
    let killed = TempDir::new().expect("a folder");
    let life = first_blocks(&up);

    let enough = AtomicBool::new(false);
    let files = thread::scope(|scope| {
        let importing = scope.spawn(|| import_until(&up, seed, &enough));
        // Also when a check below fails: the imports would go on for ever.
        let enough = OnDrop(&enough);
        let (mut kill, mut moved) = (0, 0);
        // It must be killed at work, and not only before it has begun.
        while kill < kills || moved * 4 < kills {
            kill += 1;
            assert!(
                kill <= 10 * kills,
                "only {moved} of {kill} indexers wrote anything before they were killed"
            );
            assert!(!importing.is_finished(), "the import has ended early");
            let before = database::cursor(&database::of(killed.path())).map(|at| at.number);
            let indexer = Indexer::start(&up, killed.path());
            let when = live(random, kill, life, killed.path());
            indexer.kill();
            let after = database::cursor(&database::of(killed.path())).map(|at| at.number);
            println!("kill {kill}, {when}: block {before:?} to {after:?}");
            moved += u64::from(after > before);
        }
        drop(enough);
        importing.join().expect("the imports succeed")
    });

    // What was killed catches up; beside it one that nobody disturbs begins from nothing; and the one in `portico up`
    // was there all along.
    let head = up.head().number;
    let mut indexer = Indexer::start(&up, killed.path());
    indexer.wait_for(head);
    indexer.end();
    let undisturbed = TempDir::new().expect("a folder");
    let started = Instant::now();
    let mut indexer = Indexer::start(&up, undisturbed.path());
    indexer.wait_for(head);
    let catching_up = started.elapsed();
    indexer.end();
    until("`portico up` has indexed everything", || {
        database::cursor(&up.database()).filter(|cursor| cursor.number >= head)
    });
    let expected = Dump::of(&database::of(undisturbed.path()));
    println!(
        "{} entries, {} records, {} rows of the contracts; caught up in {catching_up:?}",
        expected.rows("entries"),
        expected.rows("historical_records"),
        expected.rows("rows")
    );
    assert!(expected.rows("historical_records") as u64 > ROWS / 2);
    expected.assert_same(&Dump::of(&up.database()), "indexed as it happened");
    expected.assert_same(&Dump::of(&database::of(killed.path())), "killed");
    assert_on_the_chain(&up, killed.path());

    kill_while_catching_up(&up, kills.div_ceil(2), random, catching_up, head, &expected);
    disk_full::check(&up, head, &undisturbed, &expected);

    // A second run of the same files adds nothing.
    let entries = up.entries();
    for file in files {
        let report = file.import(&up);
        assert_eq!(report["ledger"]["added_rows"], 0, "{report}");
        file.assert_adds_up(&up, &report);
    }
    assert_eq!(entries, up.entries());
    expected.assert_same(&Dump::of(&up.database()), "imported a second time");
}

/// Says that it is enough when it goes.
struct OnDrop<'a>(&'a AtomicBool);

impl Drop for OnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Imports file after file until it is enough, at the least one. The first import is killed on its way.
fn import_until(up: &Up, seed: u64, enough: &AtomicBool) -> Vec<File> {
    let mut files = Vec::new();
    while files.is_empty() || !enough.load(Ordering::Relaxed) {
        let (file, made) = File::made(up, seed + files.len() as u64, ROWS);
        let killed_after = files.is_empty().then(|| kill_import(up, &file, seed));
        let report = file.import(up);
        let added = report["ledger"]["added_rows"].as_u64();
        let accepted = sums(&report["accepted"]);
        assert_eq!(sums(&report["input"]), made.input, "{report}");
        assert_eq!(sums(&report["rejected"]), made.rejected, "{report}");
        assert_eq!(report["input"]["unreadable"], made.unreadable, "{report}");
        assert_eq!(
            report["paid_above_awarded"], made.paid_above_awarded,
            "{report}"
        );
        match killed_after {
            // What the first run recorded is not recorded again.
            Some(rows) => {
                println!("import killed after row {rows}, then {added:?} rows added");
                assert!(added < Some(accepted.rows), "{report}");
            }
            None => assert_eq!(added, Some(accepted.rows), "{report}"),
        }
        file.assert_adds_up(up, &report);
        files.push(file);
    }
    files
}

/// Starts an import and kills it, at random moments and then once the first of its records are final; returns up to
/// which row they are.
fn kill_import(up: &Up, file: &File, seed: u64) -> u32 {
    let random = &mut Rng::with_seed(seed);
    for _ in 0..2 {
        let mut import = file.start(up);
        thread::sleep(LIFE.mul_f64(random.f64()));
        import.kill().expect("it is ours to kill");
        import.wait().expect("it is ours to wait for");
    }
    let mut import = file.start(up);
    let (_, rows) = until("some records are final", || {
        let recorded = file.recorded(up).filter(|(_, rows)| *rows > 0);
        let ended = import.try_wait().expect("it is ours to wait for");
        assert!(recorded.is_some() || ended.is_none(), "{ended:?}");
        recorded
    });
    import.kill().expect("it is ours to kill");
    import.wait().expect("it is ours to wait for");
    rows
}

/// How long an indexer takes to come to its first blocks, on this machine and beside all that runs on it.
fn first_blocks(up: &Up) -> Duration {
    let folder = TempDir::new().expect("a folder");
    let started = Instant::now();
    let mut indexer = Indexer::start(up, folder.path());
    indexer.wait_for(1);
    indexer.kill();
    started.elapsed()
}

/// Lets an indexer live for a while, up to twice `usual`, and tells until when.
fn live(random: &mut Rng, kill: u64, usual: Duration, data: &Path) -> String {
    let file = database::of(data);
    let started = Instant::now();
    if kill == 1 {
        // While the schema is made.
        while !file.exists() && started.elapsed() < PATIENCE {
            thread::sleep(Duration::from_micros(100));
        }
        thread::sleep(Duration::from_micros(random.u64(..20_000)));
        "as soon as there is a file".into()
    } else if random.bool() {
        let life = usual.mul_f64(2.0 * random.f64());
        thread::sleep(life);
        format!("after {life:?}")
    } else {
        // In the middle of a transaction or just after it. Opening the database may write as well: let some pass.
        let writes = random.u32(1..6);
        let mut wal = written(data);
        for _ in 0..writes {
            while written(data) == wal && started.elapsed() < PATIENCE {
                thread::sleep(Duration::from_micros(100));
            }
            wal = written(data);
        }
        thread::sleep(Duration::from_micros(random.u64(..3_000)));
        format!("after write {writes}")
    }
}

/// When and how far the write-ahead log was written.
fn written(data: &Path) -> Option<(u64, SystemTime)> {
    let log = fs::metadata(data.join("ledger.sqlite-wal")).ok()?;
    Some((log.len(), log.modified().ok()?))
}

/// Kills indexers that begin from nothing and write a whole history at once.
fn kill_while_catching_up(
    up: &Up,
    kills: u64,
    random: &mut Rng,
    catching_up: Duration,
    head: u32,
    expected: &Dump,
) {
    let mut data = TempDir::new().expect("a folder");
    for kill in 1..=kills {
        let indexer = Indexer::start(up, data.path());
        // The end of it is where it writes.
        thread::sleep(catching_up.mul_f64(0.4 + 0.7 * random.f64()));
        indexer.kill();
        let file = database::of(data.path());
        let at = database::cursor(&file).map_or(0, |cursor| cursor.number);
        println!("kill {kill} of those catching up: block {at}");
        if at >= head {
            expected.assert_same(&Dump::of(&file), "killed after it had caught up");
            data = TempDir::new().expect("a folder");
        }
    }
    let mut indexer = Indexer::start(up, data.path());
    indexer.wait_for(head);
    indexer.end();
    let dump = Dump::of(&database::of(data.path()));
    expected.assert_same(&dump, "killed while catching up");
}

/// Asserts that a database has come to a block of the chain.
fn assert_on_the_chain(up: &Up, data: &Path) {
    let cursor = database::cursor(&database::of(data)).expect("a block");
    let block = up.ask(async |node| node.block_at(cursor.number).await);
    assert_eq!(block.expect("the node answers"), cursor);
}
