// SPDX-License-Identifier: EUPL-1.2
//! Checkpoints that a witness may sign.

use super::{early, late, vectors::Vector};
use portico_evidence::{
    CheckpointFile, Verdict,
    memory::{header, validators},
    storage::child_root_key,
};
use portico_rules::{primitives::Digest, subject::SubjectKind};

/// [`early`] with headers that lead to it from two blocks before.
pub fn early_since() -> CheckpointFile {
    let world = early();
    let number = world.ledger.block - 3;
    let before = header(Digest([9; 32]), number, Digest([5; 32]), None);
    world.checkpoint(Some(&before)).unwrap()
}

pub fn all() -> Vec<Vector> {
    let mut vectors = Vec::new();
    let mut add = |name, about, file: &CheckpointFile, signed| {
        vectors.push(Vector {
            name,
            about,
            text: file.write(),
            signed,
            verdict: Verdict::Valid,
            check: None,
        });
    };
    let first = early().checkpoint(None).unwrap();
    add("good-first", "the first of a witness", &first, None);
    add(
        "good-again",
        "the last one once more",
        &first,
        Some("good-first"),
    );
    let mut next = late().checkpoint(Some(&first.header)).unwrap();
    add(
        "good-next",
        "a later one, with the headers between",
        &next,
        Some("good-first"),
    );
    let since = early_since();
    add(
        "good-with-headers",
        "the first of a witness, with headers from two blocks before",
        &since,
        None,
    );
    let later = late().checkpoint(Some(&since.header)).unwrap();
    next.clone_from(&later);
    next.since = [
        &since.since[..],
        std::slice::from_ref(&since.header),
        &later.since,
    ]
    .concat();
    add(
        "good-next-from-before",
        "a later one, with headers from before the last one on",
        &next,
        Some("good-with-headers"),
    );
    let mut child = early();
    child.ledger.advance(6);
    let child = child.checkpoint(Some(&first.header)).unwrap();
    assert!(child.since.is_empty());
    add(
        "good-child",
        "the child of the last one: its own header names it, and nothing new was written",
        &child,
        Some("good-first"),
    );
    let mut changed = late();
    changed.sets = vec![validators(1..=4), validators(3..=9)];
    changed.headers = 2;
    let changed = changed.checkpoint(Some(&first.header)).unwrap();
    add(
        "good-set-change",
        "the validators changed, and signed the second block after the checkpoint's",
        &changed,
        Some("good-first"),
    );
    let world = early();
    let (mut top, nodes) = world.state();
    top.remove(&child_root_key(&[SubjectKind::Import as u8; 32]));
    let empty = world.checkpoint_over(&top, &nodes, None).unwrap();
    add(
        "good-nothing-stored",
        "a contract that has stored nothing has no trie, and counts nothing",
        &empty,
        None,
    );
    vectors
}
