// SPDX-License-Identifier: EUPL-1.2
//! Finalised blocks, one after the other, none left out.
//!
//! Must not know what is in the blocks.

use std::{sync::Arc, time::Duration};

use tokio::time::sleep;

use crate::{Block, ClientError, Hash, Node, connect::Connection};

/// How often the node is asked whether a newer block is final. A block takes a second at the least, and the
/// question costs the node next to nothing; a subscription would have to be rebuilt after every break and
/// leaves blocks out when several become final at once.
const INTERVAL: Duration = Duration::from_millis(250);

/// The finalised chain from a given height on: every block, in order, each the child of the one before.
#[derive(Debug, Clone)]
pub struct FinalisedBlocks {
    node: Node,
    next: u32,
    parent: Option<Hash>,
    final_up_to: Option<u32>,
}

impl Node {
    /// Follows finalised blocks from height `from` on. If the block before is known, `parent` is its hash and
    /// is checked against the first block.
    pub fn follow(&self, from: u32, parent: Option<Hash>) -> FinalisedBlocks {
        FinalisedBlocks {
            node: self.clone(),
            next: from,
            parent,
            final_up_to: None,
        }
    }

    /// A block's parent.
    ///
    /// # Errors
    /// What concerns the node.
    pub async fn parent(&self, block: Block) -> Result<Block, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            let hash = c.header(block.hash).await?.parent;
            Ok(Block {
                number: block.number.saturating_sub(1),
                hash,
            })
        })
        .await
    }

    /// Waits until a block of at least this height is final, and returns the newest final one.
    ///
    /// # Errors
    /// What concerns the node.
    pub async fn wait_for_finalised(&self, number: u32) -> Result<Block, ClientError> {
        loop {
            let head = self.finalised_head().await?;
            if head.number >= number {
                return Ok(head);
            }
            sleep(INTERVAL).await;
        }
    }
}

impl FinalisedBlocks {
    /// The next finalised block; waits until there is one. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`ClientError::Broken`] if the block is not the child of the one before; otherwise what concerns the
    /// node, after which `next` may be called again.
    pub async fn next(&mut self) -> Result<Block, ClientError> {
        if self.final_up_to.is_none_or(|last| last < self.next) {
            self.final_up_to = Some(self.node.wait_for_finalised(self.next).await?.number);
        }
        let block = self.node.final_block_at(self.next).await?;
        if let Some(expected) = self.parent {
            let parent = self
                .node
                .read(|c: Arc<Connection>| async move { Ok(c.header(block.hash).await?.parent) })
                .await?;
            if parent != expected {
                return Err(ClientError::Broken {
                    block,
                    parent,
                    expected,
                });
            }
        }
        self.parent = Some(block.hash);
        self.next = block.number.saturating_add(1);
        Ok(block)
    }
}
