// SPDX-License-Identifier: EUPL-1.2
//! Values in a JSON text, each with its place: read as far as somebody asks, so that what nobody asks for may be as wrong as it
//! likes. Numbers stay the digits they are written in.

use super::shown;
use crate::amount::{self, AmountError};
use crate::mapping::AmountForm;
use portico_rules::primitives::Cents;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// A value, or the sentence that says where there is which wrong one.
pub(super) type Read<T> = Result<T, String>;

const PLAIN: AmountForm = AmountForm {
    decimal_mark: '.',
    thousands_mark: None,
};

/// A value and its place.
#[derive(Clone)]
pub(super) struct Node<'a> {
    raw: &'a RawValue,
    pointer: String,
}

/// An object's members.
pub(super) struct Object<'a> {
    members: Vec<(String, &'a RawValue)>,
    pointer: String,
}

impl<'a> Node<'a> {
    pub(super) fn parse(bytes: &'a [u8], pointer: &str) -> serde_json::Result<Self> {
        Ok(Node {
            raw: serde_json::from_slice(bytes)?,
            pointer: pointer.to_owned(),
        })
    }

    /// Its text in the file.
    pub(super) fn raw(&self) -> &'a str {
        self.raw.get()
    }

    /// Its place (RFC 6901).
    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    fn is(&self, what: &str) -> String {
        format!("{}: it is not {what}", shown(&self.pointer))
    }

    pub(super) fn object(&self) -> Read<Object<'a>> {
        let Members(members) =
            serde_json::from_str(self.raw()).map_err(|_| self.is("an object"))?;
        Ok(Object {
            members,
            pointer: self.pointer.clone(),
        })
    }

    pub(super) fn items(&self) -> Read<Vec<Node<'a>>> {
        let items: Vec<&'a RawValue> =
            serde_json::from_str(self.raw()).map_err(|_| self.is("a list"))?;
        let node = |(index, raw)| Node {
            raw,
            pointer: format!("{}/{index}", self.pointer),
        };
        Ok(items.into_iter().enumerate().map(node).collect())
    }

    pub(super) fn text(&self) -> Read<String> {
        serde_json::from_str(self.raw()).map_err(|_| self.is("a text"))
    }

    /// A number of euro, to the cent; less than nothing is `None`, with what it is without its sign.
    pub(super) fn cents(&self) -> Result<Signed, AmountError> {
        let text = self.raw();
        if !text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return Err(AmountError::NotANumber);
        }
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let Cents(cents) = amount::read(digits, &PLAIN)?.unwrap_or_default();
        // Amounts are bounded far below.
        let cents = i64::try_from(cents).map_err(|_| AmountError::TooLarge)?;
        Ok(if is_negative { -cents } else { cents })
    }
}

/// Cents, which may be less than nothing.
pub(super) type Signed = i64;

impl<'a> Object<'a> {
    /// A member; none if it is not there or null.
    ///
    /// # Errors
    /// If it is there twice: nobody knows which one is meant.
    pub(super) fn get(&self, name: &str) -> Read<Option<Node<'a>>> {
        let mut found = self.members.iter().filter(|(known, _)| known == name);
        let Some((_, raw)) = found.next() else {
            return Ok(None);
        };
        if found.next().is_some() {
            return Err(format!("{}: it has {name} twice", shown(&self.pointer)));
        }
        Ok((raw.get() != "null").then(|| Node {
            raw,
            pointer: format!("{}/{name}", self.pointer),
        }))
    }

    pub(super) fn text(&self, name: &str) -> Read<Option<String>> {
        self.get(name)?.map(|node| node.text()).transpose()
    }

    /// A text that must be there and not empty.
    pub(super) fn required(&self, name: &str) -> Read<String> {
        match self.text(name)? {
            Some(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(format!("{}: it has no {name}", shown(&self.pointer))),
        }
    }

    pub(super) fn object(&self, name: &str) -> Read<Option<Object<'a>>> {
        self.get(name)?.map(|node| node.object()).transpose()
    }

    /// A list's items; none if it is not there.
    pub(super) fn items(&self, name: &str) -> Read<Vec<Node<'a>>> {
        match self.get(name)? {
            Some(node) => node.items(),
            None => Ok(Vec::new()),
        }
    }
}

/// Members in the order of the text, each as often as it is there.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Each)
    }
}
