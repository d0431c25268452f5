// SPDX-License-Identifier: EUPL-1.2
//! What the rules may see of the world around them. A contract, a test and a verifier each bring their own.
//! Nothing here writes: decisions are returned, and whoever asked for them writes.

use crate::fact::{Fact, Question};
use crate::primitives::{Digest, Key, SignatureBytes};
use crate::refusal::Refusal;
use crate::row::{Row, RowKey};

/// What decisions read.
pub trait View {
    /// A row of the contract's own state.
    fn row(&self, key: &RowKey) -> Option<Row>;

    /// The word of whoever keeps the subject that the question is about.
    ///
    /// # Errors
    /// The refusal of the contract that was asked, or [`Refusal::Unanswered`] if it could not be asked.
    fn ask(&self, question: &Question) -> Result<Fact, Refusal>;

    /// SHA-256 (FIPS 180-4).
    fn sha256(&self, bytes: &[u8]) -> Digest;
}

/// What the ledger needs besides, to authenticate and to date an entry.
pub trait Host: View {
    /// Block time, seconds since the epoch.
    fn now(&self) -> u64;

    /// Number of the block being built.
    fn block(&self) -> u32;

    /// Whether the account that calls is the one of this key.
    fn is_caller(&self, key: &Key) -> bool;

    /// Whether the signature is the key's sr25519 signature of exactly these bytes, in the context `substrate`.
    fn sr25519_verify(&self, key: &Key, message: &[u8], signature: &SignatureBytes) -> bool;
}
