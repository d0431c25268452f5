// SPDX-License-Identifier: EUPL-1.2
//! Random sequences of commands by random signers, right and wrong: whatever is accepted keeps the invariants.

use portico_rules::agreement::AgreementBody;
use portico_rules::award::{AmendmentTerms, AwardBody, AwardRow, Outcome};
use portico_rules::date::Date;
use portico_rules::entry::Body;
use portico_rules::fact::FactValue;
use portico_rules::import::{HistoricalRecord, ImportBody, Source};
use portico_rules::memory::sample::{self, party, who};
use portico_rules::memory::{Chain, key, pair};
use portico_rules::party::{PartyBody, Permission, Permissions};
use portico_rules::primitives::Cents;
use portico_rules::row::{Row, RowKey};
use portico_rules::subject::SubjectKind;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Step {
    Publish,
    Claim {
        award: u32,
        milestone: u8,
        amount: u64,
    },
    Attest {
        award: u32,
        milestone: u8,
        outcome: Outcome,
    },
    Pay {
        award: u32,
        milestone: u8,
        amount: u64,
        mandate: u8,
    },
    Receipt {
        award: u32,
        payment: u32,
        confirm: bool,
    },
    Recover {
        award: u32,
        payment: u32,
        amount: u64,
    },
    Amend {
        award: u32,
        first: u64,
        second: u64,
        accept: bool,
    },
    Withdraw {
        award: u32,
    },
    Rest {
        award: u32,
        resume: bool,
    },
    Close {
        award: u32,
    },
    Standing {
        suspend: Option<bool>,
    },
    Key {
        who: u8,
        add: bool,
    },
    Sign,
    Wait {
        days: u8,
    },
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        3 => Just(Outcome::Met),
        2 => (0u64..1_300_000).prop_map(|amount| Outcome::PartlyMet { amount: Cents(amount) }),
        1 => Just(Outcome::NotMet),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let award = 1u32..3;
    let milestone = 1u8..4;
    let amount = prop_oneof![0u64..1_900_000, Just(1_200_000), Just(1_800_000), Just(100)];
    prop_oneof![
        1 => Just(Step::Publish),
        6 => (award.clone(), milestone.clone(), amount.clone())
            .prop_map(|(award, milestone, amount)| Step::Claim { award, milestone, amount }),
        10 => (award.clone(), milestone.clone(), outcome())
            .prop_map(|(award, milestone, outcome)| Step::Attest { award, milestone, outcome }),
        8 => (award.clone(), milestone, amount.clone(), 0u8..8)
            .prop_map(|(award, milestone, amount, mandate)| Step::Pay { award, milestone, amount, mandate }),
        2 => (award.clone(), 1u32..4, any::<bool>())
            .prop_map(|(award, payment, confirm)| Step::Receipt { award, payment, confirm }),
        2 => (award.clone(), 1u32..4, amount.clone())
            .prop_map(|(award, payment, amount)| Step::Recover { award, payment, amount }),
        4 => (award.clone(), amount.clone(), amount, any::<bool>())
            .prop_map(|(award, first, second, accept)| Step::Amend { award, first, second, accept }),
        1 => award.clone().prop_map(|award| Step::Withdraw { award }),
        1 => (award.clone(), any::<bool>()).prop_map(|(award, resume)| Step::Rest { award, resume }),
        1 => award.prop_map(|award| Step::Close { award }),
        1 => proptest::option::of(any::<bool>()).prop_map(|suspend| Step::Standing { suspend }),
        1 => (7u8..9, any::<bool>()).prop_map(|(who, add)| Step::Key { who, add }),
        1 => Just(Step::Sign),
        1 => (0u8..90).prop_map(|days| Step::Wait { days }),
    ]
}

fn award_row(chain: &Chain, award: u32) -> Option<AwardRow> {
    match chain.rows(SubjectKind::Award).get(&RowKey::Award(award)) {
        Some(Row::Award(row)) => Some(*row),
        _ => None,
    }
}

