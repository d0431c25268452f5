// SPDX-License-Identifier: EUPL-1.2
//! Merging releases into a compiled and a versioned release, by the standard's rules
//! (https://standard.open-contracting.org/1.1/en/schema/merging/). `scripts/check-open-data` compares both with those that the
//! Open Contracting Partnership's own library makes.
//!
//! Releases must be in the order of their dates. Must not know what they are about.

use serde_json::{Map, Value, json};

/// Fields of a release that are not merged.
const OMITTED: [&str; 3] = ["id", "date", "tag"];
/// Lists of objects that are replaced as a whole (`wholeListMerge`), wherever they stand.
const WHOLE: [&str; 2] = ["additionalIdentifiers", "additionalClassifications"];

/// The latest state of a process.
pub(super) fn compiled(releases: &[Value]) -> Value {
    let mut merged = json!({});
    for release in releases {
        for (name, value) in fields(release) {
            merge(&mut merged, name, value);
        }
    }
    let last = releases.last().unwrap_or(&Value::Null);
    merged["id"] = format!(
        "{}-{}",
        last["ocid"].as_str().unwrap_or_default(),
        last["date"].as_str().unwrap_or_default()
    )
    .into();
    merged["date"] = last["date"].clone();
    merged["tag"] = json!(["compiled"]);
    merged
}

/// The fields of a release that are merged.
fn fields(release: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let fields = release.as_object().into_iter().flatten();
    fields.filter(|(name, _)| !OMITTED.contains(&name.as_str()))
}

/// Merges a field into an object.
fn merge(into: &mut Value, name: &str, value: &Value) {
    match value {
        Value::Null => {
            if let Some(fields) = into.as_object_mut() {
                fields.remove(name);
            }
        }
        Value::Object(fields) => {
            // An object of nothing is nothing.
            for (inner, value) in fields {
                merge(at(into, name, || json!({})), inner, value);
            }
        }
        Value::Array(items) if are_identified(name, items) => {
            for item in items {
                let known = find(
                    at(into, name, || json!([])),
                    &item["id"],
                    || json!({ "id": item["id"] }),
                );
                if let Some(known) = known {
                    for (inner, value) in item.as_object().into_iter().flatten() {
                        merge(known, inner, value);
                    }
                }
            }
        }
        // Texts and numbers, and lists that are replaced.
        other => into[name] = other.clone(),
    }
}

/// Every value that every field has had, and the release that said so.
pub(super) fn versioned(releases: &[Value]) -> Value {
    let mut merged = json!({});
    for release in releases {
        for (name, value) in fields(release) {
            if name == "ocid" {
                merged["ocid"] = value.clone();
            } else {
                version(&mut merged, name, value, release, false);
            }
        }
    }
    merged
}

/// Adds the value of a field to its versions; `of_item` says whether the object is an item of a list, whose id names it and is
/// not versioned.
fn version(into: &mut Value, name: &str, value: &Value, release: &Value, of_item: bool) {
    match value {
        Value::Object(fields) => {
            for (inner, value) in fields {
                version(at(into, name, || json!({})), inner, value, release, false);
            }
        }
        Value::Array(items) if are_identified(name, items) => {
            for item in items {
                let known = find(
                    at(into, name, || json!([])),
                    &item["id"],
                    || json!({ "id": item["id"] }),
                );
                if let Some(known) = known {
                    for (inner, value) in item.as_object().into_iter().flatten() {
                        version(known, inner, value, release, true);
                    }
                }
            }
        }
        _ if of_item && name == "id" => {}
        other => {
            let versions = at(into, name, || json!([]));
            let Some(versions) = versions.as_array_mut() else {
                return;
            };
            if versions.last().is_some_and(|last| last["value"] == *other) {
                return;
            }
            versions.push(json!({
                "releaseID": release["id"],
                "releaseDate": release["date"],
                "releaseTag": release["tag"],
                "value": other,
            }));
        }
    }
}

/// Whether the items of a list are merged one by one: objects, each with its id.
fn are_identified(name: &str, items: &[Value]) -> bool {
    !WHOLE.contains(&name) && items.iter().all(|item| item.get("id").is_some())
}

/// A field of an object, which it has from now on.
fn at<'v>(object: &'v mut Value, name: &str, new: impl FnOnce() -> Value) -> &'v mut Value {
    if !object.is_object() {
        *object = Map::new().into();
    }
    let fields = match object {
        Value::Object(fields) => fields,
        _ => unreachable!("it was made an object above"),
    };
    fields.entry(name).or_insert_with(new)
}

/// The item with an id of a list, which it has from now on.
fn find<'v>(list: &'v mut Value, id: &Value, new: impl FnOnce() -> Value) -> Option<&'v mut Value> {
    let items = list.as_array_mut()?;
    let index = match items.iter().position(|item| item["id"] == *id) {
        Some(index) => index,
        None => {
            items.push(new());
            items.len() - 1
        }
    };
    items.get_mut(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn releases() -> Vec<Value> {
        vec![
            json!({ "ocid": "o", "id": "1", "date": "2026-01-01T00:00:00Z", "tag": ["award"],
                "awards": [{ "id": "a", "value": { "amount": 1 } }, { "id": "b" }],
                "parties": [{ "id": "p", "roles": ["buyer", "payer"], "additionalIdentifiers": [{ "id": "x" }] }],
                "title": "gone" }),
            json!({ "ocid": "o", "id": "2", "date": "2026-01-02T00:00:00Z", "tag": ["awardUpdate"],
                "awards": [{ "id": "a", "value": { "amount": 2 } }, { "id": "c", "title": "new" }],
                "parties": [{ "id": "p", "roles": ["buyer"], "additionalIdentifiers": [{ "id": "y" }] }],
                "title": null }),
        ]
    }

    #[test]
    fn the_latest_word_counts_and_lists_are_merged_by_id() {
        assert_eq!(
            compiled(&releases()),
            json!({ "ocid": "o", "id": "o-2026-01-02T00:00:00Z", "date": "2026-01-02T00:00:00Z", "tag": ["compiled"],
                "awards": [{ "id": "a", "value": { "amount": 2 } }, { "id": "b" }, { "id": "c", "title": "new" }],
                "parties": [{ "id": "p", "roles": ["buyer"], "additionalIdentifiers": [{ "id": "y" }] }] })
        );
    }

    #[test]
    fn every_version_of_a_field_is_kept_with_its_release() {
        let versioned = versioned(&releases());
        assert_eq!(versioned["ocid"], "o");
        assert!(versioned.get("id").is_none());
        let amounts = &versioned["awards"][0]["value"]["amount"];
        assert_eq!(amounts[0]["value"], 1);
        assert_eq!(
            amounts[1],
            json!({ "releaseID": "2", "releaseDate": "2026-01-02T00:00:00Z", "releaseTag": ["awardUpdate"], "value": 2 })
        );
        assert_eq!(versioned["awards"][0]["id"], "a");
        assert_eq!(versioned["title"][1]["value"], Value::Null);
        // What has not changed is not said again.
        let mut same = releases();
        same.push(json!({ "ocid": "o", "id": "3", "date": "2026-01-03T00:00:00Z", "tag": ["awardUpdate"], "awards": [{ "id": "a", "value": { "amount": 2 } }] }));
        assert_eq!(
            super::versioned(&same)["awards"][0]["value"]["amount"]
                .as_array()
                .map(Vec::len),
            Some(2)
        );
    }
}
