// SPDX-License-Identifier: EUPL-1.2
//! State is rows: small, of bounded length, each under a key that is part of the format. A storage value on
//! pallet-revive holds at most 416 bytes, so texts live in the entries alone.
//!
//! Keys and rows are what storage proofs prove: an index never changes its meaning.

use crate::agreement::{AgreementRow, ParticipantRow, VersionRow};
use crate::award::{
    AmendmentRow, AttestationRow, AwardRow, ClaimRow, MandateRow, MilestoneRow, PaymentRow,
    RecoveryRow,
};
use crate::codes::{Cig, TaxCode};
use crate::import::ImportRow;
use crate::party::{AidAccountRow, AidRow, KeyRow, MembersRow, PartyRow};
use crate::primitives::{Digest, Key};
use crate::subject::{PartyId, Subject};
use crate::tender::{BidRow, ChangeRow, SubcontractRow, TenderRow};

small! {
    /// Under what a row stands: docs/format.md, "Rows in storage". At most [`crate::bounds::ROW_KEY`] bytes of SCALE.
    pub enum RowKey {
        /// The contract's own row: how many entries and subjects it holds.
        #[codec(index = 0)]
        Ledger,
        /// A subject's head.
        #[codec(index = 1)]
        Head(Subject),
        /// A nonce that a carried signature used up.
        #[codec(index = 2)]
        Nonce {
            /// Whose signature it was.
            key: Key,
            /// The nonce.
            nonce: u64,
        },

        /// A party, by its number.
        #[codec(index = 10)]
        Party(PartyId),
        /// A key that belongs, or belonged, to a party.
        #[codec(index = 11)]
        Key(Key),
        /// The party with this tax code.
        #[codec(index = 12)]
        Identifier(TaxCode),
        /// How many aids and links a party has.
        #[codec(index = 13)]
        AidAccount(PartyId),
        /// A de minimis aid of a party.
        #[codec(index = 14)]
        Aid {
            /// The party.
            party: PartyId,
            /// The aid's number with its party, from 1.
            aid: u32,
        },
        /// A party that is of one undertaking with this one.
        #[codec(index = 15)]
        Link {
            /// The party.
            party: PartyId,
            /// The link's number with its party, from 1.
            number: u8,
        },
        /// The members' register of a cooperative.
        #[codec(index = 16)]
        Members {
            /// The party.
            party: PartyId,
            /// Of which year.
            year: u16,
        },

        /// An agreement, by its number.
        #[codec(index = 20)]
        Agreement(u32),
        /// A version of an agreement.
        #[codec(index = 21)]
        Version {
            /// The agreement's number.
            agreement: u32,
            /// The version's number, from 1.
            version: u32,
        },
        /// A party in a version of an agreement.
        #[codec(index = 22)]
        Participant {
            /// The agreement's number.
            agreement: u32,
            /// The version's number, from 1.
            version: u32,
            /// The party.
            party: PartyId,
        },
        /// A party that is invited to an agreement.
        #[codec(index = 23)]
        Invited {
            /// The agreement's number.
            agreement: u32,
            /// The party.
            party: PartyId,
        },

        /// An award, by its number.
        #[codec(index = 30)]
        Award(u32),
        /// A milestone of an award.
        #[codec(index = 31)]
        Milestone {
            /// The award's number.
            award: u32,
            /// The milestone's number, from 1.
            milestone: u8,
        },
        /// A party that may attest an award's milestones.
        #[codec(index = 32)]
        Attester {
            /// The award's number.
            award: u32,
            /// The party.
            party: PartyId,
        },
        /// A claim on a milestone.
        #[codec(index = 33)]
        Claim {
            /// The award's number.
            award: u32,
            /// The milestone's number, from 1.
            milestone: u8,
            /// The claim's number in its milestone, from 1.
            claim: u32,
        },
        /// A party's word on a claim.
        #[codec(index = 34)]
        Attestation {
            /// The award's number.
            award: u32,
            /// The milestone's number, from 1.
            milestone: u8,
            /// The claim's number in its milestone, from 1.
            claim: u32,
            /// The attester.
            party: PartyId,
        },
        /// This key attested this milestone, so it may not record its payment.
        #[codec(index = 35)]
        AttestingKey {
            /// The award's number.
            award: u32,
            /// The milestone's number, from 1.
            milestone: u8,
            /// The key that attested.
            key: Key,
        },
        /// A payment of an award.
        #[codec(index = 36)]
        Payment {
            /// The award's number.
            award: u32,
            /// The payment's number in its award, from 1.
            payment: u32,
        },
        /// The payment that used an administration's mandate; the digest is of the year and the number.
        #[codec(index = 37)]
        Mandate {
            /// Whose mandate it was.
            administration: PartyId,
            /// SHA-256 of `year/number`, the number without white space and in capital letters.
            mandate: Digest,
        },
        /// A recovery of an award.
        #[codec(index = 38)]
        Recovery {
            /// The award's number.
            award: u32,
            /// The recovery's number in its award, from 1.
            recovery: u32,
        },
        /// An amendment of an award.
        #[codec(index = 39)]
        Amendment {
            /// The award's number.
            award: u32,
            /// The amendment's number in its award, from 1.
            amendment: u32,
        },
        /// The tender that the award with this number rests on.
        #[codec(index = 40)]
        AwardTender(u32),
        /// The award that rests on the tender with this number: there is one at most.
        #[codec(index = 41)]
        TenderAward(u32),
        /// The de minimis aid that the grant with this number is given as.
        #[codec(index = 42)]
        AwardAid(u32),
        /// The award that gives a de minimis aid: there is one at most.
        #[codec(index = 43)]
        AidAward {
            /// The party.
            party: PartyId,
            /// The aid's number with its party, from 1.
            aid: u32,
        },

        /// An import, by its number.
        #[codec(index = 50)]
        Import(u32),
        /// The import of a file in a format; the digest is of both.
        #[codec(index = 51)]
        ImportSource(Digest),

        /// A tender, by its number.
        #[codec(index = 60)]
        Tender(u32),
        /// The tender with this CIG.
        #[codec(index = 61)]
        TenderCig(Cig),
        /// A party that is invited to bid.
        #[codec(index = 62)]
        Bidder {
            /// The tender's number.
            tender: u32,
            /// The party.
            party: PartyId,
        },
        /// The bid of a party.
        #[codec(index = 63)]
        Bid {
            /// The tender's number.
            tender: u32,
            /// The party.
            party: PartyId,
        },
        /// A change of a tender's contract.
        #[codec(index = 64)]
        Change {
            /// The tender's number.
            tender: u32,
            /// The change's number in its tender, from 1.
            change: u32,
        },
        /// A subcontract of a tender's contract.
        #[codec(index = 65)]
        Subcontract {
            /// The tender's number.
            tender: u32,
            /// The subcontract's number in its tender, from 1.
            subcontract: u32,
        },
    }

    /// A row: at most [`crate::bounds::ROW`] bytes of SCALE. It stands under the [`RowKey`] of the same name.
    pub enum Row {
        /// What the contract holds in all.
        #[codec(index = 0)]
        Ledger(LedgerRow),
        /// The end of a subject's chain of entries.
        #[codec(index = 1)]
        Head(HeadRow),
        /// The nonce is used up.
        #[codec(index = 2)]
        Nonce,

        /// A party.
        #[codec(index = 10)]
        Party(PartyRow),
        /// A key.
        #[codec(index = 11)]
        Key(KeyRow),
        /// The number of the party that has the identifier.
        #[codec(index = 12)]
        Identifier(PartyId),
        /// How many aids and links a party has.
        #[codec(index = 13)]
        AidAccount(AidAccountRow),
        /// A de minimis aid.
        #[codec(index = 14)]
        Aid(AidRow),
        /// The party that is of one undertaking with the other.
        #[codec(index = 15)]
        Link(PartyId),
        /// A members' register.
        #[codec(index = 16)]
        Members(MembersRow),

        /// An agreement.
        #[codec(index = 20)]
        Agreement(AgreementRow),
        /// A version of its text.
        #[codec(index = 21)]
        Version(VersionRow),
        /// What a party brings into a version, and whether it has signed.
        #[codec(index = 22)]
        Participant(ParticipantRow),
        /// The party is invited.
        #[codec(index = 23)]
        Invited,

        /// An award.
        #[codec(index = 30)]
        Award(AwardRow),
        /// A milestone.
        #[codec(index = 31)]
        Milestone(MilestoneRow),
        /// The party may attest.
        #[codec(index = 32)]
        Attester,
        /// A claim.
        #[codec(index = 33)]
        Claim(ClaimRow),
        /// An attestation.
        #[codec(index = 34)]
        Attestation(AttestationRow),
        /// The key has attested.
        #[codec(index = 35)]
        AttestingKey,
        /// A payment.
        #[codec(index = 36)]
        Payment(PaymentRow),
        /// Where the mandate was used.
        #[codec(index = 37)]
        Mandate(MandateRow),
        /// A recovery.
        #[codec(index = 38)]
        Recovery(RecoveryRow),
        /// An amendment.
        #[codec(index = 39)]
        Amendment(AmendmentRow),
        /// The number of the tender that the award rests on.
        #[codec(index = 40)]
        AwardTender(u32),
        /// The number of the award that rests on the tender.
        #[codec(index = 41)]
        TenderAward(u32),
        /// The number of the aid, its beneficiary's.
        #[codec(index = 42)]
        AwardAid(u32),
        /// The number of the award that gives the aid.
        #[codec(index = 43)]
        AidAward(u32),

        /// An import.
        #[codec(index = 50)]
        Import(ImportRow),
        /// The number of the import that recorded the file.
        #[codec(index = 51)]
        ImportSource(u32),

        /// A tender.
        #[codec(index = 60)]
        Tender(TenderRow),
        /// The number of the tender with the CIG.
        #[codec(index = 61)]
        TenderCig(u32),
        /// The party is invited.
        #[codec(index = 62)]
        Bidder,
        /// A bid.
        #[codec(index = 63)]
        Bid(BidRow),
        /// A change.
        #[codec(index = 64)]
        Change(ChangeRow),
        /// A subcontract.
        #[codec(index = 65)]
        Subcontract(SubcontractRow),
    }

    /// What a contract holds in all.
    #[derive(Default)]
    pub struct LedgerRow {
        /// How many entries, of all subjects.
        pub entries: u64,
        /// How many subjects; the next one gets the number after this.
        pub subjects: u32,
        /// Number of the block that holds the last entry, 0 before the first.
        pub last_block: u32,
    }

    /// The end of a subject's chain of entries.
    pub struct HeadRow {
        /// The last entry's number, from 0.
        pub seq: u32,
        /// The last entry's head.
        pub head: Digest,
        /// Number of the block that holds the last entry.
        pub last_block: u32,
    }
}

