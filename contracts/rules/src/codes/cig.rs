// SPDX-License-Identifier: EUPL-1.2
//! The CIG (codice identificativo di gara): the code that the anti-corruption authority (ANAC) gives to a lot of a
//! tender, which payments have to carry (L. 136/2010 art. 3). It must not know the lot.
//!
//! Three forms, each with its check characters in hexadecimal, and the codes that stand for "no CIG is due, and
//! why" in payment orders (ES01–ES27, the SIOPE+ list of reasons):
//!
//! | form | since | written | check characters |
//! |---|---|---|---|
//! | classic | 2007 | `NNNNNNNKKK` | K = N·211 mod 4091, N decimal |
//! | smart | 2011–2023 | `[XYZ]KKCCCCCCC` | K = C·211 mod 251, C hexadecimal |
//! | PCP | 2024 | `[A-U]NNNNNNKKK` | K = (N + ordinal of the letter)·211 mod 4091, N hexadecimal, A = 1 |
//!
//! ANAC has not published the check; these were found on published codes, hold on thousands of them (the tests
//! count them in a real file), and find the misspellings in it.

use super::{CodeError, ascii, ascii_lenient, character, digits, readable, text_form};

/// The code of a tender's lot, or the reason why there is none.
///
/// The parts of the variants are public so that tables can match on them, and so prove nothing: see
/// [`Cig::is_valid`].
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    scale::Encode,
    scale::Decode,
    scale::DecodeWithMemTracking,
    scale::MaxEncodedLen,
)]
#[cfg_attr(feature = "scale-info", derive(scale_info::TypeInfo))]
pub enum Cig {
    /// A code of ten ASCII characters, in one of the three forms.
    #[codec(index = 0)]
    Code([u8; 10]),
    /// A reason for having none, by its number: 1–27 for ES01–ES27 (the SIOPE+ list).
    #[codec(index = 1)]
    Exclusion(u8),
}

/// The exclusion codes one after the other, four characters each.
const EXCLUSIONS: &str = "ES01ES02ES03ES04ES05ES06ES07ES08ES09ES10ES11ES12ES13ES14ES15ES16ES17ES18ES19ES20ES21ES22ES23ES24ES25ES26ES27";

impl Cig {
    /// Reads a code as it is officially written, in capital letters.
    ///
    /// # Errors
    /// `Length` (of a CIG: 10), `Character`, `CheckCharacters`, `AllZero` (a classic or smart code of zeros, as
    /// people write who have none), `Form` for an exclusion code beyond ES27 or an unknown first letter.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        if let Some(code) = exclusion(text) {
            return code;
        }
        Self::from_bytes(ascii(text)?)
    }

    /// As [`Cig::parse`], from other people's files: spaces around it are dropped, small letters raised.
    ///
    /// # Errors
    /// As [`Cig::parse`].
    pub fn parse_lenient(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        if let Ok(mut bytes) = <[u8; 4]>::try_from(text.as_bytes()) {
            bytes.make_ascii_uppercase();
            if let Some(code) = core::str::from_utf8(&bytes).ok().and_then(exclusion) {
                return code;
            }
        }
        Self::from_bytes(ascii_lenient(text)?)
    }

    /// The code of ten ASCII characters.
    ///
    /// # Errors
    /// `Character`, `CheckCharacters`, `AllZero` or `Form`.
    pub fn from_bytes(bytes: [u8; 10]) -> Result<Self, CodeError> {
        let code = Self::Code(bytes);
        code.check().map(|()| code)
    }

    /// Whether the code keeps its rules, and if not, which it breaks.
    ///
    /// # Errors
    /// `Character`, `CheckCharacters`, `AllZero` or `Form`.
    pub fn check(&self) -> Result<(), CodeError> {
        match self {
            Self::Exclusion(1..=27) => Ok(()),
            Self::Exclusion(_) => Err(CodeError::Form),
            Self::Code(bytes) => check_code(bytes),
        }
    }

    /// The code as text. Of a value that is not valid, the part before the first strange byte.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Code(bytes) => readable(bytes),
            Self::Exclusion(number) => {
                let end = 4 * usize::from(*number);
                // Nothing is what an exclusion outside 1–27 has to show: `is_valid` is false then.
                end.checked_sub(4)
                    .and_then(|start| EXCLUSIONS.get(start..end))
                    .unwrap_or_default()
            }
        }
    }
}

text_form!(Cig);

