// SPDX-License-Identifier: EUPL-1.2
//! Whole lists: CSV and JSON Lines have the same items as the pages.

use axum::{
    Router,
    http::{StatusCode, header},
};
use serde_json::Value;

use crate::{
    asking::{get, get_with},
    ledger::Mirror,
    pages::{lists, walk},
};

fn with(uri: &str, parameter: &str) -> String {
    let separator = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{separator}{parameter}")
}

/// The items of a list in JSON Lines.
async fn lines(router: &Router, uri: &str) -> Vec<Value> {
    let answer = get(router, &with(uri, "format=jsonl")).await;
    assert_eq!(answer.status, StatusCode::OK, "{uri}");
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/jsonl");
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

/// What a cell says of a value, or of what stands under a heading in an item. Amounts have no column for their currency.
fn leaves(item: &Value, heading: String, found: &mut Vec<(String, String)>) {
    match item {
        Value::Object(fields) if !fields.is_empty() => {
            let is_money = fields.contains_key("cents") && fields.contains_key("currency");
            for (name, value) in fields {
                if !(is_money && name == "currency") {
                    let heading = if heading.is_empty() {
                        name.clone()
                    } else {
                        format!("{heading}_{name}")
                    };
                    leaves(value, heading, found);
                }
            }
        }
        Value::Null => {}
        Value::String(text) => found.push((heading, text.clone())),
        other => found.push((heading, other.to_string())),
    }
}

#[tokio::test]
async fn every_form_has_the_same_items() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for (uri, count) in lists() {
        let pages = walk(&router, &uri, 7).await;
        assert_eq!(pages.len(), count, "{uri}");
        assert_eq!(lines(&router, &uri).await, pages, "{uri}");

        let answer = get(&router, &with(&uri, "format=csv")).await;
        assert_eq!(answer.status, StatusCode::OK, "{uri}");
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "text/csv; charset=utf-8; header=present"
        );
        let mut reader = csv::Reader::from_reader(answer.body.as_slice());
        let headings = reader.headers().unwrap().clone();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), count, "{uri}");
        for (row, item) in rows.iter().zip(&pages) {
            let mut cells: Vec<_> = headings
                .iter()
                .zip(row)
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(heading, cell)| {
                    let text = cell.strip_prefix('\'').unwrap_or(cell);
                    (heading.to_owned(), text.to_owned())
                })
                .collect();
            let mut said = Vec::new();
            // Objects whose fields are not described stand in one cell, as JSON.
            let mut described = item.clone();
            for field in ["signature", "body", "previous"] {
                if let Some(value) = described.get_mut(field).filter(|value| value.is_object()) {
                    *value = value.to_string().into();
                }
            }
            leaves(&described, String::new(), &mut said);
            said.retain(|(_, text)| !text.is_empty());
            cells.sort();
            said.sort();
            assert_eq!(cells, said, "{uri}");
        }
    }
}

#[tokio::test]
async fn as_a_spreadsheet_gets_it() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let answer = get(&router, "/v1/awards?format=csv&kind=contract").await;
    assert_eq!(
        answer.header(header::CONTENT_DISPOSITION),
        "attachment; filename=\"portico_awards.csv\""
    );
    insta::assert_snapshot!(String::from_utf8(answer.body).unwrap());
}

#[tokio::test]
async fn the_header_accept_decides_where_the_address_does_not() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for (uri, accept, expected) in [
        (
            "/v1/awards",
            "text/csv",
            "text/csv; charset=utf-8; header=present",
        ),
        ("/v1/awards", "application/x-ndjson", "application/jsonl"),
        ("/v1/awards", "*/*", "application/json"),
        ("/v1/awards?format=jsonl", "text/csv", "application/jsonl"),
        ("/v1/awards?format=json", "text/csv", "application/json"),
    ] {
        let answer = get_with(&router, uri, &[(header::ACCEPT, accept)]).await;
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            expected,
            "{uri} {accept}"
        );
        let vary: Vec<_> = answer.headers.get_all(header::VARY).iter().collect();
        assert!(vary.iter().any(|value| *value == "accept"), "{vary:?}");
    }
}

#[tokio::test]
async fn each_form_has_a_tag_of_its_own() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let mut tags = Vec::new();
    for format in ["json", "csv", "jsonl"] {
        let uri = format!("/v1/awards?format={format}");
        let tag = get(&router, &uri).await.header(header::ETAG).to_owned();
        let again = get_with(&router, &uri, &[(header::IF_NONE_MATCH, &tag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{uri}");
        assert!(again.body.is_empty(), "{uri}");
        assert!(!tags.contains(&tag), "{uri}");
        tags.push(tag);
    }
}

#[tokio::test]
async fn what_cannot_be_begun_is_a_problem() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    let router = portico_api::router(&config);
    let answer = get(&router, "/v1/awards/999/trail?format=csv").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.problem(), "/problems/not-found");

    config.exports = 0;
    let answer = get(&portico_api::router(&config), "/v1/awards?format=csv").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.problem(), "/problems/busy");

    config = mirror.config();
    config.database = config.database.with_extension("missing");
    let answer = get(&portico_api::router(&config), "/v1/awards?format=csv").await;
    assert_eq!(answer.problem(), "/problems/not-ready");
}
