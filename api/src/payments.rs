// SPDX-License-Identifier: EUPL-1.2
//! Payments: what was ordered and paid, what the beneficiary says of it, and what was recovered. Money never moves
//! here; what was paid is recorded.

use portico_rules::{award, date::Date};
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    award_reference::{AwardReference, of_award, with_award},
    list::{Filter, Key, List, Sort, Whole},
    money::Money,
    times::{Day, Time},
    words::Word,
};

type ReceiptStatus = Word<award::Receipt>;

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Payment {
    /// Its number in the award, from 1.
    payment: u32,
    /// The number of the milestone it is for.
    milestone: u32,
    amount: Money,
    /// Day of the payment order.
    date: Day,
    mandate: Mandate,
    recorded_at: Time,
    /// What was recovered of it.
    recovered: Money,
    receipt: PaymentReceipt,
}

/// The payment order: its number is unique in an administration's financial year.
#[derive(Debug, Serialize, ToSchema)]
struct Mandate {
    year: u32,
    number: String,
}

/// What the beneficiary says of a payment.
#[derive(Debug, Serialize, ToSchema)]
struct PaymentReceipt {
    status: ReceiptStatus,
    at: Option<Time>,
    /// Why it was disputed; it stays when the payment is confirmed later.
    dispute_reason: Option<String>,
}

impl Payment {
    /// From the columns of the table `payments`.
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Payment {
            payment: row.get("payment")?,
            milestone: row.get("milestone")?,
            amount: row.get("amount")?,
            date: row.get("date")?,
            mandate: Mandate {
                year: row.get("mandate_year")?,
                number: row.get("mandate_number")?,
            },
            recorded_at: row.get("recorded_at")?,
            recovered: row.get("recovered")?,
            receipt: PaymentReceipt {
                status: row.get("receipt")?,
                at: row.get("receipt_at")?,
                dispute_reason: row.get("dispute_reason")?,
            },
        })
    }
}

/// A payment, and the award it belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AwardPayment {
    award: AwardReference,
    #[serde(flatten)]
    payment: Payment,
    /// The award's CUP and CIG, which the payment order carries (art. 3 L. 136/2010).
    cup: Option<String>,
    cig: Option<String>,
}

impl AwardPayment {
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(AwardPayment {
            award: AwardReference::read(row)?,
            payment: Payment::read(row)?,
            cup: row.get("cup")?,
            cig: row.get("cig")?,
        })
    }
}

/// The columns of [`AwardPayment`].
pub(crate) const COLUMNS: &str = with_award!(
    "a.cup, a.cig, y.payment, y.milestone, y.amount, y.date, y.mandate_year, y.mandate_number, y.recorded_at,
     y.recovered, y.receipt, y.receipt_at, y.dispute_reason"
);
/// Where they are.
pub(crate) const FROM: &str = of_award!("payments", "y");

/// `GET /v1/payments`
pub(crate) struct Payments;

impl List for Payments {
    type Item = AwardPayment;
    type Scope = Whole;
    const PATH: &'static str = "/payments";
    const NAME: &'static str = "list_payments";
    const TAG: &'static str = "awards";
    const SUMMARY: &'static str = "Payments of all awards";
    const DESCRIPTION: &'static str = "What was paid, with the mandate, what the beneficiary says of it, and what was \
        recovered of it. What was recovered is not taken off the amount.";
    const COLUMNS: &'static str = COLUMNS;
    const FROM: &'static str = FROM;
    // One entry brings one payment, later entries have larger numbers.
    const KEY: Key = Key::one("recorded_at", "y.entry_id");
    const SORTS: &'static [Sort] = &[
        Sort {
            name: "date",
            sql: "y.date",
        },
        Sort {
            name: "amount",
            sql: "y.amount",
        },
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::number("award", "y.award = ?", "The award."),
        Filter::number(
            "milestone",
            "y.milestone = ?",
            "The milestone's number in its award.",
        ),
        Filter::number("administration", "a.administration = ?", "Who paid."),
        Filter::number("beneficiary", "a.beneficiary = ?", "Who was paid."),
        Filter::word::<award::Receipt>(
            "receipt",
            "y.receipt = ?",
            "What the beneficiary says of it.",
        ),
        Filter::date("date_from", "y.date >= ?", "Ordered on that day or later."),
        Filter::date("date_to", "y.date <= ?", "Ordered on that day or earlier."),
        Filter::amount("amount_min", "y.amount >= ?", "At least so many euro."),
        Filter::amount("amount_max", "y.amount <= ?", "At most so many euro."),
        Filter::year(
            "mandate_year",
            "y.mandate_year = CAST(? AS INTEGER)",
            "The mandate's financial year.",
        ),
        Filter::flag(
            "recovered",
            "(y.recovered > 0) = ?",
            "Whether anything of it was recovered.",
        ),
        Filter::cup("cup", "a.cup = ?", "The award's CUP."),
        Filter::cig("cig", "a.cig = ?", "The award's CIG."),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<AwardPayment> {
        AwardPayment::read(row)
    }
}
