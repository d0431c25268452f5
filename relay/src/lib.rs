// SPDX-License-Identifier: EUPL-1.2
//! Carries other people's signed commands to the chain, so that who signs needs neither tokens nor a connection.
//!
//! A process of its own, with its own account: it takes commands from a [`portico_commands::queue`], listens to nobody,
//! and the process that listens to everybody (the API) holds no key. It cannot change what it carries, and need not be
//! believed: a command is signed by whoever it binds.
//!
//! **Nothing is carried that does not dry-run clean**: the contract is asked first, and its refusal costs nothing.
//!
//! **Nothing is carried twice.** The extrinsic is signed, written to the queue, and only then sent. Whoever kills the
//! process at whatever moment finds it in one of two states: nothing was sent, or the very bytes that may have been sent
//! are on disk. These are sent again, which has no second effect, and are waited for until they are final or cannot
//! become so any more (they are mortal); only then may another extrinsic be signed for the same command. The contract's
//! own memory of used nonces is the second net.
//!
//! Must not know HTTP, nor any rule: what is allowed is what the contract says.
#![forbid(unsafe_code)]

mod carrier;
mod chain;
mod node;
#[cfg(test)]
mod tests;

use std::{future::Future, path::PathBuf, time::Duration};

use portico_client::{ClientError, Contracts, Keypair, Node, NodeOptions};
use portico_commands::queue::{Queue, QueueError, Rates};

use carrier::{Bounds, Carrier};
use node::NodeChain;

/// What a relay is told.
pub struct Config {
    /// How to reach the chain.
    pub node: NodeOptions,
    /// Where the ledger's contracts are.
    pub contracts: Contracts,
    /// The account that pays.
    pub account: Keypair,
    /// The queue's file; it is made if there is none.
    pub queue: PathBuf,
    /// What may be sent.
    pub rates: Rates,
    /// What the account must own for anything to be carried, in the chain's smallest unit.
    pub keep: u128,
    /// What the account may spend on fees and deposits within a rolling day, in the chain's smallest unit; `None` for as much
    /// as it owns.
    pub daily_budget: Option<u128>,
    /// For how long settled commands can be asked about.
    pub remember: Duration,
}

impl Config {
    /// The usual rates; at least one token of 10^12 units on the account, no budget for a day; 30 days of memory.
    pub fn new(
        node: NodeOptions,
        contracts: Contracts,
        account: Keypair,
        queue: impl Into<PathBuf>,
    ) -> Self {
        Config {
            node,
            contracts,
            account,
            queue: queue.into(),
            rates: Rates::default(),
            keep: 1_000_000_000_000,
            daily_budget: None,
            remember: Duration::from_secs(30 * 86_400),
        }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the key.
        f.debug_struct("Config")
            .field("queue", &self.queue)
            .field("rates", &self.rates)
            .finish_non_exhaustive()
    }
}

/// Why a relay does not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The node cannot be reached, or is another chain's, when the relay starts.
    #[error(transparent)]
    Node(#[from] ClientError),
    /// The queue cannot be used.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// Carries what comes until `stop` resolves. A node that goes away later is waited for. There must be no other relay on
/// the same queue.
///
/// # Errors
/// [`RelayError`]. What is under way then, as after `stop`, is taken up by the next run.
pub async fn run(config: Config, stop: impl Future<Output = ()>) -> Result<(), RelayError> {
    let Config {
        node,
        contracts,
        account,
        queue,
        rates,
        keep,
        daily_budget,
        remember,
    } = config;
    let queue = Queue::open(queue)?;
    let node = Node::connect(node).await?;
    let chain = NodeChain::new(node, account, contracts);
    let carrier = Carrier::new(
        chain,
        queue,
        Bounds {
            rates,
            keep,
            daily_budget,
        },
        remember,
    );
    carrier.run(stop).await
}
