// SPDX-License-Identifier: EUPL-1.2
//! Opening a tender, by a notice or by a direct award, and what the administration says until the deadline.

use super::decide::{in_status, next, operator, put, signed_by_administration, until};
use super::{
    ContractType, Criterion, DirectAward, DirectGround, Procedure, Reserve, TenderNotice,
    TenderRow, TenderStatus, thresholds,
};
use crate::bounds;
use crate::check;
use crate::codes::{Cig, Cup};
use crate::date::Date;
use crate::document::Document;
use crate::host::View;
use crate::party::{PartyKind, Permission};
use crate::primitives::Cents;
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::subject::PartyId;
use crate::work::Work;

/// The three deadlines of a notice, seconds since the epoch.
#[derive(Clone, Copy)]
pub(super) struct Deadlines {
    pub clarify_until: u64,
    pub bids_until: u64,
    pub reveal_until: u64,
}

pub(super) fn publish<V: View>(work: &mut Work<V>, notice: &TenderNotice) -> Result<(), Refusal> {
    let administration = administration(work)?;
    check::required(Field::Title, &notice.title, bounds::TITLE)?;
    check::required(Field::Object, &notice.object, bounds::REASON)?;
    check::required(Field::LegalBasis, &notice.legal_basis, bounds::TITLE)?;
    check::required(Field::Office, &notice.office, bounds::TITLE)?;
    check::required(
        Field::ResponsibleRole,
        &notice.responsible_role,
        bounds::TITLE,
    )?;
    check::positive(Field::Value, notice.value)?;
    check::document(Field::Criteria, &notice.criteria)?;
    check::documents(&notice.documents)?;
    procedure(work, notice)?;
    if notice.criterion == Criterion::LowestPrice
        && (notice.labour_intensive || notice.contract_type == ContractType::SocialServices)
    {
        return Err(Refusal::LowestPriceNotAllowed);
    }
    let deadlines = Deadlines {
        clarify_until: notice.clarify_until,
        bids_until: notice.bids_until,
        reveal_until: notice.reveal_until,
    };
    deadlines.check(work)?;
    codes(work, notice.cig, notice.cup)?;
    put(
        work,
        TenderRow {
            procedure: notice.procedure,
            reserve: notice.reserve,
            criterion: Some(notice.criterion),
            labour_intensive: notice.labour_intensive,
            clarify_until: notice.clarify_until,
            bids_until: notice.bids_until,
            reveal_until: notice.reveal_until,
            ..new_row(
                administration,
                notice.contract_type,
                notice.value,
                (notice.cig, notice.cup),
                work.today(),
            )
        },
    );
    Ok(())
}

/// A procedure that a notice can open, within the value and the kind of contract for which the law has it.
fn procedure<V: View>(work: &Work<V>, notice: &TenderNotice) -> Result<(), Refusal> {
    if notice.procedure == Procedure::Direct {
        return Err(Refusal::NoticeOfDirectAward);
    }
    let threshold = thresholds::eu(notice.contract_type, work.today());
    if notice.procedure == Procedure::Negotiated {
        below(notice.value, threshold)?;
    }
    if notice.reserve == Some(Reserve::SocialCooperatives) {
        convention(notice.contract_type)?;
        below(notice.value, threshold)?;
    }
    Ok(())
}

/// A convention is for supplies, and for services other than social and educational ones (art. 5 c. 1 L. 381/1991).
fn convention(contract_type: ContractType) -> Result<(), Refusal> {
    match contract_type {
        ContractType::Supplies | ContractType::Services => Ok(()),
        ContractType::Works | ContractType::SocialServices => Err(Refusal::ConventionNotForType {
            found: contract_type,
        }),
    }
}

fn below(value: Cents, threshold: Cents) -> Result<(), Refusal> {
    if value >= threshold {
        return Err(Refusal::NotBelowThreshold { value, threshold });
    }
    Ok(())
}

pub(super) fn award_directly<V: View>(
    work: &mut Work<V>,
    award: &DirectAward,
) -> Result<(), Refusal> {
    let administration = administration(work)?;
    check::required(Field::Title, &award.title, bounds::TITLE)?;
    check::required(Field::Object, &award.object, bounds::REASON)?;
    check::required(Field::LegalBasis, &award.legal_basis, bounds::TITLE)?;
    check::required(Field::Office, &award.office, bounds::TITLE)?;
    check::required(
        Field::ResponsibleRole,
        &award.responsible_role,
        bounds::TITLE,
    )?;
    check::required(Field::Reason, &award.reason, bounds::REASON)?;
    check::required(Field::Requirements, &award.requirements, bounds::REASON)?;
    check::required(Field::Rotation, &award.rotation, bounds::REASON)?;
    check::positive(Field::Amount, award.amount)?;
    if let Some(selection) = &award.selection {
        check::document(Field::Selection, selection)?;
    }
    check::document(Field::Act, &award.act)?;
    check::documents(&award.documents)?;
    let reserve = match award.ground {
        DirectGround::BelowThreshold => {
            below(award.amount, thresholds::direct(award.contract_type))?;
            None
        }
        DirectGround::SocialCooperative => {
            convention(award.contract_type)?;
            below(
                award.amount,
                thresholds::eu(award.contract_type, work.today()),
            )?;
            if award.selection.is_none() {
                return Err(Refusal::SelectionMissing);
            }
            Some(Reserve::SocialCooperatives)
        }
    };
    codes(work, award.cig, award.cup)?;
    let contractor = work.good_standing(award.contractor)?;
    operator(contractor.kind, reserve)?;
    let today = work.today();
    put(
        work,
        TenderRow {
            status: TenderStatus::Awarded,
            procedure: Procedure::Direct,
            reserve,
            labour_intensive: award.labour_intensive,
            winner: Some(award.contractor),
            price: award.amount,
            awarded: Some(today),
            ..new_row(
                administration,
                award.contract_type,
                award.amount,
                (award.cig, award.cup),
                today,
            )
        },
    );
    Ok(())
}

