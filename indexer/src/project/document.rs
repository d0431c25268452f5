// SPDX-License-Identifier: EUPL-1.2
//! Table `documents`: documents wherever they stand in a body, with the place where they stand.
//!
//! They are found in the body's JSON, by their shape, so that a body that is added later needs nothing here.

use portico_rules::document::Document;
use rusqlite::params;
use serde::Deserialize;
use serde_json::Value;

use super::Projection;

impl Projection<'_, '_> {
    pub(super) fn documents(&self, documents: &[(String, Document)]) -> rusqlite::Result<()> {
        for (place, document) in documents {
            self.document_item(document)?;
            self.run(
                "INSERT INTO documents (entry_id, place, sha256, media_type, title, uri)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    self.entry_id,
                    place,
                    document.sha256.to_hex(),
                    document.media_type,
                    document.title,
                    document.uri,
                ],
            )?;
        }
        Ok(())
    }
}

/// Every document in a body, with its place, such as `report` or `documents/0`.
pub(crate) fn documents(body: &Value) -> Vec<(String, Document)> {
    let mut found = Vec::new();
    // The body's own names ("award", "claim") are not part of the place.
    visit(body, &mut Vec::new(), &mut found);
    found
}

fn visit(value: &Value, place: &mut Vec<String>, found: &mut Vec<(String, Document)>) {
    // Asking whether it is one costs more than looking whether it can be.
    let may_be = value.get("sha256").is_some();
    if may_be && let Ok(document) = Document::deserialize(value) {
        // The first two names are the kind of subject and what is done.
        found.push((place.get(2..).unwrap_or_default().join("/"), document));
        return;
    }
    let mut within = |name: String, value: &Value| {
        place.push(name);
        visit(value, place, found);
        place.pop();
    };
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, value)| within(name.clone(), value)),
        Value::Array(values) => (0..)
            .zip(values)
            .for_each(|(index, value): (u32, _)| within(index.to_string(), value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_rules::{
        award::AwardBody,
        entry::Body,
        primitives::{Cents, Digest},
    };

    #[test]
    fn documents_are_found_where_they_stand() {
        let document = |byte| Document {
            sha256: Digest([byte; 32]),
            media_type: "application/pdf".into(),
            title: "Relazione".into(),
            uri: String::new(),
        };
        let body = Body::Award(AwardBody::Claim {
            milestone: 1,
            claim: 1,
            amount: Cents(5),
            statement: "done".into(),
            documents: vec![document(1), document(2)],
        });
        let found = documents(&serde_json::to_value(&body).unwrap());
        let expected = vec![
            ("documents/0".to_owned(), document(1)),
            ("documents/1".to_owned(), document(2)),
        ];
        assert_eq!(found, expected);
    }
}
