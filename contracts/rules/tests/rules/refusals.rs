// SPDX-License-Identifier: EUPL-1.2
//! Is what must be refused refused, by the rule that should, and with nothing written?

use portico_rules::agreement::{AgreementBody, AgreementStatus};
use portico_rules::authority::Authority;
use portico_rules::award::{AmendmentTerms, AwardBody, AwardKind, AwardStatus, Basis, Outcome};
use portico_rules::codes::{Cig, CodeError, Cup};
use portico_rules::date::Date;
use portico_rules::import::{HistoricalRecord, ImportBody, ImportTotals, Source};
use portico_rules::ledger::Domain;
use portico_rules::memory::sample::{self, party, who};
use portico_rules::memory::{Chain, key, pair};
use portico_rules::native::sign;
use portico_rules::party::{PartyBody, PartyKind, Permission, Permissions};
use portico_rules::primitives::{Cents, Digest};
use portico_rules::refusal::{Field, Refusal};
use portico_rules::subject::SubjectKind;

fn with_parties() -> Chain {
    let mut chain = Chain::new(sample::START);
    sample::parties(&mut chain).unwrap();
    chain
}

fn with_award() -> Chain {
    let mut chain = with_parties();
    sample::agreement(&mut chain).unwrap();
    chain
        .direct(
            &pair(who::CITY),
            None,
            AwardBody::Publish(sample::publication()),
        )
        .unwrap();
    chain
}

/// Claimed and attested in full, not paid.
fn with_attested() -> Chain {
    let mut chain = with_award();
    chain
        .direct(
            &pair(who::COOPERATIVE),
            Some(1),
            sample::claim(1, 1, 1_200_000),
        )
        .unwrap();
    chain
        .direct(
            &pair(who::CITY_ATTESTS),
            Some(1),
            sample::attestation(1, 1, Outcome::Met),
        )
        .unwrap();
    chain
        .direct(
            &pair(who::OVERSIGHT),
            Some(1),
            sample::attestation(1, 1, Outcome::Met),
        )
        .unwrap();
    chain
}

fn today(chain: &Chain) -> Date {
    Date::from_unix_seconds(chain.now)
}

#[track_caller]
fn refused<D: Domain>(chain: &mut Chain, signer: u8, number: Option<u32>, body: D) -> Refusal {
    let before = (chain.rows(D::KIND), chain.entries.len());
    let refusal = chain
        .direct(&pair(signer), number, body)
        .expect_err("must be refused");
    assert_eq!(
        (chain.rows(D::KIND), chain.entries.len()),
        before,
        "nothing is written"
    );
    assert!(!refusal.to_string().is_empty());
    refusal
}

// Who signs.

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

// Parties.

#[test]
fn a_registry_is_founded_once_by_an_administration_with_its_own_key() {
    let registration = |kind, who| {
        sample::registration(
            kind,
            "Comune di Portico di Sotto",
            1_234_500_037,
            who,
            &[Permission::ManageKeys],
        )
    };
    let mut chain = Chain::new(sample::START);
    let found = PartyBody::Found(registration(PartyKind::Cooperative, who::CITY));
    assert_eq!(
        refused(&mut chain, who::CITY, None, found),
        Refusal::WrongKind {
            found: PartyKind::Cooperative
        }
    );
    let found = PartyBody::Found(registration(PartyKind::Administration, who::CITY_PAYS));
    assert_eq!(
        refused(&mut chain, who::CITY, None, found),
        Refusal::NotTheCaller
    );
    sample::parties(&mut chain).unwrap();
    let found = PartyBody::Found(registration(PartyKind::Administration, who::CITY));
    assert_eq!(
        refused(&mut chain, who::CITY, None, found),
        Refusal::AlreadyFounded
    );
}

#[test]
fn an_identifier_and_a_key_belong_to_one_party() {
    let mut chain = with_parties();
    let register = |stem, who| {
        let permissions = [Permission::ManageKeys, Permission::Sign];
        PartyBody::Register(sample::registration(
            PartyKind::Supplier,
            "Fornitore Esempio",
            stem,
            who,
            &permissions,
        ))
    };
    assert_eq!(
        refused(&mut chain, who::CITY, None, register(3_234_500_037, 50)),
        Refusal::IdentifierTaken {
            party: party::COOPERATIVE
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            None,
            register(5_234_500_037, who::COOPERATIVE)
        ),
        Refusal::KeyTaken {
            party: party::COOPERATIVE
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            None,
            register(5_234_500_037, 50)
        ),
        Refusal::MissingPermission {
            party: party::COOPERATIVE,
            needed: Permission::Publish
        }
    );
}

