// SPDX-License-Identifier: EUPL-1.2
//! What cannot be understood is refused, by the name of the parameter, and never breaks anything.

use axum::http::StatusCode;
use data_encoding::BASE64URL_NOPAD;
use proptest::{prelude::*, test_runner::TestRunner};

use crate::{asking::get, ledger::Mirror};

#[tokio::test]
async fn each_is_refused_by_name() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let cursor = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let cases = [
        // Numbers in the address.
        ("/v1/parties/abc".to_owned(), "id"),
        ("/v1/parties/0".to_owned(), "id"),
        ("/v1/parties/01".to_owned(), "id"),
        ("/v1/parties/+1".to_owned(), "id"),
        ("/v1/parties/1.0".to_owned(), "id"),
        ("/v1/agreements/-1".to_owned(), "id"),
        ("/v1/awards/4294967296".to_owned(), "id"),
        ("/v1/awards/%FF".to_owned(), "id"),
        ("/v1/awards/1%00/trail".to_owned(), "id"),
        ("/v1/imports/%31%20/entries".to_owned(), "id"),
        // Digests.
        ("/v1/documents/0x12".to_owned(), "sha256"),
        (format!("/v1/documents/{}", "g".repeat(64)), "sha256"),
        (format!("/v1/documents/0x{}", "0".repeat(65)), "sha256"),
        // Pages.
        ("/v1/awards?limit=0".to_owned(), "limit"),
        ("/v1/awards?limit=201".to_owned(), "limit"),
        ("/v1/awards?limit=-1".to_owned(), "limit"),
        ("/v1/awards?limit=ten".to_owned(), "limit"),
        ("/v1/awards?limit=".to_owned(), "limit"),
        ("/v1/awards?limit=99999999999999999999".to_owned(), "limit"),
        ("/v1/awards?cursor=".to_owned(), "cursor"),
        ("/v1/awards?cursor=!!".to_owned(), "cursor"),
        (
            format!("/v1/awards?cursor={}", cursor("awards:3")),
            "cursor",
        ),
        (format!("/v1/awards?cursor={}", cursor("[1,[3]]")), "cursor"),
        (
            format!("/v1/awards?cursor={}", cursor("[1,[1 OR 1=1]]")),
            "cursor",
        ),
        // Sorting, forms.
        ("/v1/awards?sort=".to_owned(), "sort"),
        ("/v1/awards?sort=colour".to_owned(), "sort"),
        ("/v1/awards?sort=--granted".to_owned(), "sort"),
        ("/v1/awards?sort=granted,id".to_owned(), "sort"),
        ("/v1/awards?sort=a.granted".to_owned(), "sort"),
        ("/v1/parties/1/entries?sort=at".to_owned(), "sort"),
        ("/v1/awards?format=xml".to_owned(), "format"),
        ("/v1/awards?format=csv&limit=5".to_owned(), "limit"),
        ("/v1/awards?format=jsonl&cursor=x".to_owned(), "cursor"),
        ("/v1/awards/1?format=csv".to_owned(), "format"),
        // Filters.
        ("/v1/parties?kind=company".to_owned(), "kind"),
        (
            "/v1/parties?identifier=52345000370".to_owned(),
            "identifier",
        ),
        ("/v1/agreements?status=open".to_owned(), "status"),
        ("/v1/agreements?participant=me".to_owned(), "participant"),
        ("/v1/awards?kind=Grant".to_owned(), "kind"),
        ("/v1/awards?kind=".to_owned(), "kind"),
        ("/v1/awards?status=paid".to_owned(), "status"),
        ("/v1/awards?administration=0".to_owned(), "administration"),
        ("/v1/awards?beneficiary=1'--".to_owned(), "beneficiary"),
        ("/v1/awards?cig=5462644C6D".to_owned(), "cig"),
        ("/v1/historical-records?import=x".to_owned(), "import"),
        (
            "/v1/historical-records?recipient=123".to_owned(),
            "recipient",
        ),
        ("/v1/historical-records?cig=".to_owned(), "cig"),
        ("/v1/historical-records?cup=B31".to_owned(), "cup"),
        ("/v1/awards?year=26".to_owned(), "year"),
        ("/v1/awards?year=2026-01".to_owned(), "year"),
        ("/v1/awards?cup=B31".to_owned(), "cup"),
        ("/v1/awards?granted_min=1,5".to_owned(), "granted_min"),
        ("/v1/awards?granted_max=-1".to_owned(), "granted_max"),
        (
            "/v1/awards?published_from=22/11/2026".to_owned(),
            "published_from",
        ),
        ("/v1/awards?municipality=Bologna".to_owned(), "municipality"),
        ("/v1/awards?pending=yes".to_owned(), "pending"),
        ("/v1/imports?sha256=12".to_owned(), "sha256"),
        (
            "/v1/parties?registered_from=2026-02-30".to_owned(),
            "registered_from",
        ),
        // Parameters that do not exist, or come twice.
        ("/v1/awards?colour=red".to_owned(), "colour"),
        ("/v1/awards?Kind=grant".to_owned(), "Kind"),
        ("/v1/awards?limit=2&limit=3".to_owned(), "limit"),
        ("/v1/awards/1?limit=2".to_owned(), "limit"),
        ("/v1/parties/1/entries?kind=add".to_owned(), "kind"),
        ("/v1/status?verbose".to_owned(), "verbose"),
        ("/health?x=1".to_owned(), "x"),
        ("/ready?x=1".to_owned(), "x"),
        ("/?x=1".to_owned(), "x"),
        (format!("/v1/awards?cursor={}", "A".repeat(5000)), "query"),
    ];
    for (uri, parameter) in cases {
        let answer = get(&router, &uri).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{uri}");
        assert_eq!(answer.problem(), "/problems/invalid-parameter", "{uri}");
        assert_eq!(answer.json()["parameter"], parameter, "{uri}");
    }
}

