// SPDX-License-Identifier: EUPL-1.2
//! Officials' work lists: what waits, for whom, and that it leaves the list when it is done.

use axum::Router;
use portico_rules::{
    award::{AwardBody, Outcome},
    date::Date,
    memory::{
        pair,
        sample::{self, party, who},
    },
};
use serde_json::{Value, json};

use crate::{
    asking::{about, get},
    ledger::{Mirror, on},
    pages::walk,
};

/// The key pair and the number of the association that award 3 is for.
const ASSOCIATION_KEY: u8 = 20;
const ASSOCIATION: u32 = 6;

/// The story with work left: a claim that one of two attesters has attested, another that nobody has, and a milestone
/// attested and partly paid.
pub(crate) fn with_work_left() -> Mirror {
    let mut mirror = Mirror::of_the_story();
    act(
        &mut mirror,
        who::CITY_ATTESTS,
        1,
        sample::attestation(2, 3, Outcome::Met),
    );
    act(&mut mirror, ASSOCIATION_KEY, 3, sample::claim(1, 1, 9_000));
    act(
        &mut mirror,
        who::CITY_ATTESTS,
        3,
        sample::attestation(1, 1, Outcome::Met),
    );
    let mut payment = sample::payment(
        1,
        1,
        4_000,
        "3001",
        Date::from_unix_seconds(mirror.chain.now),
    );
    if let AwardBody::Pay(payment) = &mut payment {
        payment.cup = None;
    }
    act(&mut mirror, who::CITY_PAYS, 3, payment);
    act(
        &mut mirror,
        ASSOCIATION_KEY + 1,
        4,
        sample::claim(1, 1, 10_000),
    );
    mirror
}

fn act(mirror: &mut Mirror, who: u8, award: u32, body: AwardBody) {
    mirror.chain.advance(6);
    mirror.chain.direct(&pair(who), Some(award), body).unwrap();
    mirror.index();
}

/// The award and the milestone or payment of each item.
async fn waiting(router: &Router, uri: &str, part: &str) -> Vec<(u64, u64)> {
    let items = walk(router, uri, 200).await;
    items
        .iter()
        .map(|item| {
            (
                item["award"]["id"].as_u64().unwrap(),
                item[part].as_u64().unwrap(),
            )
        })
        .collect()
}

#[tokio::test]
async fn awaiting_attestation() {
    insta::assert_snapshot!(about(&with_work_left(), "/v1/work-lists/awaiting-attestation").await);
}

#[tokio::test]
async fn awaiting_payment() {
    insta::assert_snapshot!(about(&with_work_left(), "/v1/work-lists/awaiting-payment").await);
}

#[tokio::test]
async fn awaiting_receipt() {
    insta::assert_snapshot!(about(&with_work_left(), "/v1/work-lists/awaiting-receipt").await);
}

#[tokio::test]
async fn each_attester_sees_what_it_has_not_attested() {
    let mut mirror = with_work_left();
    let router = portico_api::router(&mirror.config());
    let list = "/v1/work-lists/awaiting-attestation";
    let by = |party| format!("{list}?attester={party}");
    assert_eq!(waiting(&router, list, "milestone").await, [(1, 2), (4, 1)]);
    assert_eq!(
        waiting(&router, &by(party::CITY), "milestone").await,
        [(4, 1)]
    );
    assert_eq!(
        waiting(&router, &by(party::OVERSIGHT), "milestone").await,
        [(1, 2)]
    );
    assert_eq!(
        waiting(&router, &by(party::COOPERATIVE), "milestone").await,
        []
    );

    act(
        &mut mirror,
        who::OVERSIGHT,
        1,
        sample::attestation(2, 3, Outcome::Met),
    );
    assert_eq!(
        waiting(&router, list, "milestone").await,
        [(4, 1)],
        "it is decided"
    );
    let payable = "/v1/work-lists/awaiting-payment";
    assert_eq!(
        waiting(&router, payable, "milestone").await,
        [(1, 2), (3, 1)],
        "and can be paid"
    );
}

