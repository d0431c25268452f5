// SPDX-License-Identifier: EUPL-1.2
//! Asking again: an answer that is still good is not sent twice, nor read twice, and one that is not is.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use axum::{
    Router,
    http::{StatusCode, header},
};
use portico_rules::memory::{
    pair,
    sample::{self, day, party, who},
};
use rusqlite::Connection;

use crate::{
    asking::{Answer, get, get_with},
    ledger::{Mirror, on},
};

const CITY: &str = "/v1/parties/1";

async fn tag(router: &Router) -> String {
    get(router, CITY).await.header(header::ETAG).to_owned()
}

async fn again(router: &Router, tags: &str) -> Answer {
    get_with(router, CITY, &[(header::IF_NONE_MATCH, tags)]).await
}

#[tokio::test]
async fn what_the_caller_has_is_not_sent_again() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let tag = tag(&router).await;
    let strong = tag.trim_start_matches("W/");
    for tags in [tag.clone(), strong.to_owned(), format!("\"other\", {tag}")] {
        let answer = again(&router, &tags).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{tags}");
        assert_eq!(answer.header(header::ETAG), tag);
        assert!(answer.body.is_empty());
    }
    for tags in ["\"other\"", "", "*", "W/\"\""] {
        assert_eq!(again(&router, tags).await.status, StatusCode::OK, "{tags}");
    }
}

#[tokio::test]
async fn a_new_entry_makes_answers_old_and_an_empty_block_does_not() {
    let mut mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let tag = tag(&router).await;

    mirror.chain.advance(6);
    mirror.index();
    let status = get(&router, "/v1/status").await.json();
    assert_eq!(status["indexed_block"]["number"], mirror.chain.block);
    assert_eq!(again(&router, &tag).await.status, StatusCode::NOT_MODIFIED);

    mirror.chain.advance(6);
    let body = sample::standing("2028-06-30");
    mirror
        .chain
        .direct(&pair(who::OVERSIGHT), Some(party::COOPERATIVE), body)
        .unwrap();
    mirror.index();
    assert_eq!(again(&router, &tag).await.status, StatusCode::OK);
    let cooperative = get(&router, "/v1/parties/3").await.json();
    assert_eq!(cooperative["standing"]["valid_until"], "2028-06-30");
}

#[tokio::test]
async fn a_standing_lapses_with_the_day_and_so_do_the_answers() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    let mut tags = Vec::new();
    for (day, good) in [("2027-12-31", true), ("2028-01-01", false)] {
        config.clock = on(day);
        let answer = get(&portico_api::router(&config), "/v1/parties/3").await;
        let standing = &answer.json()["standing"];
        assert_eq!(
            (&standing["good"], &standing["as_of"]),
            (&good.into(), &day.into())
        );
        tags.push(answer.header(header::ETAG).to_owned());
    }
    assert_ne!(tags[0], tags[1]);
}

/// A new entry: the cooperative's standing is attested until another day.
fn attest_standing(mirror: &mut Mirror, until: &str) {
    mirror.chain.advance(6);
    let body = sample::standing(until);
    mirror
        .chain
        .direct(&pair(who::OVERSIGHT), Some(party::COOPERATIVE), body)
        .unwrap();
    mirror.index();
}

#[tokio::test]
async fn what_many_ask_is_read_once_and_a_new_entry_changes_it_at_once() {
    const COOPERATIVE: &str = "/v1/parties/3";
    let mut mirror = Mirror::of_the_story();
    let config = mirror.config();
    let router = portico_api::router(&config);
    let read = get(&router, COOPERATIVE).await;
    assert_eq!(config.metrics.kept_answers(), 0);
    let kept = get(&router, COOPERATIVE).await;
    assert_eq!(config.metrics.kept_answers(), 1);
    assert_eq!((read.body, read.headers), (kept.body, kept.headers));

    // An empty block changes nothing.
    mirror.chain.advance(6);
    mirror.index();
    get(&router, COOPERATIVE).await;
    assert_eq!(config.metrics.kept_answers(), 2);

    for until in ["2028-06-30", "2029-06-30", "2030-06-30"] {
        attest_standing(&mut mirror, until);
        for _ in 0..3 {
            let answer = get(&router, COOPERATIVE).await;
            assert_eq!(answer.json()["standing"]["valid_until"], until);
        }
    }
    assert_eq!(config.metrics.kept_answers(), 2 + 3 * 2);
}

