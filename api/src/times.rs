// SPDX-License-Identifier: EUPL-1.2
//! Times and days as the API writes them, and what day it is.

use std::time::SystemTime;

use portico_rules::date::Date;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use serde::{Serialize, Serializer, ser::Error};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat,
        schema::{SchemaType, Type},
    },
};

use crate::config::Clock;

/// A time, seconds since the epoch; in JSON `2026-11-22T10:00:00Z` (RFC 3339, UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time(pub(crate) i64);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        OffsetDateTime::from_unix_timestamp(self.0)
            .map_err(S::Error::custom)?
            .format(&Rfc3339)
            .map_err(S::Error::custom)?
            .serialize(serializer)
    }
}

impl FromSql for Time {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Time)
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        text(
            KnownFormat::DateTime,
            "A time, RFC 3339, UTC.",
            "2026-11-22T10:00:00Z",
        )
    }
}

impl ToSchema for Time {}

/// A day; in JSON `2026-11-22` (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Date::parse(value.as_str()?)
            .map(Day)
            .map_err(FromSqlError::other)
    }
}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        text(KnownFormat::Date, "A day, ISO 8601.", "2026-11-22")
    }
}

impl ToSchema for Day {}

fn text(format: KnownFormat, about: &str, example: &str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .format(Some(SchemaFormat::KnownFormat(format)))
        .description(Some(about))
        .examples([example])
        .into()
}

/// The day, in UTC, as contracts count days.
pub(crate) fn today(clock: &Clock) -> Date {
    let seconds = clock()
        .duration_since(SystemTime::UNIX_EPOCH)
        // A clock before 1970 is wrong whatever we say; the first day is the nearest there is.
        .map_or(0, |since| since.as_secs());
    Date::from_unix_seconds(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(
            serde_json::to_string(&Time(1_772_442_000)).unwrap(),
            "\"2026-03-02T09:00:00Z\""
        );
    }

    #[test]
    fn a_time_beyond_writing_is_an_error() {
        assert!(serde_json::to_string(&Time(i64::MAX)).is_err());
    }
}
