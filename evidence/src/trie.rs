// SPDX-License-Identifier: EUPL-1.2
//! Proofs of storage: from a root, node by node, to the value under a key.
//!
//! The nodes of a proof stand in the order in which a reader needs them for its keys, each once. So a proof has one
//! spelling: a node that is missing, too many or in another place is an error.
//!
//! Source: `sp_trie::NodeCodec` (state version 1: values longer than 32 bytes stand in nodes of their own).

mod grow;

use alloc::{collections::BTreeMap, vec::Vec};

use portico_rules::primitives::Digest;
use scale::{Compact, Decode};

use crate::header::blake2_256;

pub use grow::{genesis_header, grow};

/// Why a proof does not prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadProof {
    /// The node with this hash is needed next, and another stands there (or none).
    Node {
        /// Its place in the list, from 0.
        index: usize,
        /// The hash it must have.
        expected: Digest,
        /// The hash of what stands there; none at the end of the list.
        found: Option<Digest>,
    },
    /// This node is needed for none of the keys.
    Extra {
        /// Its place in the list, from 0.
        index: usize,
    },
    /// The node with this hash is not a node of a trie.
    Undecodable {
        /// Its hash.
        node: Digest,
    },
}

/// Where the nodes of a walk come from.
pub trait Nodes {
    /// The node with this hash.
    ///
    /// # Errors
    /// If it is not there.
    fn node(&mut self, hash: &Digest) -> Result<Vec<u8>, BadProof>;
}

/// A proof that is being used up.
pub struct Proof<'p> {
    nodes: &'p [Vec<u8>],
    next: usize,
    seen: BTreeMap<Digest, usize>,
}

impl<'p> Proof<'p> {
    /// A proof of these nodes.
    pub fn new(nodes: &'p [Vec<u8>]) -> Self {
        Proof {
            nodes,
            next: 0,
            seen: BTreeMap::new(),
        }
    }

    /// Says whether every node was needed.
    ///
    /// # Errors
    /// [`BadProof::Extra`] for the first that was not.
    pub fn finish(self) -> Result<(), BadProof> {
        match self.next < self.nodes.len() {
            true => Err(BadProof::Extra { index: self.next }),
            false => Ok(()),
        }
    }
}

impl Nodes for Proof<'_> {
    fn node(&mut self, hash: &Digest) -> Result<Vec<u8>, BadProof> {
        if let Some(node) = self.seen.get(hash).and_then(|index| self.nodes.get(*index)) {
            return Ok(node.clone());
        }
        let index = self.next;
        let node = self.nodes.get(index);
        let found = node.map(|node| blake2_256(node));
        match node {
            Some(node) if found == Some(*hash) => {
                self.seen.insert(*hash, index);
                self.next = index.saturating_add(1);
                Ok(node.clone())
            }
            _ => Err(BadProof::Node {
                index,
                expected: *hash,
                found,
            }),
        }
    }
}

/// Nodes in any order, from which a builder picks those that a proof needs.
#[derive(Default)]
pub struct Picked {
    available: BTreeMap<Digest, Vec<u8>>,
    taken: BTreeMap<Digest, ()>,
    /// Those that were needed, in the order in which they were, each once.
    pub nodes: Vec<Vec<u8>>,
}

impl Picked {
    /// Adds nodes that may be needed.
    pub fn add(&mut self, nodes: impl IntoIterator<Item = Vec<u8>>) {
        self.available
            .extend(nodes.into_iter().map(|node| (blake2_256(&node), node)));
    }
}

impl Nodes for Picked {
    fn node(&mut self, hash: &Digest) -> Result<Vec<u8>, BadProof> {
        let node = self.available.get(hash).ok_or(BadProof::Node {
            index: self.nodes.len(),
            expected: *hash,
            found: None,
        })?;
        if self.taken.insert(*hash, ()).is_none() {
            self.nodes.push(node.clone());
        }
        Ok(node.clone())
    }
}

enum Value {
    None,
    Here(Vec<u8>),
    Elsewhere(Digest),
}

struct Node {
    /// What it adds to the path, one nibble a byte.
    partial: Vec<u8>,
    value: Value,
    /// By nibble; none of them for a leaf.
    children: [Option<Child>; 16],
}

enum Child {
    Hashed(Digest),
    Inline(Vec<u8>),
}