#[test]
fn a_wrong_tax_code_decoded_from_scale_is_refused() {
    use scale::{Decode, Encode};
    let mut chain = with_parties();
    let body = PartyBody::Register(sample::registration(
        PartyKind::Supplier,
        "Fornitore Esempio",
        5_234_500_037,
        50,
        &[Permission::ManageKeys],
    ));
    let code = sample::tax_code(5_234_500_037);
    let mut bytes = body.encode();
    let at = bytes
        .windows(11)
        .position(|window| window == code.as_bytes())
        .unwrap()
        + 10;
    bytes[at] = b'0' + (bytes[at] - b'0' + 1) % 10;
    let body = PartyBody::decode(&mut &bytes[..]).unwrap();
    assert!(matches!(
        refused(&mut chain, who::CITY, None, body),
        Refusal::Code {
            field: Field::Identifier,
            error: CodeError::CheckDigit { .. }
        }
    ));
}

#[test]
fn a_party_keeps_a_key_that_manages_keys() {
    let mut chain = with_parties();
    let revoke = PartyBody::RevokeKey {
        key: key(&pair(who::COOPERATIVE)),
        reason: "Persa".into(),
    };
    assert_eq!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(party::COOPERATIVE),
            revoke
        ),
        Refusal::LastManagingKey
    );
    let key = key(&pair(60));
    let add = PartyBody::AddKey {
        key,
        permissions: Permissions::of(&[Permission::Sign]),
        label: String::new(),
    };
    assert_eq!(
        refused(&mut chain, who::CITY, Some(party::COOPERATIVE), add),
        Refusal::NotTheAdministration {
            party: party::CITY,
            administration: party::COOPERATIVE
        }
    );
}

#[test]
fn only_an_oversight_body_vouches_and_suspends() {
    let mut chain = with_parties();
    let cooperative = Some(party::OTHER_COOPERATIVE);
    assert_eq!(
        refused(
            &mut chain,
            who::CITY_ATTESTS,
            cooperative,
            sample::standing("2027-01-01")
        ),
        Refusal::WrongKind {
            found: PartyKind::Administration
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::OVERSIGHT,
            Some(party::CITY),
            sample::standing("2027-01-01")
        ),
        Refusal::StandingNotForKind {
            found: PartyKind::Administration
        }
    );
    // A certificate that has run out is put on record, and does not vouch.
    chain
        .direct(
            &pair(who::OVERSIGHT),
            cooperative,
            sample::standing("2026-01-01"),
        )
        .unwrap();
    let mut publication = sample::publication();
    publication.basis = Basis::Act {
        reference: "DD 12/2026".into(),
    };
    publication.beneficiary = party::OTHER_COOPERATIVE;
    let refusal = refused(&mut chain, who::CITY, None, AwardBody::Publish(publication));
    assert!(
        refusal.to_string().contains("lapsed on 2026-01-01"),
        "{refusal}"
    );
    let reinstate = PartyBody::Reinstate {
        reason: "Verificata".into(),
    };
    assert_eq!(
        refused(&mut chain, who::OVERSIGHT, cooperative, reinstate),
        Refusal::NotSuspended
    );
}

#[test]
fn who_gives_powers_over_public_money_manages_keys() {
    let mut chain = with_parties();
    let publisher = 70;
    let add = PartyBody::AddKey {
        key: key(&pair(publisher)),
        permissions: Permissions::of(&[Permission::Publish]),
        label: "urp".into(),
    };
    chain
        .direct(&pair(who::CITY), Some(party::CITY), add)
        .unwrap();
    let register = |kind| {
        PartyBody::Register(sample::registration(
            kind,
            "Ente Esempio",
            6_234_500_037,
            71,
            &[Permission::ManageKeys],
        ))
    };
    for kind in [PartyKind::Administration, PartyKind::OversightBody] {
        assert_eq!(
            refused(&mut chain, publisher, None, register(kind)),
            Refusal::MissingPermission {
                party: party::CITY,
                needed: Permission::ManageKeys
            }
        );
    }
    chain
        .direct(&pair(publisher), None, register(PartyKind::ThirdSectorBody))
        .unwrap();
}

