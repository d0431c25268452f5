// SPDX-License-Identifier: EUPL-1.2
//! Payments that the beneficiary has not confirmed.

use portico_rules::{award::Receipt, date::Date};
use rusqlite::Row;

use super::TAG;
use crate::{
    list::{Filter, Key, List, Sort, Whole},
    payments::{self, AwardPayment},
};

/// `GET /v1/work-lists/awaiting-receipt`
pub(crate) struct AwaitingReceipt;

impl List for AwaitingReceipt {
    type Item = AwardPayment;
    type Scope = Whole;
    const PATH: &'static str = "/work-lists/awaiting-receipt";
    const NAME: &'static str = "list_awaiting_receipt";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Payments not confirmed yet";
    const DESCRIPTION: &'static str = "Payments of which the beneficiary has said nothing (`awaited`), or that they \
        did not arrive, or not so (`disputed`).";
    const COLUMNS: &'static str = payments::COLUMNS;
    const FROM: &'static str = payments::FROM;
    const WITHIN: Option<&'static str> = Some("y.receipt <> 'confirmed'");
    // One entry brings one payment, later entries have larger numbers.
    const KEY: Key = Key::one("recorded_at", "y.entry_id");
    const SORTS: &'static [Sort] = &[Sort {
        name: "date",
        sql: "y.date",
    }];
    const FILTERS: &'static [Filter] = &[
        Filter::number("award", "y.award = ?", "The award."),
        Filter::number("administration", "a.administration = ?", "Who paid."),
        Filter::number("beneficiary", "a.beneficiary = ?", "Who was paid."),
        Filter::word::<Receipt>(
            "receipt",
            "y.receipt = ?",
            "What the beneficiary says of it.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<AwardPayment> {
        AwardPayment::read(row)
    }
}
