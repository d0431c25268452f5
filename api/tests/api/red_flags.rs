// SPDX-License-Identifier: EUPL-1.2
//! Red flags: what is listed, of when, and that it can be computed again from what is answered.

use std::sync::Arc;

use axum::{Router, body::Body, http::Request};
use portico_indicators::Indicators;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{
    asking::{about_the_story, get},
    ledger::Mirror,
    pages::walk,
};

#[tokio::test]
async fn of_the_ledger() {
    insta::assert_snapshot!(about_the_story("/v1/red-flags?limit=2").await);
}

#[tokio::test]
async fn of_an_award() {
    insta::assert_snapshot!(
        about_the_story("/v1/awards/2/red-flags?indicator=never_confirmed").await
    );
}

#[tokio::test]
async fn of_an_award_that_is_not_there() {
    insta::assert_snapshot!(about_the_story("/v1/awards/99/red-flags").await);
}

#[tokio::test]
async fn by_an_indicator_that_is_not_there() {
    insta::assert_snapshot!(about_the_story("/v1/red-flags?indicator=greed").await);
}

fn router_with(mirror: &Mirror, settings: &str) -> Router {
    let mut config = mirror.config();
    config.indicators = Arc::new(Indicators::from_toml(settings).unwrap());
    portico_api::router(&config)
}

#[tokio::test]
async fn what_is_set_decides_and_is_told() {
    let mirror = Mirror::of_the_story();
    let settings = "[never_confirmed]\nmost_days = 3000\n[long_unpaid]\nenabled = false";
    let router = router_with(&mirror, settings);
    let flags = walk(&router, "/v1/red-flags", 200).await;
    assert!(
        flags
            .iter()
            .all(|flag| flag["indicator"] != "never_confirmed")
    );
    let answer = get(&router, "/v1/red-flags/definitions").await.json();
    let items = answer["items"].as_array().unwrap();
    assert!(items.iter().all(|item| item["indicator"] != "long_unpaid"));
    let item = items
        .iter()
        .find(|item| item["indicator"] == "never_confirmed")
        .unwrap();
    assert_eq!(item["parameters"][0]["value"], json!(3000));
    assert_eq!(item["parameters"][0]["usual"], json!(60));
    assert!(item["sql"].as_str().unwrap().contains("3000"));
}

#[tokio::test]
async fn other_settings_are_another_answer() {
    let mirror = Mirror::of_the_story();
    let tag = async |settings: &str| {
        let request = Request::get("/v1/red-flags").body(Body::empty()).unwrap();
        let answer = router_with(&mirror, settings)
            .oneshot(request)
            .await
            .unwrap();
        answer.headers()["etag"].clone()
    };
    let usual = tag("").await;
    assert_eq!(usual, tag("[never_confirmed]\nmost_days = 60").await);
    let other = tag("[never_confirmed]\nmost_days = 61").await;
    assert_ne!(usual, other);
    assert_ne!(other, tag("[never_confirmed]\nmost_days = 62").await);
}

#[tokio::test]
async fn what_could_be_seen_then_is_seen() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let of = async |at: &str| -> Vec<Value> {
        walk(
            &router,
            &format!("/v1/red-flags?indicator=never_confirmed&at={at}"),
            200,
        )
        .await
    };
    // Recorded on 2 March, and 60 days of silence later.
    assert_eq!(of("2026-05-01").await.len(), 0);
    let flags = of("2026-05-02").await;
    assert_eq!(flags.len(), 1);
    let observed = flags[0]["observed"].as_array().unwrap();
    assert!(observed.contains(&json!({ "name": "days", "value": 61 })));
    assert_eq!(flags[0]["day"], json!("2026-05-02"));
    // Before there was any award.
    assert_eq!(walk(&router, "/v1/red-flags?at=5", 200).await.len(), 0);
}

#[tokio::test]
async fn an_auditor_computes_the_same() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let answered = walk(&router, "/v1/red-flags", 3).await;
    let definitions = get(&router, "/v1/red-flags/definitions").await.json();
    let connection =
        Connection::open_with_flags(mirror.file(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut computed = Vec::new();
    for definition in definitions["items"].as_array().unwrap() {
        let sql = definition["sql"].as_str().unwrap();
        let sql = sql.replace(":day", "'2026-11-22'");
        let mut statement = connection.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| {
            Ok(json!([
                definition["indicator"],
                row.get::<_, String>("subject_kind")?,
                row.get::<_, u32>("subject_number")?,
                row.get::<_, String>("part")?,
                row.get::<_, String>("day")?,
            ]))
        });
        computed.extend(rows.unwrap().map(Result::unwrap));
    }
    let answered: Vec<_> = answered
        .iter()
        .map(|flag| {
            json!([
                flag["indicator"],
                flag["subject"]["kind"],
                flag["subject"]["id"],
                flag["part"],
                flag["day"]
            ])
        })
        .collect();
    assert_eq!(answered.len(), computed.len());
    for flag in &answered {
        assert!(computed.contains(flag), "{flag}");
    }
}

#[tokio::test]
async fn each_entry_behind_a_flag_is_in_its_subjects_trail() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for flag in walk(&router, "/v1/red-flags", 200).await {
        for entry in flag["entries"].as_array().unwrap() {
            let (kind, id) = (&entry["subject"]["kind"], &entry["subject"]["id"]);
            let kind = kind.as_str().unwrap();
            let lines = walk(
                &router,
                &format!("/v1/entries?subject_kind={kind}&subject={id}"),
                200,
            )
            .await;
            let line = lines
                .iter()
                .find(|line| line["seq"] == entry["seq"])
                .unwrap();
            assert_eq!(
                (&line["head"], &line["action"]),
                (&entry["head"], &entry["action"])
            );
        }
    }
}
