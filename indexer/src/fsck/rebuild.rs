// SPDX-License-Identifier: EUPL-1.2
//! A fresh mirror, made as the indexer makes its own. Must not know what it is made for.

use std::sync::{Arc, Mutex, PoisonError};

use portico_client::{Archive, Block, Mark, Node, Walk, walk::Source};
use tokio::sync::watch;

use super::{Config, Progress};
use crate::{
    Database, IndexerError, Ledger,
    run::{BATCH, blocking, check_rows},
};

pub(super) struct Rebuild {
    archive: Arc<Archive>,
    config: Config,
    database: Arc<Mutex<Database>>,
    mark: Mark,
}

impl Rebuild {
    pub(super) async fn start(config: &Config) -> Result<Self, IndexerError> {
        let node = Node::connect(config.node.clone()).await?;
        let contracts = config.contracts.by_kind();
        let ledger = Ledger {
            genesis: node.genesis(),
            contracts: contracts.to_vec(),
        };
        let file = config.fresh.clone();
        let database = blocking(move || Database::open(file, ledger)).await?;
        let addresses = contracts.into_iter().map(|(_, address)| address).collect();
        let archive = Arc::new(Archive::new(node, addresses).await?);
        let mark = archive.mark(database.cursor()?.number).await?;
        Ok(Rebuild {
            archive,
            config: config.clone(),
            database: Arc::new(Mutex::new(database)),
            mark,
        })
    }

    /// Indexes up to a block, and says which one the node has there.
    pub(super) async fn up_to(&mut self, number: u32) -> Result<Block, IndexerError> {
        if number > self.mark.block.number {
            let upto = self.archive.mark(number).await?;
            let (mut done, all) = (self.mark.entries(), upto.entries());
            let mut walk = Walk::start(self.archive.clone(), self.mark.clone(), upto);
            while let Some(segment) = walk.next_batch(BATCH).await? {
                let (database, contracts) = (self.database.clone(), self.config.contracts);
                let mark = segment.upto.clone();
                done += segment.entries.len() as u64;
                blocking(move || {
                    // A panic ends the check, so nobody comes to see a lock that one has poisoned.
                    let mut database = database.lock().unwrap_or_else(PoisonError::into_inner);
                    database.apply(segment.from, segment.upto.block, &segment.entries)?;
                    check_rows(&database, &contracts, &segment.upto)
                })
                .await?;
                self.mark = mark;
                self.report(done, all);
            }
        }
        Ok(self.mark.block)
    }

    fn report(&self, done: u64, all: u64) {
        let progress: Option<&watch::Sender<Progress>> = self.config.progress.as_ref();
        if let Some(progress) = progress {
            progress.send_modify(|progress| progress.entries = (done, all));
        }
    }
}
