// SPDX-License-Identifier: EUPL-1.2
//! Facts: what a decision read in *other* subjects, with the head it was read at.
//!
//! They stand in the entry, so that a subject's own entries are enough to repeat every decision, and a
//! verifier that also holds the other subject's history can check that the fact was true.

use crate::codes::{Cig, Cup};
use crate::date::Date;
use crate::host::View;
use crate::party::{PartyKind, Permissions};
use crate::primitives::{Cents, Digest, Key};
use crate::refusal::Refusal;
use crate::subject::{PartyId, Subject};
use crate::tender::TenderStatus;

small! {
    /// What a contract may ask of another, or of another of its own subjects.
    pub enum Question {
        /// Whose key is this, and what may it do? Answered by the registry.
        #[codec(index = 0)]
        Signer(Key),
        /// What kind of party is this, and how does it stand? Answered by the registry.
        #[codec(index = 1)]
        Standing(PartyId),
        /// Is this agreement in force, and does this party take part in it? Answered by the agreements contract.
        #[codec(index = 2)]
        Agreement {
            /// The agreement's number.
            agreement: u32,
            /// The party asked about.
            party: PartyId,
        },
        /// Who won the tender with this number, and is its contract signed? Answered by the tenders contract.
        #[codec(index = 3)]
        Tender(u32),
        /// What de minimis aid did this party receive after this day, and with whom is it one undertaking? Answered by the
        /// registry.
        #[codec(index = 4)]
        Undertaking {
            /// The party asked about.
            party: PartyId,
            /// The day before the first that counts.
            after: Date,
        },
        /// What is this de minimis aid? Answered by the registry.
        #[codec(index = 5)]
        Aid {
            /// Who receives it.
            party: PartyId,
            /// Its number.
            aid: u32,
        },
    }

    /// A key that signs, as the registry knows it.
    pub struct SignerFact {
        /// The key asked about.
        pub key: Key,
        /// Whose key it is.
        pub party: PartyId,
        /// What kind of party that is.
        pub kind: PartyKind,
        /// What the key may do.
        pub permissions: Permissions,
    }

    /// How a party stands.
    pub struct StandingFact {
        /// The party asked about.
        pub party: PartyId,
        /// What kind of party it is.
        pub kind: PartyKind,
        /// Whether an oversight body has suspended it.
        pub suspended: bool,
        /// Last day on which its attested standing holds, if it has one.
        pub valid_until: Option<Date>,
    }

    /// How an agreement stands towards a party.
    pub struct AgreementFact {
        /// Number of the agreement asked about.
        pub agreement: u32,
        /// The party asked about.
        pub party: PartyId,
        /// The administration that leads it.
        pub administration: PartyId,
        /// Number of the version in force, if one is.
        pub in_force: Option<u32>,
        /// Last day of the agreement, as the version in force says.
        pub end: Date,
        /// Budget frame of the version in force, cents.
        pub budget: Cents,
        /// Whether the party takes part in the version in force.
        pub participates: bool,
    }

    /// How a tender ended.
    pub struct TenderFact {
        /// Number of the tender asked about.
        pub tender: u32,
        /// Whose tender it is.
        pub administration: PartyId,
        /// Where it stands.
        pub status: TenderStatus,
        /// To whom it is awarded.
        pub winner: Option<PartyId>,
        /// The contract's value with its changes so far, cents; none before the contract.
        pub value: Option<Cents>,
        /// Last day of the standstill, if there is one.
        pub standstill_until: Option<Date>,
        /// Its CIG.
        pub cig: Cig,
        /// Its CUP.
        pub cup: Option<Cup>,
    }

    /// What a party received of de minimis aid, and with whom it is one undertaking.
    pub struct UndertakingFact {
        /// The party asked about.
        pub party: PartyId,
        /// The day asked about.
        pub after: Date,
        /// Received after that day, cents.
        pub total: Cents,
        /// SHA-256 of the SCALE encoding of the undertaking's parties, a `Vec<u32>` in ascending order, itself among them.
        pub members: Digest,
    }

    /// A de minimis aid.
    pub struct AidFact {
        /// Who receives it.
        pub party: PartyId,
        /// Its number.
        pub aid: u32,
        /// Who grants it.
        pub administration: PartyId,
        /// How much, cents.
        pub amount: Cents,
        /// Day on which it was entered.
        pub granted: Date,
    }

    /// An answer.
    pub enum FactValue {
        /// Answers [`Question::Signer`].
        #[codec(index = 0)]
        Signer(SignerFact),
        /// Answers [`Question::Standing`].
        #[codec(index = 1)]
        Standing(StandingFact),
        /// Answers [`Question::Agreement`].
        #[codec(index = 2)]
        Agreement(AgreementFact),
        /// Answers [`Question::Tender`].
        #[codec(index = 3)]
        Tender(TenderFact),
        /// Answers [`Question::Undertaking`].
        #[codec(index = 4)]
        Undertaking(UndertakingFact),
        /// Answers [`Question::Aid`].
        #[codec(index = 5)]
        Aid(AidFact),
    }

    /// An answer, and where it was read.
    pub struct Fact {
        /// The subject whose entries made it true.
        pub subject: Subject,
        /// Number of that subject's last entry when it was read, from 0.
        pub seq: u32,
        /// That subject's head when it was read.
        pub head: Digest,
        /// What was read.
        pub value: FactValue,
    }
}

impl FactValue {
    /// Whether this answers that question.
    pub fn answers(&self, question: &Question) -> bool {
        match (self, question) {
            (FactValue::Signer(fact), Question::Signer(key)) => fact.key == *key,
            (FactValue::Standing(fact), Question::Standing(party)) => fact.party == *party,
            (FactValue::Agreement(fact), Question::Agreement { agreement, party }) => {
                fact.agreement == *agreement && fact.party == *party
            }
            (FactValue::Tender(fact), Question::Tender(tender)) => fact.tender == *tender,
            (FactValue::Undertaking(fact), Question::Undertaking { party, after }) => {
                fact.party == *party && fact.after == *after
            }
            (FactValue::Aid(fact), Question::Aid { party, aid }) => {
                fact.party == *party && fact.aid == *aid
            }
            _ => false,
        }
    }
}

impl StandingFact {
    /// Whether new awards, claims and payments are open to the party on that day: it is not suspended and,
    /// being a cooperative, has an attested standing that has not lapsed (the review of D.Lgs. 220/2002).
    pub fn is_good(&self, today: Date) -> bool {
        !self.suspended
            && (self.kind != PartyKind::Cooperative
                || self.valid_until.is_some_and(|last| last >= today))
    }
}

/// Answers a question with the head of the subject it was read at.
///
/// # Errors
/// What `answer` refuses, or [`Refusal::Unanswered`] if the subject has no head.
pub fn with_head(
    view: &impl View,
    answer: Result<(Subject, FactValue), Refusal>,
) -> Result<Fact, Refusal> {
    let (subject, value) = answer?;
    let head = crate::ledger::head_row(view, &subject).ok_or(Refusal::Unanswered)?;
    Ok(Fact {
        subject,
        seq: head.seq,
        head: head.head,
        value,
    })
}
