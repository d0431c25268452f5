// SPDX-License-Identifier: EUPL-1.2
//! Tenders, as `/v1/tenders` answers them; and what stands on parties' histories besides themselves: de minimis aid and members'
//! registers.

use axum::http::StatusCode;
use portico_rules::{
    memory::sample,
    native::sha256,
    primitives::Digest,
    tender::{Offer, commitment_bytes},
};

use crate::{
    asking::{about_tenders, get},
    ledger::Mirror,
};

#[tokio::test]
async fn list() {
    insta::assert_snapshot!(about_tenders("/v1/tenders").await);
}

#[tokio::test]
async fn open_for_bids() {
    insta::assert_snapshot!(
        about_tenders("/v1/tenders?status=active&bidder=3&bids_until_from=2026-12-01").await
    );
}

#[tokio::test]
async fn in_a_spreadsheet() {
    let mirror = Mirror::of_tenders();
    let router = portico_api::router(&mirror.config());
    let answer = get(&router, "/v1/tenders?format=csv&sort=-value").await;
    insta::assert_snapshot!(
        String::from_utf8(answer.body)
            .unwrap()
            .replace("\r\n", "\n")
    );
}

#[tokio::test]
async fn one_with_a_contract() {
    insta::assert_snapshot!(about_tenders("/v1/tenders/1").await);
}

#[tokio::test]
async fn a_direct_award() {
    insta::assert_snapshot!(about_tenders("/v1/tenders/2").await);
}

#[tokio::test]
async fn one_with_a_sealed_bid() {
    insta::assert_snapshot!(about_tenders("/v1/tenders/3").await);
}

#[tokio::test]
async fn bids() {
    insta::assert_snapshot!(about_tenders("/v1/tenders/1/bids").await);
}

#[tokio::test]
async fn clarifications() {
    insta::assert_snapshot!(about_tenders("/v1/tenders/1/clarifications").await);
}

#[tokio::test]
async fn an_unknown_tender() {
    for uri in [
        "/v1/tenders/4",
        "/v1/tenders/4/bids",
        "/v1/tenders/4/clarifications",
        "/v1/tenders/4/trail",
    ] {
        let mirror = Mirror::of_tenders();
        let answer = get(&portico_api::router(&mirror.config()), uri).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{uri}");
        assert_eq!(answer.problem(), "/problems/not-found");
    }
}

/// What is served is enough to check a bid: price, salt and documents give the commitment that stood there before the deadline.
#[tokio::test]
async fn a_commitment_can_be_computed_again() {
    let mirror = Mirror::of_tenders();
    let router = portico_api::router(&mirror.config());
    let bids = get(&router, "/v1/tenders/1/bids").await.json();
    let mut checked = 0;
    for bid in bids["items"].as_array().unwrap() {
        let Some(salt) = bid["salt"].as_str() else {
            // One that was never revealed has no price either.
            assert!(bid["price"].is_null(), "{bid}");
            continue;
        };
        let offer = Offer {
            price: portico_rules::primitives::Cents(bid["price"]["cents"].as_u64().unwrap()),
            ..sample::offer(0)
        };
        let party = bid["party"]["id"].as_u64().unwrap() as u32;
        let bytes = commitment_bytes(1, party, &Digest::from_hex(salt).unwrap(), &offer);
        assert_eq!(bid["commitment"], sha256(&bytes).to_hex());
        checked += 1;
    }
    assert_eq!(checked, 2);
}

/// The award names its tender, and the tender its award; a grant names the aid that it gives.
#[tokio::test]
async fn tender_and_award_name_each_other() {
    let mirror = Mirror::of(sample::tender_story().unwrap());
    let router = portico_api::router(&mirror.config());
    let tender = get(&router, "/v1/tenders/1").await.json();
    assert_eq!(tender["award"], 1);
    let award = get(&router, "/v1/awards/1").await.json();
    assert_eq!(award["basis"]["tender"], 1);
    let found = get(&router, "/v1/awards?tender=1").await.json();
    assert_eq!(found["items"][0]["id"], 1);
    let grants = get(&router, "/v1/awards?de_minimis=true").await.json();
    assert_eq!(grants["items"].as_array().unwrap().len(), 1);
    assert_eq!(grants["items"][0]["de_minimis_aid"], 1);
    let aids = get(&router, "/v1/parties/3/aids").await.json();
    assert_eq!(aids["items"][0]["award"], grants["items"][0]["id"]);
}

#[tokio::test]
async fn aids_of_a_party() {
    insta::assert_snapshot!(about_tenders("/v1/parties/3/aids").await);
}

#[tokio::test]
async fn what_an_undertaking_received() {
    insta::assert_snapshot!(about_tenders("/v1/parties/3/de-minimis").await);
}

#[tokio::test]
async fn members_registers() {
    insta::assert_snapshot!(about_tenders("/v1/parties/3/member-registers").await);
}
