// SPDX-License-Identifier: EUPL-1.2
//! R018: single bid received.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Single bid received.
#[derive(Clone, Copy, Debug)]
pub struct SingleBidReceived;

impl Indicator for SingleBidReceived {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "R018",
            title: "Single bid received",
            definition: "A tender by open, restricted or negotiated procedure with a notice, which was not cancelled, for \
                which one bid was committed and not taken back when the deadline had passed.",
            why: "Where only one bids, there was no competition: perhaps nobody else was meant to bid.",
            false_positives: "A market with one body; a small contract; a reserve for few. A bid that was never revealed \
                counts as submitted.",
            source: "Open Contracting Partnership, Cardinal, R018",
            source_url: Some("https://cardinal.readthedocs.io/en/latest/cli/indicators/R/018.html"),
            data: &["tenders", "bids", "entries"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        &[]
    }

    fn sql(&self) -> &'static str {
        "SELECT 'tender' AS subject_kind, t.number AS subject_number, '' AS part, t.administration, b.party AS beneficiary,
            date(t.bids_until, 'unixepoch', '+1 day') AS day, t.value AS amount,
            json_object('bids', t.bids, 'bids_until', date(t.bids_until, 'unixepoch')) AS observed,
            json_array(p.id, b.entry_id) AS entries
        FROM tenders t
        JOIN entries p ON p.subject_kind = 'tender' AND p.subject_number = t.number AND p.seq = 0
        JOIN bids b ON b.tender = t.number AND b.status <> 'withdrawn'
        WHERE t.bids = 1 AND t.procedure IN ('open', 'restricted', 'negotiated') AND t.status <> 'cancelled'
          AND date(t.bids_until, 'unixepoch') < :day"
    }
}
