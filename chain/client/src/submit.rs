// SPDX-License-Identifier: EUPL-1.2
//! Submitting extrinsics.
//!
//! An [`Account`] signs and hands out nonces, one after the other, so that several submissions of one
//! account can be under way at once. What becomes of them: see `pending`.
//!
//! Must not know what a contract's message means.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use subxt::{
    SubstrateConfig,
    config::substrate::SubstrateExtrinsicParamsBuilder,
    ext::scale_encode::EncodeAsFields,
    rpcs::{client::RpcSubscription, methods::legacy::TransactionStatus},
    tx::{Payload, StaticPayload},
    utils::{AccountId32, H256},
};
use subxt_signer::sr25519::Keypair;
use tokio::{
    sync::{Mutex, MutexGuard},
    time::sleep,
};

use crate::{
    Block, ClientError, ContractCall, Finalised, Hash, Limits, Node, Pending,
    connect::Connection,
    pending::LIFETIME,
    revive::{BatchArguments, CallArguments, EncodedCall},
};

/// How often a nonce that somebody else was quicker to use is replaced.
const NONCE_ATTEMPTS: u32 = 5;

/// Pause before an extrinsic is handed to the pool again over a new connection.
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// JSON-RPC error codes of the pool (sc-rpc-api's `author` errors).
mod pool_error {
    /// Code for an extrinsic that the runtime finds invalid.
    pub const INVALID: i32 = 1010;
    /// Code for an extrinsic that is in the pool already.
    pub const ALREADY_IMPORTED: i32 = 1013;
    /// Code for an extrinsic whose nonce another one in the pool has, with no higher priority.
    pub const TOO_LOW_PRIORITY: i32 = 1014;
}

/// An account that submits: its keys, and its next nonce.
pub struct Account {
    node: Node,
    keys: Keypair,
    nonce: Mutex<u64>,
    under_way: Arc<AtomicUsize>,
}

/// Counts an extrinsic as under way until dropped.
pub(crate) struct UnderWay(Arc<AtomicUsize>);

impl UnderWay {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        UnderWay(count.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Account {
    /// An account of a key pair.
    pub fn new(node: Node, keys: Keypair) -> Self {
        Account {
            node,
            keys,
            nonce: Mutex::new(0),
            under_way: Arc::default(),
        }
    }

    /// Its public key, which is its account id.
    pub fn key(&self) -> Hash {
        self.keys.public_key().0
    }

    /// The node it submits to.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// Signs bytes with the account's key (sr25519, context "substrate").
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.keys.sign(message).0
    }

    /// Submits one message to a contract.
    ///
    /// # Errors
    /// [`ClientError::NotAccepted`] if the pool refuses it; otherwise what concerns the node.
    pub async fn call(&self, call: &ContractCall, limits: Limits) -> Result<Pending, ClientError> {
        self.submit(&call.what(), &call_payload(call, limits)).await
    }

    /// Submits several messages as one extrinsic: all of them take effect, in this order, or none does.
    ///
    /// # Errors
    /// As [`Account::call`].
    pub async fn batch(&self, calls: &[(ContractCall, Limits)]) -> Result<Pending, ClientError> {
        let what = match calls {
            [] => return Err(unbuildable("an empty batch", "there is nothing to submit")),
            [(only, _)] => only.what(),
            [(first, _), rest @ ..] => format!("{} and {} more", first.what(), rest.len()),
        };
        let payloads: Vec<_> = calls.iter().map(|(c, l)| call_payload(c, *l)).collect();
        let batch = self.batched(&what, &payloads).await?;
        self.submit(&what, &batch).await
    }

    /// `Utility::batch_all` of some calls.
    async fn batched<C: EncodeAsFields>(
        &self,
        what: &str,
        payloads: &[StaticPayload<C>],
    ) -> Result<StaticPayload<BatchArguments>, ClientError> {
        let calls = self
            .node
            .read(|c: Arc<Connection>| async move {
                let block = c.runtime_now().await?;
                let encode = |payload| block.tx().call_data(payload).map(EncodedCall);
                payloads
                    .iter()
                    .map(encode)
                    .collect::<Result<Vec<_>, _>>()
                    .map_err(|e| unbuildable(what, e))
            })
            .await?;
        Ok(StaticPayload::new(
            "Utility",
            "batch_all",
            BatchArguments { calls },
        ))
    }

    /// Keeps this account from submitting anything else, for as long as the guard lives.
    pub(crate) async fn alone(&self) -> MutexGuard<'_, u64> {
        self.nonce.lock().await
    }

