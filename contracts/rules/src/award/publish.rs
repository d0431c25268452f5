// SPDX-License-Identifier: EUPL-1.2
//! Publishing an award: what art. 27 D.Lgs. 33/2013 requires, a plan that adds up, a beneficiary in good standing.

use super::decide::{put, put_milestone};
use super::{AwardKind, AwardRow, AwardStatus, Basis, MilestoneRow, MilestoneTerms, Publication};
use crate::bounds;
use crate::check;
use crate::date::Date;
use crate::host::View;
use crate::party::{PartyKind, Permission};
use crate::primitives::Cents;
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::subject::PartyId;
use crate::tender::{TenderStatus, standstill_over};
use crate::work::Work;

pub(super) fn publish<V: View>(
    work: &mut Work<V>,
    publication: &Publication,
) -> Result<(), Refusal> {
    let administration = work
        .signer_of_kind(Permission::Publish, PartyKind::Administration)?
        .party;
    texts(publication)?;
    check::positive(Field::Amount, publication.amount)?;
    check::in_order(
        (Field::Start, publication.start),
        (Field::End, publication.end),
    )?;
    check::cup(&publication.cup)?;
    check::cig(&publication.cig)?;
    if publication.kind == AwardKind::Contract && publication.cig.is_none() {
        return Err(Refusal::CigMissing);
    }
    plan(
        &publication.milestones,
        publication.amount,
        publication.start,
        publication.end,
    )?;
    if publication
        .milestones
        .iter()
        .any(|milestone| milestone.amount == Cents::ZERO)
    {
        return Err(Refusal::AmountOutOfRange {
            field: Field::Milestones,
            found: Cents::ZERO,
        });
    }
    if publication.beneficiary == administration {
        return Err(Refusal::BeneficiaryIsAdministration);
    }
    work.good_standing(publication.beneficiary)?;
    attesters(work, publication)?;
    let agreement = basis(work, publication, administration)?;

    for party in &publication.attesters {
        work.put(
            RowKey::Attester {
                award: work.number,
                party: *party,
            },
            Row::Attester,
        );
    }
    for (index, terms) in publication.milestones.iter().enumerate() {
        put_milestone(work, index as u8 + 1, new_milestone(terms));
    }
    let award = AwardRow {
        kind: publication.kind,
        status: AwardStatus::Published,
        administration,
        beneficiary: publication.beneficiary,
        agreement,
        granted: publication.amount,
        attested: Cents::ZERO,
        paid: Cents::ZERO,
        recovered: Cents::ZERO,
        milestones: publication.milestones.len() as u8,
        attesters_required: publication.attesters_required,
        payments: 0,
        recoveries: 0,
        amendments: 0,
        pending_claims: 0,
        published: work.today(),
        start: publication.start,
        end: publication.end,
        cup: publication.cup,
        cig: publication.cig,
    };
    put(work, award);
    Ok(())
}

/// As [`publish`], with the aid that was entered for it: granted by the same administration, of the same amount, for no other award.
pub(super) fn publish_de_minimis<V: View>(
    work: &mut Work<V>,
    publication: &Publication,
    aid: u32,
) -> Result<(), Refusal> {
    publish(work, publication)?;
    if publication.kind != AwardKind::Grant {
        return Err(Refusal::NotAGrant);
    }
    let beneficiary = publication.beneficiary;
    let administration = work.signer(Permission::Publish)?.party;
    let fact = work.aid(beneficiary, aid)?;
    if fact.administration != administration {
        return Err(Refusal::AidOfAnother {
            party: beneficiary,
            aid,
            administration: fact.administration,
        });
    }
    if fact.amount != publication.amount {
        return Err(Refusal::AidDiffers {
            party: beneficiary,
            aid,
            amount: publication.amount,
            registered: fact.amount,
        });
    }
    let key = RowKey::AidAward {
        party: beneficiary,
        aid,
    };
    if let Some(award) = work.aid_award_row(key) {
        return Err(Refusal::AidHasAward { aid, award });
    }
    work.put(key, Row::AidAward(work.number));
    work.put(RowKey::AwardAid(work.number), Row::AwardAid(aid));
    Ok(())
}

fn texts(publication: &Publication) -> Result<(), Refusal> {
    check::required(Field::Title, &publication.title, bounds::TITLE)?;
    check::required(Field::LegalBasis, &publication.legal_basis, bounds::TITLE)?;
    check::required(Field::Office, &publication.office, bounds::TITLE)?;
    check::required(
        Field::ResponsibleRole,
        &publication.responsible_role,
        bounds::TITLE,
    )?;
    check::required(
        Field::SelectionMethod,
        &publication.selection_method,
        bounds::TITLE,
    )?;
    if let Some(project) = &publication.project {
        check::document(Field::Project, project)?;
    }
    check::documents(&publication.documents)
}

