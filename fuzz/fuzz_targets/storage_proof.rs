// SPDX-License-Identifier: EUPL-1.2
//! Any nodes as a proof of storage, and any keys and values as a trie: looking up ends, and never panics. A proof that is used up has one
//! spelling; in a trie that was grown every key is found, and no other.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portico_evidence::header::blake2_256;
use portico_evidence::trie::{Picked, Proof, grow, value};
use portico_rules::primitives::Digest;
use std::collections::BTreeMap;

fuzz_target!(|bytes: &[u8]| {
    let [form, rest @ ..] = bytes else {
        return;
    };
    let mut parts = parts(rest);
    if form & 1 == 0 {
        let key = if parts.is_empty() {
            Vec::new()
        } else {
            parts.remove(0)
        };
        looked_up(parts, &key);
    } else {
        grown(parts);
    }
});

/// Byte strings, each after its length in two bytes.
fn parts(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
        let (part, rest) = rest.split_at(length);
        parts.push(part.to_vec());
        bytes = rest;
    }
    parts
}

/// Nodes name one another by hash, which nobody guesses: 32 bytes that are all the same number stand for the hash of the node in
/// that place, if it comes later.
fn link(nodes: &mut [Vec<u8>]) {
    for named in (1..nodes.len().min(256)).rev() {
        let hash = blake2_256(&nodes[named]).0;
        let mark = [named as u8; 32];
        for node in &mut nodes[..named] {
            while let Some(at) = node.windows(32).position(|window| window == mark) {
                node[at..at + 32].copy_from_slice(&hash);
            }
        }
    }
}

fn looked_up(mut nodes: Vec<Vec<u8>>, key: &[u8]) {
    link(&mut nodes);
    let Some(root) = nodes.first().map(|node| blake2_256(node)) else {
        return;
    };
    let mut proof = Proof::new(&nodes);
    let found = value(&mut proof, &root, key);
    let used_up = proof.finish().is_ok();
    let mut picked = Picked::default();
    picked.add(nodes.iter().rev().cloned());
    let again = value(&mut picked, &root, key);
    // A builder who has all nodes finds what a verifier finds, and picks the same nodes.
    if found.is_ok() {
        assert_eq!(found, again);
        assert_eq!(picked.nodes == nodes, used_up);
    }
    if found.is_err() || !used_up {
        return;
    }
    // Whatever was used up is so in this order alone.
    for place in 0..nodes.len() {
        let mut other = nodes.clone();
        other.remove(place);
        assert!(!proves(&other, &root, key), "a node is not needed");
        let mut other = nodes.clone();
        other.insert(place, nodes[place].clone());
        assert!(!proves(&other, &root, key), "a node is there twice");
        if place > 0 {
            let mut other = nodes.clone();
            other.swap(place - 1, place);
            assert!(!proves(&other, &root, key), "another order");
        }
    }
}

/// Whether it tells what is under the key, and nothing is left over.
fn proves(nodes: &[Vec<u8>], root: &Digest, key: &[u8]) -> bool {
    let mut proof = Proof::new(nodes);
    value(&mut proof, root, key).is_ok() && proof.finish().is_ok()
}

fn grown(parts: Vec<Vec<u8>>) {
    let values: BTreeMap<Vec<u8>, Vec<u8>> = parts
        .chunks_exact(2)
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .collect();
    let (root, nodes) = grow(&values);
    let mut picked = Picked::default();
    picked.add(nodes);
    for (key, held) in &values {
        assert_eq!(
            value(&mut picked, &root, key).as_ref(),
            Ok(&Some(held.clone()))
        );
        let mut other = key.clone();
        other.push(0);
        assert_eq!(
            value(&mut picked, &root, &other),
            Ok(values.get(&other).cloned())
        );
        other.truncate(key.len() / 2);
        assert_eq!(
            value(&mut picked, &root, &other),
            Ok(values.get(&other).cloned())
        );
    }
}
