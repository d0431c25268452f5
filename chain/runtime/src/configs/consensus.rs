// SPDX-License-Identifier: EUPL-1.2
//! Who makes blocks and who makes them final: Aura and GRANDPA (Stewart, Kokoris-Kogia 2020, arXiv:2007.01560), both following the session, which
//! follows the membership of validators.
//!
//! Misbehaviour is not punished by the chain: validators are known institutions, and the
//! administrations remove one by a motion.

use frame_support::traits::{ConstBool, ConstU32, ConstU64};
use pallet_session::{FindAccountFromAuthorIndex, PeriodicSessions};
use sp_consensus_aura::sr25519::AuthorityId as AuraId;
use sp_core::ConstU128;
use sp_runtime::traits::{ConvertInto, OpaqueKeys};

use super::governance::TwoThirds;
use crate::{
    AccountId, Aura, Balances, Runtime, RuntimeEvent, SessionKeys, schedule,
    session_validators::FollowMembership,
};

/// How many validators there can be at most.
pub type MaxValidators = ConstU32<100>;

impl pallet_membership::Config<pallet_membership::Instance1> for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type AddOrigin = TwoThirds;
    type RemoveOrigin = TwoThirds;
    type SwapOrigin = TwoThirds;
    type ResetOrigin = TwoThirds;
    type PrimeOrigin = TwoThirds;
    // The session asks for the members when it plans the next one.
    type MembershipInitialized = ();
    type MembershipChanged = ();
    type MaxMembers = MaxValidators;
    type WeightInfo = pallet_membership::weights::SubstrateWeight<Runtime>;
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = ConvertInto;
    type ShouldEndSession =
        PeriodicSessions<schedule::SessionLengthOf<Runtime>, schedule::SessionLengthOf<Runtime>>;
    type NextSessionRotation =
        PeriodicSessions<schedule::SessionLengthOf<Runtime>, schedule::SessionLengthOf<Runtime>>;
    type SessionManager = FollowMembership;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
    type Currency = Balances;
    type KeyDeposit = ConstU128<0>;
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = FindAccountFromAuthorIndex<Runtime, Aura>;
    type EventHandler = ();
}

impl pallet_aura::Config for Runtime {
    type AuthorityId = AuraId;
    type MaxAuthorities = MaxValidators;
    type DisabledValidators = ();
    type AllowMultipleBlocksPerSlot = ConstBool<false>;
    type SlotDuration = schedule::SlotDurationOf<Runtime>;
}

impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = ();
    type MaxAuthorities = MaxValidators;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = ConstU64<0>;
    type KeyOwnerProof = sp_core::Void;
    type EquivocationReportSystem = ();
}
