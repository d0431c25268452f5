// SPDX-License-Identifier: EUPL-1.2
//! Who runs the service, as its OpenAPI document says it: only what the operator said, never something made up.

use serde_json::{Map, Value, json};

/// Who runs the service, and on what terms. The service works without any of it, and then says that it was not told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operator {
    /// The organisation or its office.
    pub name: Option<String>,
    /// A page where it can be reached.
    pub url: Option<String>,
    /// An address to write to.
    pub email: Option<String>,
    /// Where the terms of service stand.
    pub terms_of_service: Option<String>,
}

impl Operator {
    /// The document's `contact`, if there is a way to reach somebody: AgID's guidelines want an address or a page.
    pub(super) fn contact(&self) -> Option<Value> {
        if self.url.is_none() && self.email.is_none() {
            return None;
        }
        let fields = [
            ("name", &self.name),
            ("url", &self.url),
            ("email", &self.email),
        ];
        let contact: Map<_, _> = fields
            .into_iter()
            .filter_map(|(field, value)| Some((field.to_owned(), json!(value.as_ref()?))))
            .collect();
        Some(contact.into())
    }

    /// What the document says in the place of what the operator has not said; empty if all was said.
    pub(super) fn not_told(&self) -> String {
        let missing: Vec<_> = [
            (self.contact().is_none(), "how to be reached"),
            (
                self.terms_of_service.is_none(),
                "on what terms it is offered",
            ),
        ]
        .into_iter()
        .filter_map(|(is_missing, what)| is_missing.then_some(what))
        .collect();
        if missing.is_empty() {
            return String::new();
        }
        format!(
            "\n\nWhoever runs this service has not said {}.\n",
            missing.join(", nor ")
        )
    }
}
