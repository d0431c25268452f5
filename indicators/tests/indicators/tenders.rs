// SPDX-License-Identifier: EUPL-1.2
//! The indicators on tenders, over tenders that the rules made: bids sealed, revealed, excluded, awarded.

use portico_rules::{
    date::Date,
    memory::sample::{self, document, salt, who},
    party::{PartyBody, PartyKind, Permission},
    primitives::Cents,
    tender::{AwardDecision, Criterion, Ranked, Standstill, TenderBody, TenderNotice},
};
use serde_json::json;

use crate::{
    all::assert_flags_hold,
    ledger::{Told, behind},
};

const DAY: u64 = 86_400;
/// The first bidder; [`Told::new`] registers the five parties before.
const FIRST: u32 = 6;
const FIRST_KEY: u8 = 30;

/// Bidders 0, 1, 2 …
fn bidders(count: u8) -> Told {
    let mut told = Told::new();
    for number in 0..count {
        let body = sample::registration(
            PartyKind::Supplier,
            &format!("Ditta {number}"),
            7_234_500_037 + u64::from(number),
            FIRST_KEY + number,
            &[Permission::ManageKeys, Permission::Sign],
        );
        told.act(who::CITY, None, PartyBody::Register(body));
    }
    told
}

/// A tender that the lowest price decides: each bid's bidder and price, and which of them are excluded; the lowest of the others wins, if
/// there is one. Its number.
fn tender(told: &mut Told, number: u32, bids: &[(u8, u64)], excluded: &[u8]) -> u32 {
    tender_by(told, number, bids, excluded, Criterion::LowestPrice)
}

fn tender_by(
    told: &mut Told,
    number: u32,
    bids: &[(u8, u64)],
    excluded: &[u8],
    criterion: Criterion,
) -> u32 {
    let now = told.chain.now;
    let notice = TenderNotice {
        cig: sample::cig(number),
        criterion,
        labour_intensive: false,
        clarify_until: now + 10 * DAY,
        bids_until: now + 40 * DAY,
        reveal_until: now + 45 * DAY,
        ..sample::tender_notice()
    };
    let tender = told.act(who::CITY, None, TenderBody::Publish(notice));
    told.days(1);
    for (bidder, price) in bids {
        let party = FIRST + u32::from(*bidder);
        let body = sample::commitment(tender, party, &salt(*bidder), &sample::offer(*price));
        told.act(FIRST_KEY + bidder, Some(tender), body);
    }
    told.days(40);
    for (bidder, price) in bids {
        let body = TenderBody::Reveal {
            salt: salt(*bidder),
            offer: sample::offer(*price),
        };
        told.act(FIRST_KEY + bidder, Some(tender), body);
    }
    told.days(5);
    for bidder in excluded {
        let body = TenderBody::Exclude {
            party: FIRST + u32::from(*bidder),
            reason: "Requisiti non posseduti".into(),
            act: document("Provvedimento di esclusione"),
        };
        told.act(who::CITY, Some(tender), body);
    }
    let mut admitted: Vec<_> = bids
        .iter()
        .filter(|(bidder, _)| !excluded.contains(bidder))
        .collect();
    admitted.sort_by_key(|(_, price)| *price);
    let Some((winner, price)) = admitted.first().copied() else {
        return tender;
    };
    let report = TenderBody::Evaluate {
        evaluation: 1,
        report: document("Verbale della commissione"),
    };
    told.act(who::CITY, Some(tender), report);
    let decision = AwardDecision {
        winner: FIRST + u32::from(*winner),
        price: Cents(*price),
        ranking: admitted
            .iter()
            .map(|(bidder, _)| Ranked {
                party: FIRST + u32::from(*bidder),
                points: 0,
            })
            .collect(),
        reason: "Prezzo più basso".into(),
        act: document("Determinazione di aggiudicazione"),
        communicated: Date::from_unix_seconds(told.chain.now),
        standstill: Standstill::Applies,
    };
    told.act(who::CITY, Some(tender), TenderBody::Award(decision));
    tender
}

