// SPDX-License-Identifier: EUPL-1.2
//! The part of a text in which something was found, as plain data: pieces, each with whether it is what was
//! looked for. Whoever shows it chooses how; there is no markup in it, so that none can be smuggled in.

use serde::Serialize;
use utoipa::ToSchema;

/// Stands before what was found, in what SQLite returns. No text on the ledger has control characters
/// (`portico_rules::text`), so that no text can pass for found.
pub(super) const BEFORE: char = '\u{2}';
/// Stands after it.
pub(super) const AFTER: char = '\u{3}';

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Piece {
    text: String,
    /// Whether this is what was looked for.
    found: bool,
}

/// The pieces of a text with marks.
pub(super) fn pieces(marked: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut found = false;
    for text in marked.split_inclusive([BEFORE, AFTER]) {
        let (text, next) = match text.chars().next_back() {
            Some(BEFORE) => (text.trim_end_matches(BEFORE), true),
            Some(AFTER) => (text.trim_end_matches(AFTER), false),
            _ => (text, found),
        };
        if !text.is_empty() {
            pieces.push(Piece {
                text: text.to_owned(),
                found,
            });
        }
        found = next;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(marked: &str) -> Vec<(String, bool)> {
        pieces(marked)
            .into_iter()
            .map(|piece| (piece.text, piece.found))
            .collect()
    }

    #[test]
    fn what_was_found_is_a_piece_of_its_own() {
        let piece = |text: &str, found| (text.to_owned(), found);
        assert_eq!(of(""), []);
        assert_eq!(of("nulla"), [piece("nulla", false)]);
        assert_eq!(
            of("l'\u{2}asilo\u{3} e il \u{2}nido\u{3}"),
            [
                piece("l'", false),
                piece("asilo", true),
                piece(" e il ", false),
                piece("nido", true)
            ]
        );
        assert_eq!(of("\u{2}<b>\u{3}"), [piece("<b>", true)]);
    }
}
