// SPDX-License-Identifier: EUPL-1.2
//! Tenders: how the contractor of a public contract is chosen (D.Lgs. 36/2023, Codice dei contratti pubblici), from the notice,
//! or the decision to award directly, to the contract and its changes.
//!
//! One tender is one lot, with a CIG of its own. A bid is a commitment: the SHA-256 of a secret salt and the offer
//! ([`commitment_bytes`]). Until the deadline nobody, the administration included, can read a bid; after it the bidder
//! reveals salt and offer within the window that the notice sets, and a bid that is not revealed is out. **Who** bids is
//! public from the first moment, because every entry names its signer; what is sealed is the content. That an offer binds from the
//! deadline on (art. 17 c. 4) can't be enforced here: a bidder may keep silent in the window, at the price of being out and of its
//! provisional guarantee (art. 106).
//!
//! What is owed and paid under the contract is not here: the tender ends by opening an award of kind *contract* (see
//! [`crate::award`]), which asks for the winner, the value and the standstill by [`crate::fact::TenderFact`].

mod answer;
mod award;
mod bids;
mod contract;
mod decide;
mod describe;
mod publish;
pub mod thresholds;

pub use answer::answer;
pub use bids::{check_offer, commitment_bytes};
pub(crate) use contract::standstill_over;
pub use decide::decide;

use crate::codes::{Cig, Cup, TaxCode};
use crate::date::Date;
use crate::document::Document;
use crate::primitives::{Cents, Digest};
use crate::subject::PartyId;
use alloc::string::String;
use alloc::vec::Vec;

