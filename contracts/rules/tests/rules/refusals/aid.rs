// SPDX-License-Identifier: EUPL-1.2
//! De minimis aid: entered on the beneficiary's history, counted over its undertaking, granted once.

use super::*;
use portico_rules::bounds;
use portico_rules::entry::Body;
use portico_rules::party::{Aid, three_years_before};
use portico_rules::row::{Row, RowKey};
use proptest::prelude::*;
use sample::{aid, de_minimis_grant as de_minimis};
use std::collections::{BTreeMap, BTreeSet};

const DAY: u64 = 86_400;

fn link(other: u32) -> PartyBody {
    PartyBody::Link {
        other,
        reason: "Maggioranza dei diritti di voto".into(),
        declaration: sample::document("Dichiarazione sull'impresa unica"),
    }
}

fn unlink(other: u32) -> PartyBody {
    PartyBody::Unlink {
        other,
        reason: "Cessione della partecipazione".into(),
        declaration: sample::document("Dichiarazione sull'impresa unica"),
    }
}

fn reduce(aid: u32, amount: u64) -> PartyBody {
    PartyBody::ReduceAid {
        aid,
        amount: Cents(amount),
        reason: "Revoca parziale".into(),
        act: sample::document("Revoca"),
    }
}

fn grant(amount: u64) -> portico_rules::award::Publication {
    let AwardBody::PublishDeMinimis { publication, .. } = de_minimis(1, amount) else {
        unreachable!("it is one")
    };
    publication
}

fn above(amount: u64, received: u64) -> Refusal {
    Refusal::AboveDeMinimis {
        amount: Cents(amount),
        received: Cents(received),
        ceiling: bounds::DE_MINIMIS,
    }
}

/// A party that registered another administration under pair 72.
fn other_city(chain: &mut Chain) -> u32 {
    let registration = sample::registration(
        PartyKind::Administration,
        "Comune di Portico di Sopra",
        7_234_500_037,
        72,
        &[Permission::ManageKeys, Permission::Publish],
    );
    let appended = chain
        .direct(&pair(who::CITY), None, PartyBody::Register(registration))
        .unwrap();
    appended.entry.subject.number()
}

#[test]
fn an_undertaking_never_receives_more_than_the_ceiling_in_three_years() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    let to = Some(party::COOPERATIVE);
    assert_eq!(
        refused(&mut chain, who::CITY, to, aid(1, 30_000_001)),
        above(30_000_001, 0)
    );
    chain.direct(&city, to, aid(1, 20_000_000)).unwrap();
    chain.advance(400 * DAY);
    chain.direct(&city, to, aid(2, 9_000_000)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, to, aid(3, 1_000_001)),
        above(1_000_001, 29_000_000)
    );
    // Another administration's aid counts with this one's.
    other_city(&mut chain);
    assert_eq!(
        refused(&mut chain, 72, to, aid(3, 1_000_001)),
        above(1_000_001, 29_000_000)
    );
    chain.direct(&pair(72), to, aid(3, 1_000_000)).unwrap();
    // Aid 1 was granted on 2 March 2026: it counts until 1 March 2029.
    chain.now = sample::START;
    chain.advance((365 * 3 + 1) * DAY - DAY);
    assert_eq!(today(&chain), sample::day("2029-03-01"));
    assert_eq!(
        refused(&mut chain, who::CITY, to, aid(4, 1)),
        above(1, 30_000_000)
    );
    chain.advance(DAY);
    assert_eq!(
        refused(&mut chain, who::CITY, to, aid(4, 20_000_001)),
        above(20_000_001, 10_000_000)
    );
    chain.direct(&city, to, aid(4, 20_000_000)).unwrap();
    crate::story::assert_folds(&chain);
}

