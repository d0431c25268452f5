// SPDX-License-Identifier: EUPL-1.2
//! One key alone attests everything that a beneficiary claims.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Same attester always.
#[derive(Clone, Copy, Debug)]
pub struct SameAttesterAlways;

impl Indicator for SameAttesterAlways {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "same_attester_always",
            title: "Same attester always",
            definition: "Every attestation of what a beneficiary claimed under an administration's awards, of at least \
                least_claims claims in at least least_awards awards, was signed with one and the same key, and \
                no other attester took part.",
            why: "Who alone decides for years that one body's work was done is alone with it: rotation and a \
                second pair of eyes are what anti-corruption plans ask for.",
            false_positives: "An administration with one office for the matter; a key that several officers use in turn (its \
                label tells the office, not the person).",
            source: "L. 190/2012 art. 1 c. 5 and 10 and ANAC's Piano nazionale anticorruzione: rotation of officers",
            source_url: Some(
                "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:legge:2012-11-06;190",
            ),
            data: &["attestations", "awards"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[
                Parameter::count("least_claims", 5, "Only from so many attested claims on."),
                Parameter::count(
                    "least_awards",
                    2,
                    "Only where they belong to at least so many awards.",
                ),
            ]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'party' AS subject_kind, s.beneficiary AS subject_number, 'administration ' || s.administration AS part,
            s.administration, s.beneficiary, date(s.last, 'unixepoch') AS day, s.amount,
            json_object('key', s.key, 'attester', s.party, 'claims', s.claims, 'awards', s.awards) AS observed,
            (SELECT json_group_array(t.entry_id) FROM awards a CROSS JOIN attestations t ON t.award = a.number
             WHERE a.beneficiary = s.beneficiary AND a.administration = s.administration) AS entries
        FROM (SELECT a.beneficiary, a.administration, max(t.last) AS last, sum(t.amount) AS amount, min(t.first_key) AS key,
                min(t.party) AS party, sum(t.claims) AS claims, count(*) AS awards
              -- By awards first, in whose order they are stored, so that far less is sorted.
              FROM (SELECT award, min(key) AS first_key, max(key) AS last_key, min(party) AS party, count(*) AS claims,
                      sum(amount) AS amount, max(attested_at) AS last
                    FROM attestations GROUP BY award) t
              JOIN awards a ON a.number = t.award
              GROUP BY a.beneficiary, a.administration
              -- One key attests a claim once, so there are as many attestations as claims.
              HAVING min(t.first_key) = max(t.last_key) AND sum(t.claims) >= :least_claims AND count(*) >= :least_awards) s"
    }
}
