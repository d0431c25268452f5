// SPDX-License-Identifier: EUPL-1.2
//! The committed chain specifications, and the four-validator one with quicker slots.

use std::{fs, io, path::PathBuf};

use serde_json::Value;
use sp_crypto_hashing::twox_128;

/// A file of `chain/specs`.
pub fn committed(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../chain/specs")
        .join(name)
}

/// The specification `name` of `chain/specs` with slots of `slot_duration` milliseconds.
///
/// The duration is one value of the raw genesis, so no runtime has to run for this.
///
/// # Errors
/// The file cannot be read, or is not a raw specification of a Portico chain.
pub fn with_slot_duration(name: &str, slot_duration: u64) -> io::Result<String> {
    let mut spec: Value = serde_json::from_slice(&fs::read(committed(name))?)?;
    let key = format!(
        "0x{}{}",
        hex::encode(twox_128(b"Schedule")),
        hex::encode(twox_128(b"SlotDuration"))
    );
    let value = spec
        .pointer_mut(&format!("/genesis/raw/top/{key}"))
        .ok_or_else(|| io::Error::other(format!("{name} holds no Schedule::SlotDuration")))?;
    *value = format!("0x{}", hex::encode(slot_duration.to_le_bytes())).into();
    Ok(spec.to_string())
}