small! {
    /// Where a tender stands.
    pub enum TenderStatus {
        /// The notice is published: bids, reveals and evaluation.
        #[codec(index = 0)]
        Active,
        /// Awarded; the contract is not signed yet.
        #[codec(index = 1)]
        Awarded,
        /// The contract is signed.
        #[codec(index = 2)]
        Contracted,
        /// Ended by the administration without a contract.
        #[codec(index = 3)]
        Cancelled,
    }

    /// How the contractor is chosen.
    pub enum Procedure {
        /// Whoever may take part bids (art. 71 D.Lgs. 36/2023).
        #[codec(index = 0)]
        Open,
        /// Whoever was invited after asking to take part (art. 72).
        #[codec(index = 1)]
        Restricted,
        /// Whoever was invited, below the EU threshold (art. 50 c. 1 c, d, e).
        #[codec(index = 2)]
        Negotiated,
        /// Whoever was invited, without a notice, in the cases of art. 76.
        #[codec(index = 3)]
        NegotiatedWithoutNotice,
        /// No tender was held (art. 50 c. 1 a, b): see [`DirectAward`]. Not a procedure of a notice.
        #[codec(index = 4)]
        Direct,
    }

    /// What is procured: it decides thresholds and limits.
    pub enum ContractType {
        /// Works.
        #[codec(index = 0)]
        Works,
        /// Supplies.
        #[codec(index = 1)]
        Supplies,
        /// Services, the social ones apart.
        #[codec(index = 2)]
        Services,
        /// Social and other services of annex XIV to Directive 2014/24/EU (art. 127 and 128 D.Lgs. 36/2023).
        #[codec(index = 3)]
        SocialServices,
    }

    /// For whom participation is reserved; the notice must say so (art. 61 c. 3 D.Lgs. 36/2023).
    pub enum Reserve {
        /// Operators and social cooperatives whose main aim is the social and professional integration of people with
        /// disabilities or at a disadvantage (art. 61 c. 1). On the ledger: cooperatives and third-sector bodies.
        #[codec(index = 0)]
        SocialIntegration,
        /// Social cooperatives that employ people at a disadvantage, by convention (art. 5 c. 1 L. 381/1991): supplies and
        /// services other than social and educational ones, below the EU threshold. On the ledger: cooperatives.
        #[codec(index = 1)]
        SocialCooperatives,
    }

    /// The criterion by which the best bid is found.
    pub enum Criterion {
        /// Best ratio of quality and price (art. 108 c. 1 D.Lgs. 36/2023).
        #[codec(index = 0)]
        QualityPrice,
        /// Lowest price (art. 108 c. 3). Not for social services and labour-intensive contracts (art. 108 c. 2).
        #[codec(index = 1)]
        LowestPrice,
    }

    /// Where a bid stands.
    pub enum BidStatus {
        /// Committed, not revealed.
        #[codec(index = 0)]
        Sealed,
        /// Taken back before the deadline.
        #[codec(index = 1)]
        Withdrawn,
        /// Revealed in the window: admitted unless excluded.
        #[codec(index = 2)]
        Revealed,
        /// Excluded with a reason.
        #[codec(index = 3)]
        Excluded,
    }

    /// On what a direct award rests.
    pub enum DirectGround {
        /// The amount: works below EUR 150,000 (art. 50 c. 1 a D.Lgs. 36/2023), supplies and services below EUR 140,000
        /// (art. 50 c. 1 b).
        #[codec(index = 0)]
        BelowThreshold,
        /// A convention with a social cooperative (art. 5 c. 1 L. 381/1991), below the EU threshold; it must follow a
        /// selection that respects transparency, non-discrimination and efficiency (art. 1 c. 610 L. 190/2014).
        #[codec(index = 1)]
        SocialCooperative,
    }

    /// Whether the contract must wait after the award (art. 18 c. 3 D.Lgs. 36/2023), and if not, why.
    pub enum Standstill {
        /// It waits [`crate::bounds::STANDSTILL`] days.
        #[codec(index = 0)]
        Applies,
        /// A single bid was admitted and the notice was not challenged (art. 18 c. 3 a).
        #[codec(index = 1)]
        SingleBid,
        /// The contract rests on a framework agreement (art. 18 c. 3 b).
        #[codec(index = 2)]
        FrameworkAgreement,
        /// It is a specific contract of a dynamic purchasing system (art. 18 c. 3 c).
        #[codec(index = 3)]
        DynamicPurchasingSystem,
        /// Its value is below the EU threshold (art. 18 c. 3 d, art. 55 c. 2).
        #[codec(index = 4)]
        BelowThreshold,
    }

    /// Why a contract may be changed without a new procedure (art. 120 D.Lgs. 36/2023).
    pub enum ChangeCause {
        /// Clear clauses of the tender's documents provide for it, revision of prices (art. 60) and options among them
        /// (art. 120 c. 1 a).
        #[codec(index = 0)]
        Clause,
        /// Supplementary works, services or supplies (art. 120 c. 1 b): each at most half the initial value (c. 2).
        #[codec(index = 1)]
        Supplementary,
        /// Circumstances that could not be foreseen (art. 120 c. 1 c): each at most half the initial value (c. 2).
        #[codec(index = 2)]
        Unforeseen,
        /// Below the EU threshold and below 10 % of the initial value, 15 % for works, all of them together (art. 120 c. 3).
        #[codec(index = 3)]
        Minor,
        /// Not substantial, whatever its value (art. 120 c. 5).
        #[codec(index = 4)]
        NotSubstantial,
        /// Within a fifth of the contract's value, up or down, as the tender's documents reserved (art. 120 c. 9).
        #[codec(index = 5)]
        Fifth,
    }

    /// Where a subcontract stands.
    pub enum SubcontractStatus {
        /// The contractor asked for it.
        #[codec(index = 0)]
        Requested,
        /// The administration authorised it.
        #[codec(index = 1)]
        Authorised,
        /// The administration denied it.
        #[codec(index = 2)]
        Denied,
    }

    /// A tender as the contract keeps it.
    pub struct TenderRow {
        /// Where it stands.
        pub status: TenderStatus,
        /// How the contractor is chosen.
        pub procedure: Procedure,
        /// What is procured.
        pub contract_type: ContractType,
        /// For whom participation is reserved.
        pub reserve: Option<Reserve>,
        /// How the best bid is found; of a direct award there is none.
        pub criterion: Option<Criterion>,
        /// Whether labour costs are at least half of it (art. 2 c. 1 e annex I.1 D.Lgs. 36/2023).
        pub labour_intensive: bool,
        /// Whose tender it is.
        pub administration: PartyId,
        /// Estimated value, cents, net of VAT (art. 14 c. 4); of a direct award its amount.
        pub value: Cents,
        /// Codice identificativo di gara.
        pub cig: Cig,
        /// Codice unico di progetto.
        pub cup: Option<Cup>,
        /// Day of publication (UTC).
        pub published: Date,
        /// Last moment for clarifications, seconds since the epoch; 0 for a direct award, like the next two.
        pub clarify_until: u64,
        /// Last moment for bids, seconds since the epoch.
        pub bids_until: u64,
        /// Last moment to reveal a bid, seconds since the epoch.
        pub reveal_until: u64,
        /// Clarifications so far, numbered from 1.
        pub clarifications: u32,
        /// How many bids were committed and not taken back.
        pub bids: u32,
        /// How many bids were revealed and not excluded.
        pub admitted: u32,
        /// Evaluation reports so far, numbered from 1.
        pub evaluations: u32,
        /// To whom it is awarded.
        pub winner: Option<PartyId>,
        /// The winner's price, which is the contract's initial value, cents; zero before the award.
        pub price: Cents,
        /// Day of the award (UTC).
        pub awarded: Option<Date>,
        /// Last day of the standstill.
        pub standstill_until: Option<Date>,
        /// The contract's value with all its changes, cents; zero before the contract.
        pub contract_value: Cents,
        /// Changes so far, numbered from 1.
        pub changes: u32,
        /// Subcontracts asked for so far, numbered from 1.
        pub subcontracts: u32,
        /// Asked for and not denied, cents.
        pub subcontracted: Cents,
    }

    /// A party's bid.
    pub struct BidRow {
        /// Where it stands.
        pub status: BidStatus,
        /// What it committed to.
        pub commitment: Digest,
        /// When, seconds since the epoch.
        pub committed_at: u64,
        /// Its price, cents; zero until it is revealed.
        pub price: Cents,
    }

    /// A change of the contract.
    pub struct ChangeRow {
        /// Why it may be made.
        pub cause: ChangeCause,
        /// The contract's value before, cents.
        pub before: Cents,
        /// The contract's value after, cents.
        pub after: Cents,
        /// The difference as hundredths of a percent of the initial value, rounded up.
        pub share: u32,
    }

    /// A subcontract.
    pub struct SubcontractRow {
        /// Where it stands.
        pub status: SubcontractStatus,
        /// To whom.
        pub subcontractor: TaxCode,
        /// How much, cents.
        pub amount: Cents,
        /// Day on which it was asked for (UTC): after thirty days without an answer it counts as authorised (art. 119 c. 16).
        pub requested: Date,
    }

    /// A bid's place in the ranking.
    pub struct Ranked {
        /// Whose bid.
        pub party: PartyId,
        /// Its number of points, in hundredths: 8750 is 87.50 of 100. Zero under [`Criterion::LowestPrice`].
        pub points: u16,
    }
}

