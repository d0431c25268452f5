// SPDX-License-Identifier: EUPL-1.2
//! Moments: this machine's clock, and how a moment is written.

use crate::failure::Failure;
use portico_rules::date::write_moment;
use std::time::{SystemTime, UNIX_EPOCH};

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

/// Seconds since the epoch as `2026-11-22 10:15:00Z` (UTC).
pub fn written(seconds: u64) -> String {
    let mut text = String::new();
    write_moment(seconds, &mut text);
    text.replace('T', " ")
}
