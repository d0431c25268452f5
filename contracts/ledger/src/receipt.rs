// SPDX-License-Identifier: EUPL-1.2
//! What a command that was accepted returns.

use portico_rules::{primitives::Digest, subject::Subject};
use scale::{Decode, Encode};

/// Where the entry of an accepted command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Receipt {
    /// What it is about; for a command that opens a subject, the new one.
    pub subject: Subject,
    /// Its number in the subject's history, from 0.
    pub seq: u32,
    /// The subject's head after it.
    pub head: Digest,
}
