// SPDX-License-Identifier: EUPL-1.2
//! R035: all except winning bid disqualified.

use crate::{
    indicator::{Definition, Indicator},
    parameter::Parameter,
};

/// All except winning bid disqualified.
#[derive(Clone, Copy, Debug)]
pub struct AllExceptWinnerDisqualified;

impl Indicator for AllExceptWinnerDisqualified {
    fn definition(&self) -> &'static Definition {
        &Definition {
            id: "R035",
            title: "All except winning bid disqualified",
            definition: "An awarded tender in which the winner's bid is the only valid one, and at least least_excluded \
                other bids were excluded.",
            why: "Who excludes all others chooses the winner without saying so.",
            false_positives: "Bids that really lacked what the law asks for: each exclusion has its reason and its act.",
            source: "Open Contracting Partnership, Cardinal, R035",
            source_url: Some("https://cardinal.readthedocs.io/en/latest/cli/indicators/R/035.html"),
            data: &["tenders", "exclusions", "tender_awards"],
        }
    }

    fn parameters(&self) -> &'static [Parameter] {
        const {
            &[Parameter::count(
                "least_excluded",
                1,
                "So many bids of others must have been excluded.",
            )]
        }
    }

    fn sql(&self) -> &'static str {
        "SELECT 'tender' AS subject_kind, t.number AS subject_number, '' AS part, t.administration, t.winner AS beneficiary,
            date(g.awarded_at, 'unixepoch') AS day, g.price AS amount, json_object('excluded_bids', count(*)) AS observed,
            json_insert(json_group_array(x.entry_id), '$[#]', g.entry_id) AS entries
        FROM tenders t
        JOIN tender_awards g ON g.tender = t.number AND g.revoked_at IS NULL
        JOIN exclusions x ON x.tender = t.number
        WHERE t.status IN ('awarded', 'contracted') AND t.admitted = 1 AND x.party <> t.winner
        GROUP BY t.number HAVING count(*) >= :least_excluded"
    }
}
