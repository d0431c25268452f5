// SPDX-License-Identifier: EUPL-1.2
//! Finds in a text what identifies a natural person and has a form: a personal tax code, an IBAN, an e-mail address.
//! Names have no form and cannot be found: the fields of the ledger ask for a role and an office instead.
//!
//! It has to be hard to get past by accident (small letters, groups and dashes, brackets, an `@` between spaces,
//! full-width letters) and must not refuse ordinary administrative prose, which is full of codes. So everything that
//! has check characters is recomputed. It is not a wall against somebody determined: who spells an address out in
//! words, or uses look-alike letters of another script, gets through, as with every such filter.
//!
//! Time is linear in the text: from each character at most 34 letters and digits are read on, without allocation.
//! It must not know the ledger.

use crate::codes::person;

small! {
    /// What was found, and where it starts in bytes of the text's UTF-8.
    pub enum PersonalData {
        /// The tax code of a natural person.
        #[codec(index = 0)]
        TaxCode {
            /// Where, in bytes.
            at: u32,
        },
        /// The number of a bank account.
        #[codec(index = 1)]
        Iban {
            /// Where, in bytes.
            at: u32,
        },
        /// An e-mail address.
        #[codec(index = 2)]
        Email {
            /// Where, in bytes.
            at: u32,
        },
    }
}

#[cfg(any(feature = "std", feature = "serde"))]
impl core::fmt::Display for PersonalData {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (what, at) = match self {
            Self::TaxCode { at } => ("the tax code of a natural person", at),
            Self::Iban { at } => ("the number of a bank account (IBAN)", at),
            Self::Email { at } => ("an e-mail address", at),
        };
        write!(
            f,
            "there is {what} at byte {at}, and the ledger keeps what it is given for ever: name a role and an office instead, or put it into a document that stays outside the ledger"
        )
    }
}

#[cfg(feature = "std")]
impl std::error::Error for PersonalData {}

/// The first personal data in a text, `None` if there are none.
///
/// - *Tax code*: sixteen letters and digits in its form, with omocodia, whose control character holds. If at least four
///   of its seven digits are digits (in practice always), then also inside a longer word or with anything between its
///   characters (`RSS MRA 85M01 H501Q`); otherwise only as a whole word, because prose would match by chance.
/// - *IBAN*: mod 97 = 1 (ISO 13616). Of Italy and San Marino in their exact form (27 characters), anywhere and with
///   anything between; of any other country 15–34 characters as a whole word or in groups of four.
/// - *E-mail address*: something, `@`, and a name with a dot and at least two letters after it.
pub fn personal_data(text: &str) -> Option<PersonalData> {
    let mut starts_word = true;
    for (index, c) in text.char_indices() {
        // `index` is a character's boundary, so there is always a rest.
        let rest = text.get(index..).unwrap_or_default();
        let at = index as u32;
        if letter_or_digit(c).is_some() {
            if is_tax_code(rest, starts_word) {
                return Some(PersonalData::TaxCode { at });
            }
            if is_italian_iban(rest) || (starts_word && is_other_iban(rest)) {
                return Some(PersonalData::Iban { at });
            }
            starts_word = false;
        } else {
            if matches!(c, '@' | '\u{ff20}' | '\u{fe6b}')
                && is_domain(rest.get(c.len_utf8()..).unwrap_or_default())
            {
                let before = text.get(..index).unwrap_or_default();
                if let Some(start) = local_part(before) {
                    return Some(PersonalData::Email { at: start as u32 });
                }
            }
            starts_word = true;
        }
    }
    None
}

/// The ASCII letter, in capitals, or digit that a character is; full-width forms (U+FF10–FF5A) count as theirs.
fn letter_or_digit(c: char) -> Option<u8> {
    let ascii = match c {
        '\u{ff10}'..='\u{ff5a}' => u8::try_from(u32::from(c) - 0xfee0).ok()?,
        _ => u8::try_from(c).ok()?,
    };
    ascii
        .is_ascii_alphanumeric()
        .then(|| ascii.to_ascii_uppercase())
}

/// The letters and digits of a text, and whether anything else stood before each.
struct Characters<'a>(core::str::Chars<'a>);

