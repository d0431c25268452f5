// SPDX-License-Identifier: EUPL-1.2
//! Making the contracts: who may, what they remember, what they refuse.

use portico_contract_tests::ledger::{CONTRACTS, GENESIS, Ledger, founder};
use portico_rules::{
    memory::sample,
    party::{PartyBody, PartyKind, PartyRow},
    primitives::{Address, Digest},
    refusal::Refusal,
    row::LedgerRow,
    subject::SubjectKind,
};

/// What a contract remembers: genesis hash, registry, agreements.
type Home = (Digest, Option<Address>, Option<Address>);

#[test]
fn the_four_contracts_are_made_and_know_their_neighbours() {
    let mut ledger = Ledger::new(sample::START);
    let registry = Some(ledger.address(SubjectKind::Party));
    let agreements = Some(ledger.address(SubjectKind::Agreement));
    for (kind, _) in CONTRACTS {
        let neighbours = match kind {
            SubjectKind::Party => (None, None),
            SubjectKind::Award => (registry, agreements),
            _ => (registry, None),
        };
        let home: Home = ledger.read(kind, "home", &());
        assert_eq!(home, (GENESIS, neighbours.0, neighbours.1), "{kind:?}");
        let held: LedgerRow = ledger.read(kind, "ledger", &());
        let expected = if kind == SubjectKind::Party {
            LedgerRow {
                entries: 1,
                subjects: 1,
                last_block: 1,
            }
        } else {
            LedgerRow::default()
        };
        assert_eq!(held, expected, "{kind:?}");
    }
    let city: Option<PartyRow> = ledger.read(SubjectKind::Party, "party", &1u32);
    assert_eq!(city.map(|row| row.kind), Some(PartyKind::Administration));
}

#[test]
fn a_registry_begins_with_its_founder_alone() {
    let mut ledger = Ledger::undeployed(sample::START);
    let PartyBody::Found(registration) = founder() else {
        panic!("the sample founds")
    };
    let register = PartyBody::Register(registration.clone());
    assert_eq!(
        ledger.found(&register).expect_err("nobody to register"),
        Refusal::UnknownKey
    );
    let cooperative = sample::registration(
        PartyKind::Cooperative,
        "Cooperativa",
        3_234_500_037,
        sample::who::CITY,
        &[portico_rules::party::Permission::ManageKeys],
    );
    let refusal = ledger
        .found(&PartyBody::Found(cooperative))
        .expect_err("a cooperative founds no registry");
    assert_eq!(
        refusal,
        Refusal::WrongKind {
            found: PartyKind::Cooperative
        }
    );
}
