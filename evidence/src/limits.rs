// SPDX-License-Identifier: EUPL-1.2
//! What a bundle or a checkpoint may hold at the most. Whatever is longer is refused before it is read, so that a hostile file costs
//! no more memory than an honest one.

/// How long a bundle may be, bytes. An entry is 16 KiB at the most, so this is room for thousands of the longest.
pub const BUNDLE: usize = 64 << 20;
/// How long a SCALE entry may be, bytes: a body of 12,288 bytes, and what stands around it.
pub const ENTRY: usize = 16 << 10;
/// How long a SCALE header may be, bytes. One that announces a thousand validators has 40 KiB.
pub const HEADER: usize = 64 << 10;
/// How long a node of a trie may be, bytes: a branch of 16 children and a value have less.
pub const NODE: usize = 16 << 10;
/// How many nodes one proof may have.
pub const NODES: usize = 1 << 20;
/// How long a SCALE justification may be, bytes.
pub const JUSTIFICATION: usize = 1 << 20;
/// How many validators one set may have.
pub const AUTHORITIES: usize = 1_000;
/// How many changes of the validators there may be since genesis.
pub const SET_CHANGES: usize = 10_000;
/// How many headers there may be between the block of the evidence and the one that the validators signed. Nodes keep the signatures of every
/// 512th block (`sc-consensus-grandpa`'s justification period).
pub const HEADERS: usize = 4_096;
/// How many subjects a bundle may have.
pub const SUBJECTS: usize = 100_000;
/// How many contracts a bundle may have.
pub const CONTRACTS: usize = 16;
/// How many entries one subject may have.
pub const ENTRIES: usize = 1 << 20;
/// How many documents all entries of a bundle may refer to.
pub const DOCUMENTS: usize = 1 << 20;
/// How many cosignatures a checkpoint may have.
pub const COSIGNATURES: usize = 256;
/// A checkpoint's file, bytes: with room for the headers of two days of a block a second.
pub const CHECKPOINT: usize = 64 << 20;
/// How many headers may lead back from a checkpoint's block to an earlier one. The file's length bounds them sooner.
pub const SINCE: usize = 1 << 20;
/// A cosignature's file, bytes; it has some 500.
pub const COSIGNATURE: usize = 1 << 10;