fn check_code(bytes: &[u8; 10]) -> Result<(), CodeError> {
    match bytes {
        [b'0'..=b'9', ..] => {
            let [number @ .., k1, k2, k3] = bytes;
            digits(number, 0)?;
            let value = number.iter().fold(0u64, |value, b| {
                value * 10 + u64::from(b.wrapping_sub(b'0'))
            });
            compare(value * 211 % 4091, &[*k1, *k2, *k3], 7)?;
            // The check holds for zeros too.
            if value == 0 {
                Err(CodeError::AllZero)
            } else {
                Ok(())
            }
        }
        [b'X'..=b'Z', k1, k2, number @ ..] => {
            let value = hexadecimal(number, 3)?;
            compare(value * 211 % 251, &[*k1, *k2], 1)?;
            if value == 0 {
                Err(CodeError::AllZero)
            } else {
                Ok(())
            }
        }
        [letter @ b'A'..=b'U', number @ .., k1, k2, k3] => {
            let value = hexadecimal(number, 1)? + u64::from(letter - b'A') + 1;
            compare(value * 211 % 4091, &[*k1, *k2, *k3], 7)
        }
        [b'V' | b'W', ..] => Err(CodeError::Form),
        _ => Err(character(0)),
    }
}

/// Reads `ES01`; `None` if it is none of those four characters' kind.
fn exclusion(text: &str) -> Option<Result<Cig, CodeError>> {
    let [b'E', b'S', tens @ b'0'..=b'9', units @ b'0'..=b'9'] = text.as_bytes() else {
        return None;
    };
    let code = Cig::Exclusion((tens - b'0') * 10 + (units - b'0'));
    Some(code.check().map(|()| code))
}

/// The value of upper-case hexadecimal digits; `offset` is where they start in the code.
fn hexadecimal(bytes: &[u8], offset: usize) -> Result<u64, CodeError> {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'F' => byte - b'A' + 10,
            _ => return Err(character(offset + index)),
        };
        value = value * 16 + u64::from(digit);
    }
    Ok(value)
}

