// SPDX-License-Identifier: EUPL-1.2
//! Test vectors for whoever writes a verifier from docs/evidence.md: bundles in `evidence/tests/vectors`, and what must be said of
//! them. They are made here, the same at every run; `UPDATE_DOCS=1` writes them, otherwise they are compared.

mod bad;
mod good;
mod ledgers;

use portico_evidence::{
    Bundle, CheckName, Outcome, Proven, Trust, Verdict, Witnesses,
    memory::{World, authorities, validators},
    verify,
};
use portico_rules::{
    entry::Entry,
    memory::{key, pair},
    primitives::Digest,
    subject::Subject,
};
use scale::Encode;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// Which trust file it is to be verified with.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    /// Four validators of the same weight.
    Plain,
    /// The same, and two of three witnesses.
    Witnesses,
    /// The same four, the first of which weighs 5.
    Weights,
}

impl Known {
    const ALL: [Known; 3] = [Known::Plain, Known::Witnesses, Known::Weights];

    fn file(self) -> &'static str {
        match self {
            Known::Plain => "trust.json",
            Known::Witnesses => "trust-witnesses.json",
            Known::Weights => "trust-weights.json",
        }
    }

    fn trust(self) -> Trust {
        let mut trust = World::story().trust();
        match self {
            Known::Plain => {}
            Known::Witnesses => {
                trust.witnesses = Some(Witnesses {
                    required: 2,
                    keys: ledgers::WITNESSES.map(|number| key(&pair(number))).to_vec(),
                });
            }
            Known::Weights => {
                trust.authorities = authorities(&validators(1..=4));
                trust.authorities[0].weight = 5;
            }
        }
        trust
    }
}

/// A bundle, and what must be said of it.
struct Vector {
    name: &'static str,
    /// What was done.
    about: &'static str,
    bundle: String,
    known: Known,
    verdict: Verdict,
    /// The check that does not pass.
    check: Option<CheckName>,
}

/// A line of the index.
#[derive(Serialize)]
struct Line {
    name: &'static str,
    about: &'static str,
    bundle: String,
    trust: &'static str,
    verdict: Verdict,
    check: Option<CheckName>,
    /// None if the file is no bundle.
    id: Option<Digest>,
    proven: Vec<Proven>,
}

/// A subject's entries in SCALE, with something done to them; without heads.
fn told(world: &World, subject: Subject, change: impl FnOnce(&mut Vec<Entry>)) -> Vec<Vec<u8>> {
    let mut entries = (world.ledger.history(subject).into_iter())
        .map(|appended| appended.entry)
        .collect();
    change(&mut entries);
    entries.iter().map(Encode::encode).collect()
}

/// A bundle of a state in which the contract holds these entries, beside the true histories of others.
fn forged(
    world: &World,
    subject: Subject,
    entries: &[Vec<u8>],
    others: impl IntoIterator<Item = Subject>,
) -> Bundle {
    portico_evidence::memory::forged::forged(world, subject, entries, others).unwrap()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap();
    text.push('\n');
    text
}

#[test]
fn vectors() {
    let mut files = BTreeMap::new();
    for known in Known::ALL {
        files.insert(known.file().to_owned(), pretty(&known.trust()));
    }
    let (mut index, mut wrong) = (Vec::new(), Vec::new());
    for Vector {
        name,
        about,
        bundle,
        known,
        verdict,
        check,
    } in good::all().into_iter().chain(bad::all())
    {
        let trust = Trust::read(files[known.file()].as_bytes()).unwrap();
        let report = verify(bundle.as_bytes(), &trust, &[]);
        let last = report.checks.last().unwrap();
        let stopped = (last.outcome != Outcome::Passed).then_some(last.name);
        if (report.verdict, stopped) != (verdict, check) {
            wrong.push(format!(
                "{name}: {verdict:?} {check:?} expected, found {:?} {last:?}",
                report.verdict
            ));
        }
        let file = format!("{name}.json");
        index.push(Line {
            name,
            about,
            bundle: file.clone(),
            trust: known.file(),
            verdict,
            check,
            id: report.id,
            proven: report.proven,
        });
        assert!(files.insert(file, bundle).is_none(), "{name} stands twice");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    files.insert("vectors.json".to_owned(), pretty(&index));

    let folder = folder();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).unwrap();
        }
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in &files {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    let there: BTreeSet<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    let made: BTreeSet<String> = files.keys().cloned().collect();
    assert_eq!(
        there, made,
        "the folder holds other vectors; run with UPDATE_DOCS=1 and read the difference"
    );
    for (name, text) in files {
        let held = std::fs::read_to_string(folder.join(&name)).unwrap();
        // Not `assert_eq`: it would print thousands of digits.
        assert!(
            held == text,
            "{name} differs from what is made here; run with UPDATE_DOCS=1 and read the difference"
        );
    }
}
