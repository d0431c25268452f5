// SPDX-License-Identifier: EUPL-1.2
//! Evidence: one file by which anyone proves a history of public money, trusting nobody who runs a server.
//!
//! A [`Bundle`] holds the whole history of one subject or several, and all that ties it to a finalised block of
//! the chain. [`verify`] checks it against a [`Trust`] file: which chain, whose validators, which contracts. It is
//! `no_std`, needs no chain and no network, does not panic, and is the same code on the command line, in the API's
//! tests and, compiled to Wasm, in a browser. docs/evidence.md specifies every byte.
//!
//! It must not know where a bundle comes from, and it must not repeat a rule: entries are replayed by
//! [`portico_rules::replay`].

#![cfg_attr(not(feature = "std"), no_std)]
// Whoever verifies reads hostile bytes: nothing here may end in a panic.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

extern crate alloc;

pub mod assemble;
mod bundle;
pub mod checkpoint;
pub mod grandpa;
pub mod header;
mod history;
pub mod limits;
#[cfg(feature = "memory")]
#[allow(clippy::panic, clippy::arithmetic_side_effects)] // for tests: nothing hostile comes here
pub mod memory;
mod report;
pub mod spec;
pub mod storage;
mod text;
pub mod trie;
mod trust;
mod verify;

pub use bundle::{
    Bundle, Checkpoint, Contract, Cosignature, Finality, History, SetChange, subject_text,
};
pub use checkpoint::{CheckpointFile, CosignatureFile, ProvenCheckpoint};
pub use report::{Check, CheckName, CheckpointReport, Outcome, Place, Proven, Report, Verdict};
pub use text::Malformed;
pub use trust::{
    Authority, FORMAT as TRUST_FORMAT, Keeps, Trust, TrustError, TrustedContract, Witnesses,
};
pub use verify::{counted, verify, verify_checkpoint};
