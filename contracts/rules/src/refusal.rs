// SPDX-License-Identifier: EUPL-1.2
//! Refusals: why a command was not accepted, with the fields and numbers a person needs to mend it.
//!
//! They travel in SCALE from the contract to the command line. The sentence a person reads is written here
//! and nowhere else; only the host side compiles it.

use crate::agreement::AgreementStatus;
use crate::award::AwardStatus;
use crate::codes::CodeError;
use crate::date::Date;
use crate::party::{PartyKind, Permission};
use crate::primitives::Cents;
use crate::subject::{PartyId, SubjectKind};
use crate::tender::{
    BidStatus, ChangeCause, ContractType, Procedure, Reserve, SubcontractStatus, TenderStatus,
};
use crate::text::PersonalData;

small! {
    /// The field of a command that a refusal speaks of. Its name is the field's name in JSON and tables.
    #[allow(missing_docs)] // each variant is the field of the same name
    pub enum Field {
        AccountingDocument, Act, Amount, Assets, Attesters, Awarded, Beneficiary, Budget, Cig, Contributions, Criteria,
        Cup, Date, Documents, Due, End, Format, Identifier, InvitedParty, Key, Label, LegalBasis, Licence, Mandate, MediaType,
        Milestones, Money, Municipality, Name, Object, Office, Paid, Participants, Permissions, Procedure, Project,
        Publisher, Purpose, Reason, Recipient, RecipientName, Records, Recovered, Reference, Report, Requirements,
        RespondBy, ResponsibleRole, Row, Rows, SelectionMethod, Sha256, Staff, Start, Statement, Text, Title, Uri, ValidUntil,
        Version, Year,
        // Of tenders; after the others, so that these keep their indices.
        Answer, BidsUntil, Bids, Change, ClarifyUntil, Commitment, Communicated, Document, Points, Price, Question,
        Ranking, RevealUntil, Rotation, Salt, Selection, Signed, Subcontractor, Value,
        // Of de minimis aid and of members' registers.
        Aids, Elsewhere, Links, Members, Root,
    }

    /// Why a command was refused. Nothing was written.
    #[allow(missing_docs)] // fields are named for what they hold; amounts are cents, times seconds since the epoch
    pub enum Refusal {
        // What was written.
        Empty { field: Field },
        TooLong { field: Field, found: u32, limit: u32 },
        TooMany { field: Field, found: u32, limit: u32 },
        TooFew { field: Field, found: u32, least: u32 },
        NotPrintable { field: Field, at: u32 },
        PersonalData { field: Field, found: PersonalData },
        Code { field: Field, error: CodeError },
        ZeroDigest { field: Field },
        AmountOutOfRange { field: Field, found: Cents },
        DateOutOfRange { field: Field },
        DatesInWrongOrder { first: Field, then: Field },
        Repeated { field: Field, index: u32 },
        BodyTooLong { found: u32, limit: u32 },
        CallTruncated { found: u32, limit: u32 },

        // Who signed it.
        NotTheCaller,
        BadSignature,
        Expired { expiry: u64, now: u64 },
        ExpiryTooFar { expiry: u64, limit: u64 },
        NonceUsed { nonce: u64 },
        UnknownKey,
        KeyRevoked { party: PartyId },
        MissingPermission { party: PartyId, needed: Permission },
        WrongKind { found: PartyKind },
        NotTheAdministration { party: PartyId, administration: PartyId },
        NotTheBeneficiary { party: PartyId, beneficiary: PartyId },
        NotASide { party: PartyId },
        NotAnAttester { party: PartyId },
        NotAParticipant { party: PartyId },

        // Whether it exists and in what state.
        Unknown { kind: SubjectKind, number: u32 },
        OpensOnly,
        NeedsSubject,
        AlreadyFounded,
        WrongContract,
        Unanswered,

        // Parties.
        IdentifierTaken { party: PartyId },
        KeyTaken { party: PartyId },
        NoSuchKey,
        LastManagingKey,
        StandingNotForKind { found: PartyKind },
        AlreadySuspended,
        NotSuspended,
        NotInGoodStanding { party: PartyId, suspended: bool, valid_until: Option<Date>, today: Date },

        // Agreements.
        AgreementIs { found: AgreementStatus },
        AlreadyInvited { party: PartyId },
        NotInvited { party: PartyId },
        VersionExpected { expected: u32, found: u32 },
        TextDiffers { version: u32 },
        AlreadySigned { version: u32, party: PartyId },
        ContributionsAboveBudget { contributions: Cents, budget: Cents },
        AgreementNotInForce { agreement: u32 },
        AgreementEnded { agreement: u32, end: Date, today: Date },
        AgreementOfAnother { agreement: u32, administration: PartyId },
        OutsideAgreement { agreement: u32, party: PartyId },

        // Awards.
        AwardIs { found: AwardStatus },
        MilestonesDoNotAddUp { milestones: Cents, amount: Cents },
        BeneficiaryIsAdministration,
        BeneficiaryAttests { party: PartyId },
        TooManyAttestersRequired { required: u8, attesters: u8 },
        CigMissing,
        TenderOfAnother { tender: u32, administration: PartyId },
        NoSuchMilestone { milestone: u8, milestones: u8 },
        NumberExpected { expected: u32, found: u32 },
        ClaimPending { milestone: u8, claim: u32 },
        ClaimAboveMilestone { milestone: u8, claimed: Cents, left: Cents },
        NoSuchClaim { milestone: u8, claim: u32 },
        ClaimDecided { milestone: u8, claim: u32 },
        AlreadyAttested { milestone: u8, claim: u32, party: PartyId },
        AttestedAboveClaim { attested: Cents, claimed: Cents },
        AttesterPays { milestone: u8 },
        PaymentAboveAttested { milestone: u8, payment: Cents, attested_unpaid: Cents },
        MandateUsed { award: u32, payment: u32 },
        DateInFuture { date: Date, today: Date },
        PaidBeforePublication { date: Date, published: Date },
        CupDiffers,
        CigDiffers,
        NoSuchPayment { payment: u32, payments: u32 },
        AlreadyConfirmed { payment: u32 },
        AlreadyDisputed { payment: u32 },
        RecoveryAbovePayment { payment: u32, recovery: Cents, left: Cents },
        AmendmentPending { amendment: u32 },
        NoSuchAmendment { amendment: u32 },
        AmendmentDiffers { amendment: u32 },
        AmendmentBySameSide { amendment: u32 },
        MilestoneBelowCommitted { milestone: u8, amount: Cents, committed: Cents },
        MilestonesCannotShrink { found: u8, milestones: u8 },
        UnpaidAttested { attested: Cents, paid: Cents },
        FinalAccountDiffers { paid: Cents, recovered: Cents },

        // Imports.
        AlreadyImported { import: u32 },
        ImportComplete,
        LastRowDiffers { found: u32, last_row: u32 },
        RowsOutOfOrder { after: u32, found: u32 },
        RowBeyondFile { found: u32, rows: u32 },
        TotalsDiffer { field: Field, expected: u64, found: u64 },

        // Tenders.
        TenderIs { found: TenderStatus },
        NoticeOfDirectAward,
        NotBelowThreshold { value: Cents, threshold: Cents },
        ConventionNotForType { found: ContractType },
        ReservedTender { reserve: Reserve, found: PartyKind },
        LowestPriceNotAllowed,
        RevealWindowTooShort { found: u64, least: u64 },
        DeadlinePassed { field: Field, deadline: u64, now: u64 },
        DeadlineNotPassed { field: Field, deadline: u64, now: u64 },
        DeadlineEarlier { field: Field, before: u64, found: u64 },
        CigTaken { tender: u32 },
        SelectionMissing,
        NoInvitations { procedure: Procedure },
        AlreadyInvitedToBid { party: PartyId },
        AlreadyBid { party: PartyId },
        NoSuchBid { party: PartyId },
        BidIs { party: PartyId, found: BidStatus },
        CommitmentDiffers { party: PartyId },
        NotEvaluated,
        RankingIncomplete { found: u32, admitted: u32 },
        RankingOutOfOrder { index: u32 },
        TooManyPoints { party: PartyId, points: u16 },
        PriceAboveValue { party: PartyId, price: Cents, value: Cents },
        PriceDiffers { party: PartyId, price: Cents },
        NotTheWinner { party: PartyId, winner: PartyId },
        NotASingleBid { admitted: u32 },
        DirectAwardHasNoBids,
        StandstillNotOver { until: Date, day: Date },
        ChangeAboveLimit { cause: ChangeCause, changed: Cents, limit: Cents },
        NoSuchSubcontract { subcontract: u32, subcontracts: u32 },
        SubcontractIs { found: SubcontractStatus },
        SubcontractsAboveLimit { subcontracted: Cents, limit: Cents },

        // Awards that rest on a tender.
        NotAContract { tender: u32 },
        ContractValueDiffers { tender: u32, amount: Cents, value: Cents },
        TenderCodeDiffers { field: Field },
        TenderHasAward { tender: u32, award: u32 },
        AmendmentAboveContract { tender: u32, amount: Cents, value: Cents },

        // De minimis aid.
        AboveDeMinimis { amount: Cents, received: Cents, ceiling: Cents },
        LinksDiffer { party: PartyId, other: PartyId },
        AlreadyLinked { party: PartyId, other: PartyId },
        NotLinked { party: PartyId, other: PartyId },
        NoSuchAid { party: PartyId, aid: u32 },
        AidNotReduced { amount: Cents, registered: Cents },
        NotAGrant,
        AidOfAnother { party: PartyId, aid: u32, administration: PartyId },
        AidDiffers { party: PartyId, aid: u32, amount: Cents, registered: Cents },
        AidHasAward { aid: u32, award: u32 },

        // Members' registers.
        NotTheParty { party: PartyId, expected: PartyId },
        MembersDeposited { year: u16 },
        NoMembers { year: u16 },
    }
}

#[cfg(feature = "std")]
mod sentence;
