// SPDX-License-Identifier: EUPL-1.2
//! Parties: who acts on the ledger, with which keys, and whether an oversight body vouches for them.
//!
//! What is written ([`PartyBody`]), what is kept ([`PartyRow`], [`KeyRow`]) and what is decided ([`decide`]).
//! A party is an organisation, never a natural person.

mod aid;
mod answer;
mod decide;
mod describe;
pub mod members;

pub use aid::three_years_before;
pub use answer::answer;
pub use decide::decide;

use crate::codes::{IstatCode, TaxCode};
use crate::date::Date;
use crate::document::Document;
use crate::primitives::{Cents, Digest, Key};
use crate::subject::PartyId;
use alloc::string::String;

small! {
    /// What kind of organisation a party is.
    pub enum PartyKind {
        /// A public administration: publishes, attests, pays.
        #[codec(index = 0)]
        Administration,
        /// A cooperative: needs an attested standing (the supervision of D.Lgs. 220/2002).
        #[codec(index = 1)]
        Cooperative,
        /// Another body of the third sector (ente del Terzo settore, art. 4 D.Lgs. 117/2017).
        #[codec(index = 2)]
        ThirdSectorBody,
        /// Another supplier.
        #[codec(index = 3)]
        Supplier,
        /// Vouches for cooperatives and verifies independently: a ministry, an association, an auditor.
        #[codec(index = 4)]
        OversightBody,
    }

    /// One thing a key may do.
    pub enum Permission {
        /// Add and revoke the party's keys.
        ManageKeys,
        /// Publish notices, awards, tenders, amendments, closings and imports; register parties and their aid.
        Publish,
        /// Attest milestones and standings.
        Attest,
        /// Record payments and recoveries.
        Pay,
        /// Sign agreements, claims, receipts, amendments, bids and members' registers.
        Sign,
    }

    /// How a party is identified: a scheme of org-id.guide's list of lists, and the identifier in it.
    pub enum Identifier {
        /// `IT-CF`: the codice fiscale of an organisation.
        #[codec(index = 0)]
        #[cfg_attr(feature = "serde", serde(rename = "IT-CF"))]
        ItCf(TaxCode),
    }

    /// What vouches for a cooperative.
    pub enum StandingKind {
        /// The certificate or attestation of the biennial or yearly review (art. 5 D.Lgs. 220/2002).
        #[codec(index = 0)]
        ReviewCertificate,
        /// A check of the register of cooperatives (Albo delle società cooperative, art. 2512 Codice civile) or of the third
        /// sector's (RUNTS, art. 45 D.Lgs. 117/2017).
        #[codec(index = 1)]
        RegisterCheck,
    }

    /// A party as the registry keeps it. Its name stands in its entries.
    pub struct PartyRow {
        /// What kind of organisation.
        pub kind: PartyKind,
        /// Its identifier.
        pub identifier: Identifier,
        /// Who registered it; itself for the founder.
        pub registered_by: PartyId,
        /// How many keys may manage keys and are not revoked.
        pub managing_keys: u16,
        /// Whether an oversight body has suspended it.
        pub suspended: bool,
        /// What vouches for it.
        pub standing: Option<StandingKind>,
        /// Who vouched last.
        pub standing_by: Option<PartyId>,
        /// Last day of its attested standing.
        pub valid_until: Option<Date>,
    }

    /// A key, which belongs to one party for ever.
    pub struct KeyRow {
        /// Whose key.
        pub party: PartyId,
        /// What it may do.
        pub permissions: Permissions,
        /// Whether it was revoked; its history stays.
        pub revoked: bool,
    }

    /// How many aids and links a party has.
    #[derive(Default)]
    pub struct AidAccountRow {
        /// De minimis aids so far, numbered from 1.
        pub aids: u32,
        /// Parties that are one undertaking with it, numbered from 1.
        pub links: u8,
    }

    /// A de minimis aid (Regulation (EU) 2023/2831).
    pub struct AidRow {
        /// Who grants it.
        pub administration: PartyId,
        /// How much, cents, gross (art. 3).
        pub amount: Cents,
        /// Day on which it was entered (UTC), which is the day it counts from.
        pub granted: Date,
        /// What the undertaking had received elsewhere in the three years before, cents, as was declared.
        pub elsewhere: Cents,
    }

    /// The register of members of a year.
    pub struct MembersRow {
        /// How many members.
        pub members: u32,
        /// Root of the Merkle tree of its salted records, see [`members`].
        pub root: Digest,
        /// How many times it was corrected.
        pub corrections: u32,
    }
}

