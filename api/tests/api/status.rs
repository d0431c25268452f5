// SPDX-License-Identifier: EUPL-1.2
//! What is mirrored and how far, as `/v1/status`, `/health` and `/ready` answer.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use axum::http::{StatusCode, header};

use crate::{
    asking::{about_the_story, get},
    ledger::Mirror,
};

#[tokio::test]
async fn of_the_story() {
    insta::assert_snapshot!(about_the_story("/v1/status").await);
}

#[tokio::test]
async fn how_far_behind_is_said_where_it_is_known() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    let finalised = Arc::new(AtomicU32::new(mirror.chain.block + 30));
    config.blocks_behind = 30;
    config.finalised = Some({
        let finalised = finalised.clone();
        Arc::new(move || Some(finalised.load(Ordering::SeqCst)))
    });
    let router = portico_api::router(&config);

    let status = get(&router, "/v1/status").await.json();
    assert_eq!(status["finalised_block"], mirror.chain.block + 30);
    assert_eq!(status["blocks_behind"], 30);
    let ready = get(&router, "/ready").await;
    assert_eq!(ready.status, StatusCode::OK);
    assert_eq!(ready.json()["blocks_behind"], 30);

    finalised.fetch_add(1, Ordering::SeqCst);
    let ready = get(&router, "/ready").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ready.problem(), "/problems/not-ready");
    assert!(
        ready.json()["detail"]
            .as_str()
            .unwrap()
            .contains("31 blocks behind")
    );
    assert_eq!(ready.header(header::RETRY_AFTER), "5");

    // A node that lags behind the database is no reason for a negative number.
    finalised.store(1, Ordering::SeqCst);
    assert_eq!(get(&router, "/v1/status").await.json()["blocks_behind"], 0);
}

#[tokio::test]
async fn an_empty_ledger_has_a_status_too() {
    let mirror = Mirror::of(portico_rules::memory::Chain::new(
        portico_rules::memory::sample::START,
    ));
    let router = portico_api::router(&mirror.config());
    let status = get(&router, "/v1/status").await.json();
    assert_eq!(status["entries"], 0);
    assert_eq!(status["indexed_block"]["number"], mirror.chain.block);
    for contract in status["contracts"].as_array().unwrap() {
        assert_eq!(contract["subjects"], 0);
        assert!(contract["last_block"].is_null());
    }
    let list = get(&router, "/v1/awards").await.json();
    assert_eq!(
        list,
        serde_json::json!({ "items": [], "next_cursor": null })
    );
}
