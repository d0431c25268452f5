// SPDX-License-Identifier: EUPL-1.2
//! Contract events out of a block, undecoded.
//!
//! Must not know what a contract's event means: see `entries`.

use std::sync::Arc;

use subxt::{ArcMetadata, SubstrateConfig, events::Phase, ext::scale_decode, utils::H256};

use crate::{Address, Block, ClientError, Hash, Node, connect::Connection};

/// An event that a contract emitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emitted {
    /// The block it stands in.
    pub block: Block,
    /// Its index among the block's events, from 0: with the block's hash, its unique name.
    pub index: u32,
    /// The index in the block, from 0, of the extrinsic that caused it, if one did.
    pub extrinsic: Option<u32>,
    /// Who emitted it.
    pub contract: Address,
    /// The event's fields in SCALE.
    pub data: Vec<u8>,
    /// Its topics.
    pub topics: Vec<Hash>,
}

/// Fields of `Revive::ContractEmitted`.
#[derive(scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ContractEmitted {
    contract: [u8; 20],
    data: Vec<u8>,
    topics: Vec<[u8; 32]>,
}

/// All events of a block.
pub(crate) type BlockEvents = subxt::events::Events<SubstrateConfig>;

impl Connection {
    /// A block's events, as bytes.
    pub(crate) async fn raw_events(&self, at: Block) -> Result<Vec<u8>, ClientError> {
        let mut key = sp_crypto_hashing::twox_128(b"System").to_vec();
        key.extend(sp_crypto_hashing::twox_128(b"Events"));
        self.methods
            .state_get_storage(&key, Some(H256(at.hash)))
            .await
            .map(Option::unwrap_or_default)
            .map_err(|e| ClientError::rpc(&self.url, format!("reading the events of {at}"), e))
    }

    /// Makes a block's events readable. They were written by the runtime of the *parent's* state: a block
    /// that upgrades the runtime is still executed by the old one.
    pub(crate) async fn read_events(
        &self,
        at: Block,
        raw: Vec<u8>,
    ) -> Result<(BlockEvents, ArcMetadata), ClientError> {
        let parent = Block {
            number: at.number.saturating_sub(1),
            hash: self.header(at.hash).await?.parent,
        };
        let runtime = self.runtime_at(parent).await?;
        Ok((runtime.events().from_bytes(raw), runtime.metadata()))
    }
}

/// The contract events among a block's events, of one extrinsic or of all.
pub(crate) fn emitted(
    at: Block,
    events: &BlockEvents,
    only_extrinsic: Option<u32>,
) -> Result<Vec<Emitted>, ClientError> {
    let undecodable = |what: &str, reason: String| ClientError::Undecodable {
        what: what.to_owned(),
        place: at.to_string(),
        reason,
    };
    let mut found = Vec::new();
    for event in events.iter() {
        let event = event.map_err(|e| undecodable("an event", e.to_string()))?;
        let extrinsic = match event.phase() {
            Phase::ApplyExtrinsic(index) => Some(index),
            Phase::Finalization | Phase::Initialization => None,
        };
        if only_extrinsic.is_some() && extrinsic != only_extrinsic {
            continue;
        }
        if event.pallet_name() != "Revive" || event.event_name() != "ContractEmitted" {
            continue;
        }
        let fields: ContractEmitted = event
            .decode_fields_unchecked_as()
            .map_err(|e| undecodable("Revive::ContractEmitted", e.to_string()))?;
        found.push(Emitted {
            block: at,
            index: event.index(),
            extrinsic,
            contract: fields.contract,
            data: fields.data,
            topics: fields.topics,
        });
    }
    Ok(found)
}

impl Node {
    /// The events that the given contracts emitted in a block, in order.
    ///
    /// # Errors
    /// [`ClientError::Undecodable`] if the block's events cannot be read; otherwise what concerns the node.
    pub async fn emitted_in(
        &self,
        at: Block,
        contracts: &[Address],
    ) -> Result<Vec<Emitted>, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            self.counters().read_block();
            let raw = c.raw_events(at).await?;
            if !mentions_any(&raw, contracts) {
                return Ok(Vec::new());
            }
            let (events, _) = c.read_events(at, raw).await?;
            emitted_by(at, &events, contracts)
        })
        .await
    }
}

/// Whether a block's events can hold one of these contracts'. Most blocks hold nothing of ours: an address that
/// is not in the bytes is not in the events.
pub(crate) fn mentions_any(raw: &[u8], contracts: &[Address]) -> bool {
    contracts
        .iter()
        .any(|address| raw.windows(address.len()).any(|bytes| bytes == address))
}

/// The events of the given contracts among a block's events.
pub(crate) fn emitted_by(
    at: Block,
    events: &BlockEvents,
    contracts: &[Address],
) -> Result<Vec<Emitted>, ClientError> {
    let mut found = emitted(at, events, None)?;
    found.retain(|event| contracts.contains(&event.contract));
    Ok(found)
}
