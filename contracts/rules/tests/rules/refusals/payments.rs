// SPDX-License-Identifier: EUPL-1.2
//! Payments, receipts, recoveries; and who gets none.

use super::*;

#[test]
fn a_lapsed_or_suspended_cooperative_gets_no_award_claim_or_payment() {
    let mut chain = with_attested();
    let suspend = PartyBody::Suspend {
        reason: "Revisione negativa".into(),
    };
    let mut suspended = chain.clone();
    suspended
        .direct(&pair(who::OVERSIGHT), Some(party::COOPERATIVE), suspend)
        .unwrap();
    chain.advance(700 * 86_400); // beyond 2027-12-31
    for (mut chain, is_suspended) in [(suspended, true), (chain, false)] {
        let payment = sample::payment(1, 1, 1, "1", today(&chain));
        for refusal in [
            refused(
                &mut chain,
                who::COOPERATIVE,
                Some(1),
                sample::claim(2, 1, 1),
            ),
            refused(&mut chain, who::CITY_PAYS, Some(1), payment),
            refused(
                &mut chain,
                who::CITY,
                None,
                AwardBody::Publish({
                    let mut publication = sample::publication();
                    publication.basis = Basis::Act {
                        reference: "DD 12/2026".into(),
                    };
                    publication
                }),
            ),
        ] {
            let Refusal::NotInGoodStanding {
                party, suspended, ..
            } = refusal
            else {
                panic!("{refusal}")
            };
            assert_eq!((party, suspended), (party::COOPERATIVE, is_suspended));
        }
    }
}

#[test]
fn a_payment_is_within_the_attested_with_its_own_mandate_date_and_codes() {
    let mut chain = with_attested();
    let date = today(&chain);
    let mut refuse = |change: &dyn Fn(&mut portico_rules::award::Payment)| {
        let AwardBody::Pay(mut payment) = sample::payment(1, 1, 1_200_000, "1042", date) else {
            unreachable!()
        };
        change(&mut payment);
        refused(&mut chain, who::CITY_PAYS, Some(1), AwardBody::Pay(payment))
    };
    assert_eq!(
        refuse(&|payment| payment.amount = Cents(1_200_001)),
        Refusal::PaymentAboveAttested {
            milestone: 1,
            payment: Cents(1_200_001),
            attested_unpaid: Cents(1_200_000)
        }
    );
    assert_eq!(
        refuse(&|payment| payment.payment = 2),
        Refusal::NumberExpected {
            expected: 1,
            found: 2
        }
    );
    assert_eq!(refuse(&|payment| payment.cup = None), Refusal::CupDiffers);
    assert_eq!(
        refuse(&|payment| payment.cup = Some(Cup::parse("B31B26000120005").unwrap())),
        Refusal::CupDiffers
    );
    assert_eq!(
        refuse(&|payment| payment.cig = Some(Cig::parse("5462644C6C").unwrap())),
        Refusal::CigDiffers
    );
    assert!(matches!(
        refuse(&|payment| payment.date = sample::day("2026-03-01")),
        Refusal::PaidBeforePublication { .. }
    ));
    assert!(matches!(
        refuse(&|payment| payment.date = sample::day("2026-03-04")),
        Refusal::DateInFuture { .. }
    ));

    chain
        .direct(
            &pair(who::CITY_PAYS),
            Some(1),
            sample::payment(1, 1, 100, "10 / a", date),
        )
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY_PAYS,
            Some(1),
            sample::payment(2, 1, 100, "10/A", date)
        ),
        Refusal::MandateUsed {
            award: 1,
            payment: 1
        }
    );
}

#[test]
fn whoever_attested_does_not_record_the_payment() {
    let mut chain = with_award();
    let key = key(&pair(62));
    let permissions = Permissions::of(&[Permission::Attest, Permission::Pay]);
    let add = PartyBody::AddKey {
        key,
        permissions,
        label: String::new(),
    };
    chain
        .direct(&pair(who::CITY), Some(party::CITY), add)
        .unwrap();
    chain
        .direct(
            &pair(who::COOPERATIVE),
            Some(1),
            sample::claim(1, 1, 1_200_000),
        )
        .unwrap();
    chain
        .direct(&pair(62), Some(1), sample::attestation(1, 1, Outcome::Met))
        .unwrap();
    chain
        .direct(
            &pair(who::OVERSIGHT),
            Some(1),
            sample::attestation(1, 1, Outcome::Met),
        )
        .unwrap();
    let payment = sample::payment(1, 1, 100, "1", today(&chain));
    assert_eq!(
        refused(&mut chain, 62, Some(1), payment.clone()),
        Refusal::AttesterPays { milestone: 1 }
    );
    chain
        .direct(&pair(who::CITY_PAYS), Some(1), payment)
        .unwrap();
}

#[test]
fn receipts_and_recoveries_are_of_payments_that_exist() {
    let mut chain = with_attested();
    let date = today(&chain);
    chain
        .direct(
            &pair(who::CITY_PAYS),
            Some(1),
            sample::payment(1, 1, 1_000, "1", date),
        )
        .unwrap();
    let confirm = |payment| AwardBody::Confirm { payment };
    let dispute = || AwardBody::Dispute {
        payment: 1,
        reason: "Non pervenuto".into(),
    };
    let recover = |recovery, amount| AwardBody::Recover {
        recovery,
        payment: 1,
        amount: Cents(amount),
        reason: "Spesa non ammessa".into(),
        act: sample::document("Recupero"),
    };
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, Some(1), confirm(2)),
        Refusal::NoSuchPayment {
            payment: 2,
            payments: 1
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), confirm(1)),
        Refusal::NotTheBeneficiary {
            party: party::CITY,
            beneficiary: party::COOPERATIVE
        }
    );
    chain
        .direct(&pair(who::COOPERATIVE), Some(1), dispute())
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, Some(1), dispute()),
        Refusal::AlreadyDisputed { payment: 1 }
    );
    chain
        .direct(&pair(who::COOPERATIVE), Some(1), confirm(1))
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, Some(1), dispute()),
        Refusal::AlreadyConfirmed { payment: 1 }
    );
    assert_eq!(
        refused(&mut chain, who::CITY_PAYS, Some(1), recover(1, 1_001)),
        Refusal::RecoveryAbovePayment {
            payment: 1,
            recovery: Cents(1_001),
            left: Cents(1_000)
        }
    );
    chain
        .direct(&pair(who::CITY_PAYS), Some(1), recover(1, 600))
        .unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY_PAYS, Some(1), recover(2, 401)),
        Refusal::RecoveryAbovePayment {
            payment: 1,
            recovery: Cents(401),
            left: Cents(400)
        }
    );
}
