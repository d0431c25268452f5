// SPDX-License-Identifier: EUPL-1.2
//! A database with the rules' sample story, written by the indexer's own code, that can grow.

use std::path::PathBuf;

use portico_client::Block;
use portico_indexer::{Database, memory};
use portico_rules::memory::{
    Chain, pair,
    sample::{self, party, who},
};
use tempfile::TempDir;

pub struct Source {
    chain: Chain,
    database: Database,
    cursor: Block,
    folder: TempDir,
}

impl Source {
    pub fn of_the_story() -> Self {
        let chain = sample::story().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let database =
            Database::open(folder.path().join("ledger.sqlite"), memory::ledger(&chain)).unwrap();
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
        let upto = memory::block(self.chain.block);
        let located: Vec<_> = memory::located(&self.chain, |before| before + 1)
            .into_iter()
            .filter(|entry| entry.block.number > self.cursor.number)
            .collect();
        self.database.apply(self.cursor, upto, &located).unwrap();
        self.cursor = upto;
    }
}
