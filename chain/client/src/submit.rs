// SPDX-License-Identifier: EUPL-1.2
//! Submitting extrinsics and waiting until they are final.
//!
//! An [`Account`] signs and hands out nonces, one after the other, so that several submissions of one
//! account can be under way at once. A [`Pending`] extrinsic ends in exactly one of three ways: it is in a
//! finalised block and worked, it is in a finalised block and failed, or it is in none and can no longer get
//! into one (it is mortal). A broken connection changes nothing about that: the extrinsic is then looked for
//! in the finalised blocks.
//!
//! Must not know what a contract's message means.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use scale::DecodeAll;
use subxt::{
    SubstrateConfig,
    config::substrate::SubstrateExtrinsicParamsBuilder,
    error::DispatchError,
    ext::{scale_decode, scale_encode::EncodeAsFields},
    rpcs::{client::RpcSubscription, methods::legacy::TransactionStatus},
    tx::{Payload, StaticPayload},
    utils::{AccountId32, H256},
};
use subxt_signer::sr25519::Keypair;
use tokio::{
    sync::{Mutex, MutexGuard},
    time::{sleep, timeout},
};

use crate::{
    Address, Block, ClientError, ContractCall, Emitted, Hash, Limits, Node, Weight,
    connect::Connection,
    events::emitted,
    revive::{BatchArguments, CallArguments, EncodedCall},
};

/// For how many blocks after its signing an extrinsic may be included.
const LIFETIME: u32 = 64;
/// How often a nonce that somebody else was quicker to use is replaced.
const NONCE_ATTEMPTS: u32 = 5;

/// Pause before an extrinsic is handed to the pool again over a new connection.
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// How often the chain is asked what became of an extrinsic of which the pool says nothing.
const CHECK_INTERVAL: Duration = Duration::from_secs(2);

/// How many times, once the pool has given an extrinsic up: mostly because another program used its nonce,
/// which is certain only when that is final.
const CHECKS_AFTER_GIVING_UP: u32 = 8;

/// JSON-RPC error codes of sc-transaction-pool's API.
mod pool_error {
    pub const INVALID: i32 = 1010;
    pub const ALREADY_IMPORTED: i32 = 1013;
    pub const TOO_LOW_PRIORITY: i32 = 1014;
}

/// An account that submits: its keys, and its next nonce.
pub struct Account {
    node: Node,
    keys: Keypair,
    nonce: Mutex<u64>,
    under_way: Arc<AtomicUsize>,
}

/// An extrinsic on its way.
#[must_use = "an extrinsic that nobody waits for may have failed"]
pub struct Pending {
    node: Node,
    what: String,
    extrinsic: Hash,
    account: Hash,
    nonce: u64,
    signed_at: Block,
    watch: Option<RpcSubscription<TransactionStatus<H256>>>,
    _under_way: UnderWay,
}

/// Counts an extrinsic as under way until dropped.
struct UnderWay(Arc<AtomicUsize>);

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