data! {
    /// What is published of a tender (art. 83 to 85 D.Lgs. 36/2023).
    pub struct TenderNotice {
        /// Codice identificativo di gara of the lot (art. 3 c. 5 L. 136/2010): one tender for each.
        pub cig: Cig,
        /// Codice unico di progetto (art. 11 L. 3/2003).
        pub cup: Option<Cup>,
        /// Short name; like the other texts here, where nothing else is said, at most [`crate::bounds::TITLE`] bytes.
        pub title: String,
        /// What is procured; at most [`crate::bounds::REASON`] bytes.
        pub object: String,
        /// What kind of contract it is.
        pub contract_type: ContractType,
        /// How the contractor is chosen.
        pub procedure: Procedure,
        /// For whom participation is reserved.
        pub reserve: Option<Reserve>,
        /// The norm that allows this procedure.
        pub legal_basis: String,
        /// The office in charge.
        pub office: String,
        /// The role of the officer responsible for the project (RUP, art. 15), never a name.
        pub responsible_role: String,
        /// Estimated value, cents, net of VAT (art. 14 c. 4): no bid above it wins.
        pub value: Cents,
        /// How the best bid is found.
        pub criterion: Criterion,
        /// Whether labour costs are at least half of the value (art. 2 c. 1 e annex I.1).
        pub labour_intensive: bool,
        /// The rules of the tender with the criteria and their weights (disciplinare di gara).
        pub criteria: Document,
        /// Last moment for clarifications, seconds since the epoch; not after the deadline for bids.
        pub clarify_until: u64,
        /// Last moment for bids and their withdrawal, seconds since the epoch.
        pub bids_until: u64,
        /// Last moment to reveal a bid, seconds since the epoch: at least [`crate::bounds::REVEAL_WINDOW`] later.
        pub reveal_until: u64,
        /// The decision to contract (art. 17 c. 1) and the other documents; at most [`crate::bounds::DOCUMENTS`].
        pub documents: Vec<Document>,
    }

    /// A contract awarded without a tender. Its decision names object, amount and contractor, the reasons for the choice and the
    /// requirements met (art. 17 c. 2 D.Lgs. 36/2023).
    pub struct DirectAward {
        /// On what it rests.
        pub ground: DirectGround,
        /// Codice identificativo di gara (art. 3 c. 5 L. 136/2010).
        pub cig: Cig,
        /// Codice unico di progetto (art. 11 L. 3/2003).
        pub cup: Option<Cup>,
        /// Short name; like the other texts here, where nothing else is said, at most [`crate::bounds::TITLE`] bytes.
        pub title: String,
        /// What is procured; at most [`crate::bounds::REASON`] bytes.
        pub object: String,
        /// What kind of contract it is.
        pub contract_type: ContractType,
        /// Whether labour costs are at least half of the amount (art. 2 c. 1 e annex I.1).
        pub labour_intensive: bool,
        /// The norm that allows it.
        pub legal_basis: String,
        /// The office in charge.
        pub office: String,
        /// The role of the officer responsible for the project (RUP, art. 15), never a name.
        pub responsible_role: String,
        /// Amount, cents, net of VAT.
        pub amount: Cents,
        /// The contractor, in good standing.
        pub contractor: PartyId,
        /// Why this contractor (art. 17 c. 2); at most [`crate::bounds::REASON`] bytes.
        pub reason: String,
        /// Which requirements it meets and what experience is documented (art. 17 c. 2, art. 50 c. 1); at most
        /// [`crate::bounds::REASON`] bytes.
        pub requirements: String,
        /// How rotation is kept, or why the outgoing contractor is chosen again (art. 49); at most
        /// [`crate::bounds::REASON`] bytes.
        pub rotation: String,
        /// The selection that a convention with a social cooperative must follow (art. 5 c. 1 L. 381/1991); or the
        /// consultation of several operators, if there was one.
        pub selection: Option<Document>,
        /// The decision (art. 17 c. 2).
        pub act: Document,
        /// Quotes and annexes; at most [`crate::bounds::DOCUMENTS`].
        pub documents: Vec<Document>,
    }

    /// What a bidder offers. The commitment binds every byte of it.
    pub struct Offer {
        /// The price, cents, net of VAT.
        pub price: Cents,
        /// The technical offer and what else belongs to the bid, by digest; at least one under
        /// [`Criterion::QualityPrice`], at most [`crate::bounds::DOCUMENTS`].
        pub documents: Vec<Document>,
    }

    /// The award of a tender (aggiudicazione, art. 17 c. 5).
    pub struct AwardDecision {
        /// The first of the ranking.
        pub winner: PartyId,
        /// Its price as revealed, cents.
        pub price: Cents,
        /// Every admitted bid, best first: by points, or by price under [`Criterion::LowestPrice`]. At most
        /// [`crate::bounds::BIDS`].
        pub ranking: Vec<Ranked>,
        /// Why; at most [`crate::bounds::REASON`] bytes.
        pub reason: String,
        /// The act.
        pub act: Document,
        /// Day on which the last of the communications to bidders was sent (art. 90 c. 1): not in the future.
        pub communicated: Date,
        /// Whether the contract must wait.
        pub standstill: Standstill,
    }

    /// The contract that was signed (art. 18).
    pub struct ContractTerms {
        /// Its number in the register of contracts (repertorio) or another reference; at most
        /// [`crate::bounds::REFERENCE`] bytes.
        pub reference: String,
        /// Day of its signature: after the standstill, not in the future.
        pub signed: Date,
        /// First day of the performance.
        pub start: Date,
        /// Last day.
        pub end: Date,
        /// The contract.
        pub document: Document,
    }

    /// A change of the contract (art. 120).
    pub struct ContractChange {
        /// Its number, one more than the last; at most [`crate::bounds::CHANGES`].
        pub change: u32,
        /// Why it may be made without a new procedure.
        pub cause: ChangeCause,
        /// The contract's whole value after it, cents.
        pub value: Cents,
        /// What changes and why; at most [`crate::bounds::REASON`] bytes.
        pub reason: String,
        /// The act that approves it.
        pub act: Document,
    }

    /// A subcontract that the contractor asks for (art. 119).
    pub struct Subcontract {
        /// Its number, one more than the last.
        pub subcontract: u32,
        /// Tax code of the subcontractor, an organisation.
        pub subcontractor: TaxCode,
        /// Its name; at most [`crate::bounds::TITLE`] bytes.
        pub name: String,
        /// What it is to do; at most [`crate::bounds::REASON`] bytes.
        pub object: String,
        /// How much, cents.
        pub amount: Cents,
        /// The subcontract and the declarations; at least one, at most [`crate::bounds::DOCUMENTS`].
        pub documents: Vec<Document>,
    }

    /// What is written about a tender. Indices never change their meaning.
    #[allow(clippy::large_enum_variant)] // one at a time exists, and a box would be a pointer in the contract for nothing
    pub enum TenderBody {
        /// An administration publishes a notice.
        #[codec(index = 0)]
        Publish(TenderNotice),
        /// An administration awards a contract without a tender.
        #[codec(index = 1)]
        AwardDirectly(DirectAward),
        /// The administration invites a party to bid, in a procedure by invitation.
        #[codec(index = 2)]
        Invite {
            /// The party.
            party: PartyId,
            /// How it was found; at most [`crate::bounds::REASON`] bytes.
            reason: String,
        },
        /// The administration answers a question on the tender's documents, for all to read (art. 88 c. 3).
        #[codec(index = 3)]
        Clarify {
            /// Its number, one more than the last.
            clarification: u32,
            /// The question, without who asked; at most [`crate::bounds::REASON`] bytes.
            question: String,
            /// The answer; at most [`crate::bounds::REASON`] bytes.
            answer: String,
            /// What it adds; at most [`crate::bounds::DOCUMENTS`].
            documents: Vec<Document>,
        },
        /// The administration moves the deadlines to later (art. 92 c. 2), before the one for bids.
        #[codec(index = 4)]
        Extend {
            /// As in the notice, seconds since the epoch.
            clarify_until: u64,
            /// As in the notice, seconds since the epoch.
            bids_until: u64,
            /// As in the notice, seconds since the epoch.
            reveal_until: u64,
            /// Why; at most [`crate::bounds::REASON`] bytes.
            reason: String,
        },
        /// A party commits to a bid.
        #[codec(index = 5)]
        Bid {
            /// SHA-256 of [`commitment_bytes`].
            commitment: Digest,
        },
        /// A party takes its bid back before the deadline; it may then commit to another.
        #[codec(index = 6)]
        WithdrawBid,
        /// A bidder reveals its bid in the window.
        #[codec(index = 7)]
        Reveal {
            /// The secret salt: 32 random bytes, used once.
            salt: Digest,
            /// The offer.
            offer: Offer,
        },
        /// The administration excludes a bid that was revealed.
        #[codec(index = 8)]
        Exclude {
            /// Whose bid.
            party: PartyId,
            /// Why (art. 94 and 95, art. 70 c. 4); at most [`crate::bounds::REASON`] bytes.
            reason: String,
            /// The act.
            act: Document,
        },
        /// The administration deposits a report of those who evaluate (art. 93), after the window.
        #[codec(index = 9)]
        Evaluate {
            /// Its number, one more than the last.
            evaluation: u32,
            /// The report.
            report: Document,
        },
        /// The administration awards.
        #[codec(index = 10)]
        Award(AwardDecision),
        /// The administration takes the award back before the contract; bids can then be excluded and it can award again.
        #[codec(index = 11)]
        RevokeAward {
            /// Why (art. 21-quinquies and 21-nonies L. 241/1990); at most [`crate::bounds::REASON`] bytes.
            reason: String,
            /// The act.
            act: Document,
        },
        /// The administration deposits the contract that was signed.
        #[codec(index = 12)]
        Contract(ContractTerms),
        /// The administration records a change of the contract.
        #[codec(index = 13)]
        Change(ContractChange),
        /// The contractor asks for a subcontract.
        #[codec(index = 14)]
        RequestSubcontract(Subcontract),
        /// The administration authorises or denies it.
        #[codec(index = 15)]
        DecideSubcontract {
            /// The subcontract's number.
            subcontract: u32,
            /// Whether it is authorised.
            authorised: bool,
            /// Why; at most [`crate::bounds::REASON`] bytes.
            reason: String,
            /// The act.
            act: Document,
        },
        /// The administration ends the tender without a contract: revoked, annulled or deserted.
        #[codec(index = 16)]
        Cancel {
            /// Why; at most [`crate::bounds::REASON`] bytes.
            reason: String,
            /// The act.
            act: Document,
        },
    }
}

