// SPDX-License-Identifier: EUPL-1.2
//! Checkpoints: what a witness signs, what it refuses, and the vectors of both.

mod bad;
mod good;
mod vectors;

use portico_evidence::{
    CheckpointFile, CheckpointReport, ProvenCheckpoint, Verdict,
    checkpoint::{Ledger, Named, root},
    counted,
    header::Header,
    limits,
    memory::World,
    verify_checkpoint,
};
use portico_rules::{
    memory::{
        Chain,
        sample::{self, START},
    },
    row::{LedgerRow, Row, RowKey},
    subject::SubjectKind,
};
use scale::Encode;

/// The sample's ledger before its awards, in an early block.
fn early() -> World {
    let mut ledger = Chain::new(START);
    sample::parties(&mut ledger).unwrap();
    sample::agreement(&mut ledger).unwrap();
    ledger.advance(6);
    World {
        ledger,
        ..World::story()
    }
}

/// The same ledger with an award, some blocks later.
fn late() -> World {
    let mut world = early();
    world.ledger.advance(6);
    world.ledger.advance(6);
    sample::award(&mut world.ledger).unwrap();
    world.ledger.advance(6);
    world
}

/// Another block of the same height as [`early`]'s, in whose state something else stands.
fn another() -> CheckpointFile {
    let world = early();
    let (mut top, nodes) = world.state();
    top.insert(b"other".to_vec(), vec![1]);
    world.checkpoint_over(&top, &nodes, None).unwrap()
}

/// A later state of [`early`] in which a contract says something else of itself.
fn with_row(kind: SubjectKind, change: impl FnOnce(&mut LedgerRow)) -> CheckpointFile {
    let world = late();
    let before = early().checkpoint(None).unwrap();
    let (mut top, mut nodes) = world.state();
    let mut rows = world.ledger.rows(kind);
    let Some(Row::Ledger(row)) = rows.get_mut(&RowKey::Ledger) else {
        panic!("a ledger row")
    };
    change(row);
    let rows = rows
        .iter()
        .map(|(key, row)| (portico_evidence::storage::row_key(key), row.encode()))
        .collect();
    let (root, own) = portico_evidence::trie::grow(&rows);
    let key = portico_evidence::storage::child_root_key(&[kind as u8; 32]);
    top.insert(key, root.0.to_vec());
    nodes.insert(kind, own);
    world
        .checkpoint_over(&top, &nodes, Some(&before.header))
        .unwrap()
}

fn proven(file: &CheckpointFile) -> ProvenCheckpoint {
    let report = verify_checkpoint(file.write().as_bytes(), &early().trust(), None);
    report
        .proven
        .clone()
        .unwrap_or_else(|| panic!("{report:#?}"))
}

/// What is said of a checkpoint by a witness that has signed another.
fn after(file: &CheckpointFile, signed: &CheckpointFile) -> CheckpointReport {
    let signed = proven(signed);
    verify_checkpoint(file.write().as_bytes(), &early().trust(), Some(&signed))
}

#[test]
fn what_the_contracts_count_is_proven_and_named_in_the_statement() {
    let world = late();
    let file = world.checkpoint(None).unwrap();
    let proven = proven(&file);
    let header = Header::read(&file.header).unwrap();
    assert_eq!((proven.block, proven.hash), (header.number, header.hash));
    assert_eq!(proven.before, [header.parent]);
    let held: Vec<Ledger> = world
        .trust()
        .contracts
        .iter()
        .map(|contract| {
            let row = match world.ledger.rows(contract.keeps.0).get(&RowKey::Ledger) {
                Some(Row::Ledger(row)) => *row,
                None => LedgerRow::default(),
                Some(other) => panic!("{other:?}"),
            };
            Ledger {
                address: contract.address,
                row,
            }
        })
        .collect();
    assert_eq!(proven.contracts, held);
    assert!(held[2].row.entries > 5 && held[3].row.entries == 0);
    let rows: Vec<_> = held.iter().map(|one| (one.address, one.row)).collect();
    assert_eq!(proven.root, root(&rows));
    assert!(proven.statement.ends_with(&format!("root {}", proven.root)));
    assert_eq!(counted(&file).unwrap(), (header, held));
}