#[tokio::test]
async fn a_refusal_says_what_may_be_written() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let mut said = String::new();
    for uri in [
        "/v1/awards?kind=loan",
        "/v1/awards?colour=red",
        "/v1/awards/zero",
        "/v1/awards?limit=1000",
        "/v1/awards?cursor=x",
        "/v1/historical-records?cig=5462644C6D",
        "/v1/documents/12",
    ] {
        let json = get(&router, uri).await.json();
        said.push_str(&format!(
            "{uri}\n    {}\n",
            json["detail"].as_str().unwrap()
        ));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn whatever_is_asked_the_answer_is_json_and_not_the_services_fault() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let word = "[a-z0-9%./:_~!$'()*+,;=@-]{0,12}";
    let paths = prop_oneof![
        Just("/v1/parties".to_owned()),
        Just("/v1/awards".to_owned()),
        Just("/v1/historical-records".to_owned()),
        word.prop_map(|id| format!("/v1/awards/{id}")),
        word.prop_map(|id| format!("/v1/documents/{id}")),
        word.prop_map(|id| format!("/v1/agreements/{id}/entries")),
        word.prop_map(|path| format!("/{path}")),
    ];
    let names = prop_oneof![
        Just("limit".to_owned()),
        Just("cursor".to_owned()),
        Just("kind".to_owned()),
        Just("cig".to_owned()),
        word.prop_map(String::from),
    ];
    let queries = proptest::collection::vec((names, word), 0..3);
    let config = ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new(config)
        .run(&(paths, queries), |(path, query)| {
            let query: Vec<_> = query
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let uri = format!("{path}?{}", query.join("&"));
            // What is not an address cannot be sent.
            prop_assume!(uri.parse::<axum::http::Uri>().is_ok());
            let answer = runtime.block_on(get(&router, &uri));
            match answer.status {
                StatusCode::OK => drop(answer.json()),
                StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => drop(answer.problem()),
                other => prop_assert!(false, "{} to {}", other, uri),
            }
            Ok(())
        })
        .unwrap();
}
