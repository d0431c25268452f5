// SPDX-License-Identifier: EUPL-1.2
//! The ledger entry: one envelope for everything, and the hash chain that binds a subject's entries.
//!
//! ```text
//! head(-1) = sha256("portico/entry/v1" ‖ genesis hash ‖ contract address ‖ SCALE(subject))
//! head(n)  = sha256(head(n-1) ‖ SCALE(entry n))
//! ```
//! docs/format.md specifies the bytes, with vectors that a test of this crate checks.

use crate::agreement::AgreementBody;
use crate::authority::Signature;
use crate::award::AwardBody;
use crate::fact::Fact;
use crate::import::ImportBody;
use crate::ledger::Domain;
use crate::message::Place;
use crate::party::PartyBody;
use crate::primitives::{Digest, Key};
use crate::subject::{Subject, SubjectKind};
use crate::tender::TenderBody;
use alloc::vec::Vec;
use scale::Encode;

/// What the first head is taken of, before the place and the subject.
pub const DOMAIN: &[u8] = b"portico/entry/v1";

data! {
    /// What was done. An index never changes its meaning.
    #[allow(clippy::large_enum_variant)] // as for the bodies themselves: one at a time exists
    pub enum Body {
        /// To a party.
        #[codec(index = 0)]
        Party(PartyBody),
        /// To an agreement.
        #[codec(index = 1)]
        Agreement(AgreementBody),
        /// To an award.
        #[codec(index = 2)]
        Award(AwardBody),
        /// To a tender.
        #[codec(index = 3)]
        Tender(TenderBody),
        /// To an import.
        #[codec(index = 4)]
        Import(ImportBody),
    }

    /// Where a reader finds the entries before this one, walking back. 0 where there is none.
    pub struct Previous {
        /// Number of the block of this subject's entry before.
        pub subject_block: u32,
        /// Number of the block of this contract's entry before.
        pub contract_block: u32,
    }

    /// One entry of a subject's history. Its head stands beside it, see [`Appended`].
    pub struct Entry {
        /// What it is about.
        pub subject: Subject,
        /// Its number in the subject's history, from 0, without gaps.
        pub seq: u32,
        /// Block time, seconds since the epoch.
        pub at: u64,
        /// The key that signed the command.
        pub by: Key,
        /// How it was signed.
        pub signature: Signature,
        /// What the decision read in other subjects.
        pub facts: Vec<Fact>,
        /// What was done.
        pub body: Body,
        /// Where the entries before it are.
        pub previous: Previous,
    }

    /// An entry with its head, as the contract emits it.
    pub struct Appended {
        /// The entry.
        pub entry: Entry,
        /// The subject's head after it.
        pub head: Digest,
    }
}

/// Does something with the body of whichever kind: the one list of what kinds there are for whoever treats all alike.
#[macro_export]
macro_rules! with_body {
    ($body:expr, $name:ident => $use:expr) => {
        match $body {
            $crate::entry::Body::Party($name) => $use,
            $crate::entry::Body::Agreement($name) => $use,
            $crate::entry::Body::Award($name) => $use,
            $crate::entry::Body::Tender($name) => $use,
            $crate::entry::Body::Import($name) => $use,
        }
    };
}

impl Body {
    /// The kind of subject that it is about.
    pub fn kind(&self) -> SubjectKind {
        fn of<D: Domain>(_: &D) -> SubjectKind {
            D::KIND
        }
        with_body!(self, body => of(body))
    }
}

/// What the hash chain of a subject starts from.
pub fn first_bytes(place: &Place, subject: &Subject) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(DOMAIN.len() + 32 + 20 + 5);
    bytes.extend_from_slice(DOMAIN);
    bytes.extend_from_slice(&place.genesis.0);
    bytes.extend_from_slice(&place.contract.0);
    subject.encode_to(&mut bytes);
    bytes
}

/// What the next head is taken of.
pub fn next_bytes(head: &Digest, entry: &Entry) -> Vec<u8> {
    let mut bytes = head.0.to_vec();
    entry.encode_to(&mut bytes);
    bytes
}