#[test]
fn a_checkpoint_goes_on_from_the_one_before() {
    let signed = early().checkpoint(None).unwrap();
    let next = late().checkpoint(Some(&signed.header)).unwrap();
    assert!(next.since.len() > 1);
    let report = after(&next, &signed);
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    // The same once more: a witness that was killed before it gave its signature out.
    assert_eq!(after(&next, &next).verdict, Verdict::Valid);
    assert_eq!(after(&signed, &signed).verdict, Verdict::Valid);
    // Not back again, whether or not it is known that it was on the way.
    for older in [&signed, &early().checkpoint(None).unwrap()] {
        let report = after(older, &next);
        assert_eq!((report.verdict, report.fork), (Verdict::Invalid, None));
    }
    // Without the headers nobody knows.
    let report = after(&late().checkpoint(None).unwrap(), &signed);
    assert_eq!((report.verdict, report.fork), (Verdict::Undecided, None));
}

#[test]
fn a_fork_is_named_by_both_blocks() {
    let signed = early().checkpoint(None).unwrap();
    let other = another();
    let [one, two] = [&signed, &other].map(|file| {
        let header = Header::read(&file.header).unwrap();
        Named {
            block: header.number,
            hash: header.hash,
        }
    });
    assert_eq!(one.block, two.block);
    // At the same height; by the headers of a later one; and by those of the one that was signed.
    let later = late().checkpoint(Some(&other.header)).unwrap();
    for (offered, signed, fork) in [
        (&other, &signed, (one, two)),
        (&later, &signed, (one, two)),
        (&signed, &later, (two, one)),
    ] {
        let report = after(offered, signed);
        assert_eq!(report.verdict, Verdict::Invalid, "{report:#?}");
        let found = report.fork.expect("a fork");
        assert_eq!((found.signed, found.offered), fork);
        assert!(report.proven.is_none());
    }
}

/// Any byte, changed into another that the format allows in its place if there is one.
#[test]
fn every_byte_of_a_checkpoint_counts() {
    let signed = early().checkpoint(None).unwrap();
    let file = late().checkpoint(Some(&signed.header)).unwrap();
    let (mut text, trust) = (file.write().into_bytes(), early().trust());
    for at in 0..text.len() {
        let before = text[at];
        text[at] = match before {
            b'0' | b'a'..=b'e' | b'1'..=b'8' => before + 1,
            b'9' => b'a',
            b'f' => b'0',
            other => other ^ 0x20,
        };
        let report = verify_checkpoint(&text, &trust, None);
        assert_ne!(report.verdict, Verdict::Valid, "byte {at}: {report:#?}");
        assert!(report.proven.is_none());
        text[at] = before;
    }
    assert_eq!(
        verify_checkpoint(&text, &trust, None).verdict,
        Verdict::Valid
    );
    for length in (0..text.len()).step_by(97).chain([text.len() - 1]) {
        assert!(CheckpointFile::read(&text[..length]).is_err(), "{length}");
    }
    assert_eq!(CheckpointFile::read(&text), Ok(file));
    let long = vec![b'['; limits::CHECKPOINT + 1];
    assert_eq!(
        verify_checkpoint(&long, &trust, None).verdict,
        Verdict::Invalid
    );
}

#[test]
fn what_came_later_stands_in_a_later_block() {
    let proven = |file: &CheckpointFile, of: &World| {
        let report = verify_checkpoint(file.write().as_bytes(), &of.trust(), None);
        report.proven.expect("all checks pass")
    };
    let before = early().checkpoint(None).unwrap();
    let after = late().checkpoint(Some(&before.header)).unwrap();
    let (signed, honest) = (proven(&before, &early()), proven(&after, &late()));
    let grown = honest
        .contracts
        .iter()
        .position(|now| {
            (signed.contracts.iter())
                .any(|was| was.address == now.address && was.row.entries < now.row.entries)
        })
        .expect("an award came between them");
    for (block, goes_on) in [
        (signed.block - 1, false),
        (signed.block, false),
        (signed.block + 1, true),
    ] {
        let mut offered = honest.clone();
        offered.contracts[grown].row.last_block = block;
        assert_eq!(offered.extends(&signed).is_ok(), goes_on, "block {block}");
    }
}
