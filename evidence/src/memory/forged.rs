// SPDX-License-Identifier: EUPL-1.2
//! States that no honest chain has: made as if validators and contracts conspired, so that everything fits but what a test
//! is about.

use std::collections::BTreeMap;

use portico_rules::{
    entry::first_bytes,
    native::sha256,
    primitives::{Address, Digest},
    row::{HeadRow, Row, RowKey},
    subject::Subject,
};
use scale::Encode;

use super::{World, header, justify};
use crate::{
    assemble::{ContractParts, Parts, Unassembled, assemble},
    bundle::{Bundle, Finality},
    storage::{child_root_key, row_key},
    trie::grow,
};

/// The values of a state's trie.
pub type State = BTreeMap<Vec<u8>, Vec<u8>>;

/// A bundle over this state, signed by the world's first validators.
///
/// # Errors
/// [`Unassembled`] if the state does not have what the contracts' parts need.
pub fn sealed(
    world: &World,
    about: Subject,
    state: &State,
    contracts: BTreeMap<Address, ContractParts>,
) -> Result<Bundle, Unassembled> {
    let (root, nodes) = grow(state);
    let header = header(Digest([6; 32]), 1_000_000, root, None);
    let validators = world.sets.first().map(Vec::as_slice).unwrap_or_default();
    let justification = justify(&header, 0, validators).write();
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
}

/// A subject's entries (SCALE, without heads) with heads that fit, and the last head.
pub fn with_heads(world: &World, subject: Subject, entries: &[Vec<u8>]) -> (Vec<Vec<u8>>, HeadRow) {
    let place = world.ledger.place(subject.kind());
    let mut head = sha256(&first_bytes(&place, &subject));
    let mut appended = Vec::new();
    for entry in entries {
        head = sha256(&[&head.0[..], entry].concat());
        appended.push([entry, &head.0[..]].concat());
    }
    let row = HeadRow {
        seq: (entries.len() as u32).saturating_sub(1),
        head,
        last_block: 1,
    };
    (appended, row)
}

/// A bundle of a state in which the contract holds these entries (SCALE, without heads) of the subject, beside the true
/// histories of others.
///
/// # Errors
/// [`Unassembled`] if one of the others is not there.
pub fn forged(
    world: &World,
    subject: Subject,
    entries: &[Vec<u8>],
    others: impl IntoIterator<Item = Subject>,
) -> Result<Bundle, Unassembled> {
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
        let contract = contracts.entry(world.address(subject.kind())).or_default();
        contract.storage = nodes.get(&subject.kind()).cloned().unwrap_or_default();
        contract
            .histories
            .insert(subject, world.ledger.history(subject));
    }
    let mut bundle = sealed(world, subject, &state, contracts)?;
    for history in bundle
        .contracts
        .iter_mut()
        .flat_map(|contract| &mut contract.histories)
    {
        if history.subject == subject {
            history.entries.clone_from(&appended);
        }
    }
    Ok(bundle)
}
