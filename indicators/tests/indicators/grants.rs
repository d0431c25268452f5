// SPDX-License-Identifier: EUPL-1.2
//! The indicators on awards, each raised by one story and not by the one beside it.

use portico_rules::{
    award::{AmendmentTerms, AwardBody, AwardKind, MilestoneTerms},
    memory::sample::{self, day, document, party, who},
    primitives::Cents,
};
use serde_json::json;

use crate::ledger::{ASSOCIATION, ASSOCIATION_KEY, Told, behind};

const USUAL: &str = "";

/// An amendment that both sides sign: another amount.
pub(crate) fn amend(told: &mut Told, award: u32, amendment: u32, cents: u64) {
    let terms = AmendmentTerms {
        amendment,
        amount: Cents(cents),
        end: day("2027-09-30"),
        milestones: vec![MilestoneTerms {
            title: "Consegna".into(),
            amount: Cents(cents),
            due: day("2027-09-15"),
        }],
        reason: "Maggiori attività".into(),
        act: document("Determinazione"),
    };
    told.act(
        who::CITY,
        Some(award),
        AwardBody::ProposeAmendment(terms.clone()),
    );
    told.act(
        who::COOPERATIVE,
        Some(award),
        AwardBody::AcceptAmendment(terms),
    );
}

#[test]
fn concentration_on_one_beneficiary() {
    let mut told = Told::new();
    for _ in 0..4 {
        told.grant(ASSOCIATION, 100_000);
    }
    told.grant(party::COOPERATIVE, 400_000);
    let id = "concentration_on_one_beneficiary";
    // Half is not more than half.
    assert_eq!(told.of(id, USUAL), []);
    told.grant(party::COOPERATIVE, 1);
    let flags = told.of(id, USUAL);
    assert_eq!(flags.len(), 1);
    let flag = &flags[0];
    assert_eq!(
        (flag.subject_kind.as_str(), flag.subject_number),
        ("party", party::COOPERATIVE)
    );
    assert_eq!(flag.part, "grant 2026 administration 1");
    assert_eq!(
        (flag.administration, flag.beneficiary),
        (Some(1), Some(party::COOPERATIVE))
    );
    assert_eq!(flag.amount_cents, Some(400_001));
    assert_eq!(flag.observed["percent"], json!(50));
    assert_eq!(flag.observed["granted_by_all_awards_cents"], json!(800_001));
    assert_eq!(
        behind(flag),
        ["award 5 #0 publish award", "award 6 #0 publish award"]
    );
    // Contracts are another matter.
    told.award(AwardKind::Contract, ASSOCIATION, 9_000_000);
    assert_eq!(told.of(id, USUAL).len(), 1);
    assert_eq!(told.of(id, &format!("[{id}]\nleast_awards = 7")), []);
    assert_eq!(told.of(id, &format!("[{id}]\nleast_beneficiaries = 3")), []);
}

#[test]
fn lapsed_review_at_award() {
    let mut told = Told::new();
    let id = "lapsed_review_at_award";
    told.grant(party::COOPERATIVE, 100);
    // Whoever is no cooperative has no review.
    told.grant(ASSOCIATION, 100);
    assert_eq!(told.of(id, USUAL), []);
    // Published on 2 March: 30 days are over on 1 April.
    told.act(
        who::OVERSIGHT,
        Some(party::COOPERATIVE),
        sample::standing("2026-04-01"),
    );
    told.grant(party::COOPERATIVE, 100);
    assert_eq!(told.of(id, USUAL), []);
    told.act(
        who::OVERSIGHT,
        Some(party::COOPERATIVE),
        sample::standing("2026-03-31"),
    );
    let award = told.grant(party::COOPERATIVE, 100);
    let flags = told.of(id, USUAL);
    assert_eq!(flags.len(), 1);
    assert_eq!(flags[0].subject_number, award);
    assert_eq!(
        flags[0].observed,
        json!({ "published": "2026-03-02", "valid_until": "2026-03-31", "days_left": 29 })
    );
    assert_eq!(
        behind(&flags[0]),
        ["party 3 #3 attest standing", "award 4 #0 publish award"]
    );
    // What is attested afterwards changes nothing.
    told.act(
        who::OVERSIGHT,
        Some(party::COOPERATIVE),
        sample::standing("2027-12-31"),
    );
    assert_eq!(told.of(id, USUAL).len(), 1);
}

