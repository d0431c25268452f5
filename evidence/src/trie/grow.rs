// SPDX-License-Identifier: EUPL-1.2
//! A whole trie out of its keys and values: for the state of genesis, which a chain specification lists, and for tests.

use alloc::{collections::BTreeMap, vec::Vec};

use portico_rules::primitives::Digest;
use scale::{Compact, Encode};

use crate::header::blake2_256;

/// Values longer than this stand in nodes of their own (state version 1, `sp_core::storage::TRIE_VALUE_NODE_THRESHOLD`).
const LONGEST_INLINE: usize = 32;

/// The root (blake2-256, state version 1) of the trie with these values, and all nodes that are named by hash, the root's among them.
pub fn grow(values: &BTreeMap<Vec<u8>, Vec<u8>>) -> (Digest, Vec<Vec<u8>>) {
    let pairs: Vec<(Vec<u8>, &[u8])> = values
        .iter()
        .map(|(key, value)| {
            let path = key.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
            (path, value.as_slice())
        })
        .collect();
    let mut nodes = Vec::new();
    let root = match pairs.is_empty() {
        true => Vec::from([0]),
        false => node(&pairs, 0, &mut nodes),
    };
    let hash = blake2_256(&root);
    nodes.push(root);
    (hash, nodes)
}

/// The node over these pairs, which agree in the first `depth` nibbles and are in order.
fn node(pairs: &[(Vec<u8>, &[u8])], depth: usize, nodes: &mut Vec<Vec<u8>>) -> Vec<u8> {
    let path = |pair: &(Vec<u8>, &[u8])| pair.0.get(depth..).unwrap_or_default().to_vec();
    // In order: what the first and the last have in common, all have.
    let first = pairs.first().map(path).unwrap_or_default();
    let last = pairs.last().map(path).unwrap_or_default();
    let common = first
        .iter()
        .zip(&last)
        .take_while(|(one, other)| one == other)
        .count();
    let partial = first.get(..common).unwrap_or_default();
    let end = depth.saturating_add(common);
    // The shortest key comes first.
    let (value, rest) = match pairs.split_first() {
        Some(((path, value), rest)) if path.len() == end => (Some(*value), rest),
        _ => (None, pairs),
    };
    let hashed = value.is_some_and(|value| value.len() > LONGEST_INLINE);
    let is_leaf = rest.is_empty();
    let (prefix, bits) = match (is_leaf, value.is_some(), hashed) {
        (true, _, false) => (0b0100_0000, 2),
        (true, _, true) => (0b0010_0000, 3),
        (false, false, _) => (0b1000_0000, 2),
        (false, true, false) => (0b1100_0000, 2),
        (false, true, true) => (0b0001_0000, 4),
    };
    let mut out = header(prefix, bits, partial);
    let mut bitmap = 0u16;
    let mut children = Vec::new();
    for nibble in 0..16u8 {
        let from = rest.partition_point(|(path, _)| path.get(end) < Some(&nibble));
        let to = rest.partition_point(|(path, _)| path.get(end) <= Some(&nibble));
        if let Some(under) = rest.get(from..to).filter(|under| !under.is_empty()) {
            bitmap |= 1 << nibble;
            children.push(named(node(under, end.saturating_add(1), nodes), nodes));
        }
    }
    if !is_leaf {
        bitmap.encode_to(&mut out);
    }
    match value {
        Some(value) if hashed => {
            out.extend_from_slice(&blake2_256(value).0);
            nodes.push(value.to_vec());
        }
        Some(value) => value.encode_to(&mut out),
        None => {}
    }
    for child in children {
        child.encode_to(&mut out);
    }
    out
}

/// A node as its parent holds it: itself if it is short, otherwise its hash.
fn named(node: Vec<u8>, nodes: &mut Vec<Vec<u8>>) -> Vec<u8> {
    if node.len() < 32 {
        return node;
    }
    let hash = blake2_256(&node);
    nodes.push(node);
    hash.0.to_vec()
}

fn header(prefix: u8, bits: u32, partial: &[u8]) -> Vec<u8> {
    let most = 255u8 >> bits;
    let mut out = Vec::new();
    match u8::try_from(partial.len())
        .ok()
        .filter(|length| *length < most)
    {
        Some(length) => out.push(prefix | length),
        None => {
            out.push(prefix | most);
            let mut more = partial.len().saturating_sub(usize::from(most));
            while more >= 255 {
                out.push(255);
                more = more.saturating_sub(255);
            }
            // Below 255 after the loop.
            out.push(u8::try_from(more).unwrap_or(254));
        }
    }
    let (odd, even) = partial.split_at(partial.len() % 2);
    out.extend_from_slice(odd);
    out.extend(even.chunks_exact(2).map(|pair| match pair {
        [high, low] => high << 4 | low,
        _ => 0,
    }));
    out
}

/// The header of genesis over a state, by which a chain is known (`sp_runtime::generic::Header`, no parent, no digest).
pub fn genesis_header(state_root: &Digest) -> Vec<u8> {
    // The root of an empty trie of extrinsics (state version 0 or 1 alike).
    let extrinsics_root = blake2_256(&[0]);
    let mut out = [0u8; 32].to_vec();
    Compact(0u32).encode_to(&mut out);
    out.extend_from_slice(&state_root.0);
    out.extend_from_slice(&extrinsics_root.0);
    Compact(0u32).encode_to(&mut out);
    out
}
