// SPDX-License-Identifier: EUPL-1.2
//! The OpenAPI document and the page that shows it.

use axum::http::{StatusCode, header};
use serde_json::Value;

use crate::{asking::get, ledger::Mirror};

async fn document() -> Value {
    let mirror = Mirror::of_the_story();
    let answer = get(&portico_api::router(&mirror.config()), "/v1/openapi.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()
}

/// Every operation, with its path and method.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect()
}

/// Every `$ref` in it.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(target) if name == "$ref" => found.push(target.clone()),
                    value => references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn everything_that_is_referred_to_is_there() {
    let document = document().await;
    assert_eq!(document["openapi"], "3.1.0");
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50, "{}", found.len());
    for target in found {
        let pointer = target.strip_prefix('#').expect("no other document");
        assert!(document.pointer(pointer).is_some(), "{target}");
    }
}

#[tokio::test]
async fn every_operation_is_described() {
    let document = document().await;
    let tags = document["tags"].as_array().unwrap();
    let mut ids = Vec::new();
    for (name, operation) in operations(&document) {
        for field in ["operationId", "summary"] {
            let text = operation[field].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{field} of {name}");
        }
        ids.push(operation["operationId"].clone());
        let tag = &operation["tags"][0];
        assert!(
            tags.iter().any(|known| &known["name"] == tag),
            "{tag} of {name}"
        );
        let responses = operation["responses"].as_object().unwrap();
        assert!(
            responses.keys().any(|status| status.starts_with('2')),
            "{name}"
        );
        for status in ["429", "500", "503"] {
            assert!(responses.contains_key(status), "{status} of {name}");
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let about = parameter["description"].as_str().unwrap_or_default();
            assert!(!about.is_empty(), "{parameter} of {name}");
            assert!(parameter["schema"].is_object(), "{parameter} of {name}");
        }
    }
    let count = ids.len();
    ids.sort_by_key(ToString::to_string);
    ids.dedup();
    assert_eq!(ids.len(), count, "operation ids are unique");
}

#[tokio::test]
async fn the_address_of_the_service_stands_in_it() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.public_url = Some("https://registro.example.it/".into());
    let answer = get(&portico_api::router(&config), "/v1/openapi.json").await;
    assert_eq!(
        answer.json()["servers"][0]["url"],
        "https://registro.example.it/v1"
    );
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.ends_with("connect-src 'self' https://registro.example.it/"),
        "{policy}"
    );
}

#[tokio::test]
async fn the_page_needs_no_other_host() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let page = get(&router, "/reference").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.header(header::LOCATION), "/reference/");
    let page = get(&router, "/reference/").await;
    assert_eq!(page.status, StatusCode::OK);
    let html = String::from_utf8(page.body.clone()).unwrap();
    assert!(!html.contains("//"), "{html}");
    let mut assets = 0;
    for quoted in html.split('"') {
        let Some(asset) = quoted.strip_prefix("./") else {
            continue;
        };
        assets += 1;
        let asset = get(&router, &format!("/reference/{asset}")).await;
        assert_eq!(asset.status, StatusCode::OK, "{quoted}");
        assert!(!asset.body.is_empty(), "{quoted}");
    }
    assert!(assets >= 5, "{html}");
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str();
    let policy = policy.unwrap().to_owned();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    let start = get(&router, "/reference/swagger-initializer.js").await;
    let script = String::from_utf8(start.body).unwrap();
    assert!(script.contains("/v1/openapi.json"), "{script}");
}
