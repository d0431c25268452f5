// SPDX-License-Identifier: EUPL-1.2
//! Claims and attestations.

use super::changes::terms;
use super::*;

#[test]
fn a_claim_is_of_its_milestone_and_one_at_a_time() {
    let mut chain = with_award();
    let claim = |chain: &mut Chain, milestone, number, amount| {
        refused(
            chain,
            who::COOPERATIVE,
            Some(1),
            sample::claim(milestone, number, amount),
        )
    };
    assert_eq!(
        claim(&mut chain, 3, 1, 1),
        Refusal::NoSuchMilestone {
            milestone: 3,
            milestones: 2
        }
    );
    assert_eq!(
        claim(&mut chain, 1, 2, 1),
        Refusal::NumberExpected {
            expected: 1,
            found: 2
        }
    );
    assert_eq!(
        claim(&mut chain, 1, 1, 1_200_001),
        Refusal::ClaimAboveMilestone {
            milestone: 1,
            claimed: Cents(1_200_001),
            left: Cents(1_200_000)
        }
    );
    let mut bare = sample::claim(1, 1, 1);
    if let AwardBody::Claim { documents, .. } = &mut bare {
        documents.clear();
    }
    assert!(matches!(
        refused(&mut chain, who::COOPERATIVE, Some(1), bare),
        Refusal::TooFew {
            field: Field::Documents,
            ..
        }
    ));
    chain
        .direct(
            &pair(who::COOPERATIVE),
            Some(1),
            sample::claim(1, 1, 1_000_000),
        )
        .unwrap();
    assert_eq!(
        claim(&mut chain, 1, 2, 1),
        Refusal::ClaimPending {
            milestone: 1,
            claim: 1
        }
    );
}

#[test]
fn what_is_attested_cannot_be_claimed_again() {
    let mut chain = with_award();
    chain
        .direct(
            &pair(who::COOPERATIVE),
            Some(1),
            sample::claim(1, 1, 1_000_000),
        )
        .unwrap();
    for signer in [who::CITY_ATTESTS, who::OVERSIGHT] {
        let partly = Outcome::PartlyMet {
            amount: Cents(900_000),
        };
        chain
            .direct(&pair(signer), Some(1), sample::attestation(1, 1, partly))
            .unwrap();
    }
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            sample::claim(1, 2, 300_001)
        ),
        Refusal::ClaimAboveMilestone {
            milestone: 1,
            claimed: Cents(300_001),
            left: Cents(300_000)
        }
    );
    chain
        .direct(
            &pair(who::COOPERATIVE),
            Some(1),
            sample::claim(1, 2, 300_000),
        )
        .unwrap();
    // The pending claim counts as committed: an amendment cannot go below it.
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            AwardBody::ProposeAmendment(terms(1, 1_199_999, 1_800_000))
        ),
        Refusal::MilestoneBelowCommitted {
            milestone: 1,
            amount: Cents(1_199_999),
            committed: Cents(1_200_000)
        }
    );
}

#[test]
fn attesters_are_those_named_each_once_and_never_above_the_claim() {
    let mut chain = with_award();
    chain
        .direct(
            &pair(who::COOPERATIVE),
            Some(1),
            sample::claim(1, 1, 1_000_000),
        )
        .unwrap();
    let partly = |amount| {
        sample::attestation(
            1,
            1,
            Outcome::PartlyMet {
                amount: Cents(amount),
            },
        )
    };
    for amount in [0, 1_000_000, 1_000_001] {
        assert_eq!(
            refused(&mut chain, who::OVERSIGHT, Some(1), partly(amount)),
            Refusal::AttestedAboveClaim {
                attested: Cents(amount),
                claimed: Cents(1_000_000)
            }
        );
    }
    assert_eq!(
        refused(
            &mut chain,
            who::OVERSIGHT,
            Some(1),
            sample::attestation(1, 2, Outcome::Met)
        ),
        Refusal::NoSuchClaim {
            milestone: 1,
            claim: 2
        }
    );
    let key = key(&pair(61));
    let add = PartyBody::AddKey {
        key,
        permissions: Permissions::of(&[Permission::Attest]),
        label: String::new(),
    };
    chain
        .direct(&pair(who::COOPERATIVE), Some(party::COOPERATIVE), add)
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            61,
            Some(1),
            sample::attestation(1, 1, Outcome::Met)
        ),
        Refusal::NotAnAttester {
            party: party::COOPERATIVE
        }
    );
    chain
        .direct(&pair(who::OVERSIGHT), Some(1), partly(400_000))
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::OVERSIGHT, Some(1), partly(400_000)),
        Refusal::AlreadyAttested {
            milestone: 1,
            claim: 1,
            party: party::OVERSIGHT
        }
    );
    chain
        .direct(
            &pair(who::CITY_ATTESTS),
            Some(1),
            sample::attestation(1, 1, Outcome::Met),
        )
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY_ATTESTS,
            Some(1),
            sample::attestation(1, 1, Outcome::Met)
        ),
        Refusal::ClaimDecided {
            milestone: 1,
            claim: 1
        }
    );
    let payment = sample::payment(1, 1, 400_001, "1", today(&chain));
    assert_eq!(
        refused(&mut chain, who::CITY_PAYS, Some(1), payment),
        Refusal::PaymentAboveAttested {
            milestone: 1,
            payment: Cents(400_001),
            attested_unpaid: Cents(400_000)
        }
    );
}
