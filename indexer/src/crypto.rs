// SPDX-License-Identifier: EUPL-1.2
//! Hashing and signatures for a replay.

use portico_rules::{
    primitives::{Digest, Key, SignatureBytes},
    replay::Crypto,
};
use sha2::{Digest as _, Sha256};
use subxt_signer::sr25519;

/// SHA-256 and sr25519 as this machine computes them.
pub(crate) struct Native;

impl Crypto for Native {
    fn sha256(&self, bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    fn sr25519_verify(&self, key: &Key, message: &[u8], signature: &SignatureBytes) -> bool {
        sr25519::verify(
            &sr25519::Signature(signature.0),
            message,
            &sr25519::PublicKey(key.0),
        )
    }
}
