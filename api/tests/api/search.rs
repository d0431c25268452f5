// SPDX-License-Identifier: EUPL-1.2
//! Search: what is found, in which order, and that nothing that is typed breaks it.

use axum::http::StatusCode;
use portico_rules::memory::sample;
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;

use crate::{
    asking::{about_the_story, get},
    ledger::Mirror,
    pages::walk,
};

/// An address with this text in `q`.
fn uri(q: &str) -> String {
    let q: String = form_urlencoded::byte_serialize(q.as_bytes()).collect();
    format!("/v1/search?q={q}")
}

#[tokio::test]
async fn a_name() {
    insta::assert_snapshot!(about_the_story("/v1/search?q=cooperativa+glicin").await);
}

#[tokio::test]
async fn an_award_by_its_cup() {
    insta::assert_snapshot!(about_the_story("/v1/search?q=B31B26000120004").await);
}

#[tokio::test]
async fn a_milestone_that_an_amendment_renamed() {
    insta::assert_snapshot!(about_the_story("/v1/search?q=attivita&kind=milestone").await);
}

#[tokio::test]
async fn a_claim_by_what_it_states() {
    insta::assert_snapshot!(about_the_story("/v1/search?q=pomeriggi&limit=1").await);
}

#[tokio::test]
async fn as_it_stood_then() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    // Whatever the page size, the same items, each once.
    for at in [
        "2026-11-22".to_owned(),
        (mirror.chain.block - 20).to_string(),
    ] {
        let whole = walk(&router, &format!("/v1/search?q=spazio&at={at}"), 200).await;
        assert!(whole.len() > 2, "{at}: {whole:?}");
        let walked = walk(&router, &format!("/v1/search?q=spazio&at={at}"), 1).await;
        assert_eq!(walked, whole, "{at}");
    }
    let of_nothing = walk(&router, "/v1/search?q=cooperativa&at=0", 200).await;
    assert!(of_nothing.is_empty());
    // A cursor of the past is none of the present.
    let first = get(&router, "/v1/search?q=cooperativa&limit=1&at=2026-11-22").await;
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    let refused = get(
        &router,
        &format!("/v1/search?q=cooperativa&cursor={cursor}"),
    )
    .await;
    assert_eq!(refused.json()["parameter"], "cursor");
}

#[tokio::test]
async fn without_anything_to_look_for() {
    insta::assert_snapshot!(about_the_story("/v1/search?kind=award").await);
}

/// The kinds of what is found.
async fn kinds(router: &axum::Router, q: &str) -> Vec<String> {
    let mut kinds: Vec<_> = walk(router, &uri(q), 200)
        .await
        .iter()
        .map(|item| item["kind"].as_str().unwrap().to_owned())
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[tokio::test]
async fn accents_apostrophes_and_case_make_no_difference() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for q in [
        "orti di comunita",
        "ORTI DI COMUNITÀ",
        "Orti di comunita'",
        "orti comunit",
    ] {
        assert_eq!(kinds(&router, q).await, ["agreement"], "{q}");
    }
    for q in ["presa d'atto", "presa d\u{2019}atto", "presa atto"] {
        assert_eq!(kinds(&router, q).await, ["document"], "{q}");
    }
}

#[tokio::test]
async fn codes_are_found_as_they_are() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    assert_eq!(kinds(&router, "5462644C6C").await, ["award"]);
    assert_eq!(kinds(&router, "5462644c6c").await, ["award"]);
    assert_eq!(kinds(&router, "ZDB27337A5").await, ["historical_record"]);
    let tax_code = sample::tax_code(3_234_500_037);
    assert_eq!(kinds(&router, tax_code.as_str()).await, ["party"]);
}

#[tokio::test]
async fn whatever_has_a_text_is_found() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for (q, kind) in [
        ("primo spazio", "milestone"),
        ("pomeriggi", "claim"),
        ("relazione", "document"),
    ] {
        assert_eq!(kinds(&router, q).await, [kind], "{q}");
    }
    let imports = walk(&router, "/v1/imports", 200).await;
    let title = imports[0]["source"]["title"].as_str().unwrap();
    assert!(kinds(&router, title).await.contains(&"import".to_owned()));
}

#[tokio::test]
async fn only_the_kinds_that_are_asked_for() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let all = walk(&router, "/v1/search?q=ditta", 200).await;
    for kinds in [
        "party",
        "historical_record",
        "historical_record,party",
        "award",
    ] {
        let asked: Vec<&str> = kinds.split(',').collect();
        let expected: Vec<Value> = all
            .iter()
            .filter(|item| asked.contains(&item["kind"].as_str().unwrap()))
            .cloned()
            .collect();
        assert_eq!(expected.is_empty(), kinds == "award", "{kinds}");
        let found = walk(&router, &format!("/v1/search?q=ditta&kind={kinds}"), 3).await;
        assert_eq!(found, expected, "{kinds}");
    }
}

#[tokio::test]
async fn the_pieces_are_the_text() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let items = walk(&router, "/v1/search?q=portierato", 200).await;
    assert_eq!(
        items[0]["snippet"],
        serde_json::json!([{ "text": "Portierato", "found": true }, { "text": " sociale", "found": false }])
    );
}

/// Whatever is typed, the answer is a page or says what cannot be looked for; whatever the page size, the pages have the
/// same items, each once.
#[test]
fn whatever_is_typed() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let typed = prop_oneof![
        any::<String>(),
        "(\"|'|\\*|\\(|\\)|:|\\^|\\+|-|,| |AND|OR|NOT|NEAR|title|text|rank|ditta|0){1,20}",
        "(ditta|servizi|di|associazione|cooperativa|contributo|quartiere)",
    ];
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new(config)
        .run(&(typed, 1..9u32), |(q, limit)| {
            let answer = runtime.block_on(get(&router, &format!("{}&limit=200", uri(&q))));
            match answer.status {
                StatusCode::OK => {
                    let whole = answer.json();
                    let items = whole["items"].as_array().unwrap();
                    for (index, item) in items.iter().enumerate() {
                        prop_assert!(!items[..index].contains(item), "{} twice: {}", q, item);
                    }
                    prop_assert_eq!(
                        &runtime.block_on(walk(&router, &uri(&q), limit)),
                        items,
                        "{:?}",
                        q
                    );
                }
                StatusCode::BAD_REQUEST => {
                    prop_assert!(answer.json()["parameter"] == "q")
                }
                other => prop_assert!(false, "{} to {:?}", other, q),
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_named() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let long = format!("/v1/search?q={}", "x".repeat(201));
    for (uri, parameter) in [
        ("/v1/search", "q"),
        ("/v1/search?q=", "q"),
        ("/v1/search?q=%22*", "q"),
        (long.as_str(), "q"),
        ("/v1/search?q=ditta&kind=company", "kind"),
        ("/v1/search?q=ditta&kind=", "kind"),
        ("/v1/search?q=ditta&kind=party,party", "kind"),
        ("/v1/search?q=ditta&limit=0", "limit"),
        ("/v1/search?q=ditta&cursor=x", "cursor"),
    ] {
        let answer = get(&router, uri).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{uri}");
        assert_eq!(answer.json()["parameter"], parameter, "{uri}");
    }
    // The cursor of one question is refused by another.
    let first = get(&router, "/v1/search?q=ditta&limit=1").await.json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let other = get(&router, &format!("/v1/search?q=servizi&cursor={cursor}")).await;
    assert_eq!(other.json()["parameter"], "cursor");
}
