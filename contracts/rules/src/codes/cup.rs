// SPDX-License-Identifier: EUPL-1.2
//! The CUP (codice unico di progetto): the code of a public investment project, L. 3/2003 art. 11. It must not know
//! the project. It has no public check digit: only its form can be checked.

use super::{CodeError, ascii, ascii_lenient, character, digits, readable, text_form};

/// The code of a public investment project: a letter, two digits, a letter, eleven digits.
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
pub struct Cup([u8; 15]);

impl Cup {
    /// Reads a code as it is officially written, in capital letters.
    ///
    /// # Errors
    /// `Length`, `Character`, or `AllZero` when all its digits are zeros.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        Self::from_bytes(ascii(text)?)
    }

    /// As [`Cup::parse`], from other people's files: spaces around it are dropped, small letters raised.
    ///
    /// # Errors
    /// As [`Cup::parse`].
    pub fn parse_lenient(text: &str) -> Result<Self, CodeError> {
        Self::from_bytes(ascii_lenient(text)?)
    }

    /// The code of 15 ASCII characters.
    ///
    /// # Errors
    /// `Character` or `AllZero`.
    pub fn from_bytes(bytes: [u8; 15]) -> Result<Self, CodeError> {
        let code = Self(bytes);
        code.check().map(|()| code)
    }

    /// Whether the code keeps its rules, and if not, which it breaks.
    ///
    /// # Errors
    /// `Character` or `AllZero`.
    pub fn check(&self) -> Result<(), CodeError> {
        let [first, a, b, second, number @ ..] = &self.0;
        if self.0 == [b'0'; 15] {
            return Err(CodeError::AllZero);
        }
        if !first.is_ascii_uppercase() {
            return Err(character(0));
        }
        digits(&[*a, *b], 1)?;
        if !second.is_ascii_uppercase() {
            return Err(character(3));
        }
        digits(number, 4)?;
        if [*a, *b] == [b'0'; 2] && *number == [b'0'; 11] {
            return Err(CodeError::AllZero);
        }
        Ok(())
    }

    /// The ASCII characters.
    pub fn as_bytes(&self) -> &[u8; 15] {
        &self.0
    }

    /// The code as text. Of a value that is not valid, the part before the first strange byte.
    pub fn as_str(&self) -> &str {
        readable(&self.0)
    }
}

text_form!(Cup);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scale::{Decode, Encode};

    #[test]
    fn codes_of_real_projects_are_valid() {
        for text in [
            "C41F22001750006",
            "F39I23000650006",
            "C29E19000380007",
            "E31H16000640002",
        ] {
            let code = Cup::parse(text).unwrap();
            assert_eq!((code.as_str(), code.is_valid()), (text, true));
            assert_eq!(Cup::decode(&mut &code.encode()[..]).unwrap(), code);
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        use CodeError::*;
        for (text, error) in [
            (
                "",
                Length {
                    expected: 15,
                    found: 0,
                },
            ),
            (
                "C41F2200175000",
                Length {
                    expected: 15,
                    found: 14,
                },
            ),
            (
                "C41F220017500066",
                Length {
                    expected: 15,
                    found: 16,
                },
            ),
            ("c41F22001750006", Character { position: 1 }),
            ("141F22001750006", Character { position: 1 }),
            ("CX1F22001750006", Character { position: 2 }),
            ("C4XF22001750006", Character { position: 3 }),
            ("C41122001750006", Character { position: 4 }),
            ("C41f22001750006", Character { position: 4 }),
            ("C41F2200175000X", Character { position: 15 }),
            ("C41F22001750 06", Character { position: 13 }),
            ("000000000000000", AllZero),
            ("A00A00000000000", AllZero),
        ] {
            assert_eq!(Cup::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn importers_may_be_lenient() {
        let code = Cup::parse("C41F22001750006").unwrap();
        assert_eq!(Cup::parse_lenient(" c41f22001750006\u{a0}\n"), Ok(code));
        assert_eq!(
            Cup::parse_lenient("c41f 2200175000"),
            Err(CodeError::Character { position: 5 })
        );
    }

    proptest! {
        #[test]
        fn the_form_decides(text in "[A-Z][0-9]{2}[A-Z][0-9]{11}", at in 0usize..15, byte in 0u8..128) {
            prop_assume!(text.bytes().any(|b| matches!(b, b'1'..=b'9')));
            prop_assert!(Cup::parse(&text).is_ok());
            let mut bytes = *Cup::parse(&text).unwrap().as_bytes();
            bytes[at] = byte;
            let fits = if at == 0 || at == 3 { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() };
            let some_digit = bytes.iter().any(|b| matches!(b, b'1'..=b'9'));
            prop_assert_eq!(Cup::from_bytes(bytes).is_ok(), fits && some_digit);
        }

        #[test]
        fn hostile_input_never_panics(text in "\\PC{0,20}", bytes in any::<[u8; 15]>()) {
            let _ = (Cup::parse(&text), Cup::parse_lenient(&text), Cup(bytes).is_valid());
            let _ = Cup(bytes).as_str();
        }
    }
}
