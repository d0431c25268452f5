// SPDX-License-Identifier: EUPL-1.2
//! The contracts: pallet-revive for ink! code on PolkaVM.
//!
//! Only an administration uploads and instantiates code; anybody calls. EVM bytecode is refused.

use frame_support::{
    parameter_types,
    traits::{ConstBool, ConstU32, ConstU64},
};
use pallet_revive::{AccountId32Mapper, evm::fees};
use sp_runtime::{FixedU128, Perbill};

use super::{governance::AnyAdministration, money::UNIT};
use crate::{
    Address, Balance, Balances, EthereumExtensions, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeHoldReason, RuntimeOrigin, Signature, Timestamp,
};

parameter_types! {
    /// What the caller deposits per byte of contract storage, in the smallest unit: a hundred
    /// kilobytes to a token. Entries are never deleted, so the deposit is in effect a price; it
    /// is small, because whoever may write is known.
    pub const DepositPerByte: Balance = UNIT / 100_000;
    /// The same per item of the main trie, in the smallest unit.
    pub const DepositPerItem: Balance = UNIT / 1_000;
    /// The same per item of a contract's own storage, in the smallest unit.
    pub const DepositPerChildTrieItem: Balance = UNIT / 10_000;
    /// No part of an upload's deposit is held a second time by the contracts that use the code.
    pub const CodeHashLockupDepositPercent: Perbill = Perbill::zero();
    /// The share of an extrinsic's weight an Ethereum-style transaction may take.
    pub const MaxEthExtrinsicWeight: FixedU128 = FixedU128::from_rational(1, 2);
}

impl pallet_revive::Config for Runtime {
    type Time = Timestamp;
    type Balance = Balance;
    type Currency = Balances;
    type OnBurn = ();
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type RuntimeOrigin = RuntimeOrigin;
    type RuntimeHoldReason = RuntimeHoldReason;
    type WeightInfo = pallet_revive::weights::SubstrateWeight<Runtime>;
    type Precompiles = ();
    type FindAuthor = <Runtime as pallet_authorship::Config>::FindAuthor;
    type DepositPerByte = DepositPerByte;
    type DepositPerItem = DepositPerItem;
    type DepositPerChildTrieItem = DepositPerChildTrieItem;
    type CodeHashLockupDepositPercent = CodeHashLockupDepositPercent;
    type AddressMapper = AccountId32Mapper<Runtime>;
    type AllowEVMBytecode = ConstBool<false>;
    type UploadOrigin = AnyAdministration;
    type InstantiateOrigin = AnyAdministration;
    // Sizes the pallet checks its own limits against; a validator's Wasm may take 128 MiB.
    type RuntimeMemory = ConstU32<{ 128 * 1024 * 1024 }>;
    type PVFMemory = ConstU32<{ 512 * 1024 * 1024 }>;
    // The pallet requires an EIP-155 number; 37006 is the ISTAT code of Bologna.
    type ChainId = ConstU64<37_006>;
    // 12 decimals here, 18 there.
    type NativeToEthRatio = ConstU32<1_000_000>;
    type FeeInfo = fees::Info<Address, Signature, EthereumExtensions>;
    type Deposit = ();
    type MaxEthExtrinsicWeight = MaxEthExtrinsicWeight;
    type DebugEnabled = ConstBool<false>;
    type AutoMap = ConstBool<true>;
    type GasScale = ConstU32<1>;
}
