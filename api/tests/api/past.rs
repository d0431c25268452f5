// SPDX-License-Identifier: EUPL-1.2
//! `?at=`: what is answered of the past is what was answered then.

use std::collections::BTreeSet;

use axum::{
    Router,
    http::{StatusCode, header},
};
use portico_rules::{
    date::Date,
    memory::{Chain, sample},
};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{
    asking::{get, get_with},
    ledger::{Mirror, on},
    pages::page,
    random_ledger::{ledger_after, steps},
};

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
}

fn with(uri: &str, parameter: &str) -> String {
    let separator = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{separator}{parameter}")
}

/// Everything that can be asked of a ledger with so many subjects of a kind, some of it in more than one way.
fn everything(subjects: u32) -> Vec<String> {
    let mut uris: Vec<_> = [
        "/v1/parties",
        "/v1/parties?suspended=true",
        "/v1/agreements?sort=-budget",
        "/v1/agreements?status=in_force",
        "/v1/awards",
        "/v1/awards?sort=-paid",
        "/v1/awards?status=published&sort=-attested",
        "/v1/awards?pending=true",
        "/v1/imports",
        "/v1/historical-records",
        "/v1/entries?sort=-id",
        "/v1/milestones",
        "/v1/claims",
        "/v1/attestations",
        "/v1/payments?sort=-amount",
        "/v1/documents",
        "/v1/statistics/by-administration",
        "/v1/statistics/by-beneficiary",
        "/v1/historical-statistics/by-year",
        "/v1/work-lists/awaiting-attestation",
        "/v1/work-lists/awaiting-payment",
        "/v1/work-lists/awaiting-receipt",
        "/v1/work-lists/lapsing-standings",
    ]
    .map(|uri| with(uri, "format=jsonl"))
    .to_vec();
    uris.push("/v1/statistics".to_owned());
    uris.push("/v1/statistics/by-year?format=jsonl".to_owned());
    uris.push("/v1/statistics/by-municipality?format=jsonl".to_owned());
    uris.push("/v1/historical-statistics/by-authority?format=jsonl".to_owned());
    uris.push("/v1/historical-statistics/by-recipient?format=jsonl".to_owned());
    uris.push(format!(
        "/v1/documents/{}?format=jsonl",
        sample::document("Convenzione").sha256
    ));
    for number in 1..=subjects {
        for (kind, entries) in [
            ("parties", "entries"),
            ("agreements", "entries"),
            ("awards", "trail"),
            ("imports", "entries"),
        ] {
            uris.push(format!("/v1/{kind}/{number}"));
            uris.push(format!("/v1/{kind}/{number}/{entries}?format=csv"));
        }
    }
    uris
}

/// Searches, of the words that the random ledgers' texts have.
const SEARCHES: [&str; 7] = [
    "/v1/search?q=cooperativa&limit=200",
    "/v1/search?q=contributo&limit=200",
    "/v1/search?q=tappa&limit=200",
    "/v1/search?q=spazio&limit=200",
    "/v1/search?q=affidamenti&limit=200",
    "/v1/search?q=ditta&limit=200",
    "/v1/search?q=rel&limit=200",
];

/// Status and what was found, in an order of its own: how rare words are is counted now.
fn found(runtime: &Runtime, router: &Router, uri: &str) -> (StatusCode, BTreeSet<String>) {
    let answer = runtime.block_on(get(router, uri));
    let json = answer.json();
    assert_eq!(json["next_cursor"], Value::Null, "{uri}");
    let items = json["items"].as_array().unwrap();
    (answer.status, items.iter().map(Value::to_string).collect())
}

/// Feeds of a ledger with so many subjects of a kind.
fn feeds(subjects: u32) -> Vec<String> {
    let mut uris = vec!["/v1/feed.atom".to_owned()];
    for number in 1..=subjects {
        uris.push(format!("/v1/awards/{number}/feed.atom"));
        uris.push(format!("/v1/parties/{number}/feed.atom"));
    }
    uris
}

/// Status and entries of a feed's first page, as they are written, and its title.
fn feed(runtime: &Runtime, router: &Router, uri: &str) -> (StatusCode, String) {
    let (status, text) = answer(runtime, router, uri);
    if status != StatusCode::OK {
        return (status, text);
    }
    let (head, entries) = text.split_once("<entry>").unwrap_or((&text, ""));
    let title = head.split_once("<title>").unwrap().1;
    let title = title.split_once("</title>").unwrap().0;
    (status, format!("{title}\n{entries}"))
}

