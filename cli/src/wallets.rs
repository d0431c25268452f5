// SPDX-License-Identifier: EUPL-1.2
//! The chain for wallets that pay their own fees, as the API wants it: over nodes, through the client.
//!
//! Whatever is asked here comes from anybody: what is asked of nodes at once, what is followed, and what is remembered has a
//! bound. It holds no key.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::FutureExt;
use futures::future::BoxFuture;
use portico_api::{Prepared, Transaction, TransactionState, WalletFailure, Wallets};
use portico_client::{
    Accepted, ClientError, Command, CommandError, Contracts, Hash, Node, NodeOptions, Pending,
    SignedExtrinsic, WalletError,
};
use portico_commands::Act;
use portico_commands::queue::EntryReference;
use portico_rules::authority::Authority;
use portico_rules::primitives::{Address, Digest, Key};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::node_when_asked::NodeWhenAsked;

/// Questions of wallets to nodes at once.
const QUESTIONS: usize = 8;
/// Transactions that are followed at once.
const FOLLOWED: usize = 1000;
/// Transactions that are remembered.
const REMEMBERED: usize = 10_000;
/// Pause before the chain is asked again what became of a transaction.
const PAUSE: Duration = Duration::from_secs(6);

/// The chain, through nodes.
pub struct NodeWallets {
    inner: Arc<Inner>,
}

struct Inner {
    node: NodeWhenAsked,
    contracts: Contracts,
    questions: Arc<Semaphore>,
    followed: Arc<Semaphore>,
    known: Mutex<Known>,
}

/// What was submitted, the oldest first.
#[derive(Default)]
struct Known {
    transactions: HashMap<Digest, Transaction>,
    order: VecDeque<Digest>,
}

impl NodeWallets {
    /// Over these nodes; no connection is made yet.
    pub fn new(options: NodeOptions, contracts: Contracts) -> Self {
        NodeWallets {
            inner: Arc::new(Inner {
                node: NodeWhenAsked::new(options),
                contracts,
                questions: Arc::new(Semaphore::new(QUESTIONS)),
                followed: Arc::new(Semaphore::new(FOLLOWED)),
                known: Mutex::default(),
            }),
        }
    }
}

impl Wallets for NodeWallets {
    fn prepare(&self, act: Act, key: Key) -> BoxFuture<'_, Result<Prepared, WalletFailure>> {
        self.inner.prepare(act, key).boxed()
    }

    fn submit(&self, extrinsic: Vec<u8>) -> BoxFuture<'_, Result<Transaction, WalletFailure>> {
        let inner = self.inner.clone();
        async move {
            // A task of its own: once the chain may have it, it is followed, whoever stops waiting.
            match tokio::spawn(inner.submit(extrinsic)).await {
                Ok(done) => done,
                Err(panic) => {
                    tracing::error!(%panic, "submitting a transaction ended abnormally");
                    Err(WalletFailure::Internal)
                }
            }
        }
        .boxed()
    }

    fn find(&self, hash: &Digest) -> Option<Transaction> {
        self.inner.known().transactions.get(hash).cloned()
    }
}

impl Inner {
    async fn prepare(&self, act: Act, key: Key) -> Result<Prepared, WalletFailure> {
        let _permit = permit(&self.questions)?;
        let node = self.node().await?;
        let contract = self.contracts.keeper(act.kind());
        let authority = Authority::Direct { key };
        let command = Command::of_any(contract, act.subject, &act.body, &authority);
        let (receipt, limits) = node
            .try_command(&key.0, &command, None)
            .await
            .map_err(refused)?;
        let unsigned = node
            .unsigned(&key.0, command.call(), limits)
            .await
            .map_err(failed)?;
        Ok(Prepared {
            genesis: Digest(node.genesis()),
            contract: Address(contract),
            to_sign: unsigned.to_sign,
            extrinsic: unsigned.extrinsic,
            signature_at: unsigned.signature_at,
            call: unsigned.call,
            nonce: unsigned.nonce,
            era: unsigned.era,
            block: (unsigned.signed_at.number, Digest(unsigned.signed_at.hash)),
            last_block: unsigned.last_block,
            tip: unsigned.tip,
            spec_version: unsigned.spec_version,
            transaction_version: unsigned.transaction_version,
            largest_fee: unsigned.fee,
            largest_deposit: limits.deposit,
            entry: (
                receipt.subject.kind(),
                receipt.subject.number(),
                receipt.seq,
            ),
        })
    }

    async fn submit(self: Arc<Self>, bytes: Vec<u8>) -> Result<Transaction, WalletFailure> {
        let _permit = permit(&self.questions)?;
        let following = permit(&self.followed)?;
        let node = self.node().await?.clone();
        let signed = node
            .from_wallet(&bytes)
            .await
            .map_err(|error| match error {
                WalletError::NotTaken(why) => WalletFailure::NotTaken(why),
                WalletError::Client(error) => failed(error),
            })?;
        let hash = Digest(signed.extrinsic.hash);
        if let Some(known) = self.known().transactions.get(&hash) {
            return Ok(known.clone());
        }
        let (command, asked) = Command::read(&self.contracts, signed.contract, &signed.data)
            .ok_or_else(|| not_taken("the extrinsic calls something else than a contract of this ledger with a command"))?;
        if signed.value != 0 {
            return Err(not_taken(
                "the extrinsic sends money to a contract, which none of them takes",
            ));
        }
        let account = signed.extrinsic.account;
        // What is refused now would only cost a fee.
        node.try_command(&account, &command, None)
            .await
            .map_err(refused)?;
        let act = Act {
            subject: asked.subject,
            body: asked.body,
        };
        let pending = node
            .submit_signed(act.action(), &signed.extrinsic)
            .await
            .map_err(failed)?;
        let transaction = Transaction {
            hash,
            account: Key(account),
            nonce: signed.extrinsic.nonce,
            kind: act.kind(),
            subject: act.subject,
            action: act.action(),
            submitted_at: now(),
            last_block: signed.extrinsic.last_block(),
            state: TransactionState::Pending,
        };
        tracing::info!(%hash, action = act.action(), account = %Key(account), "a wallet's transaction is submitted");
        self.remember(transaction.clone());
        tokio::spawn(
            self.clone()
                .follow(node, pending, signed.extrinsic, command, following),
        );
        Ok(transaction)
    }

