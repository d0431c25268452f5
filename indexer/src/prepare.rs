// SPDX-License-Identifier: EUPL-1.2
//! What can be made of an entry without the database: its JSON, its bytes, the documents in it, and whether its signature
//! is good.
//!
//! Nothing is decided here. Whether an entry's signature has to be good, and of what, is the replay's business: it asks
//! [`Prepared`] as it would ask the cryptography itself, and whatever was not prepared is computed there and then.

use portico_rules::{
    authority::Signature,
    document::Document,
    entry::Entry,
    message::{Place, wrapped},
    native::Native,
    primitives::{Digest, Key, SignatureBytes},
    replay::{Crypto, carried_text},
};
use scale::Encode;

use crate::project::documents;

/// An entry with what was made of it.
pub(crate) struct Prepared {
    /// The entry in SCALE.
    pub(crate) scale: Vec<u8>,
    /// The same in JSON.
    pub(crate) json: String,
    /// What each of its facts says, in JSON.
    pub(crate) facts: Vec<String>,
    /// The documents that it refers to, each with its place.
    pub(crate) documents: Vec<(String, Document)>,
    /// The signature, if it is carried and good.
    signature: Option<Good>,
}

/// A signature that was found good: whose, and of which bytes.
struct Good {
    key: Key,
    message: Vec<u8>,
    signature: SignatureBytes,
}

impl Prepared {
    pub(crate) fn new(entry: &Entry, place: &Place) -> Result<Self, serde_json::Error> {
        Ok(Prepared {
            scale: entry.encode(),
            json: serde_json::to_string(entry)?,
            facts: entry
                .facts
                .iter()
                .map(|fact| serde_json::to_string(&fact.value))
                .collect::<Result<_, _>>()?,
            documents: documents(&serde_json::to_value(&entry.body)?),
            signature: good(entry, place),
        })
    }
}

impl Crypto for Prepared {
    fn sha256(&self, bytes: &[u8]) -> Digest {
        Native.sha256(bytes)
    }

    fn sr25519_verify(&self, key: &Key, message: &[u8], signature: &SignatureBytes) -> bool {
        let is_known = self.signature.as_ref().is_some_and(|known| {
            known.key == *key && known.message == message && known.signature == *signature
        });
        is_known || Native.sr25519_verify(key, message, signature)
    }
}

/// Checks a carried signature against the text that was signed, as it is or as wallets wrap it.
fn good(entry: &Entry, place: &Place) -> Option<Good> {
    let Signature::Carried { signature, .. } = &entry.signature else {
        return None;
    };
    let text = carried_text(&Native, place, entry)?;
    let is_good = |message: &str| Native.sr25519_verify(&entry.by, message.as_bytes(), signature);
    // Most sign the text as it is; if neither is good, the replay finds that out again, and says so.
    let message = if is_good(&text) {
        text
    } else {
        let wrapped = wrapped(&text);
        if !is_good(&wrapped) {
            return None;
        }
        wrapped
    };
    Some(Good {
        key: entry.by,
        message: message.into_bytes(),
        signature: *signature,
    })
}
