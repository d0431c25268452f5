// SPDX-License-Identifier: EUPL-1.2
//! What the fuzz targets share: a ledger that has a history, its people, and what must hold of every value.
//!
//! A target must not know why something is refused: only that nothing panics, and what holds where it is accepted.

pub mod evidence;
pub mod ledger;

use scale::{Decode, DecodeAll, Encode};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// The value of these bytes, if they are one: SCALE has one encoding for a value, so encoding it must give them back.
/// The contracts rest on it: they compare lengths to see whether a call arrived whole.
///
/// # Panics
/// If the value has another encoding, which is what is looked for.
pub fn canonical<T: Decode + Encode + Debug>(bytes: &[u8]) -> Option<T> {
    let value = T::decode_all(&mut &bytes[..]).ok()?;
    assert_eq!(value.encode(), bytes, "a second encoding of {value:?}");
    Some(value)
}

/// A value as JSON, unless it holds what cannot be on the ledger (a code with wrong digits, a day that no calendar has), which
/// is not written. What is written reads back as the same value.
///
/// # Panics
/// If it does not, which is what is looked for.
pub fn json<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> Option<String> {
    let json = serde_json::to_string(value).ok()?;
    match serde_json::from_str::<T>(&json) {
        Ok(back) => assert_eq!(&back, value, "{json}"),
        Err(error) => panic!("{json}: {error}"),
    }
    Some(json)
}