/// Status and body.
fn answer(runtime: &Runtime, router: &Router, uri: &str) -> (StatusCode, String) {
    let answer = runtime.block_on(get(router, uri));
    (answer.status, String::from_utf8(answer.body).unwrap())
}

/// The blocks that hold entries, each with its day.
fn blocks(chain: &Chain) -> Vec<(u32, Date)> {
    let mut blocks: Vec<_> = chain
        .entries
        .iter()
        .map(|placed| {
            (
                placed.block,
                Date::from_unix_seconds(placed.appended.entry.at),
            )
        })
        .collect();
    blocks.dedup_by_key(|(block, _)| *block);
    blocks
}

/// Compares what is said of the past with what is said by a database that was indexed so far and no further.
fn compare(runtime: &Runtime, chain: Chain, every: usize) {
    let mut so_far = Mirror::of_nothing_yet(chain.clone());
    let whole = Mirror::of(chain);
    let mut config = whole.config();
    config.clock = on("2190-01-01");
    let now = portico_api::router(&config);
    let uris = everything(4);
    let feeds = feeds(4);
    let blocks = blocks(&whole.chain);
    for (index, (block, day)) in blocks.iter().enumerate() {
        if index % every != 0 && index + 1 != blocks.len() {
            continue;
        }
        so_far.index_up_to(*block);
        let mut config = so_far.config();
        config.clock = on(&day.to_string());
        let then = portico_api::router(&config);
        for uri in &uris {
            let at = with(uri, &format!("at={block}"));
            assert_eq!(
                answer(runtime, &now, &at),
                answer(runtime, &then, uri),
                "{at}"
            );
        }
        for uri in SEARCHES {
            let at = with(uri, &format!("at={block}"));
            let was = found(runtime, &then, uri);
            assert_eq!(found(runtime, &now, &at), was, "{at}");
        }
        for uri in &feeds {
            let at = with(uri, &format!("at={block}"));
            let was = feed(runtime, &then, uri);
            assert_eq!(feed(runtime, &now, &at), was, "{at}");
        }
        // The same by the day, if nothing else happened on it.
        if blocks.get(index + 1).is_none_or(|(_, next)| next > day) {
            for uri in &uris {
                let at = with(uri, &format!("at={day}"));
                assert_eq!(
                    answer(runtime, &now, &at),
                    answer(runtime, &then, uri),
                    "{at}"
                );
            }
        }
    }
}

#[test]
fn the_past_is_answered_as_it_was_answered_then() {
    let runtime = runtime();
    compare(&runtime, ledger_after(&steps(2, 350)), 9);
}

#[test]
fn whatever_happened() {
    let runtime = runtime();
    let config = ProptestConfig {
        // A case is a whole ledger in a database, asked about at several moments: a hundred times as dear as a rule's.
        cases: std::env::var("PROPTEST_CASES")
            .ok()
            .and_then(|cases| cases.parse::<u32>().ok())
            .map_or(4, |cases| (cases / 100).max(4)),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new(config)
        .run(
            &proptest::collection::vec(any::<[u8; 4]>(), 1..60),
            |steps| {
                compare(&runtime, ledger_after(&steps), 4);
                Ok(())
            },
        )
        .unwrap();
}

#[tokio::test]
async fn before_the_first_entry_there_is_nothing() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for at in ["0", "2020-01-01"] {
        let list = get(&router, &format!("/v1/parties?at={at}")).await;
        assert_eq!(list.status, StatusCode::OK);
        assert_eq!(list.json()["items"], Value::Array(vec![]));
        let one = get(&router, &format!("/v1/parties/1?at={at}")).await;
        assert_eq!(one.problem(), "/problems/not-found");
    }
}

