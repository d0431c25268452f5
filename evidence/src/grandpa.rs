// SPDX-License-Identifier: EUPL-1.2
//! GRANDPA: that more than two thirds of the validators signed a block, and who the validators are.
//!
//! Source: Stewart and Kokoris-Kogia, *GRANDPA: a Byzantine Finality Gadget* (2020); `finality_grandpa::validate_commit`;
//! `sp_consensus_grandpa::GrandpaJustification`. Stricter than those in one point: a validator that signed twice counts as an
//! error, not once; a builder leaves its second signature out.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use ed25519_dalek::{Signature, VerifyingKey};
use portico_rules::primitives::{Digest, write_decimal};
use scale::{Decode, Encode};

use crate::{
    header::{Header, named, precommit_bytes},
    limits,
    trust::Authority,
};

/// The validators who decide for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthoritySet {
    /// Its number, from 0 for the one of genesis.
    pub id: u64,
    /// Its members.
    pub authorities: Vec<Authority>,
}

/// A signature that counts, in a justification.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Precommit {
    /// The block that it is for: the justified one or a descendant.
    pub target: [u8; 32],
    /// That block's number.
    pub number: u32,
    /// ed25519, RFC 8032.
    pub signature: [u8; 64],
    /// The validator's key.
    pub key: [u8; 32],
}

/// `GrandpaJustification`. The headers lead from the blocks that were signed back to the justified one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Justification {
    /// Number of the round of voting.
    pub round: u64,
    /// Hash of the justified block (blake2-256 of its header).
    pub target: [u8; 32],
    /// Its number.
    pub number: u32,
    /// Who signed.
    pub precommits: Vec<Precommit>,
    /// SCALE headers, without length.
    pub ancestry: Vec<Vec<u8>>,
}

/// Why a justification does not justify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjustified {
    /// What was looked for.
    pub expected: String,
    /// What was found.
    pub found: String,
}

impl Unjustified {
    fn new(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Unjustified {
            expected: expected.into(),
            found: found.into(),
        }
    }
}

/// How many signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// How many validators signed.
    pub signers: usize,
    /// How many votes they have: each validator as many as its weight says, one on Portico's own chains.
    pub weight: u64,
    /// How many votes are needed: more than two thirds of all.
    pub needed: u64,
    /// How many votes there are.
    pub total: u64,
}

impl Justification {
    /// Reads a justification from its SCALE bytes.
    ///
    /// # Errors
    /// If they are not one, or go on after it.
    pub fn read(bytes: &[u8]) -> Result<Self, scale::Error> {
        let input = &mut &*bytes;
        let (round, target, number, precommits) =
            <(u64, [u8; 32], u32, Vec<Precommit>)>::decode(input)?;
        let headers = scale::Compact::<u32>::decode(input)?.0;
        let mut ancestry = Vec::new();
        for _ in 0..headers {
            ancestry.push(one_header(input)?.to_vec());
        }
        match input.is_empty() {
            true => Ok(Justification {
                round,
                target,
                number,
                precommits,
                ancestry,
            }),
            false => Err("bytes after the justification".into()),
        }
    }

    /// Its SCALE bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut out = (self.round, self.target, self.number, &self.precommits).encode();
        scale::Compact(self.ancestry.len() as u32).encode_to(&mut out);
        for header in &self.ancestry {
            out.extend_from_slice(header);
        }
        out
    }

    /// Leaves out what [`check`] does not accept but a node may send: signatures of others than the set's validators, second ones
    /// of one validator, those that lead to another block, those that only a more lenient reading of Ed25519 accepts (a faulty
    /// validator could spoil everybody's bundles by one); and headers that then lead nowhere. What it keeps is as valid as before.
    #[must_use]
    pub fn trimmed(mut self, set: &AuthoritySet) -> Self {
        let Ok(parents) = parents(&self.ancestry) else {
            return self;
        };
        let members: BTreeSet<[u8; 32]> =
            (set.authorities.iter().map(|authority| authority.key.0)).collect();
        let (target, round) = (Digest(self.target), self.round);
        let mut seen = BTreeSet::new();
        let mut used = BTreeSet::new();
        self.precommits.retain(|precommit| {
            let Some(way) = way(&parents, &Digest(precommit.target), &target) else {
                return false;
            };
            let counts = members.contains(&precommit.key)
                && is_signed(precommit, round, set.id)
                && seen.insert(precommit.key);
            if counts {
                used.extend(way);
            }
            counts
        });
        self.ancestry
            .retain(|bytes| used.remove(&crate::header::blake2_256(bytes)));
        self
    }
}

/// The headers that lead from a block back to the justified one; none if they do not.
fn way(parents: &BTreeMap<Digest, Digest>, from: &Digest, target: &Digest) -> Option<Vec<Digest>> {
    let mut at = *from;
    let mut way = Vec::new();
    // Headers name their parents by hash, so they form no circle.
    while at != *target {
        let parent = parents.get(&at)?;
        way.push(at);
        at = *parent;
    }
    Some(way)
}

/// Whether a validator signed, read strictly: `S` below the group's order, no small order, no cofactor.
fn is_signed(precommit: &Precommit, round: u64, set: u64) -> bool {
    let target = Digest(precommit.target);
    let message = precommit_bytes(&target, precommit.number, round, set);
    VerifyingKey::from_bytes(&precommit.key).is_ok_and(|key| {
        key.verify_strict(&message, &Signature::from_bytes(&precommit.signature))
            .is_ok()
    })
}

