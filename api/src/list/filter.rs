// SPDX-License-Identifier: EUPL-1.2
//! What a list can be filtered by: the parameter, how its text is read, the condition, and how it is documented,
//! in one value.

use portico_rules::{
    codes::{Cig, Cup, IstatCode, TaxCode},
    date::Date,
    primitives::{Cents, Digest},
};
use rusqlite::types::Value;
use serde::de::DeserializeOwned;
use utoipa::openapi::{
    KnownFormat, ObjectBuilder, SchemaFormat,
    schema::{SchemaType, Type},
};

use crate::{
    database::SECONDS_PER_DAY,
    parameters::{subject_number, whole, year, year_schema},
    words::{from_word, one_of_words, words},
};

/// Most bytes of a filter that is met exactly.
const LONGEST_TEXT: usize = 160;
/// Most days of a filter that counts days: ten years.
const MOST_DAYS: u32 = 3653;

/// A filter of a list.
#[derive(Clone, Copy)]
pub(crate) struct Filter {
    /// The parameter.
    pub(super) name: &'static str,
    /// SQL; every `?` in it is the value.
    pub(super) condition: &'static str,
    pub(super) about: &'static str,
    pub(super) read: fn(&str) -> Result<Value, String>,
    pub(super) schema: fn() -> ObjectBuilder,
    /// What is asked if nothing is.
    pub(super) default: Option<&'static str>,
}

impl Filter {
    /// Something that only one list has: how its text is read, and what it may be.
    pub(crate) const fn other(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
        read: fn(&str) -> Result<Value, String>,
        schema: fn() -> ObjectBuilder,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read,
            schema,
            default: None,
        }
    }

    /// What is asked if the parameter is not given.
    pub(crate) const fn or(self, default: &'static str) -> Self {
        Filter {
            default: Some(default),
            ..self
        }
    }

    /// A text of at most 160 bytes, to be met exactly.
    pub(crate) const fn text(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter::other(
            name,
            condition,
            about,
            |text| match text.len() {
                1..=LONGEST_TEXT => Ok(text.to_owned().into()),
                _ => Err(format!("write 1 to {LONGEST_TEXT} bytes")),
            },
            || {
                ObjectBuilder::new()
                    .schema_type(SchemaType::Type(Type::String))
                    .min_length(Some(1))
                    .max_length(Some(LONGEST_TEXT))
            },
        )
    }

    /// A number of days, at most ten years.
    pub(crate) const fn days(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter::other(
            name,
            condition,
            about,
            |text| match text.parse() {
                Ok(days @ 0..=MOST_DAYS) => Ok(days.into()),
                _ => Err(format!("write a number from 0 to {MOST_DAYS}")),
            },
            || whole(0, MOST_DAYS),
        )
    }

    /// The number of a subject, or of a part of one: whole, from 1.
    pub(crate) const fn number(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| subject_number(text).map(Value::from),
            schema: || whole(1, u32::MAX),
            default: None,
        }
    }

    /// One of the words of a type of the rules.
    pub(crate) const fn word<T: DeserializeOwned>(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| match from_word::<T>(text) {
                Ok(_) => Ok(text.to_owned().into()),
                Err(error) => Err(error.to_string()),
            },
            schema: || one_of_words(words::<T>()),
            default: None,
        }
    }

    /// `true` or `false`.
    pub(crate) const fn flag(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| match text {
                "true" => Ok(true.into()),
                "false" => Ok(false.into()),
                _ => Err("write true or false".to_owned()),
            },
            schema: || ObjectBuilder::new().schema_type(SchemaType::Type(Type::Boolean)),
            default: None,
        }
    }

    /// The tax code of an organisation.
    pub(crate) const fn tax_code(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| match TaxCode::parse(text) {
                Ok(code) => Ok(code.as_str().to_owned().into()),
                Err(error) => Err(error.to_string()),
            },
            schema: || pattern("^[0-9]{11}$", "00743110157"),
            default: None,
        }
    }

    /// A CIG, the code of a tender.
    pub(crate) const fn cig(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| match Cig::parse(text) {
                Ok(code) => Ok(code.to_string().into()),
                Err(error) => Err(error.to_string()),
            },
            schema: || pattern("^([0-9A-Z]{10}|ES[0-9]{2})$", "5462644C6C"),
            default: None,
        }
    }

    /// A CUP, the code of a public investment project.
    pub(crate) const fn cup(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| match Cup::parse(text) {
                Ok(code) => Ok(code.to_string().into()),
                Err(error) => Err(error.to_string()),
            },
            schema: || pattern("^[A-Z][0-9]{2}[A-Z][0-9]{11}$", "B31B21000120006"),
            default: None,
        }
    }

    /// An ISTAT code of a municipality.
    pub(crate) const fn municipality(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| match IstatCode::parse(text) {
                Ok(code) => Ok(code.as_str().to_owned().into()),
                Err(error) => Err(error.to_string()),
            },
            schema: || pattern("^[0-9]{6}$", "037006"),
            default: None,
        }
    }

    /// A year, as the text `2026`.
    pub(crate) const fn year(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| Ok(year(text)?.to_string().into()),
            schema: year_schema,
            default: None,
        }
    }

    /// A day, for columns that hold days.
    pub(crate) const fn date(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| match Date::parse(text) {
                Ok(date) => Ok(date.to_string().into()),
                Err(error) => Err(error.to_string()),
            },
            schema: day,
            default: None,
        }
    }

    /// A day, for columns that hold seconds since the epoch: its first second, UTC.
    pub(crate) const fn from_day(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| match Date::parse(text) {
                Ok(date) => Ok((i64::from(date.days()) * SECONDS_PER_DAY).into()),
                Err(error) => Err(error.to_string()),
            },
            schema: day,
            default: None,
        }
    }

    /// A day, for columns that hold seconds since the epoch: its last second, UTC.
    pub(crate) const fn to_day(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| match Date::parse(text) {
                Ok(date) => {
                    Ok((i64::from(date.days()) * SECONDS_PER_DAY + SECONDS_PER_DAY - 1).into())
                }
                Err(error) => Err(error.to_string()),
            },
            schema: day,
            default: None,
        }
    }

    /// An amount in euro, for columns that hold cents.
    pub(crate) const fn amount(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| cents(text).map(Value::from),
            schema: || pattern("^[0-9]{1,15}([.][0-9]{2})?$", "1234.50"),
            default: None,
        }
    }

    /// A SHA-256, with or without `0x`.
    pub(crate) const fn sha256(
        name: &'static str,
        condition: &'static str,
        about: &'static str,
    ) -> Self {
        Filter {
            name,
            condition,
            about,
            read: |text| match Digest::from_hex(text) {
                Some(digest) => Ok(digest.to_hex().into()),
                None => Err("write the 64 hexadecimal digits of a SHA-256".to_owned()),
            },
            schema: || {
                pattern(
                    "^(0x)?[0-9a-fA-F]{64}$",
                    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                )
            },
            default: None,
        }
    }
}