#[tokio::test]
async fn of_the_future_nothing_is_known() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let beyond = mirror.chain.block + 1;
    for at in [
        beyond.to_string(),
        "4294967295".to_owned(),
        "2026-11-23".to_owned(),
        "yesterday".to_owned(),
        "01".to_owned(),
        String::new(),
    ] {
        for uri in [
            "/v1/awards",
            "/v1/awards?format=csv",
            "/v1/awards/1",
            "/v1/awards/1/trail",
        ] {
            let answer = get(&router, &with(uri, &format!("at={at}"))).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{uri} {at}");
            assert_eq!(answer.json()["parameter"], "at", "{uri} {at}");
        }
    }
    let newest = get(&router, &format!("/v1/awards?at={}", mirror.chain.block)).await;
    assert_eq!(
        newest.json()["items"],
        get(&router, "/v1/awards").await.json()["items"]
    );
    // What has no history cannot be asked for it.
    let status = get(&router, "/v1/status?at=1").await;
    assert_eq!(status.json()["parameter"], "at");
}

#[tokio::test]
async fn what_is_past_keeps_its_tag() {
    let mut mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let uri = format!("/v1/awards/1?at={}", mirror.chain.block - 5);
    let tag = get(&router, &uri).await.header(header::ETAG).to_owned();
    let now = get(&router, "/v1/awards/1").await;
    assert_ne!(now.header(header::ETAG), tag);

    mirror.chain.advance(6);
    mirror
        .chain
        .direct(
            &portico_rules::memory::pair(sample::who::OVERSIGHT),
            Some(sample::party::COOPERATIVE),
            sample::standing("2028-06-30"),
        )
        .unwrap();
    mirror.index();
    let again = get_with(&router, &uri, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

/// Every sorting of the larger lists.
fn sorted() -> Vec<String> {
    let mut uris = Vec::new();
    for (list, sorts) in [
        (
            "/v1/parties",
            vec!["id", "name", "registered_at", "valid_until"],
        ),
        ("/v1/parties?kind=cooperative", vec!["name"]),
        ("/v1/agreements", vec!["id", "title", "budget", "end_date"]),
        (
            "/v1/awards",
            vec![
                "id",
                "title",
                "granted",
                "attested",
                "paid",
                "published",
                "end_date",
            ],
        ),
        ("/v1/awards?status=published", vec!["id", "paid"]),
        ("/v1/awards?pending=true", vec!["attested"]),
        (
            "/v1/historical-records",
            vec![
                "import",
                "recipient_name",
                "awarded",
                "paid",
                "year",
                "start_date",
            ],
        ),
        ("/v1/entries", vec!["id"]),
        // The founder is there from the first block on.
        ("/v1/parties/1/entries", vec!["seq"]),
    ] {
        for sort in sorts {
            uris.push(with(list, &format!("sort={sort}")));
            uris.push(with(list, &format!("sort=-{sort}")));
        }
    }
    uris
}

#[test]
fn a_walk_sees_each_item_once_whatever_is_indexed_meanwhile() {
    let runtime = runtime();
    let uris = sorted();
    let config = ProptestConfig {
        cases: 16,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let asked = (
        proptest::sample::subsequence(uris.clone(), 6),
        1..9u32,
        20..60usize,
        any::<u64>(),
    );
    TestRunner::new(config)
        .run(&asked, |(uris, limit, begun, seed)| {
            let chain = ledger_after(&steps(seed, 160));
            let blocks = blocks(&chain);
            let mut mirror = Mirror::of_nothing_yet(chain);
            let begin = blocks.len() * begun / 100;
            mirror.index_up_to(blocks[begin].0);
            let mut config = mirror.config();
            config.clock = on("2190-01-01");
            let router = portico_api::router(&config);
            let mut walks = Vec::new();
            for uri in &uris {
                let (whole, next) = runtime.block_on(page(&router, uri, 200, None));
                prop_assert_eq!(next, None);
                let (items, cursor) = runtime.block_on(page(&router, uri, limit, None));
                walks.push((uri, whole, items, cursor));
            }
            // A block, a page of each, a block, …
            let mut rest = blocks[begin + 1..].iter();
            while walks.iter().any(|(_, _, _, cursor)| cursor.is_some()) {
                if let Some((block, _)) = rest.next() {
                    mirror.index_up_to(*block);
                }
                for (uri, whole, items, cursor) in &mut walks {
                    let Some(at) = cursor.take() else { continue };
                    let (more, next) = runtime.block_on(page(&router, uri, limit, Some(&at)));
                    items.extend(more);
                    *cursor = next;
                    prop_assert!(items.len() <= whole.len(), "{} does not end", uri);
                }
            }
            for (uri, whole, items, _) in walks {
                prop_assert_eq!(items, whole, "{}", uri);
            }
            Ok(())
        })
        .unwrap();
}
