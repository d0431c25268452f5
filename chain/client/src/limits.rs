// SPDX-License-Identifier: EUPL-1.2
//! How much of a block an extrinsic may use.

use std::sync::Arc;

use subxt::ext::scale_decode;

use crate::{ClientError, Limits, Node, Weight, connect::Connection};

impl Node {
    /// Limits for each of `calls` messages in one extrinsic, when they cannot be tried one by one because
    /// each builds on the one before: an equal share of what an extrinsic may use. What is not used is not
    /// paid for.
    ///
    /// # Errors
    /// [`ClientError::Undecodable`] if the runtime does not say its limits; otherwise what concerns the node.
    pub async fn shared_limits(&self, calls: usize, deposit: u128) -> Result<Limits, ClientError> {
        let calls = u64::try_from(calls).unwrap_or(u64::MAX).max(1);
        self.read(|c: Arc<Connection>| async move {
            let block = c.runtime_now().await?;
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
