// SPDX-License-Identifier: EUPL-1.2
//! A contract's storage as it lies in the state: read without the contract, the way a storage proof is read.

use std::collections::BTreeMap;

use portico_rules::{
    primitives::Address,
    row::{Row, RowKey},
};
use scale::{Decode as _, Encode as _};
use sp_core::storage::ChildInfo;
use sp_io::hashing::{blake2_128, twox_128};

/// The storage key of all rows; the contracts' ledger crate states the same, and docs/format.md.
pub const ROWS: u32 = u32::from_be_bytes(*b"port");

/// Every row of a contract, and under the storage key 0 what it remembers of its making. Call it inside the chain's state.
///
/// # Panics
/// If there is no such contract, or something in its storage is neither a row under its key nor that one value.
pub fn rows(contract: Address) -> (BTreeMap<RowKey, Row>, Vec<u8>) {
    let trie = child_trie(contract);
    let mut rows = BTreeMap::new();
    let mut home = Vec::new();
    let mut at = Vec::new();
    while let Some(child_key) = sp_io::default_child_storage::next_key(trie.storage_key(), &at) {
        let value = sp_io::default_child_storage::get(trie.storage_key(), &child_key)
            .expect("the key was just found");
        let (hash, key) = child_key.split_at(16);
        assert_eq!(hash, blake2_128(key), "a key is preceded by its hash");
        let (storage_key, mut row_key) = key.split_at(4);
        match u32::from_le_bytes(storage_key.try_into().expect("four bytes")) {
            0 => home.clone_from(&value),
            ROWS => {
                assert!(
                    key.len() <= 128 && value.len() <= 400,
                    "a key or a row is too long"
                );
                let row_key = RowKey::decode(&mut row_key).expect("a row stands under a row's key");
                assert_eq!(
                    (ROWS, row_key).encode(),
                    key,
                    "nothing stands after a row's key"
                );
                let row = Row::decode(&mut &value[..]).expect("a row is stored under it");
                assert_eq!(row.encode(), value, "nothing stands after a row");
                rows.insert(row_key, row);
            }
            other => panic!("something stands under the storage key {other:#x}"),
        }
        at = child_key;
    }
    (rows, home)
}

/// The Keccak-256 of a contract's code, as the chain holds it. Call it inside the chain's state.
///
/// # Panics
/// If there is no such contract.
pub fn code_hash(contract: Address) -> [u8; 32] {
    account_info(contract).1
}

fn child_trie(contract: Address) -> ChildInfo {
    ChildInfo::new_default(&account_info(contract).0)
}

/// `Revive::AccountInfoOf[contract]` begins with a variant index, the child trie's id as bytes and the code hash.
fn account_info(contract: Address) -> (Vec<u8>, [u8; 32]) {
    let key = [
        &twox_128(b"Revive")[..],
        &twox_128(b"AccountInfoOf"),
        &contract.0,
    ]
    .concat();
    let info =
        sp_io::storage::get(&key).unwrap_or_else(|| panic!("there is no contract {contract}"));
    assert_eq!(info[0], 0, "the account is a contract");
    <(Vec<u8>, [u8; 32])>::decode(&mut &info[1..])
        .expect("the trie's id and the code hash come first")
}
