// SPDX-License-Identifier: EUPL-1.2
//! One contract asks another: what it is told, and what happens if nobody, or the wrong one, answers.

use portico_contract_tests::{
    ledger::{GENESIS, Ledger, decode},
    twin::Twin,
};
use portico_rules::{
    agreement::AgreementBody,
    award::{AwardBody, Publication},
    fact::{Fact, FactValue, Question},
    memory::{key, pair, sample},
    party::{PartyBody, PartyKind},
    primitives::{Address, Key},
    refusal::Refusal,
    subject::{Subject, SubjectKind},
};
use sample::{party, who};

fn story() -> Twin {
    let mut twin = Twin::new(sample::START);
    twin.memory = sample::story().expect("the rules accept the sample");
    twin.follow();
    twin.advance(6);
    twin
}

type Answer = Result<Fact, Refusal>;

#[test]
fn each_contract_answers_what_it_knows() {
    let mut twin = story();
    let ledger = &mut twin.ledger;
    let city = Question::Signer(key(&pair(who::CITY)));
    let fact: Fact = ledger
        .read::<Answer>(SubjectKind::Party, "fact", &city)
        .expect("the registry knows the city's key");
    let FactValue::Signer(signer) = fact.value else {
        panic!("a signer was asked for: {fact:?}")
    };
    assert_eq!(
        (signer.party, signer.kind, fact.subject),
        (
            party::CITY,
            PartyKind::Administration,
            Subject::Party(party::CITY)
        )
    );
    let last = ledger
        .history(Subject::Party(party::CITY))
        .last()
        .cloned()
        .expect("the city has entries");
    assert_eq!(
        (fact.seq, fact.head),
        (last.entry.seq, last.head),
        "with the head it was read at"
    );

    let agreement = Question::Agreement {
        agreement: 1,
        party: party::COOPERATIVE,
    };
    let fact = ledger
        .read::<Answer>(SubjectKind::Agreement, "fact", &agreement)
        .expect("the agreement is known");
    assert!(
        matches!(fact.value, FactValue::Agreement(value) if value.in_force == Some(1) && value.participates)
    );

    for (kind, question, refusal) in [
        (
            SubjectKind::Party,
            Question::Signer(Key([9; 32])),
            Refusal::UnknownKey,
        ),
        (
            SubjectKind::Party,
            Question::Standing(77),
            Refusal::Unknown {
                kind: SubjectKind::Party,
                number: 77,
            },
        ),
        (SubjectKind::Party, agreement, Refusal::WrongContract),
        (SubjectKind::Agreement, city, Refusal::WrongContract),
        (SubjectKind::Award, city, Refusal::WrongContract),
        (SubjectKind::Import, agreement, Refusal::WrongContract),
        (SubjectKind::Tender, agreement, Refusal::WrongContract),
        (
            SubjectKind::Tender,
            Question::Tender(1),
            Refusal::Unknown {
                kind: SubjectKind::Tender,
                number: 1,
            },
        ),
        (
            SubjectKind::Party,
            Question::Aid { party: 3, aid: 1 },
            Refusal::NoSuchAid { party: 3, aid: 1 },
        ),
    ] {
        let found = ledger
            .read::<Answer>(kind, "fact", &question)
            .expect_err("no answer");
        assert_eq!(found, refusal, "{kind:?} asked {question:?}");
    }
}

#[test]
fn facts_stand_in_the_entry_with_their_heads() {
    let twin = story();
    let published = &twin.ledger.history(Subject::Award(1))[0].entry;
    let subjects: Vec<Subject> = published.facts.iter().map(|fact| fact.subject).collect();
    assert!(
        subjects.contains(&Subject::Agreement(1))
            && subjects.contains(&Subject::Party(party::COOPERATIVE))
    );
    for fact in &published.facts {
        let history = twin.ledger.history(fact.subject);
        let read = history
            .iter()
            .find(|appended| appended.entry.seq == fact.seq)
            .expect("the entry exists");
        assert_eq!(fact.head, read.head, "{fact:?}");
    }
}

/// What happens in one contract holds in the others from the next command on.
#[test]
fn what_the_registry_learns_the_others_obey() {
    let mut twin = story();
    let claim = sample::claim(2, 1, 1_000_000);
    let suspend = PartyBody::Suspend {
        reason: "Revisione scaduta".to_owned(),
    };
    let oversight = pair(who::OVERSIGHT);
    twin.ledger
        .direct(&oversight, Some(party::COOPERATIVE), &suspend)
        .expect("the oversight body may");
    let refusal = twin
        .ledger
        .direct(&pair(who::COOPERATIVE), Some(1), &claim)
        .expect_err("it is suspended");
    assert!(
        matches!(
            refusal,
            Refusal::NotInGoodStanding {
                party: party::COOPERATIVE,
                suspended: true,
                ..
            }
        ),
        "{refusal}"
    );
    let reinstate = PartyBody::Reinstate {
        reason: "Revisione conclusa".to_owned(),
    };
    twin.ledger
        .direct(&oversight, Some(party::COOPERATIVE), &reinstate)
        .expect("the oversight body may");
    twin.ledger
        .direct(&pair(who::COOPERATIVE), Some(1), &claim)
        .expect("it is reinstated");

    let revoke = PartyBody::RevokeKey {
        key: key(&pair(who::CITY_PAYS)),
        reason: "Cambio ufficio".to_owned(),
    };
    twin.ledger
        .direct(&pair(who::CITY), Some(party::CITY), &revoke)
        .expect("the city may");
    let date = portico_rules::date::Date::from_unix_seconds(twin.ledger.now);
    let payment = sample::payment(2, 1, 1, "2000", date);
    let refusal = twin
        .ledger
        .direct(&pair(who::CITY_PAYS), Some(1), &payment)
        .expect_err("the key was revoked");
    assert_eq!(refusal, Refusal::KeyRevoked { party: party::CITY });
}