#[test]
fn long_unpaid() {
    let mut told = Told::new();
    let id = "long_unpaid";
    let award = told.grant(ASSOCIATION, 300_000);
    told.claim(award, ASSOCIATION_KEY, 1, 100_000);
    told.attest(award, who::CITY_ATTESTS, 1);
    told.days(20);
    told.claim(award, ASSOCIATION_KEY, 2, 50_000);
    told.attest(award, who::CITY_ATTESTS, 2);
    told.days(10);
    assert_eq!(told.of(id, USUAL), []);
    told.days(1);
    let flags = told.of(id, USUAL);
    assert_eq!(flags.len(), 1);
    assert_eq!(flags[0].part, "milestone 1");
    assert_eq!(flags[0].day, "2026-04-02");
    assert_eq!(flags[0].amount_cents, Some(150_000));
    assert_eq!(flags[0].observed["days"], json!(31));
    assert_eq!(behind(&flags[0]), ["award 1 #1 claim", "award 1 #2 attest"]);
    // Part of the first claim is paid: it is still the first claim that waits.
    told.pay(award, 1, 99_999, told.today());
    assert_eq!(told.of(id, USUAL)[0].observed["claim"], json!(1));
    told.pay(award, 2, 1, told.today());
    assert_eq!(told.of(id, USUAL), []);
    told.days(20);
    let flags = told.of(id, USUAL);
    assert_eq!(flags[0].observed["claim"], json!(2));
    assert_eq!(flags[0].amount_cents, Some(50_000));
    told.pay(award, 3, 50_000, told.today());
    assert_eq!(told.of(id, USUAL), []);
}

#[test]
fn never_confirmed() {
    let mut told = Told::new();
    let id = "never_confirmed";
    let award = told.grant(ASSOCIATION, 100_000);
    told.claim(award, ASSOCIATION_KEY, 1, 100_000);
    told.attest(award, who::CITY_ATTESTS, 1);
    for payment in 1..=4 {
        told.pay(award, payment, 25_000, told.today());
    }
    told.act(
        ASSOCIATION_KEY,
        Some(award),
        AwardBody::Confirm { payment: 1 },
    );
    let dispute = AwardBody::Dispute {
        payment: 2,
        reason: "Non arrivato".into(),
    };
    told.act(ASSOCIATION_KEY, Some(award), dispute);
    let recovery = AwardBody::Recover {
        recovery: 1,
        payment: 3,
        amount: Cents(25_000),
        reason: "Spesa non ammissibile".into(),
        act: document("Provvedimento"),
    };
    told.act(who::CITY_PAYS, Some(award), recovery);
    told.days(60);
    assert_eq!(told.of(id, USUAL), []);
    told.days(1);
    let flags = told.of(id, USUAL);
    assert_eq!(flags.len(), 1);
    assert_eq!(flags[0].part, "payment 4");
    assert_eq!(flags[0].observed["mandate"], json!("2026/4"));
    assert_eq!(behind(&flags[0]), ["award 1 #6 record payment"]);
    told.act(
        ASSOCIATION_KEY,
        Some(award),
        AwardBody::Confirm { payment: 4 },
    );
    assert_eq!(told.of(id, USUAL), []);
}

#[test]
fn payment_soon_after_attestation() {
    let mut told = Told::new();
    let id = "payment_soon_after_attestation";
    let award = told.grant(ASSOCIATION, 200_000);
    let published = told.today();
    told.days(10);
    told.claim(award, ASSOCIATION_KEY, 1, 100_000);
    told.attest(award, who::CITY_ATTESTS, 1);
    let attested = told.today();
    told.days(1);
    told.claim(award, ASSOCIATION_KEY, 2, 100_000);
    told.attest(award, who::CITY_ATTESTS, 2);
    // The day after the first attestation, for what it found; its last cent is the first claim's.
    told.pay(award, 1, 100_000, told.today());
    assert_eq!(told.of(id, USUAL), []);
    // On the day of the second attestation; and an order of before the work was claimed at all.
    told.pay(award, 2, 40_000, told.today());
    told.pay(award, 3, 40_000, published);
    told.days(1);
    told.pay(award, 4, 20_000, told.today());
    let flags = told.of(id, USUAL);
    let found: Vec<_> = flags
        .iter()
        .map(|flag| (flag.part.as_str(), &flag.observed["days"]))
        .collect();
    assert_eq!(
        found,
        [("payment 2", &json!(0)), ("payment 3", &json!(-11))]
    );
    assert_eq!(flags[0].observed["claim"], json!(2));
    assert_eq!(
        behind(&flags[0]),
        ["award 1 #4 attest", "award 1 #6 record payment"]
    );
    // Only orders of before.
    assert_eq!(told.of(id, &format!("[{id}]\nleast_days = 0")).len(), 1);
    assert_eq!(told.of(id, &format!("[{id}]\nleast_days = 2")).len(), 4);
    assert_eq!(attested.to_string(), "2026-03-12");
}

