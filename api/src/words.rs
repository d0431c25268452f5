// SPDX-License-Identifier: EUPL-1.2
//! The rules' words, such as `grant`: read from parameters and columns, and listed in the documentation. What
//! words there are is asked of the rules' own types.

use std::{fmt, marker::PhantomData};

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use serde::{
    Serialize, Serializer,
    de::{DeserializeOwned, IntoDeserializer},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr, Schema,
        schema::{SchemaType, Type},
    },
};

/// A value of the rules from its word.
///
/// # Errors
/// The words that there are.
pub(crate) fn from_word<T: DeserializeOwned>(word: &str) -> Result<T, NoSuchWord> {
    T::deserialize(word.into_deserializer())
}

/// The words of a type.
pub(crate) fn words<T: DeserializeOwned>() -> &'static [&'static str] {
    // No type has a word with a line break in it.
    match from_word::<T>("\n") {
        Err(NoSuchWord::Unknown(words)) => words,
        Ok(_) | Err(NoSuchWord::Other(_)) => &[],
    }
}

/// Why a word is none of a type's.
#[derive(Debug)]
pub(crate) enum NoSuchWord {
    /// There are only these.
    Unknown(&'static [&'static str]),
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

/// A column that holds one of a type's words; in JSON the word. As the type of a field it needs a name of its own,
/// `type Kind = Word<AwardKind>;`, because utoipa's derive wants documentation of what stands between the brackets.
pub(crate) struct Word<T> {
    word: String,
    of: PhantomData<T>,
}

impl<T> fmt::Debug for Word<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)
    }
}

impl<T> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.word.serialize(serializer)
    }
}

impl<T: DeserializeOwned> Word<T> {
    /// What it means.
    ///
    /// # Errors
    /// A word that is none of the type's.
    pub(crate) fn value(&self) -> Result<T, NoSuchWord> {
        from_word(&self.word)
    }
}

impl<T: DeserializeOwned> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = String::column_result(value)?;
        from_word::<T>(&word).map_err(FromSqlError::other)?;
        Ok(Word {
            word,
            of: PhantomData,
        })
    }
}

impl<T: DeserializeOwned> PartialSchema for Word<T> {
    fn schema() -> RefOr<Schema> {
        one_of_words(words::<T>()).into()
    }
}

impl<T: DeserializeOwned> ToSchema for Word<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        let path = std::any::type_name::<T>();
        path.rsplit("::").next().unwrap_or(path).into()
    }
}

/// A schema that admits only these.
pub(crate) fn one_of_words(words: &[&'static str]) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(words.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_rules::award::AwardKind;

    #[test]
    fn the_rules_own_words_are_listed() {
        assert_eq!(words::<AwardKind>(), ["grant", "contract"]);
        assert_eq!(Word::<AwardKind>::name(), "AwardKind");
        let refused = from_word::<AwardKind>("loan").unwrap_err();
        assert_eq!(refused.to_string(), "write one of: grant, contract");
    }
}
