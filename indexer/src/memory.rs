// SPDX-License-Identifier: EUPL-1.2
//! The rules' ledger in memory as the indexer sees a chain: for tests and measurements of whatever reads what it writes.
//!
//! Must not know what the entries are.

use std::collections::BTreeMap;

use portico_client::{Block, LocatedEntry};
use portico_rules::{memory::Chain, subject::SubjectKind};

use crate::Ledger;

/// The kinds of subjects that a ledger in memory keeps, each in a contract of its own.
pub const KINDS: [SubjectKind; 5] = [
    SubjectKind::Party,
    SubjectKind::Agreement,
    SubjectKind::Tender,
    SubjectKind::Award,
    SubjectKind::Import,
];

/// The block with this number; its hash begins with the number's four bytes.
pub fn block(number: u32) -> Block {
    let mut hash = [0; 32];
    hash[..4].copy_from_slice(&number.to_be_bytes());
    Block { number, hash }
}

/// Which ledger it is.
pub fn ledger(chain: &Chain) -> Ledger {
    Ledger {
        genesis: chain.genesis.0,
        contracts: KINDS
            .map(|kind| (kind, chain.place(kind).contract.0))
            .to_vec(),
    }
}

/// Its entries where they stand. `event` says which of its block's events an entry is, given how many entries of that block
/// come before it.
pub fn located(chain: &Chain, event: impl Fn(u32) -> u32) -> Vec<LocatedEntry> {
    let mut before = BTreeMap::<u32, u32>::new();
    chain
        .entries
        .iter()
        .map(|placed| {
            let entries = before.entry(placed.block).or_default();
            let event_index = event(*entries);
            *entries += 1;
            LocatedEntry {
                block: block(placed.block),
                event_index,
                contract: chain.place(placed.appended.entry.subject.kind()).contract.0,
                appended: placed.appended.clone(),
            }
        })
        .collect()
}
