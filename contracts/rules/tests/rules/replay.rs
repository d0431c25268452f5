// SPDX-License-Identifier: EUPL-1.2
//! Does a replay refuse a history that was touched?

use portico_rules::entry::{Appended, first_bytes, next_bytes};
use portico_rules::memory::{Chain, key, pair, sample};
use portico_rules::native::{Native, sha256};
use portico_rules::primitives::{Cents, Digest};
use portico_rules::replay::{Broken, Signatures, fold};
use portico_rules::subject::{Subject, SubjectKind};
use scale::{Decode, Encode};

const AWARD: Subject = Subject::Award(1);

fn refold(chain: &Chain, history: &[Appended]) -> Result<(), (usize, Broken)> {
    fold(
        &Native,
        &chain.place(SubjectKind::Award),
        history,
        Signatures::Check,
    )
    .map(|_| ())
}

/// Recomputes every head, as a forger would who controls the server but not the signers.
fn rehash(chain: &Chain, history: &mut [Appended]) {
    let mut head: Digest = sha256(&first_bytes(&chain.place(SubjectKind::Award), &AWARD));
    for appended in history {
        head = sha256(&next_bytes(&head, &appended.entry));
        appended.head = head;
    }
}

#[test]
fn an_untouched_history_is_accepted() {
    let chain = sample::story().unwrap();
    assert_eq!(refold(&chain, &chain.history(AWARD)), Ok(()));
}

#[test]
fn a_dropped_doubled_or_swapped_entry_is_found() {
    let chain = sample::story().unwrap();
    let history = chain.history(AWARD);
    for index in 0..history.len() - 1 {
        let mut dropped = history.clone();
        dropped.remove(index);
        assert!(refold(&chain, &dropped).is_err(), "entry {index} dropped");
        let mut doubled = history.clone();
        doubled.insert(index, history[index].clone());
        assert!(refold(&chain, &doubled).is_err(), "entry {index} doubled");
        let mut swapped = history.clone();
        swapped.swap(index, index + 1);
        assert!(refold(&chain, &swapped).is_err(), "entries {index} swapped");
    }
}

#[test]
fn every_changed_byte_is_found() {
    let chain = sample::story().unwrap();
    let history = chain.history(AWARD);
    for (index, appended) in history.iter().enumerate() {
        let bytes = appended.encode();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let Ok(touched) = Appended::decode(&mut &changed[..]) else {
                continue;
            };
            let mut touched_history = history.clone();
            touched_history[index] = touched;
            assert!(
                refold(&chain, &touched_history).is_err(),
                "entry {index}, byte {at}"
            );
        }
    }
}

#[test]
fn a_forged_claim_with_fresh_heads_lacks_the_signature() {
    let chain = sample::story().unwrap();
    let mut history = chain.history(AWARD);
    let portico_rules::entry::Body::Award(portico_rules::award::AwardBody::Claim {
        amount, ..
    }) = &mut history[1].entry.body
    else {
        panic!("the second entry is the claim")
    };
    *amount = Cents(1_199_999);
    rehash(&chain, &mut history);
    assert_eq!(refold(&chain, &history), Err((1, Broken::Signature)));
}

#[test]
fn a_forged_payment_with_fresh_heads_breaks_the_rules() {
    let chain = sample::story().unwrap();
    let mut history = chain.history(AWARD);
    let portico_rules::entry::Body::Award(portico_rules::award::AwardBody::Pay(payment)) =
        &mut history[4].entry.body
    else {
        panic!("the fifth entry is the payment")
    };
    payment.amount = Cents(1_000_001);
    rehash(&chain, &mut history);
    assert!(matches!(
        refold(&chain, &history),
        Err((4, Broken::Refused(_)))
    ));
}

#[test]
fn facts_are_those_the_decision_reads_and_no_others() {
    let chain = sample::story().unwrap();
    let mut history = chain.history(AWARD);
    let fact = history[0].entry.facts[0];
    history[2].entry.facts.push(fact);
    rehash(&chain, &mut history);
    assert_eq!(refold(&chain, &history), Err((2, Broken::Facts)));
}

#[test]
fn another_place_has_another_chain_of_heads() {
    let chain = sample::story().unwrap();
    let history = chain.history(AWARD);
    for (genesis, contract) in [([8; 32], [3; 20]), ([7; 32], [4; 20])] {
        let place = portico_rules::message::Place {
            genesis: Digest(genesis),
            contract: portico_rules::primitives::Address(contract),
        };
        let result = fold(&Native, &place, &history, Signatures::Check);
        assert!(matches!(result, Err((0, Broken::Head { .. }))));
    }
}

#[test]
fn a_signature_on_the_wrapped_text_is_as_good() {
    let mut chain = Chain::new(sample::START);
    sample::parties(&mut chain).unwrap();
    sample::agreement(&mut chain).unwrap();
    chain
        .direct(
            &pair(sample::who::CITY),
            None,
            portico_rules::award::AwardBody::Publish(sample::publication()),
        )
        .unwrap();
    let body = sample::claim(1, 1, 1_200_000);
    let signer = pair(sample::who::COOPERATIVE);
    let expiry = chain.now + 60;
    let text = portico_rules::message::wrapped(&chain.text(Some(1), &body, 77, expiry));
    let authority = portico_rules::authority::Authority::Carried {
        key: key(&signer),
        signature: portico_rules::native::sign(&signer, text.as_bytes()),
        nonce: 77,
        expiry,
    };
    chain
        .submit(key(&pair(9)), Some(1), body, &authority)
        .unwrap();
    assert_eq!(refold(&chain, &chain.history(AWARD)), Ok(()));
}
