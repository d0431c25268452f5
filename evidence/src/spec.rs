// SPDX-License-Identifier: EUPL-1.2
//! The state of genesis, as a raw chain specification lists it: from it follow the genesis hash and the first validators.
//!
//! It must not know the specification's file: that is for whoever reads one.

use alloc::{collections::BTreeMap, vec::Vec};

use portico_rules::primitives::Digest;
use scale::DecodeAll;

use crate::{
    header::blake2_256,
    trie::{genesis_header, grow},
    trust::Authority,
};

/// twox_128("Grandpa") ‖ twox_128("Authorities"): where pallet-grandpa keeps the validators (a test computes it).
pub const GRANDPA_AUTHORITIES: [u8; 32] = [
    0x5f, 0x9c, 0xc4, 0x5b, 0x7a, 0x00, 0xc5, 0x89, 0x93, 0x61, 0xe1, 0xc6, 0x09, 0x96, 0x78, 0xdc,
    0x5e, 0x06, 0x21, 0xc4, 0x86, 0x9a, 0xa6, 0x0c, 0x02, 0xbe, 0x9a, 0xdc, 0xc9, 0x8a, 0x0d, 0x1d,
];

/// The hash of the genesis block over a state.
pub fn genesis_hash(state: &BTreeMap<Vec<u8>, Vec<u8>>) -> Digest {
    blake2_256(&genesis_header(&grow(state).0))
}

/// The first GRANDPA validators; none if the state has no list of them.
pub fn genesis_authorities(state: &BTreeMap<Vec<u8>, Vec<u8>>) -> Option<Vec<Authority>> {
    authorities(state.get(&GRANDPA_AUTHORITIES[..])?)
}

/// GRANDPA validators, from the value under [`GRANDPA_AUTHORITIES`]; none if it is no list of them.
pub fn authorities(value: &[u8]) -> Option<Vec<Authority>> {
    let listed = Vec::<([u8; 32], u64)>::decode_all(&mut &*value).ok()?;
    let authorities = listed.into_iter().map(|(key, weight)| Authority {
        key: Digest(key),
        weight,
    });
    Some(authorities.collect())
}
