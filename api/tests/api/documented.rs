// SPDX-License-Identifier: EUPL-1.2
//! Holds every answer that a test gets to what the OpenAPI document says of it: the status, the media type, the headers by which
//! it can be kept, and the body to its schema (JSON Schema 2020-12), in which a field that is not documented is an error.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use http_body_util::BodyExt;
use jsonschema::Validator;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tower::ServiceExt;

use crate::asking::Answer;

/// What the service says of itself, closed: see [`close`].
struct Documented {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

static DOCUMENTED: LazyLock<OnceCell<Documented>> = LazyLock::new(OnceCell::new);

/// Panics if an answer is none that the document knows. Addresses that are not in it are none of its business.
pub(crate) async fn check(method: &Method, path: &str, answer: &Answer) {
    // It needs no database to say what it offers.
    let documented = DOCUMENTED.get_or_init(Documented::read).await;
    documented.check(method, path, answer);
}

impl Documented {
    async fn read() -> Self {
        let config = portico_api::Config::new(([127, 0, 0, 1], 0).into(), "no-such-file");
        let request = Request::get("/v1/openapi.json").body(Body::empty());
        let answer = portico_api::router(&config).oneshot(request.unwrap()).await;
        let bytes = answer.unwrap().into_body().collect().await.unwrap();
        let mut document: Value = serde_json::from_slice(&bytes.to_bytes()).unwrap();
        let open = document.clone();
        let schemas = document["components"]["schemas"].as_object_mut().unwrap();
        // Others are made of these, so that it is closed where it is used.
        schemas
            .values_mut()
            .for_each(|schema| close(schema, &open, false));
        Documented {
            document,
            validators: Mutex::default(),
        }
    }

    fn check(&self, method: &Method, path: &str, answer: &Answer) {
        let Some(path) = path.strip_prefix("/v1") else {
            return;
        };
        let Some((template, operations)) = self.find(path) else {
            return;
        };
        let of = match *method {
            Method::HEAD => "get".to_owned(),
            ref other => other.as_str().to_ascii_lowercase(),
        };
        let status = answer.status.as_str();
        let Some(operation) = operations.get(&of) else {
            let expected = if *method == Method::OPTIONS {
                "200"
            } else {
                "405"
            };
            assert_eq!(status, expected, "{method} {template}");
            return;
        };
        let what = format!("{method} {template} {status}");
        let response = &operation["responses"][status];
        // Nobody asks with a body where none is read, and the answer is the same everywhere.
        if response.is_null() && status == "413" && operation["requestBody"].is_null() {
            return;
        }
        assert!(
            response.is_object(),
            "{what} is not documented: {}",
            text(answer)
        );
        let response = match response["$ref"].as_str() {
            Some(target) => self.document.pointer(&target[1..]).unwrap(),
            None => response,
        };
        for name in [
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            header::CACHE_CONTROL,
        ] {
            let documented = response["headers"].as_object().is_some_and(|headers| {
                headers
                    .keys()
                    .any(|known| known.eq_ignore_ascii_case(name.as_str()))
            });
            // A problem that has no time of its own names none.
            let may_be_missing = name == header::RETRY_AFTER || !answer.status.is_success();
            let is_there = answer.headers.contains_key(&name);
            let is_error = !answer.status.is_success() && status != "304";
            if is_there && !documented && !(is_error && name == header::CACHE_CONTROL) {
                panic!("{what}: the header {name} is not documented");
            }
            assert!(
                is_there || !documented || may_be_missing,
                "{what}: there is no {name}"
            );
        }
        if *method == Method::HEAD || answer.body.is_empty() {
            return;
        }
        let kind = answer.header(header::CONTENT_TYPE);
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let content = &response["content"][kind];
        assert!(content.is_object(), "{what}: {kind} is not documented");
        // What is compressed is the same, compressed.
        if answer.headers.contains_key(header::CONTENT_ENCODING) {
            return;
        }
        match kind {
            "application/json" | "application/problem+json" => {
                self.validate(&what, &content["schema"], &answer.json());
            }
            "application/jsonl" => {
                let page = &response["content"]["application/json"]["schema"]["$ref"];
                let page = page
                    .as_str()
                    .map(|target| self.document.pointer(&target[1..]).unwrap());
                for line in text(answer).lines() {
                    let item = serde_json::from_str(line).expect("a line is JSON");
                    // The items of open data are as their standards say.
                    let Some(page) = page else { continue };
                    self.validate(
                        &format!("{what} a line"),
                        &page["properties"]["items"]["items"],
                        &item,
                    );
                }
            }
            _ => {}
        }
    }

