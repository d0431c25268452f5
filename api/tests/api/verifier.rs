// SPDX-License-Identifier: EUPL-1.2
//! The page that verifies evidence, as the service hands it out.

use axum::http::{StatusCode, header};

use crate::{
    asking::{get, get_with},
    ledger::Mirror,
};

const PAGE: &str = include_str!("../../../evidence/browser/verifier.html");

#[tokio::test]
async fn the_page_comes_as_it_was_built_and_may_speak_to_nobody() {
    let router = portico_api::router(&Mirror::of_the_story().config());
    let answer = get(&router, "/verifier.html").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body == PAGE.as_bytes(), "another page");
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "text/html; charset=utf-8"
    );
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    let (own, frames) = policy.split_once("; frame-ancestors ").unwrap();
    assert!(PAGE.contains(&format!("content=\"{own}\"")), "{policy}");
    assert_eq!(frames, "'none'");
    // Its own script and style by their digests, the module that they hold, and nothing else: no connection at all.
    assert!(own.starts_with("default-src 'none';"), "{policy}");
    assert!(own.contains("script-src 'sha256-") && own.contains("style-src 'sha256-"));
    assert!(!own.contains("connect-src") && !own.contains("'self'") && !own.contains("http"));

    // It is kept, and asked for again each time.
    let tag = answer.header(header::ETAG).to_owned();
    let again = get_with(&router, "/verifier.html", &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty());
    // Everything else has the service's policy.
    let other = get(&router, "/v1/status").await;
    assert!(
        other
            .header(header::CONTENT_SECURITY_POLICY)
            .contains("connect-src 'self'")
    );
}
