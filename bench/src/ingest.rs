// SPDX-License-Identifier: EUPL-1.2
//! Entries into SQLite, from blocks that are fetched already: how many a second, and what that is made of.
//!
//! What the parts cost by themselves is measured on the same entries, in the same run: the signatures, by checking each
//! of them once more on one thread; the rules, by replaying the entries over rows in memory; parts of the schema, by
//! writing the entries into a file without them.

use std::{
    collections::BTreeMap,
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow, ensure};
use portico_client::LocatedEntry;
use portico_rules::{
    native::Native,
    replay::{Signatures, apply, replay},
    row::{Row, RowKey},
    subject::SubjectKind,
};
use rusqlite::Connection;

use crate::{
    generate::Mirror,
    report::{line, thousands},
    signed::Signed,
    town::Signing,
};

/// What to measure.
pub(crate) struct Shape {
    /// Entries that are measured.
    pub(crate) entries: usize,
    /// Entries that are there before.
    pub(crate) before: usize,
    /// Entries of a transaction.
    pub(crate) batch: usize,
    /// Whether to measure parts of the schema.
    pub(crate) parts: bool,
}

/// What was measured of as many entries as were wanted.
#[derive(Default)]
struct Measured {
    entries: usize,
    writing: Duration,
    /// Of that, how long the thread that writes had a core.
    computing: Duration,
    carried: usize,
    signatures: Duration,
    rules: Duration,
}

impl Measured {
    fn per_second(&self) -> String {
        thousands(self.entries as f64 / self.writing.as_secs_f64())
    }

    fn microseconds(&self, time: Duration) -> f64 {
        time.as_secs_f64() * 1e6 / self.entries as f64
    }
}

/// Measures.
///
/// # Errors
/// The generator's and the indexer's.
pub(crate) fn run(shape: &Shape) -> Result<()> {
    let mixed = measure(shape, Signing::Carried, "")?;
    let direct = measure(shape, Signing::Direct, "")?;
    let over = format!(
        "over {} entries, after {}, {} in a transaction",
        thousands(mixed.entries as f64),
        thousands(shape.before as f64),
        thousands(shape.batch as f64)
    );
    line(
        "entries into SQLite, from fetched blocks",
        &format!("{} entries/s {over}", mixed.per_second()),
        "at least 10,000",
    );
    line(
        "the same, no signature to check",
        &format!("{} entries/s", direct.per_second()),
        "at least 10,000",
    );
    for (what, measured) in [("mixed", &mixed), ("direct", &direct)] {
        line(
            &format!("the thread that writes them, {what}"),
            &format!(
                "{:.1} µs an entry on its core, {:.1} µs with what it waits for",
                measured.microseconds(measured.computing),
                measured.microseconds(measured.writing)
            ),
            "",
        );
    }
    line(
        "of that the signatures, on one core",
        &format!(
            "{:.1} µs an entry: {:.0} % of the entries have one, each takes {:.1} µs",
            mixed.microseconds(mixed.signatures),
            mixed.carried as f64 * 100.0 / mixed.entries as f64,
            mixed.signatures.as_secs_f64() * 1e6 / mixed.carried.max(1) as f64
        ),
        &format!(
            "{:.2} of all",
            mixed.signatures.as_secs_f64() / mixed.writing.as_secs_f64()
        ),
    );
    line(
        "of that the rules and the hash chain, over rows in memory",
        &format!("{:.1} µs an entry", mixed.microseconds(mixed.rules)),
        &format!(
            "{:.2} of all",
            mixed.rules.as_secs_f64() / mixed.writing.as_secs_f64()
        ),
    );
    if shape.parts {
        for (part, drop) in PARTS {
            let without = measure(shape, Signing::Carried, drop)?;
            line(
                &format!("without {part}"),
                &format!(
                    "{} entries/s, {:.1} µs an entry on the writing core",
                    without.per_second(),
                    without.microseconds(without.computing)
                ),
                &format!(
                    "{:.2} of the time on that core",
                    without.computing.as_secs_f64() / mixed.computing.as_secs_f64()
                ),
            );
        }
    }
    Ok(())
}

