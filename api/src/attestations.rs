// SPDX-License-Identifier: EUPL-1.2
//! Attestations: what attesters found of claims.

use portico_rules::date::Date;
use rusqlite::{Row, types::Value};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    award_reference::{AwardReference, of_award, with_award},
    list::{Filter, Key, List, Sort, Whole},
    money::Money,
    parties::PartyReference,
    times::Time,
    words::one_of_words,
};

/// One attester's word on one claim.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Attestation {
    attester: PartyReference,
    /// `met`, `partly_met` or `not_met`.
    outcome: String,
    /// How much of the claim was found met.
    amount: Money,
    /// With which key it was signed.
    key: String,
    report_sha256: String,
    attested_at: Time,
}

impl Attestation {
    /// From the columns `party`, `attester_name`, `outcome`, `amount`, `key`, `report_sha256` and `attested_at`.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Attestation {
            attester: PartyReference::read(row, "party", "attester_name")?,
            outcome: row.get("outcome")?,
            amount: row.get("amount")?,
            key: row.get("key")?,
            report_sha256: row.get("report_sha256")?,
            attested_at: row.get("attested_at")?,
        })
    }
}

/// An attestation, with the claim it is about and the award that belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AwardAttestation {
    award: AwardReference,
    /// The milestone's number in the award, from 1.
    milestone: u32,
    /// The claim's number among the milestone's, from 1.
    claim: u32,
    #[serde(flatten)]
    attestation: Attestation,
}

/// What can be found. One of them comes with an amount, so that it is no mere word to the rules.
const OUTCOMES: &[&str] = &["met", "partly_met", "not_met"];

fn outcome(text: &str) -> Result<Value, String> {
    if OUTCOMES.contains(&text) {
        Ok(text.to_owned().into())
    } else {
        Err(format!("write one of: {}", OUTCOMES.join(", ")))
    }
}

/// `GET /v1/attestations`
pub(crate) struct Attestations;

impl List for Attestations {
    type Item = AwardAttestation;
    type Scope = Whole;
    const PATH: &'static str = "/attestations";
    const NAME: &'static str = "list_attestations";
    const TAG: &'static str = "awards";
    const SUMMARY: &'static str = "Attestations of all awards";
    const DESCRIPTION: &'static str =
        "What attesters found of claims. `amount` is how much of the claim was found met.";
    const COLUMNS: &'static str = with_award!(
        "t.milestone, t.claim, t.party, p.name AS attester_name, t.outcome, t.amount, t.key, t.report_sha256,
         t.attested_at"
    );
    const FROM: &'static str = concat!(
        of_award!("attestations", "t"),
        " JOIN parties p ON p.number = t.party"
    );
    // One entry brings one attestation, later entries have larger numbers.
    const KEY: Key = Key::one("attested_at", "t.entry_id");
    const SORTS: &'static [Sort] = &[];
    const FILTERS: &'static [Filter] = &[
        Filter::number("award", "t.award = ?", "The award."),
        Filter::number(
            "milestone",
            "t.milestone = ?",
            "The milestone's number in its award.",
        ),
        Filter::number(
            "administration",
            "a.administration = ?",
            "Who made the award.",
        ),
        Filter::number("beneficiary", "a.beneficiary = ?", "Who claimed."),
        Filter::number("attester", "t.party = ?", "Who attested."),
        Filter::other(
            "outcome",
            "t.outcome = ?",
            "What was found.",
            outcome,
            || one_of_words(OUTCOMES),
        ),
        Filter::from_day(
            "attested_from",
            "t.attested_at >= ?",
            "Attested on that day or later, UTC.",
        ),
        Filter::to_day(
            "attested_to",
            "t.attested_at <= ?",
            "Attested on that day or earlier, UTC.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<AwardAttestation> {
        Ok(AwardAttestation {
            award: AwardReference::read(row)?,
            milestone: row.get("milestone")?,
            claim: row.get("claim")?,
            attestation: Attestation::read(row)?,
        })
    }
}
