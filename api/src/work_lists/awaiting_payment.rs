// SPDX-License-Identifier: EUPL-1.2
//! Milestones of which more is attested than paid.

use portico_rules::date::Date;
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::{
    award_reference::{of_award, with_award},
    list::{Filter, Key, List, Sort, Whole},
    milestones::AwardMilestone,
    parties::standing,
};

/// A milestone that waits for payment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PayableMilestone {
    #[serde(flatten)]
    milestone: AwardMilestone,
    /// Whether the beneficiary can be paid, as it stands.
    beneficiary_in_good_standing: bool,
}

/// `GET /v1/work-lists/awaiting-payment`
pub(crate) struct AwaitingPayment;

impl List for AwaitingPayment {
    type Item = PayableMilestone;
    type Scope = Whole;
    const PATH: &'static str = "/work-lists/awaiting-payment";
    const NAME: &'static str = "list_awaiting_payment";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Milestones attested and not paid yet";
    const DESCRIPTION: &'static str = "Milestones of which more is attested than paid; `unpaid` is what can be paid. \
        Payments of a suspended award, or to a beneficiary that is not in good standing, are refused: see the award's \
        `status` and `beneficiary_in_good_standing`.";
    const COLUMNS: &'static str = with_award!(
        "m.milestone, m.title, m.amount, m.due, m.attested, m.paid, m.claims, m.pending, b.kind, b.suspended,
         b.valid_until"
    );
    const FROM: &'static str = of_award!("milestones", "m");
    const WITHIN: Option<&'static str> = Some("m.attested > m.paid");
    const KEY: Key = Key::many("award", "m.award", &["m.milestone"]);
    const SORTS: &'static [Sort] = &[
        Sort {
            name: "due",
            sql: "m.due",
        },
        Sort {
            name: "unpaid",
            sql: "m.attested - m.paid",
        },
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::number("award", "m.award = ?", "The award."),
        Filter::number("administration", "a.administration = ?", "Who is to pay."),
        Filter::number("beneficiary", "a.beneficiary = ?", "Who is to be paid."),
    ];

    fn read(row: &Row<'_>, day: Date) -> rusqlite::Result<PayableMilestone> {
        Ok(PayableMilestone {
            milestone: AwardMilestone::read(row)?,
            beneficiary_in_good_standing: standing(row, "beneficiary")?.is_good(day),
        })
    }
}