/// Plays one step; refusals are part of the game. Numbers that a person would read off the page are read here.
fn play(chain: &mut Chain, step: &Step, signer: u8, carried: bool, nonce: u64) {
    chain.advance(6);
    let signer = pair(signer);
    let number = |award: u32| award_row(chain, award);
    let (award, body) = match step {
        Step::Publish => (None, AwardBody::Publish(sample::publication())),
        Step::Claim {
            award,
            milestone,
            amount,
        } => {
            let rows = chain.rows(SubjectKind::Award);
            let claims = match rows.get(&RowKey::Milestone {
                award: *award,
                milestone: *milestone,
            }) {
                Some(Row::Milestone(row)) => row.claims,
                _ => 0,
            };
            (Some(*award), sample::claim(*milestone, claims + 1, *amount))
        }
        Step::Attest {
            award,
            milestone,
            outcome,
        } => {
            let rows = chain.rows(SubjectKind::Award);
            let claims = match rows.get(&RowKey::Milestone {
                award: *award,
                milestone: *milestone,
            }) {
                Some(Row::Milestone(row)) => row.claims,
                _ => 0,
            };
            (
                Some(*award),
                sample::attestation(*milestone, claims, *outcome),
            )
        }
        Step::Pay {
            award,
            milestone,
            amount,
            mandate,
        } => {
            let payments = number(*award).map_or(0, |row| row.payments);
            let date = Date::from_unix_seconds(chain.now);
            let mandate = mandate.to_string();
            (
                Some(*award),
                sample::payment(payments + 1, *milestone, *amount, &mandate, date),
            )
        }
        Step::Receipt {
            award,
            payment,
            confirm: true,
        } => (Some(*award), AwardBody::Confirm { payment: *payment }),
        Step::Receipt {
            award,
            payment,
            confirm: false,
        } => (
            Some(*award),
            AwardBody::Dispute {
                payment: *payment,
                reason: "Non pervenuto".into(),
            },
        ),
        Step::Recover {
            award,
            payment,
            amount,
        } => (
            Some(*award),
            AwardBody::Recover {
                recovery: number(*award).map_or(0, |row| row.recoveries) + 1,
                payment: *payment,
                amount: Cents(*amount),
                reason: "Spesa non ammessa".into(),
                act: sample::document("Recupero"),
            },
        ),
        Step::Amend {
            award,
            first,
            second,
            accept,
        } => {
            let amendments = number(*award).map_or(0, |row| row.amendments);
            let mut milestones = sample::publication().milestones;
            milestones[0].amount = Cents(*first);
            milestones[1].amount = Cents(*second);
            let terms = AmendmentTerms {
                amendment: amendments + u32::from(!accept),
                amount: Cents(first + second),
                end: sample::day("2027-06-30"),
                milestones,
                reason: "Rimodulazione".into(),
                act: sample::document("Atto"),
            };
            let body = if *accept {
                AwardBody::AcceptAmendment(terms)
            } else {
                AwardBody::ProposeAmendment(terms)
            };
            (Some(*award), body)
        }
        Step::Withdraw { award } => {
            let amendment = number(*award).map_or(0, |row| row.amendments);
            (
                Some(*award),
                AwardBody::WithdrawAmendment {
                    amendment,
                    reason: "Superato".into(),
                },
            )
        }
        Step::Rest {
            award,
            resume: true,
        } => (
            Some(*award),
            AwardBody::Resume {
                reason: "Fine verifica".into(),
            },
        ),
        Step::Rest {
            award,
            resume: false,
        } => (
            Some(*award),
            AwardBody::Suspend {
                reason: "Verifica".into(),
            },
        ),
        Step::Close { award } => {
            let (paid, recovered) =
                number(*award).map_or_else(Default::default, |row| (row.paid, row.recovered));
            let accounting_document = sample::document("Rendiconto");
            (
                Some(*award),
                AwardBody::Close {
                    paid,
                    recovered,
                    reason: "Conclusa".into(),
                    accounting_document,
                },
            )
        }
        Step::Standing { suspend } => {
            let body = match suspend {
                Some(true) => PartyBody::Suspend {
                    reason: "Revisione negativa".into(),
                },
                Some(false) => PartyBody::Reinstate {
                    reason: "Sanata".into(),
                },
                None => sample::standing("2028-12-31"),
            };
            let _ = chain.direct(&signer, Some(party::COOPERATIVE), body);
            return;
        }
        Step::Key { who, add } => {
            let key = key(&pair(*who));
            let body = if *add {
                let permissions = Permissions::of(&[Permission::Attest, Permission::Pay]);
                PartyBody::AddKey {
                    key,
                    permissions,
                    label: "jolly".into(),
                }
            } else {
                PartyBody::RevokeKey {
                    key,
                    reason: "Cambio ufficio".into(),
                }
            };
            let _ = chain.direct(&signer, Some(party::CITY), body);
            return;
        }
        Step::Sign => {
            let text_sha256 = sample::document("Convenzione").sha256;
            let _ = chain.direct(
                &signer,
                Some(1),
                AgreementBody::Sign {
                    version: 1,
                    text_sha256,
                },
            );
            return;
        }
        Step::Wait { days } => {
            chain.advance(u64::from(*days) * 86_400);
            return;
        }
    };
    let _ = if carried {
        chain.carried(&signer, award, body, nonce)
    } else {
        chain.direct(&signer, award, body)
    };
}

