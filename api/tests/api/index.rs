// SPDX-License-Identifier: EUPL-1.2
//! The index at `/`, and that everything it names is there.

use axum::http::{StatusCode, header};
use portico_rules::memory::sample;

use crate::{
    asking::{about_the_story, get, get_with},
    ledger::Mirror,
};

#[tokio::test]
async fn for_programs() {
    insta::assert_snapshot!(about_the_story("/").await);
}

#[tokio::test]
async fn every_address_in_it_answers() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let mirror = Mirror::of_tenders();
    let of_tenders = portico_api::router(&mirror.config());
    let index = get(&router, "/").await.json();
    let digest = sample::document("Convenzione").sha256.to_hex();
    for endpoint in index["endpoints"].as_array().unwrap() {
        let path = endpoint["path"].as_str().unwrap();
        // Streams, feeds, commands and open data have tests of their own.
        let own = [
            "/v1/events",
            "/v1/commands",
            "/v1/relay",
            "/v1/transactions",
            "/v1/open-data",
            "/evidence",
            ".atom",
        ];
        if own.iter().any(|part| path.contains(part)) {
            continue;
        }
        let uri = path
            .replace("{id}", "1")
            .replace("{sha256}", &digest)
            .replace("{name}", "not-found");
        let uri = match path {
            "/v1/search" => format!("{uri}?q=asilo"),
            _ => uri,
        };
        let router = if uri.contains("/tenders/") {
            &of_tenders
        } else {
            &router
        };
        let answer = get(router, &uri).await;
        assert_eq!(answer.status, StatusCode::OK, "{uri}");
        let kind = if uri == "/reference/" {
            "text/html"
        } else {
            "application/json"
        };
        assert_eq!(answer.header(header::CONTENT_TYPE), kind, "{uri}");
    }
}

#[tokio::test]
async fn for_people() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let accept = (header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");
    let answer = get_with(&router, "/", &[accept]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header(header::CONTENT_TYPE).starts_with("text/html"));
    let html = String::from_utf8(answer.body).unwrap();
    assert!(html.contains("<a href=\"/v1/awards\">"), "{html}");
}

#[tokio::test]
async fn every_problem_has_a_page_at_its_type() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for uri in [
        "/v1/awards/999",
        "/v1/awards/x",
        "/nowhere",
        "/problems/nothing",
    ] {
        let problem = get(&router, uri).await.problem();
        let page = get(&router, &problem).await;
        assert_eq!(page.status, StatusCode::OK, "{problem}");
        assert_eq!(page.json()["type"], problem);
    }
}