fn subjects(told: &Told, indicator: &str, settings: &str) -> Vec<(String, u32)> {
    let flags = told.of(indicator, settings);
    assert_flags_hold(told, &flags);
    flags
        .into_iter()
        .map(|flag| (flag.part, flag.subject_number))
        .collect()
}

#[test]
fn r003_short_submission_period() {
    let mut told = bidders(2);
    let one = tender(&mut told, 1, &[(0, 20_000_000), (1, 21_000_000)], &[]);
    assert_eq!(subjects(&told, "R003", ""), []);
    // Six seconds less than forty days.
    assert_eq!(subjects(&told, "R003", "[R003]\nleast_days = 39"), []);
    assert_eq!(
        subjects(&told, "R003", "[R003]\nleast_days = 40"),
        [(String::new(), one)]
    );
}

#[test]
fn r018_single_bid_received() {
    let mut told = bidders(2);
    tender(&mut told, 1, &[(0, 20_000_000), (1, 21_000_000)], &[]);
    assert_eq!(subjects(&told, "R018", ""), []);
    let lonely = tender(&mut told, 2, &[(0, 20_000_000)], &[]);
    let flags = told.of("R018", "");
    assert_eq!(flags.len(), 1);
    assert_eq!(
        (flags[0].subject_number, flags[0].beneficiary),
        (lonely, Some(FIRST))
    );
    assert_eq!(behind(&flags[0]).len(), 2);
}

#[test]
fn r024_and_r058_differences_of_prices() {
    let mut told = bidders(2);
    // Differences of 9 to 12 percent, one of 1 and one of 60.
    let seconds = [109, 110, 110, 110, 111, 111, 112, 111];
    for (number, second) in (1..).zip(seconds) {
        tender(&mut told, number, &[(0, 100_000), (1, second * 1_000)], &[]);
    }
    assert_eq!(subjects(&told, "R024", ""), []);
    assert_eq!(subjects(&told, "R058", ""), []);
    let close = tender(&mut told, 20, &[(0, 100_000), (1, 101_000)], &[]);
    let far = tender(&mut told, 21, &[(0, 100_000), (1, 160_000)], &[]);
    assert_eq!(subjects(&told, "R024", ""), [(String::new(), close)]);
    assert_eq!(subjects(&told, "R058", ""), [(String::new(), far)]);
    let flag = &told.of("R024", "")[0];
    assert_eq!(
        flag.observed["difference_hundredths_of_percent"],
        json!(100)
    );
    // With too few tenders there are no quartiles, but a threshold holds.
    assert_eq!(subjects(&told, "R024", "[R024]\nleast_tenders = 11"), []);
    assert_eq!(
        subjects(&told, "R024", "[R024]\nmost_difference = [99]"),
        []
    );
    assert_eq!(
        subjects(&told, "R024", "[R024]\nmost_difference = [100]").len(),
        1
    );
    assert_eq!(
        subjects(&told, "R058", "[R058]\nleast_difference = [1200]").len(),
        2
    );
    // Where quality counts, prices alone say nothing.
    tender_by(
        &mut told,
        30,
        &[(0, 100_000), (1, 100_001)],
        &[],
        Criterion::QualityPrice,
    );
    assert_eq!(
        subjects(&told, "R024", "[R024]\nmost_difference = [99]"),
        []
    );
}

#[test]
fn r025_excessive_unsuccessful_bids() {
    let mut told = bidders(4);
    for number in 1..=6 {
        // 0 and 1 win in turn; 3 bids each time and never wins.
        let (winner, loser) = if number % 2 == 0 { (0, 1) } else { (1, 0) };
        tender(
            &mut told,
            number,
            &[(winner, 100_000), (loser, 110_000), (3, 120_000)],
            &[],
        );
    }
    tender(&mut told, 7, &[(2, 100_000)], &[]);
    let settings = "[R025]\nmost_percent = [5]";
    assert_eq!(
        subjects(&told, "R025", settings),
        [(String::new(), FIRST + 3)]
    );
    assert_eq!(
        told.of("R025", settings)[0].observed["valid_bids"],
        json!(6)
    );
    // The quartiles of four bidders' parts are 37.5 and 62.5 percent, and the fence is 0.
    assert_eq!(
        subjects(&told, "R025", "[R025]\nleast_bidders = 4"),
        [(String::new(), FIRST + 3)]
    );
    assert_eq!(subjects(&told, "R025", ""), []);
}

