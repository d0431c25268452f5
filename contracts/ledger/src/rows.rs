// SPDX-License-Identifier: EUPL-1.2
//! Rows in contract storage.
//!
//! Where a row stands is part of the format, because storage proofs name it. pallet-revive keeps a contract's storage in a child
//! trie; for a key `k` of variable length the child key is `blake2_128(k) ‖ k`, and ink! makes
//! `k = SCALE(u32 ROWS) ‖ SCALE(RowKey)`. Nothing is derived from a field's name.

use ink::storage::{Mapping, traits::ManualKey};
use portico_rules::row::{Row, RowKey};
use scale::{Decode, Encode};

/// The storage key of all rows (docs/format.md, "Rows in storage"): `port` in ASCII, so that its SCALE bytes (little endian) read `trop`.
pub const ROWS: u32 = u32::from_be_bytes(*b"port");

/// All rows of a contract.
pub type Rows = Mapping<RowKey, StoredRow, ManualKey<ROWS>>;

/// A row as ink! stores it: the same bytes as [`Row`], at most [`portico_rules::bounds::ROW`] of them. It exists because ink!'s layout trait and [`Row`] are both foreign here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct StoredRow(pub Row);

#[cfg(feature = "std")]
impl ink::storage::traits::StorageLayout for StoredRow {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        use ink::metadata::layout::{Layout, LayoutKey, LeafLayout};
        Layout::Leaf(LeafLayout::from_key::<Self>(LayoutKey::from(key)))
    }
}
