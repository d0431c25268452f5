// SPDX-License-Identifier: EUPL-1.2
//! Milestones: what an award's money is for, until when, and how far each has come.

use portico_rules::{award::MilestoneRow, date::Date};
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    award_reference::{AwardReference, of_award, with_award},
    list::{Filter, Key, List, Sort, Whole},
    money::Money,
    times::Day,
};

/// A milestone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Milestone {
    /// Its number in the award, from 1.
    milestone: u32,
    title: String,
    /// What it is worth.
    amount: Money,
    due: Day,
    attested: Money,
    paid: Money,
    /// Attested and unpaid: what can be paid.
    unpaid: Money,
    /// Not attested yet: what can still be claimed.
    unclaimed: Money,
    /// How many claims so far.
    claims: u32,
    /// The amount of the claim that waits for attestation.
    pending: Option<Money>,
}

impl Milestone {
    /// From the columns `milestone`, `title`, `amount`, `due`, `attested`, `paid`, `claims` and `pending`.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (amount, attested, paid): (Money, Money, Money) =
            (row.get("amount")?, row.get("attested")?, row.get("paid")?);
        let due: Day = row.get("due")?;
        let claims = row.get("claims")?;
        let pending: Option<Money> = row.get("pending")?;
        // What is left of it is the rules' to say.
        let state = MilestoneRow {
            amount: amount.0,
            due: due.0,
            attested: attested.0,
            paid: paid.0,
            claims,
            pending: pending.map(|pending| pending.0),
        };
        Ok(Milestone {
            milestone: row.get("milestone")?,
            title: row.get("title")?,
            amount,
            due,
            attested,
            paid,
            unpaid: Money(state.attested_unpaid()),
            unclaimed: Money(state.unclaimed()),
            claims,
            pending,
        })
    }
}

/// A milestone, and the award it belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AwardMilestone {
    award: AwardReference,
    #[serde(flatten)]
    milestone: Milestone,
}

impl AwardMilestone {
    /// From the columns of [`Milestones`].
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(AwardMilestone {
            award: AwardReference::read(row)?,
            milestone: Milestone::read(row)?,
        })
    }
}

/// `GET /v1/milestones`
pub(crate) struct Milestones;

impl List for Milestones {
    type Item = AwardMilestone;
    type Scope = Whole;
    const PATH: &'static str = "/milestones";
    const NAME: &'static str = "list_milestones";
    const TAG: &'static str = "awards";
    const SUMMARY: &'static str = "Milestones of all awards";
    const DESCRIPTION: &'static str = "What each award's money is for and until when, with what was attested and \
        paid of it. `unpaid` is attested and not paid yet, `unclaimed` not attested yet.";
    const COLUMNS: &'static str = with_award!(
        "m.milestone, m.title, m.amount, m.due, m.attested, m.paid, m.claims, m.pending"
    );
    const FROM: &'static str = of_award!("milestones", "m");
    const KEY: Key = Key::many("award", "m.award", &["m.milestone"]);
    const SORTS: &'static [Sort] = &[Sort {
        name: "due",
        sql: "m.due",
    }];
    const FILTERS: &'static [Filter] = &[
        Filter::number("award", "m.award = ?", "The award."),
        Filter::number(
            "administration",
            "a.administration = ?",
            "Who made the award.",
        ),
        Filter::number("beneficiary", "a.beneficiary = ?", "For whom the award is."),
        Filter::date("due_from", "m.due >= ?", "Due on that day or later."),
        Filter::date("due_to", "m.due <= ?", "Due on that day or earlier."),
        Filter::flag(
            "pending",
            "(m.pending IS NOT NULL) = ?",
            "Whether a claim waits for attestation.",
        ),
        Filter::flag(
            "paid",
            "(m.paid = m.amount) = ?",
            "Whether its whole amount is paid.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<AwardMilestone> {
        AwardMilestone::read(row)
    }
}
