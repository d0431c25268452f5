// SPDX-License-Identifier: EUPL-1.2
//! The contract and what becomes of it: signed after the standstill, changed within the limits of art. 120 D.Lgs. 36/2023,
//! subcontracted in part (art. 119).

use super::decide::{in_status, next, put, reasoned, signed_by_administration};
use super::{
    ChangeCause, ChangeRow, ContractChange, ContractTerms, ContractType, Subcontract,
    SubcontractRow, SubcontractStatus, TenderRow, TenderStatus, thresholds,
};
use crate::bounds;
use crate::check;
use crate::date::Date;
use crate::document::Document;
use crate::host::View;
use crate::party::Permission;
use crate::primitives::Cents;
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::work::Work;

pub(super) fn sign<V: View>(work: &mut Work<V>, terms: &ContractTerms) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Awarded)?;
    signed_by_administration(work, &tender)?;
    check::required(Field::Reference, &terms.reference, bounds::REFERENCE)?;
    check::document(Field::Document, &terms.document)?;
    check::in_order((Field::Start, terms.start), (Field::End, terms.end))?;
    check::date(Field::Signed, terms.signed)?;
    work.not_in_future(terms.signed)?;
    // An awarded tender has a winner and a day.
    let (Some(winner), Some(awarded)) = (tender.winner, tender.awarded) else {
        return Err(Refusal::TenderIs {
            found: tender.status,
        });
    };
    standstill_over(tender.standstill_until, work.today())?;
    // Nor does it help to say that it was signed before.
    standstill_over(tender.standstill_until, terms.signed)?;
    check::in_order((Field::Awarded, awarded), (Field::Signed, terms.signed))?;
    work.good_standing(winner)?;
    tender.status = TenderStatus::Contracted;
    tender.contract_value = tender.price;
    put(work, tender);
    Ok(())
}

/// Refuses until the day after the standstill's last.
///
/// # Errors
/// [`Refusal::StandstillNotOver`].
pub(crate) fn standstill_over(until: Option<Date>, day: Date) -> Result<(), Refusal> {
    match until {
        Some(until) if day <= until => Err(Refusal::StandstillNotOver { until, day }),
        _ => Ok(()),
    }
}

pub(super) fn change<V: View>(work: &mut Work<V>, change: &ContractChange) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Contracted)?;
    signed_by_administration(work, &tender)?;
    next(tender.changes, change.change)?;
    check::at_most(Field::Change, change.change as usize, bounds::CHANGES)?;
    check::positive(Field::Value, change.value)?;
    reasoned(&change.reason, &change.act)?;
    let row = ChangeRow {
        cause: change.cause,
        before: tender.contract_value,
        after: change.value,
        share: share(&tender, change.value),
    };
    within_limits(work, &tender, &row)?;
    tender.changes = change.change;
    tender.contract_value = change.value;
    within_subcontracts(&tender)?;
    work.put(
        RowKey::Change {
            tender: work.number,
            change: change.change,
        },
        Row::Change(row),
    );
    put(work, tender);
    Ok(())
}

/// The difference to the value so far, in hundredths of a percent of the initial value, rounded up.
fn share(tender: &TenderRow, after: Cents) -> u32 {
    let difference = u128::from(after.0.abs_diff(tender.contract_value.0));
    let initial = u128::from(tender.price.0).max(1);
    u32::try_from((difference * 10_000).div_ceil(initial)).unwrap_or(u32::MAX)
}

/// Refuses a change beyond what art. 120 allows for its cause.
fn within_limits<V: View>(
    work: &Work<V>,
    tender: &TenderRow,
    row: &ChangeRow,
) -> Result<(), Refusal> {
    let initial = tender.price;
    let (changed, limit) = match row.cause {
        ChangeCause::Clause | ChangeCause::NotSubstantial => return Ok(()),
        // The increase, each time anew (c. 2).
        ChangeCause::Supplementary | ChangeCause::Unforeseen => (
            row.after.minus(row.before).unwrap_or_default(),
            part(initial, 50),
        ),
        // The net of all, below both values (c. 3): so at most a cent less than the smaller.
        ChangeCause::Minor => {
            let percent = match tender.contract_type {
                ContractType::Works => 15,
                ContractType::Supplies | ContractType::Services | ContractType::SocialServices => {
                    10
                }
            };
            let below = part(initial, percent)
                .min(thresholds::eu(tender.contract_type, work.today()))
                .minus(Cents(1))
                .unwrap_or_default();
            (net(work, tender, row), below)
        }
        ChangeCause::Fifth => (net(work, tender, row), part(initial, 20)),
    };
    if changed > limit {
        return Err(Refusal::ChangeAboveLimit {
            cause: row.cause,
            changed,
            limit,
        });
    }
    Ok(())
}

