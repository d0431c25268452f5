// SPDX-License-Identifier: EUPL-1.2
//! What can go wrong between us and a node, each as a sentence: what, where, what to do.
//!
//! A refusal by the rules is not an error of this crate: it is an answer, and travels as one.

use crate::{Block, Hash};

/// Everything this crate can fail with.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No address was given.
    #[error("no node address was given; name at least one, for example ws://127.0.0.1:9944")]
    NoAddress,
    /// None of the nodes could be reached in the time allowed.
    #[error(
        "no node can be reached (tried {tried}); last reason: {reason}; start the node or give another address"
    )]
    Unreachable {
        /// The addresses tried.
        tried: String,
        /// Why the last one failed.
        reason: String,
    },
    /// The node answers, but for another chain.
    #[error(
        "the node at {url} is on another chain: its genesis is 0x{}, expected 0x{}; give the address of a node of the right chain, or use the data directory that belongs to this one",
        hex::encode(found),
        hex::encode(expected)
    )]
    OtherChain {
        /// The node's address.
        url: String,
        /// The genesis hash we were told to expect.
        expected: Hash,
        /// The genesis hash the node has.
        found: Hash,
    },
    /// The connection broke and could not be restored in the time allowed.
    #[error("the connection to the node at {url} was lost while {doing}: {reason}")]
    Lost {
        /// The node's address.
        url: String,
        /// What we were doing.
        doing: String,
        /// What the transport said.
        reason: String,
    },
    /// The node answered with an error.
    #[error("the node at {url} refused while {doing}: {reason}")]
    Node {
        /// The node's address.
        url: String,
        /// What we were doing.
        doing: String,
        /// What the node said.
        reason: String,
    },
    /// The node has no block with this number or hash.
    #[error(
        "the node at {url} has no {block}; it may be behind: wait until it has caught up, or ask another node"
    )]
    NoSuchBlock {
        /// The node's address.
        url: String,
        /// The block asked for.
        block: String,
    },
    /// The node has not come as far as we need it.
    #[error(
        "the node at {url} is behind: its newest finalised block is {finalised}, block {wanted} is needed; wait until it has caught up, or name another node"
    )]
    Behind {
        /// The node's address.
        url: String,
        /// Number of its newest finalised block.
        finalised: u32,
        /// Number of the block we need.
        wanted: u32,
    },
    /// The node has thrown the block's state away.
    #[error(
        "the node at {url} no longer keeps the state that is needed for {doing} ({reason}); ask a node that keeps it (--state-pruning archive)"
    )]
    Pruned {
        /// The node's address.
        url: String,
        /// What we were doing.
        doing: String,
        /// What the node said, with the block.
        reason: String,
    },
    /// The chain's history does not join up.
    #[error(
        "{block} does not follow the block before it: its parent is 0x{}, expected 0x{}; the node reported a block as final and then another one: do not trust this node",
        hex::encode(parent),
        hex::encode(expected)
    )]
    Broken {
        /// The block that does not fit.
        block: Block,
        /// The parent it names.
        parent: Hash,
        /// The block we had.
        expected: Hash,
    },
    /// Bytes from the chain that cannot be read.
    #[error(
        "{what} in {place} cannot be decoded: {reason}; this program may be older than the chain's contracts: update it"
    )]
    Undecodable {
        /// What was to be decoded.
        what: String,
        /// Where it stood.
        place: String,
        /// Why it failed.
        reason: String,
    },
    /// The contract did not get as far as an answer.
    #[error(
        "the contract 0x{} failed in `{message}`: {reason}",
        hex::encode(contract)
    )]
    Contract {
        /// The contract's address.
        contract: [u8; 20],
        /// The message called.
        message: String,
        /// Why.
        reason: String,
    },
    /// The pool did not take the extrinsic.
    #[error("the node at {url} does not accept the transaction ({what}): {reason}")]
    NotAccepted {
        /// The node's address.
        url: String,
        /// What was submitted.
        what: String,
        /// What the pool said.
        reason: String,
    },
    /// The extrinsic was taken, but is in no finalised block.
    #[error(
        "the transaction 0x{} ({what}) is in no finalised block: {reason}; {}",
        hex::encode(extrinsic),
        if *certain { "it had no effect and can be sent again" } else { "look whether it took effect before sending it again" }
    )]
    NotIncluded {
        /// Hash of the extrinsic.
        extrinsic: Hash,
        /// What was submitted.
        what: String,
        /// Why we stopped waiting.
        reason: String,
        /// Whether it can no longer get into a block.
        certain: bool,
    },
    /// The extrinsic is in a finalised block and failed there; its fee is spent.
    #[error("the transaction ({what}) failed in {block}: {reason}")]
    Failed {
        /// What was submitted.
        what: String,
        /// The block it stands in.
        block: Block,
        /// The chain's reason.
        reason: String,
        /// True if a contract reverted: a dry run at the parent block explains it.
        reverted: bool,
    },
    /// The extrinsic could not be built.
    #[error("the transaction ({what}) cannot be built: {reason}")]
    Unbuildable {
        /// What was to be submitted.
        what: String,
        /// Why.
        reason: String,
    },
    /// The ledger's own history does not hold together.
    #[error("{0}")]
    Ledger(String),
}

impl ClientError {
    /// Whether trying again on a new connection can help.
    pub fn is_lost_connection(&self) -> bool {
        matches!(
            self,
            ClientError::Lost { .. } | ClientError::Unreachable { .. }
        )
    }

    /// Turns an RPC failure into ours, telling a broken line from a node that says no.
    pub(crate) fn rpc(url: &str, doing: impl Into<String>, error: subxt::rpcs::Error) -> Self {
        let (url, doing) = (url.to_owned(), doing.into());
        match error {
            subxt::rpcs::Error::User(said) => {
                let reason = match &said.data {
                    Some(data) => format!("{} ({})", said.message, data.get()),
                    None => said.message.clone(),
                };
                // sc-rpc's words for a state that pruning removed ("State already discarded for …",
                // "Unknown block" with UnknownBlock inside).
                if reason.contains("State already discarded") {
                    return ClientError::Pruned { url, doing, reason };
                }
                if reason.contains("UnknownBlock") || reason.contains("Header was not found") {
                    return ClientError::NoSuchBlock {
                        url,
                        block: format!("such block ({doing}: {reason})"),
                    };
                }
                ClientError::Node { url, doing, reason }
            }
            subxt::rpcs::Error::Client(_) | subxt::rpcs::Error::DisconnectedWillReconnect(_) => {
                // Each layer of the transport puts the same words before the reason.
                let said = error.to_string();
                let reason = said
                    .rsplit("RPC error: client error: ")
                    .next()
                    .unwrap_or(&said)
                    .to_owned();
                ClientError::Lost { url, doing, reason }
            }
            other => ClientError::Undecodable {
                what: format!("the answer while {doing}"),
                place: format!("the node at {url}"),
                reason: other.to_string(),
            },
        }
    }
}
