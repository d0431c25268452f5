// SPDX-License-Identifier: EUPL-1.2
//! Records of an imported file that stay just below a threshold, each for itself.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Split just below a threshold, in an imported file.
#[derive(Clone, Copy, Debug)]
pub struct HistoricalSplitBelowThreshold;

impl Indicator for HistoricalSplitBelowThreshold {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "historical_split_below_threshold",
            title: "Split just below a threshold, in an imported file",
            definition: "An imported file reports an award of an authority to a recipient that lies below a threshold by at most \
                margin_percent of it, and other awards of the same two, each below the threshold, that began at most within_days days before \
                or after it, with which it reaches the threshold or passes it. Records with one and the same CIG are one contract; records \
                without authority, amount or first day are left out.",
            why: "Above a threshold more is asked: competition, documents, publication. What is cut into pieces is \
                asked less.",
            false_positives: "Lots of one tender; supplies that recur each year; a threshold that did not hold yet, or no longer, when the \
                contracts were given: set those of the file's years.",
            source: "D.Lgs. 36/2023 art. 14 c. 6 (no splitting to avoid thresholds); Open Contracting Partnership, \
                Red Flags for integrity: splitting purchases to avoid thresholds",
            source_url: Some(
                "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legislativo:2023-03-31;36",
            ),
            data: &["historical_records", "entries"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[
                Parameter::amounts(
                    "thresholds_cents",
                    &[4_000_000, 14_000_000],
                    "Thresholds of direct awards of services and supplies: EUR 40,000 (D.Lgs. 50/2016 art. 36 c. 2 a) and EUR 140,000 (D.Lgs. 36/2023 art. 50 c. 1 b).",
                ),
                Parameter::percent(
                    "margin_percent",
                    10,
                    100,
                    "How far below a threshold an award may lie to be just below it.",
                ),
                Parameter::days(
                    "within_days",
                    180,
                    0,
                    "How many days may lie between the first days of the awards.",
                ),
            ]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'import' AS subject_kind, s.import AS subject_number, 'row ' || s.row || ' threshold ' || s.threshold AS part,
            NULL AS administration, NULL AS beneficiary,
            (SELECT date(at, 'unixepoch') FROM entries WHERE id = s.last_entry) AS day, s.together AS amount,
            json_object('authority', s.authority, 'recipient', s.recipient, 'row', s.row, 'start_date', s.start_date,
                'threshold_cents', s.threshold, 'amount_cents', s.awarded, 'together_cents', s.together,
                'records', s.records) AS observed,
            (SELECT json_group_array(DISTINCT value) FROM json_each(s.behind)) AS entries
        FROM (SELECT a.import, a.row, a.authority, a.recipient, a.start_date, a.awarded, t.threshold,
                a.awarded + sum(b.awarded) AS together, count(*) + 1 AS records,
                max(a.entry_id, max(b.entry_id)) AS last_entry,
                json_insert(json_group_array(b.entry_id), '$[#]', a.entry_id) AS behind
              FROM (SELECT column1 AS threshold FROM :thresholds_cents) t
              CROSS JOIN historical_records a
                ON a.awarded < t.threshold AND a.awarded * 100 >= t.threshold * (100 - :margin_percent)
              CROSS JOIN historical_records b ON b.recipient = a.recipient AND b.import = a.import AND b.authority = a.authority
                AND b.row <> a.row AND (a.cig IS NULL OR b.cig IS NULL OR a.cig <> b.cig)
                AND b.awarded > 0 AND b.awarded < t.threshold
                AND abs(julianday(b.start_date) - julianday(a.start_date)) <= :within_days
              GROUP BY t.threshold, a.import, a.row
              HAVING a.awarded + sum(b.awarded) >= t.threshold) s"
    }
}
