// SPDX-License-Identifier: EUPL-1.2
//! What awards ask: how money was granted, attested, paid and received. One file an indicator.
//!
//! `CROSS JOIN` says in which order SQLite is to go: from awards to their first entries, which it would otherwise search among all.
//!
//! Money of a milestone is taken to be paid in the order in which it was attested: the first cents paid are those of the first
//! claim that was decided.

mod concentration_on_one_beneficiary;
mod lapsed_review_at_award;
mod long_unpaid;
mod never_confirmed;
mod payment_soon_after_attestation;
mod repeated_amendments;
mod same_attester_always;
mod split_below_threshold;

pub use self::{
    concentration_on_one_beneficiary::ConcentrationOnOneBeneficiary,
    lapsed_review_at_award::LapsedReviewAtAward, long_unpaid::LongUnpaid,
    never_confirmed::NeverConfirmed, payment_soon_after_attestation::PaymentSoonAfterAttestation,
    repeated_amendments::RepeatedAmendments, same_attester_always::SameAttesterAlways,
    split_below_threshold::SplitBelowThreshold,
};