    /// Waits until it is certain what became of a transaction.
    async fn follow(
        self: Arc<Self>,
        node: Node,
        mut pending: Pending,
        signed: SignedExtrinsic,
        command: Command,
        _place: OwnedSemaphorePermit,
    ) {
        let hash = Digest(signed.hash);
        loop {
            let accepted = self.accepted(&node, pending, &signed, &command).await;
            let state = match accepted {
                Ok(accepted) => match accepted.entries.first() {
                    Some(entry) => TransactionState::Finalised {
                        fee: accepted.finalised.fee,
                        entry: EntryReference {
                            subject: entry.appended.entry.subject.number(),
                            seq: entry.appended.entry.seq,
                            head: entry.appended.head,
                            block: (entry.block.number, Digest(entry.block.hash)),
                            event_index: entry.event_index,
                        },
                    },
                    // One entry for one command: `accepted` makes sure.
                    None => return self.set(&hash, TransactionState::Gone),
                },
                Err(CommandError::Refused {
                    refusal, failed_in, ..
                }) => TransactionState::Failed {
                    sentence: refusal.to_string(),
                    refusal: Some(refusal),
                    block: failed_in.map(|block| (block.number, Digest(block.hash))),
                },
                Err(CommandError::Client(ClientError::Failed { block, reason, .. })) => {
                    TransactionState::Failed {
                        sentence: reason,
                        refusal: None,
                        block: Some((block.number, Digest(block.hash))),
                    }
                }
                Err(CommandError::Client(ClientError::NotIncluded { certain: true, .. })) => {
                    TransactionState::Gone
                }
                Err(CommandError::Client(error)) => {
                    tracing::warn!(%error, %hash, "cannot learn yet what became of it");
                    tokio::time::sleep(PAUSE).await;
                    pending = node.pending(&command.call().message, &signed);
                    continue;
                }
            };
            tracing::info!(%hash, ?state, "settled");
            return self.set(&hash, state);
        }
    }

    /// What became of it in the finalised blocks; on the way it notes in which block it is.
    async fn accepted(
        &self,
        node: &Node,
        pending: Pending,
        signed: &SignedExtrinsic,
        command: &Command,
    ) -> Result<Accepted, CommandError> {
        let (tell, mut told) = watch::channel::<Option<Hash>>(None);
        let finalised = pending.finalised_telling(move |block| {
            tell.send_replace(Some(block));
        });
        let noting = async {
            while told.changed().await.is_ok() {
                let block = *told.borrow_and_update();
                let Some(block) = block else { continue };
                match node.block_of(block).await {
                    Ok(block) => self.set(
                        &Digest(signed.hash),
                        TransactionState::InBlock((block.number, Digest(block.hash))),
                    ),
                    // It is only on the way.
                    Err(error) => tracing::debug!(%error, "cannot name the block"),
                }
            }
        };
        let (finalised, ()) = tokio::join!(finalised, noting);
        let commands = std::slice::from_ref(command);
        node.accepted(&signed.account, finalised, commands).await
    }

    async fn node(&self) -> Result<&Node, WalletFailure> {
        self.node.get().await.map_err(failed)
    }

    fn remember(&self, transaction: Transaction) {
        let mut known = self.known();
        known.order.push_back(transaction.hash);
        known.transactions.insert(transaction.hash, transaction);
        while known.order.len() > REMEMBERED {
            if let Some(oldest) = known.order.pop_front() {
                known.transactions.remove(&oldest);
            }
        }
    }

    fn set(&self, hash: &Digest, state: TransactionState) {
        if let Some(transaction) = self.known().transactions.get_mut(hash) {
            transaction.state = state;
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Nothing panics between two changes that belong together.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn permit(semaphore: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, WalletFailure> {
    semaphore
        .clone()
        .try_acquire_owned()
        .map_err(|_| WalletFailure::Busy)
}

fn not_taken(why: &str) -> WalletFailure {
    WalletFailure::NotTaken(why.to_owned())
}

fn refused(error: CommandError) -> WalletFailure {
    match error {
        CommandError::Refused { refusal, .. } => WalletFailure::Refused(refusal),
        CommandError::Client(error) => failed(error),
    }
}

/// What concerns the node, addresses and all, is for the log.
fn failed(error: ClientError) -> WalletFailure {
    match error {
        ClientError::NotAccepted { reason, .. } => {
            WalletFailure::NotTaken(format!("the chain does not take it: {reason}"))
        }
        ClientError::Contract { reason, .. } => WalletFailure::NotTaken(format!(
            "the contract does not get as far as an answer: {reason}"
        )),
        ClientError::Unbuildable { reason, .. } => {
            WalletFailure::NotTaken(format!("it cannot be built: {reason}"))
        }
        error if error.is_lost_connection() => {
            tracing::warn!(%error, "no node for wallets");
            WalletFailure::NoNode
        }
        error => {
            tracing::error!(%error, "a node gives wallets no answer");
            WalletFailure::NoNode
        }
    }
}

fn now() -> u64 {
    // A clock before 1970 is wrong whatever we say.
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
