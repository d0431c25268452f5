// SPDX-License-Identifier: EUPL-1.2
//! States that no honest chain has: made as if validators and contracts conspired, so that everything fits but what a vector
//! is about.

use portico_evidence::{
    Bundle, Finality,
    assemble::{ContractParts, Parts, assemble},
    memory::{World, header, justify, validators},
    storage::{child_root_key, row_key},
    trie::grow,
};
use portico_rules::{
    entry::{Appended, Entry, first_bytes},
    native::sha256,
    primitives::Address,
    row::{HeadRow, Row, RowKey},
    subject::Subject,
};
use scale::Encode;
use std::collections::BTreeMap;

/// The values of a state's trie.
pub type State = BTreeMap<Vec<u8>, Vec<u8>>;

/// A bundle over this state, signed by the sample's validators.
pub fn sealed(
    world: &World,
    about: Subject,
    state: &State,
    contracts: BTreeMap<Address, ContractParts>,
) -> Bundle {
    let (root, nodes) = grow(state);
    let header = header(
        portico_rules::primitives::Digest([6; 32]),
        1_000_000,
        root,
        None,
    );
    let justification = justify(&header, 0, &validators(1..=4)).write();
    assemble(Parts {
        genesis: world.ledger.genesis,
        about: [about].into(),
        header,
        state: nodes,
        contracts,
        finality: Finality {
            set_changes: Vec::new(),
            headers: Vec::new(),
            justification,
            checkpoint: None,
        },
    })
    .unwrap()
}

/// A subject's entries in SCALE, with something done to them; without heads.
pub fn told(world: &World, subject: Subject, change: impl FnOnce(&mut Vec<Entry>)) -> Vec<Vec<u8>> {
    let mut entries = world
        .ledger
        .history(subject)
        .into_iter()
        .map(|appended| appended.entry)
        .collect();
    change(&mut entries);
    entries.iter().map(Encode::encode).collect()
}

/// The same with heads that fit, and the last head.
pub fn with_heads(world: &World, subject: Subject, entries: &[Vec<u8>]) -> (Vec<Vec<u8>>, HeadRow) {
    let place = world.ledger.place(subject.kind());
    let mut head = sha256(&first_bytes(&place, &subject));
    let mut appended = Vec::new();
    for entry in entries {
        head = sha256(&[&head.0[..], entry].concat());
        appended.push([entry, &head.0[..]].concat());
    }
    let row = HeadRow {
        seq: entries.len() as u32 - 1,
        head,
        last_block: 1,
    };
    (appended, row)
}

/// A bundle of a state in which the contract holds these entries of the subject, beside the true histories of others.
pub fn forged(
    world: &World,
    subject: Subject,
    entries: &[Vec<u8>],
    others: impl IntoIterator<Item = Subject>,
) -> Bundle {
    let (appended, head) = with_heads(world, subject, entries);
    let (mut state, mut nodes) = world.state();
    let mut rows = world.ledger.rows(subject.kind());
    rows.insert(RowKey::Head(subject), Row::Head(head));
    let rows = rows
        .iter()
        .map(|(key, row)| (row_key(key), row.encode()))
        .collect();
    let (root, own) = grow(&rows);
    state.insert(child_root_key(&[subject.kind() as u8; 32]), root.0.to_vec());
    nodes.insert(subject.kind(), own);
    let mut contracts = BTreeMap::<Address, ContractParts>::new();
    for subject in others.into_iter().chain([subject]) {
        let history: Vec<Appended> = world.ledger.history(subject);
        let contract = contracts.entry(world.address(subject.kind())).or_default();
        contract.storage = nodes[&subject.kind()].clone();
        contract.histories.insert(subject, history);
    }
    let mut bundle = sealed(world, subject, &state, contracts);
    for history in bundle
        .contracts
        .iter_mut()
        .flat_map(|contract| &mut contract.histories)
    {
        if history.subject == subject {
            history.entries.clone_from(&appended);
        }
    }
    bundle
}
