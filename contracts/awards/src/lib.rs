// SPDX-License-Identifier: EUPL-1.2
//! The awards: grants and contracts with their milestones, claims, attestations, payments, recoveries and the final account. It asks
//! the registry who signs and how a party stands, the agreements contract whether an agreement is in force, and the tenders contract how a tender ended; nobody asks it.
//!
//! Everything it does stands in [`portico_rules::award`]; everything particular to ink! in [`portico_ledger`], which also says why
//! each contract spells out the same messages.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
// ink! makes a type alias without words. That every message has them is tested on the metadata, which readers see.
#![allow(missing_docs)]

#[ink::contract]
mod awards {
    use ink::storage::Mapping;
    use portico_ledger::{Home, Neighbours, Receipt, Rows, Shell, call_data};
    use portico_rules::{
        authority::Authority,
        award::{
            AmendmentRow, AttestationRow, AwardBody, AwardRow, ClaimRow, MandateRow, MilestoneRow,
            PaymentRow, RecoveryRow,
        },
        fact::{Fact, Question},
        host::View,
        primitives::{Address as ContractAddress, Digest},
        refusal::Refusal,
        row::{HeadRow, LedgerRow, Row, RowKey},
        subject::{PartyId, Subject},
    };

    /// Grants and contracts.
    #[ink(storage)]
    pub struct Awards {
        home: Home,
        rows: Rows,
    }

    impl Awards {
        /// Makes an empty contract. `genesis` is the hash of the chain's genesis block; `registry` knows parties and keys, `agreements` agreements, `tenders` tenders.
        ///
        /// # Errors
        /// [`Refusal::CallTruncated`] if the call data is not exactly these arguments; the contract is then not made.
        #[ink(constructor)]
        pub fn new(
            genesis: Digest,
            registry: ContractAddress,
            agreements: ContractAddress,
            tenders: ContractAddress,
        ) -> Result<Self, Refusal> {
            call_data::check(&(genesis, registry, agreements, tenders))?;
            let neighbours = Neighbours {
                registry: Some(registry.0),
                agreements: Some(agreements.0),
                tenders: Some(tenders.0),
            };
            Ok(Self {
                home: Home {
                    genesis: genesis.0,
                    neighbours,
                },
                rows: Mapping::default(),
            })
        }

        /// Takes a command about an award; `subject` is its number, none for a publication.
        ///
        /// # Errors
        /// The first rule that the command breaks, or [`Refusal::CallTruncated`]; the call reverts, and nothing is written.
        #[ink(message)]
        pub fn submit(
            &mut self,
            subject: Option<u32>,
            body: AwardBody,
            authority: Authority,
        ) -> Result<Receipt, Refusal> {
            self.shell()
                .submit(&(subject, &body, authority), subject, &body, &authority)
        }

        /// Awards have no questions yet; the answer is a refusal.
        ///
        /// # Errors
        /// Always [`Refusal::WrongContract`].
        #[ink(message)]
        pub fn fact(&self, question: Question) -> Result<Fact, Refusal> {
            self.shell().fact(&question)
        }

        /// Any row, at most [`portico_rules::bounds::ROW`] bytes of SCALE.
        #[ink(message)]
        pub fn row(&self, key: RowKey) -> Option<Row> {
            self.shell().row(&key)
        }

        /// The end of a subject's history: its last entry's number and head, and the block; none if this contract does not keep it.
        #[ink(message)]
        pub fn head(&self, subject: Subject) -> Option<HeadRow> {
            self.shell().head(&subject)
        }

        /// How many entries and subjects there are, and the block of the last entry.
        #[ink(message)]
        pub fn ledger(&self) -> LedgerRow {
            self.shell().ledger()
        }

        /// Chain and neighbours, as given when the contract was made.
        #[ink(message)]
        pub fn home(&self) -> Home {
            self.home
        }

        /// An award, by its number.
        #[ink(message)]
        pub fn award(&self, award: u32) -> Option<AwardRow> {
            match self.shell().row(&RowKey::Award(award)) {
                Some(Row::Award(row)) => Some(row),
                _ => None,
            }
        }

        /// A milestone, by the award's number and its own, from 1.
        #[ink(message)]
        pub fn milestone(&self, award: u32, milestone: u8) -> Option<MilestoneRow> {
            match self.shell().row(&RowKey::Milestone { award, milestone }) {
                Some(Row::Milestone(row)) => Some(row),
                _ => None,
            }
        }

        /// A claim on a milestone, each by its number, from 1.
        #[ink(message)]
        pub fn claim(&self, award: u32, milestone: u8, claim: u32) -> Option<ClaimRow> {
            match self.shell().row(&RowKey::Claim {
                award,
                milestone,
                claim,
            }) {
                Some(Row::Claim(row)) => Some(row),
                _ => None,
            }
        }

        /// A party's attestation of a claim, each by its number, from 1.
        #[ink(message)]
        pub fn attestation(
            &self,
            award: u32,
            milestone: u8,
            claim: u32,
            party: PartyId,
        ) -> Option<AttestationRow> {
            match self.shell().row(&RowKey::Attestation {
                award,
                milestone,
                claim,
                party,
            }) {
                Some(Row::Attestation(row)) => Some(row),
                _ => None,
            }
        }

        /// A payment, by the award's number and its own, from 1.
        #[ink(message)]
        pub fn payment(&self, award: u32, payment: u32) -> Option<PaymentRow> {
            match self.shell().row(&RowKey::Payment { award, payment }) {
                Some(Row::Payment(row)) => Some(row),
                _ => None,
            }
        }

        /// A recovery, by the award's number and its own, from 1.
        #[ink(message)]
        pub fn recovery(&self, award: u32, recovery: u32) -> Option<RecoveryRow> {
            match self.shell().row(&RowKey::Recovery { award, recovery }) {
                Some(Row::Recovery(row)) => Some(row),
                _ => None,
            }
        }

        /// An amendment, by the award's number and its own, from 1.
        #[ink(message)]
        pub fn amendment(&self, award: u32, amendment: u32) -> Option<AmendmentRow> {
            match self.shell().row(&RowKey::Amendment { award, amendment }) {
                Some(Row::Amendment(row)) => Some(row),
                _ => None,
            }
        }

        /// The number of the tender that an award rests on.
        #[ink(message)]
        pub fn award_tender(&self, award: u32) -> Option<u32> {
            match self.shell().row(&RowKey::AwardTender(award)) {
                Some(Row::AwardTender(tender)) => Some(tender),
                _ => None,
            }
        }

        /// The number of the award that carries out a tender's contract.
        #[ink(message)]
        pub fn tender_award(&self, tender: u32) -> Option<u32> {
            match self.shell().row(&RowKey::TenderAward(tender)) {
                Some(Row::TenderAward(award)) => Some(award),
                _ => None,
            }
        }

        /// The payment that used a mandate of an administration; `mandate` is the digest of its year and number.
        #[ink(message)]
        pub fn mandate(&self, administration: PartyId, mandate: Digest) -> Option<MandateRow> {
            match self.shell().row(&RowKey::Mandate {
                administration,
                mandate,
            }) {
                Some(Row::Mandate(row)) => Some(row),
                _ => None,
            }
        }

        fn shell(&self) -> Shell {
            Shell::new(&self.home, |_, _| Err(Refusal::WrongContract))
        }
    }
}
