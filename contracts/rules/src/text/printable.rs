// SPDX-License-Identifier: EUPL-1.2
//! Which characters a text may have. A person signs what a wallet shows, and a citizen reads what a page shows:
//! so a text may have nothing in it that is not seen, that moves what is seen, or that looks different from one
//! device to the next. Otherwise "pay 1,000 to A" can be signed by somebody who reads something else ("Trojan
//! Source", CVE-2021-42574; Unicode Technical Report 36), and two texts that look the same have two hashes.
//! It must not know languages: every script is welcome.

/// Accepts a text whose every character is seen for what it is. Only with `multi_line` may it have line feeds (and
/// nothing else that breaks a line): in a title or a name one could forge a line of the text to sign.
///
/// # Errors
/// Where, in bytes of the text's UTF-8, the first character stands that is a control character (C0, DEL, C1), a line or
/// paragraph separator, a mark or override of the writing direction, of no width, a filler that looks like
/// nothing, a variation selector, for private use, or no character at all.
pub fn printable(text: &str, multi_line: bool) -> Result<(), usize> {
    match text
        .char_indices()
        .find(|(_, c)| refused(*c) && !(multi_line && *c == '\n'))
    {
        None => Ok(()),
        Some((at, _)) => Err(at),
    }
}

fn refused(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        // Soft hyphen, combining grapheme joiner, Arabic letter mark, Mongolian vowel separator and selectors.
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}'
        // Hangul and Khmer letters that look like nothing.
        | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}'
        // Zero-width spaces and joiners, direction marks; line and paragraph separators, direction overrides;
        // word joiner, invisible operators, direction isolates, deprecated format characters.
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        // Private use; variation selectors; byte order mark; interlinear annotation and what surrounds it.
        | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        // Noncharacters of the basic plane.
        | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}'
        // Musical and shorthand format controls.
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        // Tags, more variation selectors, private use: nothing from plane 14 on is seen.
        | '\u{e0000}'..
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::String};
    use proptest::prelude::*;

    #[test]
    fn ordinary_texts_are_accepted() {
        for text in [
            "",
            "Contributo per l'attività «Estate in città» – 1ª rata, € 12.500,00 (50 %)",
            "Società cooperativa sociale “Ο Δρόμος”, ул. Мира 5, 東京, القاهرة, עברית",
            "a\u{a0}b 👍 e\u{301}",
        ] {
            assert_eq!(printable(text, false), Ok(()), "{text}");
        }
    }

    #[test]
    fn line_feeds_stand_only_where_lines_do() {
        assert_eq!(printable("due\nrighe", true), Ok(()));
        assert_eq!(printable("due\nrighe", false), Err(3));
        for breaking in [
            '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}', '\t',
        ] {
            assert_eq!(
                printable(&format!("è{breaking}"), true),
                Err(2),
                "{breaking:?}"
            );
        }
    }

    #[test]
    fn what_is_not_seen_is_refused() {
        let ranges = [
            '\0'..='\u{9}',
            '\u{b}'..='\u{1f}',
            '\u{7f}'..='\u{9f}',
            '\u{ad}'..='\u{ad}',
            '\u{200b}'..='\u{200f}',
            '\u{202a}'..='\u{202e}',
            '\u{2060}'..='\u{2064}',
            '\u{2066}'..='\u{2069}',
            '\u{fe0f}'..='\u{fe0f}',
            '\u{feff}'..='\u{feff}',
            '\u{e0020}'..='\u{e007f}',
            '\u{10ffff}'..='\u{10ffff}',
        ];
        for c in ranges.into_iter().flatten() {
            for multi_line in [false, true] {
                assert_eq!(printable(&format!("ab{c}c"), multi_line), Err(2), "{c:?}");
            }
        }
    }

    proptest! {
        /// What is accepted shows no control character to the standard library either, and the offset is right.
        #[test]
        fn the_first_bad_character_is_found(good in "[a-zà-ù0-9 ,.€]{0,30}", bad in "[\u{200b}-\u{200f}\u{202a}-\u{202e}\\x00-\\x09]", rest in any::<String>()) {
            prop_assert_eq!(printable(&good, false), Ok(()));
            let text = format!("{good}{bad}{rest}");
            prop_assert_eq!(printable(&text, true), Err(good.len()));
            if printable(&rest, false).is_ok() {
                prop_assert!(!rest.chars().any(char::is_control));
            }
        }
    }
}
