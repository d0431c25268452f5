// SPDX-License-Identifier: EUPL-1.2
//! Bundles, honest and damaged, as files, each with the report that the native verifier gives.

use std::{fs, path::Path};

use portico_evidence::{
    Trust, Verdict,
    memory::{World, validators},
    verify,
};
use portico_rules::{native::sha256, primitives::Digest, subject::Subject};
use serde_json::json;

const AWARD: Subject = Subject::Award(1);

struct Cases<'f> {
    folder: &'f Path,
    list: Vec<serde_json::Value>,
}

impl Cases<'_> {
    /// Writes a case; says what the native verifier makes of it.
    fn add(
        &mut self,
        name: &str,
        bundle: &[u8],
        trust: &Trust,
        documents: &[(String, Digest)],
    ) -> Verdict {
        let report = verify(bundle, trust, documents);
        let write = |suffix: &str, content: &[u8]| {
            fs::write(self.folder.join(format!("{name}.{suffix}")), content).expect("writable");
        };
        write("bundle.json", bundle);
        write(
            "trust.json",
            &serde_json::to_vec(trust).expect("a trust file"),
        );
        write(
            "report.json",
            &serde_json::to_vec(&report).expect("a report"),
        );
        let documents: Vec<_> = documents
            .iter()
            .map(|(name, sha256)| json!({ "name": name, "sha256": sha256 }))
            .collect();
        self.list
            .push(json!({ "name": name, "documents": documents }));
        report.verdict
    }
}

/// The test vectors of docs/evidence.md.
fn vectors(cases: &mut Cases) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let read = |name: &str| fs::read(folder.join(name)).expect("a file of the vectors");
    let list: Vec<serde_json::Value> =
        serde_json::from_slice(&read("vectors.json")).expect("the list of the vectors");
    for vector in &list {
        let word = |name: &str| vector[name].as_str().expect("a word");
        let trust = Trust::read(&read(word("trust"))).expect("a trust file");
        let name = format!("vector-{}", word("name"));
        let verdict = cases.add(&name, &read(word("bundle")), &trust, &[]);
        assert_eq!(json!(verdict), vector["verdict"], "{name}");
    }
}

/// Writes all cases below `folder` with their list in `cases.json`, and says how many there are.
pub fn write(folder: &Path) -> usize {
    let mut cases = Cases {
        folder,
        list: Vec::new(),
    };
    let world = World::story();
    let trust = world.trust();
    let honest = world.bundle([AWARD], []).expect("an award of the story");
    let text = honest.write();
    let all = world
        .bundle([AWARD], world.subjects())
        .expect("the story's subjects");
    let known = ("relazione.pdf".to_owned(), honest.documents[0]);
    let unknown = ("altro.txt".to_owned(), sha256(b"un altro documento"));

    let verdict = cases.add("honest", text.as_bytes(), &trust, &[]);
    assert_eq!(verdict, Verdict::Valid);
    let verdict = cases.add("with-others", all.write().as_bytes(), &trust, &[]);
    assert_eq!(verdict, Verdict::Valid);
    let verdict = cases.add(
        "document",
        text.as_bytes(),
        &trust,
        std::slice::from_ref(&known),
    );
    assert_eq!(verdict, Verdict::Valid);
    let verdict = cases.add("other-document", text.as_bytes(), &trust, &[known, unknown]);
    assert_eq!(verdict, Verdict::Invalid);
    let everything = world
        .bundle(world.subjects(), [])
        .expect("the story's subjects");
    let verdict = cases.add("everything", everything.write().as_bytes(), &trust, &[]);
    assert_eq!(verdict, Verdict::Valid);

    let mut long = World::story();
    long.sets = vec![validators(1..=4), validators(2..=8), validators(9..=9)];
    long.headers = 3;
    let changed = long.bundle([AWARD], []).expect("an award of the story");
    let verdict = cases.add(
        "other-validators",
        changed.write().as_bytes(),
        &long.trust(),
        &[],
    );
    assert_eq!(verdict, Verdict::Valid);
    // Whoever trusts others believes nothing of it.
    let mut others = trust.clone();
    others.authorities.reverse();
    others.authorities.truncate(1);
    let verdict = cases.add("untrusted", text.as_bytes(), &others, &[]);
    assert_eq!(verdict, Verdict::Invalid);
    let mut genesis = trust.clone();
    genesis.genesis = sha256(b"another chain");
    let verdict = cases.add("other-chain", text.as_bytes(), &genesis, &[]);
    assert_eq!(verdict, Verdict::Invalid);
    let mut code = trust.clone();
    for contract in &mut code.contracts {
        contract.code_hashes = vec![sha256(b"another code")];
    }
    let verdict = cases.add("other-code", text.as_bytes(), &code, &[]);
    assert_eq!(verdict, Verdict::Invalid);
    let later = text.replace("portico/evidence/v1", "portico/evidence/v2");
    let verdict = cases.add("later", later.as_bytes(), &trust, &[]);
    assert_eq!(verdict, Verdict::Undecided);
    cases.add("empty", b"", &trust, &[]);
    cases.add(
        "markup",
        b"{\"format\":\"<img src=x onerror=alert(1)>\"",
        &trust,
        &[],
    );
    cases.add("not-utf-8", &[0xff; 300], &trust, &[]);

    let mut dropped = honest.clone();
    dropped.contracts[0].histories[0].entries.remove(2);
    let verdict = cases.add("entry-dropped", dropped.write().as_bytes(), &trust, &[]);
    assert_eq!(verdict, Verdict::Invalid);
    let mut reordered = honest.clone();
    reordered.contracts[0].histories[0].entries.swap(1, 2);
    let verdict = cases.add("entries-swapped", reordered.write().as_bytes(), &trust, &[]);
    assert_eq!(verdict, Verdict::Invalid);
    // A bit of every part, spread over the whole file.
    let bytes = all.write().into_bytes();
    for number in 0..150 {
        let mut damaged = bytes.clone();
        let at = number * bytes.len() / 150;
        damaged[at] ^= 1;
        let verdict = cases.add(&format!("damaged-{number}"), &damaged, &trust, &[]);
        assert_ne!(verdict, Verdict::Valid, "byte {at}");
    }
    vectors(&mut cases);
    let list = serde_json::to_vec(&cases.list).expect("a list");
    fs::write(folder.join("cases.json"), list).expect("writable");
    cases.list.len()
}
