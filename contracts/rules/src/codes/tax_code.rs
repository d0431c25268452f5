// SPDX-License-Identifier: EUPL-1.2
//! The tax code of an organisation (codice fiscale, in the same form as a partita IVA): 11 digits, the last of
//! which is a check digit. It must not know who holds the code or whether the code was ever issued.
//!
//! Form and check digit: decree of the Minister of Finance 23 December 1976 (n. 13813); the check digit is
//! Luhn's (ISO/IEC 7812-1 annex B) over the first ten.

use super::{CodeError, ascii, digits, person, readable, text_form};

/// The tax code of an organisation: 11 ASCII digits with a check digit.
///
/// It says nothing about the holder: a sole trader's partita IVA has the same form, and so has the provisional
/// tax code of a natural person. Keeping those out is a matter for whoever registers a party.
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
pub struct TaxCode([u8; 11]);

impl TaxCode {
    /// Reads a code as it is officially written: 11 digits, nothing around them.
    ///
    /// # Errors
    /// [`CodeError::Personal`] for the 16 characters of a natural person's code (in capital or small letters),
    /// `Length`, `Character`, `AllZero`, `CheckDigit` otherwise.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        if let Ok(mut letters) = <[u8; 16]>::try_from(text.as_bytes()) {
            letters.make_ascii_uppercase();
            // Whatever its control character: who mistypes a personal code still gave a personal code.
            if person::digits_in_form(&letters).is_some() {
                return Err(CodeError::Personal);
            }
        }
        Self::from_bytes(ascii(text)?)
    }

    /// The code of 11 ASCII digits.
    ///
    /// # Errors
    /// `Character`, `AllZero` or `CheckDigit`.
    pub fn from_bytes(bytes: [u8; 11]) -> Result<Self, CodeError> {
        let code = Self(bytes);
        code.check().map(|()| code)
    }

    /// Whether the code keeps its rules, and if not, which it breaks.
    ///
    /// # Errors
    /// `Character`, `AllZero` or `CheckDigit`.
    pub fn check(&self) -> Result<(), CodeError> {
        digits(&self.0, 0)?;
        if self.0 == [b'0'; 11] {
            return Err(CodeError::AllZero);
        }
        let [payload @ .., last] = &self.0;
        let expected = luhn(payload);
        if last - b'0' != expected {
            return Err(CodeError::CheckDigit { expected });
        }
        Ok(())
    }

    /// Whether digits 8–10 are those of a provincial tax office: 001–100, 120, 121, 888 or 999. A warning, never a
    /// reason to refuse: no official list is published, and the one in use among implementers (python-stdnum
    /// and others) lacks codes that real organisations bear.
    pub fn province_office_plausible(&self) -> bool {
        let [.., a, b, c, _] = &self.0;
        match [*a, *b, *c] {
            [b'0', tens, units] => {
                tens.is_ascii_digit() && units.is_ascii_digit() && (tens, units) != (b'0', b'0')
            }
            office => matches!(&office, b"100" | b"120" | b"121" | b"888" | b"999"),
        }
    }

    /// The ASCII digits.
    pub fn as_bytes(&self) -> &[u8; 11] {
        &self.0
    }

    /// The code as text. Of a value that is not valid, the part before the first strange byte.
    pub fn as_str(&self) -> &str {
        readable(&self.0)
    }
}

text_form!(TaxCode);

