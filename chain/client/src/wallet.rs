// SPDX-License-Identifier: EUPL-1.2
//! Extrinsics that somebody else signs, a wallet: what it is to sign, what it has signed, and handing that to the pool. There
//! is no key here.
//!
//! What a wallet has signed comes from outside, and whatever it is must do no harm: it is read step by step, so that nothing
//! nested is ever decoded, and only a call of a contract is taken.
//!
//! Source: `sp_runtime::generic::UncheckedExtrinsic` version 4; `TransactionPaymentApi_query_info` of pallet-transaction-payment.

use std::sync::Arc;

use scale::{Compact, Decode, DecodeAll, Encode};
use subxt::{
    ArcMetadata, SubstrateConfig,
    config::{
        substrate::SubstrateExtrinsicParamsBuilder,
        transaction_extensions::{CheckMortality, CheckNonce},
    },
    ext::scale_decode::{
        self,
        visitor::{IgnoreVisitor, decode_with_visitor},
    },
    utils::{AccountId32, Era, H256, MultiSignature},
};

use crate::{
    Address, Block, ClientError, ContractCall, Hash, Limits, Node, Pending, SignedExtrinsic,
    connect::Connection,
    pending::LIFETIME,
    submit::{Refused, call_payload, unbuildable},
};

/// How long an extrinsic may be, bytes: a body has at most 12,288, and what is around it some hundreds.
pub const LONGEST: usize = 16 * 1024;

/// A signed extrinsic of version 4, as its first byte says.
const SIGNED_V4: u8 = 0x84;

/// The variants that wallets of this chain use: `MultiAddress::Id`, `MultiSignature::Sr25519`.
const ACCOUNT_ID: u8 = 0;
const SR25519: u8 = 1;

/// An extrinsic that is ready to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsigned {
    /// What the wallet signs with sr25519 in the context `substrate`: the payload, or its blake2-256 where that is longer than
    /// 256 bytes.
    pub to_sign: Vec<u8>,
    /// The whole extrinsic with zeros for the signature.
    pub extrinsic: Vec<u8>,
    /// Where in it the signature's 64 bytes begin, counted in bytes from 0.
    pub signature_at: usize,
    /// The runtime's call.
    pub call: Vec<u8>,
    /// The account that is to sign and pay.
    pub account: Hash,
    /// The account's next nonce.
    pub nonce: u64,
    /// For how many blocks it can be included and from which on: `sp_runtime::generic::Era` in SCALE.
    pub era: Vec<u8>,
    /// The finalised block after which it can be included, and on whose state it was prepared.
    pub signed_at: Block,
    /// Height of the last block that can include it.
    pub last_block: u32,
    /// What is paid beyond the fee: nothing, in the chain's smallest unit.
    pub tip: u128,
    /// Version of the runtime for which it is valid.
    pub spec_version: u32,
    /// Version of the runtime's encoding of transactions.
    pub transaction_version: u32,
    /// The most that its fee can be now, in the chain's smallest unit: what a call does not use is given back.
    pub fee: u128,
}

/// An extrinsic that a wallet has signed, which calls a contract and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromWallet {
    /// The extrinsic.
    pub extrinsic: SignedExtrinsic,
    /// The contract.
    pub contract: Address,
    /// What is sent to it, in the chain's smallest unit.
    pub value: u128,
    /// Selector and arguments of the message.
    pub data: Vec<u8>,
}

/// Why an extrinsic from outside is not taken.
#[derive(Debug, thiserror::Error)]
pub enum WalletError {
    /// It is none of those that are taken.
    #[error("{0}")]
    NotTaken(String),
    /// What concerns the node.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// Arguments of `Revive::call`.
#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Call {
    dest: [u8; 20],
    value: u128,
    data: Vec<u8>,
}

