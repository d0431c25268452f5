// SPDX-License-Identifier: EUPL-1.2
//! An award was amended again and again, or grew much.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// Repeated amendments.
#[derive(Clone, Copy, Debug)]
pub struct RepeatedAmendments;

impl Indicator for RepeatedAmendments {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "repeated_amendments",
            title: "Repeated amendments",
            definition: "An award has at least least_amendments amendments that both sides accepted, or they made it more \
                than most_increase_percent larger than what was first granted.",
            why: "What is added after the decision has no competition and less scrutiny. Growth in small steps can \
                pass limits that one large step would not.",
            false_positives: "A project that is extended on purpose, year by year; a change that lowers the amount; prices \
                adjusted by law.",
            source: "D.Lgs. 36/2023 art. 120 c. 9 (a fifth of the amount); Open Contracting Partnership, Red Flags \
                for integrity: contract modifications",
            source_url: Some(
                "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legislativo:2023-03-31;36",
            ),
            data: &["awards", "amendments", "entries"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[
                Parameter::count(
                    "least_amendments",
                    3,
                    "So many amendments in force are many.",
                ),
                Parameter::percent(
                    "most_increase_percent",
                    20,
                    10_000,
                    "More than this part of the amount first granted is a large increase.",
                ),
            ]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'award' AS subject_kind, a.number AS subject_number, '' AS part, a.administration, a.beneficiary,
            date(max(m.settled_at), 'unixepoch') AS day, max(a.granted - p.amount, 0) AS amount,
            json_object('amendments', count(*), 'first_granted_cents', p.amount, 'granted_cents', a.granted,
                'first_end_date', json_extract(p.json, '$.body.award.publish.end'), 'end_date', a.end_date) AS observed,
            json_insert(json_group_array(m.last_entry_id), '$[#]', p.id) AS entries
        FROM awards a
        CROSS JOIN entries p ON p.subject_kind = 'award' AND p.subject_number = a.number AND p.seq = 0
        JOIN amendments m ON m.award = a.number AND m.accepted = 1
        GROUP BY a.number
        HAVING count(*) >= :least_amendments OR a.granted * 100 > p.amount * (100 + :most_increase_percent)"
    }
}
