// SPDX-License-Identifier: EUPL-1.2
//! Every command: accepted where it should be, refused to everybody else, refused where it does not fit.

use portico_contract_tests::{
    scenario::{STRANGER, Step, steps},
    twin::{Twin, Way},
};
use portico_rules::{
    date::Date,
    memory::{pair, sample},
    refusal::Refusal,
    row::{Row, RowKey},
    subject::SubjectKind,
};

const PEOPLE: [u8; 7] = [1, 2, 3, 4, 5, 6, STRANGER];

fn scenario() -> Vec<Step> {
    steps(Date::from_unix_seconds(sample::START))
}

/// Walks through the scenario; `before` sees the ledger before each step.
fn walk(way: Way, mut before: impl FnMut(&mut Twin, &Step)) -> Twin {
    let mut twin = Twin::new(sample::START);
    for step in scenario() {
        twin.advance(step.wait);
        before(&mut twin, &step);
        twin.submit(way, &pair(step.by), step.number, &step.body)
            .unwrap_or_else(|refusal| panic!("{} ({way:?}) is refused: {refusal}", step.name));
    }
    twin
}

#[test]
fn every_command_is_accepted_directly() {
    let twin = walk(Way::Direct, |_, _| ());
    assert_eq!(twin.ledger.entries.len(), 1 + scenario().len());
}

#[test]
fn every_command_is_accepted_carried() {
    let twin = walk(Way::Carried, |_, _| ());
    assert_eq!(twin.ledger.entries.len(), 1 + scenario().len());
}

/// All variants are in the scenario: whoever adds a command adds it here.
#[test]
fn the_scenario_holds_every_command() {
    let mut names: Vec<&str> = scenario().iter().map(|step| step.name).collect();
    names.sort_unstable();
    names.dedup();
    let of = |kind: &str| names.iter().filter(|name| name.starts_with(kind)).count();
    // Fourteen with the founding, five, seventeen, fourteen, three.
    assert_eq!(
        (
            of("party"),
            of("agreement"),
            of("tender"),
            of("award"),
            of("import")
        ),
        (13, 5, 17, 14, 3)
    );
}

#[test]
fn every_command_is_refused_to_everybody_else() {
    let mut refused = 0;
    walk(Way::Direct, |twin, step| {
        for number in PEOPLE {
            let by = pair(number);
            // Sometimes more than one key may sign: the rules say which.
            if twin
                .would(Way::Direct, &by, step.number, &step.body)
                .is_ok()
            {
                continue;
            }
            let refusal = twin
                .submit(Way::Direct, &by, step.number, &step.body)
                .expect_err("the rules refuse it");
            if number == STRANGER {
                assert_eq!(refusal, Refusal::UnknownKey, "{}", step.name);
            }
            refused += 1;
        }
    });
    // No command is open to more than two of the seven keys.
    assert!(
        refused >= scenario().len() * (PEOPLE.len() - 2),
        "{refused}"
    );
}

#[test]
fn every_command_is_refused_on_a_wrong_subject() {
    walk(Way::Direct, |twin, step| {
        let by = pair(step.by);
        let (wrong, expected) = match step.number {
            None => (Some(1), Some(Refusal::OpensOnly)),
            Some(_) => (None, Some(Refusal::NeedsSubject)),
        };
        let refusal = twin
            .submit(Way::Direct, &by, wrong, &step.body)
            .expect_err("a wrong subject");
        assert_eq!(Some(refusal), expected, "{}", step.name);
        if step.number.is_some() {
            twin.submit(Way::Direct, &by, Some(77), &step.body)
                .expect_err("a subject that does not exist");
        }
    });
}

/// Two ways of saying a thing twice: right after it was accepted, the same command again either fails or is a new
/// subject of its own; the rules in memory say which, the contracts must agree.
#[test]
fn every_command_repeated_is_treated_alike() {
    let mut previous: Option<Step> = None;
    walk(Way::Direct, |twin, _| {
        if let Some(step) = &previous {
            // An opening command that may be repeated would shift the numbers of the scenario.
            if step.number.is_some()
                && twin
                    .would(Way::Direct, &pair(step.by), step.number, &step.body)
                    .is_err()
            {
                twin.submit(Way::Direct, &pair(step.by), step.number, &step.body)
                    .expect_err("the rules refuse it");
            }
        }
        let at = previous
            .as_ref()
            .map_or(0, |_| twin.ledger.entries.len() - 1);
        previous = scenario().get(at).cloned();
    });
}

