// SPDX-License-Identifier: EUPL-1.2
//! What must fail, whoever made it and however little was changed.

use portico_evidence::{
    Bundle, CheckName, Outcome, Place, Report, Trust, Verdict,
    grandpa::AuthoritySet,
    limits,
    memory::{World, authorities, header, justify, validators},
    verify,
};
use portico_rules::{
    memory::{
        Chain,
        sample::{self, START},
    },
    primitives::Digest,
    subject::Subject,
};

const AWARD: Subject = Subject::Award(1);

/// Four validators who became seven others and then five.
fn changed() -> World {
    let mut world = World::story();
    world.sets = vec![validators(1..=4), validators(3..=9), validators(20..=24)];
    world
}

fn report(bundle: &Bundle, trust: &Trust) -> Report {
    verify(bundle.write().as_bytes(), trust, &[])
}

/// It is invalid, and this check says so.
#[track_caller]
fn refused(bundle: &Bundle, trust: &Trust, name: CheckName) -> Report {
    let report = report(bundle, trust);
    assert_eq!(report.verdict, Verdict::Invalid, "{report:#?}");
    let last = report.checks.last().unwrap();
    assert_eq!(
        (last.name, last.outcome),
        (name, Outcome::Failed),
        "{last:?}"
    );
    assert!(last.expected.is_some() && last.found.is_some(), "{last:?}");
    assert!(report.proven.is_empty());
    report
}

/// The same list with something done to it, in every place.
fn each<T: Clone>(items: &[T], mut then: impl FnMut(Vec<T>)) {
    for at in 0..items.len() {
        let mut dropped = items.to_vec();
        dropped.remove(at);
        then(dropped);
        let mut doubled = items.to_vec();
        doubled.insert(at, items[at].clone());
        then(doubled);
        if at + 1 < items.len() {
            let mut swapped = items.to_vec();
            swapped.swap(at, at + 1);
            then(swapped);
        }
    }
}

/// Any byte, changed into another that the format allows in its place if there is one.
#[test]
fn every_byte_counts() {
    let mut world = World::story();
    world.sets = vec![validators(1..=2), validators(2..=3)];
    let bundle = world.bundle([Subject::Party(3)], []).unwrap();
    let text = bundle.write().into_bytes();
    let trust = world.trust();
    assert_eq!(verify(&text, &trust, &[]).verdict, Verdict::Valid);
    let threads = 2;
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (mut text, trust) = (text.clone(), &trust);
            scope.spawn(move || {
                for at in (thread..text.len()).step_by(threads) {
                    let before = text[at];
                    text[at] = match before {
                        b'0' | b'a'..=b'e' | b'1'..=b'8' => before + 1,
                        b'9' => b'a',
                        b'f' => b'0',
                        b' ' => b'\t',
                        other => other ^ 0x20,
                    };
                    let report = verify(&text, trust, &[]);
                    assert_ne!(report.verdict, Verdict::Valid, "byte {at}: {report:#?}");
                    assert!(report.proven.is_empty());
                    text[at] = before;
                }
            });
        }
    });
}

#[test]
fn a_byte_more_or_less_counts_too() {
    let world = World::story();
    let text = world.bundle([AWARD], []).unwrap().write().into_bytes();
    let trust = world.trust();
    for length in (0..text.len()).step_by(97).chain([text.len() - 1]) {
        let report = verify(&text[..length], &trust, &[]);
        assert_eq!(report.verdict, Verdict::Invalid, "{length}");
        let place = report.checks.last().unwrap().place.clone();
        let Some(Place::Bytes { from, to }) = place else {
            panic!("{report:#?}")
        };
        // It ends in the middle of something, which began earlier.
        assert!(from <= length && to == length, "{length}: {report:#?}");
    }
    for more in ["\n", " ", "{}", "\0"] {
        let longer = [&text, more.as_bytes()].concat();
        assert_eq!(verify(&longer, &trust, &[]).verdict, Verdict::Invalid);
    }
}