    /// The path of the document that an address is of: the one with fewest variable parts.
    fn find(&self, path: &str) -> Option<(&str, &Value)> {
        let parts: Vec<_> = path.split('/').collect();
        let templates = self.document["paths"].as_object()?.iter();
        let matching = templates.filter(|(template, _)| {
            let known: Vec<_> = template.split('/').collect();
            known.len() == parts.len()
                && known.iter().zip(&parts).all(|(known, part)| {
                    if known.starts_with('{') {
                        !part.is_empty()
                    } else {
                        known == part
                    }
                })
        });
        matching
            .min_by_key(|(template, _)| template.matches('{').count())
            .map(|(template, operations)| (template.as_str(), operations))
    }

    fn validate(&self, what: &str, schema: &Value, value: &Value) {
        let validator = {
            let mut validators = self
                .validators
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let known = validators.entry(what.to_owned());
            known
                .or_insert_with(|| Arc::new(self.validator(schema)))
                .clone()
        };
        let errors: Vec<_> = validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(
            errors.is_empty(),
            "{what} is not as documented:\n{}\n{value:#}",
            errors.join("\n")
        );
    }

    fn validator(&self, schema: &Value) -> Validator {
        let mut schema = schema.clone();
        close(&mut schema, &self.document, true);
        let whole = json!({ "components": self.document["components"], "allOf": [schema] });
        jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(&whole)
            .unwrap_or_else(|error| panic!("{error} in {whole:#}"))
    }
}

/// Forbids, below a schema, every field that is not described. `here`: in itself, too, because it stands where a value stands and
/// is not one of several that describe the same value.
fn close(schema: &mut Value, document: &Value, here: bool) {
    let closed = here && names_fields(schema, document);
    let Some(fields) = schema.as_object_mut() else {
        return;
    };
    for (name, below) in fields.iter_mut() {
        match (name.as_str(), below) {
            ("properties", Value::Object(properties)) => {
                properties
                    .values_mut()
                    .for_each(|value| close(value, document, true));
            }
            ("items" | "additionalProperties", below) => close(below, document, true),
            ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                parts
                    .iter_mut()
                    .for_each(|part| close(part, document, false));
            }
            _ => {}
        }
    }
    if closed {
        fields.insert("unevaluatedProperties".to_owned(), false.into());
    }
}

/// Whether a schema says which fields an object has. One that does not is of any object.
fn names_fields(schema: &Value, document: &Value) -> bool {
    let any = |parts: &Value| {
        let mut parts = parts.as_array().into_iter().flatten();
        parts.any(|part| names_fields(part, document))
    };
    let target = schema["$ref"]
        .as_str()
        .and_then(|target| document.pointer(&target[1..]));
    let is_open = schema
        .get("additionalProperties")
        .is_some_and(|more| more != &json!(false));
    !is_open
        && (schema["properties"].is_object()
            || target.is_some_and(|target| names_fields(target, document))
            || ["allOf", "oneOf", "anyOf"]
                .iter()
                .any(|key| any(&schema[*key])))
}

fn text(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body).unwrap_or("(no text)")
}

#[test]
fn a_field_that_is_not_described_is_an_error() {
    let document = json!({ "components": { "schemas": {
        "Inner": { "type": "object", "properties": { "a": { "type": "integer" } } },
        "Free": { "type": "object" },
    } } });
    let documented = Documented {
        document,
        validators: Mutex::default(),
    };
    let inner = json!({ "$ref": "#/components/schemas/Inner" });
    let schema = json!({
        "allOf": [inner, { "type": "object", "properties": {
            "b": inner,
            "c": { "oneOf": [{ "type": "null" }, inner] },
            "d": { "type": "array", "items": inner },
            "e": { "$ref": "#/components/schemas/Free" },
        } }],
    });
    let validator = documented.validator(&schema);
    let right = json!({ "a": 1, "b": { "a": 1 }, "c": null, "d": [{ "a": 1 }], "e": { "x": 1 } });
    assert!(validator.is_valid(&right));
    for (pointer, wrong) in [
        ("", json!({ "x": 1 })),
        ("/b", json!({ "x": 1 })),
        ("/c", json!({ "x": 1 })),
        ("/d", json!([{ "a": 1, "x": 1 }])),
        ("/b", json!({ "a": "one" })),
    ] {
        let mut value = right.clone();
        *value.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&value), "{value}");
    }
}
