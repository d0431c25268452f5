// SPDX-License-Identifier: EUPL-1.2
//! A payment was ordered before what it pays was attested, or right after.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Payment before, or right after, attestation.
#[derive(Clone, Copy, Debug)]
pub struct PaymentSoonAfterAttestation;

impl Indicator for PaymentSoonAfterAttestation {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "payment_soon_after_attestation",
            title: "Payment before, or right after, attestation",
            definition: "The day of a payment order lies before the day, least_days days later, of the attestation that \
                settled the claim to which the payment's last cent belongs (days in UTC).",
            why: "The rules let a payment be recorded only after its attestation. An order dated before it, or on \
                its very day, shows that the money was decided before the work was found to be done.",
            false_positives: "An order written on paper and recorded later; an attestation recorded late; small offices in \
                which one morning is enough for both.",
            source: "D.Lgs. 267/2000 art. 184 and 185: what is owed is established before payment is ordered",
            source_url: Some(
                "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legislativo:2000-08-18;267",
            ),
            data: &["payments", "awards", "claims", "attestations"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[Parameter::days(
                "least_days",
                1,
                0,
                "So many days lie at the least between the attestation and the payment order; with 0 only orders before the attestation are found.",
            )]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'award' AS subject_kind, p.award AS subject_number, 'payment ' || p.payment AS part, a.administration,
            a.beneficiary, p.date AS day, p.amount,
            json_object('payment', p.payment, 'milestone', p.milestone, 'claim', c.claim,
                'attested_on', date(t.attested_at, 'unixepoch'), 'ordered_on', p.date,
                'days', CAST(julianday(p.date) - julianday(date(t.attested_at, 'unixepoch')) AS INTEGER)) AS observed,
            json_array(t.entry_id, p.entry_id) AS entries
        FROM payments p
        CROSS JOIN claims c ON c.award = p.award AND c.milestone = p.milestone AND c.decided = 1 AND c.lowest > 0
        CROSS JOIN attestations t ON t.entry_id = (SELECT max(entry_id) FROM attestations
            WHERE award = c.award AND milestone = c.milestone AND claim = c.claim)
        CROSS JOIN awards a ON a.number = p.award
        WHERE p.date < date(t.attested_at, 'unixepoch', '+' || :least_days || ' days')
          -- The claim to which the last cent of the payment belongs.
          AND (SELECT sum(amount) FROM payments WHERE award = p.award AND milestone = p.milestone AND payment <= p.payment)
            BETWEEN 1 + (SELECT coalesce(sum(lowest), 0) FROM claims
                WHERE award = c.award AND milestone = c.milestone AND claim < c.claim AND decided = 1)
            AND (SELECT sum(lowest) FROM claims
                WHERE award = c.award AND milestone = c.milestone AND claim <= c.claim AND decided = 1)"
    }
}
