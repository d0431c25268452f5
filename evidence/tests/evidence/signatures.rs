// SPDX-License-Identifier: EUPL-1.2
//! What a node accepts and a verifier does not is left out by whoever builds: no validator spoils everybody's bundles by a
//! signature of its own making.

use crate::lenient::{How, NEUTRAL, by_nobody, is_accepted_by_nodes, message, with_one};
use ed25519_dalek::{Signature, VerifyingKey};
use portico_evidence::{
    grandpa::{AuthoritySet, Justification, Precommit, check},
    header::{Header, blake2_256},
    memory::{authorities, header, justify, validators},
};
use portico_rules::primitives::Digest;

const SET: u64 = 3;

fn block() -> Vec<u8> {
    header(Digest([4; 32]), 100, Digest([5; 32]), None)
}

fn set() -> AuthoritySet {
    AuthoritySet {
        id: SET,
        authorities: authorities(&validators(1..=4)),
    }
}

fn holds(justification: &Justification) -> bool {
    let header = Header::read(&block()).unwrap();
    check(&justification.write(), &set(), &header.hash, header.number).is_ok()
}

#[test]
fn a_signature_that_only_nodes_accept_is_left_out() {
    let four = validators(1..=4);
    let three = justify(&block(), SET, &four[..3]);
    assert!(holds(&three));
    for how in [How::Torsion, How::SmallR, How::Unreduced] {
        let spoilt = with_one(&three, &block(), SET, &four[3], how);
        let precommit = spoilt.precommits.last().unwrap();
        let said = message(&Header::read(&block()).unwrap(), three.round, SET);
        let accepted = is_accepted_by_nodes(&precommit.key, &said, &precommit.signature);
        assert_eq!(accepted, how != How::Unreduced, "{how:?}");
        let key = VerifyingKey::from_bytes(&precommit.key).unwrap();
        let signature = Signature::from_bytes(&precommit.signature);
        assert!(key.verify_strict(&said, &signature).is_err(), "{how:?}");
        assert!(!holds(&spoilt), "{how:?}");
        assert_eq!(spoilt.trimmed(&set()), three, "{how:?}");
        // Where it was needed, nothing that is left is enough.
        let needed = with_one(
            &justify(&block(), SET, &four[..2]),
            &block(),
            SET,
            &four[3],
            how,
        );
        assert!(!holds(&needed.trimmed(&set())), "{how:?}");
    }
}

#[test]
fn signatures_of_strangers_of_another_set_and_for_other_blocks_are_left_out() {
    let four = validators(1..=4);
    let three = justify(&block(), SET, &four[..3]);
    let stranger = justify(&block(), SET, &validators(50..=50));
    let stale = justify(&block(), SET - 1, &four[3..]);
    let mut nobody = stranger.clone();
    nobody.precommits[0].key = NEUTRAL;
    nobody.precommits[0].signature = by_nobody();
    let elsewhere = header(Digest([6; 32]), 99, Digest([5; 32]), None);
    let other = justify(&elsewhere, SET, &four[3..]);
    for more in [&stranger, &stale, &nobody, &other] {
        let mut spoilt = three.clone();
        spoilt.precommits.extend(more.precommits.clone());
        spoilt.ancestry.push(elsewhere.clone());
        assert!(!holds(&spoilt));
        assert_eq!(spoilt.trimmed(&set()), three);
    }
}

/// The first signature of a validator that holds is the one that stays, with the headers that it needs, each once.
#[test]
fn what_counts_is_kept() {
    let four = validators(1..=4);
    let child = header(blake2_256(&block()), 101, Digest([8; 32]), None);
    let mut wanted = justify(&block(), SET, &four[..2]);
    let of_child = justify(&child, SET, &four[2..]).precommits;
    wanted.precommits.extend(of_child);
    wanted.ancestry.push(child.clone());
    assert!(holds(&wanted));
    assert_eq!(wanted.clone().trimmed(&set()), wanted);
    let mut spoilt = wanted.clone();
    // A wrong one before the right one, the right one once more, and a header twice.
    let wrong = Precommit {
        signature: [7; 64],
        ..wanted.precommits[3].clone()
    };
    spoilt.precommits.insert(0, wrong);
    spoilt.precommits.push(wanted.precommits[2].clone());
    spoilt.ancestry.push(child);
    assert!(!holds(&spoilt));
    assert_eq!(spoilt.trimmed(&set()), wanted);
}
