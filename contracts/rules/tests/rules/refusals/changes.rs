// SPDX-License-Identifier: EUPL-1.2
//! Amendments, suspension, closing.

use super::*;

pub fn terms(amendment: u32, first: u64, second: u64) -> AmendmentTerms {
    let mut milestones = sample::publication().milestones;
    milestones[0].amount = Cents(first);
    milestones[1].amount = Cents(second);
    AmendmentTerms {
        amendment,
        amount: Cents(first + second),
        end: sample::day("2027-06-30"),
        milestones,
        reason: "Più ore di apertura".into(),
        act: sample::document("Atto di modifica"),
    }
}

#[test]
fn an_amendment_holds_when_both_sides_signed_the_same_terms() {
    let mut chain = with_attested();
    let (city, cooperative) = (pair(who::CITY), pair(who::COOPERATIVE));
    let propose = AwardBody::ProposeAmendment;
    let accept = AwardBody::AcceptAmendment;
    assert_eq!(
        refused(
            &mut chain,
            who::OTHER_COOPERATIVE,
            Some(1),
            propose(terms(1, 1_200_000, 2_000_000))
        ),
        Refusal::MissingPermission {
            party: party::OTHER_COOPERATIVE,
            needed: Permission::Publish
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            propose(terms(1, 1_199_999, 2_000_000))
        ),
        Refusal::MilestoneBelowCommitted {
            milestone: 1,
            amount: Cents(1_199_999),
            committed: Cents(1_200_000)
        }
    );
    let mut short = terms(1, 1_200_000, 0);
    short.milestones.pop();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), propose(short)),
        Refusal::MilestonesCannotShrink {
            found: 1,
            milestones: 2
        }
    );
    chain
        .direct(&city, Some(1), propose(terms(1, 1_200_000, 2_000_000)))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            propose(terms(2, 1_200_000, 2_000_000))
        ),
        Refusal::AmendmentPending { amendment: 1 }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            accept(terms(1, 1_200_000, 2_000_000))
        ),
        Refusal::AmendmentBySameSide { amendment: 1 }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            accept(terms(1, 1_200_000, 2_000_001))
        ),
        Refusal::AmendmentDiffers { amendment: 1 }
    );
    // A claim that comes in between is not taken back by the amendment.
    chain
        .direct(
            &cooperative,
            Some(1),
            accept(terms(1, 1_200_000, 2_000_000)),
        )
        .unwrap();
    chain
        .direct(&cooperative, Some(1), sample::claim(2, 1, 2_000_000))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            accept(terms(1, 1_200_000, 2_000_000))
        ),
        Refusal::NoSuchAmendment { amendment: 1 }
    );
    let withdraw = |amendment| AwardBody::WithdrawAmendment {
        amendment,
        reason: "Superato".into(),
    };
    chain
        .direct(
            &cooperative,
            Some(1),
            propose(terms(2, 1_300_000, 2_000_000)),
        )
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), withdraw(2)),
        Refusal::AmendmentBySameSide { amendment: 2 }
    );
    chain.direct(&cooperative, Some(1), withdraw(2)).unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            accept(terms(2, 1_300_000, 2_000_000))
        ),
        Refusal::NoSuchAmendment { amendment: 2 }
    );
    crate::story::assert_folds(&chain);
}

#[test]
fn a_suspended_award_rests_and_a_closed_one_ends() {
    let mut chain = with_attested();
    let city = pair(who::CITY);
    let suspend = || AwardBody::Suspend {
        reason: "Verifica in corso".into(),
    };
    chain.direct(&city, Some(1), suspend()).unwrap();
    let found = AwardStatus::Suspended;
    let payment = sample::payment(1, 1, 1, "1", today(&chain));
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), suspend()),
        Refusal::AwardIs { found }
    );
    assert_eq!(
        refused(&mut chain, who::CITY_PAYS, Some(1), payment),
        Refusal::AwardIs { found }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            sample::claim(2, 1, 1)
        ),
        Refusal::AwardIs { found }
    );
    chain
        .direct(
            &city,
            Some(1),
            AwardBody::Resume {
                reason: "Verifica conclusa".into(),
            },
        )
        .unwrap();

    let close = |paid, recovered| AwardBody::Close {
        paid: Cents(paid),
        recovered: Cents(recovered),
        reason: "Conclusa".into(),
        accounting_document: sample::document("Rendiconto"),
    };
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), close(0, 0)),
        Refusal::UnpaidAttested {
            attested: Cents(1_200_000),
            paid: Cents(0)
        }
    );
    let payment = sample::payment(1, 1, 1_200_000, "1", today(&chain));
    chain
        .direct(&pair(who::CITY_PAYS), Some(1), payment)
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), close(1, 0)),
        Refusal::FinalAccountDiffers {
            paid: Cents(1_200_000),
            recovered: Cents(0)
        }
    );
    chain
        .direct(&pair(who::COOPERATIVE), Some(1), sample::claim(2, 1, 1))
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), close(1_200_000, 0)),
        Refusal::ClaimPending {
            milestone: 2,
            claim: 1
        }
    );
    for signer in [who::CITY_ATTESTS, who::OVERSIGHT] {
        chain
            .direct(
                &pair(signer),
                Some(1),
                sample::attestation(2, 1, Outcome::NotMet),
            )
            .unwrap();
    }
    chain.direct(&city, Some(1), close(1_200_000, 0)).unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            sample::claim(2, 2, 1)
        ),
        Refusal::AwardIs {
            found: AwardStatus::Closed
        }
    );
    // A receipt can still be confirmed: money may arrive after the account is closed.
    chain
        .direct(
            &pair(who::COOPERATIVE),
            Some(1),
            AwardBody::Confirm { payment: 1 },
        )
        .unwrap();
    crate::story::assert_folds(&chain);
}
