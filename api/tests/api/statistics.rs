// SPDX-License-Identifier: EUPL-1.2
//! Statistics: every sum is the sum over the list of what it sums, to the cent; historical records never count with
//! awards.

use axum::Router;
use portico_rules::{
    import::{HistoricalRecord, ImportBody, Source},
    memory::{
        pair,
        sample::{self, who},
    },
    native::sha256,
    primitives::Cents,
};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};

use crate::{
    asking::{about_the_story, get},
    ledger::Mirror,
    pages::walk,
    work_lists::with_work_left,
};

#[tokio::test]
async fn in_all() {
    insta::assert_snapshot!(about_the_story("/v1/statistics").await);
}

#[tokio::test]
async fn by_administration() {
    insta::assert_snapshot!(about_the_story("/v1/statistics/by-administration").await);
}

#[tokio::test]
async fn by_beneficiary() {
    insta::assert_snapshot!(
        about_the_story("/v1/statistics/by-beneficiary?sort=-paid&limit=2").await
    );
}

#[tokio::test]
async fn by_year() {
    insta::assert_snapshot!(about_the_story("/v1/statistics/by-year").await);
}

#[tokio::test]
async fn by_municipality() {
    insta::assert_snapshot!(about_the_story("/v1/statistics/by-municipality").await);
}

#[tokio::test]
async fn historical_by_year() {
    insta::assert_snapshot!(about_the_story("/v1/historical-statistics/by-year").await);
}

#[tokio::test]
async fn historical_by_recipient() {
    insta::assert_snapshot!(
        about_the_story("/v1/historical-statistics/by-recipient?sort=-paid&limit=1").await
    );
}

#[tokio::test]
async fn historical_by_authority() {
    insta::assert_snapshot!(about_the_story("/v1/historical-statistics/by-authority").await);
}

const GROUPS: [&str; 4] = ["administration", "beneficiary", "year", "municipality"];

/// The sums over awards as the list of awards gives them.
async fn summed(router: &Router, filters: &str) -> Value {
    let awards = walk(router, &format!("/v1/awards?{filters}"), 200).await;
    let sum = |field: &str| -> u64 {
        awards
            .iter()
            .map(|award| award[field]["cents"].as_u64().unwrap())
            .sum()
    };
    let mut open_claims = 0;
    for award in &awards {
        let detail = get(router, &format!("/v1/awards/{}", award["id"]))
            .await
            .json();
        open_claims += detail["pending_claims"].as_u64().unwrap();
    }
    json!({
        "awards": awards.len(), "granted": sum("granted"), "attested": sum("attested"), "paid": sum("paid"),
        "recovered": sum("recovered"), "open_claims": open_claims,
    })
}

/// The sums of several answers, added.
fn added(groups: &[Value]) -> Value {
    let count = |field: &str| -> u64 {
        groups
            .iter()
            .map(|group| group[field].as_u64().unwrap())
            .sum()
    };
    let sum = |field: &str| -> u64 {
        groups
            .iter()
            .map(|group| group[field]["cents"].as_u64().unwrap())
            .sum()
    };
    json!({
        "awards": count("awards"), "granted": sum("granted"), "attested": sum("attested"), "paid": sum("paid"),
        "recovered": sum("recovered"), "open_claims": count("open_claims"),
    })
}

