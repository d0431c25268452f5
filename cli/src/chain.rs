// SPDX-License-Identifier: EUPL-1.2
//! The ledger as it stands in the newest finalised block: rows and histories, read from the contracts themselves.

use crate::failure::Failure;
use crate::ledger_file::LedgerFile;
use portico_client::{Block, LocatedEntry, Node};
use portico_rules::agreement::{AgreementRow, ParticipantRow, VersionRow};
use portico_rules::award::{
    AmendmentRow, AttestationRow, AwardRow, ClaimRow, MilestoneRow, PaymentRow, RecoveryRow,
};
use portico_rules::import::ImportRow;
use portico_rules::party::{AidAccountRow, AidRow, MembersRow, PartyRow};
use portico_rules::primitives::Key;
use portico_rules::refusal::Refusal;
use portico_rules::row::{LedgerRow, Row, RowKey};
use portico_rules::subject::{Subject, SubjectKind};
use portico_rules::tender::{BidRow, ChangeRow, SubcontractRow, TenderRow};

/// A ledger on its chain, at one block.
pub struct Chain {
    /// The node.
    pub node: Node,
    /// The ledger.
    pub ledger: LedgerFile,
    /// The block that everything is read at.
    pub at: Block,
}

impl Chain {
    /// The ledger at the newest finalised block.
    ///
    /// # Errors
    /// [`Failure::Node`].
    pub async fn new(node: Node, ledger: LedgerFile) -> Result<Self, Failure> {
        let at = node.finalised_head().await?;
        Ok(Chain { node, ledger, at })
    }

    /// Moves on to the newest finalised block.
    ///
    /// # Errors
    /// [`Failure::Node`].
    pub async fn refresh(&mut self) -> Result<(), Failure> {
        self.at = self.node.finalised_head().await?;
        Ok(())
    }

    /// A row of the contract that keeps subjects of this kind.
    ///
    /// # Errors
    /// [`Failure::Node`].
    pub async fn row(&self, kind: SubjectKind, key: RowKey) -> Result<Option<Row>, Failure> {
        let keeper = self.ledger.keeper(kind);
        Ok(self.node.row(&keeper.0, &key, self.at).await?)
    }

    /// How many entries and subjects a contract holds.
    ///
    /// # Errors
    /// As [`Chain::row`].
    pub async fn ledger_row(&self, kind: SubjectKind) -> Result<LedgerRow, Failure> {
        let keeper = self.ledger.keeper(kind);
        Ok(self.node.ledger_row(&keeper.0, self.at).await?)
    }

    /// A subject's history, from its first entry; a refusal if there is no such subject.
    ///
    /// # Errors
    /// [`Failure::Refused`] if there is no such subject; otherwise as [`Chain::row`].
    pub async fn history(&self, subject: Subject) -> Result<Vec<LocatedEntry>, Failure> {
        let keeper = self.ledger.keeper(subject.kind());
        let history = self.node.history(&keeper.0, subject, self.at).await?;
        if history.is_empty() {
            return Err(unknown(subject));
        }
        Ok(history)
    }
}

impl Chain {
    /// The party whose key this is.
    ///
    /// # Errors
    /// [`Failure::Refused`] if the registry does not know the key; otherwise as [`Chain::row`].
    pub async fn party_of(&self, key: Key) -> Result<u32, Failure> {
        match self.row(SubjectKind::Party, RowKey::Key(key)).await? {
            Some(Row::Key(row)) => Ok(row.party),
            _ => Err(Failure::refused(Refusal::UnknownKey)),
        }
    }
}

/// What the rules say of a subject that does not exist.
pub fn unknown(subject: Subject) -> Failure {
    Failure::refused(Refusal::Unknown {
        kind: subject.kind(),
        number: subject.number(),
    })
}

/// Reads rows of one type.
macro_rules! reads {
    ($($(#[$doc:meta])* $method:ident($($argument:ident: $type:ty),*): $keeper:ident, $key:expr => $variant:ident -> $row:ty;)*) => {
        impl Chain { $(
            $(#[$doc])*
            ///
            /// # Errors
            /// As [`Chain::row`].
            pub async fn $method(&self, $($argument: $type),*) -> Result<Option<$row>, Failure> {
                match self.row(SubjectKind::$keeper, $key).await? {
                    Some(Row::$variant(row)) => Ok(Some(row)),
                    _ => Ok(None),
                }
            }
        )* }
    };
}

reads! {
    /// A party.
    party(party: u32): Party, RowKey::Party(party) => Party -> PartyRow;
    /// An agreement.
    agreement(agreement: u32): Agreement, RowKey::Agreement(agreement) => Agreement -> AgreementRow;
    /// A version of an agreement.
    version(agreement: u32, version: u32): Agreement, RowKey::Version { agreement, version } => Version -> VersionRow;
    /// A party in a version.
    participant(agreement: u32, version: u32, party: u32): Agreement,
        RowKey::Participant { agreement, version, party } => Participant -> ParticipantRow;
    /// An award.
    award(award: u32): Award, RowKey::Award(award) => Award -> AwardRow;
    /// A milestone.
    milestone(award: u32, milestone: u8): Award, RowKey::Milestone { award, milestone } => Milestone -> MilestoneRow;
    /// A claim.
    claim(award: u32, milestone: u8, claim: u32): Award, RowKey::Claim { award, milestone, claim } => Claim -> ClaimRow;
    /// An attestation.
    attestation(award: u32, milestone: u8, claim: u32, party: u32): Award,
        RowKey::Attestation { award, milestone, claim, party } => Attestation -> AttestationRow;
    /// A payment.
    payment(award: u32, payment: u32): Award, RowKey::Payment { award, payment } => Payment -> PaymentRow;
    /// A recovery.
    recovery(award: u32, recovery: u32): Award, RowKey::Recovery { award, recovery } => Recovery -> RecoveryRow;
    /// An amendment.
    amendment(award: u32, amendment: u32): Award, RowKey::Amendment { award, amendment } => Amendment -> AmendmentRow;
    /// A tender.
    tender(tender: u32): Tender, RowKey::Tender(tender) => Tender -> TenderRow;
    /// A party's bid on a tender.
    bid(tender: u32, party: u32): Tender, RowKey::Bid { tender, party } => Bid -> BidRow;
    /// A change of a tender's contract.
    change(tender: u32, change: u32): Tender, RowKey::Change { tender, change } => Change -> ChangeRow;
    /// A subcontract of a tender's contract.
    subcontract(tender: u32, subcontract: u32): Tender,
        RowKey::Subcontract { tender, subcontract } => Subcontract -> SubcontractRow;
    /// The award that carries out a tender's contract.
    award_of(tender: u32): Award, RowKey::TenderAward(tender) => TenderAward -> u32;
    /// How many de minimis aids and links a party has.
    aid_account(party: u32): Party, RowKey::AidAccount(party) => AidAccount -> AidAccountRow;
    /// A de minimis aid of a party.
    aid(party: u32, aid: u32): Party, RowKey::Aid { party, aid } => Aid -> AidRow;
    /// A party that is of one undertaking with another.
    link(party: u32, number: u8): Party, RowKey::Link { party, number } => Link -> u32;
    /// The members' register of a year.
    members(party: u32, year: u16): Party, RowKey::Members { party, year } => Members -> MembersRow;
    /// An import.
    import(import: u32): Import, RowKey::Import(import) => Import -> ImportRow;
    /// The import of a file in a format.
    import_of(source: portico_rules::primitives::Digest): Import, RowKey::ImportSource(source) => ImportSource -> u32;
}
