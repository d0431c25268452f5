// SPDX-License-Identifier: EUPL-1.2
//! What may be done to an agreement.

use super::{
    AgreementBody, AgreementRow, AgreementStatus, Contribution, Notice, ParticipantRow, VersionRow,
};
use crate::bounds;
use crate::check;
use crate::date::Date;
use crate::document::Document;
use crate::host::View;
use crate::party::{PartyKind, Permission};
use crate::primitives::{Cents, Digest};
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::subject::{PartyId, SubjectKind};
use crate::work::Work;
use alloc::vec::Vec;

/// Decides a command about agreement `work.number`.
///
/// # Errors
/// The first rule that the command breaks.
pub fn decide<V: View>(work: &mut Work<V>, body: &AgreementBody) -> Result<(), Refusal> {
    match body {
        AgreementBody::Publish(notice) => publish(work, notice),
        AgreementBody::Invite { party, reason } => invite(work, *party, reason),
        AgreementBody::Propose {
            version,
            text,
            budget,
            end,
            contributions,
        } => propose(work, *version, text, *budget, *end, contributions),
        AgreementBody::Sign {
            version,
            text_sha256,
        } => sign(work, *version, text_sha256),
        AgreementBody::Terminate { reason, act } => {
            let mut agreement = led_by_signer(work)?;
            check::required(Field::Reason, reason, bounds::REASON)?;
            check::document(Field::Act, act)?;
            agreement.status = AgreementStatus::Terminated;
            put(work, agreement);
            Ok(())
        }
    }
}

fn publish<V: View>(work: &mut Work<V>, notice: &Notice) -> Result<(), Refusal> {
    let signer = work.signer_of_kind(Permission::Publish, PartyKind::Administration)?;
    check::required(Field::Title, &notice.title, bounds::TITLE)?;
    check::required(Field::Purpose, &notice.purpose, bounds::REASON)?;
    check::required(Field::Object, &notice.object, bounds::REASON)?;
    check::required(Field::Requirements, &notice.requirements, bounds::REASON)?;
    check::required(Field::Criteria, &notice.criteria, bounds::REASON)?;
    check::positive(Field::Budget, notice.budget)?;
    check::in_order((Field::Start, notice.start), (Field::End, notice.end))?;
    check::in_order(
        (Field::RespondBy, notice.respond_by),
        (Field::End, notice.end),
    )?;
    check::documents(&notice.documents)?;
    put(
        work,
        AgreementRow {
            administration: signer.party,
            status: AgreementStatus::Notice,
            versions: 0,
            in_force: 0,
            budget: notice.budget,
            start: notice.start,
            end: notice.end,
        },
    );
    Ok(())
}

fn invite<V: View>(work: &mut Work<V>, party: PartyId, reason: &str) -> Result<(), Refusal> {
    let agreement = led_by_signer(work)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    let invited = RowKey::Invited {
        agreement: work.number,
        party,
    };
    if party == agreement.administration || work.row(&invited).is_some() {
        return Err(Refusal::AlreadyInvited { party });
    }
    // Whoever is invited exists, and may receive public money.
    work.good_standing(party)?;
    work.put(invited, Row::Invited);
    Ok(())
}