/// An extrinsic that is in a finalised block and worked.
#[derive(Debug, Clone)]
pub struct Finalised {
    /// The block.
    pub block: Block,
    /// blake2-256 of the extrinsic.
    pub extrinsic: Hash,
    /// Its index in the block.
    pub index: u32,
    /// The fee paid, in the chain's smallest unit.
    pub fee: u128,
    /// What contracts emitted because of it.
    pub emitted: Vec<Emitted>,
    /// Contracts that it created.
    pub instantiated: Vec<Address>,
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
                let block = match c.api.at_current_block().await {
                    Ok(block) => block,
                    Err(error) => {
                        return Err(c.explain("reading the runtime's metadata", error).await);
                    }
                };
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
            let under_way = UnderWay::new(&self.under_way);
            match self.broadcast(what, &signed).await {
                Ok(watch) => {
                    *next = signed.nonce + 1;
                    return Ok(Pending {
                        node: self.node.clone(),
                        what: what.to_owned(),
                        extrinsic: signed.hash,
                        account: self.key(),
                        nonce: signed.nonce,
                        signed_at: signed.at,
                        watch,
                        _under_way: under_way,
                    });
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
                    let url = self.node.connection().await?.url.clone();
                    return Err(ClientError::NotAccepted {
                        url,
                        what: what.to_owned(),
                        reason,
                    });
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
    ) -> Result<Signed, ClientError> {
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
                let block = match c
                    .api
                    .at_block_hash_and_number(H256(at.hash), at.number.into())
                    .await
                {
                    Ok(block) => block,
                    Err(error) => {
                        return Err(c.explain("reading the runtime's metadata", error).await);
                    }
                };
                let params = SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new()
                    .nonce(nonce)
                    .mortal_from_unchecked(LIFETIME.into(), at.number.into(), H256(at.hash))
                    .build();
                let signed = block
                    .tx()
                    .create_signable_offline(payload, params)
                    .and_then(|mut extrinsic| extrinsic.sign(&self.keys))
                    .map_err(|e| unbuildable(what, e))?;
                Ok(Signed {
                    hash: signed.hash().0,
                    bytes: signed.into_encoded(),
                    nonce,
                    at,
                })
            })
            .await
    }

    /// Hands the extrinsic to the pool. Sending the same bytes twice does no harm, so a line that breaks in
    /// between is no reason to give up.
    async fn broadcast(
        &self,
        what: &str,
        signed: &Signed,
    ) -> Result<Option<RpcSubscription<TransactionStatus<H256>>>, Refused> {
        let mut perhaps_sent = false;
        loop {
            let c = self.node.connection().await.map_err(Refused::Client)?;
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
                self.node.forget(&c).await;
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
                // Our own first copy may be in a block by now: look for it.
                _ if outdated && perhaps_sent => Ok(None),
                pool_error::TOO_LOW_PRIORITY => Err(Refused::NonceTaken(reason)),
                _ if outdated => Err(Refused::NonceTaken(reason)),
                _ => Err(Refused::Other(reason)),
            };
        }
    }
}

struct Signed {
    bytes: Vec<u8>,
    hash: Hash,
    nonce: u64,
    at: Block,
}

enum Refused {
    NonceTaken(String),
    Other(String),
    Client(ClientError),
}

impl Pending {
    /// blake2-256 of the extrinsic.
    pub fn extrinsic(&self) -> Hash {
        self.extrinsic
    }

    /// Waits until the extrinsic is in a finalised block. What the pool tells is only a hint where to look;
    /// what counts is what the finalised blocks hold.
    ///
    /// # Errors
    /// [`ClientError::Failed`] if it is in one and failed there (the fee is spent);
    /// [`ClientError::NotIncluded`] if it is in none and cannot get into one any more, or the pool gave it up;
    /// otherwise what concerns the node.
    pub async fn finalised(mut self) -> Result<Finalised, ClientError> {
        // What the pool said when it gave the extrinsic up, and how often we still ask the chain.
        let mut given_up: Option<(&str, u32)> = None;
        loop {
            let status = timeout(CHECK_INTERVAL, async {
                match &mut self.watch {
                    Some(watch) => watch.next().await,
                    None => std::future::pending().await,
                }
            })
            .await;
            let reason = match status {
                Ok(Some(Ok(TransactionStatus::Finalized(hash)))) => {
                    let hash = hash.0;
                    let header = |c: Arc<Connection>| async move { c.header(hash).await };
                    let number = self.node.read(header).await?.number;
                    return self.outcome(Block { number, hash }).await;
                }
                Ok(Some(Ok(TransactionStatus::Invalid))) => "the pool found it invalid",
                Ok(Some(Ok(TransactionStatus::Dropped))) => "the pool dropped it",
                Ok(Some(Ok(TransactionStatus::Usurped(_)))) => "the pool replaced it",
                Ok(Some(Ok(_))) => continue,
                // The line broke, or the node stopped watching: ask the chain from now on.
                Ok(Some(Err(_)) | None) => {
                    self.watch = None;
                    continue;
                }
                // The pool does not tell of every transaction it forgets.
                Err(_) => {
                    if let Some((head, reason)) = self.settled().await? {
                        return self.look_for(head.number, reason, true).await;
                    }
                    match &mut given_up {
                        None => {}
                        Some((reason, 0)) => {
                            let last = self.node.best_number().await?;
                            return self.look_for(last, reason, false).await;
                        }
                        Some((_, checks)) => *checks -= 1,
                    }
                    continue;
                }
            };
            given_up = Some((reason, CHECKS_AFTER_GIVING_UP));
            self.watch = None;
        }
    }

    /// The finalised block from which on the extrinsic cannot be included any more, if that has come, and
    /// why.
    async fn settled(&self) -> Result<Option<(Block, &'static str)>, ClientError> {
        let head = self.node.finalised_head().await?;
        if self.node.nonce(&self.account, head).await? > self.nonce {
            return Ok(Some((
                head,
                "another transaction of this account used its nonce",
            )));
        }
        if head.number >= self.signed_at.number.saturating_add(LIFETIME) {
            return Ok(Some((head, "it has expired")));
        }
        Ok(None)
    }

