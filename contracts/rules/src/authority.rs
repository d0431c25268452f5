// SPDX-License-Identifier: EUPL-1.2
//! Who signs a command: directly, with the account that calls, or on a text that anybody may carry.

use crate::bounds;
use crate::host::Host;
use crate::message;
use crate::primitives::{Key, SignatureBytes};
use crate::refusal::Refusal;
use crate::row::{Row, RowKey};
use crate::work::Changes;
use alloc::string::String;

small! {
    /// How a command arrives.
    pub enum Authority {
        /// The signer calls the contract with the account of this key.
        #[codec(index = 0)]
        Direct {
            /// The signer's key.
            key: Key,
        },
        /// Anybody brings the command; the signer signed its text (see [`crate::message`]).
        #[codec(index = 1)]
        Carried {
            /// The signer's key.
            key: Key,
            /// The sr25519 signature of the text, raw or wrapped in `<Bytes>…</Bytes>`.
            signature: SignatureBytes,
            /// Any number that the key has not used with this contract.
            nonce: u64,
            /// Last moment at which it may be carried, seconds since the epoch.
            expiry: u64,
        },
    }

    /// How an entry was signed, as it stands in the entry; the key is the entry's `by`.
    pub enum Signature {
        /// By the account that called.
        #[codec(index = 0)]
        Direct,
        /// On a text that somebody carried.
        #[codec(index = 1)]
        Carried {
            /// The sr25519 signature of the text, raw or wrapped.
            signature: SignatureBytes,
            /// The nonce in the text.
            nonce: u64,
            /// The expiry in the text, seconds since the epoch.
            expiry: u64,
        },
    }
}

impl Authority {
    /// The signer's key.
    pub fn key(&self) -> Key {
        match self {
            Authority::Direct { key } | Authority::Carried { key, .. } => *key,
        }
    }

    /// What of it stands in the entry.
    pub fn signature(&self) -> Signature {
        match *self {
            Authority::Direct { .. } => Signature::Direct,
            Authority::Carried {
                signature,
                nonce,
                expiry,
                ..
            } => Signature::Carried {
                signature,
                nonce,
                expiry,
            },
        }
    }

    /// Checks it. `text` writes the text to be signed, given nonce and expiry; it is written only if needed.
    /// The rows it returns mark the nonce as used.
    ///
    /// # Errors
    /// [`Refusal::NotTheCaller`], or for a carried command [`Refusal::Expired`], [`Refusal::ExpiryTooFar`],
    /// [`Refusal::NonceUsed`], [`Refusal::BadSignature`].
    pub fn check(
        &self,
        host: &impl Host,
        text: impl FnOnce(u64, u64) -> String,
    ) -> Result<Changes, Refusal> {
        match self {
            Authority::Direct { key } => {
                if !host.is_caller(key) {
                    return Err(Refusal::NotTheCaller);
                }
                Ok(Changes::new())
            }
            Authority::Carried {
                key,
                signature,
                nonce,
                expiry,
            } => {
                let now = host.now();
                if *expiry < now {
                    return Err(Refusal::Expired {
                        expiry: *expiry,
                        now,
                    });
                }
                let limit = now.saturating_add(bounds::EXPIRY);
                if *expiry > limit {
                    return Err(Refusal::ExpiryTooFar {
                        expiry: *expiry,
                        limit,
                    });
                }
                let used = RowKey::Nonce {
                    key: *key,
                    nonce: *nonce,
                };
                if host.row(&used).is_some() {
                    return Err(Refusal::NonceUsed { nonce: *nonce });
                }
                let text = text(*nonce, *expiry);
                if !is_signed(host, key, &text, signature) {
                    return Err(Refusal::BadSignature);
                }
                Ok(alloc::vec![(used, Some(Row::Nonce))])
            }
        }
    }
}

/// Whether the key signed the text, as it is or as wallets wrap it.
pub fn is_signed(host: &impl Host, key: &Key, text: &str, signature: &SignatureBytes) -> bool {
    host.sr25519_verify(key, text.as_bytes(), signature)
        || host.sr25519_verify(key, message::wrapped(text).as_bytes(), signature)
}
