// SPDX-License-Identifier: EUPL-1.2
//! Verifying an evidence bundle, beside the bare cost of what no verifier can leave out: one SHA-256 of each entry, and
//! each carried signature once.

use std::{
    collections::BTreeSet,
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use portico_evidence::{
    Verdict,
    memory::{World, validators},
    verify,
};
use portico_rules::{
    entry::next_bytes,
    native::sha256,
    primitives::Digest,
    subject::{Subject, SubjectKind},
};

use crate::{
    report::{line, thousands},
    signed::Signed,
    town::{Signing, Town},
};

/// How often each is done, in turns; the quickest counts, since whatever else the machine does only makes it slower.
const TIMES: usize = 9;

/// Measures a bundle about all awards of a ledger, with at least so many entries.
///
/// # Errors
/// The generator's.
pub(crate) fn run(count: usize) -> Result<()> {
    let mut town = Town::found(1, Signing::Carried)?;
    let mut placed = Vec::new();
    let of_award = |subject: Subject| subject.kind() == SubjectKind::Award;
    let mut made = 0;
    while made < count {
        let (more, _) = town.entries(count)?;
        made += more
            .iter()
            .filter(|placed| of_award(placed.appended.entry.subject))
            .count();
        placed.extend(more);
    }
    let mut ledger = town.chain().clone();
    placed.retain(|placed| of_award(placed.appended.entry.subject));
    ledger.entries = placed;
    let world = World {
        sets: vec![validators(1..=4)],
        ledger,
        ..World::story()
    };
    let about: BTreeSet<Subject> = world.subjects();
    let awards = about.len();
    let text = world.bundle(about, [])?.write();
    let trust = world.trust();

    let place = world.ledger.place(SubjectKind::Award);
    let entries: Vec<_> = (world.ledger.entries.iter())
        .map(|placed| &placed.appended.entry)
        .collect();
    let hashed: Vec<_> = (entries.iter())
        .map(|entry| next_bytes(&Digest([0; 32]), entry))
        .collect();
    let signed: Vec<_> = (entries.iter())
        .filter_map(|entry| Signed::of(entry, &place))
        .collect();
    let (mut bare, mut verified) = (Duration::MAX, Duration::MAX);
    for _ in 0..TIMES {
        bare = bare.min(time(|| {
            for bytes in &hashed {
                black_box(sha256(bytes));
            }
            let good = signed.iter().all(Signed::is_good);
            ensure!(good, "a signature is not good");
            Ok(())
        })?);
        verified = verified.min(time(|| {
            let report = verify(text.as_bytes(), &trust, &[]);
            let last = report.checks.last();
            ensure!(report.verdict == Verdict::Valid, "not valid: {last:?}");
            Ok(())
        })?);
    }
    let each = |time: Duration| time.as_secs_f64() * 1e6 / entries.len() as f64;
    line(
        "verifying evidence",
        &format!(
            "{} entries of {} awards, {} of them carried, {:.1} MB: {:.0} ms, {:.1} µs an entry; bare hashes and signatures {:.1} µs",
            thousands(entries.len() as f64),
            thousands(awards as f64),
            thousands(signed.len() as f64),
            text.len() as f64 / 1e6,
            verified.as_secs_f64() * 1e3,
            each(verified),
            each(bare)
        ),
        &format!(
            "{:.2} times the bare cost, at most 1.5",
            verified.as_secs_f64() / bare.as_secs_f64()
        ),
    );
    Ok(())
}

fn time(work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let started = Instant::now();
    work()?;
    Ok(started.elapsed())
}