impl Iterator for Characters<'_> {
    type Item = (u8, bool);

    fn next(&mut self) -> Option<(u8, bool)> {
        let mut apart = false;
        for c in self.0.by_ref() {
            match letter_or_digit(c) {
                Some(byte) => return Some((byte, apart)),
                None => apart = true,
            }
        }
        None
    }
}

impl Characters<'_> {
    /// Whether the word ends here.
    fn at_word_end(&self) -> bool {
        self.0
            .clone()
            .next()
            .is_none_or(|c| letter_or_digit(c).is_none())
    }
}

fn is_tax_code(text: &str, starts_word: bool) -> bool {
    let mut characters = Characters(text.chars());
    let mut code = [0u8; 16];
    let mut in_one_piece = true;
    for (index, place) in code.iter_mut().enumerate() {
        let Some((byte, apart)) = characters.next() else {
            return false;
        };
        // Most words end the search here, after some seven characters.
        if !person::fits(index, byte) {
            return false;
        }
        in_one_piece &= !apart;
        *place = byte;
    }
    match person::digits_in_form(&code) {
        Some(digits) if person::control_character_holds(&code) => {
            digits >= 4 || (starts_word && in_one_piece && characters.at_word_end())
        }
        _ => false,
    }
}

/// `IT` or `SM`, 2 check digits, a letter, 10 digits (ABI and CAB), 12 letters or digits (the account).
fn is_italian_iban(text: &str) -> bool {
    let mut remainder = Remainder::default();
    let mut country = [0u8; 2];
    let mut length = 0;
    for (byte, _) in Characters(text.chars()).take(27) {
        if let Some(letter) = country.get_mut(length) {
            *letter = byte;
        }
        let fits = match length {
            0 => matches!(byte, b'I' | b'S'),
            1 => matches!(&country, b"IT" | b"SM"),
            4 => byte.is_ascii_uppercase(),
            2..=14 => byte.is_ascii_digit(),
            _ => true,
        };
        if !fits {
            return false;
        }
        remainder.add(length, byte);
        length += 1;
    }
    length == 27 && remainder.is_one()
}

/// Two letters, two digits, 11–30 letters or digits, in one word or in groups of four of which the last may be shorter.
fn is_other_iban(text: &str) -> bool {
    let mut remainder = Remainder::default();
    let mut first = 0;
    let (mut length, mut group, mut groups) = (0usize, 0usize, 1usize);
    let complete =
        |length: usize, remainder: &Remainder| (15..=34).contains(&length) && remainder.is_one();
    for (byte, apart) in Characters(text.chars()) {
        if apart && length > 0 {
            if complete(length, &remainder) {
                return true;
            }
            if group != 4 {
                return false;
            }
            group = 0;
            groups += 1;
        }
        if length == 34 || (groups > 1 && group == 4) {
            return false;
        }
        let fits = match length {
            0 => {
                first = byte;
                byte.is_ascii_uppercase()
            }
            // Italian and Sanmarinese ones are known exactly, and codes of other kinds often start with IT.
            1 => byte.is_ascii_uppercase() && !matches!([first, byte], [b'I', b'T'] | [b'S', b'M']),
            2 | 3 => byte.is_ascii_digit(),
            _ => true,
        };
        if !fits {
            return false;
        }
        remainder.add(length, byte);
        length += 1;
        group += 1;
    }
    complete(length, &remainder)
}

/// The remainder by 97 of an IBAN read as a number: its first four characters moved to the end, A = 10 … Z = 35.
#[derive(Default)]
struct Remainder {
    first_four: u32,
    others: u32,
}

impl Remainder {
    fn add(&mut self, index: usize, byte: u8) {
        let number = if index < 4 {
            &mut self.first_four
        } else {
            &mut self.others
        };
        *number = match byte {
            b'A'..=b'Z' => *number * 100 + u32::from(byte - b'A') + 10,
            _ => *number * 10 + u32::from(byte.wrapping_sub(b'0')),
        } % 97;
    }

    fn is_one(&self) -> bool {
        // Two letters and two digits make six decimal digits.
        (self.others * (1_000_000 % 97) + self.first_four) % 97 == 1
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}')
}

