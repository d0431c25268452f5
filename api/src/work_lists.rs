// SPDX-License-Identifier: EUPL-1.2
//! Officials' work lists: what waits for somebody, and for whom. What waits is what the rules' rows say: a claim that is
//! not decided, an amount attested and not paid, a payment not confirmed, a standing's last day. Nothing is decided here;
//! whether an act will be accepted is asked of the contract.

mod awaiting_attestation;
mod awaiting_payment;
mod awaiting_receipt;
mod lapsing_standings;

pub(crate) use self::{
    awaiting_attestation::AwaitingAttestation, awaiting_payment::AwaitingPayment,
    awaiting_receipt::AwaitingReceipt, lapsing_standings::LapsingStandings,
};

/// Under which heading they are documented.
const TAG: &str = "work-lists";