/// Reads a row of one kind; `None` if there is none under the key.
macro_rules! reads {
    ($($method:ident: $variant:ident -> $row:ty;)*) => {
        impl<V: crate::host::View> crate::work::Work<'_, V> { $(
            #[doc = concat!("The [`Row::", stringify!($variant), "`] under a key, as it will stand after this decision; `None` if there is none.")]
            pub fn $method(&self, key: RowKey) -> Option<$row> {
                match self.row(&key) {
                    Some(Row::$variant(row)) => Some(row),
                    _ => None,
                }
            }
        )* }
    };
}

reads! {
    party_row: Party -> PartyRow;
    key_row: Key -> KeyRow;
    identifier_row: Identifier -> PartyId;
    aid_account_row: AidAccount -> AidAccountRow;
    aid_row: Aid -> AidRow;
    link_row: Link -> PartyId;
    members_row: Members -> MembersRow;
    agreement_row: Agreement -> AgreementRow;
    version_row: Version -> VersionRow;
    participant_row: Participant -> ParticipantRow;
    award_row: Award -> AwardRow;
    milestone_row: Milestone -> MilestoneRow;
    claim_row: Claim -> ClaimRow;
    payment_row: Payment -> PaymentRow;
    mandate_row: Mandate -> MandateRow;
    amendment_row: Amendment -> AmendmentRow;
    award_tender_row: AwardTender -> u32;
    tender_award_row: TenderAward -> u32;
    award_aid_row: AwardAid -> u32;
    aid_award_row: AidAward -> u32;
    import_row: Import -> ImportRow;
    import_source_row: ImportSource -> u32;
    tender_row: Tender -> TenderRow;
    tender_cig_row: TenderCig -> u32;
    bid_row: Bid -> BidRow;
    change_row: Change -> ChangeRow;
    subcontract_row: Subcontract -> SubcontractRow;
}
