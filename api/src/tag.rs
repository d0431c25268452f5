// SPDX-License-Identifier: EUPL-1.2
//! Entity tags: by which a caller asks whether what it has is still the answer (RFC 9110, 8.8.3 and 13.1.2).
//!
//! Must not know what an answer says, nor when it changes.

use axum::http::{HeaderMap, HeaderValue, header};

use portico_rules::native::sha256;

use crate::problem::Problem;

/// The tag of an answer, as its header says it. It is weak: the same answer may come compressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag(HeaderValue);

impl Tag {
    /// Made of a text of letters, digits and dashes, which names the answer among all that its address has had.
    ///
    /// # Errors
    /// 500 for a text that no header can have.
    pub(crate) fn new(text: &str) -> Result<Self, Problem> {
        HeaderValue::try_from(format!("W/\"{text}\""))
            .map(Tag)
            .map_err(|error| {
                tracing::error!(text, %error, "this is no entity tag");
                Problem::internal()
            })
    }

    /// Made of bytes that are always the same: of their SHA-256.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let value = HeaderValue::try_from(format!("W/\"{}\"", sha256(bytes).to_hex()));
        Tag(value.expect("quotes and hexadecimal digits are visible ASCII"))
    }

    /// As a header says it.
    pub(crate) fn value(&self) -> HeaderValue {
        self.0.clone()
    }

    /// How many bytes it has.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The tags of what a caller has, from `If-None-Match`.
pub(crate) struct KnownTags(Vec<HeaderValue>);

impl KnownTags {
    /// What a request says.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(header::IF_NONE_MATCH);
        KnownTags(values.iter().cloned().collect())
    }

    /// Whether a tag is one of them, compared weakly: without `W/`. `*`, which is for writing, matches nothing.
    pub(crate) fn contains(&self, tag: &Tag) -> bool {
        self.0
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|known| opaque(known.as_bytes()) == opaque(tag.0.as_bytes()))
    }
}

/// A tag without what says that it is weak.
fn opaque(tag: &[u8]) -> &[u8] {
    let tag = tag.trim_ascii();
    tag.strip_prefix(b"W/").unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        let tag = Tag::new("0x1-2026-11-22").unwrap();
        for (given, expected) in [
            ("W/\"0x1-2026-11-22\"", true),
            ("\"0x1-2026-11-22\"", true),
            ("\"a\", W/\"0x1-2026-11-22\" ,\"b\"", true),
            ("*", false),
            ("", false),
            ("0x1-2026-11-22", false),
            ("\"0x1-2026-11-23\"", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(header::IF_NONE_MATCH, "\"first\"".parse().unwrap());
            headers.append(header::IF_NONE_MATCH, given.parse().unwrap());
            assert_eq!(KnownTags::of(&headers).contains(&tag), expected, "{given}");
        }
        assert!(!KnownTags::of(&HeaderMap::new()).contains(&tag));
    }
}
