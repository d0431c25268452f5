// SPDX-License-Identifier: EUPL-1.2
//! The public codes that the ledger checks instead of trusting: the tax code of an organisation ([`TaxCode`]),
//! the code of a public investment project ([`Cup`]), the code of a tender lot ([`Cig`]) and the code of a
//! municipality ([`IstatCode`]). One file each; a code knows its own form and check characters and nothing else:
//! not who carries it, not whether a register knows it.
//!
//! Each type offers the same four things: `parse` (strict: what the ledger accepts is what it stores, so that
//! one code has one spelling), `is_valid`, `as_str`, and serde as the plain string.
//!
//! **Decoding from SCALE proves nothing.** The types derive `Decode`, because a decoding error inside a contract is
//! a trap without a reason, while a rule can answer with a sentence. So whoever takes a code out of call data
//! asks `is_valid` (or `check`, which says why) before anything else.

mod cig;
mod cup;
mod istat;
pub(crate) mod person;
mod tax_code;

#[cfg(test)]
mod published_files;

pub use cig::Cig;
pub use cup::Cup;
pub use istat::IstatCode;
pub use tax_code::TaxCode;

small! {
    /// What is wrong with a code. Positions count characters from 1, as people do.
    pub enum CodeError {
        /// Another number of characters than this code has.
        #[codec(index = 0)]
        Length {
            /// How many characters the code has to have.
            expected: u8,
            /// How many were found; 65,535 also stands for more.
            found: u16,
        },
        /// A character that cannot stand there: a letter for a digit, a small letter, a space, an accent.
        #[codec(index = 1)]
        Character {
            /// Where: its place among the characters, from 1.
            position: u8,
        },
        /// The check digit does not belong to the other digits.
        #[codec(index = 2)]
        CheckDigit {
            /// The digit that would belong to them, a number from 0 to 9.
            expected: u8,
        },
        /// The hexadecimal check characters of a CIG do not belong to the rest.
        #[codec(index = 3)]
        CheckCharacters {
            /// The number that would belong to the rest.
            expected: u16,
            /// With how many hexadecimal digits it is written: 2 or 3.
            digits: u8,
        },
        /// The tax code of a natural person: the ledger takes organisations only.
        #[codec(index = 4)]
        Personal,
        /// Only zeros: what people write when they have no code.
        #[codec(index = 5)]
        AllZero,
        /// None of the forms that this code can have.
        #[codec(index = 6)]
        Form,
    }
}

#[cfg(any(feature = "std", feature = "serde"))]
impl core::fmt::Display for CodeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match *self {
            Self::Length { expected, found } => write!(
                f,
                "the code has {found} characters and needs {expected}: check that it was copied whole, without spaces"
            ),
            Self::Character { position } => write!(
                f,
                "character {position} of the code cannot stand there: write capital letters and digits as they stand in the official document, without spaces"
            ),
            Self::CheckDigit { expected } => write!(
                f,
                "the check digit is wrong (the other digits would end in {expected}): a digit was mistyped, copy the code again from the official document"
            ),
            Self::CheckCharacters { expected, digits } => write!(
                f,
                "the check characters are wrong (the others would need {expected:0width$X}): a character was mistyped, copy the code again from the official document",
                width = usize::from(digits)
            ),
            Self::Personal => f.write_str(
                "this is the tax code of a natural person, and the ledger takes organisations only: give the organisation's code of 11 digits, or don't record this party by its code",
            ),
            Self::AllZero => {
                f.write_str("the code is all zeros, which stands for no code: give the real code, or leave it out where it is optional")
            }
            Self::Form => f.write_str("the code has none of the forms that such a code can have: check that it is the right kind of code"),
        }
    }
}

#[cfg(feature = "std")]
impl std::error::Error for CodeError {}

/// The characters of `text` as `N` ASCII bytes.
///
/// # Errors
/// [`CodeError::Length`] for another number of characters, [`CodeError::Character`] for one outside ASCII.
fn ascii<const N: usize>(text: &str) -> Result<[u8; N], CodeError> {
    if let Ok(bytes) = <[u8; N]>::try_from(text.as_bytes())
        && bytes.is_ascii()
    {
        return Ok(bytes);
    }
    let found = text.chars().take(usize::from(u16::MAX)).count();
    if found != N {
        return Err(CodeError::Length {
            expected: N as u8,
            found: found as u16,
        });
    }
    // As many characters as it should have, and yet other bytes: one of them is not ASCII.
    Err(character(
        text.chars().position(|c| !c.is_ascii()).unwrap_or(0),
    ))
}

