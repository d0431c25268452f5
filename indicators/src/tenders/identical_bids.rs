// SPDX-License-Identifier: EUPL-1.2
//! R028: identical bid prices.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Identical bid prices.
#[derive(Clone, Copy, Debug)]
pub struct IdenticalBids;

impl Indicator for IdenticalBids {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "R028",
            title: "Identical bid prices",
            definition: "Different bidders revealed the same price in one tender, whether their bids were excluded later \
                or not.",
            why: "Equal prices to the cent are seldom chance: they were agreed on, or one was told to another.",
            false_positives: "Prices that the administration or the law fixes; round prices of a small contract.",
            source: "Open Contracting Partnership, Cardinal, R028",
            source_url: Some("https://cardinal.readthedocs.io/en/latest/cli/indicators/R/028.html"),
            data: &["tenders", "offers"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }

    fn sql(&self) -> &'static str {
        "SELECT 'tender' AS subject_kind, o.tender AS subject_number, 'price ' || o.price AS part, t.administration,
            NULL AS beneficiary, date(max(o.revealed_at), 'unixepoch') AS day, o.price AS amount,
            json_object('price_cents', o.price, 'bids', count(*)) AS observed, json_group_array(o.entry_id) AS entries
        FROM offers o JOIN tenders t ON t.number = o.tender
        GROUP BY o.tender, o.price HAVING count(*) > 1"
    }
}
