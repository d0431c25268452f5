// SPDX-License-Identifier: EUPL-1.2
//! A carried entry's signature, checked by itself: what that costs is what others are compared with.

use portico_rules::{
    authority::{Signature, is_signed},
    entry::{Body, Entry},
    fact::{Fact, Question},
    host::{Host, View},
    ledger::{Domain, signed_text},
    message::Place,
    native::{Native, sha256},
    primitives::{Digest, Key, SignatureBytes},
    refusal::Refusal,
    replay::Crypto,
    row::{Row, RowKey},
};

/// What was signed, by whom.
pub(crate) struct Signed {
    key: Key,
    text: String,
    signature: SignatureBytes,
}

impl Signed {
    /// Of a carried entry; none if its signer called.
    pub(crate) fn of(entry: &Entry, place: &Place) -> Option<Self> {
        let Signature::Carried {
            signature,
            nonce,
            expiry,
        } = entry.signature
        else {
            return None;
        };
        let text = match &entry.body {
            Body::Party(body) => text(entry, place, body, nonce, expiry),
            Body::Agreement(body) => text(entry, place, body, nonce, expiry),
            Body::Award(body) => text(entry, place, body, nonce, expiry),
            Body::Import(body) => text(entry, place, body, nonce, expiry),
        };
        Some(Signed {
            key: entry.by,
            text,
            signature,
        })
    }

    /// Whether the signature is the key's.
    pub(crate) fn is_good(&self) -> bool {
        is_signed(&Bare, &self.key, &self.text, &self.signature)
    }
}

fn text<D: Domain>(entry: &Entry, place: &Place, body: &D, nonce: u64, expiry: u64) -> String {
    let number = (!body.opens()).then(|| entry.subject.number());
    signed_text(&Bare, place, number, body, nonce, expiry)
}

/// Hashes and signatures, and no rows.
struct Bare;

impl View for Bare {
    fn row(&self, _: &RowKey) -> Option<Row> {
        None
    }

    fn ask(&self, _: &Question) -> Result<Fact, Refusal> {
        Err(Refusal::Unanswered)
    }

    fn sha256(&self, bytes: &[u8]) -> Digest {
        sha256(bytes)
    }
}

impl Host for Bare {
    fn now(&self) -> u64 {
        0
    }

    fn block(&self) -> u32 {
        0
    }

    fn is_caller(&self, _: &Key) -> bool {
        false
    }

    fn sr25519_verify(&self, key: &Key, message: &[u8], signature: &SignatureBytes) -> bool {
        Native.sr25519_verify(key, message, signature)
    }
}
