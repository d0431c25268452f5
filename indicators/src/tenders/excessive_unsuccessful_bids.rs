// SPDX-License-Identifier: EUPL-1.2
//! R025: excessive unsuccessful bids.

use super::quartiles::{first_quartile, third_quartile};
use crate::{
    indicator::{Definition, Indicator},
    parameter::{Parameter, Unit},
};

/// Excessive unsuccessful bids.
#[derive(Clone, Copy, Debug)]
pub struct ExcessiveUnsuccessfulBids;

impl Indicator for ExcessiveUnsuccessfulBids {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "R025",
            title: "Excessive unsuccessful bids",
            definition: "Of bidders in awarded tenders, one whose number of valid bids is at least the third quartile of \
                all bidders' numbers, and whose part of won bids is at most the first quartile less one and a \
                half times the distance between the quartiles, and below the first quartile of all bidders' \
                parts, if there are at least least_bidders; or, where a threshold is set, at most most_percent.",
            why: "Whoever bids often and never wins may only seem to compete.",
            false_positives: "A bidder that is too dear, or too small for what it bids for.",
            source: "Open Contracting Partnership, Cardinal, R025",
            source_url: Some("https://cardinal.readthedocs.io/en/latest/cli/indicators/R/025.html"),
            data: &["tenders", "bids", "offers", "tender_awards"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[
                Parameter::list(
                    "most_percent",
                    &[],
                    Unit::Percent,
                    "A fixed threshold instead of the quartiles' fence; none unless one is set.",
                ),
                Parameter::count(
                    "least_bidders",
                    8,
                    "Quartiles are only taken of so many bidders at the least.",
                ),
            ]
        }
    }

    fn sql(&self) -> &'static str {
        concat!(
            "WITH bidders AS (
            SELECT b.party, count(*) AS valid, sum(t.winner = b.party) AS won, sum(t.winner = b.party) * 10000 / count(*) AS part,
                max(g.awarded_at) AS at, json_group_array(o.entry_id) AS entries
            FROM bids b
            JOIN tenders t ON t.number = b.tender AND t.status IN ('awarded', 'contracted')
            JOIN tender_awards g ON g.tender = t.number AND g.revoked_at IS NULL
            JOIN offers o ON o.tender = b.tender AND o.party = b.party
            WHERE b.status = 'revealed' GROUP BY b.party
        ),
        ranked AS (SELECT part AS x, row_number() OVER (ORDER BY part) AS r, count(*) OVER () AS n FROM bidders),
        quartiles AS (
            SELECT n,
                ",
            first_quartile!(),
            " AS first,
                ",
            third_quartile!(),
            " AS third
            FROM ranked GROUP BY n
        ),
        counted AS (SELECT valid AS x, row_number() OVER (ORDER BY valid) AS r, count(*) OVER () AS n FROM bidders),
        top AS (
            SELECT ",
            third_quartile!(),
            " AS third
            FROM counted
        )
        SELECT 'party' AS subject_kind, c.party AS subject_number, '' AS part, NULL AS administration, c.party AS beneficiary,
            date(c.at, 'unixepoch') AS day, NULL AS amount,
            json_object('valid_bids', c.valid, 'won_bids', c.won, 'percent', c.part / 100) AS observed, c.entries
        FROM bidders c CROSS JOIN quartiles q CROSS JOIN top
        WHERE 4 * c.valid >= top.third
          AND CASE WHEN EXISTS (SELECT 1 FROM :most_percent) THEN c.part <= (SELECT max(column1) FROM :most_percent) * 100
            ELSE q.n >= :least_bidders AND 8 * c.part <= 5 * q.first - 3 * q.third AND 4 * c.part < q.first END"
        )
    }
}
