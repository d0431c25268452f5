// SPDX-License-Identifier: EUPL-1.2
//! Where the chain keeps a contract, and where the contract keeps its rows.
//!
//! Source: pallet-revive 0.20 (`AccountInfoOf`, `ContractInfo`, `Key::hash`), `sp_storage::well_known_keys`; for the rows
//! docs/format.md. It must not know what a row says.

use alloc::vec::Vec;

use blake2::{Blake2b, Digest as _, digest::consts::U16};
use portico_rules::{
    primitives::{Address, Digest},
    row::RowKey,
};
use scale::{Decode, Encode};

/// twox_128("Revive") ‖ twox_128("AccountInfoOf"), computed once (a test computes it again).
const ACCOUNT_INFO_OF: [u8; 32] = [
    0x73, 0x5f, 0x04, 0x0a, 0x5d, 0x49, 0x0f, 0x11, 0x07, 0xad, 0x9c, 0x56, 0xf5, 0xca, 0x00, 0xd2,
    0xae, 0x37, 0xff, 0x05, 0x91, 0xfd, 0xbb, 0xcd, 0x9c, 0x24, 0x06, 0xdf, 0x71, 0x47, 0xa9, 0xdc,
];
/// Before a child trie's id in the key of its root.
const CHILD: &[u8] = b":child_storage:default:";
/// The storage key under which ink! keeps the map of all rows, `port` in ASCII: in SCALE its bytes stand the other way round.
const ROWS: u32 = 0x706f_7274;

/// Key of a contract's record, `Revive::AccountInfoOf[address]`, in the top trie.
pub fn account_info_key(contract: &Address) -> Vec<u8> {
    // The map's hasher is Identity: the address itself.
    [&ACCOUNT_INFO_OF[..], &contract.0].concat()
}

/// Key of a child trie's root in the top trie.
pub fn child_root_key(trie_id: &[u8]) -> Vec<u8> {
    [CHILD, trie_id].concat()
}

/// The key under which a contract stores a row, as ink! writes it: docs/format.md, "Rows in storage".
pub fn stored_key(row: &RowKey) -> Vec<u8> {
    (ROWS, row).encode()
}

/// Key of a row in its contract's child trie.
pub fn row_key(row: &RowKey) -> Vec<u8> {
    let key = stored_key(row);
    // blake2_128_concat
    let mut out = Blake2b::<U16>::digest(&key).to_vec();
    out.extend(key);
    out
}

/// What the chain keeps of a contract, as far as a proof needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractInfo {
    /// The id of its child trie.
    pub trie_id: Vec<u8>,
    /// Keccak-256 of its code.
    pub code_hash: Digest,
}

impl ContractInfo {
    /// Reads it from the value of `AccountInfoOf`; none if that is no contract's. What follows the code's hash (sizes and
    /// deposits) is not looked at.
    pub fn read(value: &[u8]) -> Option<Self> {
        let input = &mut &*value;
        match u8::decode(input).ok()? {
            0 => Some(ContractInfo {
                trie_id: Vec::decode(input).ok()?,
                code_hash: Digest(Decode::decode(input).ok()?),
            }),
            _ => None,
        }
    }
}
