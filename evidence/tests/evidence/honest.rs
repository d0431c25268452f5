// SPDX-License-Identifier: EUPL-1.2
//! Honest bundles are valid, and say what the ledger holds.

use portico_evidence::{
    Bundle, Outcome, Verdict,
    header::blake2_256,
    memory::{World, validators},
    storage,
    trie::{Proof, grow, value},
    verify,
};
use portico_rules::{
    primitives::Cents,
    row::{Row, RowKey},
    subject::Subject,
};

const AWARD: Subject = Subject::Award(1);

#[test]
fn an_award_is_proven_with_what_was_granted_attested_and_paid() {
    let world = World::story();
    let bundle = world.bundle([AWARD], []).unwrap();
    let report = verify(bundle.write().as_bytes(), &world.trust(), &[]);
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    assert_eq!(report.id, Some(bundle.id()));
    assert!(
        report
            .checks
            .iter()
            .all(|check| check.outcome == Outcome::Passed)
    );
    let [award] = report.proven.as_slice() else {
        panic!("{report:#?}")
    };
    let Row::Award(row) = award.row else {
        panic!("{award:?}")
    };
    let held = world.ledger.rows(AWARD.kind())[&RowKey::Award(1)];
    assert_eq!(award.row, held);
    assert!(row.paid > Cents::ZERO && row.paid <= row.attested && row.attested <= row.granted);
    assert_eq!(award.entries as usize, world.ledger.history(AWARD).len());
    assert_eq!(award.facts_checked, 0);
    assert!(award.facts_taken > 0);
}

#[test]
fn with_the_other_histories_no_fact_is_taken_on_anybodys_word() {
    let world = World::story();
    let bundle = world.bundle([AWARD], world.subjects()).unwrap();
    let report = verify(bundle.write().as_bytes(), &world.trust(), &[]);
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
    assert!(report.proven.len() > 4);
    for proven in &report.proven {
        assert_eq!(proven.facts_taken, 0, "{proven:?}");
        assert_eq!(proven.asked, proven.subject == "award 1");
    }
}

#[test]
fn validators_that_changed_and_headers_up_to_the_signed_one() {
    let mut world = World::story();
    world.sets = vec![validators(1..=4), validators(2..=8), validators(9..=9)];
    world.headers = 3;
    let bundle = world.bundle([AWARD], []).unwrap();
    let report = verify(bundle.write().as_bytes(), &world.trust(), &[]);
    assert_eq!(report.verdict, Verdict::Valid, "{report:#?}");
}

#[test]
fn a_bundle_has_one_spelling_and_its_id_leaves_finality_out() {
    let mut world = World::story();
    let bundle = world.bundle([AWARD], world.subjects()).unwrap();
    let text = bundle.write();
    assert_eq!(
        Bundle::read(text.as_bytes()).unwrap(),
        (bundle.clone(), bundle.id())
    );
    // It is JSON, too.
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["format"], "portico/evidence/v1");
    world.sets = vec![validators(1..=9)];
    let other = world.bundle([AWARD], world.subjects()).unwrap();
    assert_ne!(other.write(), text);
    assert_eq!(other.id(), bundle.id());
}

#[test]
fn documents_are_referred_to_or_not() {
    let world = World::story();
    let bundle = world.bundle([AWARD], []).unwrap();
    let known = ("report.pdf".to_owned(), bundle.documents[0]);
    let text = bundle.write();
    let report = verify(
        text.as_bytes(),
        &world.trust(),
        std::slice::from_ref(&known),
    );
    assert_eq!(report.verdict, Verdict::Valid);
    let unknown = ("other.pdf".to_owned(), blake2_256(b"other"));
    let report = verify(text.as_bytes(), &world.trust(), &[known, unknown]);
    assert_eq!(report.verdict, Verdict::Invalid);
    let last = report.checks.last().unwrap();
    assert!(last.about.contains("other.pdf"), "{last:?}");
}

#[test]
fn a_later_format_and_a_later_entry_cannot_be_told() {
    let world = World::story();
    let text = world.bundle([AWARD], []).unwrap().write();
    let later = text.replace("portico/evidence/v1", "portico/evidence/v2");
    let report = verify(later.as_bytes(), &world.trust(), &[]);
    assert_eq!(report.verdict, Verdict::Undecided, "{report:#?}");
}

#[test]
fn keys_of_storage_are_the_chains() {
    let twox = |text: &str| sp_crypto_hashing::twox_128(text.as_bytes());
    let key = storage::account_info_key(&portico_rules::primitives::Address([1; 20]));
    assert_eq!(
        key,
        [&twox("Revive")[..], &twox("AccountInfoOf"), &[1; 20]].concat()
    );
    let key = storage::row_key(&RowKey::Ledger);
    assert_eq!(key[16..], *b"trop\0");
    assert_eq!(key[..16], sp_crypto_hashing::blake2_128(b"trop\0"));
}

#[test]
fn every_key_of_a_trie_is_found_and_no_other() {
    // Short and long values, keys that are prefixes of others, and many neighbours.
    let values: std::collections::BTreeMap<Vec<u8>, Vec<u8>> = (0u32..500)
        .map(|n| {
            let mut key = blake2_256(&n.to_le_bytes()).0[..1 + n as usize % 5].to_vec();
            key.extend((n % 7 == 0).then_some(n as u8));
            (key, vec![n as u8; n as usize % 70])
        })
        .collect();
    let (root, nodes) = grow(&values);
    let mut all = portico_evidence::trie::Picked::default();
    all.add(nodes);
    for (key, held) in &values {
        assert_eq!(value(&mut all, &root, key).unwrap().as_ref(), Some(held));
        let longer = [key.as_slice(), &[0]].concat();
        let found = value(&mut all, &root, &longer).unwrap();
        assert_eq!(found.as_ref(), values.get(&longer));
    }
    let nodes = all.nodes;
    let mut proof = Proof::new(&nodes);
    for key in values.keys() {
        value(&mut proof, &root, key).unwrap();
        value(&mut proof, &root, &[key.as_slice(), &[0]].concat()).unwrap();
    }
    proof.finish().unwrap();
}

#[test]
fn genesis_follows_from_the_state_that_a_specification_lists() {
    let twox = |text: &str| sp_crypto_hashing::twox_128(text.as_bytes());
    let key = [twox("Grandpa"), twox("Authorities")].concat();
    let mut state = std::collections::BTreeMap::from([(key, vec![4; 41])]);
    let authorities = portico_evidence::spec::genesis_authorities(&state).unwrap();
    assert_eq!(authorities.len(), 1);
    let hash = portico_evidence::spec::genesis_hash(&state);
    state.insert(b"more".to_vec(), vec![1]);
    assert_ne!(portico_evidence::spec::genesis_hash(&state), hash);
}