#[test]
fn what_was_received_elsewhere_counts() {
    let mut chain = with_parties();
    let to = Some(party::COOPERATIVE);
    let with_elsewhere = |elsewhere| {
        let PartyBody::RegisterAid(mut one) = aid(1, 10_000_000) else {
            unreachable!("it is one")
        };
        one.elsewhere = Cents(elsewhere);
        PartyBody::RegisterAid(one)
    };
    assert_eq!(
        refused(&mut chain, who::CITY, to, with_elsewhere(20_000_001)),
        above(10_000_000, 20_000_001)
    );
    assert_eq!(
        refused(&mut chain, who::CITY, to, with_elsewhere(u64::MAX)),
        Refusal::AmountOutOfRange {
            field: Field::Elsewhere,
            found: Cents(u64::MAX)
        }
    );
    chain
        .direct(&pair(who::CITY), to, with_elsewhere(20_000_000))
        .unwrap();
}

#[test]
fn an_aid_is_entered_whole_by_an_administration_for_an_undertaking() {
    let mut chain = with_parties();
    let to = Some(party::COOPERATIVE);
    assert_eq!(
        refused(&mut chain, who::COOPERATIVE, to, aid(1, 100)),
        Refusal::MissingPermission {
            party: party::COOPERATIVE,
            needed: Permission::Publish
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(party::OVERSIGHT), aid(1, 100)),
        Refusal::WrongKind {
            found: PartyKind::OversightBody
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, to, aid(2, 100)),
        Refusal::NumberExpected {
            expected: 1,
            found: 2
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, to, aid(1, 0)),
        Refusal::AmountOutOfRange {
            field: Field::Amount,
            found: Cents(0)
        }
    );
    let change = |change: &dyn Fn(&mut Aid)| {
        let PartyBody::RegisterAid(mut one) = aid(1, 100) else {
            unreachable!("it is one")
        };
        change(&mut one);
        PartyBody::RegisterAid(one)
    };
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            to,
            change(&|one| one.legal_basis.clear())
        ),
        Refusal::Empty {
            field: Field::LegalBasis
        }
    );
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            to,
            change(&|one| one.declaration.sha256 = Digest([0; 32]))
        ),
        Refusal::ZeroDigest {
            field: Field::Report
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(88), aid(1, 100)),
        Refusal::Unknown {
            kind: SubjectKind::Party,
            number: 88
        }
    );
}

#[test]
fn linked_parties_are_one_undertaking() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    let (one, two) = (party::COOPERATIVE, party::OTHER_COOPERATIVE);
    chain.direct(&city, Some(two), aid(1, 20_000_000)).unwrap();
    for other in [one, 88] {
        let refusal = refused(&mut chain, who::CITY, Some(one), link(other));
        let expected = if other == one {
            Refusal::AlreadyLinked { party: one, other }
        } else {
            Refusal::Unknown {
                kind: SubjectKind::Party,
                number: 88,
            }
        };
        assert_eq!(refusal, expected);
    }
    assert_eq!(
        refused(&mut chain, who::CITY, Some(one), link(party::OVERSIGHT)),
        Refusal::WrongKind {
            found: PartyKind::OversightBody
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, Some(one), unlink(two)),
        Refusal::NotLinked {
            party: one,
            other: two
        }
    );
    chain.direct(&city, Some(one), link(two)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(one), link(two)),
        Refusal::AlreadyLinked {
            party: one,
            other: two
        }
    );
    // A link is one only if both say so.
    assert_eq!(
        refused(&mut chain, who::CITY, Some(one), aid(1, 100)),
        Refusal::LinksDiffer {
            party: one,
            other: two
        }
    );
    chain.direct(&city, Some(two), link(one)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(one), aid(1, 10_000_001)),
        above(10_000_001, 20_000_000)
    );
    chain.direct(&city, Some(one), aid(1, 10_000_000)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(two), aid(2, 1)),
        above(1, 30_000_000),
        "and the other way round"
    );
    // The link ends on both sides; each keeps what it received.
    chain.direct(&city, Some(one), unlink(two)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, Some(two), aid(2, 1)),
        Refusal::LinksDiffer {
            party: two,
            other: one
        }
    );
    chain.direct(&city, Some(two), unlink(one)).unwrap();
    chain.direct(&city, Some(two), aid(2, 10_000_000)).unwrap();
    crate::story::assert_folds(&chain);
}