fn propose<V: View>(
    work: &mut Work<V>,
    version: u32,
    text: &Document,
    budget: Cents,
    end: Date,
    contributions: &[Contribution],
) -> Result<(), Refusal> {
    let mut agreement = led_by_signer(work)?;
    let expected = agreement.versions.saturating_add(1);
    if version != expected {
        return Err(Refusal::VersionExpected {
            expected,
            found: version,
        });
    }
    check::document(Field::Text, text)?;
    check::positive(Field::Budget, budget)?;
    check::in_order((Field::Start, agreement.start), (Field::End, end))?;
    check::at_least(Field::Contributions, contributions.len(), 2)?;
    check::at_most(
        Field::Contributions,
        contributions.len(),
        bounds::PARTICIPANTS,
    )?;
    let parties: Vec<PartyId> = contributions
        .iter()
        .map(|contribution| contribution.party)
        .collect();
    check::distinct(Field::Contributions, &parties)?;
    if !parties.contains(&agreement.administration) {
        return Err(Refusal::NotAParticipant {
            party: agreement.administration,
        });
    }
    let mut money = Cents::ZERO;
    for contribution in contributions {
        let Contribution {
            party,
            money: own,
            staff,
            assets,
        } = *contribution;
        check::amount(Field::Money, own)?;
        check::amount(Field::Staff, staff)?;
        check::amount(Field::Assets, assets)?;
        money = money.plus(own).ok_or(Refusal::AmountOutOfRange {
            field: Field::Money,
            found: own,
        })?;
        if party != agreement.administration
            && work
                .row(&RowKey::Invited {
                    agreement: work.number,
                    party,
                })
                .is_none()
        {
            return Err(Refusal::NotInvited { party });
        }
        let key = RowKey::Participant {
            agreement: work.number,
            version,
            party,
        };
        work.put(
            key,
            Row::Participant(ParticipantRow {
                contribution: *contribution,
                signed_at: None,
            }),
        );
    }
    if money > budget {
        return Err(Refusal::ContributionsAboveBudget {
            contributions: money,
            budget,
        });
    }
    let row = VersionRow {
        text_sha256: text.sha256,
        budget,
        end,
        participants: contributions.len() as u8,
        signatures: 0,
    };
    work.put(
        RowKey::Version {
            agreement: work.number,
            version,
        },
        Row::Version(row),
    );
    agreement.versions = version;
    put(work, agreement);
    Ok(())
}

fn sign<V: View>(work: &mut Work<V>, version: u32, text_sha256: &Digest) -> Result<(), Refusal> {
    let signer = work.signer(Permission::Sign)?;
    let mut agreement = current(work)?;
    if version == 0 || version != agreement.versions {
        return Err(Refusal::VersionExpected {
            expected: agreement.versions,
            found: version,
        });
    }
    let (agreement_number, party) = (work.number, signer.party);
    let version_key = RowKey::Version {
        agreement: agreement_number,
        version,
    };
    let participant_key = RowKey::Participant {
        agreement: agreement_number,
        version,
        party,
    };
    let mut row = work
        .version_row(version_key)
        .ok_or(Refusal::VersionExpected {
            expected: 0,
            found: version,
        })?;
    let mut participant = work
        .participant_row(participant_key)
        .ok_or(Refusal::NotAParticipant { party })?;
    if row.text_sha256 != *text_sha256 {
        return Err(Refusal::TextDiffers { version });
    }
    if participant.signed_at.is_some() {
        return Err(Refusal::AlreadySigned { version, party });
    }
    participant.signed_at = Some(work.at);
    row.signatures = row.signatures.saturating_add(1);
    work.put(participant_key, Row::Participant(participant));
    work.put(version_key, Row::Version(row));
    if row.signatures == row.participants {
        agreement.status = AgreementStatus::InForce;
        agreement.in_force = version;
        agreement.budget = row.budget;
        agreement.end = row.end;
        put(work, agreement);
    }
    Ok(())
}

fn led_by_signer<V: View>(work: &mut Work<V>) -> Result<AgreementRow, Refusal> {
    let agreement = current(work)?;
    work.signer_of(Permission::Publish, agreement.administration)?;
    Ok(agreement)
}

/// The agreement, if it has not ended.
fn current<V: View>(work: &Work<V>) -> Result<AgreementRow, Refusal> {
    let agreement = work
        .agreement_row(RowKey::Agreement(work.number))
        .ok_or(Refusal::Unknown {
            kind: SubjectKind::Agreement,
            number: work.number,
        })?;
    if agreement.status == AgreementStatus::Terminated {
        return Err(Refusal::AgreementIs {
            found: agreement.status,
        });
    }
    Ok(agreement)
}

fn put<V: View>(work: &mut Work<V>, agreement: AgreementRow) {
    work.put(RowKey::Agreement(work.number), Row::Agreement(agreement));
}