#[test]
fn whatever_is_asked_the_sums_are_those_of_the_list() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    // What is attested and what is paid differ there.
    let mirror = with_work_left();
    let router = portico_api::router(&mirror.config());
    let filter = prop_oneof![
        Just("administration=1".to_owned()),
        (3..8u32).prop_map(|party| format!("beneficiary={party}")),
        Just("agreement=1".to_owned()),
        Just("kind=grant".to_owned()),
        Just("kind=contract".to_owned()),
        Just("status=closed".to_owned()),
        (2025..2028u32).prop_map(|year| format!("year={year}")),
        Just("municipality=037006".to_owned()),
        Just("beneficiary_municipality=037006".to_owned()),
        Just("beneficiary_municipality=037001".to_owned()),
    ];
    let filters = proptest::collection::btree_map(0..10u8, filter, 0..3);
    let config = ProptestConfig {
        cases: 40,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new(config)
        .run(&(filters, 1..20u32), |(filters, limit)| {
            let mut filters: Vec<_> = filters.into_values().collect();
            filters.sort();
            filters.dedup_by_key(|filter| filter.split('=').next().map(str::to_owned));
            let filters = filters.join("&");
            let expected = runtime.block_on(summed(&router, &filters));
            for group in GROUPS {
                let uri = format!("/v1/statistics/by-{group}?{filters}&sort=-granted");
                let groups = runtime.block_on(walk(&router, &uri.replace("?&", "?"), limit));
                prop_assert_eq!(&added(&groups), &expected, "by {} with {}", group, filters);
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[tokio::test]
async fn each_group_is_the_list_with_that_filter() {
    // What is attested and what is paid differ there.
    let mirror = with_work_left();
    let router = portico_api::router(&mirror.config());
    for group in walk(&router, "/v1/statistics/by-beneficiary", 200).await {
        let party = &group["beneficiary"]["id"];
        let expected = summed(&router, &format!("beneficiary={party}")).await;
        assert_eq!(added(std::slice::from_ref(&group)), expected);
        let total = get(&router, &format!("/v1/statistics?beneficiary={party}"))
            .await
            .json();
        assert_eq!(added(&[total["awards"].clone()]), expected);
    }
    let total = get(&router, "/v1/statistics").await.json();
    assert_eq!(added(&[total["awards"].clone()]), summed(&router, "").await);
}

#[tokio::test]
async fn the_historical_sums_are_those_of_the_records() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let records = walk(&router, "/v1/historical-records", 200).await;
    let sum = |field: &str| -> u64 {
        records
            .iter()
            .filter_map(|record| record[field]["cents"].as_u64())
            .sum()
    };
    let expected = (records.len() as u64, sum("awarded"), sum("paid"));
    assert!(expected.1 > 0 && expected.2 > 0);
    for group in ["authority", "recipient", "year"] {
        let groups = walk(&router, &format!("/v1/historical-statistics/by-{group}"), 1).await;
        let count: u64 = groups
            .iter()
            .map(|group| group["records"].as_u64().unwrap())
            .sum();
        let cents = |field: &str| -> u64 {
            groups
                .iter()
                .map(|group| group[field]["cents"].as_u64().unwrap())
                .sum()
        };
        assert_eq!(
            (count, cents("awarded"), cents("paid")),
            expected,
            "{group}"
        );
    }
}

/// Invariant 9: what files report of a party changes nothing of what was awarded to it.
#[tokio::test]
async fn historical_records_never_count_with_awards() {
    let mut mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let uri = "/v1/statistics?administration=1&beneficiary=5&year=2026";
    let before = get(&router, uri).await.json();
    assert_eq!(before["historical_records"]["records"], 0);
    let source = Source {
        sha256: sha256(b"file 3"),
        format: "l190-2020".into(),
        title: "Affidamenti 2026".into(),
        publisher: "Comune di Portico di Sotto".into(),
        licence: "CC-BY-4.0".into(),
        uri: "https://data.example/l190-2026.csv".into(),
        rows: 1,
    };
    let record = HistoricalRecord {
        row: 1,
        authority: Some(sample::tax_code(1_234_500_037)),
        recipient: sample::tax_code(5_234_500_037),
        recipient_name: "Ditta Alfa".into(),
        cig: None,
        cup: None,
        procedure: "affidamento diretto".into(),
        awarded: Some(Cents(777)),
        paid: Some(Cents(776)),
        start: None,
        end: None,
        year: Some(2026),
    };
    mirror.chain.advance(6);
    let city = pair(who::CITY);
    mirror
        .chain
        .direct(&city, None, ImportBody::Open(source))
        .unwrap();
    let records = vec![record];
    mirror
        .chain
        .direct(&city, Some(3), ImportBody::Record { after: 0, records })
        .unwrap();
    mirror.index();
    let after = get(&router, uri).await.json();
    assert_eq!(after["awards"], before["awards"]);
    let expected = json!({
        "records": 1,
        "awarded": { "cents": 777, "amount": "7.77", "currency": "EUR" },
        "paid": { "cents": 776, "amount": "7.76", "currency": "EUR" },
        "paid_above_awarded": 0,
    });
    assert_eq!(after["historical_records"], expected);
}