    /// Waits for this account's turn.
    pub async fn turn(&self) -> Turn<'_> {
        Turn {
            account: self,
            next: self.nonce.lock().await,
        }
    }

    /// An extrinsic that was sent, perhaps by another process: what became of it is looked for in the
    /// finalised blocks.
    pub fn pending(&self, what: &str, signed: &SignedExtrinsic) -> Pending {
        Pending {
            _under_way: UnderWay::new(&self.under_way),
            ..self.node.pending(what, signed)
        }
    }

    /// Submits instantiations as one extrinsic and waits until it is final. `next` is what [`Account::alone`]
    /// gives, so that nothing else of this account is submitted meanwhile: each instantiation uses up a nonce
    /// besides the extrinsic's own, and what was signed before it is executed would carry a stale one.
    pub(crate) async fn deploy<C: EncodeAsFields>(
        &self,
        what: &str,
        payloads: &[StaticPayload<C>],
        next: &mut u64,
    ) -> Result<Finalised, ClientError> {
        let batch = self.batched(what, payloads).await?;
        let done = self.send(next, what, &batch).await?.finalised().await;
        // The node's word counts again: it knows the nonces that were used up.
        *next = 0;
        done
    }

    /// Submits any call of the runtime; `what` says for people what it is.
    ///
    /// # Errors
    /// [`ClientError::Unbuildable`] if the runtime has no such call; [`ClientError::NotAccepted`] if the pool
    /// refuses it; otherwise what concerns the node.
    pub async fn submit<P: Payload>(
        &self,
        what: &str,
        payload: &P,
    ) -> Result<Pending, ClientError> {
        // Held until the pool has the extrinsic: the next one must see its nonce as taken.
        let mut next = self.nonce.lock().await;
        self.send(&mut next, what, payload).await
    }

    async fn send<P: Payload>(
        &self,
        next: &mut u64,
        what: &str,
        payload: &P,
    ) -> Result<Pending, ClientError> {
        let mut attempt = 1;
        loop {
            let signed = self.sign_extrinsic(what, payload, *next).await?;
            let mut pending = self.pending(what, &signed);
            match self.node.broadcast(what, &signed).await {
                Ok(watch) => {
                    *next = signed.nonce + 1;
                    pending.watch = watch.map(std::sync::Mutex::new);
                    return Ok(pending);
                }
                Err(Refused::NonceTaken(reason)) if attempt < NONCE_ATTEMPTS => {
                    tracing::debug!(
                        what,
                        nonce = signed.nonce,
                        reason,
                        "nonce taken, signing again"
                    );
                    attempt += 1;
                    *next = signed.nonce + 1;
                }
                Err(Refused::NonceTaken(reason) | Refused::Other(reason)) => {
                    return Err(self.node.not_accepted(what, reason).await);
                }
                Err(Refused::Client(error)) => return Err(error),
            }
        }
    }

    async fn sign_extrinsic<P: Payload>(
        &self,
        what: &str,
        payload: &P,
        at_least: u64,
    ) -> Result<SignedExtrinsic, ClientError> {
        let at = self.node.finalised_head().await?;
        let account = AccountId32(self.key());
        let account = &account;
        // While others of ours are under way, the node may not count them yet; once none is, only the node's
        // word counts (one of ours may have expired and freed its nonce).
        let at_least = if self.under_way.load(Ordering::SeqCst) > 0 {
            at_least
        } else {
            0
        };
        self.node
            .read(|c: Arc<Connection>| async move {
                let nonce = c
                    .methods
                    .system_account_next_index(account)
                    .await
                    .map_err(|e| ClientError::rpc(&c.url, "asking for the account's nonce", e))?
                    .max(at_least);
                let block = c.runtime_at(at).await?;
                let params = SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new()
                    .nonce(nonce)
                    .mortal_from_unchecked(LIFETIME.into(), at.number.into(), H256(at.hash))
                    .build();
                let signed = block
                    .tx()
                    .create_signable_offline(payload, params)
                    .and_then(|mut extrinsic| extrinsic.sign(&self.keys))
                    .map_err(|e| unbuildable(what, e))?;
                Ok(SignedExtrinsic {
                    hash: signed.hash().0,
                    bytes: signed.into_encoded(),
                    account: self.key(),
                    nonce,
                    signed_at: at,
                })
            })
            .await
    }
}

impl Node {
    /// An extrinsic of whichever account that was sent: what became of it is looked for in the finalised blocks.
    pub fn pending(&self, what: &str, signed: &SignedExtrinsic) -> Pending {
        Pending {
            node: self.clone(),
            what: what.to_owned(),
            extrinsic: signed.hash,
            account: signed.account,
            nonce: signed.nonce,
            signed_at: signed.signed_at,
            watch: None,
            _under_way: UnderWay::new(&Arc::default()),
        }
    }

