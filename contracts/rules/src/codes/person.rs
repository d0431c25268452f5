// SPDX-License-Identifier: EUPL-1.2
//! The tax code of a natural person (codice fiscale, 16 characters): known here only to keep it out of the ledger.
//! There is no type for it, on purpose: nothing can store one.
//!
//! Form and control character: decree of the Minister of Finance 23 December 1976 (n. 13813), articles 1–7.
//! *Omocodia*: when two people would have the same code, digits are replaced by letters (0–9 by L M N P Q R S T U V).

/// The letters of the months, January to December.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// The letters that replace the digits 0–9 in case of omocodia.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";
/// What a character in an odd place (1st, 3rd, …) counts: the letters A–Z; the digits 0–9 count as A–J.
const ODD: &[u8; 26] = &[
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// Whether a character, a letter in capitals, may stand at a place (from 0) of a personal tax code: six letters, year,
/// letter of the month, day, letter and number of the birthplace, control character.
pub(crate) fn fits(place: usize, byte: u8) -> bool {
    match place {
        0..=5 | 15 => byte.is_ascii_uppercase(),
        8 => MONTHS.contains(&byte),
        // The land registry's letters of municipalities are A–M; Z is for births abroad.
        11 => matches!(byte, b'A'..=b'M' | b'Z'),
        _ => digit(byte).is_some(),
    }
}

/// Whether sixteen characters have the form of a personal tax code: each [`fits`], and the day is one (1–31, women
/// 41–71). Gives how many of the seven digits are written as digits, `None` if the form is another. The control
/// character is not checked.
pub(crate) fn digits_in_form(code: &[u8; 16]) -> Option<u32> {
    if !(0..).zip(code).all(|(place, byte)| fits(place, *byte)) {
        return None;
    }
    let [_, _, _, _, _, _, y1, y2, _, d1, d2, _, p1, p2, p3, _] = *code;
    let day = digit(d1)? * 10 + digit(d2)?;
    if !matches!(day, 1..=31 | 41..=71) {
        return None;
    }
    let written = [y1, y2, d1, d2, p1, p2, p3]
        .iter()
        .filter(|byte| byte.is_ascii_digit())
        .count();
    Some(written as u32)
}

/// Whether the last of sixteen characters is the control character of the other fifteen.
pub(crate) fn control_character_holds(code: &[u8; 16]) -> bool {
    let [rest @ .., control] = code;
    let mut sum = 0u32;
    for (index, byte) in rest.iter().enumerate() {
        let value = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A',
            _ => return false,
        };
        // The 1st, 3rd, … character has an even index.
        sum += u32::from(if index % 2 == 0 {
            ODD.get(usize::from(value)).copied().unwrap_or(0)
        } else {
            value
        });
    }
    u32::from(*control) == u32::from(b'A') + sum % 26
}

/// The digit that a character stands for, omocodia included.
fn digit(byte: u8) -> Option<u8> {
    if byte.is_ascii_digit() {
        return Some(byte - b'0');
    }
    OMOCODIA
        .iter()
        .position(|letter| *letter == byte)
        .map(|value| value as u8)
}

/// Replaces the digits at the marked places by their letters and sets the control character anew: for tests that
/// need valid codes of nobody.
#[cfg(test)]
pub(crate) fn with_omocodia(code: &[u8; 16], places: [bool; 7]) -> [u8; 16] {
    let mut out = *code;
    for (index, replace) in [6, 7, 9, 10, 12, 13, 14].into_iter().zip(places) {
        if replace {
            out[index] = OMOCODIA[usize::from(out[index] - b'0')];
        }
    }
    out[15] = (b'A'..=b'Z')
        .find(|control| {
            out[15] = *control;
            control_character_holds(&out)
        })
        .unwrap();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    // Codes of nobody: the specimens of the Revenue Agency's and of textbooks' pages.
    #[test]
    fn specimens_have_form_and_control_character() {
        for (code, written) in [
            (b"RSSMRA85M01H501Q", 7),
            (b"RSSMRA80A01H501U", 7),
            (b"RCCMNL83S18D969H", 7),
            (b"MRTMTT91D08F205J", 7),
            (b"MLLSNT82P65Z404U", 7),
        ] {
            assert_eq!(digits_in_form(code), Some(written));
            assert!(
                control_character_holds(code),
                "{}",
                core::str::from_utf8(code).unwrap()
            );
        }
    }

    #[test]
    fn omocodia_is_seen_in_every_place() {
        for mask in 0..128u32 {
            let places = core::array::from_fn(|bit| mask >> bit & 1 == 1);
            let code = with_omocodia(b"RSSMRA85M01H501Q", places);
            assert_eq!(digits_in_form(&code), Some(7 - mask.count_ones()));
            assert!(control_character_holds(&code));
        }
        // The textbooks' example: the last digit replaced, 5 by R.
        assert_eq!(
            &with_omocodia(
                b"MRTMTT91D08F205J",
                [false, false, false, false, false, false, true]
            ),
            b"MRTMTT91D08F20RE"
        );
    }

    #[test]
    fn other_forms_are_none() {
        for code in [
            b"RSSMRA85F01H501Q", // no such month
            b"RSSMRA85M00H501Q", // no such day
            b"RSSMRA85M32H501Q",
            b"RSSMRA85M40H501Q",
            b"RSSMRA85M72H501Q",
            b"RSSMRA85M01N501Q", // no such birthplace letter
            b"RSSMRA8AM01H501Q", // not an omocodia letter
            b"RSSMR185M01H501Q", // a digit in the name
            b"RSSMRA85M01H5011", // a digit at the end
            b"rssmra85m01h501q", // small letters are the caller's business
        ] {
            assert_eq!(
                digits_in_form(code),
                None,
                "{}",
                core::str::from_utf8(code).unwrap()
            );
        }
    }

    #[test]
    fn another_control_character_does_not_hold() {
        for control in b'A'..=b'Z' {
            let mut code = *b"RSSMRA85M01H501Q";
            code[15] = control;
            assert_eq!(control_character_holds(&code), control == b'Q');
        }
    }
}
