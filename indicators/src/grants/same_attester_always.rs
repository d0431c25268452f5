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
        "SELECT 'party' AS subject_kind, a.beneficiary AS subject_number, 'administration ' || a.administration AS part,
            a.administration, a.beneficiary, date(max(t.attested_at), 'unixepoch') AS day, sum(t.amount) AS amount,
            json_object('key', min(t.key), 'attester', min(t.party), 'claims', count(*),
                'awards', count(DISTINCT t.award)) AS observed,
            json_group_array(t.entry_id) AS entries
        FROM attestations t JOIN awards a ON a.number = t.award
        GROUP BY a.beneficiary, a.administration
        -- One key attests a claim once, so there are as many attestations as claims.
        HAVING min(t.key) = max(t.key) AND count(*) >= :least_claims AND count(DISTINCT t.award) >= :least_awards"
    }
}
