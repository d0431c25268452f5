// SPDX-License-Identifier: EUPL-1.2
//! Did the whole call reach the contract?
//!
//! ink! reads call data through a buffer of 16,384 bytes and cuts off silently what is beyond; and it reads zeros where call data
//! ends too early, so that a missing argument is a zero. Both are refused by comparing lengths: SCALE has one encoding
//! for a value, so the arguments that were read must be exactly as long as what was sent.

use portico_rules::refusal::Refusal;
use scale::Encode;

/// Bytes of a selector.
const SELECTOR: usize = 4;

/// Refuses a call whose data is not exactly a selector (4 bytes) and these arguments in SCALE.
///
/// # Errors
/// [`Refusal::CallTruncated`] with the length sent and the length read, bytes.
pub fn check(arguments: &impl Encode) -> Result<(), Refusal> {
    let sent = ink::env::call_data_size();
    let read = arguments.encoded_size().saturating_add(SELECTOR);
    if usize::try_from(sent) == Ok(read) {
        return Ok(());
    }
    let bytes = |length: u64| u32::try_from(length).unwrap_or(u32::MAX);
    Err(Refusal::CallTruncated {
        found: bytes(sent),
        limit: bytes(read as u64),
    })
}