/// A standing that lapses by time alone stops claims and payments, without anybody writing anything.
#[test]
fn a_lapsed_cooperative_neither_claims_nor_is_paid() {
    let mut twin = story();
    twin.advance(700 * 86_400);
    let refusal = twin
        .ledger
        .direct(
            &pair(who::COOPERATIVE),
            Some(1),
            &sample::claim(2, 1, 1_000_000),
        )
        .expect_err("it lapsed");
    assert!(
        matches!(
            refusal,
            Refusal::NotInGoodStanding {
                party: party::COOPERATIVE,
                suspended: false,
                ..
            }
        ),
        "{refusal}"
    );
}

#[test]
fn an_award_rests_on_an_agreement_in_force() {
    let mut twin = story();
    let terminate = AgreementBody::Terminate {
        reason: "Concluso".to_owned(),
        act: sample::document("Atto"),
    };
    twin.ledger
        .direct(&pair(who::CITY), Some(1), &terminate)
        .expect("the city may");
    let publish = AwardBody::Publish(sample::publication());
    let refusal = twin
        .ledger
        .direct(&pair(who::CITY), None, &publish)
        .expect_err("the agreement ended");
    assert_eq!(refusal, Refusal::AgreementNotInForce { agreement: 1 });
}

/// Makes an awards contract with these neighbours and publishes an award on it, which rests on the sample's agreement.
fn publish_with(ledger: &mut Ledger, registry: Address, agreements: Address) -> Refusal {
    // Nobody asks the tenders contract about it.
    let nobody = Address([0; 20]);
    publish(
        ledger,
        [registry, agreements, nobody],
        sample::publication(),
    )
}

fn publish(ledger: &mut Ledger, neighbours: [Address; 3], publication: Publication) -> Refusal {
    let [registry, agreements, tenders] = neighbours;
    let city = key(&pair(who::CITY));
    let code = ledger.artifact(SubjectKind::Award).code.clone();
    let data = ledger.data(
        SubjectKind::Award,
        "new",
        &(GENESIS, registry, agreements, tenders),
    );
    let made = ledger.chain.instantiate(&city, code, data);
    decode::<Result<(), Refusal>>(&made).expect("an empty contract");
    let awards = made.instantiated.expect("it was made");
    let authority = portico_rules::authority::Authority::Direct { key: city };
    let body = AwardBody::Publish(publication);
    let data = ledger.data(
        SubjectKind::Award,
        "submit",
        &(None::<u32>, body, authority),
    );
    let outcome = ledger.chain.call(&city, awards, data);
    assert!(outcome.emitted.is_empty());
    decode::<Result<(Subject, u32, portico_rules::primitives::Digest), Refusal>>(&outcome)
        .expect_err("nobody answers")
}

#[test]
fn without_an_answer_there_is_a_refusal() {
    let mut twin = story();
    let ledger = &mut twin.ledger;
    let (registry, agreements) = (
        ledger.address(SubjectKind::Party),
        ledger.address(SubjectKind::Agreement),
    );
    let (nobody, person) = (
        Address([9; 20]),
        Address(address_of(&key(&pair(who::CITY)))),
    );
    let precompile = Address(
        [[0; 19].as_slice(), &[2]]
            .concat()
            .try_into()
            .expect("20 bytes"),
    );
    for stranger in [nobody, person, precompile] {
        assert_eq!(
            publish_with(ledger, stranger, agreements),
            Refusal::Unanswered,
            "{stranger}"
        );
        assert_eq!(
            publish_with(ledger, registry, stranger),
            Refusal::Unanswered,
            "{stranger}"
        );
    }
    // A contract that answers, but not this question.
    assert_eq!(
        publish_with(ledger, agreements, agreements),
        Refusal::WrongContract
    );
    assert_eq!(
        publish_with(ledger, registry, registry),
        Refusal::WrongContract
    );
}

#[test]
fn an_award_of_a_tender_asks_the_tenders_contract() {
    let mut twin = story();
    let ledger = &mut twin.ledger;
    let (registry, agreements, tenders) = (
        ledger.address(SubjectKind::Party),
        ledger.address(SubjectKind::Agreement),
        ledger.address(SubjectKind::Tender),
    );
    for (asked, refusal) in [
        (
            tenders,
            Refusal::Unknown {
                kind: SubjectKind::Tender,
                number: 1,
            },
        ),
        (agreements, Refusal::WrongContract),
        (Address([9; 20]), Refusal::Unanswered),
    ] {
        assert_eq!(
            publish(
                ledger,
                [registry, agreements, asked],
                sample::contract_publication()
            ),
            refusal
        );
    }
}

/// The address of an account: the last 20 bytes of its Keccak-256.
fn address_of(key: &Key) -> [u8; 20] {
    let hash = sp_io::hashing::keccak_256(&key.0);
    hash[12..].try_into().expect("20 of 32 bytes")
}
