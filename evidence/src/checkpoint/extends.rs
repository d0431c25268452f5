// SPDX-License-Identifier: EUPL-1.2
//! Whether a checkpoint goes on from an earlier one: what a witness asks before it signs.
//!
//! That one block came after another is shown by headers, each of which names its parent by hash. Nothing shorter would do: a
//! block's state, in which the chain also keeps the hashes of blocks, is what colluding validators could make up.

use alloc::{string::String, vec::Vec};

use portico_rules::{
    primitives::{Address, Digest},
    row::LedgerRow,
};
use serde::Serialize;

/// A checkpoint of which all checks passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProvenCheckpoint {
    /// Hash of the chain's genesis block.
    pub genesis: Digest,
    /// The block's number.
    pub block: u32,
    /// The block's hash.
    pub hash: Digest,
    /// Root over what the contracts count, see [`super::root`].
    pub root: Digest,
    /// What each contract counts, by address.
    pub contracts: Vec<Ledger>,
    /// What a witness signs.
    pub statement: String,
    /// How many headers lead back from the block.
    pub since: usize,
    /// The hashes of the blocks before it that are known by headers, the last of its parent.
    #[serde(skip)]
    pub before: Vec<Digest>,
}

/// What a contract counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// The contract.
    pub address: Address,
    /// Its own row.
    #[serde(flatten)]
    pub row: LedgerRow,
}

/// A block, by number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its number.
    pub block: u32,
    /// Its hash.
    pub hash: Digest,
}

/// Two different blocks of one height, each declared final by the chain's validators: they have shown two histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Fork {
    /// The block that the earlier checkpoint is of, or that its headers lead back to.
    pub signed: Named,
    /// The block of the same height that the offered checkpoint is of, or that its headers lead back to.
    pub offered: Named,
}

/// Why a checkpoint does not go on from an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unextended {
    /// There is another block at the same height.
    Fork(Fork),
    /// It is of an earlier block.
    Older,
    /// It does not show which block it has at the height of the earlier one.
    Unknown,
    /// A contract of the earlier one is missing, or holds less than it did.
    Fewer(Address),
    /// A contract holds as much as it did, but the row is another.
    Rewritten(Address),
}

impl ProvenCheckpoint {
    /// The block itself.
    fn named(&self) -> Named {
        Named {
            block: self.block,
            hash: self.hash,
        }
    }

    /// The block at a height, if it is known: its own, or one before that its headers lead back to.
    fn at(&self, height: u32) -> Option<Named> {
        let back = usize::try_from(self.block.checked_sub(height)?).ok()?;
        if back == 0 {
            return Some(self.named());
        }
        let hash = *self.before.get(self.before.len().checked_sub(back)?)?;
        Some(Named {
            block: height,
            hash,
        })
    }

    /// Checks that this one goes on from an earlier one of the same chain, or is of the same block.
    ///
    /// # Errors
    /// [`Unextended`], by what it does not fulfil.
    pub fn extends(&self, signed: &ProvenCheckpoint) -> Result<(), Unextended> {
        let height = self.block.min(signed.block);
        match (signed.at(height), self.at(height)) {
            (Some(one), Some(other)) if one.hash != other.hash => {
                return Err(Unextended::Fork(Fork {
                    signed: one,
                    offered: other,
                }));
            }
            // Whether or not it is one of the blocks before: its turn is over.
            _ if self.block < signed.block => return Err(Unextended::Older),
            (Some(_), Some(_)) => {}
            _ => return Err(Unextended::Unknown),
        }
        for Ledger { address, row: was } in &signed.contracts {
            let now = self.contracts.iter().find(|now| now.address == *address);
            let Some(Ledger { row, .. }) = now else {
                return Err(Unextended::Fewer(*address));
            };
            if row.entries < was.entries || row.subjects < was.subjects {
                return Err(Unextended::Fewer(*address));
            }
            // A row changes with an entry only, and an entry that came later stands in a later block.
            let is_same = row.entries == was.entries && row != was;
            let is_early = row.entries > was.entries && row.last_block <= signed.block;
            if is_same || is_early {
                return Err(Unextended::Rewritten(*address));
            }
        }
        Ok(())
    }
}
