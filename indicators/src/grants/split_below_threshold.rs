// SPDX-License-Identifier: EUPL-1.2
//! Awards that stay just below a threshold, each for itself.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Split just below a threshold.
#[derive(Clone, Copy, Debug)]
pub struct SplitBelowThreshold;

impl Indicator for SplitBelowThreshold {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "split_below_threshold",
            title: "Split just below a threshold",
            definition: "An administration made a beneficiary an award that lies below a threshold by at most \
                margin_percent of it, and within within_days days other awards of the same kind, each below the \
                threshold, with which it reaches the threshold or passes it. Amounts are those first granted.",
            why: "Above a threshold more is asked: competition, documents, publication. What is cut into pieces is \
                asked less.",
            false_positives: "Yearly grants for what recurs each year; lots of one call; a price list that ends at the \
                threshold.",
            source: "D.Lgs. 36/2023 art. 14 c. 6 (no splitting to avoid thresholds); Open Contracting Partnership, \
                Red Flags for integrity: splitting purchases to avoid thresholds",
            source_url: Some(
                "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legislativo:2023-03-31;36",
            ),
            data: &["awards", "entries"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[
                Parameter::amounts(
                    "grant_thresholds_cents",
                    &[1_000_000, 15_000_000],
                    "Thresholds for grants: EUR 10,000 (publication by the beneficiary, L. 124/2017 art. 1 c. 125) and EUR 150,000 (anti-mafia documents, D.Lgs. 159/2011 art. 83 c. 3 e).",
                ),
                Parameter::amounts(
                    "contract_thresholds_cents",
                    &[14_000_000],
                    "Thresholds for contracts: EUR 140,000 (direct award of services and supplies, D.Lgs. 36/2023 art. 50 c. 1 b).",
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
                    "How many days may lie between the publications.",
                ),
            ]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'award' AS subject_kind, a.number AS subject_number, 'threshold ' || t.threshold AS part,
            a.administration, a.beneficiary, max(a.published, max(b.published)) AS day,
            p.amount + sum(q.amount) AS amount,
            json_object('threshold_cents', t.threshold, 'amount_cents', p.amount,
                'together_cents', p.amount + sum(q.amount), 'awards', count(*) + 1) AS observed,
            json_insert(json_group_array(q.id), '$[#]', p.id) AS entries
        FROM (SELECT 'grant' AS kind, column1 AS threshold FROM :grant_thresholds_cents
              UNION ALL SELECT 'contract', column1 FROM :contract_thresholds_cents) t
        CROSS JOIN awards a ON a.kind = t.kind
          -- Without an amendment what is granted is what was first granted, so the entry is read of those that may be flagged.
          AND (a.amendments > 0
            OR a.granted < t.threshold AND a.granted * 100 >= t.threshold * (100 - :margin_percent))
        CROSS JOIN entries p ON p.subject_kind = 'award' AND p.subject_number = a.number AND p.seq = 0
        CROSS JOIN awards b ON b.beneficiary = a.beneficiary AND b.administration = a.administration AND b.kind = a.kind
          AND b.number <> a.number AND abs(julianday(b.published) - julianday(a.published)) <= :within_days
        CROSS JOIN entries q ON q.subject_kind = 'award' AND q.subject_number = b.number AND q.seq = 0
        WHERE p.amount < t.threshold AND p.amount * 100 >= t.threshold * (100 - :margin_percent)
          AND q.amount < t.threshold
        GROUP BY a.number, t.threshold
        HAVING p.amount + sum(q.amount) >= t.threshold"
    }
}