#[test]
fn entries_dropped_doubled_or_reordered() {
    let world = World::story();
    let honest = world.bundle([AWARD], []).unwrap();
    let trust = world.trust();
    let mut count = 0;
    each(&honest.contracts[0].histories[0].entries, |entries| {
        let mut bundle = honest.clone();
        bundle.contracts[0].histories[0].entries = entries;
        let report = report(&bundle, &trust);
        assert_eq!(report.verdict, Verdict::Invalid, "{report:#?}");
        let last = report.checks.last().unwrap();
        assert_eq!(last.name, CheckName::HashChain);
        assert!(matches!(last.place, Some(Place::Entry { .. })), "{last:?}");
        count += 1;
    });
    assert!(count > 10);
}

#[test]
fn nodes_of_a_proof_missing_doubled_or_swapped() {
    let world = World::story();
    let honest = world.bundle([AWARD], world.subjects()).unwrap();
    let trust = world.trust();
    each(&honest.state, |state| {
        let bundle = Bundle {
            state,
            ..honest.clone()
        };
        refused(&bundle, &trust, CheckName::Account);
    });
    for contract in 0..honest.contracts.len() {
        each(&honest.contracts[contract].storage, |storage| {
            let mut bundle = honest.clone();
            bundle.contracts[contract].storage = storage;
            refused(&bundle, &trust, CheckName::Storage);
        });
    }
}

#[test]
fn the_head_of_another_subject_contract_block_or_chain() {
    let world = World::story();
    let trust = world.trust();
    let honest = world.bundle([Subject::Party(3)], []).unwrap();
    // Another subject's entries under this one's name, and the other way round.
    let mut bundle = honest.clone();
    let others = world.bundle([Subject::Party(4)], []).unwrap();
    bundle.contracts[0].histories[0].entries = others.contracts[0].histories[0].entries.clone();
    refused(&bundle, &trust, CheckName::HashChain);
    let mut bundle = honest.clone();
    bundle.about = vec![Subject::Party(4)];
    bundle.contracts[0].histories[0].subject = Subject::Party(4);
    refused(&bundle, &trust, CheckName::Storage);
    // A subject that is not there at all.
    bundle.about = vec![Subject::Party(99)];
    bundle.contracts[0].histories[0].subject = Subject::Party(99);
    refused(&bundle, &trust, CheckName::Storage);
    // The same entries at another contract: trusted for something else, or for nothing.
    let mut bundle = honest.clone();
    bundle.contracts[0].address = world.address(Subject::Award(1).kind());
    refused(&bundle, &trust, CheckName::Contract);
    // An earlier block's header, and its whole state, in which the history was shorter or was not there.
    let mut earlier = Chain::new(START);
    sample::parties(&mut earlier).unwrap();
    let earlier = World {
        ledger: earlier,
        ..world.clone()
    };
    let before = earlier.bundle([Subject::Party(3)], []).unwrap();
    let mut bundle = honest.clone();
    bundle.header = before.header.clone();
    refused(&bundle, &trust, CheckName::Finality);
    bundle.finality = before.finality.clone();
    refused(&bundle, &trust, CheckName::Account);
    let mut bundle = before.clone();
    bundle.contracts[0].histories = world.bundle([AWARD], []).unwrap().contracts[0]
        .histories
        .clone();
    bundle.about = vec![AWARD];
    refused(&bundle, &trust, CheckName::Contract);
    // Another chain's, with the same validators and contracts.
    let mut ledger = Chain::new(START);
    ledger.genesis = Digest([8; 32]);
    sample::parties(&mut ledger).unwrap();
    sample::agreement(&mut ledger).unwrap();
    sample::award(&mut ledger).unwrap();
    let other = World { ledger, ..world };
    let mut bundle = other.bundle([AWARD], []).unwrap();
    assert_eq!(report(&bundle, &other.trust()).verdict, Verdict::Valid);
    refused(&bundle, &trust, CheckName::Genesis);
    bundle.genesis = trust.genesis;
    refused(&bundle, &trust, CheckName::HashChain);
}

