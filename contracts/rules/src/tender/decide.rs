// SPDX-License-Identifier: EUPL-1.2
//! Which rule decides which command about a tender, and what they share.

use super::{Reserve, TenderBody, TenderRow, TenderStatus, award, bids, contract, publish};
use crate::bounds;
use crate::check;
use crate::document::Document;
use crate::host::View;
use crate::party::{PartyKind, Permission};
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::subject::SubjectKind;
use crate::work::Work;

/// Decides a command about tender `work.number`.
///
/// # Errors
/// The first rule that the command breaks.
pub fn decide<V: View>(work: &mut Work<V>, body: &TenderBody) -> Result<(), Refusal> {
    match body {
        TenderBody::Publish(notice) => publish::publish(work, notice),
        TenderBody::AwardDirectly(award) => publish::award_directly(work, award),
        TenderBody::Invite { party, reason } => bids::invite(work, *party, reason),
        TenderBody::Clarify {
            clarification,
            question,
            answer,
            documents,
        } => publish::clarify(work, *clarification, question, answer, documents),
        TenderBody::Extend {
            clarify_until,
            bids_until,
            reveal_until,
            reason,
        } => {
            let deadlines = publish::Deadlines {
                clarify_until: *clarify_until,
                bids_until: *bids_until,
                reveal_until: *reveal_until,
            };
            publish::extend(work, deadlines, reason)
        }
        TenderBody::Bid { commitment } => bids::bid(work, *commitment),
        TenderBody::WithdrawBid => bids::withdraw(work),
        TenderBody::Reveal { salt, offer } => bids::reveal(work, salt, offer),
        TenderBody::Exclude { party, reason, act } => bids::exclude(work, *party, reason, act),
        TenderBody::Evaluate { evaluation, report } => award::evaluate(work, *evaluation, report),
        TenderBody::Award(decision) => award::award(work, decision),
        TenderBody::RevokeAward { reason, act } => award::revoke(work, reason, act),
        TenderBody::Contract(terms) => contract::sign(work, terms),
        TenderBody::Change(change) => contract::change(work, change),
        TenderBody::RequestSubcontract(subcontract) => {
            contract::request_subcontract(work, subcontract)
        }
        TenderBody::DecideSubcontract {
            subcontract,
            authorised,
            reason,
            act,
        } => contract::decide_subcontract(work, *subcontract, *authorised, reason, act),
        TenderBody::Cancel { reason, act } => cancel(work, reason, act),
    }
}

/// Before the contract, whatever the stage: a tender is revoked, annulled or deserted.
fn cancel<V: View>(work: &mut Work<V>, reason: &str, act: &Document) -> Result<(), Refusal> {
    let mut tender = current(work)?;
    signed_by_administration(work, &tender)?;
    reasoned(reason, act)?;
    if !matches!(tender.status, TenderStatus::Active | TenderStatus::Awarded) {
        return Err(is(&tender));
    }
    tender.status = TenderStatus::Cancelled;
    put(work, tender);
    Ok(())
}

/// The tender, whatever its status.
pub(super) fn current<V: View>(work: &Work<V>) -> Result<TenderRow, Refusal> {
    work.tender_row(RowKey::Tender(work.number))
        .ok_or(Refusal::Unknown {
            kind: SubjectKind::Tender,
            number: work.number,
        })
}

/// The tender, if it has this status.
pub(super) fn in_status<V: View>(
    work: &Work<V>,
    status: TenderStatus,
) -> Result<TenderRow, Refusal> {
    let tender = current(work)?;
    if tender.status != status {
        return Err(is(&tender));
    }
    Ok(tender)
}

fn is(tender: &TenderRow) -> Refusal {
    Refusal::TenderIs {
        found: tender.status,
    }
}

/// A signature of the administration whose tender it is.
pub(super) fn signed_by_administration<V: View>(
    work: &mut Work<V>,
    tender: &TenderRow,
) -> Result<(), Refusal> {
    work.signer_of(Permission::Publish, tender.administration)?;
    Ok(())
}

/// A reason and the act that carries it.
pub(super) fn reasoned(reason: &str, act: &Document) -> Result<(), Refusal> {
    check::required(Field::Reason, reason, bounds::REASON)?;
    check::document(Field::Act, act)
}

/// Whether a party of this kind can be a contractor: it is an economic operator (art. 65 D.Lgs. 36/2023), and the reserve, if there is
/// one, is for its kind. What the ledger can't see of a reserve (what a cooperative is for, whom it employs) is the
/// administration's to check, and its reason to exclude.
pub(super) fn operator(kind: PartyKind, reserve: Option<Reserve>) -> Result<(), Refusal> {
    use PartyKind::{Cooperative, Supplier, ThirdSectorBody};
    if !matches!(kind, Cooperative | ThirdSectorBody | Supplier) {
        return Err(Refusal::WrongKind { found: kind });
    }
    let reserved = match reserve {
        None => true,
        Some(Reserve::SocialIntegration) => matches!(kind, Cooperative | ThirdSectorBody),
        Some(Reserve::SocialCooperatives) => kind == Cooperative,
    };
    match reserve {
        Some(reserve) if !reserved => Err(Refusal::ReservedTender {
            reserve,
            found: kind,
        }),
        _ => Ok(()),
    }
}

/// Refuses after a deadline; its last second is in time.
pub(super) fn until<V: View>(work: &Work<V>, field: Field, deadline: u64) -> Result<(), Refusal> {
    if work.at > deadline {
        return Err(Refusal::DeadlinePassed {
            field,
            deadline,
            now: work.at,
        });
    }
    Ok(())
}

/// Refuses until a deadline has passed.
pub(super) fn after<V: View>(work: &Work<V>, field: Field, deadline: u64) -> Result<(), Refusal> {
    if work.at <= deadline {
        return Err(Refusal::DeadlineNotPassed {
            field,
            deadline,
            now: work.at,
        });
    }
    Ok(())
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

pub(super) fn put<V: View>(work: &mut Work<V>, tender: TenderRow) {
    work.put(RowKey::Tender(work.number), Row::Tender(tender));
}
