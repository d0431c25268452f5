// SPDX-License-Identifier: EUPL-1.2
//! Awards: funded commitments, grants and contracts alike, from publication to the final account.
//!
//! Publication is a precondition of payment (art. 26 D.Lgs. 33/2013): an award exists only as published, and
//! there is no path to a payment without one. Money never moves here; what was ordered and paid is recorded.

mod amend;
mod claims;
mod decide;
mod describe;
mod payments;
mod publish;

pub use decide::decide;

use crate::codes::{Cig, Cup};
use crate::date::Date;
use crate::document::Document;
use crate::primitives::{Cents, Digest, Key};
use crate::subject::PartyId;
use alloc::string::String;
use alloc::vec::Vec;

small! {
    /// Grant or contract.
    pub enum AwardKind {
        /// A grant, contribution or other economic benefit (art. 12 L. 241/1990).
        #[codec(index = 0)]
        Grant,
        /// A public contract (D.Lgs. 36/2023).
        #[codec(index = 1)]
        Contract,
    }

    /// Where an award stands.
    pub enum AwardStatus {
        /// Published: claims, attestations and payments are open.
        #[codec(index = 0)]
        Published,
        /// Suspended by the administration.
        #[codec(index = 1)]
        Suspended,
        /// Closed with the final account.
        #[codec(index = 2)]
        Closed,
    }

    /// What attesters found: the check that has to precede an order to pay (liquidazione, art. 184 D.Lgs. 267/2000).
    pub enum Outcome {
        /// The claim is met in full.
        #[codec(index = 0)]
        Met,
        /// Met in part.
        #[codec(index = 1)]
        PartlyMet {
            /// How much of the claim, cents.
            amount: Cents,
        },
        /// Not met.
        #[codec(index = 2)]
        NotMet,
    }

    /// Whether the beneficiary has received a payment.
    pub enum Receipt {
        /// It has not said.
        #[codec(index = 0)]
        Awaited,
        /// It confirms.
        #[codec(index = 1)]
        Confirmed,
        /// It disputes.
        #[codec(index = 2)]
        Disputed,
    }

    /// Who made an amendment's proposal.
    pub enum Side {
        /// The administration.
        #[codec(index = 0)]
        Administration,
        /// The beneficiary.
        #[codec(index = 1)]
        Beneficiary,
    }

    /// An award as the contract keeps it.
    pub struct AwardRow {
        /// Grant or contract.
        pub kind: AwardKind,
        /// Where it stands.
        pub status: AwardStatus,
        /// Who made it.
        pub administration: PartyId,
        /// For whom.
        pub beneficiary: PartyId,
        /// Number of the agreement it rests on, 0 for another basis.
        pub agreement: u32,
        /// Amount granted, cents: the sum of the milestones.
        pub granted: Cents,
        /// Attested so far, cents.
        pub attested: Cents,
        /// Paid so far, cents; what was recovered is not taken off.
        pub paid: Cents,
        /// Recovered so far, cents.
        pub recovered: Cents,
        /// How many milestones, numbered from 1.
        pub milestones: u8,
        /// How many attesters each claim needs.
        pub attesters_required: u8,
        /// Payments so far, numbered from 1.
        pub payments: u32,
        /// Recoveries so far, numbered from 1.
        pub recoveries: u32,
        /// Amendments proposed so far, numbered from 1.
        pub amendments: u32,
        /// How many claims wait for attestation.
        pub pending_claims: u32,
        /// Day of publication (UTC): the condition on which the award takes effect (art. 26 c. 3 D.Lgs. 33/2013).
        pub published: Date,
        /// First day of what is funded.
        pub start: Date,
        /// Last day.
        pub end: Date,
        /// Codice unico di progetto (art. 11 L. 3/2003).
        pub cup: Option<Cup>,
        /// Codice identificativo di gara (art. 3 L. 136/2010).
        pub cig: Option<Cig>,
    }

    /// One milestone.
    pub struct MilestoneRow {
        /// What it is worth, cents.
        pub amount: Cents,
        /// When it is due.
        pub due: Date,
        /// Attested so far, cents.
        pub attested: Cents,
        /// Paid so far, cents.
        pub paid: Cents,
        /// Claims so far, numbered from 1; only the last can be pending.
        pub claims: u32,
        /// The amount of the pending claim, if there is one.
        pub pending: Option<Cents>,
    }

    /// One claim.
    pub struct ClaimRow {
        /// Claimed, cents.
        pub amount: Cents,
        /// How many attestations so far.
        pub attestations: u8,
        /// The lowest amount that an attester found met: what counts once all have attested, cents.
        pub lowest: Cents,
        /// Whether enough have attested.
        pub decided: bool,
    }

    /// One attester's word on one claim.
    pub struct AttestationRow {
        /// What it found.
        pub outcome: Outcome,
        /// With which key.
        pub key: Key,
    }

    /// One payment.
    pub struct PaymentRow {
        /// For which milestone: its number.
        pub milestone: u8,
        /// Cents.
        pub amount: Cents,
        /// Day of the payment order.
        pub date: Date,
        /// Whether the beneficiary has confirmed.
        pub receipt: Receipt,
        /// Recovered of it, cents.
        pub recovered: Cents,
    }

    /// Where a mandate was used; the row's key names the administration, and the digest of year and number.
    pub struct MandateRow {
        /// The award's number.
        pub award: u32,
        /// The payment's number in that award.
        pub payment: u32,
    }

    /// One recovery.
    pub struct RecoveryRow {
        /// Of which payment: its number.
        pub payment: u32,
        /// Cents.
        pub amount: Cents,
    }

    /// An amendment.
    pub struct AmendmentRow {
        /// Digest of its terms' SCALE bytes: both sides sign the same terms.
        pub terms: Digest,
        /// Who proposed it.
        pub proposed_by: Side,
        /// Whether the other side accepted.
        pub accepted: bool,
        /// Whether its proposer took it back.
        pub withdrawn: bool,
    }
}