    /// Hands the extrinsic to the pool. Sending the same bytes twice does no harm, so a line that breaks in
    /// between is no reason to give up.
    pub(crate) async fn broadcast(
        &self,
        what: &str,
        signed: &SignedExtrinsic,
    ) -> Result<Option<RpcSubscription<TransactionStatus<H256>>>, Refused> {
        let mut perhaps_sent = false;
        loop {
            let c = self.connection().await.map_err(Refused::Client)?;
            let error = match c
                .methods
                .author_submit_and_watch_extrinsic(&signed.bytes)
                .await
            {
                Ok(watch) => return Ok(Some(watch)),
                Err(error) => error,
            };
            let subxt::rpcs::Error::User(said) = &error else {
                let error = ClientError::rpc(&c.url, format!("submitting {what}"), error);
                if !error.is_lost_connection() {
                    return Err(Refused::Client(error));
                }
                tracing::warn!(%error, "submitting again");
                perhaps_sent = true;
                self.forget(&c).await;
                sleep(RETRY_PAUSE).await;
                continue;
            };
            let reason = match &said.data {
                Some(data) => format!("{}: {}", said.message, data.get().trim_matches('"')),
                None => said.message.clone(),
            };
            let outdated = said.code == pool_error::INVALID
                && (reason.contains("outdated") || reason.contains("Stale"));
            return match said.code {
                pool_error::ALREADY_IMPORTED => Ok(None),
                // Our own first copy may be in a block by now, or in another node's pool: look for it.
                _ if outdated && perhaps_sent => Ok(None),
                pool_error::TOO_LOW_PRIORITY if perhaps_sent => Ok(None),
                pool_error::TOO_LOW_PRIORITY => Err(Refused::NonceTaken(reason)),
                _ if outdated => Err(Refused::NonceTaken(reason)),
                _ => Err(Refused::Other(reason)),
            };
        }
    }

    /// What the pool said, as an error.
    pub(crate) async fn not_accepted(&self, what: &str, reason: String) -> ClientError {
        match self.connection().await {
            Ok(connection) => ClientError::NotAccepted {
                url: connection.url.clone(),
                what: what.to_owned(),
                reason,
            },
            Err(error) => error,
        }
    }
}

/// A signed extrinsic. Sent any number of times, to any node of the chain, it takes effect at most once; and it can no
/// longer take any once its time is over, or another extrinsic with its nonce is final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedExtrinsic {
    /// The whole extrinsic.
    pub bytes: Vec<u8>,
    /// blake2-256 of it.
    pub hash: Hash,
    /// The account that signed it and pays the fee.
    pub account: Hash,
    /// The account's nonce in it: how many extrinsics it had sent before.
    pub nonce: u64,
    /// The finalised block after which it can be included, for a while.
    pub signed_at: Block,
}

impl SignedExtrinsic {
    /// Height of the last block that can include it.
    pub fn last_block(&self) -> u32 {
        self.signed_at.number.saturating_add(LIFETIME)
    }
}

/// An account's turn: while it lasts nobody else gets a nonce of it. Made by [`Account::turn`], for who must note what
/// is sent before it is sent.
pub struct Turn<'a> {
    account: &'a Account,
    next: MutexGuard<'a, u64>,
}

impl Turn<'_> {
    /// Signs a message to a contract, without sending it.
    ///
    /// # Errors
    /// [`ClientError::Unbuildable`]; otherwise what concerns the node.
    pub async fn sign(
        &self,
        call: &ContractCall,
        limits: Limits,
    ) -> Result<SignedExtrinsic, ClientError> {
        let payload = call_payload(call, limits);
        self.account
            .sign_extrinsic(&call.what(), &payload, *self.next)
            .await
    }

    /// Sends what was signed, now or before this program was started. `what` says for people what it is.
    ///
    /// # Errors
    /// [`ClientError::NotAccepted`] if the pool refuses it, perhaps because it is on the chain already:
    /// [`Account::pending`] finds out. Otherwise what concerns the node.
    pub async fn send(
        &mut self,
        what: &str,
        signed: &SignedExtrinsic,
    ) -> Result<Pending, ClientError> {
        let mut pending = self.account.pending(what, signed);
        let watch = match self.account.node.broadcast(what, signed).await {
            Ok(watch) => watch,
            Err(Refused::NonceTaken(reason) | Refused::Other(reason)) => {
                return Err(self.account.node.not_accepted(what, reason).await);
            }
            Err(Refused::Client(error)) => return Err(error),
        };
        pending.watch = watch.map(std::sync::Mutex::new);
        *self.next = signed.nonce + 1;
        Ok(pending)
    }
}

/// Why the pool does not have an extrinsic.
pub(crate) enum Refused {
    NonceTaken(String),
    Other(String),
    Client(ClientError),
}

pub(crate) fn call_payload(call: &ContractCall, limits: Limits) -> StaticPayload<CallArguments> {
    StaticPayload::new(
        "Revive",
        "call",
        CallArguments {
            dest: call.contract,
            value: 0,
            weight_limit: limits.weight,
            storage_deposit_limit: limits.deposit,
            data: call.data.clone(),
        },
    )
}

pub(crate) fn unbuildable(what: &str, error: impl std::fmt::Display) -> ClientError {
    ClientError::Unbuildable {
        what: what.to_owned(),
        reason: error.to_string(),
    }
}
