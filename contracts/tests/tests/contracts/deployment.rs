// SPDX-License-Identifier: EUPL-1.2
//! Making the contracts: who may, what they remember, what they refuse.

use pallet_revive::{ExecConfig, TransactionLimits};
use portico_contract_tests::{
    artifact::Artifact,
    chain::{account, extrinsic_weight},
    ledger::{CARRIER, CONTRACTS, GENESIS, Ledger, decode, founder},
    storage,
};
use portico_rules::{
    authority::Authority,
    memory::{key, pair, sample},
    party::{PartyBody, PartyKind, PartyRow, Permission},
    primitives::{Address, Digest},
    refusal::Refusal,
    row::LedgerRow,
    subject::SubjectKind,
};
use portico_runtime::{Balance, Revive, RuntimeOrigin};
use sp_core::{H160, U256};
use sp_runtime::DispatchError;

/// What a contract remembers: genesis hash, registry, agreements, tenders.
type Home = (Digest, Option<Address>, Option<Address>, Option<Address>);

#[test]
fn the_five_contracts_are_made_and_know_their_neighbours() {
    let mut ledger = Ledger::new(sample::START);
    let registry = Some(ledger.address(SubjectKind::Party));
    let agreements = Some(ledger.address(SubjectKind::Agreement));
    let tenders = Some(ledger.address(SubjectKind::Tender));
    for (kind, _) in CONTRACTS {
        let neighbours = match kind {
            SubjectKind::Party => (None, None, None),
            SubjectKind::Award => (registry, agreements, tenders),
            _ => (registry, None, None),
        };
        let home: Home = ledger.read(kind, "home", &());
        let (registry, agreements, tenders) = neighbours;
        assert_eq!(home, (GENESIS, registry, agreements, tenders), "{kind:?}");
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

/// A stock client shows people these words: each message has them, and what may be refused says why.
#[test]
fn the_metadata_says_what_every_message_does_and_refuses() {
    for (_, contract) in CONTRACTS {
        let artifact = Artifact::read(contract);
        let spec = artifact.spec();
        let mut seen = 0;
        for list in ["constructors", "messages", "events"] {
            for item in spec[list].as_array().expect("metadata has lists") {
                let label = item["label"].as_str().expect("a label");
                let docs: Vec<&str> = item["docs"]
                    .as_array()
                    .expect("docs are a list")
                    .iter()
                    .filter_map(|line| line.as_str())
                    .collect();
                assert!(!docs.is_empty(), "{contract}: {label} has no words");
                let refuses = ["new", "submit", "fact"].contains(&label);
                let says = docs.iter().any(|line| line.trim() == "# Errors");
                assert_eq!(refuses, says, "{contract}: {label}: {docs:?}");
                seen += 1;
            }
        }
        assert!(seen > 7, "{contract}: {seen}");
    }
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
        &[Permission::ManageKeys],
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

#[test]
fn a_registry_is_founded_once() {
    let mut ledger = Ledger::new(sample::START);
    ledger.advance(6);
    let refusal = ledger
        .direct(&pair(sample::who::CITY), None, &founder_again())
        .expect_err("it was founded when it was made");
    assert_eq!(refusal, Refusal::AlreadyFounded);
}

/// The founding again, with a code and a key that nobody has yet.
fn founder_again() -> PartyBody {
    PartyBody::Found(sample::registration(
        PartyKind::Administration,
        "Comune di Altrove",
        7_234_500_037,
        sample::who::CITY,
        &[Permission::ManageKeys, Permission::Publish],
    ))
}

#[test]
fn the_founder_is_the_caller() {
    let mut ledger = Ledger::undeployed(sample::START);
    let city = key(&pair(sample::who::CITY));
    let code = ledger.artifact(SubjectKind::Party).code.clone();
    let authority = Authority::Direct {
        key: key(&pair(sample::who::COOPERATIVE)),
    };
    let data = ledger.data(SubjectKind::Party, "new", &(GENESIS, founder(), authority));
    let outcome = ledger.chain.instantiate(&city, code, data);
    let refusal = decode::<Result<(), Refusal>>(&outcome).expect_err("another's key");
    assert_eq!(refusal, Refusal::NotTheCaller);
    assert!(outcome.emitted.is_empty());
}

#[test]
fn only_administrations_bring_code() {
    let mut ledger = Ledger::new(sample::START);
    let code = ledger.artifact(SubjectKind::Import).code.clone();
    let registry = ledger.address(SubjectKind::Party);
    let data = ledger.data(SubjectKind::Import, "new", &(GENESIS, registry));
    for person in [sample::who::COOPERATIVE, CARRIER] {
        let person = key(&pair(person));
        let outcome = ledger
            .chain
            .instantiate(&person, code.clone(), data.clone());
        assert_eq!(
            outcome.result.expect_err("no administration"),
            DispatchError::BadOrigin
        );
        let uploaded = ledger.chain.with(|| {
            Revive::upload_code(
                RuntimeOrigin::signed(account(&person)),
                code.clone(),
                Balance::MAX,
            )
        });
        assert_eq!(uploaded, Err(DispatchError::BadOrigin));
    }
}

/// Whoever compares a chain with the committed metadata compares this.
#[test]
fn the_metadata_names_the_code_on_the_chain() {
    let mut ledger = Ledger::new(sample::START);
    for (kind, name) in CONTRACTS {
        let address = ledger.address(kind);
        let hash = Digest(ledger.chain.with(|| storage::code_hash(address)));
        assert_eq!(hash.to_hex(), ledger.artifact(kind).code_hash(), "{name}");
    }
}

/// Nobody sends a contract money: no message takes any.
#[test]
fn no_message_takes_money() {
    let mut ledger = Ledger::new(sample::START);
    let registry = H160(ledger.address(SubjectKind::Party).0);
    let data = ledger.data(SubjectKind::Party, "ledger", &());
    let outcome = ledger.chain.with(|| {
        Revive::bare_call(
            RuntimeOrigin::signed(account(&key(&pair(sample::who::CITY)))),
            registry,
            U256::from(1_000_000_000_000u64),
            TransactionLimits::WeightAndDeposit {
                weight_limit: extrinsic_weight(),
                deposit_limit: Balance::MAX,
            },
            data,
            &ExecConfig::new_substrate_tx(),
        )
    });
    let accepted = matches!(outcome.result, Ok(returned) if !returned.did_revert());
    assert!(!accepted, "the contract took money");
}