/// A plan: as many milestones as allowed, titled and dated within the award, that add up to its amount.
pub(super) fn plan(
    milestones: &[MilestoneTerms],
    amount: Cents,
    start: Date,
    end: Date,
) -> Result<(), Refusal> {
    check::at_least(Field::Milestones, milestones.len(), 1)?;
    check::at_most(Field::Milestones, milestones.len(), bounds::MILESTONES)?;
    for milestone in milestones {
        check::required(Field::Title, &milestone.title, bounds::TITLE)?;
        check::amount(Field::Milestones, milestone.amount)?;
        check::in_order((Field::Start, start), (Field::Due, milestone.due))?;
        check::in_order((Field::Due, milestone.due), (Field::End, end))?;
    }
    let sum = Cents::sum(milestones.iter().map(|milestone| milestone.amount)).ok_or(
        Refusal::AmountOutOfRange {
            field: Field::Milestones,
            found: amount,
        },
    )?;
    if sum != amount {
        return Err(Refusal::MilestonesDoNotAddUp {
            milestones: sum,
            amount,
        });
    }
    Ok(())
}

fn attesters<V: View>(work: &mut Work<V>, publication: &Publication) -> Result<(), Refusal> {
    let Publication {
        attesters,
        attesters_required,
        beneficiary,
        ..
    } = publication;
    check::at_least(Field::Attesters, attesters.len(), 1)?;
    check::at_most(Field::Attesters, attesters.len(), bounds::ATTESTERS)?;
    check::distinct(Field::Attesters, attesters)?;
    if *attesters_required == 0 || usize::from(*attesters_required) > attesters.len() {
        return Err(Refusal::TooManyAttestersRequired {
            required: *attesters_required,
            attesters: attesters.len() as u8,
        });
    }
    for party in attesters {
        if party == beneficiary {
            return Err(Refusal::BeneficiaryAttests { party: *party });
        }
        // It must exist; whether it is suspended matters when it attests.
        work.standing(*party)?;
    }
    Ok(())
}

/// The agreement's number, or 0 for another basis.
fn basis<V: View>(
    work: &mut Work<V>,
    publication: &Publication,
    administration: PartyId,
) -> Result<u32, Refusal> {
    match &publication.basis {
        Basis::Agreement(agreement) => {
            let fact = work.agreement(*agreement, publication.beneficiary)?;
            let today = work.today();
            if fact.administration != administration {
                return Err(Refusal::AgreementOfAnother {
                    agreement: *agreement,
                    administration: fact.administration,
                });
            }
            if fact.in_force.is_none() {
                return Err(Refusal::AgreementNotInForce {
                    agreement: *agreement,
                });
            }
            if fact.end < today {
                return Err(Refusal::AgreementEnded {
                    agreement: *agreement,
                    end: fact.end,
                    today,
                });
            }
            if !fact.participates {
                return Err(Refusal::OutsideAgreement {
                    agreement: *agreement,
                    party: publication.beneficiary,
                });
            }
            Ok(*agreement)
        }
        Basis::Call { reference } | Basis::Act { reference } => {
            check::required(Field::Reference, reference, bounds::REFERENCE)?;
            Ok(0)
        }
        Basis::Tender(number) => {
            tender(work, *number, publication, administration)?;
            Ok(0)
        }
    }
}

/// The award carries out the contract that a tender ended with, and no other award does: same contractor, same value, same codes.
fn tender<V: View>(
    work: &mut Work<V>,
    tender: u32,
    publication: &Publication,
    administration: PartyId,
) -> Result<(), Refusal> {
    let fact = work.tender(tender)?;
    if fact.administration != administration {
        return Err(Refusal::TenderOfAnother {
            tender,
            administration: fact.administration,
        });
    }
    if publication.kind != AwardKind::Contract {
        return Err(Refusal::NotAContract { tender });
    }
    let (TenderStatus::Contracted, Some(winner), Some(value)) =
        (fact.status, fact.winner, fact.value)
    else {
        return Err(Refusal::TenderIs { found: fact.status });
    };
    standstill_over(fact.standstill_until, work.today())?;
    if publication.beneficiary != winner {
        return Err(Refusal::NotTheWinner {
            party: publication.beneficiary,
            winner,
        });
    }
    if publication.amount != value {
        return Err(Refusal::ContractValueDiffers {
            tender,
            amount: publication.amount,
            value,
        });
    }
    if publication.cig != Some(fact.cig) {
        return Err(Refusal::TenderCodeDiffers { field: Field::Cig });
    }
    if publication.cup != fact.cup {
        return Err(Refusal::TenderCodeDiffers { field: Field::Cup });
    }
    let key = RowKey::TenderAward(tender);
    if let Some(award) = work.tender_award_row(key) {
        return Err(Refusal::TenderHasAward { tender, award });
    }
    work.put(key, Row::TenderAward(work.number));
    work.put(RowKey::AwardTender(work.number), Row::AwardTender(tender));
    Ok(())
}

pub(super) fn new_milestone(terms: &MilestoneTerms) -> MilestoneRow {
    MilestoneRow {
        amount: terms.amount,
        due: terms.due,
        attested: Cents::ZERO,
        paid: Cents::ZERO,
        claims: 0,
        pending: None,
    }
}