/// The value under a key in the trie with this root; none if the trie has none.
///
/// # Errors
/// [`BadProof`] if the nodes do not tell.
pub fn value(
    nodes: &mut impl Nodes,
    root: &Digest,
    key: &[u8],
) -> Result<Option<Vec<u8>>, BadProof> {
    let path: Vec<u8> = key.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
    let mut path = path.as_slice();
    let mut name = *root;
    let mut bytes = nodes.node(root)?;
    // Every branch uses up a nibble at least, so this ends.
    loop {
        let Some(node) = decode(&bytes) else {
            return Err(BadProof::Undecodable { node: name });
        };
        let Some(node) = node else {
            return Ok(None);
        };
        path = match path.strip_prefix(node.partial.as_slice()) {
            Some(rest) => rest,
            None => return Ok(None),
        };
        let Some((nibble, rest)) = path.split_first() else {
            return Ok(match node.value {
                Value::None => None,
                Value::Here(value) => Some(value),
                Value::Elsewhere(hash) => Some(nodes.node(&hash)?),
            });
        };
        path = rest;
        bytes = match node
            .children
            .into_iter()
            .nth(usize::from(*nibble))
            .flatten()
        {
            None => return Ok(None),
            Some(Child::Inline(bytes)) => bytes,
            Some(Child::Hashed(hash)) => {
                name = hash;
                nodes.node(&hash)?
            }
        };
    }
}

/// A node; the inner `None` is the empty trie.
fn decode(bytes: &[u8]) -> Option<Option<Node>> {
    let input = &mut &*bytes;
    let first = take(input, 1)?.first().copied()?;
    let (is_branch, has_value, hashed, prefix_bits) = match first {
        0 => return input.is_empty().then_some(None),
        0b0100_0000..=0b0111_1111 => (false, true, false, 2),
        0b1000_0000..=0b1011_1111 => (true, false, false, 2),
        0b1100_0000..=0b1111_1111 => (true, true, false, 2),
        0b0010_0000..=0b0011_1111 => (false, true, true, 3),
        0b0001_0000..=0b0001_1111 => (true, true, true, 4),
        _ => return None,
    };
    let nibbles = length(first, prefix_bits, input)?;
    let partial = partial(nibbles, input)?;
    let bitmap = match is_branch {
        true => u16::from_le_bytes(take(input, 2)?.try_into().ok()?),
        false => 0,
    };
    let value = match (has_value, hashed) {
        (false, _) => Value::None,
        (true, true) => Value::Elsewhere(Digest(take(input, 32)?.try_into().ok()?)),
        (true, false) => Value::Here(counted(input)?.to_vec()),
    };
    let mut children: [Option<Child>; 16] = Default::default();
    for (nibble, child) in children.iter_mut().enumerate() {
        if bitmap >> nibble & 1 == 1 {
            let bytes = counted(input)?;
            *child = Some(match bytes.try_into() {
                Ok(hash) => Child::Hashed(Digest(hash)),
                Err(_) => Child::Inline(bytes.to_vec()),
            });
        }
    }
    input.is_empty().then_some(Some(Node {
        partial,
        value,
        children,
    }))
}

/// How many nibbles the partial key has: what the first byte has room for, and further bytes while they are full.
fn length(first: u8, prefix_bits: u32, input: &mut &[u8]) -> Option<usize> {
    let most = 255u8 >> prefix_bits;
    let short = usize::from(first & most);
    if short < usize::from(most) {
        return Some(short);
    }
    let mut length = short;
    // `sp_trie` bounds keys by 65,535 nibbles.
    while length <= usize::from(u16::MAX) {
        let more = take(input, 1)?.first().copied()?;
        length = length.checked_add(usize::from(more))?;
        if more < 255 {
            return Some(length);
        }
    }
    None
}

fn partial(nibbles: usize, input: &mut &[u8]) -> Option<Vec<u8>> {
    let bytes = take(input, nibbles.div_ceil(2))?;
    let all = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    if nibbles.is_multiple_of(2) {
        return Some(all.collect());
    }
    // An odd number is filled up by a zero in front.
    let mut all = all;
    (all.next()? == 0).then(|| all.collect())
}

fn counted<'b>(input: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = Compact::<u32>::decode(input).ok()?.0;
    take(input, usize::try_from(length).ok()?)
}

fn take<'b>(input: &mut &'b [u8], bytes: usize) -> Option<&'b [u8]> {
    let (taken, rest) = input.split_at_checked(bytes)?;
    *input = rest;
    Some(taken)
}