pub(super) fn clarify<V: View>(
    work: &mut Work<V>,
    clarification: u32,
    question: &str,
    answer: &str,
    documents: &[Document],
) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Active)?;
    signed_by_administration(work, &tender)?;
    until(work, Field::ClarifyUntil, tender.clarify_until)?;
    next(tender.clarifications, clarification)?;
    check::required(Field::Question, question, bounds::REASON)?;
    check::required(Field::Answer, answer, bounds::REASON)?;
    check::documents(documents)?;
    tender.clarifications = clarification;
    put(work, tender);
    Ok(())
}

/// Deadlines move to later only, and only while bids can still come in: whoever has bid can take the bid back and bid again.
pub(super) fn extend<V: View>(
    work: &mut Work<V>,
    deadlines: Deadlines,
    reason: &str,
) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Active)?;
    signed_by_administration(work, &tender)?;
    until(work, Field::BidsUntil, tender.bids_until)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    for (field, before, now) in [
        (
            Field::ClarifyUntil,
            tender.clarify_until,
            deadlines.clarify_until,
        ),
        (Field::BidsUntil, tender.bids_until, deadlines.bids_until),
        (
            Field::RevealUntil,
            tender.reveal_until,
            deadlines.reveal_until,
        ),
    ] {
        if now < before {
            return Err(Refusal::DeadlineEarlier {
                field,
                before,
                found: now,
            });
        }
    }
    deadlines.check(work)?;
    tender.clarify_until = deadlines.clarify_until;
    tender.bids_until = deadlines.bids_until;
    tender.reveal_until = deadlines.reveal_until;
    put(work, tender);
    Ok(())
}

impl Deadlines {
    /// In the future, in order, and with a window that is long enough to reveal a bid in.
    fn check<V: View>(&self, work: &Work<V>) -> Result<(), Refusal> {
        for (field, moment) in [
            (Field::ClarifyUntil, self.clarify_until),
            (Field::BidsUntil, self.bids_until),
            (Field::RevealUntil, self.reveal_until),
        ] {
            check::date(field, Date::from_unix_seconds(moment))?;
        }
        until(work, Field::BidsUntil, self.bids_until)?;
        if self.clarify_until > self.bids_until {
            return Err(Refusal::DatesInWrongOrder {
                first: Field::ClarifyUntil,
                then: Field::BidsUntil,
            });
        }
        let window = self.reveal_until.saturating_sub(self.bids_until);
        if window < bounds::REVEAL_WINDOW {
            return Err(Refusal::RevealWindowTooShort {
                found: window,
                least: bounds::REVEAL_WINDOW,
            });
        }
        Ok(())
    }
}

fn administration<V: View>(work: &mut Work<V>) -> Result<PartyId, Refusal> {
    Ok(work
        .signer_of_kind(Permission::Publish, PartyKind::Administration)?
        .party)
}

/// A CIG of its own, and no code that says why there is none; a CUP, if there is one.
fn codes<V: View>(work: &mut Work<V>, cig: Cig, cup: Option<Cup>) -> Result<(), Refusal> {
    check::cig(&Some(cig))?;
    check::cup(&cup)?;
    if matches!(cig, Cig::Exclusion(_)) {
        return Err(Refusal::CigMissing);
    }
    let key = RowKey::TenderCig(cig);
    if let Some(tender) = work.tender_cig_row(key) {
        return Err(Refusal::CigTaken { tender });
    }
    work.put(key, Row::TenderCig(work.number));
    Ok(())
}

fn new_row(
    administration: PartyId,
    contract_type: ContractType,
    value: Cents,
    (cig, cup): (Cig, Option<Cup>),
    published: Date,
) -> TenderRow {
    TenderRow {
        status: TenderStatus::Active,
        procedure: Procedure::Open,
        contract_type,
        reserve: None,
        criterion: None,
        labour_intensive: false,
        administration,
        value,
        cig,
        cup,
        published,
        clarify_until: 0,
        bids_until: 0,
        reveal_until: 0,
        clarifications: 0,
        bids: 0,
        admitted: 0,
        evaluations: 0,
        winner: None,
        price: Cents::ZERO,
        awarded: None,
        standstill_until: None,
        contract_value: Cents::ZERO,
        changes: 0,
        subcontracts: 0,
        subcontracted: Cents::ZERO,
    }
}
