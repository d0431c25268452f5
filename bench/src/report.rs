// SPDX-License-Identifier: EUPL-1.2
//! Prints what was measured, a line each, in the columns of docs/performance.md.

/// One line of the table: what, how much, and against what it was measured.
pub(crate) fn line(what: &str, measured: &str, compared: &str) {
    println!("| {what} | {measured} | {compared} |");
}

/// A number with its thousands apart.
pub(crate) fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
