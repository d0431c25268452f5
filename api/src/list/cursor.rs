// SPDX-License-Identifier: EUPL-1.2
//! Cursors: after which item the next page begins. For the caller a cursor is a word to hand back; inside are the
//! values by which the last item stood where it stood, the newest entry when the walk began, and a digest of the
//! question, so that the cursor of one question is refused by another.

use data_encoding::BASE64URL_NOPAD;
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What the pages of one walk have in common, digested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Question(u64);

impl Question {
    /// Of the list, what it is a part of, and the parameters that decide which items it has, in which order.
    pub(crate) fn new<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            // No two lists of parts are written alike.
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = digest.finalize().into();
        Question(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }
}

/// A value by which items are ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Place {
    Number(i64),
    Text(String),
}

impl Place {
    /// Of a column; lists are not ordered by columns that hold anything else.
    pub(crate) fn of(value: Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(Place::Number(number)),
            Value::Text(text) => Some(Place::Text(text)),
            Value::Null | Value::Real(_) | Value::Blob(_) => None,
        }
    }
}

impl From<Place> for Value {
    fn from(place: Place) -> Self {
        match place {
            Place::Number(number) => Value::Integer(number),
            Place::Text(text) => Value::Text(text),
        }
    }
}

/// What a cursor says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    pub(crate) question: Question,
    /// After which entry the list is, on every page of the walk.
    pub(crate) entry: i64,
    /// The last item's values, in the order of the sorting.
    pub(crate) after: Vec<Place>,
}

impl Cursor {
    pub(crate) fn write(&self) -> Option<String> {
        let json = serde_json::to_vec(&(self.question, self.entry, &self.after)).ok()?;
        Some(BASE64URL_NOPAD.encode(&json))
    }

    /// Only what [`Cursor::write`] wrote is read, with as many values as the order has columns.
    pub(crate) fn read(text: &str, columns: usize) -> Option<Self> {
        let json = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (question, entry, after) = serde_json::from_slice(&json).ok()?;
        let cursor = Cursor {
            question,
            entry,
            after,
        };
        (cursor.after.len() == columns && cursor.write().as_deref() == Some(text)).then_some(cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor() -> Cursor {
        Cursor {
            question: Question::new(["awards", "sort=-granted"]),
            entry: 7,
            after: vec![Place::Number(-3), Place::Text("é\"".into())],
        }
    }

    #[test]
    fn a_cursor_is_read_back() {
        let text = cursor().write().unwrap();
        assert_eq!(Cursor::read(&text, 2), Some(cursor()));
        assert_eq!(Cursor::read(&text, 1), None);
        assert_eq!(Cursor::read(&text, 3), None);
    }

    #[test]
    fn only_cursors_that_were_given_out_are_taken() {
        let Question(question) = cursor().question;
        for json in [
            String::new(),
            "[]".into(),
            format!("[{question},7,[1 ]]"),
            format!("[{question},7,[1.0]]"),
            format!("[{question},7,[null]]"),
            format!("[{question},7,[[1]]]"),
            format!("[{question},7,1]"),
            "[-1,7,[1]]".into(),
            format!("[{question},[1]]"),
            format!("[{question},null,[1]]"),
            format!("[{question},7,[9223372036854775808]]"),
        ] {
            let text = BASE64URL_NOPAD.encode(json.as_bytes());
            assert_eq!(Cursor::read(&text, 1), None, "{json}");
        }
        for text in ["", "!", "YXdhcmRzOjE=", "ÿ"] {
            assert_eq!(Cursor::read(text, 1), None, "{text}");
        }
    }

    #[test]
    fn questions_differ_in_every_part() {
        let one = Question::new(["awards", "kind=grant", ""]);
        assert_eq!(one, Question::new(["awards", "kind=grant", ""]));
        for other in [
            ["awards", "kind=grant", "x"],
            ["awardskind", "=grant", ""],
            ["parties", "kind=grant", ""],
        ] {
            assert_ne!(one, Question::new(other));
        }
    }
}
