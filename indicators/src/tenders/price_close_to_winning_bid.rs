// SPDX-License-Identifier: EUPL-1.2
//! R024: price close to winning bid.

use super::quartiles::{first_quartile, third_quartile, winning_and_second_bid};
use crate::{
    indicator::{Definition, Indicator},
    parameter::{Parameter, Unit},
};

/// Price close to winning bid.
#[derive(Clone, Copy, Debug)]
pub struct PriceCloseToWinningBid;

impl Indicator for PriceCloseToWinningBid {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "R024",
            title: "Price close to winning bid",
            definition: "Only tenders that the lowest price decides, that are awarded, and whose winner made the lowest \
                valid bid, are compared. The difference between the second-lowest valid bid and the winning one, \
                in parts of the winning one, is at most the first quartile less one and a half times the \
                distance between the quartiles, and below the first quartile of all such differences in the \
                ledger, if there are at least least_tenders; or, where a threshold is set, at most \
                most_difference (hundredths of a percent).",
            why: "A partner can seem to compete by a bid just above the winner's.",
            false_positives: "A price that everybody knows: a list, a base from which little can be taken off. Few tenders \
                make poor quartiles.",
            source: "Open Contracting Partnership, Cardinal, R024",
            source_url: Some("https://cardinal.readthedocs.io/en/latest/cli/indicators/R/024.html"),
            data: &["tenders", "bids", "offers", "tender_awards"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[
                Parameter::list(
                    "most_difference",
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
            "CASE WHEN EXISTS (SELECT 1 FROM :most_difference)
            THEN c.difference <= (SELECT max(column1) FROM :most_difference)
            ELSE q.n >= :least_tenders AND 8 * c.difference <= 5 * q.first - 3 * q.third AND 4 * c.difference < q.first END"
        )
    }
}