data! {
    /// On what an award rests.
    pub enum Basis {
        /// A co-design agreement on the ledger, by its number.
        #[codec(index = 0)]
        Agreement(u32),
        /// A public call (bando, avviso), by its reference.
        #[codec(index = 1)]
        Call {
            /// Its number and date, or its identifier; at most [`crate::bounds::REFERENCE`] bytes.
            reference: String,
        },
        /// A tender on the ledger, or a direct award, by its number: for a contract only, with the value that the tender's contract has.
        #[codec(index = 2)]
        Tender(u32),
        /// An administrative act (determina, delibera), by its reference.
        #[codec(index = 3)]
        Act {
            /// Its number and date; at most [`crate::bounds::REFERENCE`] bytes.
            reference: String,
        },
    }

    /// What a milestone is.
    pub struct MilestoneTerms {
        /// What is to be reached; at most [`crate::bounds::TITLE`] bytes.
        pub title: String,
        /// What it is worth, cents.
        pub amount: Cents,
        /// When it is due.
        pub due: Date,
    }

    /// What is published of an award: the content that art. 27 D.Lgs. 33/2013 requires, and the plan.
    pub struct Publication {
        /// Grant or contract.
        pub kind: AwardKind,
        /// The beneficiary (art. 27 c. 1 a; its name and tax code stand in the registry).
        pub beneficiary: PartyId,
        /// On what it rests.
        pub basis: Basis,
        /// What is funded; like the other texts here at most [`crate::bounds::TITLE`] bytes.
        pub title: String,
        /// Amount, cents (art. 27 c. 1 b).
        pub amount: Cents,
        /// The norm or title on which it rests (art. 27 c. 1 c).
        pub legal_basis: String,
        /// The office in charge (art. 27 c. 1 d).
        pub office: String,
        /// The role of the responsible officer, never a name (art. 27 c. 1 d).
        pub responsible_role: String,
        /// How the beneficiary was chosen (art. 27 c. 1 e).
        pub selection_method: String,
        /// The project, which the page links to (art. 27 c. 1 f).
        pub project: Option<Document>,
        /// Codice unico di progetto (art. 11 L. 3/2003).
        pub cup: Option<Cup>,
        /// Codice identificativo di gara; a contract must have one (art. 3 c. 5 L. 136/2010).
        pub cig: Option<Cig>,
        /// First day.
        pub start: Date,
        /// Last day.
        pub end: Date,
        /// How many of the attesters each claim needs: at least one.
        pub attesters_required: u8,
        /// Who may attest: the administration, an independent verifier, or both; never the beneficiary. At most
        /// [`crate::bounds::ATTESTERS`].
        pub attesters: Vec<PartyId>,
        /// The milestones; their amounts add up to the award's. At most [`crate::bounds::MILESTONES`].
        pub milestones: Vec<MilestoneTerms>,
        /// The act and its annexes; at most [`crate::bounds::DOCUMENTS`].
        pub documents: Vec<Document>,
    }

    /// A mandate of payment: its number is unique in an administration's financial year (art. 185 c. 2 a D.Lgs. 267/2000).
    pub struct Mandate {
        /// Financial year (esercizio).
        pub year: u16,
        /// Number in that year; at most [`crate::bounds::REFERENCE`] bytes.
        pub number: String,
    }

    /// A payment as it is recorded.
    pub struct Payment {
        /// Its number, one more than the last.
        pub payment: u32,
        /// For which milestone: its number.
        pub milestone: u8,
        /// Cents.
        pub amount: Cents,
        /// The mandate.
        pub mandate: Mandate,
        /// Day of the payment order.
        pub date: Date,
        /// The award's CUP, which the payment order must carry (art. 3 c. 5 L. 136/2010).
        pub cup: Option<Cup>,
        /// The award's CIG, likewise.
        pub cig: Option<Cig>,
    }

    /// New terms for an award (of a contract: art. 120 D.Lgs. 36/2023). Both sides sign exactly these.
    pub struct AmendmentTerms {
        /// Its number, one more than the last.
        pub amendment: u32,
        /// The new amount, cents.
        pub amount: Cents,
        /// The new last day.
        pub end: Date,
        /// The whole new plan; milestones keep their numbers.
        pub milestones: Vec<MilestoneTerms>,
        /// Why; at most [`crate::bounds::REASON`] bytes.
        pub reason: String,
        /// The act that approves it.
        pub act: Document,
    }

    /// What is written about an award. Indices never change their meaning.
    #[allow(clippy::large_enum_variant)] // one at a time exists, and a box would be a pointer in the contract for nothing
    pub enum AwardBody {
        /// An administration publishes an award.
        #[codec(index = 0)]
        Publish(Publication),
        /// The beneficiary claims a milestone.
        #[codec(index = 1)]
        Claim {
            /// The milestone's number.
            milestone: u8,
            /// Its number, one more than the milestone's last.
            claim: u32,
            /// Claimed, cents; at most what of the milestone is not attested yet.
            amount: Cents,
            /// What was done; at most [`crate::bounds::REASON`] bytes.
            statement: String,
            /// The evidence; at least one document, at most [`crate::bounds::DOCUMENTS`].
            documents: Vec<Document>,
        },
        /// An attester says whether a claim is met.
        #[codec(index = 2)]
        Attest {
            /// The milestone's number.
            milestone: u8,
            /// The claim's number.
            claim: u32,
            /// What was found.
            outcome: Outcome,
            /// The report.
            report: Document,
        },
        /// The administration records a payment.
        #[codec(index = 3)]
        Pay(Payment),
        /// The beneficiary confirms that it received a payment.
        #[codec(index = 4)]
        Confirm {
            /// The payment's number.
            payment: u32,
        },
        /// The beneficiary says that it did not, or not so.
        #[codec(index = 5)]
        Dispute {
            /// The payment's number.
            payment: u32,
            /// Why.
            reason: String,
        },
        /// The administration records that a payment was recovered.
        #[codec(index = 6)]
        Recover {
            /// Its number, one more than the last.
            recovery: u32,
            /// Of which payment: its number.
            payment: u32,
            /// Cents.
            amount: Cents,
            /// Why.
            reason: String,
            /// The act.
            act: Document,
        },
        /// One side proposes new terms.
        #[codec(index = 7)]
        ProposeAmendment(AmendmentTerms),
        /// The other side signs the same terms, which hold from now.
        #[codec(index = 8)]
        AcceptAmendment(AmendmentTerms),
        /// The side that proposed an amendment takes it back.
        #[codec(index = 9)]
        WithdrawAmendment {
            /// The amendment's number.
            amendment: u32,
            /// Why.
            reason: String,
        },
        /// The administration suspends the award.
        #[codec(index = 10)]
        Suspend {
            /// Why.
            reason: String,
        },
        /// The administration resumes it.
        #[codec(index = 11)]
        Resume {
            /// Why.
            reason: String,
        },
        /// The administration closes it with the final account.
        #[codec(index = 12)]
        Close {
            /// Paid in all, cents, as the account says: must be what the ledger says.
            paid: Cents,
            /// Recovered in all, cents, likewise.
            recovered: Cents,
            /// Why, and how it ended.
            reason: String,
            /// The final account (rendiconto).
            accounting_document: Document,
        },
        /// An administration publishes a grant under the de minimis regime (Regulation (EU) 2023/2831). The aid was entered
        /// on the beneficiary's history before, where the ceiling is kept.
        #[codec(index = 13)]
        PublishDeMinimis {
            /// What is published.
            publication: Publication,
            /// The number of the beneficiary's aid; its amount is the grant's.
            aid: u32,
        },
    }
}

