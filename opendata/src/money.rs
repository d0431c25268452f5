// SPDX-License-Identifier: EUPL-1.2
//! Amounts and days as the standards write them.

use portico_rules::date::{Date, write_moment};
use serde_json::{Value, json};

/// Euro as a number of JSON, which the standards want. The division is the last thing that happens to an amount, and exact to
/// the cent: below 2^53 cents (90,071,992,547,409 euro; the rules allow 1,000,000,000,000) the nearest double of a decimal with
/// two places is written as that decimal.
pub(crate) fn euro(cents: i128) -> Value {
    if cents % 100 == 0
        && let Ok(euro) = i64::try_from(cents / 100)
    {
        return euro.into();
    }
    (cents as f64 / 100.0).into()
}

/// An amount with its currency, as OCDS writes it.
pub(crate) fn value(cents: u64) -> Value {
    signed_value(cents.into())
}

/// Likewise, where it may be less than nothing.
pub(crate) fn signed_value(cents: i128) -> Value {
    json!({ "amount": euro(cents), "currency": "EUR" })
}

/// A moment, seconds since the epoch, as `2026-11-22T10:15:00Z`.
pub(crate) fn moment(seconds: u64) -> String {
    let mut text = String::with_capacity(20);
    write_moment(seconds, &mut text);
    text
}

/// The beginning of a day, UTC.
pub(crate) fn beginning_of(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

/// The end of a day, UTC.
pub(crate) fn end_of(day: Date) -> String {
    format!("{day}T23:59:59Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cent_is_written_as_it_is() {
        for (cents, expected) in [
            (0, "0"),
            (1, "0.01"),
            (10, "0.1"),
            (1_200_005, "12000.05"),
            (-100_005, "-1000.05"),
            (1_200_000, "12000"),
            (99_999_999_999_999, "999999999999.99"),
        ] {
            assert_eq!(euro(cents).to_string(), expected);
        }
    }
}