impl TenderBody {
    /// Whether this opens a new subject.
    pub fn opens(&self) -> bool {
        matches!(self, TenderBody::Publish(_) | TenderBody::AwardDirectly(_))
    }
}

impl Procedure {
    /// Whether only those invited may bid.
    pub fn is_by_invitation(self) -> bool {
        matches!(
            self,
            Procedure::Restricted | Procedure::Negotiated | Procedure::NegotiatedWithoutNotice
        )
    }
}

/// The word that a person reads for each variant.
macro_rules! words {
    ($($type:ident { $($variant:ident: $word:literal,)* })*) => { $(
        impl $type {
            /// The word a person reads and writes.
            pub fn word(self) -> &'static str {
                match self {
                    $($type::$variant => $word,)*
                }
            }
        }
    )* };
}

words! {
    TenderStatus {
        Active: "active",
        Awarded: "awarded",
        Contracted: "contracted",
        Cancelled: "cancelled",
    }
    Procedure {
        Open: "open",
        Restricted: "restricted",
        Negotiated: "negotiated",
        NegotiatedWithoutNotice: "negotiated_without_notice",
        Direct: "direct",
    }
    ContractType {
        Works: "works",
        Supplies: "supplies",
        Services: "services",
        SocialServices: "social_services",
    }
    Reserve {
        SocialIntegration: "social_integration",
        SocialCooperatives: "social_cooperatives",
    }
    Criterion {
        QualityPrice: "quality_price",
        LowestPrice: "lowest_price",
    }
    BidStatus {
        Sealed: "sealed",
        Withdrawn: "withdrawn",
        Revealed: "revealed",
        Excluded: "excluded",
    }
    DirectGround {
        BelowThreshold: "below_threshold",
        SocialCooperative: "social_cooperative",
    }
    Standstill {
        Applies: "applies",
        SingleBid: "single_bid",
        FrameworkAgreement: "framework_agreement",
        DynamicPurchasingSystem: "dynamic_purchasing_system",
        BelowThreshold: "below_threshold",
    }
    ChangeCause {
        Clause: "clause",
        Supplementary: "supplementary",
        Unforeseen: "unforeseen",
        Minor: "minor",
        NotSubstantial: "not_substantial",
        Fifth: "fifth",
    }
    SubcontractStatus {
        Requested: "requested",
        Authorised: "authorised",
        Denied: "denied",
    }
}