#[test]
fn an_undertaking_has_a_bounded_number_of_parties() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    let suppliers: Vec<u32> = (0..=bounds::LINKS as u8)
        .map(|number| {
            let registration = sample::registration(
                PartyKind::Supplier,
                "Fornitore Esempio S.r.l.",
                6_000_000_000 + u64::from(number),
                100 + number,
                &[Permission::ManageKeys],
            );
            let body = PartyBody::Register(registration);
            let appended = chain.direct(&city, None, body).unwrap();
            appended.entry.subject.number()
        })
        .collect();
    let to = Some(party::COOPERATIVE);
    for supplier in &suppliers[..bounds::LINKS] {
        chain.direct(&city, to, link(*supplier)).unwrap();
    }
    assert_eq!(
        refused(&mut chain, who::CITY, to, link(suppliers[bounds::LINKS])),
        Refusal::TooMany {
            field: Field::Links,
            found: bounds::LINKS as u32 + 1,
            limit: bounds::LINKS as u32
        }
    );
    // The first goes, the last takes its place; none is lost.
    chain.direct(&city, to, unlink(suppliers[0])).unwrap();
    let left: Vec<u32> = chain
        .rows(SubjectKind::Party)
        .into_iter()
        .filter_map(|row| match row {
            (RowKey::Link { party, .. }, Row::Link(other)) if Some(party) == to => Some(other),
            _ => None,
        })
        .collect();
    let last = bounds::LINKS - 1;
    let mut expected = vec![suppliers[last]];
    expected.extend(&suppliers[1..last]);
    assert_eq!(left, expected);
    crate::story::assert_folds(&chain);
}

#[test]
fn aids_that_cannot_be_added_up_are_refused() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    let to = Some(party::COOPERATIVE);
    for number in 1..=bounds::AIDS as u32 + 1 {
        let result = chain.direct(&city, to, aid(number, 1));
        // Those before are added up, this one beside them.
        assert!(result.is_ok(), "{number}: {result:?}");
    }
    assert_eq!(
        refused(&mut chain, who::CITY, to, aid(bounds::AIDS as u32 + 2, 1)),
        Refusal::TooMany {
            field: Field::Aids,
            found: bounds::AIDS as u32 + 1,
            limit: bounds::AIDS as u32
        }
    );
}

#[test]
fn an_aid_is_lowered_by_whoever_entered_it() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    let to = Some(party::COOPERATIVE);
    chain.direct(&city, to, aid(1, 30_000_000)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, to, reduce(2, 1)),
        Refusal::NoSuchAid {
            party: party::COOPERATIVE,
            aid: 2
        }
    );
    assert_eq!(
        refused(&mut chain, who::CITY, to, reduce(1, 30_000_000)),
        Refusal::AidNotReduced {
            amount: Cents(30_000_000),
            registered: Cents(30_000_000)
        }
    );
    let other = other_city(&mut chain);
    assert_eq!(
        refused(&mut chain, 72, to, reduce(1, 1)),
        Refusal::NotTheAdministration {
            party: other,
            administration: party::CITY
        }
    );
    chain.direct(&city, to, reduce(1, 29_999_999)).unwrap();
    chain.direct(&pair(72), to, aid(2, 1)).unwrap();
    chain.direct(&city, to, reduce(1, 0)).unwrap();
    crate::story::assert_folds(&chain);
}