#[test]
fn a_contract_that_looks_like_the_ledgers() {
    let world = World::story();
    let bundle = world.bundle([AWARD], []).unwrap();
    // The same code at an address that nobody trusts.
    let mut trust = world.trust();
    for contract in &mut trust.contracts {
        contract.address.0[0] ^= 1;
    }
    refused(&bundle, &trust, CheckName::Contract);
    // The trusted address with a code that is not permitted.
    let mut trust = world.trust();
    for contract in &mut trust.contracts {
        contract.code_hashes[0].0[0] ^= 1;
    }
    refused(&bundle, &trust, CheckName::Code);
    // An address that the state does not have.
    let mut bundle = bundle;
    let mut trust = world.trust();
    bundle.contracts[0].address.0[19] ^= 1;
    for contract in &mut trust.contracts {
        contract.address.0[19] ^= 1;
    }
    refused(&bundle, &trust, CheckName::Account);
}

#[test]
fn changes_of_validators_forged_skipped_repeated_or_reordered() {
    let world = changed();
    let trust = world.trust();
    let honest = world.bundle([AWARD], []).unwrap();
    assert_eq!(report(&honest, &trust).verdict, Verdict::Valid);
    each(&honest.finality.set_changes, |set_changes| {
        let mut bundle = honest.clone();
        bundle.finality.set_changes = set_changes;
        let report = report(&bundle, &trust);
        assert_eq!(report.verdict, Verdict::Invalid);
        let last = report.checks.last().unwrap().name;
        assert!(
            [CheckName::Authorities, CheckName::Finality].contains(&last),
            "{report:#?}"
        );
    });
    // Validators who appoint themselves.
    let own = validators(100..=103);
    let forged = header(
        Digest([4; 32]),
        100,
        Digest([5; 32]),
        Some(&authorities(&own)),
    );
    let mut bundle = honest.clone();
    bundle.finality.set_changes[0].justification = justify(&forged, 0, &own).write();
    bundle.finality.set_changes[0].header = forged.clone();
    refused(&bundle, &trust, CheckName::Authorities);
    // A change that too few of the old ones signed.
    bundle.finality.set_changes[0].justification = justify(&forged, 0, &validators(1..=2)).write();
    refused(&bundle, &trust, CheckName::Authorities);
    // A block of the set that announces nobody.
    let plain = header(Digest([4; 32]), 100, Digest([5; 32]), None);
    bundle.finality.set_changes[0].justification = justify(&plain, 0, &validators(1..=4)).write();
    bundle.finality.set_changes[0].header = plain;
    refused(&bundle, &trust, CheckName::Authorities);
}

#[test]
fn signatures_too_few_repeated_stale_or_of_others() {
    let world = changed();
    let trust = world.trust();
    let honest = world.bundle([AWARD], []).unwrap();
    let header = honest.header.clone();
    let with = |justification: Vec<u8>| {
        let mut bundle = honest.clone();
        bundle.finality.justification = justification;
        bundle
    };
    let set = validators(20..=24);
    // Four of five are more than two thirds, three are not.
    let four = with(justify(&header, 2, &set[..4]).write());
    assert_eq!(report(&four, &trust).verdict, Verdict::Valid);
    let three = with(justify(&header, 2, &set[..3]).write());
    refused(&three, &trust, CheckName::Finality);
    let mut repeated = justify(&header, 2, &set[..3]);
    repeated.precommits.push(repeated.precommits[0].clone());
    refused(&with(repeated.write()), &trust, CheckName::Finality);
    // The set before, the right keys under the wrong set's number, and somebody else.
    let stale = justify(&header, 1, &validators(3..=9)).write();
    refused(&with(stale), &trust, CheckName::Finality);
    refused(
        &with(justify(&header, 1, &set).write()),
        &trust,
        CheckName::Finality,
    );
    let foreign = justify(&header, 2, &validators(50..=54)).write();
    refused(&with(foreign), &trust, CheckName::Finality);
    // Another block's signatures, under this block's name.
    let other = portico_evidence::memory::header(Digest([6; 32]), 1_000_000, Digest([1; 32]), None);
    let mut borrowed = justify(&other, 2, &set);
    refused(&with(borrowed.write()), &trust, CheckName::Finality);
    let own = justify(&header, 2, &set);
    borrowed.target = own.target;
    refused(&with(borrowed.write()), &trust, CheckName::Finality);
    // Headers that lead nowhere.
    let mut padded = own.clone();
    padded.ancestry.push(other);
    refused(&with(padded.write()), &trust, CheckName::Finality);
    let of = |validators: &[_], id| AuthoritySet {
        id,
        authorities: authorities(validators),
    };
    assert_eq!(padded.trimmed(&of(&set, 2)), own);
    let mut nobody = own;
    nobody.precommits.clear();
    refused(&with(nobody.write()), &trust, CheckName::Finality);
}

