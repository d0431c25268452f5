// SPDX-License-Identifier: EUPL-1.2
//! Amounts as people type them: euro with up to two decimals, exactly.

use portico_rules::primitives::Cents;

/// Reads `1234`, `1234.5` or `1234.50`; a comma is as good as a point.
///
/// # Errors
/// A sentence that says how an amount is written.
pub fn parse(text: &str) -> Result<Cents, String> {
    let (euro, decimals) = text.split_once(['.', ',']).unwrap_or((text, "00"));
    // Whoever writes a mark has decimals to write.
    if decimals.is_empty() {
        None
    } else {
        Cents::from_decimal(euro, decimals)
    }
    .ok_or_else(|| {
        format!("{text:?} is not an amount: write euro with up to two decimals, such as 1234.50")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        for (text, cents) in [
            ("0", 0),
            ("12", 1_200),
            ("12.3", 1_230),
            ("12,34", 1_234),
            ("0.07", 7),
        ] {
            assert_eq!(parse(text), Ok(Cents(cents)), "{text}");
        }
        for text in [
            "",
            "-1",
            "1.234",
            "1.",
            ".5",
            "1e3",
            "€5",
            "1 000",
            "184467440737095516.16",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