/// A set of [`Permission`]s, a bit each: 1 manage keys, 2 publish, 4 attest, 8 pay, 16 sign.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    scale::Encode,
    scale::Decode,
    scale::DecodeWithMemTracking,
    scale::MaxEncodedLen,
)]
#[cfg_attr(feature = "scale-info", derive(scale_info::TypeInfo))]
pub struct Permissions(u8);

data! {
    /// An organisation enters the ledger.
    pub struct Registration {
        /// What kind of organisation.
        pub kind: PartyKind,
        /// Its identifier; one party for each.
        pub identifier: Identifier,
        /// Its name; at most [`crate::bounds::TITLE`] bytes.
        pub name: String,
        /// The municipality of its seat, as ISTAT numbers them.
        pub municipality: Option<IstatCode>,
        /// Its first key.
        pub key: Key,
        /// What that key may do. It must be able to manage keys.
        pub permissions: Permissions,
        /// The office or role that holds the key, never a person; at most [`crate::bounds::TITLE`] bytes.
        pub label: String,
    }

    /// A de minimis aid, about to be granted (Regulation (EU) 2023/2831).
    pub struct Aid {
        /// Its number, one more than the party's last.
        pub aid: u32,
        /// How much, cents: the gross amount, before tax (art. 3).
        pub amount: Cents,
        /// The measure on which it rests; at most [`crate::bounds::TITLE`] bytes.
        pub legal_basis: String,
        /// What the whole undertaking received of de minimis aid in these three years that is not on this ledger, cents, as
        /// the central register shows it (Registro nazionale degli aiuti di Stato, art. 52 L. 234/2012).
        pub elsewhere: Cents,
        /// The excerpt of that register, or the beneficiary's declaration (art. 7).
        pub declaration: Document,
    }

    /// What is written about a party. Indices never change their meaning.
    pub enum PartyBody {
        /// The first administration founds the registry and signs for itself.
        #[codec(index = 0)]
        Found(Registration),
        /// An administration registers a party.
        #[codec(index = 1)]
        Register(Registration),
        /// The party adds a key of its own.
        #[codec(index = 2)]
        AddKey {
            /// The new key.
            key: Key,
            /// What it may do.
            permissions: Permissions,
            /// The office or role that holds it, never a person.
            label: String,
        },
        /// The party revokes a key of its own.
        #[codec(index = 3)]
        RevokeKey {
            /// The key.
            key: Key,
            /// Why.
            reason: String,
        },
        /// An oversight body vouches for a cooperative until a day.
        #[codec(index = 4)]
        AttestStanding {
            /// What was checked.
            kind: StandingKind,
            /// The last day it holds; in the past if the certificate has run out, which is then on record.
            valid_until: Date,
            /// The certificate or report.
            document: Document,
        },
        /// An oversight body suspends a party: no new awards, claims and payments.
        #[codec(index = 5)]
        Suspend {
            /// Why.
            reason: String,
        },
        /// An oversight body ends a suspension.
        #[codec(index = 6)]
        Reinstate {
            /// Why.
            reason: String,
        },
        /// The party, or who registered it, corrects name and seat.
        #[codec(index = 7)]
        Rename {
            /// The new name.
            name: String,
            /// The municipality of its seat.
            municipality: Option<IstatCode>,
        },
        /// An administration enters a de minimis aid that it is about to grant to the party.
        #[codec(index = 8)]
        RegisterAid(Aid),
        /// The administration that entered an aid lowers it.
        #[codec(index = 9)]
        ReduceAid {
            /// The aid's number.
            aid: u32,
            /// What is left of it, cents; zero if nothing.
            amount: Cents,
            /// Why; at most [`crate::bounds::REASON`] bytes.
            reason: String,
            /// The act.
            act: Document,
        },
        /// An administration records that another party is of one undertaking with this one (art. 2(2) Regulation (EU) 2023/2831).
        #[codec(index = 10)]
        Link {
            /// The other.
            other: PartyId,
            /// Which relation; at most [`crate::bounds::REASON`] bytes.
            reason: String,
            /// The beneficiary's declaration.
            declaration: Document,
        },
        /// An administration records that it no longer is.
        #[codec(index = 11)]
        Unlink {
            /// The other.
            other: PartyId,
            /// Why; at most [`crate::bounds::REASON`] bytes.
            reason: String,
            /// The beneficiary's declaration.
            declaration: Document,
        },
        /// A cooperative deposits the digest of its members' register.
        #[codec(index = 12)]
        DepositMembers {
            /// Of which year, 1970 to this one.
            year: u16,
            /// How many members; at least three (art. 2522 Codice civile).
            members: u32,
            /// Root of the Merkle tree of its salted records, see [`members`].
            root: Digest,
        },
        /// It corrects one.
        #[codec(index = 13)]
        CorrectMembers {
            /// Of which year.
            year: u16,
            /// How many members.
            members: u32,
            /// The new root.
            root: Digest,
            /// Why; at most [`crate::bounds::REASON`] bytes.
            reason: String,
        },
    }
}