/// Compares check characters, which start at `offset` in the code, with what they should be (at most 4090).
fn compare(expected: u64, found: &[u8], offset: usize) -> Result<(), CodeError> {
    if hexadecimal(found, offset)? == expected {
        return Ok(());
    }
    Err(CodeError::CheckCharacters {
        expected: expected as u16,
        digits: found.len() as u8,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::ToString};
    use proptest::prelude::*;
    use scale::{Decode, Encode};

    #[test]
    fn published_codes_are_valid() {
        for text in [
            // classic
            "5462644C6C",
            "009893079C",
            "5181241F51",
            // smart
            "ZDB27337A5",
            "ZBB02E5426",
            "Z642AEB782",
            // PCP, from the registers of acts of several administrations, 2024–2025
            "B0E1AD1F10",
            "B07E0997CB",
            "B1036D94EF",
            "B251FD0CF2",
            "B313D0710B",
            "B3FB3EEC57",
            "B059EA242B",
            "B0BC02363D",
            "B3EB3DA9D2",
            "B33988ECF0",
        ] {
            let code = Cig::parse(text).unwrap();
            assert_eq!((code.as_str(), code.is_valid()), (text, true));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        use CodeError::*;
        for (text, error) in [
            (
                "",
                Length {
                    expected: 10,
                    found: 0,
                },
            ),
            (
                "5462644C6",
                Length {
                    expected: 10,
                    found: 9,
                },
            ),
            (
                "5462644C6C0",
                Length {
                    expected: 10,
                    found: 11,
                },
            ),
            (
                "5462644C6D",
                CheckCharacters {
                    expected: 0xC6C,
                    digits: 3,
                },
            ),
            (
                "5462643C6C",
                CheckCharacters {
                    expected: 0xB99,
                    digits: 3,
                },
            ),
            (
                "ZDA27337A5",
                CheckCharacters {
                    expected: 0xDB,
                    digits: 2,
                },
            ),
            // As an optical reader once spelt B33988ECF0.
            (
                "B33988ECF2",
                CheckCharacters {
                    expected: 0xCF0,
                    digits: 3,
                },
            ),
            ("0000000000", AllZero),
            ("X000000000", AllZero),
            ("Z000000000", AllZero),
            ("zdb27337a5", Character { position: 1 }),
            ("ZdB27337A5", Character { position: 2 }),
            ("ZDB27337a5", Character { position: 9 }),
            ("ZOD1F5C5BC", Character { position: 2 }),
            ("65645283EO", Character { position: 10 }),
            ("72127B7386", Character { position: 6 }),
            ("B0E1AG1F10", Character { position: 6 }),
            ("VDB27337A5", Form),
            ("WDB27337A5", Form),
            ("-DB27337A5", Character { position: 1 }),
            ("ZDB27337A€", Character { position: 10 }),
            ("ES00", Form),
            ("ES28", Form),
            (
                "es01",
                Length {
                    expected: 10,
                    found: 4,
                },
            ),
            (
                "ES1",
                Length {
                    expected: 10,
                    found: 3,
                },
            ),
        ] {
            assert_eq!(Cig::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn exclusion_codes_are_accepted() {
        for number in 1..=27 {
            let text = format!("ES{number:02}");
            let code = Cig::parse(&text).unwrap();
            assert_eq!(code, Cig::Exclusion(number));
            assert_eq!(code.to_string(), text);
            assert_eq!(Cig::parse_lenient(&text.to_lowercase()), Ok(code));
        }
        assert!(!Cig::Exclusion(0).is_valid() && !Cig::Exclusion(28).is_valid());
        assert_eq!(
            (
                Cig::Exclusion(0).as_str(),
                Cig::Exclusion(28).as_str(),
                Cig::Exclusion(255).as_str()
            ),
            ("", "", "")
        );
    }

    #[test]
    fn importers_may_be_lenient() {
        assert_eq!(
            Cig::parse_lenient(" zdb27337a5\t"),
            Cig::parse("ZDB27337A5")
        );
        assert_eq!(Cig::parse_lenient("0000000000 "), Err(CodeError::AllZero));
        assert_eq!(
            Cig::parse_lenient("zdb 27337a5"),
            Err(CodeError::Length {
                expected: 10,
                found: 11
            })
        );
    }

    #[test]
    fn the_first_pcp_code_is_no_placeholder() {
        // N = 0, A = 1: 1·211 = 0x0D3.
        assert!(Cig::parse("A0000000D3").is_ok());
    }

    #[test]
    fn what_came_by_scale_is_checked_again() {
        let code = Cig::parse("ZDB27337A5").unwrap();
        assert_eq!(Cig::decode(&mut &code.encode()[..]).unwrap(), code);
        assert_eq!(Cig::Exclusion(3).encode(), [1, 3]);
        assert!(!Cig::Code(*b"ZDB27337A6").is_valid());
        assert!(!Cig::decode(&mut &[1u8, 200][..]).unwrap().is_valid());
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_is_the_plain_string() {
        for text in ["ZDB27337A5", "ES07"] {
            let code = Cig::parse(text).unwrap();
            assert_eq!(serde_json::to_value(code).unwrap(), text);
            assert_eq!(serde_json::from_value::<Cig>(text.into()).unwrap(), code);
        }
        assert!(serde_json::from_str::<Cig>(r#""ZDB27337A6""#).is_err());
        assert!(serde_json::to_string(&Cig::Exclusion(28)).is_err());
    }

    proptest! {
        /// A code built by the formula is valid, and one other character in it is found: 251 and 4091 are primes, so
        /// a digit's difference times a power of the base never leaves the remainder as it was. The first
        /// character is left out: another one there is another form.
        #[test]
        fn one_wrong_character_is_found(
            form in 0u8..3, number in 1u64..0x1000_0000, letter in 0u8..21, at in 1usize..10,
            other in "[0-9A-Z]",
        ) {
            let text = match form {
                0 => { let n = number % 9_999_999 + 1; format!("{n:07}{:03X}", n * 211 % 4091) }
                1 => format!("{}{:02X}{number:07X}", char::from(b'X' + letter % 3), number * 211 % 251),
                _ => {
                    let n = number % 0x0100_0000;
                    format!("{}{n:06X}{:03X}", char::from(b'A' + letter), (n + u64::from(letter) + 1) * 211 % 4091)
                }
            };
            prop_assert!(Cig::parse(&text).is_ok(), "{}", text);
            let mut wrong = text.clone().into_bytes();
            wrong[at] = other.as_bytes()[0];
            let wrong = core::str::from_utf8(&wrong).unwrap();
            if wrong != text {
                prop_assert!(Cig::parse(wrong).is_err(), "{} for {}", wrong, text);
            }
        }

        #[test]
        fn hostile_input_never_panics(text in "\\PC{0,14}", bytes in any::<[u8; 10]>(), number in any::<u8>()) {
            let _ = (Cig::parse(&text), Cig::parse_lenient(&text));
            for code in [Cig::Code(bytes), Cig::Exclusion(number)] {
                let _ = (code.is_valid(), code.as_str().len());
            }
        }
    }
}
