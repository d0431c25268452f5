// SPDX-License-Identifier: EUPL-1.2
//! Asking again: an answer that is still good is not sent twice, and one that is not is.

use axum::{
    Router,
    http::{StatusCode, header},
};
use portico_rules::memory::{
    pair,
    sample::{self, party, who},
};

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