fn assert_invariants(chain: &Chain) {
    let rows = chain.rows(SubjectKind::Award);
    for number in 1..=3 {
        let Some(award) = award_row(chain, number) else {
            continue;
        };
        let mut sums = (0, 0, 0);
        for milestone in 1..=award.milestones {
            let Some(Row::Milestone(row)) = rows.get(&RowKey::Milestone {
                award: number,
                milestone,
            }) else {
                panic!("award {number} lacks milestone {milestone}")
            };
            assert!(
                row.paid <= row.attested && row.attested <= row.amount,
                "award {number}: {row:?}"
            );
            sums = (
                sums.0 + row.amount.0,
                sums.1 + row.attested.0,
                sums.2 + row.paid.0,
            );
        }
        assert_eq!(
            sums,
            (award.granted.0, award.attested.0, award.paid.0),
            "award {number}"
        );
        let mut paid = 0;
        let mut recovered = 0;
        for payment in 1..=award.payments {
            let Some(Row::Payment(row)) = rows.get(&RowKey::Payment {
                award: number,
                payment,
            }) else {
                panic!("award {number} lacks payment {payment}")
            };
            assert!(row.recovered <= row.amount);
            paid += row.amount.0;
            recovered += row.recovered.0;
        }
        assert_eq!((paid, recovered), (award.paid.0, award.recovered.0));
        assert!(
            award.recovered <= award.paid
                && award.paid <= award.attested
                && award.attested <= award.granted
        );
    }
}

