// SPDX-License-Identifier: EUPL-1.2
//! A carried entry's signature, checked by itself: what that costs is what others are compared with.

use portico_rules::{
    authority::Signature,
    entry::Entry,
    message::{Place, wrapped},
    native::Native,
    primitives::{Key, SignatureBytes},
    replay::{Crypto, carried_text},
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
        let Signature::Carried { signature, .. } = entry.signature else {
            return None;
        };
        Some(Signed {
            key: entry.by,
            text: carried_text(&Native, place, entry)?,
            signature,
        })
    }

    /// Whether the signature is the key's, of the text as it is or as wallets wrap it.
    pub(crate) fn is_good(&self) -> bool {
        let signs =
            |message: &str| Native.sr25519_verify(&self.key, message.as_bytes(), &self.signature);
        signs(&self.text) || signs(&wrapped(&self.text))
    }
}
