// SPDX-License-Identifier: EUPL-1.2
//! What a bundle or a checkpoint may hold at the most. Whatever is longer is refused before it is read, so that a hostile file costs
//! no more memory than an honest one.

/// A bundle, bytes. An entry is 16 KiB at the most, so this is room for thousands of the longest.
pub const BUNDLE: usize = 64 << 20;
/// A SCALE entry, bytes: a body of 12,288 bytes, and what stands around it.
pub const ENTRY: usize = 16 << 10;
/// A header, bytes. One that announces a thousand validators has 40 KiB.
pub const HEADER: usize = 64 << 10;
/// A node of a trie, bytes: a branch of 16 children and a value have less.
pub const NODE: usize = 16 << 10;
/// Nodes in one proof.
pub const NODES: usize = 1 << 20;
/// A justification, bytes.
pub const JUSTIFICATION: usize = 1 << 20;
/// Validators in one set.
pub const AUTHORITIES: usize = 1_000;
/// Changes of the validators since genesis.
pub const SET_CHANGES: usize = 10_000;
/// Headers between the block of the evidence and the one that the validators signed. Nodes keep the signatures of every
/// 512th block (`sc-consensus-grandpa`'s justification period).
pub const HEADERS: usize = 4_096;
/// Subjects in a bundle.
pub const SUBJECTS: usize = 100_000;
/// Contracts in a bundle.
pub const CONTRACTS: usize = 16;
/// Entries of one subject.
pub const ENTRIES: usize = 1 << 20;
/// Documents that all entries of a bundle refer to.
pub const DOCUMENTS: usize = 1 << 20;
/// Cosignatures of a checkpoint.
pub const COSIGNATURES: usize = 256;
/// A checkpoint's file, bytes: with room for the headers of two days of a block a second.
pub const CHECKPOINT: usize = 64 << 20;
/// Headers that lead back from a checkpoint's block to an earlier one. The file's length bounds them sooner.
pub const SINCE: usize = 1 << 20;
/// A cosignature's file, bytes; it has some 500.
pub const COSIGNATURE: usize = 1 << 10;
