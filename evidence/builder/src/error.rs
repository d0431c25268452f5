// SPDX-License-Identifier: EUPL-1.2
//! Why there is no bundle.

use portico_client::{Block, ClientError};
use portico_evidence::assemble::Unassembled;
use portico_rules::{primitives::Address, subject::Subject};

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There is no such subject at that block.
    #[error("there is no {subject} at {block}")]
    NoSubject {
        /// What was asked for.
        subject: Subject,
        /// Where it was looked for.
        block: Block,
    },
    /// Validators have not signed the block yet, or the node kept no signature near it.
    #[error("block {number} cannot be proven final: {reason}")]
    NotSigned {
        /// The block's number.
        number: u32,
        /// Why, and what to do.
        reason: String,
    },
    /// The node has another block at that height than the one that is meant.
    #[error(
        "the node has {found} there, and {expected} is meant: it follows another chain of blocks"
    )]
    OtherBlock {
        /// What is meant.
        expected: Block,
        /// What the node has.
        found: Block,
    },
    /// One of the ledger's contracts was not there yet.
    #[error("there is no contract {contract} at {block} yet: ask for a later block")]
    NotDeployed {
        /// The contract.
        contract: Address,
        /// Where it was looked for.
        block: Block,
    },
    /// The headers before the block would be more than a checkpoint may hold.
    #[error(
        "block {since} is {headers} blocks before {block}, and a checkpoint holds at most {most} headers: make one of a block in between first (--at)"
    )]
    TooFar {
        /// Number of the block from which headers were asked for.
        since: u32,
        /// Number of the checkpoint's block.
        block: u32,
        /// How many headers there would be.
        headers: u32,
        /// How many there may be.
        most: usize,
    },
    /// The block from which headers were asked for is not before the checkpoint's.
    #[error("block {since} is not before block {block}, of which the checkpoint would be")]
    NotBefore {
        /// Number of the block from which headers were asked for.
        since: u32,
        /// Number of the checkpoint's block.
        block: u32,
    },
    /// What the node said does not fit together.
    #[error("the node's answers do not fit together: {0}; ask another node")]
    Unassembled(#[from] Unassembled),
    /// A justification, a header or a proof of the node's cannot be read.
    #[error("the node's {what} cannot be read ({reason}); ask another node")]
    Undecodable {
        /// What it is.
        what: &'static str,
        /// Why not.
        reason: String,
    },
    /// What concerns the node.
    #[error(transparent)]
    Client(#[from] ClientError),
}