    /// Looks for the extrinsic in the finalised blocks up to a height.
    async fn look_for(
        &self,
        last: u32,
        reason: &str,
        certain: bool,
    ) -> Result<Finalised, ClientError> {
        let last = last.min(self.signed_at.number.saturating_add(LIFETIME));
        let first = self.signed_at.number.saturating_add(1);
        let mut blocks = self.node.follow(first, Some(self.signed_at.hash));
        for _ in first..=last {
            let block = blocks.next().await?;
            if self
                .node
                .position_of(&self.extrinsic, block)
                .await?
                .is_some()
            {
                return self.outcome(block).await;
            }
        }
        Err(ClientError::NotIncluded {
            extrinsic: self.extrinsic,
            what: self.what.clone(),
            reason: reason.to_owned(),
            certain,
        })
    }

    async fn outcome(&self, block: Block) -> Result<Finalised, ClientError> {
        let index = self
            .node
            .position_of(&self.extrinsic, block)
            .await?
            .ok_or_else(|| ClientError::NotIncluded {
                extrinsic: self.extrinsic,
                what: self.what.clone(),
                reason: format!("the node says it is in {block}, but it is not"),
                certain: false,
            })?;
        let what = &self.what;
        let extrinsic = self.extrinsic;
        self.node
            .read(|c: Arc<Connection>| async move {
                let raw = c.raw_events(block).await?;
                let (events, metadata) = c.read_events(block, raw).await?;
                let undecodable = |what: &str, reason: String| ClientError::Undecodable {
                    what: what.to_owned(),
                    place: block.to_string(),
                    reason,
                };
                let mut finalised = Finalised {
                    block,
                    extrinsic,
                    index,
                    fee: 0,
                    emitted: emitted(block, &events, Some(index))?,
                    instantiated: Vec::new(),
                };
                for event in events.iter() {
                    let event = event.map_err(|e| undecodable("an event", e.to_string()))?;
                    if event.phase() != subxt::events::Phase::ApplyExtrinsic(index) {
                        continue;
                    }
                    match (event.pallet_name(), event.event_name()) {
                        ("System", "ExtrinsicFailed") => {
                            let error =
                                DispatchError::decode_from(event.field_bytes(), metadata.clone())
                                    .map_err(|e| {
                                    undecodable("System::ExtrinsicFailed", e.to_string())
                                })?;
                            let reason = error.to_string();
                            return Err(ClientError::Failed {
                                what: what.clone(),
                                block,
                                reverted: reason.contains("ContractReverted"),
                                reason,
                            });
                        }
                        ("TransactionPayment", "TransactionFeePaid") => {
                            let paid: TransactionFeePaid =
                                event.decode_fields_unchecked_as().map_err(|e| {
                                    undecodable(
                                        "TransactionPayment::TransactionFeePaid",
                                        e.to_string(),
                                    )
                                })?;
                            finalised.fee = paid.actual_fee;
                        }
                        ("Revive", "Instantiated") => {
                            let made: Instantiated = event
                                .decode_fields_unchecked_as()
                                .map_err(|e| undecodable("Revive::Instantiated", e.to_string()))?;
                            finalised.instantiated.push(made.contract);
                        }
                        _ => {}
                    }
                }
                Ok(finalised)
            })
            .await
    }
}

/// Fields of `TransactionPayment::TransactionFeePaid` that we use.
#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct TransactionFeePaid {
    actual_fee: u128,
}

/// Fields of `Revive::Instantiated` that we use.
#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Instantiated {
    contract: [u8; 20],
}

