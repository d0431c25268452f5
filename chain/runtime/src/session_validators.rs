// SPDX-License-Identifier: EUPL-1.2
//! Who validates in the next session: the members of `Validators` that have set their keys.
//!
//! pallet-session takes the answer up one session later, and tells Aura and GRANDPA. It must not
//! know how somebody became a member.

use alloc::vec::Vec;

use frame_support::traits::SortedMembers;
use pallet_session::{NextKeys, SessionManager};
use sp_staking::SessionIndex;

use crate::{AccountId, Runtime, Session, Validators};

/// Lets the session follow the membership of validators.
pub struct FollowMembership;

impl SessionManager<AccountId> for FollowMembership {
    /// The validators of the session after next, or `None` to keep those there are: when nothing
    /// has changed (otherwise every session would bring a new GRANDPA set), and when no member has
    /// keys (a chain without a validator could not be mended).
    fn new_session(_: SessionIndex) -> Option<Vec<AccountId>> {
        let mut members = Validators::sorted_members();
        members.retain(|member| NextKeys::<Runtime>::contains_key(member));
        if members.is_empty() || members == Session::validators() {
            return None;
        }
        Some(members)
    }

    fn end_session(_: SessionIndex) {}

    fn start_session(_: SessionIndex) {}
}
