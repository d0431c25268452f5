// SPDX-License-Identifier: EUPL-1.2
//! R058: heavily discounted bid.

use super::quartiles::{first_quartile, third_quartile, winning_and_second_bid};
use crate::{
    indicator::{Definition, Indicator},
    parameter::{Parameter, Unit},
};

/// Heavily discounted bid.
#[derive(Clone, Copy, Debug)]
pub struct HeavilyDiscountedBid;

impl Indicator for HeavilyDiscountedBid {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "R058",
            title: "Heavily discounted bid",
            definition: "Only tenders that the lowest price decides, that are awarded, and whose winner made the lowest \
                valid bid, are compared. The difference between the second-lowest valid bid and the winning one, \
                in parts of the winning one, is at least the third quartile and one and a half times the \
                distance between the quartiles more, and above the third quartile of all such differences in the \
                ledger, if there are at least least_tenders; or, where a threshold is set, at least \
                least_difference (hundredths of a percent).",
            why: "Whoever offers far below all others may mean to deliver less, or to be paid by changes later.",
            false_positives: "A newcomer that wants the reference; a real saving; bids of others that were far too high. See \
                whether the anomaly was examined (art. 110 D.Lgs. 36/2023).",
            source: "Open Contracting Partnership, Cardinal, R058",
            source_url: Some("https://cardinal.readthedocs.io/en/latest/cli/indicators/R/058.html"),
            data: &["tenders", "bids", "offers", "tender_awards"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[
                Parameter::list(
                    "least_difference",
                    &[],
                    Unit::Hundredths,
                    "A fixed threshold instead of the quartiles' fence; none unless one is set.",
                ),
                Parameter::count(
                    "least_tenders",
                    8,
                    "Quartiles are only taken of so many tenders at the least.",
                ),
            ]
        }
    }

    fn sql(&self) -> &'static str {
        winning_and_second_bid!(
            "CASE WHEN EXISTS (SELECT 1 FROM :least_difference)
            THEN c.difference >= (SELECT min(column1) FROM :least_difference)
            ELSE q.n >= :least_tenders AND 8 * c.difference >= 5 * q.third - 3 * q.first AND 4 * c.difference > q.third END"
        )
    }
}