/// Told from the entries alone, without the rows: who signed, what came before what, and who may not do what.
fn assert_history(chain: &Chain) {
    let mut published = BTreeSet::new();
    let mut attesting_keys = BTreeSet::new();
    let mut mandates = BTreeSet::new();
    let mut claimed = BTreeMap::new();
    for placed in &chain.entries {
        let entry = &placed.appended.entry;
        let signs = entry
            .facts
            .iter()
            .any(|fact| matches!(&fact.value, FactValue::Signer(signer) if signer.key == entry.by));
        assert!(
            signs || matches!(entry.body, Body::Party(PartyBody::Found(_))),
            "an entry without a known signer"
        );
        let Body::Award(body) = &entry.body else {
            continue;
        };
        let award = entry.subject.number();
        match body {
            AwardBody::Publish(_) => assert!(published.insert(award)),
            _ => assert!(
                published.contains(&award),
                "something happened to an award before its publication"
            ),
        }
        match body {
            AwardBody::Claim {
                milestone, claim, ..
            } => {
                claimed.insert((award, *milestone, *claim), entry.by);
            }
            AwardBody::Attest {
                milestone, claim, ..
            } => {
                assert_ne!(
                    claimed.get(&(award, *milestone, *claim)),
                    Some(&entry.by),
                    "claimed and attested by one"
                );
                attesting_keys.insert((award, *milestone, entry.by));
            }
            AwardBody::Pay(payment) => {
                assert!(
                    !attesting_keys.contains(&(award, payment.milestone, entry.by)),
                    "attested and paid by one"
                );
                assert!(
                    mandates.insert(payment.mandate.number.clone()),
                    "a mandate used twice"
                );
                let standing = entry.facts.iter().find_map(|fact| match &fact.value {
                    FactValue::Standing(standing) if standing.party == party::COOPERATIVE => {
                        Some(standing)
                    }
                    _ => None,
                });
                let standing = standing.expect("a payment reads the beneficiary's standing");
                assert!(
                    standing.is_good(Date::from_unix_seconds(entry.at)),
                    "paid to a party not in good standing"
                );
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(48),
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_the_invariants_hold(
        steps in proptest::collection::vec((step(), 1u8..10, 0u8..10, any::<bool>()), 1..80),
    ) {
        let mut chain = Chain::new(sample::START);
        sample::parties(&mut chain).unwrap();
        sample::agreement(&mut chain).unwrap();
        chain.direct(&pair(who::CITY), None, AwardBody::Publish(sample::publication())).unwrap();
        for (nonce, (step, any_signer, luck, carried)) in steps.iter().enumerate() {
            // Mostly who should sign does; otherwise anybody.
            let signer = if *luck > 1 { usual(step, *any_signer) } else { *any_signer };
            play(&mut chain, step, signer, *carried, 1_000 + nonce as u64);
            assert_invariants(&chain);
        }
        assert_history(&chain);
        super::story::assert_folds(&chain);
    }
}

fn usual(step: &Step, any_signer: u8) -> u8 {
    match step {
        Step::Claim { .. } | Step::Receipt { .. } | Step::Sign => who::COOPERATIVE,
        Step::Attest { .. } => [who::CITY_ATTESTS, who::OVERSIGHT][usize::from(any_signer % 2)],
        Step::Pay { .. } | Step::Recover { .. } => who::CITY_PAYS,
        Step::Amend { accept, .. } => {
            if *accept {
                who::COOPERATIVE
            } else {
                who::CITY
            }
        }
        Step::Standing { .. } => who::OVERSIGHT,
        _ => who::CITY,
    }
}

proptest! {
    /// Chunks of a file that are sent without waiting arrive in any order, some never, some twice: what is recorded is
    /// always the file from its beginning, without a gap and nothing twice.
    #[test]
    fn an_import_is_always_recorded_from_its_beginning(
        sizes in proptest::collection::vec(1u32..4, 1..12),
        arrivals in proptest::collection::vec(0usize..12, 0..60),
    ) {
        let mut chain = Chain::new(sample::START);
        sample::parties(&mut chain).unwrap();
        let city = pair(who::CITY);
        let mut chunks = Vec::new();
        let mut last = 0;
        for size in &sizes {
            // A rejected row before each chunk.
            let records: Vec<HistoricalRecord> = (last + 2..=last + 1 + size).map(record).collect();
            chunks.push(ImportBody::Record { after: last, records });
            last += 1 + size;
        }
        let source = Source {
            sha256: sample::document("file").sha256,
            format: "prova".into(),
            title: "Prova".into(),
            publisher: "Comune".into(),
            licence: "CC0-1.0".into(),
            uri: String::new(),
            rows: last,
        };
        chain.direct(&city, None, ImportBody::Open(source)).unwrap();
        let mut recorded = 0;
        for arrival in arrivals {
            let Some(chunk) = chunks.get(arrival) else { continue };
            let accepted = chain.direct(&city, Some(1), chunk.clone()).is_ok();
            prop_assert_eq!(accepted, arrival == recorded);
            recorded += usize::from(accepted);
        }
        let row = chain.rows(SubjectKind::Import)[&RowKey::Import(1)];
        let Row::Import(row) = row else { panic!("not an import") };
        let rows: u32 = sizes[..recorded].iter().sum();
        prop_assert_eq!((row.recorded.rows, row.last_row), (rows, rows + recorded as u32));
        super::story::assert_folds(&chain);
    }
}

fn record(row: u32) -> HistoricalRecord {
    HistoricalRecord {
        row,
        authority: None,
        recipient: sample::tax_code(5_234_500_037),
        recipient_name: String::new(),
        cig: None,
        cup: None,
        procedure: String::new(),
        awarded: Some(Cents(u64::from(row))),
        paid: None,
        start: None,
        end: None,
        year: None,
    }
}
