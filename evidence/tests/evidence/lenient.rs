// SPDX-License-Identifier: EUPL-1.2
//! Ed25519 signatures that one verifier accepts and another does not: the equation with the cofactor (as nodes check it, ZIP-215) and
//! points of small order allow more than RFC 8032 read strictly.

use curve25519_dalek::{
    EdwardsPoint, Scalar,
    constants::{ED25519_BASEPOINT_POINT as BASE, EIGHT_TORSION},
    edwards::CompressedEdwardsY,
    traits::IsIdentity,
};
use portico_evidence::{
    grandpa::{Justification, Precommit},
    header::Header,
};
use portico_rules::primitives::Digest;
use scale::Encode;
use sha2::{Digest as _, Sha512};

/// The neutral element, which has order 1, as a key.
pub const NEUTRAL: [u8; 32] = {
    let mut bytes = [0; 32];
    bytes[0] = 1;
    bytes
};

/// The order of the group, little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    /// `R` has a part of small order: the equation holds with the cofactor only.
    Torsion,
    /// `R` is the neutral element.
    SmallR,
    /// The group's order is added to `S`.
    Unreduced,
}

fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let hash = Sha512::new()
        .chain_update(r)
        .chain_update(key)
        .chain_update(message);
    Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
}

/// A signature of a message by whoever has the secret.
pub fn sign(how: How, key: &ed25519_dalek::SigningKey, message: &[u8]) -> [u8; 64] {
    let nonce = match how {
        How::SmallR => Scalar::ZERO,
        How::Torsion | How::Unreduced => Scalar::from(77u8),
    };
    let mut r = BASE * nonce;
    if how == How::Torsion {
        r += EIGHT_TORSION[1];
    }
    let r = r.compress().to_bytes();
    let public = key.verifying_key().to_bytes();
    let s = nonce + challenge(&r, &public, message) * key.to_scalar();
    let mut s = s.to_bytes();
    if how == How::Unreduced {
        let mut carry = 0;
        for (byte, more) in s.iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(more) + carry;
            *byte = sum as u8;
            carry = sum >> 8;
        }
    }
    [r, s].concat().try_into().unwrap()
}

/// A signature under [`NEUTRAL`], which nobody needs a secret for: of any message.
pub fn by_nobody() -> [u8; 64] {
    let s = Scalar::from(5u8);
    [(BASE * s).compress().to_bytes(), s.to_bytes()]
        .concat()
        .try_into()
        .unwrap()
}

/// Whether a node accepts it: the equation with the cofactor.
pub fn is_accepted_by_nodes(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let (r, s) = signature.split_at(32);
    let point = |bytes: &[u8]| -> Option<EdwardsPoint> {
        CompressedEdwardsY::from_slice(bytes).ok()?.decompress()
    };
    let s = Option::<Scalar>::from(Scalar::from_canonical_bytes(s.try_into().unwrap()));
    let (Some(s), Some(encoded), Some(public)) = (s, point(r), point(key)) else {
        return false;
    };
    let k = challenge(r.try_into().unwrap(), key, message);
    (BASE * s - encoded - public * k)
        .mul_by_cofactor()
        .is_identity()
}

/// What a validator signs for a block.
pub fn message(header: &Header, round: u64, set: u64) -> Vec<u8> {
    (1u8, header.hash.0, header.number, round, set).encode()
}

/// A justification in which one validator signs in its own way.
pub fn with_one(
    justification: &Justification,
    header: &[u8],
    set: u64,
    key: &ed25519_dalek::SigningKey,
    how: How,
) -> Justification {
    let header = Header::read(header).unwrap();
    let mut changed = justification.clone();
    let precommit = Precommit {
        target: header.hash.0,
        number: header.number,
        signature: sign(how, key, &message(&header, justification.round, set)),
        key: key.verifying_key().to_bytes(),
    };
    changed.precommits.push(precommit);
    assert_eq!(Digest(changed.target), header.hash);
    changed
}
