// SPDX-License-Identifier: EUPL-1.2
//! Parts of queries: quartiles of values in whole numbers, and the differences between the two lowest bids. Macros, since `concat!` takes
//! literals alone.

/// Four times the first quartile of `x`, whose rank is `r` (from 1) among `n`: between the two nearest values, by how far it is from each.
macro_rules! first_quartile {
    () => {
        "sum(CASE r WHEN (n - 1) / 4 + 1 THEN x * (4 - (n - 1) % 4) WHEN (n - 1) / 4 + 2 THEN x * ((n - 1) % 4) ELSE 0 END)"
    };
}

/// The same of the third.
macro_rules! third_quartile {
    () => {
        "sum(CASE r WHEN 3 * (n - 1) / 4 + 1 THEN x * (4 - 3 * (n - 1) % 4)
                    WHEN 3 * (n - 1) / 4 + 2 THEN x * (3 * (n - 1) % 4) ELSE 0 END)"
    };
}

/// A query over the awarded tenders that the lowest price decided: `c`, in which `difference` says by how much the second-lowest valid bid
/// lies above the winning one, in hundredths of a percent, and `q`, four times the quartiles of all these differences. What follows
/// is the condition.
macro_rules! winning_and_second_bid {
    ($condition:literal) => {
        concat!(
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
        quartiles AS (
            SELECT n,
                ",
            first_quartile!(),
            " AS first,
                ",
            third_quartile!(),
            " AS third
            FROM ranked GROUP BY n
        )
        SELECT 'tender' AS subject_kind, c.tender AS subject_number, '' AS part, c.administration,
            c.winner AS beneficiary, date(c.awarded_at, 'unixepoch') AS day, c.won AS amount,
            json_object('winning_price_cents', c.won, 'second_price_cents', c.next,
                'difference_hundredths_of_percent', c.difference) AS observed,
            json_array(c.winning, c.second, c.award) AS entries
        FROM compared c CROSS JOIN quartiles q
        WHERE ",
            $condition
        )
    };
}

pub(super) use {first_quartile, third_quartile, winning_and_second_bid};
