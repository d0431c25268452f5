// SPDX-License-Identifier: EUPL-1.2
//! A chain in memory, with validators that change and a state that holds a ledger's rows: for tests, test vectors and
//! measurements. Bundles of a real chain are tested where there is one.

mod checkpoints;
pub mod forged;

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::{Signer, SigningKey};
use portico_rules::{
    entry::Appended,
    memory::Chain,
    primitives::{Address, Digest},
    row::RowKey,
    subject::{Subject, SubjectKind},
};
use scale::{Compact, Encode};

use crate::{
    assemble::{ContractParts, Parts, Unassembled, assemble},
    bundle::{Bundle, Finality, SetChange},
    grandpa::{Justification, Precommit},
    header::{Header, precommit_bytes},
    storage::{account_info_key, child_root_key, row_key},
    trie::grow,
    trust::{Authority, FORMAT, Keeps, Trust, TrustedContract},
};

/// The kinds of subjects that have a contract.
const KINDS: [SubjectKind; 5] = [
    SubjectKind::Party,
    SubjectKind::Agreement,
    SubjectKind::Award,
    SubjectKind::Tender,
    SubjectKind::Import,
];

/// A ledger, and the chain under it.
#[derive(Clone)]
pub struct World {
    /// The ledger.
    pub ledger: Chain,
    /// The validators' keys, set by set. Each set but the last announces the next in its last block.
    pub sets: Vec<Vec<SigningKey>>,
    /// How many headers lie between the ledger's block and the one that is signed.
    pub headers: u32,
}

/// Validators of these numbers; the same key for the same number.
pub fn validators(numbers: impl IntoIterator<Item = u8>) -> Vec<SigningKey> {
    numbers
        .into_iter()
        .map(|number| SigningKey::from_bytes(&[number; 32]))
        .collect()
}

/// A validator set as a header or a trust file names it, every weight 1.
pub fn authorities(validators: &[SigningKey]) -> Vec<Authority> {
    validators
        .iter()
        .map(|key| Authority {
            key: Digest(key.verifying_key().to_bytes()),
            weight: 1,
        })
        .collect()
}

/// The SCALE header of the block with this number, with the digest items that blocks of a Portico chain have.
pub fn header(
    parent: Digest,
    number: u32,
    state_root: Digest,
    next: Option<&[Authority]>,
) -> Vec<u8> {
    let mut items = vec![(6u8, *b"aura", u64::from(number).encode()).encode()];
    if let Some(next) = next {
        let next: Vec<_> = next
            .iter()
            .map(|authority| (authority.key.0, authority.weight))
            .collect();
        let change = (1u8, next, 0u32).encode();
        items.push((4u8, *b"FRNK", change).encode());
    }
    items.push((5u8, *b"aura", vec![9u8; 64]).encode());
    let mut out = (parent.0, Compact(number), state_root.0, [3u8; 32]).encode();
    Compact(items.len() as u32).encode_to(&mut out);
    items.into_iter().for_each(|item| out.extend(item));
    out
}

/// A justification of a SCALE header by these validators; `set` is the number of their set, from 0 at genesis.
///
/// # Panics
/// If the bytes are not a header.
pub fn justify(header: &[u8], set: u64, signers: &[SigningKey]) -> Justification {
    let Ok(header) = Header::read(header) else {
        panic!("a header made here")
    };
    let round = 5;
    let message = precommit_bytes(&header.hash, header.number, round, set);
    Justification {
        round,
        target: header.hash.0,
        number: header.number,
        precommits: signers
            .iter()
            .map(|key| Precommit {
                target: header.hash.0,
                number: header.number,
                signature: key.sign(&message).to_bytes(),
                key: key.verifying_key().to_bytes(),
            })
            .collect(),
        ancestry: Vec::new(),
    }
}

/// The code hash of the contract that keeps a kind.
pub fn code_hash(kind: SubjectKind) -> Digest {
    Digest([0xc0 | kind as u8; 32])
}

/// `AccountInfo` of a contract, as pallet-revive writes it.
fn account_info(trie_id: &[u8], code_hash: &Digest) -> Vec<u8> {
    // After the code's hash: sizes and deposits, which nobody here reads.
    (0u8, trie_id, code_hash.0, [7u8; 40]).encode()
}

impl World {
    /// The rules' sample story, under four validators.
    ///
    /// # Panics
    /// Never: the story is allowed.
    pub fn story() -> Self {
        let Ok(ledger) = portico_rules::memory::sample::story() else {
            panic!("the sample is allowed by the rules")
        };
        World {
            ledger,
            sets: vec![validators(1..=4)],
            headers: 0,
        }
    }