#[test]
fn typed_reads_say_what_the_rows_say() {
    let mut twin = walk(Way::Direct, |_, _| ());
    let mut read = 0;
    for kind in [
        SubjectKind::Party,
        SubjectKind::Agreement,
        SubjectKind::Tender,
        SubjectKind::Award,
        SubjectKind::Import,
    ] {
        for (key, row) in twin.ledger.rows(kind) {
            let raw: Option<Row> = twin.ledger.read(kind, "row", &key);
            assert_eq!(raw, Some(row), "{key:?}");
            read += 1;
            macro_rules! same {
                ($message:literal, $arguments:expr, $row:expr) => {{
                    let found = twin.ledger.read(kind, $message, &$arguments);
                    assert_eq!(Some($row), found, "{key:?}");
                }};
            }
            match (key, row) {
                (RowKey::Ledger, Row::Ledger(row)) => {
                    let found: portico_rules::row::LedgerRow =
                        twin.ledger.read(kind, "ledger", &());
                    assert_eq!(found, row);
                }
                (RowKey::Head(subject), Row::Head(row)) => same!("head", subject, row),
                (RowKey::Party(party), Row::Party(row)) => same!("party", party, row),
                (RowKey::Key(key), Row::Key(row)) => same!("key", key, row),
                (RowKey::Identifier(code), Row::Identifier(party)) => {
                    same!("party_by_tax_code", code, party)
                }
                (RowKey::Agreement(agreement), Row::Agreement(row)) => {
                    same!("agreement", agreement, row)
                }
                (RowKey::Version { agreement, version }, Row::Version(row)) => {
                    same!("version", (agreement, version), row);
                }
                (
                    RowKey::Participant {
                        agreement,
                        version,
                        party,
                    },
                    Row::Participant(row),
                ) => {
                    same!("participant", (agreement, version, party), row);
                }
                (RowKey::Award(award), Row::Award(row)) => same!("award", award, row),
                (RowKey::Milestone { award, milestone }, Row::Milestone(row)) => {
                    same!("milestone", (award, milestone), row);
                }
                (
                    RowKey::Claim {
                        award,
                        milestone,
                        claim,
                    },
                    Row::Claim(row),
                ) => {
                    same!("claim", (award, milestone, claim), row);
                }
                (
                    RowKey::Attestation {
                        award,
                        milestone,
                        claim,
                        party,
                    },
                    Row::Attestation(row),
                ) => {
                    same!("attestation", (award, milestone, claim, party), row);
                }
                (RowKey::Payment { award, payment }, Row::Payment(row)) => {
                    same!("payment", (award, payment), row)
                }
                (RowKey::Recovery { award, recovery }, Row::Recovery(row)) => {
                    same!("recovery", (award, recovery), row);
                }
                (RowKey::Amendment { award, amendment }, Row::Amendment(row)) => {
                    same!("amendment", (award, amendment), row);
                }
                (
                    RowKey::Mandate {
                        administration,
                        mandate,
                    },
                    Row::Mandate(row),
                ) => {
                    same!("mandate", (administration, mandate), row);
                }
                (RowKey::Tender(tender), Row::Tender(row)) => same!("tender", tender, row),
                (RowKey::TenderCig(cig), Row::TenderCig(tender)) => same!("with_cig", cig, tender),
                (RowKey::Bid { tender, party }, Row::Bid(row)) => {
                    same!("bid", (tender, party), row);
                }
                (RowKey::Change { tender, change }, Row::Change(row)) => {
                    same!("change", (tender, change), row);
                }
                (
                    RowKey::Subcontract {
                        tender,
                        subcontract,
                    },
                    Row::Subcontract(row),
                ) => {
                    same!("subcontract", (tender, subcontract), row);
                }
                (RowKey::AwardTender(award), Row::AwardTender(tender)) => {
                    same!("award_tender", award, tender);
                }
                (RowKey::TenderAward(tender), Row::TenderAward(award)) => {
                    same!("tender_award", tender, award);
                }
                (RowKey::Import(import), Row::Import(row)) => same!("import", import, row),
                (RowKey::ImportSource(source), Row::ImportSource(import)) => {
                    same!("import_by_source", source, import)
                }
                // Rows that only say that something is so, and those that few ask for: `row` is enough for them.
                (RowKey::Invited { .. }, Row::Invited)
                | (RowKey::Bidder { .. }, Row::Bidder)
                | (RowKey::AidAccount(_), Row::AidAccount(_))
                | (RowKey::Aid { .. }, Row::Aid(_))
                | (RowKey::Link { .. }, Row::Link(_))
                | (RowKey::Members { .. }, Row::Members(_))
                | (RowKey::AwardAid(_), Row::AwardAid(_))
                | (RowKey::AidAward { .. }, Row::AidAward(_))
                | (RowKey::Attester { .. }, Row::Attester)
                | (RowKey::AttestingKey { .. }, Row::AttestingKey)
                | (RowKey::Nonce { .. }, Row::Nonce) => (),
                (key, row) => panic!("{row:?} stands under {key:?}"),
            }
        }
    }
    assert!(read > 40, "only {read} rows");
    let none: Option<Row> = twin
        .ledger
        .read(SubjectKind::Award, "row", &RowKey::Award(9));
    assert_eq!(none, None);
}

#[test]
fn a_body_is_about_its_contract() {
    for step in scenario() {
        let word = step.body.kind().word();
        assert!(
            step.name.starts_with(word),
            "{} is about a {word}",
            step.name
        );
    }
}
