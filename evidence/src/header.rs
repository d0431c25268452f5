// SPDX-License-Identifier: EUPL-1.2
//! Block headers, as far as a proof needs them: their hash, their number, the root of the state, and the change of
//! validators that they announce.
//!
//! Source: `sp_runtime::generic::Header<u32, BlakeTwo256>`, `sp_runtime::generic::DigestItem`,
//! `sp_consensus_grandpa::ConsensusLog`.

use alloc::vec::Vec;

use blake2::{Blake2b, Digest as _, digest::consts::U32};
use portico_rules::primitives::Digest;
use scale::{Compact, Decode, DecodeAll, Encode};

use crate::trust::Authority;

/// A header whose bytes were read to their end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// blake2-256 of its bytes: the hash by which a block is known.
    pub hash: Digest,
    /// The hash of the block before it.
    pub parent: Digest,
    /// Its number, from 0 for genesis.
    pub number: u32,
    /// Root of the state trie after it.
    pub state_root: Digest,
    /// The validators that follow, if it announces them.
    pub change: Change,
}

/// What a header says of the validators to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    None,
    /// It is the last block of its set; these follow at once.
    Next(Vec<Authority>),
    /// A change that this verifier cannot follow: delayed, or forced without the set's consent.
    Unsupported,
}

#[derive(Decode)]
enum DigestItem {
    #[codec(index = 0)]
    Other(#[allow(dead_code, reason = "decoded to step over it")] Vec<u8>),
    #[codec(index = 4)]
    Consensus([u8; 4], Vec<u8>),
    #[codec(index = 5)]
    Seal(
        #[allow(dead_code, reason = "decoded to step over it")] [u8; 4],
        #[allow(dead_code, reason = "decoded to step over it")] Vec<u8>,
    ),
    #[codec(index = 6)]
    PreRuntime(
        #[allow(dead_code, reason = "decoded to step over it")] [u8; 4],
        #[allow(dead_code, reason = "decoded to step over it")] Vec<u8>,
    ),
    #[codec(index = 8)]
    RuntimeEnvironmentUpdated,
}

#[derive(Decode)]
struct Fields {
    parent: [u8; 32],
    number: Compact<u32>,
    state_root: [u8; 32],
    _extrinsics_root: [u8; 32],
    digest: Vec<DigestItem>,
}

#[derive(Decode)]
enum GrandpaLog {
    #[codec(index = 1)]
    ScheduledChange {
        next: Vec<([u8; 32], u64)>,
        delay: u32,
    },
    #[codec(index = 2)]
    ForcedChange(
        #[allow(dead_code, reason = "decoded to step over it")] u32,
        #[allow(dead_code, reason = "decoded to step over it")] Vec<([u8; 32], u64)>,
        #[allow(dead_code, reason = "decoded to step over it")] u32,
    ),
    #[codec(index = 3)]
    OnDisabled(#[allow(dead_code, reason = "decoded to step over it")] u64),
    #[codec(index = 4)]
    Pause(#[allow(dead_code, reason = "decoded to step over it")] u32),
    #[codec(index = 5)]
    Resume(#[allow(dead_code, reason = "decoded to step over it")] u32),
}

/// `sp_consensus_grandpa::GRANDPA_ENGINE_ID`.
const GRANDPA: [u8; 4] = *b"FRNK";

/// The hash of blocks and of trie nodes on a Substrate chain.
pub fn blake2_256(bytes: &[u8]) -> Digest {
    Digest(Blake2b::<U32>::digest(bytes).into())
}

impl Header {
    /// Reads a header from its SCALE bytes.
    ///
    /// # Errors
    /// If the bytes are not a header, or go on after it.
    pub fn read(bytes: &[u8]) -> Result<Self, scale::Error> {
        let Fields {
            parent,
            number,
            state_root,
            digest,
            ..
        } = Fields::decode_all(&mut &*bytes)?;
        let mut change = Change::None;
        for item in digest {
            let (GRANDPA, log) = (match item {
                DigestItem::Consensus(engine, log) => (engine, log),
                _ => continue,
            }) else {
                continue;
            };
            let next = match GrandpaLog::decode_all(&mut log.as_slice())? {
                GrandpaLog::ScheduledChange { next, delay: 0 } => Change::Next(
                    next.into_iter()
                        .map(|(key, weight)| Authority {
                            key: Digest(key),
                            weight,
                        })
                        .collect(),
                ),
                GrandpaLog::ScheduledChange { .. }
                | GrandpaLog::ForcedChange(..)
                | GrandpaLog::Pause(_)
                | GrandpaLog::Resume(_) => Change::Unsupported,
                GrandpaLog::OnDisabled(_) => continue,
            };
            // Two announcements in one block would leave it open which one holds.
            change = match change {
                Change::None => next,
                _ => Change::Unsupported,
            };
        }
        Ok(Header {
            hash: blake2_256(bytes),
            parent: Digest(parent),
            number: number.0,
            state_root: Digest(state_root),
            change,
        })
    }
}

/// How a block is named to a person.
pub(crate) fn named(number: u32, hash: &Digest) -> alloc::string::String {
    let mut out = alloc::string::String::from("block ");
    portico_rules::primitives::write_decimal(&mut out, number.into());
    out.push(' ');
    out.push_str(&hash.to_hex());
    out
}

/// The bytes that a validator signs for a block (`sp_consensus_grandpa::localized_payload` of a precommit).
pub(crate) fn precommit_bytes(hash: &Digest, number: u32, round: u64, set: u64) -> Vec<u8> {
    // 1 is the message's index: 0 prevote, 1 precommit, 2 primary proposal.
    (1u8, hash.0, number, round, set).encode()
}
