// SPDX-License-Identifier: EUPL-1.2
//! The frame: limits of a block, time, batches.

use frame_support::{
    derive_impl,
    dispatch::DispatchClass,
    parameter_types,
    traits::{Contains, OnTimestampSet},
    weights::{
        Weight,
        constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_SECOND},
    },
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_consensus_aura::AURA_ENGINE_ID;
use sp_runtime::{Perbill, generic::DigestItem};
use sp_version::RuntimeVersion;

use crate::{
    AccountId, Aura, Balance, Block, Nonce, OriginCaller, PalletInfo, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeOrigin, RuntimeTask, System, VERSION, schedule,
};

/// The share of a block that ordinary extrinsics may fill; the rest is for operational ones.
const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);

parameter_types! {
    /// How many blocks back an extrinsic may refer to for its mortality.
    pub const BlockHashCount: u32 = 2_400;
    /// The runtime's version.
    pub const Version: RuntimeVersion = VERSION;
    /// Two seconds of computation a block. Its proof has no limit: on a chain of its own nobody
    /// carries a block's proof, and pallet-revive counts a contract's whole code into it.
    pub RuntimeBlockWeights: BlockWeights = BlockWeights::with_sensible_defaults(
        Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_mul(2), u64::MAX),
        NORMAL_DISPATCH_RATIO,
    );
    /// Five MiB a block: enough for a runtime upgrade in one extrinsic.
    pub RuntimeBlockLength: BlockLength = BlockLength::builder()
        .max_length(5 * 1024 * 1024)
        .modify_max_length_for_class(DispatchClass::Normal, |length| {
            *length = NORMAL_DISPATCH_RATIO * *length
        })
        .build();
}

/// The calls that may come in an extrinsic: all but one.
pub struct AllowedCalls;

impl Contains<RuntimeCall> for AllowedCalls {
    fn contains(call: &RuntimeCall) -> bool {
        // A member may not hand its seat over: the administrations decide who validates.
        !matches!(
            call,
            RuntimeCall::Validators(pallet_membership::Call::change_key { .. })
        )
    }
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
    type AccountId = AccountId;
    type AccountData = pallet_balances::AccountData<Balance>;
    type BaseCallFilter = AllowedCalls;
    type Block = Block;
    type BlockHashCount = BlockHashCount;
    type BlockLength = RuntimeBlockLength;
    type BlockWeights = RuntimeBlockWeights;
    type DbWeight = ParityDbWeight;
    type Nonce = Nonce;
    type Version = Version;
    // A contract knows its caller by 20 bytes: they are mapped to the account when it is created.
    type OnNewAccount = pallet_revive::AutoMapper<Runtime>;
    type OnKilledAccount = pallet_revive::AutoMapper<Runtime>;
}

/// Checks that a block's time lies in the slot it was made in, for blocks that name a slot.
///
/// Every block a node imports names one: Aura's import queue refuses the others. Blocks without
/// one are made where there is no Aura at all, as in the contracts' tests.
pub struct CheckSlot;

impl OnTimestampSet<u64> for CheckSlot {
    fn on_timestamp_set(moment: u64) {
        let names_slot = System::digest()
            .logs
            .iter()
            .any(|item| matches!(item, DigestItem::PreRuntime(AURA_ENGINE_ID, _)));
        if names_slot {
            Aura::on_timestamp_set(moment);
        }
    }
}

impl pallet_timestamp::Config for Runtime {
    /// Milliseconds since the epoch.
    type Moment = u64;
    type OnTimestampSet = CheckSlot;
    type MinimumPeriod = schedule::MinimumPeriodOf<Runtime>;
    type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl schedule::Config for Runtime {}

impl pallet_utility::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}
