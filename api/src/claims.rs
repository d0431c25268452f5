// SPDX-License-Identifier: EUPL-1.2
//! Claims: what beneficiaries say they have reached, and what counts of it.

use portico_rules::date::Date;
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    award_reference::{AwardReference, of_award, with_award},
    list::{Filter, Key, List, Sort, Whole},
    money::Money,
    times::Time,
};

/// A claim.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Claim {
    /// The milestone's number in the award, from 1.
    milestone: u32,
    /// Its number among the milestone's claims, from 1.
    claim: u32,
    amount: Money,
    /// What was done.
    statement: String,
    claimed_at: Time,
    /// Whether enough have attested.
    decided: bool,
    /// What counts of it: the lowest amount that an attester found met, once enough have attested.
    attested: Option<Money>,
}

impl Claim {
    /// From the columns `milestone`, `claim`, `amount`, `statement`, `claimed_at`, `lowest` and `decided`.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let decided = row.get("decided")?;
        let lowest: Money = row.get("lowest")?;
        Ok(Claim {
            milestone: row.get("milestone")?,
            claim: row.get("claim")?,
            amount: row.get("amount")?,
            statement: row.get("statement")?,
            claimed_at: row.get("claimed_at")?,
            decided,
            attested: bool::then_some(decided, lowest),
        })
    }

    /// The milestone and the number, which no two claims of an award share.
    pub(crate) fn number(&self) -> (u32, u32) {
        (self.milestone, self.claim)
    }
}

/// A claim, the award it belongs to, and how many have attested.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AwardClaim {
    award: AwardReference,
    #[serde(flatten)]
    claim: Claim,
    /// Attestations so far.
    attestations: u32,
    /// How many the award asks for.
    attesters_required: u32,
}

impl AwardClaim {
    /// From the columns of [`Claims`].
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(AwardClaim {
            award: AwardReference::read(row)?,
            claim: Claim::read(row)?,
            attestations: row.get("attestations")?,
            attesters_required: row.get("attesters_required")?,
        })
    }
}

/// `GET /v1/claims`
pub(crate) struct Claims;

impl List for Claims {
    type Item = AwardClaim;
    type Scope = Whole;
    const PATH: &'static str = "/claims";
    const NAME: &'static str = "list_claims";
    const TAG: &'static str = "awards";
    const SUMMARY: &'static str = "Claims of all awards";
    const DESCRIPTION: &'static str = "What beneficiaries say they have reached. `attested` is what counts of a claim: \
        the lowest amount that an attester found met, once enough have attested; null until then.";
    const COLUMNS: &'static str = with_award!(
        "a.attesters_required, c.milestone, c.claim, c.amount, c.statement, c.claimed_at, c.attestations, c.lowest,
         c.decided"
    );
    const FROM: &'static str = of_award!("claims", "c");
    // One entry brings one claim, later entries have larger numbers.
    const KEY: Key = Key::one("claimed_at", "c.entry_id");
    const SORTS: &'static [Sort] = &[];
    const FILTERS: &'static [Filter] = &[
        Filter::number("award", "c.award = ?", "The award."),
        Filter::number(
            "milestone",
            "c.milestone = ?",
            "The milestone's number in its award.",
        ),
        Filter::number(
            "administration",
            "a.administration = ?",
            "Who made the award.",
        ),
        Filter::number("beneficiary", "a.beneficiary = ?", "Who claims."),
        Filter::flag("decided", "c.decided = ?", "Whether enough have attested."),
        Filter::from_day(
            "claimed_from",
            "c.claimed_at >= ?",
            "Claimed on that day or later, UTC.",
        ),
        Filter::to_day(
            "claimed_to",
            "c.claimed_at <= ?",
            "Claimed on that day or earlier, UTC.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<AwardClaim> {
        AwardClaim::read(row)
    }
}
