// SPDX-License-Identifier: EUPL-1.2
//! The words of types that have nothing but words, such as `grant` and `contract` of [`AwardKind`](crate::award::AwardKind): which
//! there are, and what one means. Asked of serde, which knows them from the types themselves, so that there is no second list.
//!
//! For the host side. It must not know who asks, nor where a word stands.

use core::fmt;
use serde::de::{DeserializeOwned, IntoDeserializer};
use std::string::{String, ToString};

/// A value from its word.
///
/// # Errors
/// [`NoSuchWord`], with the words that there are.
pub fn from_word<T: DeserializeOwned>(word: &str) -> Result<T, NoSuchWord> {
    T::deserialize(word.into_deserializer())
}

/// The words of a type, in the order of its variants; none for a type that has no words.
pub fn words<T: DeserializeOwned>() -> &'static [&'static str] {
    // No type has a word with a line break in it.
    match from_word::<T>("\n") {
        Err(NoSuchWord::Unknown(words)) => words,
        Ok(_) | Err(NoSuchWord::Other(_)) => &[],
    }
}

/// Why a word is none of a type's.
#[derive(Debug)]
pub enum NoSuchWord {
    /// There are only these.
    Unknown(&'static [&'static str]),
    /// The type is not read from a word: what it says.
    Other(String),
}

impl fmt::Display for NoSuchWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoSuchWord::Unknown(words) => write!(f, "write one of: {}", words.join(", ")),
            NoSuchWord::Other(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for NoSuchWord {}

impl serde::de::Error for NoSuchWord {
    fn custom<T: fmt::Display>(message: T) -> Self {
        NoSuchWord::Other(message.to_string())
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        NoSuchWord::Unknown(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::award::AwardKind;
    use crate::codes::TaxCode;
    use crate::party::{PartyKind, Permission};

    #[test]
    fn words_are_those_that_the_types_write() {
        assert_eq!(words::<AwardKind>(), ["grant", "contract"]);
        for word in words::<PartyKind>() {
            assert_eq!(from_word::<PartyKind>(word).unwrap().word(), *word);
        }
        for permission in Permission::ALL {
            assert_eq!(
                from_word::<Permission>(permission.word()).unwrap(),
                permission
            );
        }
        assert!(words::<TaxCode>().is_empty());
    }

    #[test]
    fn a_wrong_word_is_told_the_right_ones() {
        let refused = from_word::<AwardKind>("loan").unwrap_err();
        assert_eq!(refused.to_string(), "write one of: grant, contract");
    }
}
