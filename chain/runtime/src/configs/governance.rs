// SPDX-License-Identifier: EUPL-1.2
//! Who decides: the collective of administrations, by two thirds of its members.
//!
//! Two thirds decide on validators, on runtime upgrades, on the code of contracts and on the
//! collective's own membership. There is no other root.

use alloc::vec::Vec;

use frame_support::{
    parameter_types,
    traits::{ConstU32, SortedMembers},
    weights::Weight,
};
use frame_system::EnsureSignedBy;
use pallet_collective::{DefaultVote, EnsureProportionAtLeast, Instance1, MemberCount};
use sp_runtime::Perbill;

use super::system::RuntimeBlockWeights;
use crate::{AccountId, BlockNumber, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, enactment};

/// A motion carried by at least two thirds of the administrations (pallet-collective's `EnsureProportionAtLeast`).
pub type TwoThirds = EnsureProportionAtLeast<AccountId, Instance1, 2, 3>;
/// An extrinsic signed by one of the administrations.
pub type AnyAdministration = EnsureSignedBy<AdministrationMembers, AccountId>;

/// The collective's members, for checks of a signed origin.
pub struct AdministrationMembers;

impl SortedMembers<AccountId> for AdministrationMembers {
    fn sorted_members() -> Vec<AccountId> {
        pallet_collective::Members::<Runtime, Instance1>::get()
    }
}

/// Who has not voted when a motion's time is over has voted against it: two thirds are two thirds
/// of all members, whatever the collective's prime says.
pub struct SilenceIsNo;

impl DefaultVote for SilenceIsNo {
    fn default_vote(_: Option<bool>, _: MemberCount, _: MemberCount, _: MemberCount) -> bool {
        false
    }
}

parameter_types! {
    /// How long a motion stays open, in blocks: a week of six-second slots.
    pub const MotionDuration: BlockNumber = 7 * 24 * 600;
    /// What carrying out a motion may cost at most: half a block.
    pub MaxProposalWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
}

impl pallet_collective::Config<Instance1> for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = MotionDuration;
    type MaxProposals = ConstU32<100>;
    type MaxMembers = ConstU32<100>;
    type DefaultVote = SilenceIsNo;
    type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
    type SetMembersOrigin = TwoThirds;
    type MaxProposalWeight = MaxProposalWeight;
    type DisapproveOrigin = TwoThirds;
    type KillOrigin = TwoThirds;
    // Members are institutions: a motion needs no deposit.
    type Consideration = ();
}

impl enactment::Config for Runtime {
    type RuntimeCall = RuntimeCall;
    type EnactOrigin = TwoThirds;
}