impl AwardBody {
    /// Whether this opens a new subject.
    pub fn opens(&self) -> bool {
        matches!(
            self,
            AwardBody::Publish(_) | AwardBody::PublishDeMinimis { .. }
        )
    }
}

impl MilestoneRow {
    /// What of it is attested and unpaid, cents.
    pub fn attested_unpaid(&self) -> Cents {
        // Paid never exceeds attested: the payment rule sees to it.
        self.attested.minus(self.paid).unwrap_or_default()
    }

    /// What of it can still be claimed, cents.
    pub fn unclaimed(&self) -> Cents {
        // Attested never exceeds the amount: the claim and amendment rules see to it.
        self.amount.minus(self.attested).unwrap_or_default()
    }
}

impl Outcome {
    /// How much of a claim it finds met, cents.
    pub fn amount(self, claimed: Cents) -> Cents {
        match self {
            Outcome::Met => claimed,
            Outcome::PartlyMet { amount } => amount,
            Outcome::NotMet => Cents::ZERO,
        }
    }

    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Met => "met",
            Outcome::PartlyMet { .. } => "partly_met",
            Outcome::NotMet => "not_met",
        }
    }
}

impl AwardKind {
    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            AwardKind::Grant => "grant",
            AwardKind::Contract => "contract",
        }
    }
}

impl AwardStatus {
    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            AwardStatus::Published => "published",
            AwardStatus::Suspended => "suspended",
            AwardStatus::Closed => "closed",
        }
    }
}

impl Receipt {
    /// The word a person reads.
    pub fn word(self) -> &'static str {
        match self {
            Receipt::Awaited => "awaited",
            Receipt::Confirmed => "confirmed",
            Receipt::Disputed => "disputed",
        }
    }
}

impl Basis {
    /// The word a person reads.
    pub fn word(&self) -> &'static str {
        match self {
            Basis::Agreement(_) => "agreement",
            Basis::Call { .. } => "call",
            Basis::Tender(_) => "tender",
            Basis::Act { .. } => "act",
        }
    }
}