#[test]
fn repeated_amendments() {
    let mut told = Told::new();
    let id = "repeated_amendments";
    let award = told.grant(party::COOPERATIVE, 100_000);
    amend(&mut told, award, 1, 120_000);
    amend(&mut told, award, 2, 120_000);
    assert_eq!(told.of(id, USUAL), []);
    amend(&mut told, award, 3, 120_000);
    let flags = told.of(id, USUAL);
    assert_eq!(flags.len(), 1);
    assert_eq!(flags[0].amount_cents, Some(20_000));
    assert_eq!(flags[0].observed["first_end_date"], json!("2027-06-30"));
    assert_eq!(flags[0].observed["end_date"], json!("2027-09-30"));
    assert_eq!(
        behind(&flags[0]),
        [
            "award 1 #0 publish award",
            "award 1 #2 accept amendment",
            "award 1 #4 accept amendment",
            "award 1 #6 accept amendment"
        ]
    );
    // One large step is enough.
    let award = told.grant(party::COOPERATIVE, 100_000);
    amend(&mut told, award, 1, 120_001);
    assert_eq!(told.of(id, USUAL).len(), 2);
}

#[test]
fn same_attester_always() {
    let mut told = Told::new();
    let id = "same_attester_always";
    for claims in [3, 1] {
        let award = told.grant(ASSOCIATION, 100_000);
        for claim in 1..=claims {
            told.claim(award, ASSOCIATION_KEY, claim, 100);
            told.attest(award, who::CITY_ATTESTS, claim);
        }
    }
    assert_eq!(told.of(id, USUAL), []);
    told.claim(2, ASSOCIATION_KEY, 2, 100);
    told.attest(2, who::CITY_ATTESTS, 2);
    let flags = told.of(id, USUAL);
    assert_eq!(flags.len(), 1);
    assert_eq!(
        (flags[0].subject_number, flags[0].part.as_str()),
        (ASSOCIATION, "administration 1")
    );
    assert_eq!(flags[0].observed["claims"], json!(5));
    assert_eq!(flags[0].observed["attester"], json!(party::CITY));
    assert_eq!(flags[0].entry_count, 5);
    // A second pair of eyes, once.
    told.claim(2, ASSOCIATION_KEY, 3, 100);
    told.attest(2, who::OVERSIGHT, 3);
    assert_eq!(told.of(id, USUAL), []);
}

#[test]
fn split_below_threshold() {
    let mut told = Told::new();
    let id = "split_below_threshold";
    told.grant(ASSOCIATION, 900_000);
    told.grant(party::COOPERATIVE, 950_000);
    told.award(AwardKind::Contract, ASSOCIATION, 500_000);
    assert_eq!(told.of(id, USUAL), []);
    told.days(180);
    told.grant(ASSOCIATION, 99_999);
    assert_eq!(told.of(id, USUAL), []);
    told.grant(ASSOCIATION, 1);
    let flags = told.of(id, USUAL);
    assert_eq!(flags.len(), 1);
    assert_eq!(
        (flags[0].subject_number, flags[0].part.as_str()),
        (1, "threshold 1000000")
    );
    assert_eq!(flags[0].amount_cents, Some(1_000_000));
    assert_eq!(
        flags[0].observed,
        json!({ "threshold_cents": 1_000_000, "amount_cents": 900_000, "together_cents": 1_000_000, "awards": 3 })
    );
    assert_eq!(behind(&flags[0]).len(), 3);
    assert_eq!(told.of(id, &format!("[{id}]\nwithin_days = 179")), []);
    assert_eq!(told.of(id, &format!("[{id}]\nmargin_percent = 9")), []);
    // A day later is too late.
    let mut told = Told::new();
    told.grant(ASSOCIATION, 900_000);
    told.days(181);
    told.grant(ASSOCIATION, 900_000);
    assert_eq!(told.of(id, USUAL), []);
}
