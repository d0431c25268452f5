// SPDX-License-Identifier: EUPL-1.2
//! R036: lowest bid disqualified.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Lowest bid disqualified.
#[derive(Clone, Copy, Debug)]
pub struct LowestBidDisqualified;

impl Indicator for LowestBidDisqualified {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "R036",
            title: "Lowest bid disqualified",
            definition: "In an awarded tender that the lowest price decides, a bid was excluded whose price is below that \
                of every valid bid.",
            why: "Who excludes the lowest bid pays more for another.",
            false_positives: "An abnormally low bid that was examined (art. 110 D.Lgs. 36/2023); a bidder that lacked what the \
                law asks for.",
            source: "Open Contracting Partnership, Cardinal, R036",
            source_url: Some("https://cardinal.readthedocs.io/en/latest/cli/indicators/R/036.html"),
            data: &["tenders", "offers", "exclusions", "tender_awards"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }

    fn sql(&self) -> &'static str {
        "SELECT 'tender' AS subject_kind, t.number AS subject_number, 'bid of ' || x.party AS part, t.administration,
            t.winner AS beneficiary, date(g.awarded_at, 'unixepoch') AS day, g.price - o.price AS amount,
            json_object('excluded_price_cents', o.price, 'winning_price_cents', g.price, 'bidder', x.party) AS observed,
            json_array(o.entry_id, x.entry_id, g.entry_id) AS entries
        FROM tenders t
        JOIN tender_awards g ON g.tender = t.number AND g.revoked_at IS NULL
        JOIN exclusions x ON x.tender = t.number
        JOIN offers o ON o.tender = x.tender AND o.party = x.party
        WHERE t.criterion = 'lowest_price' AND t.status IN ('awarded', 'contracted')
          AND o.price < (SELECT min(b.price) FROM bids b WHERE b.tender = t.number AND b.status = 'revealed')"
    }
}
