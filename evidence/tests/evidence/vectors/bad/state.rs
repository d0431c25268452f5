// SPDX-License-Identifier: EUPL-1.2
//! Proofs of storage that do not prove, and contracts that are not the ledger's.

use super::{
    super::good::{AWARD, PARTY},
    Bad,
};
use portico_evidence::{
    Bundle,
    CheckName::{Account, Code, Contract, Storage},
    assemble::ContractParts,
    header::blake2_256,
    memory::{World, code_hash, forged},
    storage::{account_info_key, child_root_key, row_key},
    trie::grow,
};
use portico_rules::{
    primitives::Address,
    row::{LedgerRow, Row, RowKey},
    subject::{Subject, SubjectKind},
};
use scale::Encode;
use std::collections::BTreeMap;

pub fn all(bad: &mut Bad) {
    proofs(bad);
    contracts(bad);
}

fn proofs(bad: &mut Bad) {
    let world = World::story();
    let honest = world.bundle([PARTY, Subject::Party(4)], []).unwrap();
    assert!(honest.state.len() > 2 && honest.contracts[0].storage.len() > 2);
    let other = world.bundle([Subject::Agreement(1)], []).unwrap();
    let mut add = |name, about, check, change: &dyn Fn(&mut Bundle)| {
        let mut bundle = honest.clone();
        change(&mut bundle);
        bad.add(name, about, &bundle, check);
    };
    add(
        "state-node-missing",
        "the last node of the state's proof is missing",
        Account,
        &|bundle| {
            bundle.state.pop();
        },
    );
    add(
        "state-root-missing",
        "the first node of the state's proof is missing",
        Account,
        &|bundle| {
            bundle.state.remove(0);
        },
    );
    add(
        "state-node-doubled",
        "a node of the state's proof stands twice",
        Account,
        &|bundle| {
            bundle.state.insert(1, bundle.state[1].clone());
        },
    );
    add(
        "state-node-extra",
        "a node of the state that is not needed",
        Account,
        &|bundle| {
            let node = other
                .state
                .iter()
                .find(|node| !bundle.state.contains(*node));
            bundle.state.push(node.unwrap().clone());
        },
    );
    add(
        "state-nodes-swapped",
        "two nodes of the state's proof in the wrong order",
        Account,
        &|bundle| bundle.state.swap(1, 2),
    );
    add(
        "state-node-changed",
        "a byte of a node changed",
        Account,
        &|bundle| bundle.state[1][5] ^= 1,
    );
    // Of the root a byte that no look-up here reads: the hash of a child that is not on the way. Whoever takes nodes as they come
    // finds the same values.
    let own = &honest.contracts[0].storage;
    let needed: Vec<_> = (own.iter()).map(|node| blake2_256(node)).collect();
    let aside = (world.state().1[&SubjectKind::Party].iter())
        .map(|node| blake2_256(node))
        .find(|hash| !needed.contains(hash) && contains(&own[0], &hash.0))
        .unwrap();
    add(
        "storage-node-changed-aside",
        "a byte of the root changed that no look-up reads: only its hash tells",
        Storage,
        &|bundle| {
            let node = &mut bundle.contracts[0].storage[0];
            let at = node.windows(32).position(|part| part == aside.0).unwrap();
            node[at] ^= 1;
        },
    );
    add(
        "storage-node-missing",
        "a node of the contract's proof is missing",
        Storage,
        &|bundle| {
            bundle.contracts[0].storage.pop();
        },
    );
    add(
        "storage-empty",
        "the contract's proof has no nodes",
        Storage,
        &|bundle| bundle.contracts[0].storage.clear(),
    );
    add(
        "storage-node-doubled",
        "a node of the contract's proof stands twice",
        Storage,
        &|bundle| {
            let node = bundle.contracts[0].storage[1].clone();
            bundle.contracts[0].storage.push(node);
        },
    );
    add(
        "storage-node-extra",
        "a node of another contract's storage",
        Storage,
        &|bundle| {
            let node = other.contracts[0].storage[0].clone();
            bundle.contracts[0].storage.push(node);
        },
    );
    add(
        "storage-nodes-swapped",
        "two nodes of the contract's proof in the wrong order",
        Storage,
        &|bundle| {
            bundle.contracts[0].storage.swap(1, 2);
        },
    );
    add(
        "storage-of-another-contract",
        "the proof of another contract's storage",
        Storage,
        &|bundle| {
            bundle.contracts[0]
                .storage
                .clone_from(&other.contracts[0].storage);
        },
    );
    add(
        "storage-for-other-subjects",
        "one of the subjects that are proven is left out",
        Storage,
        &|bundle| {
            bundle.about.pop();
            bundle.contracts[0].histories.pop();
        },
    );
    let earlier = world.bundle([PARTY], []).unwrap();
    let mut bundle = earlier.clone();
    bundle.about = vec![Subject::Party(4)];
    bundle.contracts[0].histories[0].subject = Subject::Party(4);
    bad.add(
        "head-of-another-subject",
        "one subject's proof and entries under another's name",
        &bundle,
        Storage,
    );
    bundle.about = vec![Subject::Party(99)];
    bundle.contracts[0].histories[0].subject = Subject::Party(99);
    bad.add(
        "subject-that-is-not-there",
        "a subject that the contract does not have",
        &bundle,
        Storage,
    );
    let mut bundle = earlier;
    bundle
        .state
        .clone_from(&world.bundle([AWARD], []).unwrap().state);
    bad.add(
        "state-of-other-keys",
        "the proof of another contract's record",
        &bundle,
        Account,
    );
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// `AccountInfo` of a contract (`pallet_revive`), with what follows the code's hash left to chance.
fn contract_info(trie_id: &[u8], code: [u8; 32]) -> Vec<u8> {
    (0u8, trie_id, code, [7u8; 40]).encode()
}

fn contracts(bad: &mut Bad) {
    let world = World::story();
    let kind = SubjectKind::Party;
    let (state, nodes) = world.state();
    let parts = |address| {
        let part = ContractParts {
            storage: nodes[&kind].clone(),
            histories: [(PARTY, world.ledger.history(PARTY))].into(),
        };
        BTreeMap::from([(address, part)])
    };
    let (trusted, stranger) = (world.address(kind), Address([0xaa; 20]));
    let own = |trie_id: &[u8]| {
        (
            child_root_key(trie_id),
            state[&child_root_key(&[kind as u8; 32])].clone(),
        )
    };

    let mut with = state.clone();
    with.insert(
        account_info_key(&stranger),
        contract_info(&[0xaa; 32], code_hash(kind).0),
    );
    with.extend([own(&[0xaa; 32])]);
    let bundle = forged::sealed(&world, PARTY, &with, parts(stranger)).unwrap();
    bad.add(
        "contract-look-alike",
        "the same code with the same storage at an address that nobody trusts",
        &bundle,
        Contract,
    );

    let mut bundle = world.bundle([PARTY], []).unwrap();
    bundle.contracts[0].address = world.address(SubjectKind::Award);
    bad.add(
        "contract-of-another-kind",
        "an address that is trusted to keep something else",
        &bundle,
        Contract,
    );

    let mut with = state.clone();
    with.insert(
        account_info_key(&trusted),
        contract_info(&[kind as u8; 32], [0xee; 32]),
    );
    let bundle = forged::sealed(&world, PARTY, &with, parts(trusted)).unwrap();
    bad.add(
        "contract-with-another-code",
        "the trusted contract with a code that is not permitted",
        &bundle,
        Code,
    );

    // A bundle of a state that lacks something cannot be assembled: the honest one's parts, with the state exchanged.
    let honest = world.bundle([PARTY], []).unwrap();
    let other = |with: &BTreeMap<Vec<u8>, Vec<u8>>| {
        let mut bundle = honest.clone();
        // It says what is there for another contract, whose proof has the root and what is under it.
        let agreement = ContractParts {
            storage: nodes[&SubjectKind::Agreement].clone(),
            histories: [(
                Subject::Agreement(1),
                world.ledger.history(Subject::Agreement(1)),
            )]
            .into(),
        };
        let parts = BTreeMap::from([(world.address(SubjectKind::Agreement), agreement)]);
        let whole = forged::sealed(&world, PARTY, with, parts).unwrap();
        bundle.header = whole.header;
        bundle.finality = whole.finality;
        // Every node: what matters is what is not there.
        let (root, all) = grow(with);
        let mut picked = portico_evidence::trie::Picked::default();
        picked.add(all);
        for key in [
            account_info_key(&trusted),
            child_root_key(&[kind as u8; 32]),
        ] {
            portico_evidence::trie::value(&mut picked, &root, &key).unwrap();
        }
        bundle.state = picked.nodes;
        bundle
    };
    let mut with = state.clone();
    with.remove(&account_info_key(&trusted));
    bad.add(
        "contract-that-is-not-there",
        "a state that does not have the trusted contract",
        &other(&with),
        Account,
    );
    let mut with = state.clone();
    with.insert(account_info_key(&trusted), vec![1]);
    bad.add(
        "contract-that-is-a-person",
        "the trusted address is an account without code",
        &other(&with),
        Account,
    );
    let mut with = state.clone();
    with.remove(&child_root_key(&[kind as u8; 32]));
    bad.add(
        "contract-without-storage",
        "the trusted contract has no storage",
        &other(&with),
        Account,
    );

    // What stands under the head's key is another row.
    let mut rows = world.ledger.rows(kind);
    let ledger = LedgerRow {
        entries: 1,
        subjects: 1,
        last_block: 1,
    };
    rows.insert(RowKey::Head(PARTY), Row::Ledger(ledger));
    let rows = rows
        .iter()
        .map(|(key, row)| (row_key(key), row.encode()))
        .collect();
    let (root, storage) = grow(&rows);
    let mut with = state.clone();
    with.insert(child_root_key(&[kind as u8; 32]), root.0.to_vec());
    let mut contracts = parts(trusted);
    contracts.get_mut(&trusted).unwrap().storage = storage;
    let bundle = forged::sealed(&world, PARTY, &with, contracts).unwrap();
    bad.add(
        "head-that-is-another-row",
        "what stands where the head should is a row of another kind",
        &bundle,
        Storage,
    );
}
