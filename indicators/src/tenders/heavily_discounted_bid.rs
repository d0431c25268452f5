// SPDX-License-Identifier: EUPL-1.2
//! R058: heavily discounted bid.

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
        "WITH compared AS (
            SELECT t.number AS tender, t.administration, t.winner, w.price AS won, n.price AS next,
                (n.price - w.price) * 10000 / w.price AS difference, g.awarded_at, w.entry_id AS winning, n.entry_id AS second,
                g.entry_id AS award
            FROM tenders t
            JOIN tender_awards g ON g.tender = t.number AND g.revoked_at IS NULL
            JOIN offers w ON w.tender = t.number AND w.party = t.winner
            JOIN offers n ON n.tender = t.number AND n.party = (SELECT b.party FROM bids b
                WHERE b.tender = t.number AND b.party <> t.winner AND b.status = 'revealed' ORDER BY b.price, b.party LIMIT 1)
            WHERE t.criterion = 'lowest_price' AND t.status IN ('awarded', 'contracted') AND n.price >= w.price
        ),
        ranked AS (SELECT difference AS x, row_number() OVER (ORDER BY difference) AS r, count(*) OVER () AS n FROM compared),
        -- Four times the first and the third quartile, between the two nearest values by how far it is from each.
        quartiles AS (
            SELECT n,
                sum(CASE r WHEN (n - 1) / 4 + 1 THEN x * (4 - (n - 1) % 4) WHEN (n - 1) / 4 + 2 THEN x * ((n - 1) % 4) ELSE 0 END)
                    AS first,
                sum(CASE r WHEN 3 * (n - 1) / 4 + 1 THEN x * (4 - 3 * (n - 1) % 4)
                    WHEN 3 * (n - 1) / 4 + 2 THEN x * (3 * (n - 1) % 4) ELSE 0 END) AS third
            FROM ranked GROUP BY n
        )
        SELECT 'tender' AS subject_kind, c.tender AS subject_number, '' AS part, c.administration,
            c.winner AS beneficiary, date(c.awarded_at, 'unixepoch') AS day, c.won AS amount,
            json_object('winning_price_cents', c.won, 'second_price_cents', c.next,
                'difference_hundredths_of_percent', c.difference) AS observed,
            json_array(c.winning, c.second, c.award) AS entries
        FROM compared c CROSS JOIN quartiles q
        WHERE CASE WHEN EXISTS (SELECT 1 FROM :least_difference)
            THEN c.difference >= (SELECT min(column1) FROM :least_difference)
            ELSE q.n >= :least_tenders AND 8 * c.difference >= 5 * q.third - 3 * q.first AND 4 * c.difference > q.third END"
    }
}