#[tokio::test]
async fn every_form_and_every_question_has_its_own_answer() {
    let mirror = Mirror::of_the_story();
    let config = mirror.config();
    let router = portico_api::router(&config);
    let gzip = [(header::ACCEPT_ENCODING, "gzip")];
    for round in 0..2 {
        let packed = get_with(&router, "/v1/awards/1/trail", &gzip).await;
        assert_eq!(packed.header(header::CONTENT_ENCODING), "gzip");
        let mut bodies = vec![packed.body];
        for uri in [
            "/v1/awards/1/trail",
            "/v1/awards/1/trail?limit=3",
            "/v1/awards/1/trail?limit=4",
            "/v1/awards/1/trail?sort=-seq",
            "/v1/awards/1",
            "/v1/awards/2",
            "/v1/agreements/1",
            "/v1/awards/1/feed.atom",
            "/v1/awards?format=csv",
            "/v1/awards",
        ] {
            let answer = get(&router, uri).await;
            assert_eq!(answer.status, StatusCode::OK, "{uri}");
            assert!(!answer.headers.contains_key(header::CONTENT_ENCODING));
            assert!(!bodies.contains(&answer.body), "{uri}, round {round}");
            bodies.push(answer.body);
        }
    }
    // All of the second round but the export; and the trail that was packed once.
    assert_eq!(config.metrics.kept_answers(), 1 + 10);
}

#[tokio::test]
async fn what_is_kept_of_the_past_and_of_a_walk_stays_what_it_was() {
    let mut mirror = Mirror::of_the_story();
    let config = mirror.config();
    let router = portico_api::router(&config);
    let block = mirror.chain.block;
    let first = get(&router, "/v1/parties?limit=2&sort=-name").await.json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let pinned = [
        format!("/v1/parties/3?at={block}"),
        format!("/v1/parties/3/entries?at={block}"),
        format!("/v1/parties?limit=2&sort=-name&cursor={cursor}"),
    ];
    let mut before = Vec::new();
    for uri in &pinned {
        before.push(get(&router, uri).await.body);
    }
    attest_standing(&mut mirror, "2028-06-30");
    for (uri, before) in pinned.iter().zip(before) {
        for _ in 0..2 {
            assert!(get(&router, uri).await.body == before, "{uri}");
        }
    }
    assert_eq!(config.metrics.kept_answers(), 3);
}

#[tokio::test]
async fn an_answer_is_kept_for_the_day_at_the_longest() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    let noon = |date: &str| u64::from(day(date).days()) * 86_400 + 43_200;
    let now = Arc::new(AtomicU64::new(noon("2027-12-31")));
    let clock = now.clone();
    config.clock = Arc::new(move || {
        SystemTime::UNIX_EPOCH + Duration::from_secs(clock.load(Ordering::SeqCst))
    });
    let router = portico_api::router(&config);
    for (date, good) in [("2027-12-31", true), ("2028-01-01", false)] {
        now.store(noon(date), Ordering::SeqCst);
        for _ in 0..2 {
            let answer = get(&router, "/v1/parties/3").await.json();
            assert_eq!(answer["standing"]["good"], good, "{date}");
        }
    }
}

#[tokio::test]
async fn nothing_is_kept_across_a_change_of_the_file() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let other = Mirror::of(portico_rules::memory::sample::story().unwrap());
    let beside = mirror.file().with_extension("new");
    Connection::open(other.file())
        .and_then(|connection| connection.execute("VACUUM INTO ?1", [beside.to_str()]))
        .unwrap();
    let last = |answer: &Answer| answer.json()["items"].as_array().unwrap().len();
    let list = "/v1/entries?limit=200";
    let (before, again) = (get(&router, list).await, get(&router, list).await);
    assert_eq!(last(&before), last(&again));
    let file = mirror.file();
    for extension in ["sqlite-wal", "sqlite-shm"] {
        std::fs::remove_file(file.with_extension(extension)).unwrap();
    }
    std::fs::rename(beside, &file).unwrap();
    assert_eq!(last(&get(&router, list).await), other.chain.entries.len());
    assert_ne!(last(&before), other.chain.entries.len());
}

#[tokio::test]
async fn nothing_is_kept_if_nothing_is_to_be() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.answers_kept = 0;
    let router = portico_api::router(&config);
    for _ in 0..3 {
        get(&router, CITY).await;
    }
    assert_eq!(config.metrics.kept_answers(), 0);
}
