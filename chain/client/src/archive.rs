// SPDX-License-Identifier: EUPL-1.2
//! How the ledger's contracts stood at a finalised block of any height, and what they appended in it: what a
//! [`Walk`](crate::Walk) goes by. Needs a node that keeps the state of every block.
//!
//! Contracts' own rows are read from their child tries. That costs the node two look-ups, runs no runtime, and
//! works for blocks from before the contracts were deployed (they have no child trie there, so no row), and
//! from before the runtime had contracts at all.
//!
//! Must not know in which order blocks are read.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use portico_rules::row::{LedgerRow, Row, RowKey};
use scale::DecodeAll;
use subxt::utils::H256;

use crate::{
    Address, Block, ClientError, LocatedEntry, Node,
    connect::{Connection, Runtime},
    entries::other_row,
    events::{emitted_by, mentions_any},
    walk::Source,
};

/// How the contracts stood after a finalised block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The block.
    pub block: Block,
    /// The version (`spec_version`) of the runtime that its state holds: the one that executes the next block.
    pub runtime: u32,
    /// The contracts' own rows, in the order of the contracts; all zeros before a contract's first entry.
    pub rows: Vec<LedgerRow>,
}

impl Mark {
    /// How many entries all contracts have up to here.
    pub fn entries(&self) -> u64 {
        self.rows
            .iter()
            .fold(0, |sum, row| sum.saturating_add(row.entries))
    }
}

/// The ledger's contracts on nodes that keep the state of every block.
pub struct Archive {
    node: Node,
    contracts: Vec<Address>,
    /// Where each contract's storage is.
    tries: Vec<Vec<u8>>,
    /// What reads the events of blocks, by the version of the runtime that executed them.
    runtimes: Mutex<HashMap<u32, Arc<Runtime>>>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive")
            .field("node", &self.node)
            .finish_non_exhaustive()
    }
}

impl Archive {
    /// Finds the contracts' storage.
    ///
    /// # Errors
    /// [`ClientError::Contract`] if one of the addresses has no contract; otherwise what concerns the node.
    pub async fn new(node: Node, contracts: Vec<Address>) -> Result<Self, ClientError> {
        let head = node.finalised_head().await?;
        let mut tries = Vec::new();
        for contract in &contracts {
            let info =
                node.contract_info(contract, head)
                    .await?
                    .ok_or_else(|| ClientError::Contract {
                        contract: *contract,
                        message: "storage".into(),
                        reason: format!(
                        "there is no contract at this address at {head}; if the node is still catching up, wait until it has, otherwise this is not the ledger's chain"
                    ),
                    })?;
            tries.push(info.trie_id);
        }
        Ok(Archive {
            node,
            contracts,
            tries,
            runtimes: Mutex::default(),
        })
    }

    async fn row(&self, contract: usize, at: Block) -> Result<LedgerRow, ClientError> {
        let address = &self.contracts[contract];
        let bytes = self
            .node
            .row_in_trie(&self.tries[contract], &RowKey::Ledger, at)
            .await?;
        let Some(bytes) = bytes else {
            return Ok(LedgerRow::default());
        };
        match Row::decode_all(&mut bytes.as_slice()) {
            Ok(Row::Ledger(row)) => Ok(row),
            Ok(_) => Err(other_row(address, RowKey::Ledger, at)),
            Err(error) => Err(ClientError::Undecodable {
                what: format!("the own row of contract 0x{}", hex::encode(address)),
                place: at.to_string(),
                reason: error.to_string(),
            }),
        }
    }

    async fn version_after(&self, block: Block) -> Result<u32, ClientError> {
        self.node
            .read(|c: Arc<Connection>| async move {
                let version = c
                    .methods
                    .state_get_runtime_version(Some(H256(block.hash)))
                    .await;
                version.map(|version| version.spec_version).map_err(|e| {
                    let doing = format!("asking for the runtime's version after {block}");
                    ClientError::rpc(&c.url, doing, e)
                })
            })
            .await
    }

    /// What reads the events of blocks that this version executed, if we have it.
    fn runtime(&self, version: u32) -> Option<Arc<Runtime>> {
        self.runtimes().get(&version).cloned()
    }

    fn runtimes(&self) -> std::sync::MutexGuard<'_, HashMap<u32, Arc<Runtime>>> {
        // Whoever panicked while holding it has left a whole map.
        self.runtimes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gets what reads the events of the block after this one.
    async fn runtime_after(&self, block: Block) -> Result<Arc<Runtime>, ClientError> {
        let runtime = self
            .node
            .read(|c: Arc<Connection>| async move { c.runtime_at(block).await.map(Arc::new) })
            .await?;
        self.runtimes()
            .insert(runtime.spec_version(), runtime.clone());
        Ok(runtime)
    }
}

impl Source for Archive {
    fn contracts(&self) -> &[Address] {
        &self.contracts
    }

    async fn mark(&self, number: u32) -> Result<Mark, ClientError> {
        let block = self.node.final_block_at(number).await?;
        let mut rows = Vec::with_capacity(self.contracts.len());
        for contract in 0..self.contracts.len() {
            rows.push(self.row(contract, block).await?);
        }
        let runtime = self.version_after(block).await?;
        if self.runtime(runtime).is_none() {
            self.runtime_after(block).await?;
        }
        Ok(Mark {
            block,
            runtime,
            rows,
        })
    }

    async fn entries(
        &self,
        number: u32,
        executed_by: Option<u32>,
    ) -> Result<(Block, Vec<LocatedEntry>), ClientError> {
        let block = self.node.final_block_at(number).await?;
        let raw = self
            .node
            .read(|c: Arc<Connection>| async move {
                self.node.counters().read_block();
                c.raw_events(block).await
            })
            .await?;
        if !mentions_any(&raw, &self.contracts) {
            return Ok((block, Vec::new()));
        }
        let runtime = match executed_by.and_then(|version| self.runtime(version)) {
            Some(runtime) => runtime,
            // A block that upgrades the runtime is still executed by the old one.
            None => self.runtime_after(self.node.parent(block).await?).await?,
        };
        let events = runtime.events().from_bytes(raw);
        let entries = emitted_by(block, &events, &self.contracts)?
            .iter()
            .map(LocatedEntry::from_event)
            .collect::<Result<_, _>>()?;
        Ok((block, entries))
    }
}
