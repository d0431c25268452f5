// SPDX-License-Identifier: EUPL-1.2
//! Who signs, and how: direct and carried, raw and wrapped; and every way in which a signature must not hold.

use portico_contract_tests::{
    ledger::{Accepted, CARRIER, GENESIS, Ledger, text},
    twin::Twin,
};
use portico_rules::{
    authority::{Authority, Signature},
    award::AwardBody,
    bounds,
    memory::{key, pair, sample},
    message::{Place, wrapped},
    native::sign,
    primitives::{Address, Digest, SignatureBytes},
    refusal::Refusal,
    subject::SubjectKind,
};
use sample::who;

const NONCE: u64 = 41;

/// A ledger in which the cooperative can claim milestone 1 of award 1.
fn with_award() -> Ledger {
    let mut twin = Twin::new(sample::START);
    let mut memory = portico_rules::memory::Chain::new(sample::START);
    sample::parties(&mut memory).expect("the rules accept the sample");
    sample::agreement(&mut memory).expect("the rules accept the sample");
    memory.advance(6);
    memory
        .direct(
            &pair(who::CITY),
            None,
            AwardBody::Publish(sample::publication()),
        )
        .expect("the rules accept the sample");
    twin.memory = memory;
    twin.follow();
    twin.ledger.advance(6);
    twin.ledger
}

fn claim() -> AwardBody {
    sample::claim(1, 1, 1_200_000)
}

/// The cooperative's claim, carried with whatever signature.
fn carry(
    ledger: &mut Ledger,
    signature: SignatureBytes,
    nonce: u64,
    expiry: u64,
) -> Result<Accepted, Refusal> {
    let authority = Authority::Carried {
        key: key(&pair(who::COOPERATIVE)),
        signature,
        nonce,
        expiry,
    };
    ledger.submit(&key(&pair(CARRIER)), Some(1), &claim(), &authority)
}

/// The cooperative's signature of the claim's text at a place.
fn signature_at(place: &Place, number: Option<u32>, nonce: u64, expiry: u64) -> SignatureBytes {
    sign(
        &pair(who::COOPERATIVE),
        text(place, number, &claim(), nonce, expiry).as_bytes(),
    )
}

#[test]
fn a_text_is_accepted_raw_and_wrapped() {
    for wrap in [false, true] {
        let mut ledger = with_award();
        let expiry = ledger.now + 60;
        let text = text(
            &ledger.place(SubjectKind::Award),
            Some(1),
            &claim(),
            NONCE,
            expiry,
        );
        let signed = if wrap { wrapped(&text) } else { text };
        let signature = sign(&pair(who::COOPERATIVE), signed.as_bytes());
        let Accepted { appended, .. } =
            carry(&mut ledger, signature, NONCE, expiry).expect("both forms are accepted");
        assert_eq!(appended.entry.by, key(&pair(who::COOPERATIVE)));
        assert_eq!(
            appended.entry.signature,
            Signature::Carried {
                signature,
                nonce: NONCE,
                expiry
            }
        );
    }
}

#[test]
fn a_direct_command_is_the_callers_own() {
    let mut ledger = with_award();
    let authority = Authority::Direct {
        key: key(&pair(who::COOPERATIVE)),
    };
    for caller in [CARRIER, who::CITY] {
        let refusal = ledger
            .submit(&key(&pair(caller)), Some(1), &claim(), &authority)
            .expect_err("not its key");
        assert_eq!(refusal, Refusal::NotTheCaller);
    }
    ledger
        .direct(&pair(who::COOPERATIVE), Some(1), &claim())
        .expect("its own key");
}

#[test]
fn a_signature_is_used_once() {
    let mut ledger = with_award();
    let expiry = ledger.now + 3_600;
    let place = ledger.place(SubjectKind::Award);
    let signature = signature_at(&place, Some(1), NONCE, expiry);
    carry(&mut ledger, signature, NONCE, expiry).expect("the first time");
    ledger.advance(6);
    let again = carry(&mut ledger, signature, NONCE, expiry).expect_err("a replay");
    assert_eq!(again, Refusal::NonceUsed { nonce: NONCE });
    // Another text with the same nonce is no better, whoever carries it.
    let later = signature_at(&place, Some(1), NONCE, expiry + 1);
    assert_eq!(
        carry(&mut ledger, later, NONCE, expiry + 1).expect_err("a used nonce"),
        Refusal::NonceUsed { nonce: NONCE }
    );
    // Another key may use the same number.
    let by = pair(who::CITY_ATTESTS);
    let body = sample::attestation(1, 1, portico_rules::award::Outcome::Met);
    let signature = sign(&by, text(&place, Some(1), &body, NONCE, expiry).as_bytes());
    let authority = Authority::Carried {
        key: key(&by),
        signature,
        nonce: NONCE,
        expiry,
    };
    ledger
        .submit(&key(&pair(CARRIER)), Some(1), &body, &authority)
        .expect("its own nonce");
}

