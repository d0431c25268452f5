// SPDX-License-Identifier: EUPL-1.2
//! A payment of which the beneficiary has never said that it arrived.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Never confirmed.
#[derive(Clone, Copy, Debug)]
pub struct NeverConfirmed;

impl Indicator for NeverConfirmed {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "never_confirmed",
            title: "Never confirmed",
            definition: "A payment was recorded more than most_days days ago, was not wholly recovered, and the \
                beneficiary has neither confirmed nor disputed it.",
            why: "Money that was paid out and never arrived, or arrived elsewhere, is found first by whoever \
                should have it.",
            false_positives: "A beneficiary that does not use its key: many never confirm, although nothing asks them to be \
                silent. Compare with its other payments.",
            source: "Portico: receipts are part of the ledger (docs/format.md)",
            source_url: None,
            data: &["payments", "awards"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[Parameter::days(
                "most_days",
                60,
                0,
                "So many days after the payment was recorded, silence is long.",
            )]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'award' AS subject_kind, p.award AS subject_number, 'payment ' || p.payment AS part, a.administration,
            a.beneficiary, date(p.recorded_at, 'unixepoch', '+' || (:most_days + 1) || ' days') AS day,
            p.amount - p.recovered AS amount,
            json_object('payment', p.payment, 'milestone', p.milestone, 'recorded_on', date(p.recorded_at, 'unixepoch'),
                'days', CAST(julianday(:day) - julianday(date(p.recorded_at, 'unixepoch')) AS INTEGER),
                'mandate', p.mandate_year || '/' || p.mandate_number) AS observed,
            json_array(p.entry_id) AS entries
        FROM payments p JOIN awards a ON a.number = p.award
        WHERE p.receipt <> 'confirmed' AND p.receipt = 'awaited' AND p.recovered < p.amount
          AND date(p.recorded_at, 'unixepoch', '+' || :most_days || ' days') < :day"
    }
}