/// Letters and digits of any script, near enough and without tables.
fn is_letter_or_digit_anywhere(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{c0}'..='\u{1fff}' | '\u{2c00}'..)
}

/// Where the part before the `@` starts, `None` if there is none. What may stand in it: RFC 5322 section 3.2.3, without the
/// slash, so that `https://example.org/@role` is no address.
fn local_part(before: &str) -> Option<usize> {
    let before = before.trim_end_matches(is_blank);
    let part = |c: &char| is_letter_or_digit_anywhere(*c) || "._%+-'\"!#$&*=?^`{|}~".contains(*c);
    let mut start = None;
    let mut named = false;
    for (index, c) in before.char_indices().rev().take_while(|(_, c)| part(c)) {
        named |= is_letter_or_digit_anywhere(c);
        start = Some(index);
    }
    start.filter(|_| named)
}

/// Whether a text starts, after blanks, with a name of a host: `name.tld`, the last part of at least two letters.
fn is_domain(after: &str) -> bool {
    let mut characters = after.trim_start_matches(is_blank).chars();
    // In the part being read: how many characters, and how many letters at its start.
    let (mut parts, mut length, mut letters) = (0, 0usize, 0usize);
    loop {
        match characters.next() {
            Some('.' | '\u{ff0e}' | '\u{3002}') if length > 0 => {
                parts += 1;
                (length, letters) = (0, 0);
            }
            Some(c) if is_letter_or_digit_anywhere(c) || c == '-' || c == '_' => {
                let digit = c.is_ascii_digit() || c == '-' || c == '_';
                letters += usize::from(!digit && letters == length);
                length += 1;
                if parts > 0 && letters >= 2 {
                    return true;
                }
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{
        format,
        string::{String, ToString},
        vec::Vec,
    };
    use proptest::prelude::*;

    fn tax_code(at: u32) -> Option<PersonalData> {
        Some(PersonalData::TaxCode { at })
    }
    fn iban(at: u32) -> Option<PersonalData> {
        Some(PersonalData::Iban { at })
    }
    fn email(at: u32) -> Option<PersonalData> {
        Some(PersonalData::Email { at })
    }

    #[test]
    fn personal_tax_codes_are_found() {
        for (text, at) in [
            ("RSSMRA85M01H501Q", 0),
            ("rssmra85m01h501q", 0),
            ("c.f.:RssMra85M01h501Q.", 5),
            ("(RSSMRA85M01H501Q)", 1),
            ("«RSSMRA85M01H501Q»", 2),
            ("perché RSSMRA85M01H501Q è", 8),
            ("C.F. RSS MRA 85M01 H501Q", 5),
            ("RSS-MRA-85M01-H501Q", 0),
            ("R S S M R A 8 5 M 0 1 H 5 0 1 Q", 0),
            ("CFRSSMRA85M01H501Q", 2),
            ("RSSMRA85M01H501Qbis", 0),
            ("ＲＳＳＭＲＡ８５Ｍ０１Ｈ５０１Ｑ", 0),
            ("MRTMTT91D08F20RE", 0), // omocodia
        ] {
            assert_eq!(personal_data(text), tax_code(at), "{text}");
        }
        // Every digit replaced: as a whole word, but not spread over a sentence.
        let all = person::with_omocodia(b"RSSMRA85M01H501Q", [true; 7]);
        let all = core::str::from_utf8(&all).unwrap();
        assert_eq!(
            personal_data(&format!("a {}.", all.to_lowercase())),
            tax_code(2)
        );
        assert_eq!(
            personal_data(&format!("a {} {}", &all[..6], &all[6..])),
            None
        );
        assert_eq!(personal_data(&format!("a{all}")), None);
    }

    #[test]
    fn accounts_are_found() {
        for (text, at) in [
            ("IT60X0542811101000000123456", 0),
            ("it60x0542811101000000123456", 0),
            ("IBAN: IT60 X054 2811 1010 0000 0123 456.", 6),
            ("IBAN IT 60 X 05428 11101 000000123456", 5),
            ("IBANIT60X0542811101000000123456", 4),
            ("IT60-X054-2811-1010-0000-0123-456", 0),
            ("SM86U0322509800000000270100", 0),
            ("DE89370400440532013000", 0),
            ("(DE89 3704 0044 0532 0130 00)", 1),
            ("de89-3704-0044-0532-0130-00 e altro", 0),
            ("GB82 WEST 1234 5698 7654 32", 0),
            ("GB82WEST12345698765432", 0),
            ("NO9386011117947", 0),
            ("NO93 8601 1117 947 sul conto", 0),
            ("FR1420041010050500013M02606", 0),
            ("MT84MALT011000012345MTLCAST001S", 0),
            ("CH9300762011623852957", 0),
        ] {
            assert_eq!(personal_data(text), iban(at), "{text}");
        }
    }

    #[test]
    fn addresses_are_found() {
        for (text, at) in [
            ("mario.rossi@example.it", 0),
            ("scrivere a MARIO@EXAMPLE.IT.", 11),
            ("<mario@mail.example.com>", 1),
            ("mailto:m_r+x@a.b.c.example.museum", 7),
            ("mario @ example.it", 0),
            ("mario@ example.it", 0),
            ("mario @example.it", 0),
            ("josé@esempio.it", 0),
            ("mario@città.it", 0),
            ("x@xn--citt-3na.it", 0),
            ("mario＠example．it", 0),
            ("a@1.example", 0),
            ("@@a@b.it", 2),
        ] {
            assert_eq!(personal_data(text), email(at), "{text}");
        }
    }

    #[test]
    fn ordinary_texts_have_none() {
        for text in [
            "",
            "Lavori di manutenzione straordinaria, CIG ZDB27337A5, CUP C41F22001750006, P.G. 574120/2019",
            "Codice fiscale e partita IVA 01232710374, REA BO-123456",
            "RSSMRA85M01H501A",                  // another control character
            "RSSMRA85M32H501Q",                  // no such day
            "abcdefghijklmnop qrstuvwxyzabcdef", // no digits
            "IT60X0542811101000000123457",       // another account number
            "IT60X05428111010000001234",         // too short
            "POD IT001E00000000123456, PDR 00881234567890",
            "IT12345678901_00042.xml.p7m", // an invoice's file name
            "DE89370400440532013001",
            "DE89 3704 0044 0532 0130",    // cut
            "DE89 37 0400 4405 3201 3000", // groups of other sizes: prose has such, "al 31 12 2023 per …"
            "GB82 1 2 3",
            "5 kg @ 3,50 €",
            "prezzo @ listino. Il resto segue",
            "@comune_bologna su ogni rete",
            "https://example.org/@assessorato.bologna",
            "mario@localhost",
            "mario@example",
            "versione pkg@1.2.3",
            "mario(at)example.it",
            "https://example.org/a/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "d'intesa con l'Azienda USL – Distretto 2 – ai sensi dell'art. 55 D.Lgs. 117/2017",
        ] {
            assert_eq!(personal_data(text), None, "{text}");
        }
    }

    #[test]
    fn long_texts_are_read_to_the_end() {
        for filler in ["a", " ", "@", "RSSMRA85M01H501", "IT60", "DE89 ", "è", "a@"] {
            let text = format!(
                "{} ;\nRSSMRA85M01H501Q",
                filler.repeat(12_288 / filler.len())
            );
            assert!(
                matches!(personal_data(&text), Some(PersonalData::TaxCode { .. })),
                "{filler:?}"
            );
        }
    }

    #[test]
    fn what_to_do_is_said() {
        let sentence = PersonalData::Iban { at: 7 }.to_string();
        assert!(
            sentence.contains("IBAN")
                && sentence.contains("byte 7")
                && sentence.contains("a role and an office")
        );
    }

    /// The tax code of nobody, from parts.
    fn any_tax_code() -> impl Strategy<Value = String> {
        (
            "[A-Z]{6}[0-9]{2}[ABCDEHLMPRST]",
            1u8..32,
            any::<bool>(),
            "[A-MZ][0-9]{3}",
            any::<[bool; 7]>(),
        )
            .prop_map(|(name, day, woman, place, replaced)| {
                let text = format!("{name}{:02}{place}A", if woman { day + 40 } else { day });
                let code = person::with_omocodia(text.as_bytes().try_into().unwrap(), replaced);
                core::str::from_utf8(&code).unwrap().to_string()
            })
    }

    /// An account number of a country, with the check digits that ISO 7064 asks for, computed the slow way.
    fn with_check_digits(country: &str, account: &str) -> String {
        let number: String = format!("{account}{country}00")
            .chars()
            .map(|c| c.to_digit(36).unwrap().to_string())
            .collect();
        let remainder = number
            .bytes()
            .fold(0u64, |r, d| (r * 10 + u64::from(d - b'0')) % 97);
        format!("{country}{:02}{account}", 98 - remainder)
    }

    proptest! {
        #[test]
        fn a_tax_code_is_found_wherever_it_stands(
            code in any_tax_code(), lower in any::<bool>(), before in "([a-zà-ù ,.;(]{0,20}[ ,.;(:è])?", after in "([ ,.;):è][a-zà-ù ,.;)]{0,20})?",
        ) {
            prop_assume!(personal_data(&before).is_none());
            let code = if lower { code.to_lowercase() } else { code };
            prop_assert_eq!(personal_data(&format!("{before}{code}{after}")), tax_code(before.len() as u32));
        }

        #[test]
        fn another_control_character_is_no_tax_code(code in any_tax_code(), control in "[A-Z]") {
            let other = format!("{}{control}", &code[..15]);
            prop_assert_eq!(personal_data(&other).is_some(), other == code);
        }

        #[test]
        fn an_italian_account_is_found_however_it_is_grouped(
            account in "[A-Z][0-9]{10}[0-9A-Z]{12}", country in "IT|SM", gaps in prop::collection::vec("[ .-]?", 27), lower in any::<bool>(),
        ) {
            let number = with_check_digits(&country, &account);
            let text: Vec<String> = number.chars().zip(&gaps).map(|(c, gap)| format!("{c}{gap}")).collect();
            let text = if lower { text.concat().to_lowercase() } else { text.concat() };
            prop_assert!(personal_data(&format!("conto: {text}")).is_some(), "{}", text);
        }

        #[test]
        fn any_other_account_is_found_in_a_word_or_in_fours(
            country in "[A-Z]{2}", account in "[0-9A-Z]{11,30}", after in "( [a-z ]{0,9})?",
        ) {
            prop_assume!(country != "IT" && country != "SM");
            let number = with_check_digits(&country, &account);
            let groups: Vec<&str> = number.as_bytes().chunks(4).map(|g| core::str::from_utf8(g).unwrap()).collect();
            let grouped = groups.join(" ");
            let grouped = format!("c/c {grouped}{after}");
            prop_assert!(personal_data(&grouped).is_some(), "{}", grouped);
            let whole = format!("{number}{after}");
            prop_assert!(personal_data(&whole).is_some(), "{}", whole);
            // Other check digits, other number.
            let wrong = format!("{country}{:02}{account}", (number[2..4].parse::<u8>().unwrap() + 1) % 97 + 2);
            if wrong != number {
                prop_assert_eq!(personal_data(&wrong), None);
            }
        }

        #[test]
        fn an_address_is_found(
            local in "[a-z0-9][a-z0-9._+-]{0,12}", domain in "[a-z0-9][a-z0-9-]{0,9}", tld in "[a-z]{2,6}", before in "([a-z ,;:(<]{0,12}[ ,;:(<])?",
        ) {
            let text = format!("{before}{local}@{domain}.{tld}");
            let at = before.len() as u32;
            prop_assert_eq!(personal_data(&text), email(at), "{}", text);
        }

        #[test]
        fn words_have_none(text in "([a-zà-ù']{1,18}[ ,.;]){0,30}") {
            prop_assert_eq!(personal_data(&text), None);
        }

        #[test]
        fn hostile_input_never_panics(text in any::<String>(), codes in "[A-Z0-9@. ]{0,80}") {
            for text in [&text, &codes] {
                if let Some(PersonalData::TaxCode { at } | PersonalData::Iban { at } | PersonalData::Email { at }) = personal_data(text) {
                    prop_assert!(text.is_char_boundary(at as usize));
                }
            }
        }
    }
}