/// Luhn's check digit, 0–9, for ten ASCII digits: every second digit from the right of the whole code, so the last
/// of these ten, counts double (its own digits added).
fn luhn(payload: &[u8]) -> u8 {
    let mut sum: u32 = 0;
    for (from_right, byte) in payload.iter().rev().enumerate() {
        let digit = u32::from(byte.wrapping_sub(b'0'));
        sum += match (from_right % 2 == 0, digit) {
            (true, 5..) => 2 * digit - 9,
            (true, _) => 2 * digit,
            (false, _) => digit,
        };
    }
    ((10 - sum % 10) % 10) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scale::{Decode, Encode};

    #[test]
    fn codes_of_real_organisations_are_valid() {
        for text in [
            "00743110157",
            "01232710374", // Comune di Bologna
            "03428581205", // Città metropolitana di Bologna
            "80062710373",
            "02207100377",
            "05999811002",
        ] {
            let code = TaxCode::parse(text).unwrap();
            assert_eq!(code.as_str(), text);
            assert!(
                code.is_valid() && code.province_office_plausible(),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        use CodeError::*;
        for (text, error) in [
            ("00743110158", CheckDigit { expected: 7 }),
            ("00000000000", AllZero),
            (
                "",
                Length {
                    expected: 11,
                    found: 0,
                },
            ),
            (
                "0074311015",
                Length {
                    expected: 11,
                    found: 10,
                },
            ),
            (
                "007431101577",
                Length {
                    expected: 11,
                    found: 12,
                },
            ),
            (
                "IT00743110157",
                Length {
                    expected: 11,
                    found: 13,
                },
            ),
            (" 0074311015", Character { position: 1 }),
            ("0074311O157", Character { position: 8 }),
            ("0074311015٧", Character { position: 11 }),
            ("RSSMRA85M01H501Q", Personal),
            ("rssmra85m01h501q", Personal),
            ("RSSMRA85M01H501A", Personal), // wrong control character
            ("RSSMRA85M01H50MQ", Personal), // omocodia
            (
                "1234567890123456",
                Length {
                    expected: 11,
                    found: 16,
                },
            ),
            (
                "ABCDEFGHIJKLMNOP",
                Length {
                    expected: 11,
                    found: 16,
                },
            ),
        ] {
            assert_eq!(TaxCode::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_office_is_only_a_hint() {
        // Valid by its check digit, with an office that no list knows.
        for (digits, plausible) in [
            ("1234567001", true),
            ("1234567100", true),
            ("1234567120", true),
            ("1234567121", true),
            ("1234567888", true),
            ("1234567999", true),
            ("1234567000", false),
            ("1234567101", false),
            ("1234567119", false),
            ("1234567122", false),
            ("1234567497", false),
        ] {
            let mut bytes = [0; 11];
            bytes[..10].copy_from_slice(digits.as_bytes());
            bytes[10] = b'0' + luhn(digits.as_bytes());
            let code = TaxCode::from_bytes(bytes).unwrap();
            assert_eq!(code.province_office_plausible(), plausible, "{digits}");
        }
    }

    #[test]
    fn what_came_by_scale_is_checked_again() {
        let decode = |bytes: &[u8; 11]| TaxCode::decode(&mut &bytes[..]).unwrap();
        assert!(decode(b"00743110157").is_valid());
        for bytes in [
            b"00743110158",
            b"00000000000",
            b"\x00\xFF743110157",
            b"0074311015 ",
        ] {
            assert!(!decode(bytes).is_valid());
        }
        assert_eq!(
            TaxCode::parse("00743110157").unwrap().encode(),
            b"00743110157"
        );
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_is_the_plain_string() {
        let code = TaxCode::parse("00743110157").unwrap();
        assert_eq!(serde_json::to_string(&code).unwrap(), r#""00743110157""#);
        assert_eq!(
            serde_json::from_str::<TaxCode>(r#""00743110157""#).unwrap(),
            code
        );
        let error = serde_json::from_str::<TaxCode>(r#""00743110158""#).unwrap_err();
        assert!(error.to_string().contains("end in 7"), "{error}");
        assert!(serde_json::to_string(&TaxCode([0xFF; 11])).is_err());
    }

    proptest! {
        /// Luhn catches every single wrong digit, and every swap of neighbours except 0 and 9.
        #[test]
        fn a_typing_mistake_is_found(digits in "[0-9]{10}", at in 0usize..11, other in 0u8..10) {
            let mut bytes = [0; 11];
            bytes[..10].copy_from_slice(digits.as_bytes());
            bytes[10] = b'0' + luhn(digits.as_bytes());
            prop_assume!(bytes != [b'0'; 11]);
            prop_assert!(TaxCode::from_bytes(bytes).is_ok());
            let mut wrong = bytes;
            wrong[at] = b'0' + other;
            prop_assert_eq!(TaxCode::from_bytes(wrong).is_ok(), wrong == bytes);
            let mut swapped = bytes;
            swapped.swap(at, (at + 1) % 11);
            let (a, b) = (bytes[at].min(bytes[(at + 1) % 11]), bytes[at].max(bytes[(at + 1) % 11]));
            if at < 10 && a != b && (a, b) != (b'0', b'9') {
                prop_assert!(TaxCode::from_bytes(swapped).is_err());
            }
        }

        #[test]
        fn hostile_input_never_panics(text in "\\PC{0,20}", bytes in any::<[u8; 11]>()) {
            let _ = TaxCode::parse(&text);
            let code = TaxCode(bytes);
            let _ = (code.is_valid(), code.as_str(), code.province_office_plausible());
        }
    }
}
