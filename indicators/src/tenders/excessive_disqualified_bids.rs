// SPDX-License-Identifier: EUPL-1.2
//! R038: excessive disqualified bids.

use super::quartiles::{first_quartile, third_quartile};
use crate::{
    indicator::{Definition, Indicator},
    parameter::{Parameter, Unit},
};

/// Excessive disqualified bids.
#[derive(Clone, Copy, Debug)]
pub struct ExcessiveDisqualifiedBids;

impl Indicator for ExcessiveDisqualifiedBids {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "R038",
            title: "Excessive disqualified bids",
            definition: "The part of excluded bids among those that an administration received (in at least least_tenders \
                tenders), or that a bidder made (at least least_bids bids), is at least the third quartile and \
                one and a half times the distance between the quartiles more, and above the third quartile of \
                the parts of all administrations, or all bidders, of which there must be at least \
                least_compared; or, where a threshold is set, at least least_percent. Bids that were taken back \
                do not count.",
            why: "An administration that excludes many may choose the winner that way; a bidder that is often \
                excluded may only seem to compete.",
            false_positives: "An administration with strict criteria, or one that works in a market of small and new bodies; a \
                bidder that is learning.",
            source: "Open Contracting Partnership, Cardinal, R038",
            source_url: Some("https://cardinal.readthedocs.io/en/latest/cli/indicators/R/038.html"),
            data: &["tenders", "bids", "exclusions"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[
                Parameter::list(
                    "least_percent",
                    &[],
                    Unit::Percent,
                    "A fixed threshold instead of the quartiles' fence; none unless one is set.",
                ),
                Parameter::count(
                    "least_tenders",
                    2,
                    "Administrations with fewer tenders are left out.",
                ),
                Parameter::count("least_bids", 2, "Bidders with fewer bids are left out."),
                Parameter::count(
                    "least_compared",
                    8,
                    "Quartiles are only taken of so many at the least.",
                ),
            ]
        }
    }

    fn sql(&self) -> &'static str {
        concat!(
            "WITH submitted AS (
            SELECT b.tender, b.party, t.administration, b.status = 'excluded' AS excluded, x.entry_id, x.excluded_at
            FROM bids b JOIN tenders t ON t.number = b.tender
            LEFT JOIN exclusions x ON x.tender = b.tender AND x.party = b.party
            WHERE b.status <> 'withdrawn'
        ),
        compared AS (
            SELECT 'administration' AS side, administration AS party, count(*) AS bids, sum(excluded) AS out,
                sum(excluded) * 10000 / count(*) AS part, max(excluded_at) AS at,
                json_group_array(entry_id) FILTER (WHERE entry_id IS NOT NULL) AS entries
            FROM submitted GROUP BY administration HAVING count(DISTINCT tender) >= :least_tenders
            UNION ALL
            SELECT 'bidder', party, count(*), sum(excluded), sum(excluded) * 10000 / count(*), max(excluded_at),
                json_group_array(entry_id) FILTER (WHERE entry_id IS NOT NULL)
            FROM submitted GROUP BY party HAVING count(*) >= :least_bids
        ),
        ranked AS (
            SELECT side, part AS x, row_number() OVER (PARTITION BY side ORDER BY part) AS r,
                count(*) OVER (PARTITION BY side) AS n
            FROM compared
        ),
        quartiles AS (
            SELECT side, n,
                ",
            first_quartile!(),
            " AS first,
                ",
            third_quartile!(),
            " AS third
            FROM ranked GROUP BY side, n
        )
        SELECT 'party' AS subject_kind, c.party AS subject_number, c.side AS part,
            CASE c.side WHEN 'administration' THEN c.party END AS administration,
            CASE c.side WHEN 'bidder' THEN c.party END AS beneficiary, date(c.at, 'unixepoch') AS day, NULL AS amount,
            json_object('bids', c.bids, 'excluded_bids', c.out, 'percent', c.part / 100) AS observed, c.entries
        FROM compared c JOIN quartiles q ON q.side = c.side
        WHERE c.out > 0
          AND CASE WHEN EXISTS (SELECT 1 FROM :least_percent) THEN c.part >= (SELECT min(column1) FROM :least_percent) * 100
            ELSE q.n >= :least_compared AND 8 * c.part >= 5 * q.third - 3 * q.first AND 4 * c.part > q.third END"
        )
    }
}
