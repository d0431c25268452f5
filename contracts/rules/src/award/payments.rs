// SPDX-License-Identifier: EUPL-1.2
//! Payments, their receipts, and recoveries. Never above what is attested and unpaid; whoever attested does
//! not record the payment; a mandate's number is used once in an administration's year.

use super::decide::{milestone, next, open, put, put_milestone, running, signed_by_beneficiary};
use super::{AwardRow, Mandate, MandateRow, Payment, PaymentRow, Receipt, RecoveryRow};
use crate::bounds;
use crate::check;
use crate::date::Date;
use crate::document::Document;
use crate::host::View;
use crate::party::Permission;
use crate::primitives::{Cents, Digest, write_decimal};
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::work::Work;
use alloc::string::String;

pub(super) fn pay<V: View>(work: &mut Work<V>, payment: &Payment) -> Result<(), Refusal> {
    let mut award = running(work)?;
    work.signer_of(Permission::Pay, award.administration)?;
    work.good_standing(award.beneficiary)?;
    let Payment {
        payment: number,
        milestone: milestone_number,
        amount,
        mandate,
        date,
        cup,
        cig,
    } = payment;
    check::positive(Field::Amount, *amount)?;
    check::date(Field::Date, *date)?;
    next(award.payments, *number)?;
    let mut row = milestone(work, &award, *milestone_number)?;
    let key = work.by;
    if work
        .row(&RowKey::AttestingKey {
            award: work.number,
            milestone: *milestone_number,
            key,
        })
        .is_some()
    {
        return Err(Refusal::AttesterPays {
            milestone: *milestone_number,
        });
    }
    if *amount > row.attested_unpaid() {
        return Err(Refusal::PaymentAboveAttested {
            milestone: *milestone_number,
            payment: *amount,
            attested_unpaid: row.attested_unpaid(),
        });
    }
    if *cup != award.cup {
        return Err(Refusal::CupDiffers);
    }
    if *cig != award.cig {
        return Err(Refusal::CigDiffers);
    }
    paid_in_time(work, &award, *date)?;
    let mandate_key = RowKey::Mandate {
        administration: award.administration,
        mandate: mandate_digest(work, mandate)?,
    };
    if let Some(MandateRow { award, payment }) = work.mandate_row(mandate_key) {
        return Err(Refusal::MandateUsed { award, payment });
    }

    let out_of_range = Refusal::AmountOutOfRange {
        field: Field::Amount,
        found: *amount,
    };
    row.paid = row.paid.plus(*amount).ok_or(out_of_range)?;
    award.paid = award.paid.plus(*amount).ok_or(out_of_range)?;
    award.payments = *number;
    work.put(
        mandate_key,
        Row::Mandate(MandateRow {
            award: work.number,
            payment: *number,
        }),
    );
    put_milestone(work, *milestone_number, row);
    put(work, award);
    put_payment(
        work,
        *number,
        PaymentRow {
            milestone: *milestone_number,
            amount: *amount,
            date: *date,
            receipt: Receipt::Awaited,
            recovered: Cents::ZERO,
        },
    );
    Ok(())
}

/// Not before publication (art. 26 c. 3 D.Lgs. 33/2013), and not in the future.
fn paid_in_time<V: View>(work: &Work<V>, award: &AwardRow, date: Date) -> Result<(), Refusal> {
    if date < award.published {
        return Err(Refusal::PaidBeforePublication {
            date,
            published: award.published,
        });
    }
    work.not_in_future(date)
}

/// One mandate is one however it is spaced and in whatever case it is written.
fn mandate_digest<V: View>(work: &Work<V>, mandate: &Mandate) -> Result<Digest, Refusal> {
    check::required(Field::Mandate, &mandate.number, bounds::REFERENCE)?;
    if !Date::YEARS.contains(&mandate.year) {
        return Err(Refusal::DateOutOfRange { field: Field::Year });
    }
    let mut canonical = String::new();
    write_decimal(&mut canonical, u64::from(mandate.year));
    canonical.push('/');
    canonical.extend(
        mandate
            .number
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase()),
    );
    Ok(work.sha256(canonical.as_bytes()))
}

pub(super) fn confirm<V: View>(work: &mut Work<V>, number: u32) -> Result<(), Refusal> {
    let award = super::decide::current(work)?;
    signed_by_beneficiary(work, &award)?;
    let mut row = payment(work, &award, number)?;
    if row.receipt == Receipt::Confirmed {
        return Err(Refusal::AlreadyConfirmed { payment: number });
    }
    row.receipt = Receipt::Confirmed;
    put_payment(work, number, row);
    Ok(())
}

pub(super) fn dispute<V: View>(
    work: &mut Work<V>,
    number: u32,
    reason: &str,
) -> Result<(), Refusal> {
    let award = super::decide::current(work)?;
    signed_by_beneficiary(work, &award)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    let mut row = payment(work, &award, number)?;
    match row.receipt {
        Receipt::Confirmed => return Err(Refusal::AlreadyConfirmed { payment: number }),
        Receipt::Disputed => return Err(Refusal::AlreadyDisputed { payment: number }),
        Receipt::Awaited => row.receipt = Receipt::Disputed,
    }
    put_payment(work, number, row);
    Ok(())
}

pub(super) fn recover<V: View>(
    work: &mut Work<V>,
    recovery: u32,
    number: u32,
    amount: Cents,
    reason: &str,
    act: &Document,
) -> Result<(), Refusal> {
    let mut award = open(work)?;
    work.signer_of(Permission::Pay, award.administration)?;
    check::positive(Field::Amount, amount)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    check::document(Field::Act, act)?;
    next(award.recoveries, recovery)?;
    let mut row = payment(work, &award, number)?;
    let left = row.amount.minus(row.recovered).unwrap_or_default();
    if amount > left {
        return Err(Refusal::RecoveryAbovePayment {
            payment: number,
            recovery: amount,
            left,
        });
    }
    let out_of_range = Refusal::AmountOutOfRange {
        field: Field::Amount,
        found: amount,
    };
    row.recovered = row.recovered.plus(amount).ok_or(out_of_range)?;
    award.recovered = award.recovered.plus(amount).ok_or(out_of_range)?;
    award.recoveries = recovery;
    put_payment(work, number, row);
    put(work, award);
    let key = RowKey::Recovery {
        award: work.number,
        recovery,
    };
    work.put(
        key,
        Row::Recovery(RecoveryRow {
            payment: number,
            amount,
        }),
    );
    Ok(())
}

fn payment<V: View>(work: &Work<V>, award: &AwardRow, number: u32) -> Result<PaymentRow, Refusal> {
    work.payment_row(RowKey::Payment {
        award: work.number,
        payment: number,
    })
    .ok_or(Refusal::NoSuchPayment {
        payment: number,
        payments: award.payments,
    })
}

fn put_payment<V: View>(work: &mut Work<V>, number: u32, row: PaymentRow) {
    work.put(
        RowKey::Payment {
            award: work.number,
            payment: number,
        },
        Row::Payment(row),
    );
}
