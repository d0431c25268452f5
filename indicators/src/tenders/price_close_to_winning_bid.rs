// SPDX-License-Identifier: EUPL-1.2
//! R024: price close to winning bid.

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
        WHERE CASE WHEN EXISTS (SELECT 1 FROM :most_difference)
            THEN c.difference <= (SELECT max(column1) FROM :most_difference)
            ELSE q.n >= :least_tenders AND 8 * c.difference <= 5 * q.first - 3 * q.third AND 4 * c.difference < q.first END"
    }
}
