// SPDX-License-Identifier: EUPL-1.2
//! What pallet-revive tells a contract, in the types of the rules.

use ink::env::{
    DefaultEnvironment,
    hash::{Keccak256, Sha2x256},
};
use portico_rules::primitives::{Address, Digest, Key, SignatureBytes};

/// Block time, **seconds** since the epoch: pallet-revive follows Ethereum here, not the timestamp pallet's milliseconds.
pub fn now() -> u64 {
    ink::env::block_timestamp::<DefaultEnvironment>()
}

/// Number of the block being built.
pub fn block() -> u32 {
    ink::env::block_number::<DefaultEnvironment>()
}

/// The address of this contract on pallet-revive, 20 bytes.
pub fn address() -> Address {
    Address(ink::env::address().0)
}

/// Whether the account of this key is calling. An account with a 32-byte id appears as the last 20 bytes of the id's Keccak-256.
pub fn is_caller(key: &Key) -> bool {
    let mut hash = [0; 32];
    ink::env::hash_bytes::<Keccak256>(&key.0, &mut hash);
    hash[12..] == ink::env::caller().0
}

/// SHA-256 (FIPS 180-4) by the precompile `0x…02`. All zeros if that call failed, which ink! does not report: whoever uses the digest must refuse it.
pub fn sha256(bytes: &[u8]) -> Digest {
    let mut digest = [0; 32];
    ink::env::hash_bytes::<Sha2x256>(bytes, &mut digest);
    Digest(digest)
}

/// Whether this is the key's sr25519 signature of exactly these bytes, in the context `substrate`.
pub fn sr25519_verify(key: &Key, message: &[u8], signature: &SignatureBytes) -> bool {
    ink::env::sr25519_verify(&signature.0, message, &key.0).is_ok()
}
