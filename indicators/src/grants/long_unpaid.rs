// SPDX-License-Identifier: EUPL-1.2
//! An amount was attested, and has not been paid for long.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Long unpaid.
#[derive(Clone, Copy, Debug)]
pub struct LongUnpaid;

impl Indicator for LongUnpaid {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "long_unpaid",
            title: "Long unpaid",
            definition: "Of a milestone more is attested than paid, and the attestation that settled the oldest claim not \
                wholly paid is more than most_days days old.",
            why: "What was found to be done is owed. Late payment ruins small bodies first, and whoever can delay \
                a payment can ask something for it.",
            false_positives: "A suspended award; a beneficiary that is suspended or whose standing has lapsed, which the rules \
                do not let be paid; a payment made and not yet recorded; terms of the award that allow more \
                time.",
            source: "D.Lgs. 231/2002 art. 4 (Directive 2011/7/EU): 30 days",
            source_url: Some(
                "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legislativo:2002-10-09;231",
            ),
            data: &["milestones", "awards", "claims", "attestations"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[Parameter::days(
                "most_days",
                30,
                0,
                "So many days after the attestation, payment is late.",
            )]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'award' AS subject_kind, m.award AS subject_number, 'milestone ' || m.milestone AS part,
            a.administration, a.beneficiary,
            date(t.attested_at, 'unixepoch', '+' || (:most_days + 1) || ' days') AS day,
            m.attested - m.paid AS amount,
            json_object('milestone', m.milestone, 'claim', c.claim, 'attested_on', date(t.attested_at, 'unixepoch'),
                'days', CAST(julianday(:day) - julianday(date(t.attested_at, 'unixepoch')) AS INTEGER),
                'unpaid_cents', m.attested - m.paid, 'award_status', a.status) AS observed,
            json_array(c.entry_id, t.entry_id) AS entries
        -- In this order, since few milestones are unpaid, and they have an index.
        FROM milestones m
        CROSS JOIN awards a ON a.number = m.award
        CROSS JOIN claims c ON c.award = m.award AND c.milestone = m.milestone AND c.decided = 1 AND c.lowest > 0
        JOIN attestations t ON t.entry_id = (SELECT max(entry_id) FROM attestations
            WHERE award = c.award AND milestone = c.milestone AND claim = c.claim)
        WHERE m.attested > m.paid
          -- The first claim that is not wholly paid.
          AND m.paid >= (SELECT coalesce(sum(lowest), 0) FROM claims
            WHERE award = c.award AND milestone = c.milestone AND claim < c.claim AND decided = 1)
          AND m.paid < (SELECT sum(lowest) FROM claims
            WHERE award = c.award AND milestone = c.milestone AND claim <= c.claim AND decided = 1)
          AND date(t.attested_at, 'unixepoch', '+' || :most_days || ' days') < :day"
    }
}
