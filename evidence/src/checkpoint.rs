// SPDX-License-Identifier: EUPL-1.2
//! Checkpoints: what witnesses cosign, so that not even all validators together can show two histories to two people
//! unnoticed.
//!
//! A witness signs only what extends the last thing that it signed. Whoever asks for the word of several witnesses sees
//! the history that they saw.

mod cosignature;
mod extends;
mod file;

use alloc::{string::String, vec::Vec};

use portico_rules::{
    native::{Native, sha256},
    primitives::{Address, Digest, write_decimal},
    replay::Crypto,
    row::LedgerRow,
};
use scale::Encode;

use crate::{
    bundle::{Checkpoint, Cosignature},
    trust::Witnesses,
};

pub use cosignature::CosignatureFile;
pub use extends::{Fork, Ledger, Named, ProvenCheckpoint, Unextended};
pub use file::{CheckpointFile, Counted};

/// The name of the format, and what the signed statement starts with.
pub const FORMAT: &str = "portico/checkpoint/v1";

/// Root over what all contracts hold: SHA-256 of the format's name and the SCALE list of (address, row), by address.
pub fn root(ledgers: &[(Address, LedgerRow)]) -> Digest {
    let mut ledgers: Vec<_> = ledgers.to_vec();
    ledgers.sort_by_key(|(address, _)| *address);
    let mut bytes = FORMAT.as_bytes().to_vec();
    ledgers.encode_to(&mut bytes);
    sha256(&bytes)
}

/// What a witness signs, in lines that a person can read; `number` and `hash` are the block's.
pub fn statement(genesis: &Digest, number: u32, hash: &Digest, root: &Digest) -> String {
    let mut out = String::from(FORMAT);
    out.push_str("\ngenesis ");
    out.push_str(&genesis.to_hex());
    out.push_str("\nblock ");
    write_decimal(&mut out, number.into());
    out.push_str("\nhash ");
    out.push_str(&hash.to_hex());
    out.push_str("\nroot ");
    out.push_str(&root.to_hex());
    out
}

/// How many of the trusted witnesses signed; signatures of others do not count.
///
/// # Errors
/// The first cosignature, by its place, that is not its key's.
pub(crate) fn witnessed(
    checkpoint: &Checkpoint,
    witnesses: &Witnesses,
    statement: &str,
) -> Result<usize, usize> {
    let mut count = 0usize;
    for (index, Cosignature { key, signature }) in checkpoint.cosignatures.iter().enumerate() {
        if !Native.sr25519_verify(key, statement.as_bytes(), signature) {
            return Err(index);
        }
        if witnesses.keys.contains(key) {
            count = count.saturating_add(1);
        }
    }
    Ok(count)
}
