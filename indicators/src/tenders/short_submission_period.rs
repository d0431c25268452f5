// SPDX-License-Identifier: EUPL-1.2
//! R003: short submission period.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Short submission period.
#[derive(Clone, Copy, Debug)]
pub struct ShortSubmissionPeriod;

impl Indicator for ShortSubmissionPeriod {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "R003",
            title: "Short submission period",
            definition: "A tender by open procedure whose bids were due less than least_days days after the notice, as \
                the deadline stands now. (Cardinal takes the days of the tender period of open procedures, and \
                15 as threshold.)",
            why: "A short time leaves out whoever did not know beforehand.",
            false_positives: "Urgency with its reasons (art. 71 c. 3 D.Lgs. 36/2023); a notice that a prior information notice \
                announced. The rules refuse deadlines below the law's own.",
            source: "Open Contracting Partnership, Cardinal, R003",
            source_url: Some("https://cardinal.readthedocs.io/en/latest/cli/indicators/R/003.html"),
            data: &["tenders", "entries"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[Parameter::days(
                "least_days",
                15,
                1,
                "So many days are a submission period that is not short.",
            )]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'tender' AS subject_kind, t.number AS subject_number, '' AS part, t.administration, NULL AS beneficiary,
            t.published AS day, t.value AS amount,
            json_object('published', t.published, 'bids_until', date(t.bids_until, 'unixepoch'),
                'days', (t.bids_until - t.published_at) / 86400) AS observed,
            json_array(p.id) AS entries
        FROM tenders t JOIN entries p ON p.subject_kind = 'tender' AND p.subject_number = t.number AND p.seq = 0
        WHERE t.procedure = 'open' AND t.bids_until - t.published_at < :least_days * 86400"
    }
}
