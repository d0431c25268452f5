// SPDX-License-Identifier: EUPL-1.2
//! Feeds, read by somebody else's reader of Atom.

use std::{collections::BTreeSet, time::Duration};

use atom_syndication::Feed;
use axum::{
    Router,
    http::{StatusCode, header},
};
use data_encoding::BASE64URL_NOPAD;
use portico_api::{EntryFilter, Follower, Metrics, Position};
use portico_rules::{
    memory::{
        pair,
        sample::{self, party, who},
    },
    primitives::Digest,
};

use crate::{
    asking::{get, get_with},
    ledger::Mirror,
};

async fn feed(router: &Router, uri: &str) -> Feed {
    let answer = get(router, uri).await;
    assert_eq!(answer.status, StatusCode::OK, "{uri}");
    let kind = answer.header(header::CONTENT_TYPE);
    assert_eq!(kind, "application/atom+xml; charset=utf-8");
    let feed = Feed::read_from(answer.body.as_slice()).unwrap();
    assert!(feed.id().starts_with("ni:///sha-256;"), "{}", feed.id());
    for entry in feed.entries() {
        // What RFC 4287 demands of every entry.
        assert!(!entry.id().is_empty() && !entry.title().as_str().is_empty());
        assert!(!entry.authors()[0].name().is_empty());
        assert_eq!(entry.published(), Some(entry.updated()));
    }
    feed
}

fn link(feed: &Feed, rel: &str) -> Option<String> {
    let link = feed.links().iter().find(|link| link.rel() == rel)?;
    Some(link.href().to_owned())
}

/// All pages of a feed, by their next links.
async fn pages(router: &Router, uri: &str) -> Vec<Feed> {
    let mut pages = vec![feed(router, uri).await];
    while let Some(next) = link(&pages[pages.len() - 1], "next") {
        let page = feed(router, &next).await;
        assert_eq!(page.id(), pages[0].id(), "pages of one feed");
        assert_eq!(link(&page, "first").as_deref(), Some(uri));
        assert_eq!(link(&page, "self"), Some(next));
        pages.push(page);
    }
    pages
}

fn ids(pages: &[Feed]) -> Vec<String> {
    let entries = pages.iter().flat_map(|page| page.entries());
    entries.map(|entry| entry.id().to_owned()).collect()
}

#[tokio::test]
async fn everything_once_newest_first() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let pages = pages(&router, "/v1/feed.atom").await;
    assert!(pages.len() > 1);
    let expected: Vec<_> = mirror
        .chain
        .entries
        .iter()
        .rev()
        .map(|placed| {
            let head = BASE64URL_NOPAD.encode(&placed.appended.head.0);
            format!("ni:///sha-256;{head}")
        })
        .collect();
    assert_eq!(ids(&pages), expected);
    let newest = pages[0].entries()[0].updated();
    assert_eq!(pages[0].updated(), newest);
}

#[tokio::test]
async fn of_an_award_and_of_a_party() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let award = pages(&router, "/v1/awards/1/feed.atom").await;
    let trail = get(&router, "/v1/awards/1/trail?limit=200").await.json();
    let lines = trail["items"].as_array().unwrap();
    assert_eq!(ids(&award).len(), lines.len());
    let claims = |feed: &Feed| -> Vec<String> {
        let titles = feed
            .entries()
            .iter()
            .map(|entry| entry.title().as_str().to_owned());
        titles
            .filter(|title| title.starts_with("Claim, award 1 ("))
            .collect()
    };
    let titles = claims(&award[0]);
    assert!(titles[0].ends_with("): 700.00 EUR"), "{titles:?}");
    let party = pages(&router, "/v1/parties/3/feed.atom").await;
    let (party, award): (BTreeSet<_>, BTreeSet<_>) = (
        ids(&party).into_iter().collect(),
        ids(&award).into_iter().collect(),
    );
    assert!(party.is_superset(&award), "it is the award's beneficiary");
    assert!(party.len() > award.len());
    for uri in ["/v1/awards/999/feed.atom", "/v1/parties/999/feed.atom"] {
        assert_eq!(get(&router, uri).await.problem(), "/problems/not-found");
    }
    let refused = get(&router, "/v1/feed.atom?upto=x").await;
    assert_eq!(refused.problem(), "/problems/invalid-parameter");
}

