// SPDX-License-Identifier: EUPL-1.2
//! Test vectors of checkpoints and cosignatures, in `evidence/tests/checkpoints`: made here, compared with the folder;
//! `UPDATE_DOCS=1` writes them.

use super::{bad, early, good};
use portico_evidence::{
    CheckName, CheckpointFile, CheckpointReport, Cosignature, CosignatureFile, Outcome,
    ProvenCheckpoint, Verdict, verify_checkpoint,
};
use portico_rules::memory::{key, pair, sign};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// A checkpoint, and what must be said of it.
pub struct Vector {
    pub name: &'static str,
    /// What was done.
    pub about: &'static str,
    pub text: String,
    /// The name of the vector that the witness has signed.
    pub signed: Option<&'static str>,
    pub verdict: Verdict,
    /// The check that does not pass.
    pub check: Option<CheckName>,
}

/// A line of the index.
#[derive(Serialize)]
struct Line {
    name: &'static str,
    about: &'static str,
    checkpoint: String,
    signed: Option<String>,
    verdict: Verdict,
    check: Option<CheckName>,
    proven: Option<ProvenCheckpoint>,
    fork: Option<portico_evidence::checkpoint::Fork>,
}

/// A cosignature, and whether it is one.
#[derive(Serialize)]
struct Signed {
    name: &'static str,
    about: &'static str,
    cosignature: String,
    /// The checkpoint that it is for.
    checkpoint: &'static str,
    holds: bool,
}

#[derive(Serialize)]
struct Index {
    trust: &'static str,
    checkpoints: Vec<Line>,
    cosignatures: Vec<Signed>,
}

fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap();
    text.push('\n');
    text
}

fn cosignatures() -> Vec<(&'static str, &'static str, String, bool)> {
    let file = early().checkpoint(None).unwrap();
    let proven = super::proven(&file);
    let by = |number: u8| CosignatureFile {
        genesis: proven.genesis,
        block: proven.block,
        hash: proven.hash,
        root: proven.root,
        cosignature: Cosignature {
            key: key(&pair(number)),
            signature: sign(&pair(number), proven.statement.as_bytes()),
        },
    };
    let honest = by(30);
    let text = honest.write();
    let mut other = honest.clone();
    other.cosignature.key = by(31).cosignature.key;
    let mut later = honest.clone();
    later.block += 1;
    let mut root = honest.clone();
    root.root.0[0] ^= 1;
    let mut flipped = honest.clone();
    flipped.cosignature.signature.0[40] ^= 1;
    let block = format!("\"block\":{}", proven.block);
    vec![
        (
            "cosignature-good",
            "a witness's signature",
            text.clone(),
            true,
        ),
        (
            "cosignature-another-good",
            "another witness's",
            by(31).write(),
            true,
        ),
        (
            "cosignature-of-another-key",
            "the signature of another witness",
            other.write(),
            false,
        ),
        (
            "cosignature-of-another-block",
            "another block's number",
            later.write(),
            false,
        ),
        (
            "cosignature-of-another-root",
            "another root",
            root.write(),
            false,
        ),
        (
            "cosignature-wrong",
            "a byte of the signature changed",
            flipped.write(),
            false,
        ),
        (
            "cosignature-zero-before-number",
            "the number has a zero in front",
            text.replace(&block, &format!("\"block\":0{}", proven.block)),
            false,
        ),
        (
            "cosignature-number-too-large",
            "a number of 33 bits",
            text.replace(&block, "\"block\":4294967296"),
            false,
        ),
        (
            "cosignature-with-more",
            "a line feed too many",
            format!("{text}\n"),
            false,
        ),
    ]
}

#[test]
fn checkpoint_vectors() {
    let trust = early().trust();
    let mut files = BTreeMap::from([("trust.json".to_owned(), pretty(&trust))]);
    let all: Vec<Vector> = good::all().into_iter().chain(bad::all()).collect();
    let texts: BTreeMap<_, _> = (all.iter())
        .map(|vector| (vector.name, vector.text.clone()))
        .collect();
    let (mut lines, mut wrong) = (Vec::new(), Vec::new());
    for vector in all {
        let Vector {
            name,
            about,
            text,
            signed,
            verdict,
            check,
        } = vector;
        let last = signed.map(|signed| {
            let report = verify_checkpoint(texts[signed].as_bytes(), &trust, None);
            report
                .proven
                .unwrap_or_else(|| panic!("{signed} is signed"))
        });
        let report: CheckpointReport = verify_checkpoint(text.as_bytes(), &trust, last.as_ref());
        let last = report.checks.last().unwrap();
        let stopped = (last.outcome != Outcome::Passed).then_some(last.name);
        if (report.verdict, stopped) != (verdict, check) {
            wrong.push(format!(
                "{name}: {verdict:?} {check:?} expected, found {:?} {last:?}",
                report.verdict
            ));
        }
        lines.push(Line {
            name,
            about,
            checkpoint: format!("{name}.json"),
            signed: signed.map(|signed| format!("{signed}.json")),
            verdict: report.verdict,
            check,
            proven: report.proven,
            fork: report.fork,
        });
        assert!(
            files.insert(format!("{name}.json"), text).is_none(),
            "{name} stands twice"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let mut signed = Vec::new();
    for (name, about, text, holds) in cosignatures() {
        let read = CosignatureFile::read(text.as_bytes());
        assert_eq!(read.is_ok_and(|file| file.holds()), holds, "{name}");
        signed.push(Signed {
            name,
            about,
            cosignature: format!("{name}.json"),
            checkpoint: "good-first.json",
            holds,
        });
        files.insert(format!("{name}.json"), text);
    }
    let index = Index {
        trust: "trust.json",
        checkpoints: lines,
        cosignatures: signed,
    };
    files.insert("checkpoints.json".to_owned(), pretty(&index));

    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/checkpoints");
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
    // Whatever could be read has one spelling.
    for text in texts.values() {
        if let Ok(file) = CheckpointFile::read(text.as_bytes()) {
            assert!(file.write() == *text);
        }
    }
}