impl Node {
    /// Prepares an extrinsic that calls a contract, for an account whose key is elsewhere.
    ///
    /// # Errors
    /// [`ClientError::Unbuildable`]; otherwise what concerns the node.
    pub async fn unsigned(
        &self,
        account: &Hash,
        call: &ContractCall,
        limits: Limits,
    ) -> Result<Unsigned, ClientError> {
        let at = self.finalised_head().await?;
        let (what, payload) = (&call.what(), &call_payload(call, limits));
        let id = &AccountId32(*account);
        self.read(|c: Arc<Connection>| async move {
            let nonce = c
                .methods
                .system_account_next_index(id)
                .await
                .map_err(|e| ClientError::rpc(&c.url, "asking for the account's nonce", e))?;
            let block = c.runtime_at(at).await?;
            let params = SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new()
                .nonce(nonce)
                .mortal_from_unchecked(LIFETIME.into(), at.number.into(), H256(at.hash))
                .build();
            let mut signable = block
                .tx()
                .create_signable_offline(payload, params)
                .map_err(|e| unbuildable(what, e))?;
            let to_sign = signable
                .signer_payload()
                .map_err(|e| unbuildable(what, e))?;
            // Bytes that stand nowhere else in it show where the signature goes.
            let half = sp_crypto_hashing::blake2_256(&to_sign);
            let mut marker = [0; 64];
            marker[..32].copy_from_slice(&half);
            marker[32..].copy_from_slice(&sp_crypto_hashing::blake2_256(&half));
            let mut extrinsic = signable
                .sign_with_account_and_signature(id, &MultiSignature::Sr25519(marker))
                .map_err(|e| unbuildable(what, e))?
                .into_encoded();
            let signature_at = extrinsic
                .windows(marker.len())
                .position(|bytes| bytes == marker)
                .ok_or_else(|| unbuildable(what, "its signature has no place of its own"))?;
            extrinsic[signature_at..signature_at + marker.len()].fill(0);
            let call = block
                .tx()
                .call_data(payload)
                .map_err(|e| unbuildable(what, e))?;
            let fee = c.fee(&extrinsic, at).await?;
            Ok(Unsigned {
                to_sign,
                extrinsic,
                signature_at,
                call,
                account: *account,
                nonce,
                era: Era::mortal(LIFETIME.into(), at.number.into()).encode(),
                signed_at: at,
                last_block: at.number.saturating_add(LIFETIME),
                tip: 0,
                spec_version: block.spec_version(),
                transaction_version: block.transaction_version(),
                fee,
            })
        })
        .await
    }

    /// Reads an extrinsic that came from outside. Its signature is not checked: the pool does that.
    ///
    /// # Errors
    /// [`WalletError::NotTaken`] for whatever is no signed call of a contract that can be included for 64 blocks at most.
    pub async fn from_wallet(&self, bytes: &[u8]) -> Result<FromWallet, WalletError> {
        if bytes.len() > LONGEST {
            return Err(not_taken(format!(
                "the extrinsic has {} bytes, at most {LONGEST} are taken",
                bytes.len()
            )));
        }
        let current = self.best_number().await?;
        let read = self
            .read(|c: Arc<Connection>| async move {
                let block = c.runtime_now().await?;
                if let Err(why) = calls_a_contract(bytes, &block.metadata()) {
                    return Ok(Err(not_taken(why)));
                }
                let extrinsics = block.extrinsics().from_bytes(vec![bytes.to_vec()]).await;
                let mut extrinsics = extrinsics.iter();
                let read = match extrinsics.next() {
                    Some(Ok(extrinsic)) => {
                        let extensions = extrinsic.transaction_extensions();
                        let era = extensions
                            .as_ref()
                            .and_then(|e| e.find::<CheckMortality<_>>());
                        let nonce = extensions.as_ref().and_then(|e| e.find::<CheckNonce>());
                        let call = extrinsic.decode_call_data_fields_unchecked_as::<Call>();
                        match (call, era, nonce, extrinsic.address_bytes()) {
                            (
                                Ok(call),
                                Some(Ok(era)),
                                Some(Ok(nonce)),
                                Some([ACCOUNT_ID, account @ ..]),
                            ) => <Hash>::try_from(account)
                                .ok()
                                .map(|account| (call, era, nonce, account)),
                            _ => None,
                        }
                    }
                    Some(Err(_)) | None => None,
                };
                Ok(read.ok_or_else(|| {
                    not_taken("the extrinsic cannot be read with the chain's metadata")
                }))
            })
            .await??;
        let (Call { dest, value, data }, era, nonce, account) = read;
        let born = match era {
            Era::Mortal { period, phase } if period <= u64::from(LIFETIME) => {
                birth(period, phase, current.into())
            }
            Era::Mortal { .. } | Era::Immortal => {
                return Err(not_taken(format!(
                    "the extrinsic must expire after {LIFETIME} blocks or fewer, so that it is known some day what became of it"
                )));
            }
        };
        let signed_at = self
            .block_at(u32::try_from(born).unwrap_or(current))
            .await?;
        Ok(FromWallet {
            extrinsic: SignedExtrinsic {
                bytes: bytes.to_vec(),
                hash: sp_crypto_hashing::blake2_256(bytes),
                account,
                nonce,
                signed_at,
            },
            contract: dest,
            value,
            data,
        })
    }

    /// Hands an extrinsic to the pool that a wallet has signed. `what` says for people what it is.
    ///
    /// # Errors
    /// [`ClientError::NotAccepted`] if the pool refuses it; otherwise what concerns the node.
    pub async fn submit_signed(
        &self,
        what: &str,
        signed: &SignedExtrinsic,
    ) -> Result<Pending, ClientError> {
        let mut pending = self.pending(what, signed);
        match self.broadcast(what, signed).await {
            Ok(watch) => {
                pending.watch = watch.map(std::sync::Mutex::new);
                Ok(pending)
            }
            Err(Refused::NonceTaken(reason) | Refused::Other(reason)) => {
                Err(self.not_accepted(what, reason).await)
            }
            Err(Refused::Client(error)) => Err(error),
        }
    }
}