/// The bytes of the header at the start of the input, which is stepped over.
fn one_header<'b>(input: &mut &'b [u8]) -> Result<&'b [u8], scale::Error> {
    let start = *input;
    // parent, number, state root, extrinsics root, digest
    <[u8; 32]>::decode(input)?;
    scale::Compact::<u32>::decode(input)?;
    <[[u8; 32]; 2]>::decode(input)?;
    let items = scale::Compact::<u32>::decode(input)?.0;
    for _ in 0..items {
        match u8::decode(input)? {
            0 => drop(Vec::<u8>::decode(input)?),
            4..=6 => drop(<([u8; 4], Vec<u8>)>::decode(input)?),
            8 => {}
            _ => return Err("unknown kind of digest item".into()),
        }
    }
    let length = start.len().saturating_sub(input.len());
    start.get(..length).ok_or("a header without end".into())
}

fn parents(headers: &[Vec<u8>]) -> Result<BTreeMap<Digest, Digest>, scale::Error> {
    headers
        .iter()
        .map(|bytes| Header::read(bytes).map(|header| (header.hash, header.parent)))
        .collect()
}

/// Checks that a justification is for the block with this hash and number, and signed by more than two thirds of this set.
///
/// # Errors
/// The first thing that is not so.
pub fn check(
    bytes: &[u8],
    set: &AuthoritySet,
    hash: &Digest,
    number: u32,
) -> Result<Signed, Unjustified> {
    let undecodable = |what: &str| Unjustified::new(what, "other bytes");
    let justification =
        Justification::read(bytes).map_err(|_| undecodable("a GRANDPA justification"))?;
    let target = Digest(justification.target);
    if (target, justification.number) != (*hash, number) {
        return Err(Unjustified::new(
            named(number, hash),
            named(justification.number, &target),
        ));
    }
    // Of nobody, nobody's signatures would be enough.
    if !(1..=limits::AUTHORITIES).contains(&set.authorities.len()) {
        return Err(Unjustified::new(
            "between 1 and 1,000 validators",
            count(set.authorities.len() as u64, "validators"),
        ));
    }
    let mut weights = BTreeMap::new();
    let mut total = 0u64;
    for authority in &set.authorities {
        if authority.weight == 0 || weights.insert(authority.key.0, authority.weight).is_some() {
            return Err(Unjustified::new(
                "every validator once, with a weight",
                authority.key.to_hex(),
            ));
        }
        total = total
            .checked_add(authority.weight)
            .ok_or_else(|| Unjustified::new("a total weight below 2^64", "more"))?;
    }
    // Fewer than a third may lie: what is needed is the total less the most that they can be.
    let needed = total.saturating_sub(total.saturating_sub(1) / 3);

    let parents =
        parents(&justification.ancestry).map_err(|_| undecodable("headers of signed blocks"))?;
    if parents.len() != justification.ancestry.len() {
        return Err(Unjustified::new("every header once", "one twice"));
    }
    let mut used = BTreeSet::new();
    let mut weight = 0u64;
    let mut signed = BTreeSet::new();
    for precommit in &justification.precommits {
        let key = Digest(precommit.key);
        let Some(its) = weights.get(&precommit.key) else {
            return Err(Unjustified::new(
                "signatures of the set's validators only",
                key.to_hex(),
            ));
        };
        if !signed.insert(precommit.key) {
            return Err(Unjustified::new(
                "every validator's signature once",
                key.to_hex(),
            ));
        }
        let Some(way) = way(&parents, &Digest(precommit.target), &target) else {
            return Err(Unjustified::new(
                "signatures for the block or its descendants only",
                named(precommit.number, &Digest(precommit.target)),
            ));
        };
        used.extend(way);
        if !is_signed(precommit, justification.round, set.id) {
            let mut expected = String::from("the signature, in set ");
            write_decimal(&mut expected, set.id);
            expected.push_str(", of ");
            expected.push_str(&key.to_hex());
            return Err(Unjustified::new(expected, "another signature"));
        }
        weight = weight.saturating_add(*its);
    }
    if used.len() != parents.len() {
        return Err(Unjustified::new(
            "headers that lead to signed blocks",
            "one that does not",
        ));
    }
    if weight < needed {
        return Err(Unjustified::new(
            count(needed, "of weight signed"),
            count(weight, "of weight signed"),
        ));
    }
    Ok(Signed {
        signers: signed.len(),
        weight,
        needed,
        total,
    })
}

fn count(number: u64, of: &str) -> String {
    let mut out = String::new();
    write_decimal(&mut out, number);
    out.push(' ');
    out.push_str(of);
    out
}

/// `sc_consensus_grandpa::FinalityProof`, as `grandpa_proveFinality` answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalityProof {
    /// Hash of the justified block.
    pub block: Digest,
    /// Its justification, SCALE.
    pub justification: Vec<u8>,
    /// SCALE headers of the blocks after the one that was asked about, up to the justified one.
    pub headers: Vec<Vec<u8>>,
}

impl FinalityProof {
    /// Reads it from its SCALE bytes.
    ///
    /// # Errors
    /// If they are not one, or go on after it.
    pub fn read(bytes: &[u8]) -> Result<Self, scale::Error> {
        let input = &mut &*bytes;
        let (block, justification) = <([u8; 32], Vec<u8>)>::decode(input)?;
        let count = scale::Compact::<u32>::decode(input)?.0;
        let mut headers = Vec::new();
        for _ in 0..count {
            headers.push(one_header(input)?.to_vec());
        }
        match input.is_empty() {
            true => Ok(FinalityProof {
                block: Digest(block),
                justification,
                headers,
            }),
            false => Err("bytes after the finality proof".into()),
        }
    }
}
