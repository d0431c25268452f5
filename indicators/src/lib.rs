// SPDX-License-Identifier: EUPL-1.2
//! Red flags: what in a ledger deserves a question. A flag is a question, not an accusation.
//!
//! An [`Indicator`] is one query over the indexer's tables (docs/database.md), with its definition, its source, its
//! parameters and what else can make it true. The query is all there is to it: whoever has the database gets the same
//! flags from `sqlite3`, and the query as it ran stands in what is answered. Every flag names the entries behind it.
//!
//! To add one: a file with a type that is an [`Indicator`], its place in [`ALL`], a ledger in `tests/` for which it is raised and one for
//! which it is not, its section in docs/red-flags.md, and its words in the site's languages.
//!
//! Must not know HTTP, chains or keys; nothing is written to the database, and no rule is decided here.

mod flag;
mod grants;
mod historical;
mod indicator;
mod parameter;
mod settings;
mod tenders;

pub use flag::{BEHIND, COLUMNS, Flag, FlagError, FlaggedEntry, flags};
pub use indicator::{Definition, Indicator};
pub use parameter::{Parameter, Unit, Usual, Value};
pub use settings::{Active, Indicators, SettingsError};

/// Every indicator there is, in the order in which they are listed.
pub const ALL: &[&dyn Indicator] = &[
    &grants::ConcentrationOnOneBeneficiary,
    &grants::LapsedReviewAtAward,
    &grants::LongUnpaid,
    &grants::NeverConfirmed,
    &grants::PaymentSoonAfterAttestation,
    &grants::RepeatedAmendments,
    &grants::SameAttesterAlways,
    &grants::SplitBelowThreshold,
    &historical::HistoricalConcentration,
    &historical::HistoricalPaidAboveAwarded,
    &historical::HistoricalSplitBelowThreshold,
    &tenders::ShortSubmissionPeriod,
    &tenders::SingleBidReceived,
    &tenders::PriceCloseToWinningBid,
    &tenders::ExcessiveUnsuccessfulBids,
    &tenders::IdenticalBids,
    &tenders::LateBidWon,
    &tenders::AllExceptWinnerDisqualified,
    &tenders::LowestBidDisqualified,
    &tenders::ExcessiveDisqualifiedBids,
    &tenders::HeavilyDiscountedBid,
];
