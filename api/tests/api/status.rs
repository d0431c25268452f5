// SPDX-License-Identifier: EUPL-1.2
//! What is mirrored and how far, as `/v1/status`, `/health` and `/ready` answer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use axum::http::{StatusCode, header};
use rusqlite::Connection;

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

/// The indexer may be another process: what it writes into the database is all that is known of it.
#[tokio::test]
async fn an_indexer_that_is_silent_or_behind_is_told_from_its_sign_of_life() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.clock = Arc::new(|| UNIX_EPOCH + Duration::from_secs(1_000_000));
    let router = portico_api::router(&config);
    let indexed = mirror.chain.block;
    let heard = |finalised: u32, seen_at: u64| {
        Connection::open(&config.database)
            .unwrap()
            .execute(
                "UPDATE chain SET finalised_number = ?1, seen_at = ?2",
                [u64::from(finalised), seen_at],
            )
            .unwrap();
    };
    let refused = async |part: &str| {
        let ready = get(&router, "/ready").await;
        assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(ready.problem(), "/problems/not-ready");
        let detail = ready.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(part), "{detail}");
    };

    heard(indexed + 30, 1_000_000 - 30);
    let ready = get(&router, "/ready").await;
    assert_eq!(ready.status, StatusCode::OK);
    assert_eq!(ready.json()["blocks_behind"], 30);
    let status = get(&router, "/v1/status").await.json();
    assert_eq!(status["finalised_block"], indexed + 30);

    heard(indexed + 31, 1_000_000);
    refused("31 blocks behind").await;
    heard(indexed, 1_000_000 - 31);
    refused("for 31 seconds").await;
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
