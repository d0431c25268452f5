// SPDX-License-Identifier: EUPL-1.2
//! Any text as a tax code, CUP, CIG, municipality or day, and as free text: what is accepted is written as it was read, keeps
//! its own rules, and says so after SCALE and JSON too.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portico_fuzz::{canonical, json};
use portico_rules::codes::{Cig, Cup, IstatCode, TaxCode};
use portico_rules::date::Date;
use portico_rules::text::{PersonalData, personal_data, printable};
use scale::Encode;

/// Strict: one code has one spelling. Lenient: what is read is a code that the strict form accepts.
macro_rules! code {
    ($type:ty, $text:expr $(, $lenient:ident)?) => {{
        let text: &str = $text;
        let accepted: Option<$type> = <$type>::parse(text).ok();
        if let Some(code) = &accepted {
            assert_eq!(code.as_str(), text);
            assert!(code.is_valid());
            assert_eq!(canonical::<$type>(&code.encode()).as_ref(), Some(code));
            assert_eq!(json(code), Some(format!("\"{text}\"")));
        }
        $(
            let lenient = <$type>::$lenient(text).ok();
            assert!(accepted.is_none() || lenient == accepted);
            if let Some(code) = lenient {
                assert_eq!(<$type>::parse(code.as_str()).ok(), Some(code));
            }
        )?
    }};
}

/// Any bytes as a code, as SCALE lets them through: looking at it does not panic, and only what is valid passes for it.
macro_rules! bytes {
    ($type:ty, $bytes:expr) => {
        if let Some(code) = canonical::<$type>($bytes) {
            let valid = code.is_valid();
            assert_eq!(valid, <$type>::parse(code.as_str()).ok() == Some(code));
            assert_eq!(valid, json(&code).is_some());
        }
    };
}

fuzz_target!(|bytes: &[u8]| {
    bytes!(TaxCode, bytes);
    bytes!(Cup, bytes);
    bytes!(Cig, bytes);
    bytes!(IstatCode, bytes);
    if let Some(date) = canonical::<Date>(bytes) {
        let iso = date.to_iso();
        let text = std::str::from_utf8(&iso).expect("ASCII");
        assert_eq!(date.is_valid(), Date::parse(text) == Ok(date));
        let _ = date.ymd();
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    code!(TaxCode, text);
    code!(Cup, text, parse_lenient);
    code!(Cig, text, parse_lenient);
    code!(IstatCode, text);
    if let Ok(date) = Date::parse(text) {
        assert_eq!(&date.to_iso(), text.as_bytes());
        let (year, month, day) = date.ymd();
        let year = u16::try_from(year).expect("a valid year");
        assert_eq!(Date::from_ymd(year, month, day), Ok(date));
    }
    if let Err(at) = printable(text, false) {
        assert!(text.is_char_boundary(at) && at < text.len());
    }
    if let Some(found) = personal_data(text) {
        let at = match found {
            PersonalData::TaxCode { at }
            | PersonalData::Iban { at }
            | PersonalData::Email { at } => at as usize,
        };
        assert!(text.is_char_boundary(at) && at < text.len(), "{found:?}");
        // It is no less found in small letters.
        assert!(
            personal_data(&text.to_ascii_lowercase()).is_some(),
            "{found:?}"
        );
    }
});