impl Node {
    /// The most that the fee of a signed extrinsic can be on the newest finalised state, in the chain's smallest unit: what a
    /// call does not use is given back. A deposit is not in it.
    ///
    /// # Errors
    /// [`ClientError::Undecodable`] if the node answers in another form; otherwise what concerns the node.
    pub async fn largest_fee(&self, signed: &SignedExtrinsic) -> Result<u128, ClientError> {
        let at = self.finalised_head().await?;
        self.read(|c: Arc<Connection>| async move { c.fee(&signed.bytes, at).await })
            .await
    }

    /// The block with a hash, final or not.
    ///
    /// # Errors
    /// [`ClientError::NoSuchBlock`]; otherwise what concerns the node.
    pub async fn block_of(&self, hash: Hash) -> Result<Block, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            let number = c.header(hash).await?.number;
            Ok(Block { number, hash })
        })
        .await
    }
}

impl Connection {
    /// The most that the fee of an extrinsic can be.
    async fn fee(&self, extrinsic: &[u8], at: Block) -> Result<u128, ClientError> {
        let mut arguments = extrinsic.to_vec();
        // An extrinsic of ours is a few kilobytes.
        u32::try_from(extrinsic.len())
            .unwrap_or(u32::MAX)
            .encode_to(&mut arguments);
        let bytes = self
            .methods
            .state_call(
                "TransactionPaymentApi_query_info",
                Some(&arguments),
                Some(H256(at.hash)),
            )
            .await
            .map_err(|e| ClientError::rpc(&self.url, "asking for a fee", e))?;
        // RuntimeDispatchInfo: weight, class, partial fee.
        <(Compact<u64>, Compact<u64>, u8, u128)>::decode_all(&mut bytes.as_slice())
            .map(|(_, _, _, fee)| fee)
            .map_err(|e| ClientError::Undecodable {
                what: "the answer of TransactionPaymentApi_query_info".into(),
                place: at.to_string(),
                reason: e.to_string(),
            })
    }
}

fn not_taken(why: impl Into<String>) -> WalletError {
    WalletError::NotTaken(why.into())
}

/// The block in which an extrinsic's time began (`Era::birth`).
fn birth(period: u64, phase: u64, current: u64) -> u64 {
    (current.max(phase) - phase) / period * period + phase
}

/// Makes sure that bytes are a signed extrinsic which calls a contract, before the call is decoded: a call can hold calls, and
/// so many of them, one in the other, that whoever decodes them runs out of stack.
fn calls_a_contract(bytes: &[u8], metadata: &ArcMetadata) -> Result<(), String> {
    let rest = &mut &*bytes;
    let length = Compact::<u32>::decode(rest)
        .map_err(|_| "these bytes are no extrinsic")?
        .0;
    if usize::try_from(length) != Ok(rest.len()) {
        return Err("these bytes are no extrinsic: its length stands before it".into());
    }
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at_checked(count)?;
        *rest = left;
        Some(taken)
    };
    if take(1) != Some(&[SIGNED_V4]) {
        return Err("the extrinsic is no signed one of version 4".into());
    }
    if take(1) != Some(&[ACCOUNT_ID]) || take(32).is_none() {
        return Err("the extrinsic does not name the account that signs by its id".into());
    }
    if take(1) != Some(&[SR25519]) || take(64).is_none() {
        return Err("the extrinsic is not signed with sr25519".into());
    }
    let extrinsic = metadata.extrinsic();
    let version = extrinsic.transaction_extension_version_to_use_for_decoding();
    let extensions = extrinsic
        .transaction_extensions_by_version(version)
        .ok_or("the chain takes no extrinsics of version 4")?;
    for extension in extensions {
        // These are flat: none of them holds a call.
        decode_with_visitor(
            rest,
            extension.extra_ty(),
            metadata.types(),
            IgnoreVisitor::new(),
        )
        .map_err(|_| format!("the extrinsic's {} cannot be read", extension.identifier()))?;
    }
    let revive = metadata
        .pallet_by_name("Revive")
        .ok_or("the chain has no contracts")?;
    let call = revive
        .call_variant_by_name("call")
        .ok_or("the chain calls no contracts")?;
    if rest.starts_with(&[revive.call_index(), call.index]) {
        Ok(())
    } else {
        Err("the extrinsic calls something else than a contract".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_begins_at_the_last_block_of_its_phase() {
        for (period, current, began) in [(64, 64, 64), (64, 100, 36), (64, 0, 36), (4, 1003, 1000)]
        {
            let phase = began % period;
            let birth = birth(period, phase, current);
            assert_eq!(birth % period, phase);
            assert!(birth <= current.max(phase) && current.saturating_sub(birth) < period);
        }
        // Signed at block 100, looked at in block 163, its last, and in 164, when it is over.
        assert_eq!(birth(64, 100 % 64, 163), 100);
        assert_eq!(birth(64, 100 % 64, 164), 164);
    }
}
