// SPDX-License-Identifier: EUPL-1.2
//! Proofs of finality (GRANDPA: Stewart, Kokoris-Kogia 2020, arXiv:2007.01560; the format: sc-consensus-grandpa's
//! `FinalityProof`), also for the chain's first set of authorities.
//!
//! The SDK's provider answers from the first change of authorities on. A chain whose validators
//! have never changed, which may be its state for years, gets "block not covered by authority set
//! changes", although the node has the justification it needs. This module gives it in that case,
//! in the SDK's format; in every other case it is the SDK that answers.

use std::sync::Arc;

use codec::Encode;
use sc_client_api::Backend as _;
use sc_consensus_grandpa::{
    FinalityProof, FinalityProofError, FinalityProofProvider, SharedAuthoritySet,
    best_justification,
};
use sp_blockchain::HeaderBackend;
use sp_runtime::generic::BlockId;

use crate::{
    runtime_api::{Block, BlockNumber, Hash},
    service::Backend,
};

/// The most headers a proof carries, as in the SDK's.
const MAX_UNKNOWN_HEADERS: usize = 100_000;

/// Proves that a block is final.
#[derive(Clone)]
pub struct Prover {
    backend: Arc<Backend>,
    authority_set: SharedAuthoritySet<Hash, BlockNumber>,
    provider: Arc<FinalityProofProvider<Backend, Block>>,
}

impl Prover {
    /// A prover over the node's database.
    pub fn new(
        backend: Arc<Backend>,
        authority_set: SharedAuthoritySet<Hash, BlockNumber>,
    ) -> Self {
        let provider =
            FinalityProofProvider::new_for_service(backend.clone(), Some(authority_set.clone()));
        Self {
            backend,
            authority_set,
            provider,
        }
    }

    /// The SDK's provider.
    pub fn provider(&self) -> Arc<FinalityProofProvider<Backend, Block>> {
        self.provider.clone()
    }

    /// A SCALE-encoded [`FinalityProof`] for `block`, or `None` if there is no justification yet.
    ///
    /// # Errors
    /// The block is not final, or the database fails.
    pub fn prove(&self, block: BlockNumber) -> Result<Option<Vec<u8>>, FinalityProofError> {
        if self.authority_set.set_id() > 0 {
            return self.provider.prove_finality(block);
        }
        let chain = self.backend.blockchain();
        if chain.info().finalized_number < block {
            return Err(FinalityProofError::BlockNotYetFinalized);
        }
        let Some(justification) = best_justification::<_, Block>(&*self.backend)? else {
            return Ok(None);
        };
        let (last, hash) = justification.target();
        if last < block {
            return Ok(None);
        }
        let mut unknown_headers = Vec::new();
        for number in (block + 1..=last).take(MAX_UNKNOWN_HEADERS) {
            let hash = chain.expect_block_hash_from_id(&BlockId::Number(number))?;
            unknown_headers.push(chain.expect_header(hash)?);
        }
        let proof = FinalityProof {
            block: hash,
            justification: justification.encode(),
            unknown_headers,
        };
        Ok(Some(proof.encode()))
    }
}
