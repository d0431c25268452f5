// SPDX-License-Identifier: EUPL-1.2
//! Waiting until a submitted extrinsic is final.
//!
//! A [`Pending`] extrinsic ends in exactly one of three ways: it is in a finalised block and worked, it is in
//! a finalised block and failed, or it is in none and can no longer get into one (it is mortal). A broken
//! connection changes nothing about that: the extrinsic is then looked for in the finalised blocks.
//!
//! Source: sc-rpc's `author_submitAndWatchExtrinsic` and its `TransactionStatus`; mortality: `sp_runtime::generic::Era`.
//! Must not know what a contract's message means.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use scale::DecodeAll;
use subxt::{
    error::DispatchError,
    ext::scale_decode,
    rpcs::{client::RpcSubscription, methods::legacy::TransactionStatus},
    utils::H256,
};
use tokio::time::timeout;

use crate::{
    Address, Block, ClientError, Emitted, Hash, Node, connect::Connection, events::emitted,
    submit::UnderWay,
};

/// For how many blocks after its signing an extrinsic may be included: a power of two, as `Era` wants it.
pub(crate) const LIFETIME: u32 = 64;

/// How often the chain is asked what became of an extrinsic of which the pool says nothing.
const CHECK_INTERVAL: Duration = Duration::from_secs(2);

/// How many times, once the pool has given an extrinsic up: mostly because another program used its nonce,
/// which is certain only when that is final.
const CHECKS_AFTER_GIVING_UP: u32 = 8;

/// An extrinsic on its way.
#[must_use = "an extrinsic that nobody waits for may have failed"]
pub struct Pending {
    pub(crate) node: Node,
    pub(crate) what: String,
    pub(crate) extrinsic: Hash,
    pub(crate) account: Hash,
    pub(crate) nonce: u64,
    pub(crate) signed_at: Block,
    // Never locked: it only lets other threads hold a reference to what is beside it.
    pub(crate) watch: Option<Mutex<RpcSubscription<TransactionStatus<H256>>>>,
    pub(crate) _under_way: UnderWay,
}

/// An extrinsic that is in a finalised block and worked.
#[derive(Debug, Clone)]
pub struct Finalised {
    /// The block.
    pub block: Block,
    /// blake2-256 of the extrinsic.
    pub extrinsic: Hash,
    /// Its index in the block, from 0.
    pub index: u32,
    /// The fee paid, in the chain's smallest unit.
    pub fee: u128,
    /// What contracts emitted because of it.
    pub emitted: Vec<Emitted>,
    /// Contracts that it created.
    pub instantiated: Vec<Address>,
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
    pub async fn finalised(self) -> Result<Finalised, ClientError> {
        self.finalised_telling(|_| {}).await
    }

    /// The same, telling on the way in which block it is: `in_block` gets the block's hash. Such a block may be none of those
    /// that become final; then another one is told.
    ///
    /// # Errors
    /// As [`Pending::finalised`].
    pub async fn finalised_telling(
        mut self,
        in_block: impl Fn(Hash),
    ) -> Result<Finalised, ClientError> {
        // What the pool said when it gave the extrinsic up, and how often we still ask the chain.
        let mut given_up: Option<(&str, u32)> = None;
        loop {
            let status = timeout(CHECK_INTERVAL, async {
                match &mut self.watch {
                    Some(watch) => {
                        let watch = watch.get_mut().unwrap_or_else(PoisonError::into_inner);
                        watch.next().await
                    }
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
                Ok(Some(Ok(TransactionStatus::InBlock(hash)))) => {
                    in_block(hash.0);
                    continue;
                }
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
    ///
    /// # Errors
    /// [`ClientError::Undecodable`] if the chain counts in another form; otherwise what concerns the node.
    pub async fn nonce(&self, account: &Hash, at: Block) -> Result<u64, ClientError> {
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

    /// Height of the best block, final or not.
    pub(crate) async fn best_number(&self) -> Result<u32, ClientError> {
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
}
