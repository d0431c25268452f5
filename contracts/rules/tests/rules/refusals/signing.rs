// SPDX-License-Identifier: EUPL-1.2
//! Who signs, and how.

use super::*;

#[test]
fn nobody_signs_for_another() {
    let mut chain = with_award();
    let authority = Authority::Direct {
        key: key(&pair(who::COOPERATIVE)),
    };
    let caller = key(&pair(who::OTHER_COOPERATIVE));
    let refusal = chain
        .submit(caller, Some(1), sample::claim(1, 1, 1), &authority)
        .unwrap_err();
    assert_eq!(refusal, Refusal::NotTheCaller);
}

#[test]
fn an_unknown_or_revoked_key_signs_nothing() {
    let mut chain = with_award();
    assert_eq!(
        refused(&mut chain, 99, Some(1), sample::claim(1, 1, 1)),
        Refusal::UnknownKey
    );
    let revoke = PartyBody::RevokeKey {
        key: key(&pair(who::CITY_PAYS)),
        reason: "Cambio ufficio".into(),
    };
    chain
        .direct(&pair(who::CITY), Some(party::CITY), revoke)
        .unwrap();
    let payment = sample::payment(1, 1, 1, "1", today(&chain));
    assert_eq!(
        refused(&mut chain, who::CITY_PAYS, Some(1), payment),
        Refusal::KeyRevoked { party: party::CITY }
    );
}

#[test]
fn a_key_does_only_what_it_may() {
    let mut chain = with_attested();
    let payment = sample::payment(1, 1, 1, "1", today(&chain));
    assert_eq!(
        refused(&mut chain, who::CITY, Some(1), payment),
        Refusal::MissingPermission {
            party: party::CITY,
            needed: Permission::Pay
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY_PAYS,
            Some(1),
            sample::attestation(1, 1, Outcome::Met)
        ),
        Refusal::MissingPermission {
            party: party::CITY,
            needed: Permission::Attest
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::OTHER_COOPERATIVE,
            Some(1),
            sample::claim(2, 1, 1)
        ),
        Refusal::NotTheBeneficiary {
            party: party::OTHER_COOPERATIVE,
            beneficiary: party::COOPERATIVE
        }
    );
}

fn carried(chain: &Chain, signer: u8, body: &AwardBody, nonce: u64, expiry: u64) -> Authority {
    let text = chain.text(Some(1), body, nonce, expiry);
    let signature = sign(&pair(signer), text.as_bytes());
    Authority::Carried {
        key: key(&pair(signer)),
        signature,
        nonce,
        expiry,
    }
}

#[test]
fn a_carried_command_is_carried_once_in_time_and_as_signed() {
    let mut chain = with_award();
    let carrier = key(&pair(99));
    let body = sample::claim(1, 1, 700_000);
    let expiry = chain.now + 60;
    let authority = carried(&chain, who::COOPERATIVE, &body, 5, expiry);

    let other = sample::claim(1, 1, 700_001);
    assert_eq!(
        chain.submit(carrier, Some(1), other, &authority),
        Err(Refusal::BadSignature)
    );
    let by_another = carried(&chain, who::OTHER_COOPERATIVE, &body, 5, expiry);
    let Authority::Carried { signature, .. } = by_another else {
        unreachable!()
    };
    let mixed = Authority::Carried {
        key: key(&pair(who::COOPERATIVE)),
        signature,
        nonce: 5,
        expiry,
    };
    assert_eq!(
        chain.submit(carrier, Some(1), body.clone(), &mixed),
        Err(Refusal::BadSignature)
    );

    chain
        .submit(carrier, Some(1), body.clone(), &authority)
        .unwrap();
    assert_eq!(
        chain.submit(carrier, Some(1), body.clone(), &authority),
        Err(Refusal::NonceUsed { nonce: 5 })
    );

    let late = carried(&chain, who::COOPERATIVE, &body, 6, chain.now - 1);
    assert!(matches!(
        chain.submit(carrier, Some(1), body.clone(), &late),
        Err(Refusal::Expired { .. })
    ));
    let far = carried(&chain, who::COOPERATIVE, &body, 6, chain.now + 91 * 86_400);
    assert!(matches!(
        chain.submit(carrier, Some(1), body, &far),
        Err(Refusal::ExpiryTooFar { .. })
    ));
}

#[test]
fn a_signature_holds_on_one_chain_for_one_contract_and_subject() {
    let mut chain = with_award();
    let body = sample::claim(1, 1, 700_000);
    let expiry = chain.now + 60;
    let mut elsewhere = chain.clone();
    elsewhere.genesis = Digest([9; 32]);
    let foreign = carried(&elsewhere, who::COOPERATIVE, &body, 5, expiry);
    assert_eq!(
        chain.submit(key(&pair(99)), Some(1), body.clone(), &foreign),
        Err(Refusal::BadSignature)
    );

    chain
        .direct(
            &pair(who::CITY),
            None,
            AwardBody::Publish(sample::publication()),
        )
        .unwrap();
    let authority = carried(&chain, who::COOPERATIVE, &body, 5, expiry);
    assert_eq!(
        chain.submit(key(&pair(99)), Some(2), body, &authority),
        Err(Refusal::BadSignature)
    );
}
