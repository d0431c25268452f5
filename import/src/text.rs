// SPDX-License-Identifier: EUPL-1.2
//! Texts of public files: bytes to characters, double encoding put right, white space made plain.

use crate::mapping::Encoding;
use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// The characters of a field.
///
/// # Errors
/// Where, in bytes from 0, the field stops being in the encoding.
pub(crate) fn decode(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, usize> {
    match encoding {
        Encoding::Utf8 => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(error.valid_up_to()),
        },
        // Every byte means something in Windows-1252 as browsers read it.
        Encoding::Windows1252 => Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0),
    }
}

/// A row's original text for a person to read: bytes outside the encoding are written `\xE0`.
pub(crate) fn decode_visibly(bytes: &[u8], encoding: Encoding) -> String {
    if let Ok(text) = decode(bytes, encoding) {
        return text.into_owned();
    }
    let mut out = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02X}"));
        }
    }
    out
}

/// Text that was encoded as UTF-8, read as Windows-1252 and encoded again, put right. Only where all of it can be
/// undone: anything else stays as it is.
pub(crate) fn repair(text: &str) -> Cow<'_, str> {
    if !text.contains(['Ã', 'Â', 'â']) {
        return Cow::Borrowed(text);
    }
    // `à` becomes `Ã` and a no-break space, which editors and trimming turn into a space, or into nothing at the end.
    let mut whole = text.replace("Ã ", "Ã\u{a0}");
    if whole.ends_with('Ã') {
        whole.push('\u{a0}');
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(&whole);
    if unmappable {
        return Cow::Borrowed(text);
    }
    match std::str::from_utf8(&bytes) {
        Ok(repaired) => Cow::Owned(repaired.to_owned()),
        Err(_) => Cow::Borrowed(text),
    }
}

/// One line with single spaces: line breaks and tabs inside a field are the file's layout, not its content.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_encoded_twice_is_repaired() {
        for (text, repaired) in [
            ("SocietÃ\u{a0} Esempio", "Società Esempio"),
            ("SocietÃ  Esempio", "Società Esempio"),
            ("SOCIETÃ€ ESEMPIO", "SOCIETÀ ESEMPIO"),
            ("CittÃ", "Città"),
            ("PerchÃ© no", "Perché no"),
            ("Lâ€™Albero", "L’Albero"),
            ("Società Esempio", "Società Esempio"),
            ("SÃO PAULO", "SÃO PAULO"),
            ("Ã e à", "Ã e à"),
        ] {
            assert_eq!(repair(text), repaired, "{text}");
        }
    }

    #[test]
    fn bytes_outside_the_encoding_are_found_and_shown() {
        assert_eq!(decode(b"Citt\xe0", Encoding::Utf8), Err(4));
        assert_eq!(decode(b"Citt\xe0", Encoding::Windows1252).unwrap(), "Città");
        assert_eq!(
            decode_visibly(b"Citt\xe0 e\xff", Encoding::Utf8),
            "Citt\\xE0 e\\xFF"
        );
    }

    #[test]
    fn a_field_is_one_line() {
        assert_eq!(
            one_line(" POSTE\r\nESEMPIO\t SPA\u{a0}"),
            "POSTE ESEMPIO SPA"
        );
    }
}
