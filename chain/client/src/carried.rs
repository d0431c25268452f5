// SPDX-License-Identifier: EUPL-1.2
//! Finding the entry of a command that somebody carried. Must not know why it is looked for.

use portico_rules::{authority::Signature, entry::Entry, primitives::Key};

use crate::{Address, Block, ClientError, LocatedEntry, Node};

/// Most blocks that are looked into.
const MOST: u32 = 128;

impl Node {
    /// The entry of the command that a key signed with this nonce, if it is in one of the contract's newest 128 blocks
    /// with entries. A key uses a nonce once with a contract, so that there is one at most.
    ///
    /// # Errors
    /// [`ClientError::Ledger`] if the contract's history does not hang together; otherwise as [`Node::row`].
    pub async fn carried_entry(
        &self,
        contract: &Address,
        key: &Key,
        nonce: u64,
        upto: Block,
    ) -> Result<Option<LocatedEntry>, ClientError> {
        let is_it = |entry: &Entry| {
            entry.by == *key
                && matches!(entry.signature, Signature::Carried { nonce: used, .. } if used == nonce)
        };
        let mut number = self.ledger_row(contract, upto).await?.last_block;
        for _ in 0..MOST {
            if number == 0 {
                break;
            }
            let block = self.block_at(number).await?;
            let entries = self.entries_in(block, &[*contract]).await?;
            let before = entries
                .first()
                .map(|first| first.appended.entry.previous.contract_block)
                .filter(|before| *before < number)
                .ok_or_else(|| {
                    ClientError::Ledger(format!(
                        "{block} does not name the block with entries before it; ask another node"
                    ))
                })?;
            if let Some(found) = entries.into_iter().find(|e| is_it(&e.appended.entry)) {
                return Ok(Some(found));
            }
            number = before;
        }
        Ok(None)
    }
}
