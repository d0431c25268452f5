// SPDX-License-Identifier: EUPL-1.2
//! What a person types into the search field, as an FTS5 expression. The text is data: of FTS5's query language
//! (<https://www.sqlite.org/fts5.html#full_text_query_syntax>) nothing is left to it, since every word that goes
//! in stands in quotation marks and holds nothing but letters, digits and combining accents.
//!
//! Must not know what is searched. Case and accents are folded by the index's tokenizer, not here.

use portico_rules::codes::{Cig, Cup, TaxCode};

/// Longest text that is searched for, bytes.
pub(super) const LONGEST: usize = 200;
/// Most words of it.
const MOST_WORDS: usize = 16;
/// From how many characters on the last word also stands for all words that begin so. Fewer would find a good
/// part of the ledger.
const PREFIX: usize = 3;

/// Articles and prepositions that lose their vowel before another word: who looks for `dell'asilo` looks for
/// `asilo`.
const ELIDED: [&str; 13] = [
    "l", "un", "d", "gl", "c", "dell", "all", "dall", "nell", "sull", "coll", "quell", "quest",
];

/// An expression for `MATCH`: all of its words must occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expression(String);

impl Expression {
    /// From what was typed.
    ///
    /// # Errors
    /// A text that is too long, or in which there is no word: what to write instead.
    pub(super) fn of(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("write at most {LONGEST} bytes"));
        }
        let words = words(text);
        let Some((last, before)) = words.split_last() else {
            return Err("write at least one word or code".to_owned());
        };
        if words.len() > MOST_WORDS {
            return Err(format!("write at most {MOST_WORDS} words"));
        }
        let mut expression = String::new();
        for word in before {
            expression.push_str(&format!("\"{word}\" "));
        }
        let prefix = if last.chars().count() >= PREFIX && !is_code(last) {
            " *"
        } else {
            ""
        };
        Ok(Expression(format!("{expression}\"{last}\"{prefix}")))
    }

    /// To be bound to a parameter.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A code is looked for as it is, not as the beginning of others.
fn is_code(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    Cig::parse(&word).is_ok() || Cup::parse(&word).is_ok() || TaxCode::parse(&word).is_ok()
}

/// The words of a text, without elided articles.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_of_a_word) {
        rest = &rest[start..];
        let end = rest.find(|c| !is_of_a_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        // An accent alone is no word.
        if word.contains(char::is_alphanumeric) && !is_elided(word, after) {
            words.push(word);
        }
    }
    words
}

/// Letters, digits, and the accents that follow their letter (the block Combining Diacritical Marks).
fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

fn is_elided(word: &str, after: &str) -> bool {
    let mut after = after.chars();
    matches!(after.next(), Some('\'' | '\u{2019}' | '\u{2bc}'))
        && after.next().is_some_and(is_of_a_word)
        && ELIDED
            .iter()
            .any(|elided| elided.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::Connection;

    use super::*;

    fn of(text: &str) -> String {
        Expression::of(text).unwrap().as_str().to_owned()
    }

    #[test]
    fn every_word_stands_in_quotation_marks_and_the_last_may_go_on() {
        assert_eq!(of("asilo"), "\"asilo\" *");
        assert_eq!(of("  asilo nido "), "\"asilo\" \"nido\" *");
        assert_eq!(of("asilo di"), "\"asilo\" \"di\"", "too short to go on");
        assert_eq!(of("Città"), "\"Città\" *");
        assert_eq!(of("perche\u{301} no"), "\"perche\u{301}\" \"no\"");
    }

    #[test]
    fn the_query_language_is_data() {
        assert_eq!(of("a\" OR \"b"), "\"a\" \"OR\" \"b\"");
        assert_eq!(of("title : x*"), "\"title\" \"x\"");
        assert_eq!(
            of("NEAR(a b, 2) NOT"),
            "\"NEAR\" \"a\" \"b\" \"2\" \"NOT\" *"
        );
        assert_eq!(of("-^{x}\0+y"), "\"x\" \"y\"");
    }

    #[test]
    fn elided_articles_are_not_looked_for() {
        assert_eq!(of("l'asilo"), "\"asilo\" *");
        assert_eq!(of("Dell\u{2019}asilo nido"), "\"asilo\" \"nido\" *");
        assert_eq!(of("citta' metropolitana"), "\"citta\" \"metropolitana\" *");
        assert_eq!(of("l'"), "\"l\"");
    }

    #[test]
    fn codes_are_looked_for_as_they_are() {
        for code in ["5462644C6C", "zdb27337a5", "B31B26000120004", "00743110157"] {
            assert_eq!(of(code), format!("\"{code}\""));
        }
        assert_eq!(of("5462644C6"), "\"5462644C6\" *", "a part of one");
    }

    #[test]
    fn what_has_no_words_or_too_many_is_refused() {
        for text in ["", " ", "!!!", "\"", "'", "\u{301}", "*"] {
            assert!(Expression::of(text).is_err(), "{text:?}");
        }
        assert!(Expression::of(&"x".repeat(LONGEST)).is_ok());
        assert!(Expression::of(&"x".repeat(LONGEST + 1)).is_err());
        assert!(Expression::of(&"x ".repeat(MOST_WORDS)).is_ok());
        assert!(Expression::of(&"x ".repeat(MOST_WORDS + 1)).is_err());
    }

    /// An index with one text.
    fn index(text: &str) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')",
            )
            .unwrap();
        connection
            .execute("INSERT INTO search (text) VALUES (?1)", [text])
            .unwrap();
        connection
    }

    fn finds(connection: &Connection, typed: &str) -> rusqlite::Result<bool> {
        connection
            .prepare("SELECT 1 FROM search WHERE search MATCH ?1")?
            .exists([of(typed)])
    }

    #[test]
    fn accents_and_apostrophes_are_folded() {
        let connection = index("Città dell'infanzia: l\u{2019}asilo, perche\u{301} no");
        for typed in [
            "citta",
            "CITTÀ",
            "citta'",
            "citt",
            "asilo",
            "l'asilo",
            "all'asilo",
            "infanzia",
            "perché",
            "perche no",
        ] {
            assert!(finds(&connection, typed).unwrap(), "{typed}");
        }
        for typed in ["asilo nido", "ci", "ittà"] {
            assert!(!finds(&connection, typed).unwrap(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_sqlite_takes_it(typed in any::<String>()) {
            prop_assume!(Expression::of(&typed).is_ok());
            prop_assert!(finds(&index("testo"), &typed).is_ok());
        }

        #[test]
        fn likewise_what_looks_like_the_query_language(
            typed in "(\"|'|\\*|\\(|\\)|:|\\^|\\+|-|\\{|\\}|,| |AND|OR|NOT|NEAR|text|\0|é){1,30}"
        ) {
            prop_assume!(Expression::of(&typed).is_ok());
            prop_assert!(finds(&index("testo"), &typed).is_ok());
        }
    }
}
