// SPDX-License-Identifier: EUPL-1.2
//! Which rule decides which command about an award, and what they share.

use super::{AwardBody, AwardRow, AwardStatus, MilestoneRow, amend, claims, payments, publish};
use crate::bounds;
use crate::check;
use crate::host::View;
use crate::party::Permission;
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::subject::SubjectKind;
use crate::work::Work;

/// Decides a command about award `work.number`.
///
/// # Errors
/// The first rule that the command breaks.
pub fn decide<V: View>(work: &mut Work<V>, body: &AwardBody) -> Result<(), Refusal> {
    match body {
        AwardBody::Publish(publication) => publish::publish(work, publication),
        AwardBody::PublishDeMinimis { publication, aid } => {
            publish::publish_de_minimis(work, publication, *aid)
        }
        AwardBody::Claim {
            milestone,
            claim,
            amount,
            statement,
            documents,
        } => claims::claim(work, *milestone, *claim, *amount, statement, documents),
        AwardBody::Attest {
            milestone,
            claim,
            outcome,
            report,
        } => claims::attest(work, *milestone, *claim, *outcome, report),
        AwardBody::Pay(payment) => payments::pay(work, payment),
        AwardBody::Confirm { payment } => payments::confirm(work, *payment),
        AwardBody::Dispute { payment, reason } => payments::dispute(work, *payment, reason),
        AwardBody::Recover {
            recovery,
            payment,
            amount,
            reason,
            act,
        } => payments::recover(work, *recovery, *payment, *amount, reason, act),
        AwardBody::ProposeAmendment(terms) => amend::propose(work, terms),
        AwardBody::AcceptAmendment(terms) => amend::accept(work, terms),
        AwardBody::WithdrawAmendment { amendment, reason } => {
            amend::withdraw(work, *amendment, reason)
        }
        AwardBody::Suspend { reason } => {
            set_status(work, reason, AwardStatus::Published, AwardStatus::Suspended)
        }
        AwardBody::Resume { reason } => {
            set_status(work, reason, AwardStatus::Suspended, AwardStatus::Published)
        }
        AwardBody::Close {
            paid,
            recovered,
            reason,
            accounting_document,
        } => {
            let mut award = open(work)?;
            work.signer_of(Permission::Publish, award.administration)?;
            check::required(Field::Reason, reason, bounds::REASON)?;
            check::document(Field::AccountingDocument, accounting_document)?;
            if award.pending_claims > 0 {
                return Err(pending(work, &award));
            }
            if award.attested != award.paid {
                return Err(Refusal::UnpaidAttested {
                    attested: award.attested,
                    paid: award.paid,
                });
            }
            if (*paid, *recovered) != (award.paid, award.recovered) {
                return Err(Refusal::FinalAccountDiffers {
                    paid: award.paid,
                    recovered: award.recovered,
                });
            }
            award.status = AwardStatus::Closed;
            put(work, award);
            Ok(())
        }
    }
}

fn set_status<V: View>(
    work: &mut Work<V>,
    reason: &str,
    from: AwardStatus,
    to: AwardStatus,
) -> Result<(), Refusal> {
    let mut award = current(work)?;
    work.signer_of(Permission::Publish, award.administration)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    if award.status != from {
        return Err(Refusal::AwardIs {
            found: award.status,
        });
    }
    award.status = to;
    put(work, award);
    Ok(())
}

/// The claim that stands in the way, for the sentence.
fn pending<V: View>(work: &Work<V>, award: &AwardRow) -> Refusal {
    for number in 1..=award.milestones {
        if let Ok(MilestoneRow {
            pending: Some(_),
            claims,
            ..
        }) = milestone(work, award, number)
        {
            return Refusal::ClaimPending {
                milestone: number,
                claim: claims,
            };
        }
    }
    Refusal::ClaimPending {
        milestone: 0,
        claim: 0,
    }
}

/// The award, whatever its status.
pub(super) fn current<V: View>(work: &Work<V>) -> Result<AwardRow, Refusal> {
    work.award_row(RowKey::Award(work.number))
        .ok_or(Refusal::Unknown {
            kind: SubjectKind::Award,
            number: work.number,
        })
}

/// The award, if it is not closed.
pub(super) fn open<V: View>(work: &Work<V>) -> Result<AwardRow, Refusal> {
    let award = current(work)?;
    if award.status == AwardStatus::Closed {
        return Err(Refusal::AwardIs {
            found: award.status,
        });
    }
    Ok(award)
}

/// The award, if it is neither suspended nor closed.
pub(super) fn running<V: View>(work: &Work<V>) -> Result<AwardRow, Refusal> {
    let award = current(work)?;
    if award.status != AwardStatus::Published {
        return Err(Refusal::AwardIs {
            found: award.status,
        });
    }
    Ok(award)
}

/// A signature of the beneficiary.
pub(super) fn signed_by_beneficiary<V: View>(
    work: &mut Work<V>,
    award: &AwardRow,
) -> Result<(), Refusal> {
    let signer = work.signer(Permission::Sign)?;
    if signer.party != award.beneficiary {
        return Err(Refusal::NotTheBeneficiary {
            party: signer.party,
            beneficiary: award.beneficiary,
        });
    }
    Ok(())
}

/// One milestone of the award.
pub(super) fn milestone<V: View>(
    work: &Work<V>,
    award: &AwardRow,
    number: u8,
) -> Result<MilestoneRow, Refusal> {
    work.milestone_row(RowKey::Milestone {
        award: work.number,
        milestone: number,
    })
    .ok_or(Refusal::NoSuchMilestone {
        milestone: number,
        milestones: award.milestones,
    })
}

pub(super) fn put<V: View>(work: &mut Work<V>, award: AwardRow) {
    work.put(RowKey::Award(work.number), Row::Award(award));
}

pub(super) fn put_milestone<V: View>(work: &mut Work<V>, number: u8, milestone: MilestoneRow) {
    work.put(
        RowKey::Milestone {
            award: work.number,
            milestone: number,
        },
        Row::Milestone(milestone),
    );
}

/// The number that a new thing must carry, so that its signer knows which one it is.
pub(super) fn next(last: u32, found: u32) -> Result<(), Refusal> {
    let expected = last.saturating_add(1);
    if found == expected {
        Ok(())
    } else {
        Err(Refusal::NumberExpected { expected, found })
    }
}