/// Parts of the schema: what is listed of `sqlite_schema` is dropped.
const PARTS: [(&str, &str); 4] = [
    (
        "the history",
        "type = 'trigger' AND name LIKE '%\\_history\\_%' ESCAPE '\\'",
    ),
    (
        "checking that what is written once does not change",
        "type = 'trigger' AND name LIKE '%\\_fixed' ESCAPE '\\'",
    ),
    ("the index of words", "name = 'search_items_insert'"),
    (
        "indexes of entries that are no keys",
        "type = 'index' AND sql IS NOT NULL AND tbl_name = 'entries'",
    ),
];

/// Drops what a condition on `sqlite_schema` selects.
fn drop_parts(file: &Path, condition: &str) -> Result<()> {
    let connection = Connection::open(file)?;
    let mut names = connection.prepare(&format!(
        "SELECT 'DROP ' || type || ' ' || name FROM sqlite_schema WHERE {condition}"
    ))?;
    let drops: Vec<String> = names
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    ensure!(!drops.is_empty(), "nothing in the schema is {condition}");
    Ok(connection.execute_batch(&drops.join(";"))?)
}

/// Writes a new ledger into a new file, without what `dropped` selects of its schema.
fn measure(shape: &Shape, signing: Signing, dropped: &str) -> Result<Measured> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("ledger.sqlite");
    let mut mirror = Mirror::new(&file, signing)?;
    if !dropped.is_empty() {
        drop_parts(&file, dropped)?;
    }
    let mut rules = Rules::default();
    let mut made = 0;
    while made < shape.before {
        let (entries, upto) = mirror.fetch(shape.batch)?;
        made += entries.len();
        mirror.write(&entries, upto)?;
        rules.replay(&mirror, &entries)?;
    }
    let mut measured = Measured::default();
    while measured.entries < shape.entries {
        let (entries, upto) = mirror.fetch(shape.batch)?;
        measured.entries += entries.len();
        let before = on_core()?;
        measured.writing += mirror.write(&entries, upto)?;
        measured.computing += on_core()?.saturating_sub(before);
        measured.rules += rules.replay(&mirror, &entries)?;
        let started = Instant::now();
        measured.carried += check_signatures(&mirror, &entries)?;
        measured.signatures += started.elapsed();
    }
    Ok(measured)
}

/// How long this thread has had a core, as Linux counts it.
fn on_core() -> Result<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text.split(' ').next().unwrap_or_default().parse()?;
    Ok(Duration::from_nanos(nanoseconds))
}

/// The contracts' rows, in memory.
#[derive(Default)]
struct Rules(BTreeMap<SubjectKind, BTreeMap<RowKey, Row>>);

impl Rules {
    /// Applies the rules to entries, their signatures taken as good.
    fn replay(&mut self, mirror: &Mirror, entries: &[LocatedEntry]) -> Result<Duration> {
        let started = Instant::now();
        for LocatedEntry {
            block, appended, ..
        } in entries
        {
            let kind = appended.entry.subject.kind();
            let rows = self.0.entry(kind).or_default();
            let place = mirror.town.chain().place(kind);
            let changes = replay(
                &Native,
                rows,
                &place,
                appended,
                block.number,
                Signatures::Trust,
            )
            .map_err(|broken| anyhow!("the replay stops: {broken:?}"))?;
            apply(rows, changes);
        }
        Ok(started.elapsed())
    }
}

/// Checks every signature, one after the other; says how many there are.
fn check_signatures(mirror: &Mirror, entries: &[LocatedEntry]) -> Result<usize> {
    let mut carried = 0;
    for located in entries {
        let entry = &located.appended.entry;
        let place = mirror.town.chain().place(entry.subject.kind());
        if let Some(signed) = Signed::of(entry, &place) {
            ensure!(black_box(signed.is_good()), "a signature is not good");
            carried += 1;
        }
    }
    Ok(carried)
}
