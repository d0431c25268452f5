// SPDX-License-Identifier: EUPL-1.2
//! The RPC methods beside those every node has (`system_*`, `chain_*`, `state_*`, `author_*`,
//! `chainHead_v1_*`, `archive_v1_*`, `transaction_v1_*`, which `sc-service` serves itself): an
//! account's next nonce, and GRANDPA's proofs of finality.

use std::sync::Arc;

use jsonrpsee::{RpcModule, types::ErrorObjectOwned};
use sc_consensus_grandpa::{GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sp_core::Bytes;
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::{
    finality::Prover,
    runtime_api::{AccountId, Block, BlockNumber, Hash, Nonce},
    service::{Client, Pool},
};

/// The SDK's method that [`Prover`] answers, and the SDK's code for its failure.
const PROVE_FINALITY: &str = "grandpa_proveFinality";
const PROVE_FINALITY_FAILED: i32 = 4;

/// What GRANDPA's methods answer from.
pub struct GrandpaParts {
    /// Who votes on finality, and in which set of authorities.
    pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
    /// How the running round of voting stands.
    pub voter_state: SharedVoterState,
    /// Justifications as they come.
    pub justifications: GrandpaJustificationStream<Block>,
    /// Proofs for blocks that are final.
    pub prover: Prover,
}

/// The additional methods.
///
/// # Errors
/// Two methods of one name: a mistake in this file.
pub fn methods(
    client: Arc<Client>,
    pool: Arc<Pool>,
    grandpa: &GrandpaParts,
    executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, sc_service::Error> {
    let mut module = RpcModule::new(());
    let duplicate = |error: jsonrpsee::core::RegisterMethodError| {
        sc_service::Error::Other(format!("RPC methods clash: {error}"))
    };
    let system = SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(System::new(client, pool));
    module.merge(system).map_err(duplicate)?;
    let prover = grandpa.prover.clone();
    let grandpa = Grandpa::new(
        executor,
        grandpa.authority_set.clone(),
        grandpa.voter_state.clone(),
        grandpa.justifications.clone(),
        grandpa.prover.provider(),
    );
    module.merge(grandpa.into_rpc()).map_err(duplicate)?;
    module.remove_method(PROVE_FINALITY);
    module
        .register_blocking_method(PROVE_FINALITY, move |params, _, _| {
            let proof = prover.prove(params.one::<BlockNumber>()?);
            proof.map(|proof| proof.map(Bytes)).map_err(|error| {
                ErrorObjectOwned::owned(PROVE_FINALITY_FAILED, error.to_string(), None::<()>)
            })
        })
        .map_err(duplicate)?;
    Ok(module)
}
