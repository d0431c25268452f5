// SPDX-License-Identifier: EUPL-1.2
//! The types by which the node calls the runtime's Wasm.
//!
//! The SDK derives the calling side of a runtime API from an implementation of it. The node has no
//! runtime of its own, so the implementation below exists for its types alone; its bodies are
//! never reached, because the node has no native executor. (The SDK's omni-node does the same.)

use sp_api::impl_runtime_apis;
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_core::{OpaqueMetadata, crypto::KeyTypeId};
use sp_inherents::{CheckInherentsResult, InherentData};
use sp_runtime::{
    AccountId32, ApplyExtrinsicResult, ExtrinsicInclusionMode, OpaqueExtrinsic, generic,
    traits::{BlakeTwo256, Block as BlockT},
    transaction_validity::{TransactionSource, TransactionValidity},
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

/// An account.
pub type AccountId = AccountId32;
/// The height of a block.
pub type BlockNumber = u32;
/// How many extrinsics an account has sent.
pub type Nonce = u32;
/// A block's hash.
pub type Hash = sp_core::H256;
/// A block, whose extrinsics the node does not look into.
pub type Block = generic::Block<generic::Header<BlockNumber, BlakeTwo256>, OpaqueExtrinsic>;

/// Stands for the runtime where the SDK's macro wants a type.
#[expect(dead_code, reason = "the macro needs the type, nobody a value of it")]
struct Runtime;

/// Every body below.
#[expect(
    dead_code,
    reason = "the methods of a type without values are never reached"
)]
fn never() -> ! {
    unreachable!("the node executes the runtime's Wasm only; nothing calls these natively")
}

impl_runtime_apis! {
    impl sp_api::Core<Block> for Runtime {
        fn version() -> RuntimeVersion {
            never()
        }

        fn execute_block(_: <Block as BlockT>::LazyBlock) {
            never()
        }

        fn initialize_block(_: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
            never()
        }
    }

    impl sp_api::Metadata<Block> for Runtime {
        fn metadata() -> OpaqueMetadata {
            never()
        }

        fn metadata_at_version(_: u32) -> Option<OpaqueMetadata> {
            never()
        }

        fn metadata_versions() -> Vec<u32> {
            never()
        }
    }

    impl sp_block_builder::BlockBuilder<Block> for Runtime {
        fn apply_extrinsic(_: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
            never()
        }

        fn finalize_block() -> <Block as BlockT>::Header {
            never()
        }

        fn inherent_extrinsics(_: InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
            never()
        }

        fn check_inherents(
            _: <Block as BlockT>::LazyBlock,
            _: InherentData,
        ) -> CheckInherentsResult {
            never()
        }
    }

    impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
        fn validate_transaction(
            _: TransactionSource,
            _: <Block as BlockT>::Extrinsic,
            _: <Block as BlockT>::Hash,
        ) -> TransactionValidity {
            never()
        }
    }

    impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
        fn offchain_worker(_: &<Block as BlockT>::Header) {
            never()
        }
    }

    impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
        fn slot_duration() -> sp_consensus_aura::SlotDuration {
            never()
        }

        fn authorities() -> Vec<AuraId> {
            never()
        }
    }

    impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
        fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
            never()
        }

        fn current_set_id() -> sp_consensus_grandpa::SetId {
            never()
        }

        fn submit_report_equivocation_unsigned_extrinsic(
            _: sp_consensus_grandpa::EquivocationProof<<Block as BlockT>::Hash, BlockNumber>,
            _: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
        ) -> Option<()> {
            never()
        }

        fn generate_key_ownership_proof(
            _: sp_consensus_grandpa::SetId,
            _: GrandpaId,
        ) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
            never()
        }
    }

    impl sp_session::SessionKeys<Block> for Runtime {
        fn generate_session_keys(_: Vec<u8>, _: Option<Vec<u8>>) -> OpaqueGeneratedSessionKeys {
            never()
        }

        fn decode_session_keys(_: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
            never()
        }
    }

    impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
        fn account_nonce(_: AccountId) -> Nonce {
            never()
        }
    }

    impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
        fn build_state(_: Vec<u8>) -> sp_genesis_builder::Result {
            never()
        }

        fn get_preset(_: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
            never()
        }

        fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
            never()
        }
    }
}
