// SPDX-License-Identifier: EUPL-1.2
//! The review of a cooperative had lapsed, or was about to, when it was made an award.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Lapsed review at award.
#[derive(Clone, Copy, Debug)]
pub struct LapsedReviewAtAward;

impl Indicator for LapsedReviewAtAward {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "lapsed_review_at_award",
            title: "Lapsed review at award",
            definition: "An award was published for a cooperative whose attested standing, the last one before the \
                publication, lasted less than least_days days from the day of publication on, had lapsed, or did \
                not exist.",
            why: "Cooperatives are reviewed so that false ones are found (D.Lgs. 220/2002). An award in the last \
                days of a review escapes the next one.",
            false_positives: "The next review was under way, and was attested soon after: see the beneficiary's standings. The \
                rules refuse an award to a cooperative whose standing has lapsed, so that on a ledger that keeps \
                them the flag only tells of short ones.",
            source: "D.Lgs. 220/2002 (supervision of cooperatives): a review every two years",
            source_url: Some(
                "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legislativo:2002-08-02;220",
            ),
            data: &["awards", "entries", "parties", "standings"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[Parameter::days(
                "least_days",
                30,
                0,
                "A standing that lasts less than so many days from publication on.",
            )]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'award' AS subject_kind, a.number AS subject_number, '' AS part, a.administration, a.beneficiary,
            a.published AS day, p.amount,
            json_object('published', a.published, 'valid_until', s.valid_until,
                'days_left', CAST(julianday(s.valid_until) - julianday(a.published) AS INTEGER)) AS observed,
            CASE WHEN s.entry_id IS NULL THEN json_array(p.id) ELSE json_array(s.entry_id, p.id) END AS entries
        FROM awards a
        CROSS JOIN entries p ON p.subject_kind = 'award' AND p.subject_number = a.number AND p.seq = 0
        CROSS JOIN parties b ON b.number = a.beneficiary AND b.kind = 'cooperative'
        LEFT JOIN standings s
          ON s.entry_id = (SELECT max(entry_id) FROM standings WHERE party = a.beneficiary AND entry_id < p.id)
        WHERE s.entry_id IS NULL OR s.valid_until < date(a.published, '+' || :least_days || ' days')"
    }
}
