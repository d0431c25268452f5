// SPDX-License-Identifier: EUPL-1.2
//! The chain's own token: what an extrinsic costs and who receives it.
//!
//! The token is a brake, not a currency: it keeps a runaway client from filling the chain. It must
//! not know of the euro amounts recorded in the contracts.

use frame_support::{
    parameter_types,
    traits::{
        ConstU8, ConstU32, OnUnbalanced,
        fungible::{Balanced, Credit},
    },
    weights::ConstantMultiplier,
};
use pallet_revive::evm::fees::BlockRatioFee;
use pallet_transaction_payment::{ConstFeeMultiplier, FungibleAdapter, Multiplier};
use sp_runtime::traits::One;

use crate::{
    AccountId, Authorship, Balance, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason,
    RuntimeHoldReason, System,
};

/// One token in its smallest unit.
pub const UNIT: Balance = 1_000_000_000_000;

parameter_types! {
    /// Below this an account is removed. In the smallest unit.
    pub const ExistentialDeposit: Balance = UNIT / 1_000;
    /// What a byte of an extrinsic costs. In the smallest unit.
    pub const TransactionByteFee: Balance = UNIT / 1_000_000;
    /// Fees do not move with demand: what an act costs must be known beforehand.
    pub FeeMultiplier: Multiplier = Multiplier::one();
}

impl pallet_balances::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeHoldReason = RuntimeHoldReason;
    type RuntimeFreezeReason = RuntimeFreezeReason;
    type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
    type Balance = Balance;
    type DustRemoval = ();
    type ExistentialDeposit = ExistentialDeposit;
    type AccountStore = System;
    type ReserveIdentifier = [u8; 8];
    type FreezeIdentifier = RuntimeFreezeReason;
    type MaxLocks = ConstU32<50>;
    type MaxReserves = ConstU32<0>;
    type MaxFreezes = ConstU32<50>;
    type DoneSlashHandler = ();
}

/// Gives the fees to the validator whose block holds the extrinsic.
pub struct ToAuthor;

impl OnUnbalanced<Credit<AccountId, Balances>> for ToAuthor {
    fn on_nonzero_unbalanced(fees: Credit<AccountId, Balances>) {
        if let Some(author) = Authorship::author() {
            // A fee too small to open the author's account comes back and, dropped, is burnt; so
            // is the fee of a block without an author.
            drop(Balances::resolve(&author, fees));
        }
    }
}

impl pallet_transaction_payment::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnChargeTransaction = FungibleAdapter<Balances, ToAuthor>;
    type OperationalFeeMultiplier = ConstU8<5>;
    // One smallest unit per picosecond of computation: a thousandth of a token per millisecond.
    type WeightToFee = BlockRatioFee<1, 1, Runtime, Balance>;
    type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
    type FeeMultiplierUpdate = ConstFeeMultiplier<FeeMultiplier>;
    type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}