impl Permission {
    /// All, in the order of their bits.
    pub const ALL: [Permission; 5] = [
        Permission::ManageKeys,
        Permission::Publish,
        Permission::Attest,
        Permission::Pay,
        Permission::Sign,
    ];

    /// The word a person reads and writes.
    pub fn word(self) -> &'static str {
        match self {
            Permission::ManageKeys => "manage_keys",
            Permission::Publish => "publish",
            Permission::Attest => "attest",
            Permission::Pay => "pay",
            Permission::Sign => "sign",
        }
    }
}

impl Permissions {
    /// The set of these.
    pub fn of(permissions: &[Permission]) -> Self {
        Permissions(
            permissions
                .iter()
                .fold(0, |bits, permission| bits | 1 << *permission as u8),
        )
    }

    /// Whether it holds that one.
    pub fn includes(self, permission: Permission) -> bool {
        self.0 & 1 << permission as u8 != 0
    }

    /// Those it holds, in the order of their bits.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .into_iter()
            .filter(move |permission| self.includes(*permission))
    }

    /// Whether it holds at least one, and no bit that means nothing.
    pub fn is_valid(self) -> bool {
        self.0 != 0 && self.0 >> Permission::ALL.len() == 0
    }
}

/// In JSON a list of the permissions' words. Bits that mean nothing are not left out of it silently: they cannot be written.
#[cfg(feature = "serde")]
impl serde::Serialize for Permissions {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 >> Permission::ALL.len() != 0 {
            return Err(serde::ser::Error::custom(
                "permissions: a bit is set that means nothing",
            ));
        }
        serializer.collect_seq(self.iter())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Permissions {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        alloc::vec::Vec::<Permission>::deserialize(deserializer).map(|list| Self::of(&list))
    }
}

impl PartyKind {
    /// The word a person reads and writes.
    pub fn word(self) -> &'static str {
        match self {
            PartyKind::Administration => "administration",
            PartyKind::Cooperative => "cooperative",
            PartyKind::ThirdSectorBody => "third_sector_body",
            PartyKind::Supplier => "supplier",
            PartyKind::OversightBody => "oversight_body",
        }
    }
}

impl StandingKind {
    /// The word a person reads and writes.
    pub fn word(self) -> &'static str {
        match self {
            StandingKind::ReviewCertificate => "review_certificate",
            StandingKind::RegisterCheck => "register_check",
        }
    }
}

impl PartyBody {
    /// Whether this opens a new subject.
    pub fn opens(&self) -> bool {
        matches!(self, PartyBody::Found(_) | PartyBody::Register(_))
    }
}
