// SPDX-License-Identifier: EUPL-1.2
//! Amounts as public files write them, to whole cents, exactly: digits are read as digits, never as a float.

use crate::mapping::AmountForm;
use portico_rules::bounds;
use portico_rules::primitives::Cents;

/// What is wrong with an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AmountError {
    #[error("is not an amount")]
    NotAnAmount,
    #[error("is below zero, which no record can be")]
    Negative,
    #[error("has parts of a cent")]
    PartsOfACent,
    #[error("is beyond every amount that the ledger takes")]
    TooLarge,
}

/// Reads an amount in euro; `None` if nothing is written. Further decimals than two must be zeros.
pub(crate) fn read(text: &str, form: &AmountForm) -> Result<Option<Cents>, AmountError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(rest) = text.strip_prefix('-') {
        // "-0.00" is nothing owed and nothing paid; anything else is below zero if it is a number at all.
        return match read(rest, form) {
            Ok(Some(Cents::ZERO)) => Ok(Some(Cents::ZERO)),
            Ok(Some(_)) | Err(AmountError::PartsOfACent | AmountError::TooLarge) => {
                Err(AmountError::Negative)
            }
            _ => Err(AmountError::NotAnAmount),
        };
    }
    let (whole, decimals) = text.split_once(form.decimal_mark).unwrap_or((text, "0"));
    if decimals.is_empty() || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AmountError::NotAnAmount);
    }
    let euro = whole_euro(whole, form)?;
    let (cents, beyond) = decimals.split_at(decimals.len().min(2));
    if beyond.bytes().any(|digit| digit != b'0') {
        return Err(AmountError::PartsOfACent);
    }
    // These are digits, so only their number can be too large.
    Cents::from_decimal(&euro, cents)
        .filter(|amount| amount.0 <= bounds::AMOUNT)
        .map(Some)
        .ok_or(AmountError::TooLarge)
}

/// The digits before the decimal mark, without the marks between thousands, which are grouped everywhere or nowhere.
fn whole_euro(text: &str, form: &AmountForm) -> Result<String, AmountError> {
    let groups: Vec<&str> = match form.thousands_mark {
        Some(mark) => text.split(mark).collect(),
        None => vec![text],
    };
    let grouped = groups.len() > 1;
    for (index, group) in groups.iter().enumerate() {
        let length_fits = match (grouped, index) {
            (false, _) => !group.is_empty(),
            (true, 0) => (1..=3).contains(&group.len()),
            (true, _) => group.len() == 3,
        };
        if !length_fits || !group.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AmountError::NotAnAmount);
        }
    }
    Ok(groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const POINT: AmountForm = AmountForm {
        decimal_mark: '.',
        thousands_mark: None,
    };
    const ITALIAN: AmountForm = AmountForm {
        decimal_mark: ',',
        thousands_mark: Some('.'),
    };

    #[test]
    fn amounts_are_exact() {
        for (text, cents) in [
            ("0", 0),
            ("0.1", 10),
            ("0.07", 7),
            ("64391791.30", 6_439_179_130),
            (" 12.5 ", 1_250),
            ("12.340000", 1_234),
            ("-0.00", 0),
            ("1000000000000", bounds::AMOUNT),
        ] {
            assert_eq!(read(text, &POINT), Ok(Some(Cents(cents))), "{text}");
        }
        for (text, cents) in [
            ("1.234.567,89", 123_456_789),
            ("1234,5", 123_450),
            ("12", 1_200),
        ] {
            assert_eq!(read(text, &ITALIAN), Ok(Some(Cents(cents))), "{text}");
        }
        assert_eq!(read("  ", &POINT), Ok(None));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        use AmountError::*;
        for (text, error) in [
            ("12.345", PartsOfACent),
            ("-3", Negative),
            ("--3", NotAnAmount),
            ("+3", NotAnAmount),
            ("1,5", NotAnAmount),
            ("1e3", NotAnAmount),
            ("12.", NotAnAmount),
            (".5", NotAnAmount),
            ("€ 5", NotAnAmount),
            ("1000000000000.01", TooLarge),
            ("99999999999999999999999", TooLarge),
            ("٣", NotAnAmount),
        ] {
            assert_eq!(read(text, &POINT), Err(error), "{text}");
        }
        for text in ["12.34,5", "1.23", "1..234", ".123", "1234.567"] {
            assert_eq!(read(text, &ITALIAN), Err(NotAnAmount), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(cents in 0..=bounds::AMOUNT) {
            let text = Cents(cents).to_string();
            prop_assert_eq!(read(&text, &POINT), Ok(Some(Cents(cents))));
            prop_assert_eq!(read(&text.replace('.', ","), &ITALIAN), Ok(Some(Cents(cents))));
        }

        #[test]
        fn hostile_input_never_panics(text in "\\PC{0,30}|[-0-9.,]{0,30}") {
            let _ = (read(&text, &POINT), read(&text, &ITALIAN));
        }
    }
}