#[tokio::test]
async fn what_is_paid_and_confirmed_waits_no_more() {
    let mut mirror = with_work_left();
    let router = portico_api::router(&mirror.config());
    let payable = format!("/v1/work-lists/awaiting-payment?beneficiary={ASSOCIATION}");
    let unpaid = walk(&router, &payable, 200).await;
    assert_eq!(unpaid[0]["unpaid"]["cents"], 5_000);
    let list = "/v1/work-lists/awaiting-receipt";
    assert_eq!(
        waiting(&router, list, "payment").await,
        [(1, 2), (2, 1), (3, 1)]
    );
    assert_eq!(
        waiting(&router, &format!("{list}?receipt=disputed"), "payment").await,
        [(1, 2)]
    );

    let mut payment = sample::payment(
        2,
        1,
        5_000,
        "3002",
        Date::from_unix_seconds(mirror.chain.now),
    );
    if let AwardBody::Pay(payment) = &mut payment {
        payment.cup = None;
    }
    act(&mut mirror, who::CITY_PAYS, 3, payment);
    assert_eq!(waiting(&router, &payable, "milestone").await, []);
    act(
        &mut mirror,
        ASSOCIATION_KEY,
        3,
        AwardBody::Confirm { payment: 1 },
    );
    assert_eq!(
        waiting(
            &router,
            &format!("{list}?beneficiary={ASSOCIATION}"),
            "payment"
        )
        .await,
        [(3, 2)]
    );
}

/// What can be paid is what the contract takes: one cent more is refused, the amount itself is not.
#[tokio::test]
async fn what_the_list_says_can_be_paid_the_rules_take() {
    let mut mirror = with_work_left();
    let router = portico_api::router(&mirror.config());
    let items = walk(&router, "/v1/work-lists/awaiting-payment?award=3", 200).await;
    let unpaid = items[0]["unpaid"]["cents"].as_u64().unwrap();
    let today = Date::from_unix_seconds(mirror.chain.now);
    for (amount, taken) in [(unpaid + 1, false), (unpaid, true)] {
        let mut payment = sample::payment(2, 1, amount, "3002", today);
        if let AwardBody::Pay(payment) = &mut payment {
            payment.cup = None;
        }
        mirror.chain.advance(6);
        let paid = mirror.chain.direct(&pair(who::CITY_PAYS), Some(3), payment);
        assert_eq!(paid.is_ok(), taken, "{amount}: {paid:?}");
    }
}

#[tokio::test]
async fn a_standing_is_on_the_list_in_its_last_days() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    for (today, parameters, expected) in [
        ("2026-06-01", "within_days=28", json!([])),
        ("2026-06-01", "within_days=29", json!([4])),
        ("2026-06-01", "", json!([4])),
        ("2026-05-01", "", json!([4])),
        ("2026-04-30", "", json!([])),
        ("2026-06-30", "within_days=0", json!([4])),
        ("2026-07-01", "", json!([])),
        ("2026-06-01", "within_days=1000", json!([4, 3])),
        (
            "2026-06-01",
            "within_days=1000&sort=-valid_until",
            json!([3, 4]),
        ),
        (
            "2026-06-01",
            "within_days=1000&attested_by=2",
            json!([4, 3]),
        ),
        ("2026-06-01", "within_days=1000&attested_by=1", json!([])),
        ("2026-06-01", "within_days=1000&kind=supplier", json!([])),
    ] {
        config.clock = on(today);
        let router = portico_api::router(&config);
        let uri = format!("/v1/work-lists/lapsing-standings?{parameters}");
        let answer = get(&router, &uri).await.json();
        let items = answer["items"]
            .as_array()
            .unwrap_or_else(|| panic!("{answer}"));
        let ids: Value = items.iter().map(|item| item["id"].clone()).collect();
        assert_eq!(ids, expected, "{today} {parameters}");
    }
}

#[tokio::test]
async fn lapsing_standings() {
    let mirror = Mirror::of_the_story();
    insta::assert_snapshot!(
        about(&mirror, "/v1/work-lists/lapsing-standings?within_days=500").await
    );
}
