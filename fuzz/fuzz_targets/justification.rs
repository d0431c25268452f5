// SPDX-License-Identifier: EUPL-1.2
//! Any bytes as a header and as GRANDPA's justification of it, with signatures put in for whoever has none: reading has one encoding, and what
//! is called justified was signed by more than two thirds, each of them once, and has nothing in it that can be left out.
#![no_main]

use ed25519_dalek::{Signer, SigningKey};
use libfuzzer_sys::fuzz_target;
use portico_evidence::grandpa::{AuthoritySet, FinalityProof, Justification, check};
use portico_evidence::header::{Change, Header};
use portico_evidence::memory::{authorities, validators};
use portico_rules::primitives::Digest;
use scale::Encode;
use std::collections::BTreeSet;
use std::sync::OnceLock;

fn keys() -> &'static [SigningKey] {
    static KEYS: OnceLock<Vec<SigningKey>> = OnceLock::new();
    KEYS.get_or_init(|| validators(1..=7))
}

fuzz_target!(|bytes: &[u8]| {
    let [form, weights, set, rest @ ..] = bytes else {
        return;
    };
    if let Ok(header) = Header::read(rest)
        && let Change::Next(next) = header.change
    {
        assert!(rest.len() > 40 * next.len());
    }
    let _ = FinalityProof::read(rest);
    let Ok(mut justification) = Justification::read(rest) else {
        return;
    };
    assert_eq!(justification.write(), rest, "a second encoding");
    let set_id = u64::from(*set);
    if form & 1 == 0 {
        sign(&mut justification, set_id);
    }
    let mut members = authorities(keys());
    for (index, member) in members.iter_mut().enumerate() {
        // Some weigh more.
        member.weight = if weights >> index & 1 == 1 { 5 } else { 1 };
    }
    let total: u64 = members.iter().map(|member| member.weight).sum();
    let set = AuthoritySet {
        id: set_id,
        authorities: members,
    };
    let holds = |justification: &Justification| {
        let (target, number) = (Digest(justification.target), justification.number);
        check(&justification.write(), &set, &target, number)
    };
    let Ok(signed) = holds(&justification) else {
        // What is left out may have been all that was wrong.
        let _ = holds(&justification.trimmed(&set));
        return;
    };
    assert!(3 * signed.weight > 2 * total && signed.weight <= total && signed.total == total);
    let signers: BTreeSet<_> = justification.precommits.iter().map(|one| one.key).collect();
    assert_eq!(signers.len(), justification.precommits.len());
    let weight: u64 = (set.authorities.iter())
        .filter(|member| signers.contains(&member.key.0))
        .map(|member| member.weight)
        .sum();
    assert_eq!(weight, signed.weight);
    assert_eq!(justification.clone().trimmed(&set), justification);
    // It is for this block and this set alone.
    let (target, number) = (Digest(justification.target), justification.number);
    let bytes = justification.write();
    assert!(check(&bytes, &set, &target, number.wrapping_add(1)).is_err());
    let next = AuthoritySet {
        id: set_id + 1,
        ..set.clone()
    };
    assert!(check(&bytes, &next, &target, number).is_err());
    for index in 0..justification.precommits.len() {
        let mut other = justification.clone();
        other.precommits.push(other.precommits[index].clone());
        assert!(holds(&other).is_err(), "a signature counts twice");
        let mut other = justification.clone();
        other.precommits[index].signature[7] ^= 1;
        assert!(holds(&other).is_err(), "a signature is not checked");
    }
    for index in 0..justification.ancestry.len() {
        let mut other = justification.clone();
        other.ancestry.remove(index);
        assert!(holds(&other).is_err(), "a header is not needed");
    }
});

/// A precommit whose key begins with one of these bytes is that validator's; a hash of one byte repeated stands for the justified block's
/// or an ancestor's.
fn sign(justification: &mut Justification, set: u64) {
    // Each header of the ancestry is made a child of the one after it, the last of the justified block.
    let mut parent = justification.target;
    let mut hashes = Vec::new();
    for header in justification.ancestry.iter_mut().rev() {
        if header.first() == header.get(1) {
            header[..32].copy_from_slice(&parent);
        }
        parent = portico_evidence::header::blake2_256(header).0;
        hashes.push(parent);
    }
    for precommit in &mut justification.precommits {
        if precommit.target[0] == precommit.target[1] {
            let which = usize::from(precommit.target[0]);
            precommit.target = match which.checked_rem(hashes.len() + 1) {
                None | Some(0) => justification.target,
                Some(which) => hashes[which - 1],
            };
        }
        let Some(key) = keys().get(usize::from(precommit.key[0])) else {
            continue;
        };
        precommit.key = key.verifying_key().to_bytes();
        let message = (
            1u8,
            precommit.target,
            precommit.number,
            justification.round,
            set,
        )
            .encode();
        precommit.signature = key.sign(&message).to_bytes();
    }
}
