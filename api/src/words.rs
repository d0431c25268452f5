// SPDX-License-Identifier: EUPL-1.2
//! The rules' words, such as `grant`: read from parameters and columns, and listed in the documentation. What
//! words there are is asked of the rules' own types.

use std::{fmt, marker::PhantomData};

pub(crate) use portico_rules::words::{NoSuchWord, from_word, words};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use serde::{Serialize, Serializer, de::DeserializeOwned};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr, Schema,
        schema::{SchemaType, Type},
    },
};

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
    fn a_schema_is_named_for_the_rules_type() {
        assert_eq!(Word::<AwardKind>::name(), "AwardKind");
    }
}
