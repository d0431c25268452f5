// SPDX-License-Identifier: EUPL-1.2
//! The business rules of the ledger: what a party, an agreement, an award, a tender and an import are, what may be
//! done to them, and why something is refused.
//!
//! Everything here is a pure decision over small rows: [`ledger::submit`] takes a [`host::Host`] (what the
//! rules may read), a command and who signs it, and returns either the entry to append with the rows to
//! write, or a [`refusal::Refusal`]. [`replay`] runs the same decisions over a subject's own entries, which
//! is how the indexer mirrors the ledger and how a verifier distrusts it. There is no second implementation.
//!
//! This crate must not know a chain, a contract language, a database, a clock or a random source: it has
//! to outlive all of them. It is `no_std`, it never panics on input, and every byte it is given is hostile.
//!
//! A published SCALE index never changes its meaning, and neither does the rule behind it: entries are
//! replayed for ever. A rule that has to change gets a new index.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

/// Derives what every type of the ledger has: SCALE, metadata for the contracts, JSON for the host side.
/// JSON names are the Rust names in snake case, so that contract, table and page use one name.
macro_rules! data {
    ($($item:item)*) => { $(
        #[derive(Clone, Debug, PartialEq, Eq, scale::Encode, scale::Decode, scale::DecodeWithMemTracking)]
        #[cfg_attr(feature = "scale-info", derive(scale_info::TypeInfo))]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
        $item
    )* };
}

/// As [`data!`], for what also stands in rows and keys: copied freely, ordered, and of bounded encoded length.
macro_rules! small {
    ($($item:item)*) => { data! { $(
        #[derive(Copy, PartialOrd, Ord, scale::MaxEncodedLen)]
        $item
    )* } };
}

pub mod agreement;
pub mod authority;
pub mod award;
pub mod bounds;
pub mod check;
pub mod codes;
pub mod date;
pub mod document;
pub mod entry;
pub mod fact;
pub mod host;
pub mod import;
pub mod ledger;
#[cfg(feature = "memory")]
pub mod memory;
pub mod message;
#[cfg(feature = "native")]
pub mod native;
pub mod party;
pub mod primitives;
pub mod refusal;
pub mod replay;
pub mod row;
pub mod subject;
pub mod tender;
pub mod text;
#[cfg(all(feature = "std", feature = "serde"))]
pub mod words;
pub mod work;