#[test]
fn a_party_is_renamed_by_itself_or_by_who_registered_it() {
    let mut chain = with_parties();
    let rename = || PartyBody::Rename {
        name: "Cooperativa Il Glicine Nuovo".into(),
        municipality: None,
    };
    assert_eq!(
        refused(
            &mut chain,
            who::OTHER_COOPERATIVE,
            Some(party::COOPERATIVE),
            rename()
        ),
        Refusal::NotTheAdministration {
            party: party::OTHER_COOPERATIVE,
            administration: party::CITY
        }
    );
    chain
        .direct(&pair(who::COOPERATIVE), Some(party::COOPERATIVE), rename())
        .unwrap();
    chain
        .direct(&pair(who::CITY), Some(party::COOPERATIVE), rename())
        .unwrap();
}

#[test]
fn names_carry_no_personal_data_and_no_hidden_characters() {
    let mut chain = with_parties();
    for (name, expected) in [
        ("Cooperativa, scrivere a info@glicine.example", "e-mail"),
        ("Cooperativa\nimporto: 1", "line"),
        ("Cooperativa \u{202e}tset", "line"),
        ("   ", "empty"),
    ] {
        let body = PartyBody::Rename {
            name: name.into(),
            municipality: None,
        };
        let sentence =
            refused(&mut chain, who::COOPERATIVE, Some(party::COOPERATIVE), body).to_string();
        assert!(sentence.contains(expected), "{sentence}");
    }
}

// Agreements.

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

// Awards.

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
        Refusal::TenderBasisNotOpen
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

fn terms(amendment: u32, first: u64, second: u64) -> AmendmentTerms {
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
    super::story::assert_folds(&chain);
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
    super::story::assert_folds(&chain);
}

// Imports.

fn source(rows: u32) -> ImportBody {
    ImportBody::Open(Source {
        sha256: Digest([3; 32]),
        format: "l190-2020".into(),
        title: "Contratti 2020".into(),
        publisher: "Comune di Portico di Sotto".into(),
        licence: "CC-BY-4.0".into(),
        uri: String::new(),
        rows,
    })
}

fn record(row: u32, awarded: u64, paid: u64) -> HistoricalRecord {
    HistoricalRecord {
        row,
        authority: None,
        recipient: sample::tax_code(5_234_500_037),
        recipient_name: "Fornitore Esempio S.r.l.".into(),
        cig: Some(Cig::parse("5462644C6C").unwrap()),
        cup: None,
        procedure: String::new(),
        awarded: Some(Cents(awarded)),
        paid: Some(Cents(paid)),
        start: None,
        end: None,
        year: Some(2020),
    }
}

#[test]
fn an_import_adds_up_and_happens_once() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    chain.direct(&city, None, source(4)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, None, source(4)),
        Refusal::AlreadyImported { import: 1 }
    );
    let records = |records| ImportBody::Record { records };
    chain
        .direct(
            &city,
            Some(1),
            records(vec![record(1, 100, 50), record(3, 10, 20)]),
        )
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            records(vec![record(3, 10, 20)])
        ),
        Refusal::RowsOutOfOrder { after: 3, found: 3 }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            records(vec![record(5, 10, 20)])
        ),
        Refusal::RowBeyondFile { found: 5, rows: 4 }
    );
    let totals = |rows, awarded, paid| ImportTotals {
        rows,
        awarded: Cents(awarded),
        paid: Cents(paid),
    };
    let finish = |recorded, rejected| ImportBody::Finish {
        recorded,
        rejected,
        rejects_sha256: Digest([1; 32]),
    };
    for (body, field) in [
        (finish(totals(1, 110, 70), totals(3, 0, 0)), Field::Records),
        (finish(totals(2, 111, 70), totals(2, 0, 0)), Field::Awarded),
        (finish(totals(2, 110, 71), totals(2, 0, 0)), Field::Paid),
        (finish(totals(2, 110, 70), totals(1, 0, 0)), Field::Rows),
    ] {
        let refusal = refused(&mut chain, who::CITY, Some(1), body);
        assert!(
            matches!(refusal, Refusal::TotalsDiffer { field: found, .. } if found == field),
            "{refusal}"
        );
    }
    chain
        .direct(&city, Some(1), finish(totals(2, 110, 70), totals(2, 5, 5)))
        .unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            records(vec![record(4, 1, 1)])
        ),
        Refusal::ImportComplete
    );
    super::story::assert_folds(&chain);
}

#[test]
fn an_import_is_its_importers() {
    let mut chain = with_parties();
    chain.direct(&pair(who::CITY), None, source(4)).unwrap();
    assert_eq!(
        refused(
            &mut chain,
            who::OVERSIGHT,
            Some(1),
            ImportBody::Record {
                records: vec![record(1, 1, 1)]
            }
        ),
        Refusal::MissingPermission {
            party: party::OVERSIGHT,
            needed: Permission::Publish
        }
    );
}