/// So many hundredths of an amount, cents, rounded down.
fn part(amount: Cents, percent: u64) -> Cents {
    // An amount is at most `bounds::AMOUNT`: this is far from overflow, and nothing where it would not be.
    Cents(amount.0.saturating_mul(percent) / 100)
}

/// What all changes with the cause of this one, itself included, add to the value or take from it, cents.
fn net<V: View>(work: &Work<V>, tender: &TenderRow, row: &ChangeRow) -> Cents {
    let difference = |row: &ChangeRow| i128::from(row.after.0) - i128::from(row.before.0);
    let earlier: i128 = (1..=tender.changes)
        .filter_map(|change| {
            work.change_row(RowKey::Change {
                tender: work.number,
                change,
            })
        })
        .filter(|earlier| earlier.cause == row.cause)
        .map(|earlier| difference(&earlier))
        .sum();
    // At most 64 differences of at most `bounds::AMOUNT`.
    Cents(u64::try_from((earlier + difference(row)).unsigned_abs()).unwrap_or(u64::MAX))
}

pub(super) fn request_subcontract<V: View>(
    work: &mut Work<V>,
    request: &Subcontract,
) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Contracted)?;
    let party = work.signer(Permission::Sign)?.party;
    let winner = tender.winner.unwrap_or_default();
    if party != winner {
        return Err(Refusal::NotTheWinner { party, winner });
    }
    next(tender.subcontracts, request.subcontract)?;
    check::tax_code(Field::Subcontractor, &request.subcontractor)?;
    check::required(Field::Name, &request.name, bounds::TITLE)?;
    check::required(Field::Object, &request.object, bounds::REASON)?;
    check::positive(Field::Amount, request.amount)?;
    check::at_least(Field::Documents, request.documents.len(), 1)?;
    check::documents(&request.documents)?;
    tender.subcontracts = request.subcontract;
    tender.subcontracted =
        tender
            .subcontracted
            .plus(request.amount)
            .ok_or(Refusal::AmountOutOfRange {
                field: Field::Amount,
                found: request.amount,
            })?;
    within_subcontracts(&tender)?;
    put_subcontract(
        work,
        request.subcontract,
        SubcontractRow {
            status: SubcontractStatus::Requested,
            subcontractor: request.subcontractor,
            amount: request.amount,
            requested: work.today(),
        },
    );
    put(work, tender);
    Ok(())
}

/// Never the whole performance, and of a labour-intensive contract not the prevalent part (art. 119 c. 1, on pain of nullity).
fn within_subcontracts(tender: &TenderRow) -> Result<(), Refusal> {
    let limit = if tender.labour_intensive {
        part(tender.contract_value, 50)
    } else {
        tender.contract_value.minus(Cents(1)).unwrap_or_default()
    };
    if tender.subcontracted > limit {
        return Err(Refusal::SubcontractsAboveLimit {
            subcontracted: tender.subcontracted,
            limit,
        });
    }
    Ok(())
}

pub(super) fn decide_subcontract<V: View>(
    work: &mut Work<V>,
    number: u32,
    authorised: bool,
    reason: &str,
    act: &Document,
) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Contracted)?;
    signed_by_administration(work, &tender)?;
    reasoned(reason, act)?;
    let mut row = work
        .subcontract_row(RowKey::Subcontract {
            tender: work.number,
            subcontract: number,
        })
        .ok_or(Refusal::NoSuchSubcontract {
            subcontract: number,
            subcontracts: tender.subcontracts,
        })?;
    if row.status != SubcontractStatus::Requested {
        return Err(Refusal::SubcontractIs { found: row.status });
    }
    if authorised {
        row.status = SubcontractStatus::Authorised;
    } else {
        row.status = SubcontractStatus::Denied;
        tender.subcontracted = tender.subcontracted.minus(row.amount).unwrap_or_default();
        put(work, tender);
    }
    put_subcontract(work, number, row);
    Ok(())
}

fn put_subcontract<V: View>(work: &mut Work<V>, number: u32, row: SubcontractRow) {
    work.put(
        RowKey::Subcontract {
            tender: work.number,
            subcontract: number,
        },
        Row::Subcontract(row),
    );
}
