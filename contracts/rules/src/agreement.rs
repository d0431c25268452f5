// SPDX-License-Identifier: EUPL-1.2
//! Co-design agreements (co-progettazione, art. 55 c. 3 D.Lgs. 117/2017; guidelines: D.M. 72/2021 of the Ministry of Labour):
//! from the notice to the termination.
//!
//! A version is in force once every participant has signed it; an amendment is a new version that all sign
//! again, while the earlier one stays in force until then.

mod answer;
mod decide;
mod describe;

pub use answer::answer;
pub use decide::decide;

use crate::date::Date;
use crate::document::Document;
use crate::primitives::{Cents, Digest};
use crate::subject::PartyId;
use alloc::string::String;
use alloc::vec::Vec;

small! {
    /// Where an agreement stands.
    pub enum AgreementStatus {
        /// The notice is published; no version is in force.
        #[codec(index = 0)]
        Notice,
        /// A version is in force.
        #[codec(index = 1)]
        InForce,
        /// Ended by the administration.
        #[codec(index = 2)]
        Terminated,
    }

    /// What a party brings into the common pool: co-design rests on the resources of both sides (D.M. 72/2021).
    pub struct Contribution {
        /// Who.
        pub party: PartyId,
        /// Money, cents.
        pub money: Cents,
        /// Value of staff and volunteers' work, cents.
        pub staff: Cents,
        /// Value of buildings, equipment and other assets, cents.
        pub assets: Cents,
    }

    /// An agreement as the contract keeps it.
    pub struct AgreementRow {
        /// Who leads it.
        pub administration: PartyId,
        /// Where it stands.
        pub status: AgreementStatus,
        /// How many versions were proposed so far; the last may still lack signatures.
        pub versions: u32,
        /// The version in force, 0 for none.
        pub in_force: u32,
        /// Budget frame of the notice, or of the version in force, cents.
        pub budget: Cents,
        /// First day.
        pub start: Date,
        /// Last day, as the notice or the version in force says.
        pub end: Date,
    }

    /// One version of an agreement's text.
    pub struct VersionRow {
        /// SHA-256 of the text.
        pub text_sha256: Digest,
        /// Budget frame, cents.
        pub budget: Cents,
        /// Last day.
        pub end: Date,
        /// How many must sign.
        pub participants: u8,
        /// How many have signed.
        pub signatures: u8,
    }

    /// One party in one version.
    pub struct ParticipantRow {
        /// What it brings.
        pub contribution: Contribution,
        /// When it signed, seconds since the epoch.
        pub signed_at: Option<u64>,
    }
}

data! {
    /// A public call to design something together (avviso pubblico, art. 55 c. 3 and 4 D.Lgs. 117/2017).
    pub struct Notice {
        /// What it is called; at most [`crate::bounds::TITLE`] bytes.
        pub title: String,
        /// The need it answers (finalità); like the next three at most [`crate::bounds::REASON`] bytes.
        pub purpose: String,
        /// What will be done (oggetto).
        pub object: String,
        /// Who may take part (requisiti).
        pub requirements: String,
        /// How proposals are compared (criteri).
        pub criteria: String,
        /// First day.
        pub start: Date,
        /// Last day.
        pub end: Date,
        /// Last day to answer; not after the last day.
        pub respond_by: Date,
        /// Budget frame, cents.
        pub budget: Cents,
        /// The notice itself and its annexes; at most [`crate::bounds::DOCUMENTS`].
        pub documents: Vec<Document>,
    }

    /// What is written about an agreement. Indices never change their meaning.
    pub enum AgreementBody {
        /// An administration publishes the notice.
        #[codec(index = 0)]
        Publish(Notice),
        /// The administration invites a party to the table.
        #[codec(index = 1)]
        Invite {
            /// The party.
            party: PartyId,
            /// Why it, after which criteria.
            reason: String,
        },
        /// The administration lays a version of the text on the table; it replaces an unsigned one.
        #[codec(index = 2)]
        Propose {
            /// Its number, one more than the last.
            version: u32,
            /// The text.
            text: Document,
            /// Budget frame, cents.
            budget: Cents,
            /// Last day.
            end: Date,
            /// Who takes part and with what; the administration is among them.
            contributions: Vec<Contribution>,
        },
        /// A participant signs a version.
        #[codec(index = 3)]
        Sign {
            /// The version.
            version: u32,
            /// SHA-256 of its text, so that nobody signs what they have not seen.
            text_sha256: Digest,
        },
        /// The administration ends the agreement.
        #[codec(index = 4)]
        Terminate {
            /// Why.
            reason: String,
            /// The act that ends it.
            act: Document,
        },
    }
}

impl AgreementBody {
    /// Whether this opens a new subject.
    pub fn opens(&self) -> bool {
        matches!(self, AgreementBody::Publish(_))
    }
}

impl AgreementStatus {
    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            AgreementStatus::Notice => "notice",
            AgreementStatus::InForce => "in_force",
            AgreementStatus::Terminated => "terminated",
        }
    }
}