#[test]
fn a_refused_command_does_not_use_the_nonce() {
    let mut ledger = with_award();
    let expiry = ledger.now + 3_600;
    let place = ledger.place(SubjectKind::Award);
    let by = pair(who::COOPERATIVE);
    let above = sample::claim(1, 1, 9_999_999);
    let signature = sign(&by, text(&place, Some(1), &above, NONCE, expiry).as_bytes());
    let authority = Authority::Carried {
        key: key(&by),
        signature,
        nonce: NONCE,
        expiry,
    };
    ledger
        .submit(&key(&pair(CARRIER)), Some(1), &above, &authority)
        .expect_err("more than the milestone");
    carry(
        &mut ledger,
        signature_at(&place, Some(1), NONCE, expiry),
        NONCE,
        expiry,
    )
    .expect("the nonce is free");
}

#[test]
fn a_signature_holds_for_what_was_signed_alone() {
    let mut ledger = with_award();
    let expiry = ledger.now + 3_600;
    let here = ledger.place(SubjectKind::Award);
    let elsewhere = [
        (
            "another chain",
            Place {
                genesis: Digest([8; 32]),
                ..here
            },
            Some(1),
            NONCE,
            expiry,
        ),
        (
            "another contract",
            ledger.place(SubjectKind::Import),
            Some(1),
            NONCE,
            expiry,
        ),
        (
            "a contract nobody made",
            Place {
                contract: Address([3; 20]),
                ..here
            },
            Some(1),
            NONCE,
            expiry,
        ),
        ("another award", here, Some(2), NONCE, expiry),
        ("a new award", here, None, NONCE, expiry),
        ("another nonce", here, Some(1), NONCE + 1, expiry),
        ("another expiry", here, Some(1), NONCE, expiry + 1),
    ];
    assert_eq!(here.genesis, GENESIS);
    for (what, place, number, nonce, at) in elsewhere {
        let refusal = carry(
            &mut ledger,
            signature_at(&place, number, nonce, at),
            NONCE,
            expiry,
        )
        .expect_err(what);
        assert_eq!(refusal, Refusal::BadSignature, "{what}");
    }
    let text = text(&here, Some(1), &claim(), NONCE, expiry);
    let others = [
        (
            "another key",
            sign(&pair(who::OTHER_COOPERATIVE), text.as_bytes()),
        ),
        (
            "another text",
            sign(
                &pair(who::COOPERATIVE),
                text.replace("12000.00", "12000.01").as_bytes(),
            ),
        ),
        (
            "an unfinished wrapping",
            sign(&pair(who::COOPERATIVE), format!("<Bytes>{text}").as_bytes()),
        ),
        ("zeros", SignatureBytes([0; 64])),
        ("noise", SignatureBytes([0xee; 64])),
    ];
    for (what, signature) in others {
        assert_eq!(
            carry(&mut ledger, signature, NONCE, expiry).expect_err(what),
            Refusal::BadSignature,
            "{what}"
        );
    }
    // The amount stands in the text as it was changed above.
    assert!(text.contains("12000.00"), "{text}");
}

#[test]
fn a_signature_expires() {
    let mut ledger = with_award();
    let place = ledger.place(SubjectKind::Award);
    let now = ledger.now;
    let past = now - 1;
    let refusal = carry(
        &mut ledger,
        signature_at(&place, Some(1), NONCE, past),
        NONCE,
        past,
    )
    .expect_err("it expired");
    assert_eq!(refusal, Refusal::Expired { expiry: past, now });
    let limit = now + bounds::EXPIRY;
    let far = limit + 1;
    let refusal = carry(
        &mut ledger,
        signature_at(&place, Some(1), NONCE, far),
        NONCE,
        far,
    )
    .expect_err("too far ahead");
    assert_eq!(refusal, Refusal::ExpiryTooFar { expiry: far, limit });
    // The last moment still holds.
    carry(
        &mut ledger,
        signature_at(&place, Some(1), NONCE, now),
        NONCE,
        now,
    )
    .expect("this very second");
}
