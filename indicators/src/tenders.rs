// SPDX-License-Identifier: EUPL-1.2
//! What tenders ask: the indicators of the Open Contracting Partnership's Cardinal, by their codes, as far as the ledger's tenders carry
//! what they need. One file an indicator.
//!
//! Cardinal's R048 (heterogeneous supplier) is not among them: it needs the classification of what was bought (CPV), and the ledger
//! has none. Quartiles are taken between the two nearest values, in whole numbers; where all values are equal nothing is an outlier.

mod all_except_winner_disqualified;
mod excessive_disqualified_bids;
mod excessive_unsuccessful_bids;
mod heavily_discounted_bid;
mod identical_bids;
mod late_bid_won;
mod lowest_bid_disqualified;
mod price_close_to_winning_bid;
mod quartiles;
mod short_submission_period;
mod single_bid_received;

pub use self::{
    all_except_winner_disqualified::AllExceptWinnerDisqualified,
    excessive_disqualified_bids::ExcessiveDisqualifiedBids,
    excessive_unsuccessful_bids::ExcessiveUnsuccessfulBids,
    heavily_discounted_bid::HeavilyDiscountedBid, identical_bids::IdenticalBids,
    late_bid_won::LateBidWon, lowest_bid_disqualified::LowestBidDisqualified,
    price_close_to_winning_bid::PriceCloseToWinningBid,
    short_submission_period::ShortSubmissionPeriod, single_bid_received::SingleBidReceived,
};