#[test]
fn r028_identical_bids() {
    let mut told = bidders(3);
    tender(&mut told, 1, &[(0, 100_000), (1, 100_001)], &[]);
    assert_eq!(subjects(&told, "R028", ""), []);
    let same = tender(
        &mut told,
        2,
        &[(0, 100_000), (1, 110_000), (2, 110_000)],
        &[2],
    );
    assert_eq!(
        subjects(&told, "R028", ""),
        [("price 110000".to_owned(), same)]
    );
}

#[test]
fn r030_late_bid_won() {
    let mut told = bidders(1);
    let one = tender(&mut told, 1, &[(0, 100_000)], &[]);
    assert_eq!(subjects(&told, "R030", ""), []);
    // The rules refuse a late bid, so that only a database that is not what the chain says can show one.
    let connection = told.database_to_change();
    connection
        .execute_batch("DROP TRIGGER bids_history_update; UPDATE bids SET committed_at = committed_at + 86400 * 60")
        .unwrap();
    let indicators = portico_indicators::Indicators::default();
    let flags = portico_indicators::flags(&connection, &indicators, told.today()).unwrap();
    let late: Vec<_> = flags
        .iter()
        .filter(|flag| flag.indicator == "R030")
        .collect();
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].subject_number, one);
}

#[test]
fn r035_r036_exclusions_that_leave_the_winner() {
    let mut told = bidders(3);
    tender(
        &mut told,
        1,
        &[(0, 100_000), (1, 90_000), (2, 120_000)],
        &[2],
    );
    assert_eq!(subjects(&told, "R035", ""), []);
    assert_eq!(subjects(&told, "R036", ""), []);
    let alone = tender(
        &mut told,
        2,
        &[(0, 100_000), (1, 90_000), (2, 120_000)],
        &[1, 2],
    );
    assert_eq!(subjects(&told, "R035", ""), [(String::new(), alone)]);
    assert_eq!(subjects(&told, "R035", "[R035]\nleast_excluded = 3"), []);
    assert_eq!(
        subjects(&told, "R036", ""),
        [(format!("bid of {}", FIRST + 1), alone)]
    );
    assert_eq!(told.of("R036", "")[0].amount_cents, Some(10_000));
    // Nobody is left: nothing was awarded.
    tender(&mut told, 3, &[(0, 100_000), (1, 90_000)], &[0, 1]);
    assert_eq!(subjects(&told, "R035", "").len(), 1);
    assert_eq!(subjects(&told, "R036", "").len(), 1);
}

#[test]
fn r038_excessive_disqualified_bids() {
    let mut told = bidders(9);
    for number in 1..=4 {
        let bids: Vec<_> = (0..9)
            .map(|bidder| (bidder, 100_000 + u64::from(bidder)))
            .collect();
        // Bidder 8 is excluded each time, 1 and 2 once.
        let excluded: &[u8] = if number == 1 { &[8, 1, 2] } else { &[8] };
        tender(&mut told, number, &bids, excluded);
    }
    let flags = subjects(&told, "R038", "");
    assert_eq!(flags, [("bidder".to_owned(), FIRST + 8)]);
    let settings = "[R038]\nleast_percent = [16]";
    let flags = subjects(&told, "R038", settings);
    assert!(
        flags.contains(&("administration".to_owned(), 1)),
        "{flags:?}"
    );
    assert_eq!(flags.len(), 4);
    assert_eq!(
        subjects(
            &told,
            "R038",
            "[R038]\nleast_percent = [16]\nleast_tenders = 5\nleast_bids = 5"
        ),
        []
    );
}
