// SPDX-License-Identifier: EUPL-1.2
//! A database with the rules' sample story, written by the indexer's own code, that can grow.

use std::{collections::BTreeMap, path::PathBuf};

use portico_client::{Block, LocatedEntry};
use portico_indexer::{Database, Ledger};
use portico_rules::{
    memory::{
        Chain, pair,
        sample::{self, party, who},
    },
    subject::SubjectKind,
};
use tempfile::TempDir;

const KINDS: [SubjectKind; 4] = [
    SubjectKind::Party,
    SubjectKind::Agreement,
    SubjectKind::Award,
    SubjectKind::Import,
];

pub struct Source {
    chain: Chain,
    database: Database,
    cursor: Block,
    folder: TempDir,
}

fn block(number: u32) -> Block {
    let mut hash = [0; 32];
    hash[..4].copy_from_slice(&number.to_be_bytes());
    Block { number, hash }
}

impl Source {
    pub fn of_the_story() -> Self {
        let chain = sample::story().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger {
            genesis: chain.genesis.0,
            contracts: KINDS
                .map(|kind| (kind, chain.place(kind).contract.0))
                .to_vec(),
        };
        let database = Database::open(folder.path().join("ledger.sqlite"), ledger).unwrap();
        let cursor = database.cursor().unwrap();
        let mut source = Source {
            chain,
            database,
            cursor,
            folder,
        };
        source.index();
        source
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("ledger.sqlite")
    }

    /// The heads of all entries, in order.
    pub fn heads(&self) -> Vec<String> {
        let entries = self.chain.entries.iter();
        entries
            .map(|placed| placed.appended.head.to_hex())
            .collect()
    }

    /// One entry more.
    pub fn grow(&mut self) {
        self.chain.advance(6);
        let body = sample::standing("2028-06-30");
        self.chain
            .direct(&pair(who::OVERSIGHT), Some(party::COOPERATIVE), body)
            .unwrap();
        self.index();
    }

    fn index(&mut self) {
        let upto = block(self.chain.block);
        let mut events = BTreeMap::<u32, u32>::new();
        let located: Vec<_> = self
            .chain
            .entries
            .iter()
            .map(|placed| {
                let event_index = events.entry(placed.block).or_default();
                *event_index += 1;
                LocatedEntry {
                    block: block(placed.block),
                    event_index: *event_index,
                    contract: self
                        .chain
                        .place(placed.appended.entry.subject.kind())
                        .contract
                        .0,
                    appended: placed.appended.clone(),
                }
            })
            .filter(|entry| entry.block.number > self.cursor.number)
            .collect();
        self.database.apply(self.cursor, upto, &located).unwrap();
        self.cursor = upto;
    }
}
