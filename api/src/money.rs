// SPDX-License-Identifier: EUPL-1.2
//! Amounts as the API writes them.

use portico_rules::primitives::Cents;
use rusqlite::types::{FromSql, FromSqlResult, ValueRef};
use serde::{Serialize, Serializer, ser::SerializeStruct};

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