/// Euro, as `1234` or `1234.50`, in cents.
fn cents(text: &str) -> Result<i64, String> {
    let why =
        || "write euro, such as 1234 or 1234.50, at most 15 digits before the point".to_owned();
    let (euro, decimals) = text.split_once('.').unwrap_or((text, "00"));
    if euro.len() > 15 || decimals.len() != 2 {
        return Err(why());
    }
    Cents::from_decimal(euro, decimals)
        .and_then(|Cents(cents)| i64::try_from(cents).ok())
        .ok_or_else(why)
}

fn day() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .examples(["2026-11-22"])
}

fn pattern(pattern: &str, example: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .pattern(Some(pattern))
        .examples([example])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_cent() {
        for (text, expected) in [
            ("0", 0),
            ("7.05", 705),
            ("1234", 123_400),
            ("1234.50", 123_450),
        ] {
            assert_eq!(cents(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            ".",
            ".50",
            "1.5",
            "1.505",
            "1,50",
            "-1",
            "+1",
            " 1",
            "1e3",
            "1.-5",
            "1234567890123456",
        ] {
            assert!(cents(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_has_its_first_and_its_last_second() {
        let first = Filter::from_day("from", "", "");
        let last = Filter::to_day("to", "", "");
        assert_eq!((first.read)("1970-01-02"), Ok(Value::from(86_400_i64)));
        assert_eq!((last.read)("1970-01-02"), Ok(Value::from(172_799_i64)));
    }
}
