// SPDX-License-Identifier: EUPL-1.2
//! What all parts of a release are written with: documents and periods.

use portico_rules::{date::Date, document::Document};
use serde_json::{Value, json};

use crate::{
    link::address,
    money::{beginning_of, end_of, moment},
    source::{Stored, bare},
};

/// From the first to the last day.
pub(super) fn period(start: Option<Date>, end: Option<Date>) -> Option<Value> {
    let fields: serde_json::Map<_, _> = [
        ("startDate", start.map(beginning_of)),
        ("endDate", end.map(end_of)),
    ]
    .into_iter()
    .filter_map(|(name, day)| Some((name.to_owned(), day?.into())))
    .collect();
    (!fields.is_empty()).then(|| fields.into())
}

/// Documents of one kind (OCDS's codelist documentType) that an entry refers to.
pub(super) fn documents<'d>(
    stored: &Stored,
    kind: &str,
    documents: impl IntoIterator<Item = &'d Document>,
    description: Option<&str>,
) -> Value {
    documents
        .into_iter()
        .enumerate()
        .map(|(index, document)| {
            let mut written = json!({
                // The entry, the place in it, and the digest by which a copy is recognised: the standard has no field for it.
                "id": format!("{}-{kind}-{index}-sha256:{}", stored.entry.seq, bare(&document.sha256)),
                "documentType": kind,
                "datePublished": moment(stored.entry.at),
            });
            for (name, text) in [
                ("title", Some(document.title.as_str())),
                ("format", Some(document.media_type.as_str())),
                ("url", address(&document.uri)),
                ("description", description),
            ] {
                if let Some(text) = text.filter(|text| !text.is_empty()) {
                    written[name] = text.into();
                }
            }
            written
        })
        .collect()
}