#[test]
fn a_grant_under_the_regime_gives_an_aid_that_was_entered_for_it() {
    let mut chain = with_parties();
    let city = pair(who::CITY);
    assert_eq!(
        refused(&mut chain, who::CITY, None, de_minimis(1, 3_000_000)),
        Refusal::NoSuchAid {
            party: party::COOPERATIVE,
            aid: 1
        }
    );
    let to = Some(party::COOPERATIVE);
    chain.direct(&city, to, aid(1, 3_000_000)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, None, de_minimis(1, 2_999_999)),
        Refusal::AidDiffers {
            party: party::COOPERATIVE,
            aid: 1,
            amount: Cents(2_999_999),
            registered: Cents(3_000_000)
        }
    );
    let mut contract = grant(3_000_000);
    contract.kind = AwardKind::Contract;
    contract.cig = Some(sample::cig(1));
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            None,
            AwardBody::PublishDeMinimis {
                publication: contract,
                aid: 1
            }
        ),
        Refusal::NotAGrant
    );
    other_city(&mut chain);
    assert_eq!(
        refused(&mut chain, 72, None, de_minimis(1, 3_000_000)),
        Refusal::AidOfAnother {
            party: party::COOPERATIVE,
            aid: 1,
            administration: party::CITY
        }
    );
    // All rules of a publication hold besides.
    let mut incomplete = grant(3_000_000);
    incomplete.office.clear();
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            None,
            AwardBody::PublishDeMinimis {
                publication: incomplete,
                aid: 1
            }
        ),
        Refusal::Empty {
            field: Field::Office
        }
    );
    chain.direct(&city, None, de_minimis(1, 3_000_000)).unwrap();
    assert_eq!(
        refused(&mut chain, who::CITY, None, de_minimis(1, 3_000_000)),
        Refusal::AidHasAward { aid: 1, award: 1 }
    );
    let terms = |amount| {
        let mut milestones = grant(amount).milestones;
        milestones[0].amount = Cents(amount);
        AmendmentTerms {
            amendment: 1,
            amount: Cents(amount),
            end: sample::day("2027-06-30"),
            milestones,
            reason: "Più ore".into(),
            act: sample::document("Atto"),
        }
    };
    assert_eq!(
        refused(
            &mut chain,
            who::CITY,
            Some(1),
            AwardBody::ProposeAmendment(terms(3_000_001))
        ),
        Refusal::AidDiffers {
            party: party::COOPERATIVE,
            aid: 1,
            amount: Cents(3_000_001),
            registered: Cents(3_000_000)
        }
    );
    chain
        .direct(
            &city,
            Some(1),
            AwardBody::ProposeAmendment(terms(2_500_000)),
        )
        .unwrap();
    // The aid is lowered before the beneficiary accepts.
    chain.direct(&city, to, reduce(1, 2_000_000)).unwrap();
    assert!(matches!(
        refused(
            &mut chain,
            who::COOPERATIVE,
            Some(1),
            AwardBody::AcceptAmendment(terms(2_500_000))
        ),
        Refusal::AidDiffers { .. }
    ));
    crate::story::assert_folds(&chain);
}

#[test]
fn three_years_are_counted_by_the_calendar() {
    for (day, before) in [
        ("2029-03-01", "2026-03-01"),
        ("2028-02-29", "2025-02-28"),
        ("2031-02-28", "2028-02-28"),
        ("1971-06-01", "1970-01-01"),
    ] {
        assert_eq!(three_years_before(sample::day(day)), sample::day(before));
    }
}

