// SPDX-License-Identifier: EUPL-1.2
//! The trust file: all that a verifier takes for granted. It is small, public, and the same for everybody.

use alloc::{string::String, vec::Vec};

use portico_rules::{
    primitives::{Address, Digest, Key},
    subject::SubjectKind,
};
use serde::{Deserialize, Serialize};

use crate::limits;

/// The name of the format.
pub const FORMAT: &str = "portico/trust/v1";

/// A validator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Its ed25519 key, 32 bytes (RFC 8032).
    pub key: Digest,
    /// How many votes it has (GRANDPA's weight): 1 on Portico's own chains.
    pub weight: u64,
}

/// What is taken for granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// The name of the format: `portico/trust/v1` (docs/evidence.md).
    pub format: String,
    /// Hash of the chain's genesis block.
    pub genesis: Digest,
    /// The GRANDPA validators of genesis.
    pub authorities: Vec<Authority>,
    /// The contracts whose word is a ledger's.
    pub contracts: Vec<TrustedContract>,
    /// Whose cosignatures are asked for, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witnesses: Option<Witnesses>,
}

/// A contract whose word is a ledger's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedContract {
    /// Which subjects it keeps: `party`, `agreement`, `award` or `import`.
    pub keeps: Keeps,
    /// Its address on pallet-revive, 20 bytes.
    pub address: Address,
    /// Keccak-256 of each code that it may run.
    pub code_hashes: Vec<Digest>,
}

/// A kind of subject, by the rules' own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeps(pub SubjectKind);

impl Serialize for Keeps {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de> Deserialize<'de> for Keeps {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        kind(&word).map(Keeps).ok_or_else(|| {
            serde::de::Error::custom("it keeps party, agreement, award, tender or import")
        })
    }
}

/// The kind of subject with this word.
pub(crate) fn kind(word: &str) -> Option<SubjectKind> {
    KINDS.into_iter().find(|kind| kind.word() == word)
}

/// All kinds, in the order of their indices in [`portico_rules::subject::Subject`].
pub(crate) const KINDS: [SubjectKind; 5] = [
    SubjectKind::Party,
    SubjectKind::Agreement,
    SubjectKind::Award,
    SubjectKind::Tender,
    SubjectKind::Import,
];

/// Whose cosignatures of a checkpoint are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witnesses {
    /// How many of them, at least 1.
    pub required: usize,
    /// Their sr25519 keys.
    pub keys: Vec<Key>,
}

/// Why a trust file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustError(pub String);

impl Trust {
    /// Reads a trust file.
    ///
    /// # Errors
    /// Says where it is not one, or what in it contradicts itself.
    pub fn read(text: &[u8]) -> Result<Self, TrustError> {
        let error = |what: &str| TrustError(what.into());
        let trust: Trust = serde_json::from_slice(text)
            .map_err(|failure| TrustError(alloc::format!("not a trust file: {failure}")))?;
        if trust.format != FORMAT {
            return Err(TrustError(alloc::format!(
                "`format` is `{}`, and this program knows `{FORMAT}`",
                trust.format
            )));
        }
        if trust.authorities.is_empty() || trust.authorities.len() > limits::AUTHORITIES {
            return Err(error("`authorities` must be between 1 and 1,000"));
        }
        if trust.contracts.is_empty() || trust.contracts.len() > limits::CONTRACTS {
            return Err(error("`contracts` must be between 1 and 16"));
        }
        for (index, contract) in trust.contracts.iter().enumerate() {
            let before = trust.contracts.iter().take(index);
            if before
                .clone()
                .any(|other| other.address == contract.address)
            {
                return Err(error("two `contracts` have the same address"));
            }
            if contract.code_hashes.is_empty() {
                return Err(error("a contract has no `code_hashes`"));
            }
        }
        if let Some(Witnesses { required, keys }) = &trust.witnesses {
            let repeated = (keys.iter().enumerate())
                .any(|(index, key)| keys.iter().take(index).any(|other| other == key));
            if *required == 0 || *required > keys.len() || repeated {
                return Err(error(
                    "`witnesses` must require at least one and at most as many as there are different keys",
                ));
            }
        }
        Ok(trust)
    }
}
