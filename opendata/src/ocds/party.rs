// SPDX-License-Identifier: EUPL-1.2
//! The organisations of a release: its `parties`, and the references to them.

use serde_json::{Map, Value, json};

use crate::organisation::{Organisation, SCHEME};

/// The parties of one release, each once, with all its roles: merging replaces the list of roles as a whole.
#[derive(Default)]
pub(super) struct Parties(Map<String, Value>);

impl Parties {
    /// Adds a party with these roles (OCDS's codelist partyRole), and gives the reference to it.
    pub(super) fn add(&mut self, organisation: &Organisation, roles: &[&str]) -> Value {
        let id = organisation.id();
        let party = self
            .0
            .entry(id.clone())
            .or_insert_with(|| full(&id, organisation));
        if let Some(known) = party["roles"].as_array_mut() {
            for role in roles {
                if !known.iter().any(|known| known == role) {
                    known.push((*role).into());
                }
            }
        }
        reference(&id, organisation)
    }

    /// All of them.
    pub(super) fn into_value(self) -> Value {
        self.0.into_iter().map(|(_, party)| party).collect()
    }
}

fn reference(id: &str, organisation: &Organisation) -> Value {
    let mut reference = json!({ "id": id });
    if !organisation.name.is_empty() {
        reference["name"] = organisation.name.as_str().into();
    }
    reference
}

fn full(id: &str, organisation: &Organisation) -> Value {
    let mut party = json!({
        "id": id,
        "identifier": { "scheme": SCHEME, "id": organisation.identifier },
        "roles": [],
    });
    if !organisation.name.is_empty() {
        party["name"] = organisation.name.as_str().into();
        party["identifier"]["legalName"] = organisation.name.as_str().into();
    }
    if let Some(page) = &organisation.page {
        party["identifier"]["uri"] = page.as_str().into();
    }
    // Its kind and its municipality's code have no field that the standard can keep versions of: they stand behind the link.
    party
}
