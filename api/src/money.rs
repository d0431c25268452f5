// SPDX-License-Identifier: EUPL-1.2
//! Amounts as the API writes them.

use portico_rules::primitives::Cents;
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use serde::{Serialize, Serializer, ser::SerializeStruct};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat,
        schema::{SchemaType, Type},
    },
};

/// An amount in euro: `{"cents": 123450, "amount": "1234.50", "currency": "EUR"}`. The decimal text is for
/// whoever reads decimals, the integer for whoever adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Money(pub(crate) Cents);

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut money = serializer.serialize_struct("Money", 3)?;
        money.serialize_field("cents", &self.0.0)?;
        money.serialize_field("amount", &self.0.to_string())?;
        money.serialize_field("currency", "EUR")?;
        money.end()
    }
}

impl FromSql for Money {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        u64::column_result(value).map(|cents| Money(Cents(cents)))
    }
}

impl PartialSchema for Money {
    fn schema() -> RefOr<Schema> {
        let of = |kind| ObjectBuilder::new().schema_type(SchemaType::Type(kind));
        let cents = of(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(0));
        let amount = of(Type::String).pattern(Some("^[0-9]+[.][0-9]{2}$"));
        ObjectBuilder::new()
            .description(Some(
                "An amount in euro: whole cents, and the same as decimal text.",
            ))
            .property("cents", cents)
            .property("amount", amount.max_length(Some(23)))
            .property("currency", of(Type::String).enum_values(Some(["EUR"])))
            .required("cents")
            .required("amount")
            .required("currency")
            .examples([
                serde_json::json!({ "cents": 123_450, "amount": "1234.50", "currency": "EUR" }),
            ])
            .into()
    }
}

impl ToSchema for Money {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cents_stand_beside_the_decimal_text() {
        for (cents, amount) in [(0, "0.00"), (7, "0.07"), (123_450, "1234.50")] {
            assert_eq!(
                serde_json::to_value(Money(Cents(cents))).unwrap(),
                json!({ "cents": cents, "amount": amount, "currency": "EUR" })
            );
        }
    }
}
