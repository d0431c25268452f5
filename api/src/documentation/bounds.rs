// SPDX-License-Identifier: EUPL-1.2
//! The bounds of numbers, texts and lists, where a type does not state its own: what the types of Rust and the longest entry
//! allow. Whoever reads an answer knows what to make room for, and no generator has to guess.
//!
//! Must not know what a schema is about.

use serde_json::{Map, Value, json};

/// Longest text, in characters: no entry is longer than 12,288 bytes, and no answer has a text that is none of an entry's
/// without stating its own bound.
const LONGEST_TEXT: u64 = 12_288;

/// States the bounds of every schema below `value`: of a component, a parameter, a header, or a body in JSON.
pub(super) fn state(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            of_schema(fields);
            for (name, below) in fields {
                // What is not JSON is as long as it is: a whole list as CSV.
                if name != "content" {
                    state(below);
                } else if let Some(json) = below.get_mut("application/json") {
                    state(json);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(state),
        _ => {}
    }
}

fn of_schema(schema: &mut Map<String, Value>) {
    let is = |wanted: &str| match schema.get("type") {
        Some(Value::String(name)) => name == wanted,
        Some(Value::Array(names)) => names.iter().any(|name| name == wanted),
        _ => false,
    };
    if is("integer") {
        of_integer(schema);
    } else if is("string")
        && !["enum", "const", "maxLength"]
            .iter()
            .any(|key| schema.contains_key(*key))
    {
        let longest = match schema.get("format").and_then(Value::as_str) {
            Some("date") => 10,
            Some("date-time") => 35,
            _ => LONGEST_TEXT,
        };
        schema.insert("maxLength".to_owned(), longest.into());
    }
}

/// The derive writes every unsigned number of up to 32 bits as `int32` without a maximum, which is half of a `u32`.
fn of_integer(schema: &mut Map<String, Value>) {
    if schema.contains_key("maximum") {
        return;
    }
    let (format, largest) = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => ("int64", json!(u32::MAX)),
        // SQLite's numbers are signed.
        _ => ("int64", json!(i64::MAX)),
    };
    schema.insert("format".to_owned(), format.into());
    schema.insert("maximum".to_owned(), largest);
    schema.entry("minimum").or_insert_with(|| 0.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_stated_is_added_and_what_is_stays() {
        let mut document = json!({
            "properties": {
                "number": { "type": ["integer", "null"], "format": "int32", "minimum": 1 },
                "cents": { "type": "integer", "format": "int64", "minimum": 0 },
                "limit": { "type": "integer", "format": "int32", "minimum": 1, "maximum": 200 },
                "day": { "type": "string", "format": "date" },
                "kind": { "type": "string", "enum": ["a"] },
                "title": { "type": ["string", "null"] },
            },
            "content": { "text/csv": { "schema": { "type": "string" } }, "application/json": { "schema": { "type": "string" } } },
        });
        state(&mut document);
        let properties = &document["properties"];
        assert_eq!(properties["number"]["maximum"], u32::MAX);
        assert_eq!(properties["number"]["minimum"], 1);
        assert_eq!(properties["number"]["format"], "int64");
        assert_eq!(properties["cents"]["maximum"], i64::MAX);
        assert_eq!(properties["limit"]["format"], "int32");
        assert_eq!(properties["day"]["maxLength"], 10);
        assert!(properties["kind"].get("maxLength").is_none());
        assert_eq!(properties["title"]["maxLength"], LONGEST_TEXT);
        let content = &document["content"];
        assert!(content["text/csv"]["schema"].get("maxLength").is_none());
        assert_eq!(
            content["application/json"]["schema"]["maxLength"],
            LONGEST_TEXT
        );
    }
}
