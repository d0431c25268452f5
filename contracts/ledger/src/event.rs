// SPDX-License-Identifier: EUPL-1.2
//! The one event: an entry was appended.

use portico_rules::{entry::Entry, primitives::Digest, subject::Subject};

/// An entry was appended to its subject (docs/format.md, "The event"). Whoever has the events of a contract has everything it ever accepted.
///
/// The subject is indexed (its encoding is at most 32 bytes, so the topic is the encoding itself, padded with zeros); the data
/// holds all three fields.
#[ink::event]
pub struct Appended {
    /// What the entry is about.
    #[ink(topic)]
    pub subject: Subject,
    /// The entry, with its head.
    pub entry: Entry,
    /// The subject's head after it.
    pub head: Digest,
}
