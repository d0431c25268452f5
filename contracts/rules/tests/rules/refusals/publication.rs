// SPDX-License-Identifier: EUPL-1.2
//! Publishing an award.

use super::*;

#[test]
fn an_award_is_published_whole_or_not_at_all() {
    let mut chain = with_parties();
    sample::agreement(&mut chain).unwrap();
    let mut refuse = |change: &dyn Fn(&mut portico_rules::award::Publication)| {
        let mut publication = sample::publication();
        change(&mut publication);
        refused(&mut chain, who::CITY, None, AwardBody::Publish(publication))
    };
    assert_eq!(
        refuse(&|award| award.milestones[0].amount = Cents(1_199_999)),
        Refusal::MilestonesDoNotAddUp {
            milestones: Cents(2_999_999),
            amount: Cents(3_000_000)
        }
    );
    assert_eq!(
        refuse(&|award| award.office.clear()),
        Refusal::Empty {
            field: Field::Office
        }
    );
    assert_eq!(
        refuse(&|award| award.legal_basis.clear()),
        Refusal::Empty {
            field: Field::LegalBasis
        }
    );
    assert_eq!(
        refuse(&|award| award.kind = AwardKind::Contract),
        Refusal::CigMissing
    );
    assert_eq!(
        refuse(&|award| award.attesters.push(party::COOPERATIVE)),
        Refusal::BeneficiaryAttests {
            party: party::COOPERATIVE
        }
    );
    assert_eq!(
        refuse(&|award| award.attesters_required = 3),
        Refusal::TooManyAttestersRequired {
            required: 3,
            attesters: 2
        }
    );
    assert_eq!(
        refuse(&|award| award.attesters_required = 0),
        Refusal::TooManyAttestersRequired {
            required: 0,
            attesters: 2
        }
    );
    assert_eq!(
        refuse(&|award| award.beneficiary = party::CITY),
        Refusal::BeneficiaryIsAdministration
    );
    assert!(matches!(
        refuse(&|award| award.beneficiary = party::OTHER_COOPERATIVE),
        Refusal::NotInGoodStanding { .. }
    ));
    assert_eq!(
        refuse(&|award| award.beneficiary = 77),
        Refusal::Unknown {
            kind: SubjectKind::Party,
            number: 77
        }
    );
    assert_eq!(
        refuse(&|award| award.basis = Basis::Agreement(9)),
        Refusal::Unknown {
            kind: SubjectKind::Agreement,
            number: 9
        }
    );
    assert_eq!(
        refuse(&|award| award.basis = Basis::Tender(1)),
        Refusal::Unknown {
            kind: SubjectKind::Tender,
            number: 1
        }
    );
    assert_eq!(
        refuse(&|award| award.milestones[1].due = sample::day("2028-01-01")),
        Refusal::DatesInWrongOrder {
            first: Field::Due,
            then: Field::End
        }
    );
    assert_eq!(
        refuse(&|award| award.amount = Cents(0)),
        Refusal::AmountOutOfRange {
            field: Field::Amount,
            found: Cents(0)
        }
    );
}

#[test]
fn an_agreement_funds_only_who_takes_part() {
    let mut chain = with_parties();
    sample::agreement(&mut chain).unwrap();
    chain
        .direct(
            &pair(who::OVERSIGHT),
            Some(party::OTHER_COOPERATIVE),
            sample::standing("2027-01-01"),
        )
        .unwrap();
    let mut publication = sample::publication();
    publication.beneficiary = party::OTHER_COOPERATIVE;
    assert_eq!(
        refused(&mut chain, who::CITY, None, AwardBody::Publish(publication)),
        Refusal::OutsideAgreement {
            agreement: 1,
            party: party::OTHER_COOPERATIVE
        }
    );
    chain.advance(500 * 86_400);
    assert!(matches!(
        refused(
            &mut chain,
            who::CITY,
            None,
            AwardBody::Publish(sample::publication())
        ),
        Refusal::AgreementEnded { agreement: 1, .. }
    ));
}
