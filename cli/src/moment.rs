// SPDX-License-Identifier: EUPL-1.2
//! Moments: this machine's clock, and how a moment is read and written.

use crate::failure::Failure;
use portico_rules::date::write_moment;
use std::time::{SystemTime, UNIX_EPOCH};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// This moment, seconds since the epoch.
///
/// # Errors
/// [`Failure::Local`] if the clock stands before 1970.
pub fn now() -> Result<u64, Failure> {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map(|since| since.as_secs())
        .map_err(|_| Failure::Local("this machine's clock stands before 1970: set it".into()))
}

/// A moment as people write it, with the offset from UTC: `2027-01-20T12:00:00+01:00` (RFC 3339), or with a space instead of the T.
///
/// # Errors
/// A sentence that says how to write it.
pub fn parse(text: &str) -> Result<u64, String> {
    OffsetDateTime::parse(&text.trim().replacen(' ', "T", 1), &Rfc3339)
        .ok()
        .and_then(|moment| u64::try_from(moment.unix_timestamp()).ok())
        .ok_or_else(|| {
            format!(
                "{text:?} is not a moment: write date, time and offset, such as 2027-01-20T12:00:00+01:00 (in summer +02:00)"
            )
        })
}

/// Seconds since the epoch as `2026-11-22 10:15:00Z` (UTC).
pub fn written(seconds: u64) -> String {
    let mut text = String::new();
    write_moment(seconds, &mut text);
    text.replace('T', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_an_offset() {
        for text in [
            "2027-01-20T12:00:00+01:00",
            "2027-01-20T11:00:00Z",
            "2027-01-20 12:00:00+01:00",
        ] {
            assert_eq!(parse(text), Ok(1_800_442_800), "{text}");
        }
        for text in [
            "",
            "2027-01-20",
            "2027-01-20T12:00:00",
            "1800442800",
            "1969-01-01T00:00:00Z",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
