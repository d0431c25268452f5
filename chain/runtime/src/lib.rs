// SPDX-License-Identifier: EUPL-1.2
//! The runtime of the Portico chain: what every validator executes.
//!
//! It puts pallets of the Polkadot SDK together and decides three things of its own: who validates
//! (the members of [`Validators`], through [`session_validators`]), who governs (two thirds of the
//! [`Administrations`], through [`enactment`]) and at what pace blocks come (genesis, through
//! [`schedule`]). It must not know what the contracts on it record: no word of the ledger's domain
//! belongs here.
//!
//! A validator runs it as Wasm. With the `std` feature the same code runs natively, so that the
//! contracts are tested against the very runtime they will meet.
#![cfg_attr(not(feature = "std"), no_std)]
// The macros of `construct_runtime` recurse once per pallet.
#![recursion_limit = "512"]

extern crate alloc;

pub mod apis;
pub mod configs;
pub mod enactment;
pub mod genesis;
pub mod schedule;
pub mod session_validators;

use alloc::{borrow::Cow, vec::Vec};

use sp_runtime::{
    MultiAddress, MultiSignature, generic, impl_opaque_keys,
    traits::{BlakeTwo256, IdentifyAccount, InvalidVersion, Verify},
};
use sp_version::RuntimeVersion;

/// A signature by sr25519, ed25519 or ECDSA (`sp_runtime::MultiSignature`).
pub type Signature = MultiSignature;
/// A 32-byte account identifier, derived from the signer's public key.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How extrinsics name an account (`sp_runtime::MultiAddress`).
pub type Address = MultiAddress<AccountId, ()>;
/// An amount of the chain's own token, in its smallest unit ([`configs::money::UNIT`] to one).
/// It pays fees and deposits and has nothing to do with the euro recorded in the contracts.
pub type Balance = u128;
/// The height of a block: how many blocks lie before it.
pub type BlockNumber = u32;
/// How many extrinsics an account has sent.
pub type Nonce = u32;
/// A BLAKE2b-256 hash.
pub type Hash = sp_core::H256;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// An extrinsic as it arrives: pallet-revive's wrapper, which its fee handling requires.
pub type UncheckedExtrinsic =
    pallet_revive::evm::runtime::UncheckedExtrinsic<Address, Signature, EthereumExtensions>;

/// What is checked and charged around every signed extrinsic, in this order.
pub type TransactionExtensions = (
    frame_system::AuthorizeCall<Runtime>,
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckEra<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
    pallet_revive::evm::tx_extension::SetOrigin<Runtime>,
    frame_system::WeightReclaim<Runtime>,
);

/// How an Ethereum-style transaction would be wrapped. pallet-revive's fee handling requires the
/// type; nothing in Portico sends such transactions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EthereumExtensions;

impl pallet_revive::evm::runtime::EthExtra for EthereumExtensions {
    type Config = Runtime;
    type ExtensionV0 = TransactionExtensions;
    type ExtensionOtherVersions = InvalidVersion;

    fn get_eth_extension(nonce: Nonce, tip: Balance) -> Self::ExtensionV0 {
        (
            frame_system::AuthorizeCall::new(),
            frame_system::CheckNonZeroSender::new(),
            frame_system::CheckSpecVersion::new(),
            frame_system::CheckTxVersion::new(),
            frame_system::CheckGenesis::new(),
            frame_system::CheckEra::from(generic::Era::Immortal),
            frame_system::CheckNonce::from(nonce),
            frame_system::CheckWeight::new(),
            pallet_transaction_payment::ChargeTransactionPayment::from(tip),
            pallet_revive::evm::tx_extension::SetOrigin::new_from_eth_transaction(),
            frame_system::WeightReclaim::new(),
        )
    }
}

/// Applies blocks to the state.
pub type Executive = frame_executive::Executive<
    Runtime,
    Block,
    frame_system::ChainContext<Runtime>,
    Runtime,
    AllPalletsWithSystem,
>;

impl_opaque_keys! {
    /// The keys a validator's node signs with: blocks (sr25519) and finality votes (ed25519).
    pub struct SessionKeys {
        /// Signs blocks.
        pub aura: Aura,
        /// Signs finality votes.
        pub grandpa: Grandpa,
    }
}

/// The runtime's version. `spec_version` reads as year, month and a running number (2611.001); it
/// must rise with every change of this crate that reaches a chain. Only literals may stand here:
/// the macro copies them into a section of the Wasm.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: Cow::Borrowed("portico"),
    impl_name: Cow::Borrowed("portico"),
    authoring_version: 1,
    spec_version: 2_611_001,
    impl_version: 0,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 1,
    system_version: 1,
};

/// The pallets. An index is part of every encoded call, event and error: it never changes.
#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    /// All pallets together.
    pub struct Runtime;

    /// Accounts, blocks and the runtime's code.
    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    /// The time of each block.
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp;
    /// How long slots and sessions last.
    #[runtime::pallet_index(2)]
    pub type Schedule = crate::schedule;

    /// Who owns how much of the chain's token.
    #[runtime::pallet_index(10)]
    pub type Balances = pallet_balances;
    /// What an extrinsic costs.
    #[runtime::pallet_index(11)]
    pub type TransactionPayment = pallet_transaction_payment;

    // Before `Session`, whose genesis asks who validates.
    /// Who validates: the administrations decide.
    #[runtime::pallet_index(20)]
    pub type Validators = pallet_membership<Instance1>;
    /// Whose block it is.
    #[runtime::pallet_index(21)]
    pub type Authorship = pallet_authorship;
    /// The validators' keys, from session to session.
    #[runtime::pallet_index(22)]
    pub type Session = pallet_session;
    /// Who makes the block of a slot.
    #[runtime::pallet_index(23)]
    pub type Aura = pallet_aura;
    /// Who makes blocks final.
    #[runtime::pallet_index(24)]
    pub type Grandpa = pallet_grandpa;

    /// The collective of the administrations, and its motions.
    #[runtime::pallet_index(30)]
    pub type Administrations = pallet_collective<Instance1>;
    /// Carries out what two thirds of them decided.
    #[runtime::pallet_index(31)]
    pub type Enactment = crate::enactment;

    /// Several calls in one extrinsic.
    #[runtime::pallet_index(40)]
    pub type Utility = pallet_utility;
    /// The contracts.
    #[runtime::pallet_index(50)]
    pub type Revive = pallet_revive;
}
