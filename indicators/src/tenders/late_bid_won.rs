// SPDX-License-Identifier: EUPL-1.2
//! R030: late bid won.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Late bid won.
#[derive(Clone, Copy, Debug)]
pub struct LateBidWon;

impl Indicator for LateBidWon {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "R030",
            title: "Late bid won",
            definition: "The winning bid of a tender was committed after the deadline for bids.",
            why: "A bid that comes late has perhaps seen the others.",
            false_positives: "None on a ledger that keeps its rules, which refuse a late bid: a flag means that the rules, or \
                this database, are not what they should be. Check it with portico fsck.",
            source: "Open Contracting Partnership, Cardinal, R030",
            source_url: Some("https://cardinal.readthedocs.io/en/latest/cli/indicators/R/030.html"),
            data: &["tenders", "bids", "tender_awards"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }

    fn sql(&self) -> &'static str {
        "SELECT 'tender' AS subject_kind, t.number AS subject_number, '' AS part, t.administration, t.winner AS beneficiary,
            date(b.committed_at, 'unixepoch') AS day, g.price AS amount,
            json_object('bids_until', date(t.bids_until, 'unixepoch'), 'committed_on', date(b.committed_at, 'unixepoch'))
                AS observed,
            json_array(b.entry_id, g.entry_id) AS entries
        FROM tenders t
        JOIN tender_awards g ON g.tender = t.number AND g.revoked_at IS NULL
        JOIN bids b ON b.tender = t.number AND b.party = t.winner
        WHERE b.committed_at > t.bids_until"
    }
}