    /// What whoever knows this chain trusts.
    pub fn trust(&self) -> Trust {
        Trust {
            format: FORMAT.into(),
            genesis: self.ledger.genesis,
            authorities: self
                .sets
                .first()
                .map(|set| authorities(set))
                .unwrap_or_default(),
            contracts: KINDS
                .into_iter()
                .map(|kind| TrustedContract {
                    keeps: Keeps(kind),
                    address: self.address(kind),
                    code_hashes: vec![code_hash(kind)],
                })
                .collect(),
            witnesses: None,
        }
    }

    /// Where a contract is.
    pub fn address(&self, kind: SubjectKind) -> Address {
        self.ledger.place(kind).contract
    }

    /// Every subject of the ledger.
    pub fn subjects(&self) -> BTreeSet<Subject> {
        self.ledger
            .entries
            .iter()
            .map(|placed| placed.appended.entry.subject)
            .collect()
    }

    /// The values of the state, with other things in it, and the nodes of the contracts' own tries.
    #[allow(clippy::type_complexity)] // a map and a map
    pub fn state(
        &self,
    ) -> (
        BTreeMap<Vec<u8>, Vec<u8>>,
        BTreeMap<SubjectKind, Vec<Vec<u8>>>,
    ) {
        let mut top = BTreeMap::from([
            (b":code".to_vec(), vec![1; 1_000]),
            (vec![0x26, 0xaa], vec![2; 5]),
        ]);
        let mut nodes = BTreeMap::new();
        for kind in KINDS {
            let rows = self.ledger.rows(kind);
            let child = rows
                .iter()
                .map(|(key, row)| (row_key(key), row.encode()))
                .collect();
            let (root, its) = grow(&child);
            let trie_id = [kind as u8; 32];
            let info = account_info(&trie_id, &code_hash(kind));
            top.insert(account_info_key(&self.address(kind)), info);
            top.insert(child_root_key(&trie_id), root.0.to_vec());
            nodes.insert(kind, its);
        }
        (top, nodes)
    }

    /// A bundle about some subjects; with the histories of `others` beside them.
    ///
    /// # Errors
    /// [`Unassembled::Subject`] for a subject that is not there.
    pub fn bundle(
        &self,
        about: impl IntoIterator<Item = Subject>,
        others: impl IntoIterator<Item = Subject>,
    ) -> Result<Bundle, Unassembled> {
        let about: BTreeSet<Subject> = about.into_iter().collect();
        let (top, storage) = self.state();
        let (root, state) = grow(&top);
        let mut contracts = BTreeMap::<Address, ContractParts>::new();
        for subject in about.iter().copied().chain(others) {
            let history: Vec<Appended> = self.ledger.history(subject);
            let contract = contracts.entry(self.address(subject.kind())).or_default();
            contract.storage = storage.get(&subject.kind()).cloned().unwrap_or_default();
            contract.histories.insert(subject, history);
        }
        let first = header(Digest([6; 32]), 1_000_000, root, None);
        let finality = self.signed(&first);
        assemble(Parts {
            genesis: self.ledger.genesis,
            about,
            header: first,
            state,
            contracts,
            finality,
        })
    }

    /// What makes a block final: the sets of validators up to the last, and its signatures of the block that comes so many headers
    /// later.
    fn signed(&self, first: &[u8]) -> Finality {
        let number = match Header::read(first) {
            Ok(header) => header.number,
            Err(_) => panic!("a header made here"),
        };
        let mut set_changes = Vec::new();
        for (id, (set, next)) in (0u64..).zip(self.sets.iter().zip(self.sets.iter().skip(1))) {
            let number = (id as u32 + 1) * 100;
            let header = header(
                Digest([4; 32]),
                number,
                Digest([5; 32]),
                Some(&authorities(next)),
            );
            let justification = justify(&header, id, set).write();
            set_changes.push(SetChange {
                header,
                justification,
            });
        }
        let mut signed = first.to_vec();
        let mut headers = Vec::new();
        for after in 1..=self.headers {
            let parent = crate::header::blake2_256(&signed);
            signed = header(parent, number + after, Digest([8; 32]), None);
            headers.push(signed.clone());
        }
        let last = self.sets.last().map(Vec::as_slice).unwrap_or_default();
        let justification = justify(&signed, set_changes.len() as u64, last).write();
        Finality {
            set_changes,
            headers,
            justification,
            checkpoint: None,
        }
    }

    /// The head row's key, for whoever looks into the state.
    pub fn head_key(subject: Subject) -> Vec<u8> {
        row_key(&RowKey::Head(subject))
    }
}
