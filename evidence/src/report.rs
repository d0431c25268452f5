// SPDX-License-Identifier: EUPL-1.2
//! What a verifier says: every check by name, what it expected and found, and what follows for the ledger.

use alloc::{string::String, vec::Vec};

use portico_rules::{primitives::Digest, row::Row};
use serde::Serialize;

use crate::checkpoint::{Fork, ProvenCheckpoint};

/// The whole answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The name of the format: `portico/report/v1` (docs/evidence.md).
    pub format: &'static str,
    /// What it comes to.
    pub verdict: Verdict,
    /// The bundle's id, if it could be read.
    pub id: Option<Digest>,
    /// The checks that were made, in order. The first that fails is the last.
    pub checks: Vec<Check>,
    /// What is proven; empty unless the verdict is *valid*.
    pub proven: Vec<Proven>,
}

/// The whole answer about a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckpointReport {
    /// `portico/checkpoint-report/v1`.
    pub format: &'static str,
    /// What it comes to.
    pub verdict: Verdict,
    /// The checks that were made, in order. The first that fails is the last.
    pub checks: Vec<Check>,
    /// What is proven; none unless the verdict is *valid*.
    pub proven: Option<ProvenCheckpoint>,
    /// The two blocks, if it is of another chain of blocks than the checkpoint that was signed before.
    pub fork: Option<Fork>,
}

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every check passed.
    Valid,
    /// A check failed.
    Invalid,
    /// This verifier can't tell: what it was given is newer than it, or is not what it can use.
    Undecided,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Which.
    pub name: CheckName,
    /// How it ended.
    pub outcome: Outcome,
    /// What was checked, for a person.
    pub about: String,
    /// What was expected, if it did not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was found instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// The checks, in the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckName {
    /// The file is a bundle, in its one spelling.
    Format,
    /// It is of the chain that is trusted.
    Genesis,
    /// Every change of the validators was signed by the set that ended.
    Authorities,
    /// Headers lead from the bundle's block to the signed one.
    Headers,
    /// More than two thirds of the validators signed the block.
    Finality,
    /// Enough witnesses signed it.
    Witnesses,
    /// The contract's address is a trusted one for what it keeps.
    Contract,
    /// The block's state has the contract's record.
    Account,
    /// The contract ran a permitted code.
    Code,
    /// The contract's storage has the subject's head.
    Storage,
    /// Entries follow one another, by number and hash, up to the proven head.
    HashChain,
    /// Carried commands were signed by the keys that they name.
    Signatures,
    /// What entries state of other subjects was so.
    Facts,
    /// The rules allow every entry.
    Rules,
    /// The documents are those that entries refer to.
    Documents,
    /// Of a checkpoint: headers lead to its block from an earlier one.
    Since,
    /// Of a checkpoint: it goes on from the last one that was signed.
    Extends,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// It cannot be told.
    Undecided,
}

/// Where a check failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the file, bytes counted from 0; `to` is the first that is not meant.
    Bytes {
        /// Where the first byte stands, in bytes from 0.
        from: usize,
        /// Where the byte after the last stands, in bytes from 0.
        to: usize,
    },
    /// In an entry.
    Entry {
        /// Whose, such as `award 7`.
        subject: String,
        /// Its number, from 0.
        seq: u32,
    },
    /// In a list of the bundle.
    Item {
        /// The list's name in the file, such as `state`.
        list: String,
        /// Its place in it, from 0.
        index: usize,
    },
}

/// What is proven of a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proven {
    /// Which subject, such as `award 7`.
    pub subject: String,
    /// Whether the bundle is about it, or holds it for the sake of facts.
    pub asked: bool,
    /// How many entries it has.
    pub entries: u32,
    /// Its head.
    pub head: Digest,
    /// The number of the block in which this was so.
    pub block: u32,
    /// That block's hash.
    pub block_hash: Digest,
    /// The time of its last entry, seconds since the epoch.
    pub at: u64,
    /// Its row, folded from its entries: for an award what was granted, attested, paid and recovered.
    pub row: Row,
    /// How many facts were checked against the other subject's history.
    pub facts_checked: u32,
    /// How many facts were taken on the contract's word, since the bundle does not hold the other subject's history.
    pub facts_taken: u32,
}
