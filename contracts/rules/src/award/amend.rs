// SPDX-License-Identifier: EUPL-1.2
//! Amendments: one side proposes terms, the other signs exactly the same terms, and only then do they hold.

use super::decide::{current, milestone, next, open, put, put_milestone, running};
use super::publish::{new_milestone, plan};
use super::{AmendmentRow, AmendmentTerms, AwardRow, Side};
use crate::bounds;
use crate::check;
use crate::host::View;
use crate::party::Permission;
use crate::primitives::{Cents, Digest};
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::subject::PartyId;
use crate::work::Work;
use scale::Encode;

pub(super) fn propose<V: View>(work: &mut Work<V>, terms: &AmendmentTerms) -> Result<(), Refusal> {
    let mut award = running(work)?;
    let side = side(work, &award)?;
    if award.amendments > 0 {
        let last = amendment(work, award.amendments)?;
        if !last.accepted && !last.withdrawn {
            return Err(Refusal::AmendmentPending {
                amendment: award.amendments,
            });
        }
    }
    next(award.amendments, terms.amendment)?;
    check_terms(work, &award, terms)?;
    within_contract(work, terms)?;
    within_aid(work, award.beneficiary, terms)?;
    award.amendments = terms.amendment;
    let row = AmendmentRow {
        terms: digest(work, terms),
        proposed_by: side,
        accepted: false,
        withdrawn: false,
    };
    put_amendment(work, terms.amendment, row);
    put(work, award);
    Ok(())
}

pub(super) fn accept<V: View>(work: &mut Work<V>, terms: &AmendmentTerms) -> Result<(), Refusal> {
    let mut award = running(work)?;
    let side = side(work, &award)?;
    let mut row = pending(work, terms.amendment)?;
    if row.proposed_by == side {
        return Err(Refusal::AmendmentBySameSide {
            amendment: terms.amendment,
        });
    }
    if row.terms != digest(work, terms) {
        return Err(Refusal::AmendmentDiffers {
            amendment: terms.amendment,
        });
    }
    // Claims and attestations may have come since it was proposed.
    check_terms(work, &award, terms)?;
    within_contract(work, terms)?;
    within_aid(work, award.beneficiary, terms)?;
    for (index, new) in terms.milestones.iter().enumerate() {
        let number = index as u8 + 1;
        let row = if number <= award.milestones {
            let mut row = milestone(work, &award, number)?;
            (row.amount, row.due) = (new.amount, new.due);
            row
        } else {
            new_milestone(new)
        };
        put_milestone(work, number, row);
    }
    award.granted = terms.amount;
    award.end = terms.end;
    award.milestones = terms.milestones.len() as u8;
    row.accepted = true;
    put_amendment(work, terms.amendment, row);
    put(work, award);
    Ok(())
}

pub(super) fn withdraw<V: View>(
    work: &mut Work<V>,
    number: u32,
    reason: &str,
) -> Result<(), Refusal> {
    let award = open(work)?;
    let side = side(work, &award)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    let mut row = pending(work, number)?;
    if row.proposed_by != side {
        return Err(Refusal::AmendmentBySameSide { amendment: number });
    }
    row.withdrawn = true;
    put_amendment(work, number, row);
    Ok(())
}

/// Which side signs: the administration publishes, the beneficiary signs.
fn side<V: View>(work: &mut Work<V>, award: &AwardRow) -> Result<Side, Refusal> {
    let by_beneficiary = match work.signer(Permission::Sign) {
        Ok(signer) => signer.party == award.beneficiary,
        Err(Refusal::MissingPermission { .. }) => false,
        Err(refusal) => return Err(refusal),
    };
    if by_beneficiary {
        return Ok(Side::Beneficiary);
    }
    let signer = work.signer(Permission::Publish)?;
    if signer.party == award.administration {
        return Ok(Side::Administration);
    }
    Err(Refusal::NotASide {
        party: signer.party,
    })
}

/// The new plan adds up, keeps every milestone, and takes nothing back that is attested or claimed.
fn check_terms<V: View>(
    work: &Work<V>,
    award: &AwardRow,
    terms: &AmendmentTerms,
) -> Result<(), Refusal> {
    check::required(Field::Reason, &terms.reason, bounds::REASON)?;
    check::document(Field::Act, &terms.act)?;
    check::positive(Field::Amount, terms.amount)?;
    plan(&terms.milestones, terms.amount, award.start, terms.end)?;
    if terms.milestones.len() < usize::from(award.milestones) {
        return Err(Refusal::MilestonesCannotShrink {
            found: terms.milestones.len() as u8,
            milestones: award.milestones,
        });
    }
    for (index, new) in terms.milestones.iter().enumerate() {
        let number = index as u8 + 1;
        if number > award.milestones {
            check::positive(Field::Milestones, new.amount)?;
            continue;
        }
        let row = milestone(work, award, number)?;
        let committed = row
            .attested
            .plus(row.pending.unwrap_or(Cents::ZERO))
            .ok_or(Refusal::AmountOutOfRange {
                field: Field::Milestones,
                found: row.attested,
            })?;
        if new.amount < committed {
            return Err(Refusal::MilestoneBelowCommitted {
                milestone: number,
                amount: new.amount,
                committed,
            });
        }
    }
    Ok(())
}

/// An award that carries out a tender's contract follows the contract's changes: never above its value.
fn within_contract<V: View>(work: &mut Work<V>, terms: &AmendmentTerms) -> Result<(), Refusal> {
    let Some(tender) = work.award_tender_row(RowKey::AwardTender(work.number)) else {
        return Ok(());
    };
    let value = work.tender(tender)?.value.unwrap_or_default();
    if terms.amount > value {
        return Err(Refusal::AmendmentAboveContract {
            tender,
            amount: terms.amount,
            value,
        });
    }
    Ok(())
}

/// A grant under the de minimis regime never exceeds its aid: a larger one is another aid and another grant.
fn within_aid<V: View>(
    work: &mut Work<V>,
    beneficiary: PartyId,
    terms: &AmendmentTerms,
) -> Result<(), Refusal> {
    let Some(aid) = work.award_aid_row(RowKey::AwardAid(work.number)) else {
        return Ok(());
    };
    let registered = work.aid(beneficiary, aid)?.amount;
    if terms.amount > registered {
        return Err(Refusal::AidDiffers {
            party: beneficiary,
            aid,
            amount: terms.amount,
            registered,
        });
    }
    Ok(())
}

fn digest<V: View>(work: &Work<V>, terms: &AmendmentTerms) -> Digest {
    work.sha256(&terms.encode())
}

fn amendment<V: View>(work: &Work<V>, number: u32) -> Result<AmendmentRow, Refusal> {
    work.amendment_row(RowKey::Amendment {
        award: work.number,
        amendment: number,
    })
    .ok_or(Refusal::NoSuchAmendment { amendment: number })
}

/// The amendment, if it still waits for the other side. Only the last one can.
fn pending<V: View>(work: &Work<V>, number: u32) -> Result<AmendmentRow, Refusal> {
    let row = amendment(work, number)?;
    if row.accepted || row.withdrawn || current(work)?.amendments != number {
        return Err(Refusal::NoSuchAmendment { amendment: number });
    }
    Ok(row)
}

fn put_amendment<V: View>(work: &mut Work<V>, number: u32, row: AmendmentRow) {
    work.put(
        RowKey::Amendment {
            award: work.number,
            amendment: number,
        },
        Row::Amendment(row),
    );
}
