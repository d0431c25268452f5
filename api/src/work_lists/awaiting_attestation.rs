// SPDX-License-Identifier: EUPL-1.2
//! Claims that wait for attestation, and by whom.

use portico_rules::{date::Date, fact::StandingFact, party::PartyKind};
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TAG;
use crate::{
    award_reference::{of_award, with_award},
    claims::AwardClaim,
    columns::unreadable,
    list::{Filter, Key, List, Sort, Whole},
    times::Day,
};

/// A claim that waits for attestation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingClaim {
    #[serde(flatten)]
    claim: AwardClaim,
    milestone_title: String,
    /// When the milestone is due.
    due: Day,
    /// The award's attesters who have not attested it yet. There can be more than it still needs.
    #[schema(max_items = 5)]
    waiting_for: Vec<WaitingAttester>,
}

/// An attester who has not attested yet.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingAttester {
    id: u32,
    name: String,
    /// Whether it can attest, as it stands.
    good_standing: bool,
}

/// The same, as the query writes it.
#[derive(Deserialize)]
struct Attester {
    id: u32,
    name: String,
    kind: PartyKind,
    suspended: bool,
    valid_until: Option<Date>,
}

impl Attester {
    fn on(self, day: Date) -> WaitingAttester {
        let standing = StandingFact {
            party: self.id,
            kind: self.kind,
            suspended: self.suspended,
            valid_until: self.valid_until,
        };
        WaitingAttester {
            id: self.id,
            name: self.name,
            good_standing: standing.is_good(day),
        }
    }
}

/// `GET /v1/work-lists/awaiting-attestation`
pub(crate) struct AwaitingAttestation;

impl List for AwaitingAttestation {
    type Item = WaitingClaim;
    type Scope = Whole;
    const PATH: &'static str = "/work-lists/awaiting-attestation";
    const NAME: &'static str = "list_awaiting_attestation";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Claims that wait for attestation, and by whom";
    const DESCRIPTION: &'static str = "Claims that not enough attesters have attested yet. With `attester`, those that \
        this party can attest and has not. Attestations of a suspended award are refused until it is resumed: see the \
        award's `status`.";
    const COLUMNS: &'static str = with_award!(
        "a.attesters_required, c.milestone, c.claim, c.amount, c.statement, c.claimed_at, c.attestations, c.lowest,
         c.decided, m.title AS milestone_title, m.due,
         (SELECT json_group_array(json_object('id', w.number, 'name', w.name, 'kind', w.kind,
                 'suspended', json(iif(w.suspended, 'true', 'false')), 'valid_until', w.valid_until))
             FROM (SELECT p.number, p.name, p.kind, p.suspended, p.valid_until
                 FROM attesters t JOIN parties p ON p.number = t.party
                 WHERE t.award = c.award AND NOT EXISTS (
                     SELECT 1 FROM attestations x WHERE x.award = c.award AND x.milestone = c.milestone
                         AND x.claim = c.claim AND x.party = t.party)
                 ORDER BY p.number) w) AS waiting_for"
    );
    const FROM: &'static str = concat!(
        of_award!("claims", "c"),
        " JOIN milestones m ON m.award = c.award AND m.milestone = c.milestone"
    );
    const WITHIN: Option<&'static str> = Some("c.decided = 0");
    // One entry brings one claim, later entries have larger numbers.
    const KEY: Key = Key::one("claimed_at", "c.entry_id");
    const SORTS: &'static [Sort] = &[Sort {
        name: "due",
        sql: "m.due",
    }];
    const FILTERS: &'static [Filter] = &[
        Filter::number("award", "c.award = ?", "The award."),
        Filter::number("administration", "a.administration = ?", "Who made the award."),
        Filter::number("beneficiary", "a.beneficiary = ?", "Who claims."),
        Filter::number(
            "attester",
            "EXISTS (SELECT 1 FROM attesters t WHERE t.award = c.award AND t.party = ?) AND NOT EXISTS (
                SELECT 1 FROM attestations x WHERE x.award = c.award AND x.milestone = c.milestone
                    AND x.claim = c.claim AND x.party = ?)",
            "Who may attest and has not yet.",
        ),
    ];

    fn read(row: &Row<'_>, day: Date) -> rusqlite::Result<WaitingClaim> {
        let waiting: String = row.get("waiting_for")?;
        let waiting: Vec<Attester> =
            serde_json::from_str(&waiting).map_err(|error| unreadable("waiting_for", error))?;
        Ok(WaitingClaim {
            claim: AwardClaim::read(row)?,
            milestone_title: row.get("milestone_title")?,
            due: row.get("due")?,
            waiting_for: waiting
                .into_iter()
                .map(|attester| attester.on(day))
                .collect(),
        })
    }
}
