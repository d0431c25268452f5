// SPDX-License-Identifier: EUPL-1.2
//! Parties, their keys and standing.

use super::*;

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
