// SPDX-License-Identifier: EUPL-1.2
//! Agreements.

use super::*;

#[test]
fn an_agreement_is_in_force_only_when_all_have_signed_the_same_text() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    chain
        .direct(&city, None, AgreementBody::Publish(sample::notice()))
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), sample::proposal(1)),
        Refusal::NotInvited {
            party: party::COOPERATIVE
        }
    );
    let invite = |party| AgreementBody::Invite {
        party,
        reason: "Prima in graduatoria".into(),
    };
    assert!(matches!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            invite(party::OTHER_COOPERATIVE)
        ),
        Refusal::NotInGoodStanding {
            valid_until: None,
            ..
        }
    ));
    chain
        .direct(&city, Some(1), invite(party::COOPERATIVE))
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), invite(party::COOPERATIVE)),
        Refusal::AlreadyInvited {
            party: party::COOPERATIVE
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), sample::proposal(2)),
        Refusal::VersionExpected {
            expected: 1,
            found: 2
        }
    );
    chain.direct(&city, Some(1), sample::proposal(1)).unwrap();
    let sign = |text| AgreementBody::Sign {
        version: 1,
        text_sha256: sample::document(text).sha256,
    };
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), sign("altro")),
        Refusal::TextDiffers { version: 1 }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::OTHER_COOPERATIVE,
            Some(1),
            sign("Convenzione")
        ),
        Refusal::NotAParticipant {
            party: party::OTHER_COOPERATIVE
        }
    );
    chain.direct(&city, Some(1), sign("Convenzione")).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), sign("Convenzione")),
        Refusal::AlreadySigned {
            version: 1,
            party: party::CITY
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            None,
            AwardBody::Publish(sample::publication())
        ),
        Refusal::AgreementNotInForce { agreement: 1 }
    );
    chain
        .direct(&pair(who::COOPERATIVE), Some(1), sign("Convenzione"))
        .unwrap();
    chain
        .direct(&city, None, AwardBody::Publish(sample::publication()))
        .unwrap();
    let act = sample::document("Revoca");
    let terminate = AgreementBody::Terminate {
        reason: "Fine anticipata".into(),
        act,
    };
    chain.direct(&city, Some(1), terminate.clone()).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), terminate),
        Refusal::AgreementIs {
            found: AgreementStatus::Terminated
        }
    );
}

#[test]
fn contributions_are_one_a_party_and_within_the_budget() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    chain
        .direct(&city, None, AgreementBody::Publish(sample::notice()))
        .unwrap();
    let invite = AgreementBody::Invite {
        party: party::COOPERATIVE,
        reason: "Prima in graduatoria".into(),
    };
    chain.direct(&city, Some(1), invite).unwrap();
    let mut refuse = |change: &dyn Fn(&mut Vec<portico_rules::agreement::Contribution>)| {
        let mut proposal = sample::proposal(1);
        if let AgreementBody::Propose { contributions, .. } = &mut proposal {
            change(contributions);
        }
        refused(&mut chain, who::CITY, Some(1), proposal)
    };
    assert_eq!(
        refuse(&|contributions| contributions[1].money = Cents(1_000_001)),
        Refusal::ContributionsAboveBudget {
            contributions: Cents(5_000_001),
            budget: Cents(5_000_000)
        }
    );
    assert_eq!(
        refuse(&|contributions| contributions.push(contributions[1])),
        Refusal::Repeated {
            field: Field::Contributions,
            index: 3
        }
    );
    assert_eq!(
        refuse(&|contributions| contributions.truncate(1)),
        Refusal::TooFew {
            field: Field::Contributions,
            found: 1,
            least: 2
        }
    );
    assert_eq!(
        refuse(&|contributions| contributions[0].party = party::OTHER_COOPERATIVE),
        Refusal::NotAParticipant { party: party::CITY }
    );
}