impl Node {
    /// Where in a block an extrinsic stands.
    async fn position_of(
        &self,
        extrinsic: &Hash,
        block: Block,
    ) -> Result<Option<u32>, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            let doing = format!("reading {block}");
            let body = c
                .methods
                .chain_get_block(Some(H256(block.hash)))
                .await
                .map_err(|e| ClientError::rpc(&c.url, doing, e))?
                .ok_or_else(|| ClientError::NoSuchBlock {
                    url: c.url.clone(),
                    block: block.to_string(),
                })?
                .block
                .extrinsics;
            Ok((0..)
                .zip(body)
                .find(|(_, bytes)| sp_crypto_hashing::blake2_256(&bytes.0) == *extrinsic)
                .map(|(index, _)| index))
        })
        .await
    }

    /// How many extrinsics of an account stand in the chain up to a block: its next nonce.
    async fn nonce(&self, account: &Hash, at: Block) -> Result<u64, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            let doing = format!("asking for an account's nonce at {at}");
            let bytes = c
                .methods
                .state_call(
                    "AccountNonceApi_account_nonce",
                    Some(account),
                    Some(H256(at.hash)),
                )
                .await
                .map_err(|e| ClientError::rpc(&c.url, doing, e))?;
            u32::decode_all(&mut bytes.as_slice())
                .map(u64::from)
                .map_err(|e| ClientError::Undecodable {
                    what: "the answer of AccountNonceApi_account_nonce".into(),
                    place: at.to_string(),
                    reason: e.to_string(),
                })
        })
        .await
    }

    /// What an account owns and may spend, in the chain's smallest unit; 0 for one that does not exist.
    ///
    /// # Errors
    /// [`ClientError::Undecodable`] if the chain keeps accounts in another form; otherwise what concerns the
    /// node.
    pub async fn free_balance(&self, account: &Hash, at: Block) -> Result<u128, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            let block = match c
                .api
                .at_block_hash_and_number(H256(at.hash), at.number.into())
                .await
            {
                Ok(block) => block,
                Err(error) => return Err(c.explain("reading the runtime's metadata", error).await),
            };
            let address = subxt::dynamic::storage::<(Hash,), AccountInfo>("System", "Account");
            let info = match block.storage().try_fetch(address, (*account,)).await {
                Ok(Some(info)) => info,
                Ok(None) => return Ok(0),
                Err(error) => return Err(c.explain("reading an account's balance", error).await),
            };
            let info = info.decode().map_err(|e| ClientError::Undecodable {
                what: "System::Account".into(),
                place: at.to_string(),
                reason: e.to_string(),
            })?;
            Ok(info.data.free)
        })
        .await
    }

    /// Height of the best block, final or not.
    async fn best_number(&self) -> Result<u32, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            let hash = c
                .methods
                .chain_get_block_hash(None)
                .await
                .map_err(|e| ClientError::rpc(&c.url, "asking for the best block", e))?
                .ok_or_else(|| ClientError::NoSuchBlock {
                    url: c.url.clone(),
                    block: "best block".into(),
                })?;
            Ok(c.header(hash.0).await?.number)
        })
        .await
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

    /// Limits for each of `calls` messages in one extrinsic, when they cannot be tried one by one because
    /// each builds on the one before: an equal share of what an extrinsic may use. What is not used is not
    /// paid for.
    ///
    /// # Errors
    /// [`ClientError::Undecodable`] if the runtime does not say its limits; otherwise what concerns the node.
    pub async fn shared_limits(&self, calls: usize, deposit: u128) -> Result<Limits, ClientError> {
        let calls = u64::try_from(calls).unwrap_or(u64::MAX).max(1);
        self.read(|c: Arc<Connection>| async move {
            let block = match c.api.at_current_block().await {
                Ok(block) => block,
                Err(error) => return Err(c.explain("reading the runtime's metadata", error).await),
            };
            let address = subxt::dynamic::constant::<BlockWeights>("System", "BlockWeights");
            let undecodable = |reason: String| ClientError::Undecodable {
                what: "the constant System::BlockWeights".into(),
                place: "the runtime's metadata".into(),
                reason,
            };
            let weights = block
                .constants()
                .entry(address)
                .map_err(|e| undecodable(e.to_string()))?;
            let most = weights
                .per_class
                .normal
                .max_extrinsic
                .ok_or_else(|| undecodable("no limit for one extrinsic".into()))?;
            // A tenth is left for the extrinsic itself.
            let share = |n: u64| n / 10 * 9 / calls;
            let weight = Weight {
                ref_time: share(most.ref_time),
                proof_size: share(most.proof_size),
            };
            Ok(Limits { weight, deposit })
        })
        .await
    }
}

/// The fields of `System::Account` that we use.
#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct AccountInfo {
    data: AccountData,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct AccountData {
    free: u128,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BlockWeights {
    per_class: PerClass,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct PerClass {
    normal: ClassWeights,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ClassWeights {
    max_extrinsic: Option<MaxWeight>,
}

#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct MaxWeight {
    ref_time: u64,
    proof_size: u64,
}

fn call_payload(call: &ContractCall, limits: Limits) -> StaticPayload<CallArguments> {
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