/// `text` without the spaces around it and in capital letters, as `N` bytes: for reading other people's files.
fn ascii_lenient<const N: usize>(text: &str) -> Result<[u8; N], CodeError> {
    let mut bytes = ascii::<N>(text.trim())?;
    bytes.make_ascii_uppercase();
    Ok(bytes)
}

/// The error for the character at `index`, from 0.
fn character(index: usize) -> CodeError {
    CodeError::Character {
        position: index as u8 + 1,
    }
}

/// Fails with the first character that is not a digit; `offset` is where `bytes` start in the code.
fn digits(bytes: &[u8], offset: usize) -> Result<(), CodeError> {
    match bytes.iter().position(|b| !b.is_ascii_digit()) {
        None => Ok(()),
        Some(index) => Err(character(offset + index)),
    }
}

/// The text of a stored code. A code that came by SCALE and was never checked may hold anything: then it is
/// the part before the first byte that a code cannot have.
fn readable(bytes: &[u8]) -> &str {
    let end = bytes
        .iter()
        .position(|b| !b.is_ascii_alphanumeric())
        .unwrap_or(bytes.len());
    // ASCII is UTF-8, so the default is never used; it is here because this crate doesn't panic.
    bytes
        .get(..end)
        .and_then(|part| core::str::from_utf8(part).ok())
        .unwrap_or_default()
}

/// What every code has besides its rules: writing and reading as text, in JSON as the plain string.
macro_rules! text_form {
    ($name:ident) => {
        impl $name {
            /// Whether the value keeps the rules of this code. To be asked of every value that came by SCALE.
            pub fn is_valid(&self) -> bool {
                self.check().is_ok()
            }

            /// Appends the code as text, see `as_str`.
            pub fn write(&self, out: &mut alloc::string::String) {
                out.push_str(self.as_str());
            }
        }

        impl core::str::FromStr for $name {
            type Err = crate::codes::CodeError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        #[cfg(any(feature = "std", feature = "serde"))]
        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.check().map_err(serde::ser::Error::custom)?;
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <alloc::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
use text_form;

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn length_counts_characters_and_names_the_one_outside_ascii() {
        assert_eq!(
            ascii::<4>("abc"),
            Err(CodeError::Length {
                expected: 4,
                found: 3
            })
        );
        assert_eq!(
            ascii::<4>(""),
            Err(CodeError::Length {
                expected: 4,
                found: 0
            })
        );
        // 4 bytes, 3 characters.
        assert_eq!(
            ascii::<4>("abè"),
            Err(CodeError::Length {
                expected: 4,
                found: 3
            })
        );
        assert_eq!(
            ascii::<4>("abèd"),
            Err(CodeError::Character { position: 3 })
        );
        assert_eq!(ascii::<4>("abcd"), Ok(*b"abcd"));
        let long = "x".repeat(70_000);
        assert_eq!(
            ascii::<4>(&long),
            Err(CodeError::Length {
                expected: 4,
                found: u16::MAX
            })
        );
    }

    #[test]
    fn errors_are_sentences() {
        for (error, words) in [
            (
                CodeError::Length {
                    expected: 11,
                    found: 3,
                },
                "3 characters and needs 11",
            ),
            (CodeError::Character { position: 2 }, "character 2"),
            (CodeError::CheckDigit { expected: 7 }, "end in 7"),
            (
                CodeError::CheckCharacters {
                    expected: 0xC,
                    digits: 3,
                },
                "need 00C",
            ),
            (CodeError::Personal, "natural person"),
            (CodeError::AllZero, "all zeros"),
            (CodeError::Form, "right kind of code"),
        ] {
            let sentence = error.to_string();
            assert!(sentence.contains(words), "{sentence}");
            assert!(
                sentence.contains(": "),
                "says nothing of what to do: {sentence}"
            );
        }
    }

    #[test]
    fn the_text_of_an_unchecked_code_stops_at_the_first_strange_byte() {
        assert_eq!(readable(b"AB1"), "AB1");
        assert_eq!(readable(&[b'A', 0xFF, b'B']), "A");
        assert_eq!(readable(&[0x1B]), "");
    }
}
