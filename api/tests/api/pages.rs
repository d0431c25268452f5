// SPDX-License-Identifier: EUPL-1.2
//! Lists in pages: whatever the page size, going through them meets the same items, each once.

use axum::{Router, http::StatusCode};
use portico_rules::{
    award::{AwardBody, Basis},
    memory::{
        pair,
        sample::{self, party, who},
    },
};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;

use crate::{asking::get, ledger::Mirror};

/// Every list, most of them with and without filters, and how many items the story has in it.
pub(crate) fn lists() -> Vec<(String, usize)> {
    let report = sample::document("Verbale di verifica").sha256;
    [
        ("/v1/parties", 16),
        ("/v1/parties?kind=third_sector_body", 11),
        ("/v1/agreements", 3),
        ("/v1/agreements?administration=1", 3),
        ("/v1/awards", 12),
        ("/v1/awards?kind=grant&administration=1", 11),
        ("/v1/imports", 2),
        ("/v1/historical-records", 38),
        ("/v1/historical-records?import=2", 30),
        ("/v1/historical-records?recipient=52345000377", 12),
        ("/v1/entries", 80),
        ("/v1/documents", 11),
        ("/v1/entries?action=claim", 5),
        ("/v1/entries?subject_kind=import&sort=-id", 6),
        ("/v1/milestones", 13),
        ("/v1/milestones?sort=due", 13),
        ("/v1/milestones?award=1&sort=-due", 2),
        ("/v1/claims", 5),
        ("/v1/attestations", 7),
        ("/v1/attestations?sort=-attested_at&attester=1", 4),
        ("/v1/payments", 3),
        ("/v1/payments?sort=-amount", 3),
        ("/v1/payments?sort=date", 3),
        ("/v1/statistics/by-administration", 1),
        ("/v1/statistics/by-beneficiary", 12),
        ("/v1/statistics/by-beneficiary?sort=-granted", 12),
        ("/v1/statistics/by-year", 1),
        ("/v1/statistics/by-municipality", 2),
        ("/v1/historical-statistics/by-authority", 1),
        ("/v1/historical-statistics/by-recipient?sort=-records", 3),
        ("/v1/historical-statistics/by-year", 1),
        ("/v1/red-flags", 5),
        ("/v1/red-flags?sort=-day", 5),
        (
            "/v1/red-flags?indicator=payment_soon_after_attestation&sort=amount",
            3,
        ),
        ("/v1/awards/1/red-flags", 2),
        ("/v1/parties/1/red-flags", 5),
        ("/v1/work-lists/awaiting-attestation", 1),
        ("/v1/work-lists/awaiting-receipt?sort=-date", 2),
        ("/v1/work-lists/lapsing-standings?within_days=500", 1),
        ("/v1/parties/1/entries", 3),
        ("/v1/agreements/1/entries", 7),
        ("/v1/awards/1/trail", 23),
        ("/v1/imports/1/entries", 4),
        (&format!("/v1/documents/{report}"), 7),
    ]
    .map(|(uri, items)| (uri.to_owned(), items))
    .to_vec()
}

/// One page: its items, and the cursor of the next one.
pub(crate) async fn page(
    router: &Router,
    uri: &str,
    limit: u32,
    cursor: Option<&str>,
) -> (Vec<Value>, Option<String>) {
    let separator = if uri.contains('?') { '&' } else { '?' };
    let cursor = cursor.map_or(String::new(), |cursor| format!("&cursor={cursor}"));
    let uri = format!("{uri}{separator}limit={limit}{cursor}");
    let answer = get(router, &uri).await;
    let json = answer.json();
    assert_eq!(answer.status, StatusCode::OK, "{uri}: {json}");
    let items = json["items"].as_array().expect("items").clone();
    let next = match &json["next_cursor"] {
        Value::Null => None,
        Value::String(cursor) => Some(cursor.clone()),
        other => panic!("the next cursor of {uri} is {other}"),
    };
    (items, next)
}

/// Every item of a list, page by page.
pub(crate) async fn walk(router: &Router, uri: &str, limit: u32) -> Vec<Value> {
    let mut all = Vec::new();
    let mut cursor = None;
    loop {
        let (items, next) = page(router, uri, limit, cursor.as_deref()).await;
        assert!(items.len() <= limit as usize, "{uri} with limit {limit}");
        if next.is_some() {
            assert_eq!(
                items.len(),
                limit as usize,
                "only the last page of {uri} may be short"
            );
        }
        all.extend(items);
        assert!(all.len() < 1000, "{uri} does not end");
        match next {
            Some(next) => cursor = Some(next),
            None => return all,
        }
    }
}

#[test]
fn any_page_size_meets_the_same_items_once() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for (uri, count) in lists() {
        let (whole, next) = runtime.block_on(page(&router, &uri, 200, None));
        assert_eq!((whole.len(), next), (count, None), "{uri}");
        for (index, item) in whole.iter().enumerate() {
            assert!(
                !whole[..index].contains(item),
                "{uri} has an item twice: {item}"
            );
        }
        let config = ProptestConfig {
            cases: 12,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        TestRunner::new(config)
            .run(&(1..=count as u32 + 1), |limit| {
                prop_assert_eq!(&runtime.block_on(walk(&router, &uri, limit)), &whole);
                Ok(())
            })
            .unwrap_or_else(|failure| panic!("{uri}: {failure}"));
    }
}

#[tokio::test]
async fn what_is_indexed_meanwhile_is_not_in_a_walk_that_has_begun() {
    let mut mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let before = walk(&router, "/v1/awards", 200).await;
    let (mut items, cursor) = page(&router, "/v1/awards", 5, None).await;

    mirror.chain.advance(6);
    let mut publication = sample::publication();
    publication.basis = Basis::Call {
        reference: "Bando 4/2026".into(),
    };
    publication.beneficiary = party::COOPERATIVE;
    let body = AwardBody::Publish(publication);
    mirror.chain.direct(&pair(who::CITY), None, body).unwrap();
    mirror.index();

    let mut cursor = cursor;
    while let Some(at) = cursor {
        let (more, next) = page(&router, "/v1/awards", 5, Some(&at)).await;
        items.extend(more);
        cursor = next;
    }
    assert_eq!(items, before);
    let after = walk(&router, "/v1/awards", 5).await;
    assert_eq!(after[..before.len()], before);
    assert_eq!(after.len(), before.len() + 1);
}