#[tokio::test]
async fn a_reader_that_has_it_is_told_so() {
    let mut mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let answer = get(&router, "/v1/feed.atom").await;
    let tag = answer.header(header::ETAG).to_owned();
    let again = [(header::IF_NONE_MATCH, tag.as_str())];
    let answer = get_with(&router, "/v1/feed.atom", &again).await;
    assert_eq!(answer.status, StatusCode::NOT_MODIFIED);
    mirror.chain.advance(6);
    let body = sample::standing("2028-06-30");
    mirror
        .chain
        .direct(&pair(who::OVERSIGHT), Some(party::COOPERATIVE), body)
        .unwrap();
    mirror.index();
    let answer = get_with(&router, "/v1/feed.atom", &again).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn pages_of_the_past_stay_there() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let block = mirror.chain.block - 3;
    let then = pages(&router, &format!("/v1/feed.atom?at={block}")).await;
    assert!(then.len() > 1);
    let heads = mirror.chain.entries.iter().rev();
    let expected: Vec<_> = heads
        .filter(|placed| placed.block <= block)
        .map(|placed| {
            let head = BASE64URL_NOPAD.encode(&placed.appended.head.0);
            format!("ni:///sha-256;{head}")
        })
        .collect();
    assert_eq!(ids(&then), expected);
    // It is another feed than that of now: a reader must not take one for the other.
    let now = feed(&router, "/v1/feed.atom").await;
    assert_ne!(then[0].id(), now.id());
    let next = link(&then[0], "next").unwrap();
    assert!(next.contains(&format!("?at={block}&upto=")), "{next}");
    // A party that was not there yet.
    let none = get(&router, "/v1/parties/3/feed.atom?at=0").await;
    assert_eq!(none.problem(), "/problems/not-found");
}

#[tokio::test]
async fn links_lead_to_the_public_address() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.public_url = Some("https://registro.example/".into());
    let feed = feed(&portico_api::router(&config), "/v1/awards/2/feed.atom").await;
    let own = "https://registro.example/v1/awards/2/feed.atom";
    assert_eq!(link(&feed, "self").as_deref(), Some(own));
    let trail = "https://registro.example/v1/awards/2/trail";
    assert_eq!(feed.entries()[0].links()[0].href(), trail);
}

#[tokio::test]
async fn of_every_party_just_what_concerns_it() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let follower = Follower::new(mirror.file(), 1, Duration::from_secs(5), Metrics::default());
    let parties = get(&router, "/v1/parties?limit=200").await.json();
    let parties = parties["items"].as_array().unwrap().len();
    assert!(parties > 10);
    for party in 1..=u32::try_from(parties).unwrap() {
        // Whoever follows looks at every entry; the feed finds them by what the party has a part in.
        let filter = EntryFilter {
            party: Some(party),
            ..EntryFilter::default()
        };
        let (mut expected, mut position) = (Vec::new(), Position::START);
        loop {
            let next = follower.after(position, &filter).await.unwrap();
            for entry in &next.entries {
                let head = Digest::from_hex(&entry.head).unwrap();
                let head = BASE64URL_NOPAD.encode(&head.0);
                expected.push(format!("ni:///sha-256;{head}"));
            }
            position = next.upto;
            if !next.more {
                break;
            }
        }
        expected.reverse();
        assert!(!expected.is_empty());
        let feed = pages(&router, &format!("/v1/parties/{party}/feed.atom")).await;
        assert_eq!(ids(&feed), expected, "party {party}");
    }
}