#[test]
fn headers_that_do_not_follow() {
    let mut world = World::story();
    world.headers = 4;
    let trust = world.trust();
    let honest = world.bundle([AWARD], []).unwrap();
    each(&honest.finality.headers, |headers| {
        let mut bundle = honest.clone();
        bundle.finality.headers = headers;
        let report = report(&bundle, &trust);
        assert_eq!(report.verdict, Verdict::Invalid);
        let last = report.checks.last().unwrap().name;
        assert!([CheckName::Headers, CheckName::Finality].contains(&last));
    });
}

#[test]
fn lengths_that_overflow_and_files_that_are_too_long() {
    let world = World::story();
    let trust = world.trust();
    let honest = world.bundle([AWARD], []).unwrap();
    // A count of four thousand million in four bytes, wherever SCALE has one.
    let huge = [0xfe, 0xff, 0xff, 0xff];
    for (what, name) in [(0, CheckName::Headers), (1, CheckName::Finality)] {
        let mut bundle = honest.clone();
        let bytes = match what {
            0 => &mut bundle.header,
            _ => &mut bundle.finality.justification,
        };
        let at = bytes.len() - 4;
        bytes[at..].copy_from_slice(&huge);
        bytes.extend(huge);
        refused(&bundle, &trust, name);
    }
    let mut bundle = honest.clone();
    bundle.contracts[0].histories[0].entries[0] = [&[2u8, 1, 0, 0, 0][..], &[0xff; 40]].concat();
    refused(&bundle, &trust, CheckName::HashChain);
    // It is not read at all.
    let long = vec![b'['; limits::BUNDLE + 1];
    let report = verify(&long, &trust, &[]);
    assert_eq!(report.verdict, Verdict::Invalid);
    assert_eq!(report.checks.len(), 1);
    // Nesting is not something that a text of one spelling can have.
    let deep = vec![b'['; 1 << 20];
    assert_eq!(verify(&deep, &trust, &[]).verdict, Verdict::Invalid);
    let deep = [
        b"{\"format\":\"portico/evidence/v1\",\"genesis\":",
        &deep[..],
    ]
    .concat();
    assert_eq!(verify(&deep, &trust, &[]).verdict, Verdict::Invalid);
}

#[test]
fn a_history_that_is_promised_and_missing() {
    let world = World::story();
    let trust = world.trust();
    let mut bundle = world.bundle([AWARD], []).unwrap();
    bundle.about.push(Subject::Award(2));
    refused(&bundle, &trust, CheckName::Format);
    bundle.about.clear();
    refused(&bundle, &trust, CheckName::Format);
    let mut bundle = world.bundle([AWARD], []).unwrap();
    bundle.documents.pop();
    refused(&bundle, &trust, CheckName::Documents);
    bundle.documents.push(Digest([0xff; 32]));
    refused(&bundle, &trust, CheckName::Documents);
}
