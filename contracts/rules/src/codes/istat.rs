// SPDX-License-Identifier: EUPL-1.2
//! The statistical institute's code of a municipality (codice ISTAT del comune, in ISTAT's list of administrative units,
//! "Codici statistici delle unità amministrative territoriali"): three digits of the province, three of the municipality. It must not know which municipalities exist: they merge every year.

use super::{CodeError, ascii, digits, readable, text_form};

/// The code of a municipality: six digits.
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
pub struct IstatCode([u8; 6]);

impl IstatCode {
    /// Reads a code as it is officially written: six digits, zeros in front included.
    ///
    /// # Errors
    /// `Length` (spreadsheets drop the zero in front), `Character`, `AllZero`, or `Form` when the digits of the
    /// province or of the municipality are zeros.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        Self::from_bytes(ascii(text)?)
    }

    /// The code of six ASCII digits.
    ///
    /// # Errors
    /// `Character`, `AllZero` or `Form`.
    pub fn from_bytes(bytes: [u8; 6]) -> Result<Self, CodeError> {
        let code = Self(bytes);
        code.check().map(|()| code)
    }

    /// Whether the code keeps its rules, and if not, which it breaks.
    ///
    /// # Errors
    /// `Character`, `AllZero` or `Form`.
    pub fn check(&self) -> Result<(), CodeError> {
        digits(&self.0, 0)?;
        let [p1, p2, p3, m1, m2, m3] = self.0;
        match ([p1, p2, p3] == *b"000", [m1, m2, m3] == *b"000") {
            (true, true) => Err(CodeError::AllZero),
            (false, false) => Ok(()),
            _ => Err(CodeError::Form),
        }
    }

    /// Whether the municipality belongs to the metropolitan city of Bologna: 037 and three digits.
    pub fn in_metropolitan_city_of_bologna(&self) -> bool {
        self.is_valid() && self.0.starts_with(b"037")
    }

    /// The ASCII digits.
    pub fn as_bytes(&self) -> &[u8; 6] {
        &self.0
    }

    /// The code as text. Of a value that is not valid, the part before the first strange byte.
    pub fn as_str(&self) -> &str {
        readable(&self.0)
    }
}

text_form!(IstatCode);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use scale::Decode;

    #[test]
    fn codes_of_municipalities_are_valid() {
        for (text, bologna) in [
            ("037006", true),
            ("037001", true),
            ("058091", false),
            ("087004", false),
            ("001272", false),
        ] {
            let code = IstatCode::parse(text).unwrap();
            assert_eq!(
                (code.as_str(), code.in_metropolitan_city_of_bologna()),
                (text, bologna)
            );
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        use CodeError::*;
        for (text, error) in [
            (
                "37006",
                Length {
                    expected: 6,
                    found: 5,
                },
            ),
            (
                "0370061",
                Length {
                    expected: 6,
                    found: 7,
                },
            ),
            ("03700A", Character { position: 6 }),
            ("A944  ", Character { position: 1 }),
            ("000000", AllZero),
            ("037000", Form),
            ("000006", Form),
        ] {
            assert_eq!(IstatCode::parse(text), Err(error), "{text}");
        }
        let unchecked = IstatCode::decode(&mut &b"037\xFF01"[..]).unwrap();
        assert!(!unchecked.is_valid() && !unchecked.in_metropolitan_city_of_bologna());
    }

    proptest! {
        #[test]
        fn six_digits_decide(bytes in any::<[u8; 6]>(), province in 1u32..1000, municipality in 1u32..1000) {
            prop_assert_eq!(
                IstatCode(bytes).is_valid(),
                bytes.iter().all(u8::is_ascii_digit) && &bytes[..3] != b"000" && &bytes[3..] != b"000"
            );
            let _ = IstatCode(bytes).as_str();
            let text = alloc::format!("{province:03}{municipality:03}");
            let code = IstatCode::parse(&text).unwrap();
            prop_assert_eq!(code.in_metropolitan_city_of_bologna(), province == 37);
        }
    }
}
