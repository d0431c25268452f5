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
    pub enum Field {
        /// The final account (rendiconto) of an award.
        AccountingDocument,
        /// The act that approves or ends something.
        Act,
        /// An amount, cents.
        Amount,
        /// What a participant brings in buildings and equipment, cents.
        Assets,
        /// Who may attest an award's milestones.
        Attesters,
        /// What a public file reports as awarded, cents.
        Awarded,
        /// For whom an award is (art. 27 c. 1 a D.Lgs. 33/2013).
        Beneficiary,
        /// A budget frame, cents.
        Budget,
        /// The codice identificativo di gara (art. 3 c. 5 L. 136/2010).
        Cig,
        /// What the participants of a version bring.
        Contributions,
        /// How proposals are compared (criteri).
        Criteria,
        /// The codice unico di progetto (art. 11 L. 3/2003).
        Cup,
        /// The day of a payment order.
        Date,
        /// The documents of a body.
        Documents,
        /// The day on which a milestone is due.
        Due,
        /// The last day of an agreement, an award or a reported row.
        End,
        /// The mapping that reads a public file.
        Format,
        /// What a party is identified by.
        Identifier,
        /// The party that is invited to an agreement.
        InvitedParty,
        /// A public key.
        Key,
        /// The office or role that holds a key.
        Label,
        /// The norm or title on which an award rests (art. 27 c. 1 c D.Lgs. 33/2013).
        LegalBasis,
        /// The licence of a public file.
        Licence,
        /// A mandate of payment: its year and number.
        Mandate,
        /// The media type of a document (RFC 6838).
        MediaType,
        /// The milestones of an award.
        Milestones,
        /// What a participant brings in money, cents.
        Money,
        /// The municipality of a party's seat (codice ISTAT).
        Municipality,
        /// The name of a party.
        Name,
        /// What will be done under an agreement (oggetto).
        Object,
        /// The office in charge of an award (art. 27 c. 1 d D.Lgs. 33/2013).
        Office,
        /// What was paid, cents: reported by a public file, or in a final account.
        Paid,
        /// Who takes part in a version.
        Participants,
        /// What a key may do.
        Permissions,
        /// How a public file says that the recipient was chosen.
        Procedure,
        /// The project of an award (art. 27 c. 1 f D.Lgs. 33/2013).
        Project,
        /// Who published a public file.
        Publisher,
        /// The need that an agreement answers (finalità).
        Purpose,
        /// Why something is done.
        Reason,
        /// The organisation that a public file names as recipient.
        Recipient,
        /// Its name as the file has it.
        RecipientName,
        /// The historical records of an entry, or their number.
        Records,
        /// What was recovered, cents.
        Recovered,
        /// The number of a call or an act.
        Reference,
        /// The report of an attestation.
        Report,
        /// Who may take part in an agreement (requisiti).
        Requirements,
        /// The last day to answer a notice.
        RespondBy,
        /// The role of the responsible officer (art. 27 c. 1 d D.Lgs. 33/2013).
        ResponsibleRole,
        /// The number of a row in a public file.
        Row,
        /// How many rows a public file has.
        Rows,
        /// How the beneficiary was chosen (art. 27 c. 1 e D.Lgs. 33/2013).
        SelectionMethod,
        /// A SHA-256 digest.
        Sha256,
        /// What a participant brings in work, cents.
        Staff,
        /// The first day of an agreement, an award or a reported row.
        Start,
        /// What a beneficiary says was done.
        Statement,
        /// The text of a version.
        Text,
        /// A title.
        Title,
        /// The address of a document.
        Uri,
        /// The last day of an attested standing.
        ValidUntil,
        /// The number of a version.
        Version,
        /// A year.
        Year,

        // Of tenders; after the others, so that these keep their indices.
        /// The answer to a question on a tender.
        Answer,
        /// Last moment for bids.
        BidsUntil,
        /// The bids on a tender.
        Bids,
        /// A change of a contract.
        Change,
        /// Last moment for clarifications.
        ClarifyUntil,
        /// The digest of salt and offer.
        Commitment,
        /// The day on which the last bidder was told of the award.
        Communicated,
        /// A contract's document.
        Document,
        /// A bid's points, hundredths.
        Points,
        /// The price of an offer, cents.
        Price,
        /// A question on a tender.
        Question,
        /// The admitted bids, best first.
        Ranking,
        /// Last moment to reveal a bid.
        RevealUntil,
        /// How rotation is kept (art. 49 D.Lgs. 36/2023).
        Rotation,
        /// The secret part of a commitment.
        Salt,
        /// The selection that a convention follows (art. 5 c. 1 L. 381/1991).
        Selection,
        /// The day on which a contract was signed.
        Signed,
        /// To whom a part of a contract is subcontracted.
        Subcontractor,
        /// The value of a tender or a contract, cents.
        Value,
        // Of de minimis aid and of members' registers.
        /// The de minimis aids of a party.
        Aids,
        /// De minimis aid that is not on this ledger, cents.
        Elsewhere,
        /// The parties that are one undertaking with another.
        Links,
        /// The members of a cooperative, or their number.
        Members,
        /// The root of a members' register.
        Root,
    }

    /// Why a command was refused. Nothing was written. The sentence for each stands in `refusal/sentence.rs`.
    /// Subjects and what belongs to them are numbered from 1; amounts are euro cents, moments seconds since the epoch.
    pub enum Refusal {
        // What was written.
        /// Something must be written there.
        Empty {
            /// Where.
            field: Field,
        },
        /// A text has too many bytes.
        TooLong {
            /// Which text.
            field: Field,
            /// Bytes of UTF-8 that it has.
            found: u32,
            /// Bytes of UTF-8 that it may have, see [`crate::bounds`].
            limit: u32,
        },
        /// A list is too long.
        TooMany {
            /// Which list.
            field: Field,
            /// How many things are in it.
            found: u32,
            /// How many may be in it, see [`crate::bounds`].
            limit: u32,
        },
        /// A list is too short.
        TooFew {
            /// Which list.
            field: Field,
            /// How many things are in it.
            found: u32,
            /// How many must be in it at least.
            least: u32,
        },
        /// A text holds a character that is not seen for what it is, see [`crate::text::printable`].
        NotPrintable {
            /// Which text.
            field: Field,
            /// Where the character starts, in bytes of UTF-8 from 0.
            at: u32,
        },
        /// A text holds data of a natural person (art. 26 c. 4 D.Lgs. 33/2013).
        PersonalData {
            /// Which text.
            field: Field,
            /// What it holds, and where.
            found: PersonalData,
        },
        /// A code does not keep its rules.
        Code {
            /// Which code.
            field: Field,
            /// What is wrong with it.
            error: CodeError,
        },
        /// A digest of all zeros: no document's.
        ZeroDigest {
            /// Which digest.
            field: Field,
        },
        /// An amount of zero where something must be, above [`crate::bounds::AMOUNT`], or beyond what a sum can hold.
        AmountOutOfRange {
            /// Which amount.
            field: Field,
            /// The amount, cents.
            found: Cents,
        },
        /// A date or a year outside 1970–2199.
        DateOutOfRange {
            /// Which.
            field: Field,
        },
        /// The second date lies before the first.
        DatesInWrongOrder {
            /// The date that should come first.
            first: Field,
            /// The date that should not come before it.
            then: Field,
        },
        /// Something is named twice in a list.
        Repeated {
            /// Which list.
            field: Field,
            /// The place of the second, from 1.
            index: u32,
        },
        /// The command is longer than an entry's body may be.
        BodyTooLong {
            /// Bytes of its SCALE encoding.
            found: u32,
            /// Bytes it may have, [`crate::bounds::BODY`].
            limit: u32,
        },
        /// The call's data is not exactly as long as its arguments: ink! cuts off beyond 16,384 bytes, and reads zeros where bytes are missing.
        CallTruncated {
            /// Bytes that were sent.
            found: u32,
            /// Bytes that the contract read.
            limit: u32,
        },

        // Who signed it.
        /// The account that calls is not the one of the key that signs.
        NotTheCaller,
        /// The signature is not the key's sr25519 signature of this command's text.
        BadSignature,
        /// The carried signature has expired.
        Expired {
            /// When it did, seconds since the epoch.
            expiry: u64,
            /// Block time, seconds since the epoch.
            now: u64,
        },
        /// The carried signature would hold too long, see [`crate::bounds::EXPIRY`].
        ExpiryTooFar {
            /// Until when it would, seconds since the epoch.
            expiry: u64,
            /// Until when it may at most, seconds since the epoch.
            limit: u64,
        },
        /// This key has used the nonce with this contract.
        NonceUsed {
            /// The nonce.
            nonce: u64,
        },
        /// No party has this key.
        UnknownKey,
        /// The key was revoked.
        KeyRevoked {
            /// Whose key it was.
            party: PartyId,
        },
        /// The key may not do this.
        MissingPermission {
            /// Whose key it is.
            party: PartyId,
            /// What it would have to be permitted.
            needed: Permission,
        },
        /// A party of this kind may not do this.
        WrongKind {
            /// The kind.
            found: PartyKind,
        },
        /// Only the administration that keeps the subject may do this (of a party's name: also the one that registered it).
        NotTheAdministration {
            /// Who signed.
            party: PartyId,
            /// Who may.
            administration: PartyId,
        },
        /// Only the beneficiary may do this.
        NotTheBeneficiary {
            /// Who signed.
            party: PartyId,
            /// Who may.
            beneficiary: PartyId,
        },
        /// Only administration and beneficiary amend an award.
        NotASide {
            /// Who signed.
            party: PartyId,
        },
        /// The party is not among the award's attesters.
        NotAnAttester {
            /// Who signed.
            party: PartyId,
        },
        /// The party does not take part in this version.
        NotAParticipant {
            /// Which party.
            party: PartyId,
        },

        // Whether it exists and in what state.
        /// There is no such subject.
        Unknown {
            /// Of which kind.
            kind: SubjectKind,
            /// Its number.
            number: u32,
        },
        /// The command opens a new subject, but names an existing one.
        OpensOnly,
        /// The command is about an existing subject, but names none.
        NeedsSubject,
        /// The registry is founded already.
        AlreadyFounded,
        /// Another contract answers this question.
        WrongContract,
        /// The contract that was asked gave no answer that can be understood.
        Unanswered,

        // Parties.
        /// A party is registered with this identifier already.
        IdentifierTaken {
            /// That party.
            party: PartyId,
        },
        /// The key belongs to a party already, and for ever.
        KeyTaken {
            /// That party.
            party: PartyId,
        },
        /// The party has no such key.
        NoSuchKey,
        /// The party would be left without a key that may manage keys.
        LastManagingKey,
        /// Standing is attested of cooperatives only (D.Lgs. 220/2002).
        StandingNotForKind {
            /// What kind of party this is.
            found: PartyKind,
        },
        /// It is suspended already.
        AlreadySuspended,
        /// It is not suspended.
        NotSuspended,
        /// New awards, claims and payments are not open to the party, see [`crate::fact::StandingFact::is_good`].
        NotInGoodStanding {
            /// Which party.
            party: PartyId,
            /// Whether an oversight body has suspended it.
            suspended: bool,
            /// Last day of its attested standing, if it ever had one.
            valid_until: Option<Date>,
            /// The day of the block, UTC.
            today: Date,
        },

        // Agreements.
        /// In this state of the agreement it can't be done.
        AgreementIs {
            /// The state.
            found: AgreementStatus,
        },
        /// The party is at the table already.
        AlreadyInvited {
            /// Which party.
            party: PartyId,
        },
        /// The party is not invited.
        NotInvited {
            /// Which party.
            party: PartyId,
        },
        /// Another version is the one to propose or to sign.
        VersionExpected {
            /// Its number, 0 if there is none.
            expected: u32,
            /// The number given.
            found: u32,
        },
        /// The digest is not that of the version's text.
        TextDiffers {
            /// The version's number.
            version: u32,
        },
        /// The party has signed this version already.
        AlreadySigned {
            /// The version's number.
            version: u32,
            /// Which party.
            party: PartyId,
        },
        /// More money is contributed than the budget holds.
        ContributionsAboveBudget {
            /// The money of all participants, cents.
            contributions: Cents,
            /// The version's budget frame, cents.
            budget: Cents,
        },
        /// No version of the agreement is in force.
        AgreementNotInForce {
            /// The agreement's number.
            agreement: u32,
        },
        /// The agreement's last day is over.
        AgreementEnded {
            /// The agreement's number.
            agreement: u32,
            /// Its last day.
            end: Date,
            /// The day of the block, UTC.
            today: Date,
        },
        /// Another administration leads the agreement.
        AgreementOfAnother {
            /// The agreement's number.
            agreement: u32,
            /// Who leads it.
            administration: PartyId,
        },
        /// The beneficiary takes no part in the agreement.
        OutsideAgreement {
            /// The agreement's number.
            agreement: u32,
            /// The beneficiary.
            party: PartyId,
        },

        // Awards.
        /// In this state of the award it can't be done.
        AwardIs {
            /// The state.
            found: AwardStatus,
        },
        /// The milestones' amounts are not together the award's.
        MilestonesDoNotAddUp {
            /// Their sum, cents.
            milestones: Cents,
            /// The award's amount, cents.
            amount: Cents,
        },
        /// An administration can't grant to itself.
        BeneficiaryIsAdministration,
        /// The beneficiary is among the attesters.
        BeneficiaryAttests {
            /// The beneficiary.
            party: PartyId,
        },
        /// As many attesters as each claim needs are not named, or none is needed.
        TooManyAttestersRequired {
            /// How many each claim would need.
            required: u8,
            /// How many are named.
            attesters: u8,
        },
        /// A contract has no CIG (art. 3 c. 5 L. 136/2010).
        CigMissing,
        /// The tender that an award would rest on is another administration's.
        TenderOfAnother {
            /// The tender's number.
            tender: u32,
            /// Whose it is.
            administration: PartyId,
        },
        /// The award has no such milestone.
        NoSuchMilestone {
            /// The number given.
            milestone: u8,
            /// How many milestones it has.
            milestones: u8,
        },
        /// Claims, payments, recoveries and amendments are numbered without gaps.
        NumberExpected {
            /// The next number.
            expected: u32,
            /// The number given.
            found: u32,
        },
        /// A claim still waits for attestation.
        ClaimPending {
            /// The milestone's number.
            milestone: u8,
            /// The claim's number.
            claim: u32,
        },
        /// More is claimed than is left of the milestone.
        ClaimAboveMilestone {
            /// The milestone's number.
            milestone: u8,
            /// What is claimed, cents.
            claimed: Cents,
            /// What can be claimed, cents.
            left: Cents,
        },
        /// The milestone has no such claim.
        NoSuchClaim {
            /// The milestone's number.
            milestone: u8,
            /// The number given.
            claim: u32,
        },
        /// Enough have attested the claim.
        ClaimDecided {
            /// The milestone's number.
            milestone: u8,
            /// The claim's number.
            claim: u32,
        },
        /// The party has attested this claim already.
        AlreadyAttested {
            /// The milestone's number.
            milestone: u8,
            /// The claim's number.
            claim: u32,
            /// Which party.
            party: PartyId,
        },
        /// What is partly met must lie between nothing and all that is claimed.
        AttestedAboveClaim {
            /// What was found met, cents.
            attested: Cents,
            /// What is claimed, cents.
            claimed: Cents,
        },
        /// The key attested this milestone: whoever attests does not record the payment.
        AttesterPays {
            /// The milestone's number.
            milestone: u8,
        },
        /// More is paid than is attested and unpaid.
        PaymentAboveAttested {
            /// The milestone's number.
            milestone: u8,
            /// What is paid, cents.
            payment: Cents,
            /// What is attested and unpaid, cents.
            attested_unpaid: Cents,
        },
        /// The mandate's number was used in the same financial year (art. 185 c. 2 a D.Lgs. 267/2000).
        MandateUsed {
            /// The award's number.
            award: u32,
            /// The number of the payment in that award.
            payment: u32,
        },
        /// The payment order is dated later than the day after the block, UTC: east of Greenwich it may be tomorrow already.
        DateInFuture {
            /// That day.
            date: Date,
            /// The day of the block, UTC.
            today: Date,
        },
        /// The payment order is older than the award's publication (art. 26 c. 3 D.Lgs. 33/2013).
        PaidBeforePublication {
            /// Day of the payment order.
            date: Date,
            /// Day of publication, UTC.
            published: Date,
        },
        /// The payment does not carry the award's CUP (art. 3 c. 5 L. 136/2010).
        CupDiffers,
        /// The payment does not carry the award's CIG (art. 3 c. 5 L. 136/2010).
        CigDiffers,
        /// The award has no such payment.
        NoSuchPayment {
            /// The number given.
            payment: u32,
            /// How many payments it has.
            payments: u32,
        },
        /// The beneficiary has confirmed the payment.
        AlreadyConfirmed {
            /// The payment's number.
            payment: u32,
        },
        /// The beneficiary has disputed the payment.
        AlreadyDisputed {
            /// The payment's number.
            payment: u32,
        },
        /// More is recovered than is left of the payment.
        RecoveryAbovePayment {
            /// The payment's number.
            payment: u32,
            /// What is recovered, cents.
            recovery: Cents,
            /// What was paid and not yet recovered, cents.
            left: Cents,
        },
        /// An amendment waits for the other side.
        AmendmentPending {
            /// The amendment's number.
            amendment: u32,
        },
        /// No such amendment waits for the other side.
        NoSuchAmendment {
            /// The number given.
            amendment: u32,
        },
        /// The terms are not those that were proposed.
        AmendmentDiffers {
            /// The amendment's number.
            amendment: u32,
        },
        /// The side that proposed accepts, or the other one withdraws.
        AmendmentBySameSide {
            /// The amendment's number.
            amendment: u32,
        },
        /// A milestone would be worth less than what of it is attested or claimed.
        MilestoneBelowCommitted {
            /// The milestone's number.
            milestone: u8,
            /// What it would be worth, cents.
            amount: Cents,
            /// What is attested or claimed, cents.
            committed: Cents,
        },
        /// Some milestones are missing from an amendment: each is kept.
        MilestonesCannotShrink {
            /// How many are given.
            found: u8,
            /// How many the award has.
            milestones: u8,
        },
        /// An award is not closed while attested money is unpaid.
        UnpaidAttested {
            /// Attested in all, cents.
            attested: Cents,
            /// Paid in all, cents.
            paid: Cents,
        },
        /// The final account does not say what the ledger says.
        FinalAccountDiffers {
            /// Paid in all, as the ledger says, cents.
            paid: Cents,
            /// Recovered in all, as the ledger says, cents.
            recovered: Cents,
        },

        // Imports.
        /// The same file was imported in the same format.
        AlreadyImported {
            /// That import's number.
            import: u32,
        },
        /// The import is finished.
        ImportComplete,
        /// The rows do not follow those that are recorded.
        LastRowDiffers {
            /// Number of the row after which they would be recorded.
            found: u32,
            /// Number of the last row recorded, 0 before the first.
            last_row: u32,
        },
        /// Rows are recorded once, in the file's order.
        RowsOutOfOrder {
            /// Number of the row before.
            after: u32,
            /// Number of the row that comes after it.
            found: u32,
        },
        /// The file has no such row.
        RowBeyondFile {
            /// The row's number, from 1.
            found: u32,
            /// How many rows the file has.
            rows: u32,
        },
        /// What an import's end says is not what ledger and file say.
        TotalsDiffer {
            /// Of what.
            field: Field,
            /// What ledger and file say: rows, or cents of an amount.
            expected: u64,
            /// What is given: rows, or cents of an amount.
            found: u64,
        },

        // Tenders.
        /// The tender's status does not allow it.
        TenderIs {
            /// Where it stands.
            found: TenderStatus,
        },
        /// A direct award is recorded as such, without a notice.
        NoticeOfDirectAward,
        /// The value reaches a threshold below which it must be.
        NotBelowThreshold {
            /// Cents, net of VAT.
            value: Cents,
            /// The threshold, cents: see [`crate::tender::thresholds`].
            threshold: Cents,
        },
        /// A convention with a social cooperative is not for this kind of contract (art. 5 c. 1 L. 381/1991).
        ConventionNotForType {
            /// What is procured.
            found: ContractType,
        },
        /// The tender is reserved for others (art. 61 D.Lgs. 36/2023).
        ReservedTender {
            /// For whom.
            reserve: Reserve,
            /// The kind of the party that would take part.
            found: PartyKind,
        },
        /// Social services and labour-intensive contracts are not awarded by the lowest price (art. 108 c. 2 D.Lgs. 36/2023).
        LowestPriceNotAllowed,
        /// There would be too little time to reveal bids in.
        RevealWindowTooShort {
            /// Seconds between the last moment for bids and the last to reveal one.
            found: u64,
            /// Seconds that it must have, [`crate::bounds::REVEAL_WINDOW`].
            least: u64,
        },
        /// It was possible until a moment that has passed.
        DeadlinePassed {
            /// Which deadline.
            field: Field,
            /// Its last moment, seconds since the epoch.
            deadline: u64,
            /// The block's time, seconds since the epoch.
            now: u64,
        },
        /// It is possible only after a moment that has not passed yet.
        DeadlineNotPassed {
            /// Which deadline.
            field: Field,
            /// Its last moment, seconds since the epoch.
            deadline: u64,
            /// The block's time, seconds since the epoch.
            now: u64,
        },
        /// Deadlines are moved to later only (art. 92 c. 2 D.Lgs. 36/2023).
        DeadlineEarlier {
            /// Which deadline.
            field: Field,
            /// Its last moment so far, seconds since the epoch.
            before: u64,
            /// What is given, seconds since the epoch.
            found: u64,
        },
        /// Another tender has the CIG.
        CigTaken {
            /// Its number.
            tender: u32,
        },
        /// A convention with a social cooperative follows a selection (art. 5 c. 1 L. 381/1991).
        SelectionMissing,
        /// Nobody is invited in such a procedure.
        NoInvitations {
            /// How the contractor is chosen.
            procedure: Procedure,
        },
        /// The party is invited to bid already.
        AlreadyInvitedToBid {
            /// Which.
            party: PartyId,
        },
        /// The party has a bid already (art. 17 c. 4 D.Lgs. 36/2023).
        AlreadyBid {
            /// Which.
            party: PartyId,
        },
        /// The party has no bid.
        NoSuchBid {
            /// Which.
            party: PartyId,
        },
        /// The bid's status does not allow it.
        BidIs {
            /// Whose bid.
            party: PartyId,
            /// Where it stands.
            found: BidStatus,
        },
        /// Salt and offer are not what the party committed to.
        CommitmentDiffers {
            /// Which.
            party: PartyId,
        },
        /// A tender is awarded after an evaluation report.
        NotEvaluated,
        /// Not every admitted bid is ranked.
        RankingIncomplete {
            /// How many bids are ranked.
            found: u32,
            /// How many bids are admitted.
            admitted: u32,
        },
        /// A bid is ranked behind one that is worse.
        RankingOutOfOrder {
            /// Its place in the ranking, from 1.
            index: u32,
        },
        /// Points beyond what there are, or where the lowest price decides.
        TooManyPoints {
            /// Whose bid.
            party: PartyId,
            /// Number of hundredths of a point.
            points: u16,
        },
        /// A bid above the tender's value can't be ranked.
        PriceAboveValue {
            /// Whose bid.
            party: PartyId,
            /// Its price, cents.
            price: Cents,
            /// The tender's value, cents.
            value: Cents,
        },
        /// The winner's price is not the one it revealed.
        PriceDiffers {
            /// The first of the ranking.
            party: PartyId,
            /// What it revealed, cents.
            price: Cents,
        },
        /// The party is not the one that the tender is awarded to.
        NotTheWinner {
            /// The party given.
            party: PartyId,
            /// The first of the ranking, or the tender's winner.
            winner: PartyId,
        },
        /// The standstill is waived for a single bid only (art. 18 c. 3 a D.Lgs. 36/2023).
        NotASingleBid {
            /// How many bids are admitted.
            admitted: u32,
        },
        /// A direct award has no other bid to fall back on.
        DirectAwardHasNoBids,
        /// The contract must wait (art. 18 c. 3 D.Lgs. 36/2023).
        StandstillNotOver {
            /// The last day of the standstill.
            until: Date,
            /// The day on which it would be signed.
            day: Date,
        },
        /// A change beyond what the law allows for its cause (art. 120 D.Lgs. 36/2023).
        ChangeAboveLimit {
            /// Why it would be made.
            cause: ChangeCause,
            /// What it changes, with earlier changes where they count together, cents.
            changed: Cents,
            /// The most it may be, cents.
            limit: Cents,
        },
        /// The tender has no such subcontract.
        NoSuchSubcontract {
            /// The number given.
            subcontract: u32,
            /// How many it has.
            subcontracts: u32,
        },
        /// The subcontract's status does not allow it.
        SubcontractIs {
            /// Where it stands.
            found: SubcontractStatus,
        },
        /// More would be subcontracted than may be (art. 119 c. 1 D.Lgs. 36/2023).
        SubcontractsAboveLimit {
            /// With this one, cents.
            subcontracted: Cents,
            /// The most it may be, cents.
            limit: Cents,
        },

        // Awards that rest on a tender.
        /// An award that rests on a tender is a contract.
        NotAContract {
            /// The tender's number.
            tender: u32,
        },
        /// The award's amount is not the contract's value.
        ContractValueDiffers {
            /// The tender's number.
            tender: u32,
            /// The award's, cents.
            amount: Cents,
            /// The contract's with its changes, cents.
            value: Cents,
        },
        /// The award carries another code than its tender.
        TenderCodeDiffers {
            /// Which code.
            field: Field,
        },
        /// The tender's contract has an award already.
        TenderHasAward {
            /// The tender's number.
            tender: u32,
            /// Its award's number.
            award: u32,
        },
        /// An amendment beyond what the contract is worth.
        AmendmentAboveContract {
            /// The tender's number.
            tender: u32,
            /// What the award would be, cents.
            amount: Cents,
            /// The contract's value with its changes, cents.
            value: Cents,
        },

        // De minimis aid.
        /// The undertaking would receive more than it may in three years (art. 3(2) Regulation (EU) 2023/2831).
        AboveDeMinimis {
            /// The aid, cents.
            amount: Cents,
            /// What it received in the three years, here and elsewhere, cents.
            received: Cents,
            /// [`crate::bounds::DE_MINIMIS`], cents.
            ceiling: Cents,
        },
        /// Two parties of one undertaking are not linked with the same others.
        LinksDiffer {
            /// The beneficiary.
            party: PartyId,
            /// The party that it is linked with.
            other: PartyId,
        },
        /// The two are linked already, or one and the same.
        AlreadyLinked {
            /// The one.
            party: PartyId,
            /// The other.
            other: PartyId,
        },
        /// The two are not linked.
        NotLinked {
            /// The one.
            party: PartyId,
            /// The other.
            other: PartyId,
        },
        /// The party has no such aid.
        NoSuchAid {
            /// Which.
            party: PartyId,
            /// The number given.
            aid: u32,
        },
        /// An aid is only ever lowered.
        AidNotReduced {
            /// What is given, cents.
            amount: Cents,
            /// What it is, cents.
            registered: Cents,
        },
        /// De minimis aid is given as a grant.
        NotAGrant,
        /// Another administration entered the aid.
        AidOfAnother {
            /// Who receives it.
            party: PartyId,
            /// Its number.
            aid: u32,
            /// Who entered it.
            administration: PartyId,
        },
        /// The grant's amount is not the aid's.
        AidDiffers {
            /// Who receives it.
            party: PartyId,
            /// Its number.
            aid: u32,
            /// The grant's, cents.
            amount: Cents,
            /// The aid's, cents.
            registered: Cents,
        },
        /// The aid is given by an award already.
        AidHasAward {
            /// Its number.
            aid: u32,
            /// The award's number.
            award: u32,
        },

        // Members' registers.
        /// Only the party itself may do this.
        NotTheParty {
            /// The signer's.
            party: PartyId,
            /// The party it is about.
            expected: PartyId,
        },
        /// The register of the year is deposited already.
        MembersDeposited {
            /// Which year.
            year: u16,
        },
        /// No register of the year is deposited.
        NoMembers {
            /// Which year.
            year: u16,
        },
    }
}

#[cfg(feature = "std")]
mod sentence;
