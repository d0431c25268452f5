// SPDX-License-Identifier: EUPL-1.2
//! The RPC methods beside those every node has (`system_*`, `chain_*`, `state_*`, `author_*`,
//! `chainHead_v1_*`, `archive_v1_*`, `transaction_v1_*`, which `sc-service` serves itself): an
//! account's next nonce, and GRANDPA's proofs of finality.

use std::sync::Arc;

use jsonrpsee::RpcModule;
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::{
    runtime_api::{AccountId, Block, BlockNumber, Hash, Nonce},
    service::{Backend, Client, Pool},
};

/// What GRANDPA's methods answer from.
pub struct GrandpaParts {
    pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
    pub voter_state: SharedVoterState,
    pub justifications: GrandpaJustificationStream<Block>,
    pub proofs: Arc<FinalityProofProvider<Backend, Block>>,
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
    let grandpa = Grandpa::new(
        executor,
        grandpa.authority_set.clone(),
        grandpa.voter_state.clone(),
        grandpa.justifications.clone(),
        grandpa.proofs.clone(),
    );
    module.merge(grandpa.into_rpc()).map_err(duplicate)?;
    Ok(module)
}
