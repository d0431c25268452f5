// SPDX-License-Identifier: EUPL-1.2
//! SHA-256 and sr25519 off the chain. Contracts use the chain's own instead.

use crate::primitives::{Digest, Key, SignatureBytes};
use crate::replay::Crypto;
#[cfg(feature = "std")]
use schnorrkel::Keypair;
use schnorrkel::{PublicKey, Signature};
use sha2::{Digest as _, Sha256};

/// The context in which Substrate accounts sign (`sp_core::sr25519`).
pub const SIGNING_CONTEXT: &[u8] = b"substrate";

/// `sha2` and `schnorrkel`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Native;

impl Crypto for Native {
    fn sha256(&self, bytes: &[u8]) -> Digest {
        sha256(bytes)
    }

    fn sr25519_verify(&self, key: &Key, message: &[u8], signature: &SignatureBytes) -> bool {
        let (Ok(key), Ok(signature)) = (
            PublicKey::from_bytes(&key.0),
            Signature::from_bytes(&signature.0),
        ) else {
            return false;
        };
        key.verify_simple(SIGNING_CONTEXT, message, &signature)
            .is_ok()
    }
}

/// SHA-256 (FIPS 180-4).
pub fn sha256(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// Signs as a Substrate account does: sr25519 in the context [`SIGNING_CONTEXT`]. Each signature of the same bytes is another.
#[cfg(feature = "std")]
pub fn sign(pair: &Keypair, message: &[u8]) -> SignatureBytes {
    SignatureBytes(pair.sign_simple(SIGNING_CONTEXT, message).to_bytes())
}
