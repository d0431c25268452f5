// SPDX-License-Identifier: EUPL-1.2
//! What an entry is about. Every subject has its own chain of entries, and belongs to one contract.

/// The number of a party in the registry, from 1.
pub type PartyId = u32;

small! {
    /// What an entry is about. Numbers start at 1 and are given by the contract that keeps the subject.
    pub enum Subject {
        /// The party with this number, kept by the registry.
        #[codec(index = 0)]
        Party(u32),
        /// The co-design agreement with this number.
        #[codec(index = 1)]
        Agreement(u32),
        /// The grant or contract with this number.
        #[codec(index = 2)]
        Award(u32),
        /// The tender with this number: for a public contract, or its direct award.
        #[codec(index = 3)]
        Tender(u32),
        /// What a public file reports about the past: the import with this number.
        #[codec(index = 4)]
        Import(u32),
    }

    /// The kind of a subject: which contract keeps it.
    pub enum SubjectKind {
        /// Kept by the registry.
        Party,
        /// Kept by the agreements contract.
        Agreement,
        /// Kept by the awards contract.
        Award,
        /// Kept by the tenders contract.
        Tender,
        /// Kept by the imports contract.
        Import,
    }
}

impl SubjectKind {
    /// The subject of this kind with this number.
    pub fn numbered(self, number: u32) -> Subject {
        match self {
            SubjectKind::Party => Subject::Party(number),
            SubjectKind::Agreement => Subject::Agreement(number),
            SubjectKind::Award => Subject::Award(number),
            SubjectKind::Tender => Subject::Tender(number),
            SubjectKind::Import => Subject::Import(number),
        }
    }

    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            SubjectKind::Party => "party",
            SubjectKind::Agreement => "agreement",
            SubjectKind::Award => "award",
            SubjectKind::Tender => "tender",
            SubjectKind::Import => "import",
        }
    }
}

impl Subject {
    /// Which kind of subject this is.
    pub fn kind(self) -> SubjectKind {
        match self {
            Subject::Party(_) => SubjectKind::Party,
            Subject::Agreement(_) => SubjectKind::Agreement,
            Subject::Award(_) => SubjectKind::Award,
            Subject::Tender(_) => SubjectKind::Tender,
            Subject::Import(_) => SubjectKind::Import,
        }
    }

    /// Its number.
    pub fn number(self) -> u32 {
        match self {
            Subject::Party(n)
            | Subject::Agreement(n)
            | Subject::Award(n)
            | Subject::Tender(n)
            | Subject::Import(n) => n,
        }
    }
}

#[cfg(feature = "std")]
impl core::fmt::Display for Subject {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} {}", self.kind().word(), self.number())
    }
}