/// What happens to the aid of three parties, at random.
#[derive(Clone, Debug)]
enum Step {
    Aid {
        to: usize,
        amount: u64,
        elsewhere: u64,
    },
    Reduce {
        to: usize,
        aid: u32,
        amount: u64,
    },
    Link {
        one: usize,
        two: usize,
        both: bool,
        end: bool,
    },
    Wait {
        days: u64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let party = || 0usize..3;
    prop_oneof![
        8 => (party(), 1u64..32_000_000, prop_oneof![3 => Just(0u64), 1 => 0u64..20_000_000])
            .prop_map(|(to, amount, elsewhere)| Step::Aid { to, amount, elsewhere }),
        2 => (party(), 1u32..4, 0u64..20_000_000)
            .prop_map(|(to, aid, amount)| Step::Reduce { to, aid, amount }),
        3 => (party(), party(), prop::bool::weighted(0.8), prop::bool::weighted(0.3))
            .prop_map(|(one, two, both, end)| Step::Link { one, two, both, end }),
        2 => (0u64..700).prop_map(|days| Step::Wait { days }),
    ]
}

proptest! {
    /// Told from the entries alone: whenever an aid was entered, its undertaking had not received more than the ceiling in the three
    /// years up to that day, this aid and what was declared included.
    #[test]
    fn whatever_happens_no_undertaking_exceeds_the_ceiling(steps in prop::collection::vec(step(), 1..40)) {
        const PARTIES: [u32; 3] = [party::COOPERATIVE, party::OTHER_COOPERATIVE, party::SUPPLIER];
        let mut chain = with_parties();
        sample::bidders(&mut chain).unwrap();
        let city = pair(who::CITY);
        for step in steps {
            chain.advance(6);
            match step {
                Step::Aid { to, amount, elsewhere } => {
                    let key = RowKey::AidAccount(PARTIES[to]);
                    let last = match chain.rows(SubjectKind::Party).get(&key) {
                        Some(Row::AidAccount(row)) => row.aids,
                        _ => 0,
                    };
                    let PartyBody::RegisterAid(mut body) = aid(last + 1, amount) else {
                        unreachable!("it is one")
                    };
                    body.elsewhere = Cents(elsewhere);
                    let _ = chain.direct(&city, Some(PARTIES[to]), PartyBody::RegisterAid(body));
                }
                Step::Reduce { to, aid, amount } => {
                    let _ = chain.direct(&city, Some(PARTIES[to]), reduce(aid, amount));
                }
                Step::Link { one, two, both, end } => {
                    let body = if end { unlink } else { link };
                    let (one, two) = (PARTIES[one], PARTIES[two]);
                    let _ = chain.direct(&city, Some(one), body(two));
                    if both {
                        let _ = chain.direct(&city, Some(two), body(one));
                    }
                }
                Step::Wait { days } => chain.advance(days * DAY),
            }
        }
        let mut aids: BTreeMap<(u32, u32), (u64, Cents)> = BTreeMap::new();
        let mut links: BTreeSet<(u32, u32)> = BTreeSet::new();
        for placed in &chain.entries {
            let entry = &placed.appended.entry;
            let Body::Party(body) = &entry.body else { continue };
            let party = entry.subject.number();
            match body {
                PartyBody::Link { other, .. } => {
                    links.insert((party, *other));
                }
                PartyBody::Unlink { other, .. } => {
                    links.remove(&(party, *other));
                }
                PartyBody::ReduceAid { aid, amount, .. } => {
                    aids.get_mut(&(party, *aid)).unwrap().1 = *amount;
                }
                PartyBody::RegisterAid(body) => {
                    aids.insert((party, body.aid), (entry.at, body.amount));
                    let undertaking: BTreeSet<u32> = (links.iter())
                        .filter(|(one, _)| *one == party)
                        .map(|(_, other)| *other)
                        .chain([party])
                        .collect();
                    // Each with all others.
                    for one in &undertaking {
                        for two in &undertaking {
                            prop_assert!(one == two || links.contains(&(*one, *two)));
                        }
                    }
                    let after = three_years_before(Date::from_unix_seconds(entry.at));
                    let received: u64 = (aids.iter())
                        .filter(|((of, _), (at, _))| {
                            undertaking.contains(of) && Date::from_unix_seconds(*at) > after
                        })
                        .map(|(_, (_, amount))| amount.0)
                        .sum();
                    prop_assert!(received + body.elsewhere.0 <= bounds::DE_MINIMIS.0);
                }
                _ => {}
            }
        }
        crate::story::assert_folds(&chain);
    }
}
