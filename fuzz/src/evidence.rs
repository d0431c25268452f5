// SPDX-License-Identifier: EUPL-1.2
//! What targets about evidence share: the test vectors' chain in memory, and what must hold of whatever is called valid.

use portico_evidence::{
    Bundle, Outcome, ProvenCheckpoint, Trust, Verdict, memory::World, verify, verify_checkpoint,
};
use portico_rules::primitives::Digest;
use portico_rules::row::Row;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The chain that the vectors are made of.
pub fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(World::story)
}

/// What is trusted of it.
pub fn trust() -> &'static Trust {
    static TRUST: OnceLock<Trust> = OnceLock::new();
    TRUST.get_or_init(|| world().trust())
}

/// A line of the vectors' index, as far as it is needed.
#[derive(Deserialize)]
struct Line {
    verdict: String,
    proven: Vec<Proof>,
}

#[derive(Deserialize)]
struct Proof {
    subject: String,
    entries: u32,
    head: Digest,
}

/// What the good vectors prove: subjects, how many entries they have, their heads. Nobody else has the validators' keys, so nothing
/// else can be proven.
fn provable() -> &'static BTreeSet<(String, u32, Digest)> {
    static PROVABLE: OnceLock<BTreeSet<(String, u32, Digest)>> = OnceLock::new();
    PROVABLE.get_or_init(|| {
        let index: Vec<Line> =
            serde_json::from_str(include_str!("../../evidence/tests/vectors/vectors.json"))
                .expect("the committed index");
        index
            .into_iter()
            .filter(|line| line.verdict == "valid")
            .flat_map(|line| line.proven)
            .map(|proof| (proof.subject, proof.entries, proof.head))
            .collect()
    })
}

/// What the good vectors of checkpoints prove.
///
/// # Panics
/// If one of the committed vectors is missing or does not hold.
pub fn checkpoints() -> &'static [ProvenCheckpoint] {
    static CHECKPOINTS: OnceLock<Vec<ProvenCheckpoint>> = OnceLock::new();
    CHECKPOINTS.get_or_init(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../evidence/tests/checkpoints");
        let files = std::fs::read_dir(folder).expect("the committed vectors");
        let texts = files.map(|file| std::fs::read(file.expect("a file").path()).expect("a file"));
        texts
            .filter_map(|text| verify_checkpoint(&text, trust(), None).proven)
            .collect()
    })
}

/// Verifies a file; whether it is valid.
///
/// # Panics
/// If the report contradicts itself, or if a file is called valid that has another spelling or shows more paid than attested, or more
/// attested than granted.
pub fn sound(text: &[u8]) -> Option<Bundle> {
    let report = verify(text, trust(), &[]);
    let last = report.checks.last().expect("a check at least");
    let passed = report
        .checks
        .iter()
        .all(|check| check.outcome == Outcome::Passed);
    assert_eq!(passed, report.verdict == Verdict::Valid);
    if !passed {
        assert!(report.proven.is_empty());
        assert!(last.expected.is_some() && last.found.is_some(), "{last:?}");
        return None;
    }
    let (bundle, id) = Bundle::read(text).expect("what is valid can be read");
    assert_eq!(bundle.write().as_bytes(), text, "a second spelling");
    assert_eq!((report.id, bundle.id()), (Some(id), id));
    assert!(!report.proven.is_empty());
    let rows: BTreeMap<_, _> = report
        .proven
        .iter()
        .filter_map(|proven| match proven.row {
            Row::Award(row) => Some((proven.subject.clone(), row)),
            _ => None,
        })
        .collect();
    for (subject, row) in rows {
        assert!(
            row.recovered <= row.paid && row.paid <= row.attested && row.attested <= row.granted,
            "{subject}: {row:?}"
        );
    }
    Some(bundle)
}

/// As [`sound`], for a file that was not signed here: what is valid then is one of the vectors' histories.
///
/// # Panics
/// If it is another, which is what is looked for.
pub fn provable_only(text: &[u8]) {
    if sound(text).is_some() {
        for proven in verify(text, trust(), &[]).proven {
            let proof = (proven.subject, proven.entries, proven.head);
            assert!(provable().contains(&proof), "{proof:?}");
        }
    }
}
