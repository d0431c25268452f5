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
    /// Under what a row stands.
    #[allow(missing_docs)] // fields are the numbers of what they name
    pub enum RowKey {
        /// The contract's own row: how many entries and subjects it holds.
        #[codec(index = 0)]
        Ledger,
        /// A subject's head.
        #[codec(index = 1)]
        Head(Subject),
        /// A nonce that a carried signature used up.
        #[codec(index = 2)]
        Nonce { key: Key, nonce: u64 },

        #[codec(index = 10)]
        Party(PartyId),
        #[codec(index = 11)]
        Key(Key),
        /// The party with this tax code.
        #[codec(index = 12)]
        Identifier(TaxCode),
        #[codec(index = 13)]
        AidAccount(PartyId),
        #[codec(index = 14)]
        Aid { party: PartyId, aid: u32 },
        /// A party that is of one undertaking with this one.
        #[codec(index = 15)]
        Link { party: PartyId, number: u8 },
        #[codec(index = 16)]
        Members { party: PartyId, year: u16 },

        #[codec(index = 20)]
        Agreement(u32),
        #[codec(index = 21)]
        Version { agreement: u32, version: u32 },
        #[codec(index = 22)]
        Participant { agreement: u32, version: u32, party: PartyId },
        #[codec(index = 23)]
        Invited { agreement: u32, party: PartyId },

        #[codec(index = 30)]
        Award(u32),
        #[codec(index = 31)]
        Milestone { award: u32, milestone: u8 },
        #[codec(index = 32)]
        Attester { award: u32, party: PartyId },
        #[codec(index = 33)]
        Claim { award: u32, milestone: u8, claim: u32 },
        #[codec(index = 34)]
        Attestation { award: u32, milestone: u8, claim: u32, party: PartyId },
        /// This key attested this milestone, so it may not record its payment.
        #[codec(index = 35)]
        AttestingKey { award: u32, milestone: u8, key: Key },
        #[codec(index = 36)]
        Payment { award: u32, payment: u32 },
        /// The payment that used an administration's mandate; the digest is of the year and the number.
        #[codec(index = 37)]
        Mandate { administration: PartyId, mandate: Digest },
        #[codec(index = 38)]
        Recovery { award: u32, recovery: u32 },
        #[codec(index = 39)]
        Amendment { award: u32, amendment: u32 },
        /// The tender that an award rests on.
        #[codec(index = 40)]
        AwardTender(u32),
        /// The award that rests on a tender: there is one at most.
        #[codec(index = 41)]
        TenderAward(u32),
        /// The de minimis aid that a grant is given as.
        #[codec(index = 42)]
        AwardAid(u32),
        /// The award that gives a de minimis aid: there is one at most.
        #[codec(index = 43)]
        AidAward { party: PartyId, aid: u32 },

        #[codec(index = 50)]
        Import(u32),
        /// The import of a file in a format; the digest is of both.
        #[codec(index = 51)]
        ImportSource(Digest),

        #[codec(index = 60)]
        Tender(u32),
        /// The tender with this CIG.
        #[codec(index = 61)]
        TenderCig(Cig),
        /// A party that is invited to bid.
        #[codec(index = 62)]
        Bidder { tender: u32, party: PartyId },
        #[codec(index = 63)]
        Bid { tender: u32, party: PartyId },
        #[codec(index = 64)]
        Change { tender: u32, change: u32 },
        #[codec(index = 65)]
        Subcontract { tender: u32, subcontract: u32 },
    }

    /// A row.
    #[allow(missing_docs)] // each variant is the row under the key of the same name
    pub enum Row {
        #[codec(index = 0)]
        Ledger(LedgerRow),
        #[codec(index = 1)]
        Head(HeadRow),
        #[codec(index = 2)]
        Nonce,

        #[codec(index = 10)]
        Party(PartyRow),
        #[codec(index = 11)]
        Key(KeyRow),
        #[codec(index = 12)]
        Identifier(PartyId),
        #[codec(index = 13)]
        AidAccount(AidAccountRow),
        #[codec(index = 14)]
        Aid(AidRow),
        #[codec(index = 15)]
        Link(PartyId),
        #[codec(index = 16)]
        Members(MembersRow),

        #[codec(index = 20)]
        Agreement(AgreementRow),
        #[codec(index = 21)]
        Version(VersionRow),
        #[codec(index = 22)]
        Participant(ParticipantRow),
        #[codec(index = 23)]
        Invited,

        #[codec(index = 30)]
        Award(AwardRow),
        #[codec(index = 31)]
        Milestone(MilestoneRow),
        #[codec(index = 32)]
        Attester,
        #[codec(index = 33)]
        Claim(ClaimRow),
        #[codec(index = 34)]
        Attestation(AttestationRow),
        #[codec(index = 35)]
        AttestingKey,
        #[codec(index = 36)]
        Payment(PaymentRow),
        #[codec(index = 37)]
        Mandate(MandateRow),
        #[codec(index = 38)]
        Recovery(RecoveryRow),
        #[codec(index = 39)]
        Amendment(AmendmentRow),
        #[codec(index = 40)]
        AwardTender(u32),
        #[codec(index = 41)]
        TenderAward(u32),
        #[codec(index = 42)]
        AwardAid(u32),
        #[codec(index = 43)]
        AidAward(u32),

        #[codec(index = 50)]
        Import(ImportRow),
        #[codec(index = 51)]
        ImportSource(u32),

        #[codec(index = 60)]
        Tender(TenderRow),
        #[codec(index = 61)]
        TenderCig(u32),
        #[codec(index = 62)]
        Bidder,
        #[codec(index = 63)]
        Bid(BidRow),
        #[codec(index = 64)]
        Change(ChangeRow),
        #[codec(index = 65)]
        Subcontract(SubcontractRow),
    }

    /// What a contract holds in all.
    #[derive(Default)]
    pub struct LedgerRow {
        /// Entries of all subjects.
        pub entries: u64,
        /// Subjects; the next one gets the number after this.
        pub subjects: u32,
        /// The block that holds the last entry, 0 before the first.
        pub last_block: u32,
    }

    /// The end of a subject's chain of entries.
    pub struct HeadRow {
        /// The last entry's number, from 0.
        pub seq: u32,
        /// The last entry's head.
        pub head: Digest,
        /// The block that holds the last entry.
        pub last_block: u32,
    }
}

/// Reads a row of one kind; `None` if there is none under the key.
macro_rules! reads {
    ($($method:ident: $variant:ident -> $row:ty;)*) => {
        impl<V: crate::host::View> crate::work::Work<'_, V> { $(
            #[allow(missing_docs)] // the row under the key of the same name
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
