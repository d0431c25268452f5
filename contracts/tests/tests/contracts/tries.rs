// SPDX-License-Identifier: EUPL-1.2
//! The verifier's own reader of tries (`portico_evidence::trie`) beside the one that the chain runs on (`sp_trie`), over random tries: the same
//! root, the same value under every key, of the nodes that the chain records for a proof no other is missing, and no node that
//! somebody altered is read otherwise.

use portico_evidence::{
    header::blake2_256,
    trie::{Picked, Proof, grow, value},
};
use portico_rules::primitives::Digest;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use sp_core::{Blake2Hasher, H256};
use sp_trie::{
    EMPTY_PREFIX, HashDBT, LayoutV1, MemoryDB, Recorder, TrieMut, read_trie_value,
    trie_types::TrieDBMutBuilderV1,
};
use std::collections::BTreeMap;

type Layout = LayoutV1<Blake2Hasher>;
type Values = BTreeMap<Vec<u8>, Vec<u8>>;

/// Few different bytes, so that keys share their beginnings to a whole byte or to half of one.
const BYTES: [u8; 6] = [0x00, 0x01, 0x0f, 0x10, 0x11, 0xff];
/// Around the lengths at which values get nodes of their own, and lengths get another form.
const LENGTHS: [usize; 9] = [0, 1, 8, 31, 32, 33, 63, 64, 300];

fn key(random: &mut StdRng) -> Vec<u8> {
    // Now and then one whose nibbles do not fit into a node's first byte, or into one more.
    let length = match random.random_range(0..20) {
        0 => random.random_range(30..36),
        1 => random.random_range(155..165),
        _ => random.random_range(0..6),
    };
    let byte = BYTES[random.random_range(0..BYTES.len())];
    (0..length)
        .map(|_| match length > 20 {
            true => byte,
            false => BYTES[random.random_range(0..BYTES.len())],
        })
        .collect()
}

fn values(random: &mut StdRng) -> Values {
    let count = random.random_range(0..60);
    (0..count)
        .map(|_| {
            let length = LENGTHS[random.random_range(0..LENGTHS.len())];
            (key(random), vec![random.random(); length])
        })
        .collect()
}

/// The trie as the chain makes it.
fn chains(values: &Values) -> (MemoryDB<Blake2Hasher>, H256) {
    let mut nodes = MemoryDB::default();
    let mut root = H256::default();
    {
        let mut trie = TrieDBMutBuilderV1::<Blake2Hasher>::new(&mut nodes, &mut root).build();
        for (key, value) in values {
            trie.insert(key, value).expect("a trie in memory");
        }
    }
    (nodes, root)
}

fn read(nodes: &MemoryDB<Blake2Hasher>, root: &H256, key: &[u8]) -> Option<Option<Vec<u8>>> {
    read_trie_value::<Layout, _>(nodes, root, key, None, None).ok()
}

/// All nodes, and that of the empty trie, which the chain knows without keeping it.
fn all(nodes: &MemoryDB<Blake2Hasher>) -> Vec<Vec<u8>> {
    let nodes = nodes.clone().drain();
    let nodes = nodes.into_values().map(|(node, _)| node);
    nodes.chain([vec![0]]).collect()
}

/// Keys that are there, and keys that are not.
fn asked(values: &Values, random: &mut StdRng) -> Vec<Vec<u8>> {
    let mut keys: Vec<_> = values.keys().cloned().collect();
    keys.extend((0..30).map(|_| key(random)));
    for there in values.keys() {
        keys.push([there.as_slice(), &[0]].concat());
        keys.push(there[..there.len().saturating_sub(1)].to_vec());
    }
    keys
}

#[test]
fn the_verifier_reads_tries_as_the_chain_does() {
    let mut found = [0; 2];
    for seed in 0..200 {
        let random = &mut StdRng::seed_from_u64(seed);
        let values = values(random);
        let (nodes, root) = chains(&values);
        let (own, its) = grow(&values);
        assert_eq!(own.0, root.0, "seed {seed}: another root");
        let mut ours = Picked::default();
        ours.add(all(&nodes));
        let mut grown = Picked::default();
        grown.add(its);
        let keys = asked(&values, random);
        for key in &keys {
            let expected = values.get(key).cloned();
            assert_eq!(read(&nodes, &root, key), Some(expected.clone()));
            assert_eq!(
                value(&mut ours, &own, key),
                Ok(expected.clone()),
                "seed {seed}"
            );
            assert_eq!(
                value(&mut grown, &own, key),
                Ok(expected.clone()),
                "seed {seed}"
            );
            found[usize::from(expected.is_some())] += 1;
        }

        if values.is_empty() {
            continue;
        }
        // What the chain records while it looks some keys up is all that a proof of them needs.
        let some: Vec<_> = keys.choose_multiple(random, 5).collect();
        let mut recorder = Recorder::<Layout>::new();
        for key in &some {
            read_trie_value::<Layout, _>(&nodes, &root, key, Some(&mut recorder), None)
                .expect("a whole trie");
        }
        let mut recorded = Picked::default();
        recorded.add(recorder.drain().into_iter().map(|record| record.data));
        for key in &some {
            assert!(value(&mut recorded, &own, key).is_ok(), "seed {seed}");
        }
        let proof = recorded.nodes;
        let mut used = Proof::new(&proof);
        for key in &some {
            assert_eq!(value(&mut used, &own, key), Ok(values.get(*key).cloned()));
        }
        assert_eq!(used.finish(), Ok(()), "seed {seed}");
    }
    assert!(found[0] > 10_000 && found[1] > 1_000, "{found:?}");
}

/// Whoever makes up nodes: what the verifier reads in them is what the chain would read. (It refuses more: bytes after a node's
/// end, for instance.)
#[test]
fn no_altered_node_is_read_otherwise_than_by_the_chain() {
    let (mut read_by_both, mut refused) = (0, 0);
    for seed in 0..1_500 {
        let random = &mut StdRng::seed_from_u64(seed);
        let values = values(random);
        let (mut nodes, root) = chains(&values);
        let Some(mut node) = nodes.get(&root, EMPTY_PREFIX) else {
            continue;
        };
        for _ in 0..random.random_range(1..4) {
            let at = random.random_range(0..node.len());
            match random.random_range(0..6) {
                0 => node.truncate(at.max(1)),
                1 => node.push(random.random()),
                2 => node[0] = random.random(),
                _ => node[at] ^= 1 << random.random_range(0..8),
            }
        }
        let altered = nodes.insert(EMPTY_PREFIX, &node);
        let own = blake2_256(&node);
        assert_eq!(own.0, altered.0);
        let mut ours = Picked::default();
        ours.add(all(&nodes));
        for key in asked(&values, random) {
            match value(&mut ours, &Digest(altered.0), &key) {
                Ok(found) => {
                    assert_eq!(read(&nodes, &altered, &key), Some(found), "seed {seed}");
                    read_by_both += 1;
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(
        read_by_both > 1_000 && refused > 1_000,
        "{read_by_both} {refused}"
    );
}
