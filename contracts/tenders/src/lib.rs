// SPDX-License-Identifier: EUPL-1.2
//! The tenders: from the notice, or the direct award, to the contract, its changes and subcontracts. It asks the registry who signs and how
//! a party stands, and answers the awards contract's question how a tender ended.
//!
//! Everything it does stands in [`portico_rules::tender`]; everything particular to ink! in [`portico_ledger`].
#![cfg_attr(not(feature = "std"), no_std, no_main)]
// ink! makes a type alias without words. That every message has them is tested on the metadata, which readers see.
#![allow(missing_docs)]

#[ink::contract]
mod tenders {
    use ink::storage::Mapping;
    use portico_ledger::{Home, Neighbours, Receipt, Rows, Shell, call_data};
    use portico_rules::{
        authority::Authority,
        codes::Cig,
        fact::{Fact, Question},
        host::View,
        primitives::{Address as ContractAddress, Digest},
        refusal::Refusal,
        row::{HeadRow, LedgerRow, Row, RowKey},
        subject::{PartyId, Subject},
        tender::{self, BidRow, ChangeRow, SubcontractRow, TenderBody, TenderRow},
    };

    /// Tenders.
    #[ink(storage)]
    pub struct Tenders {
        home: Home,
        rows: Rows,
    }

    impl Tenders {
        /// Makes an empty contract. `genesis` is the hash of the chain's genesis block; `registry` knows parties and keys.
        ///
        /// # Errors
        /// [`Refusal::CallTruncated`] if the call data is not exactly these arguments; the contract is then not made.
        #[ink(constructor)]
        pub fn new(genesis: Digest, registry: ContractAddress) -> Result<Self, Refusal> {
            call_data::check(&(genesis, registry))?;
            let neighbours = Neighbours {
                registry: Some(registry.0),
                agreements: None,
                tenders: None,
            };
            Ok(Self {
                home: Home {
                    genesis: genesis.0,
                    neighbours,
                },
                rows: Mapping::default(),
            })
        }

        /// Takes a command about a tender; `subject` is its number, none for a notice or a direct award.
        ///
        /// # Errors
        /// The first rule that the command breaks, or [`Refusal::CallTruncated`]; the call reverts, and nothing is written.
        #[ink(message)]
        pub fn submit(
            &mut self,
            subject: Option<u32>,
            body: TenderBody,
            authority: Authority,
        ) -> Result<Receipt, Refusal> {
            self.shell()
                .submit(&(subject, &body, authority), subject, &body, &authority)
        }

        /// What others ask about a tender.
        ///
        /// # Errors
        /// [`Refusal::Unknown`], or [`Refusal::WrongContract`] for a question that another contract answers.
        #[ink(message)]
        pub fn fact(&self, question: Question) -> Result<Fact, Refusal> {
            self.shell().fact(&question)
        }

        /// Any row, at most [`portico_rules::bounds::ROW`] bytes of SCALE.
        #[ink(message)]
        pub fn row(&self, key: RowKey) -> Option<Row> {
            self.shell().row(&key)
        }

        /// The end of a subject's history.
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

        /// A tender.
        #[ink(message)]
        pub fn tender(&self, tender: u32) -> Option<TenderRow> {
            match self.shell().row(&RowKey::Tender(tender)) {
                Some(Row::Tender(row)) => Some(row),
                _ => None,
            }
        }

        /// The tender with this CIG.
        #[ink(message)]
        pub fn with_cig(&self, cig: Cig) -> Option<u32> {
            match self.shell().row(&RowKey::TenderCig(cig)) {
                Some(Row::TenderCig(tender)) => Some(tender),
                _ => None,
            }
        }

        /// A party's bid.
        #[ink(message)]
        pub fn bid(&self, tender: u32, party: PartyId) -> Option<BidRow> {
            match self.shell().row(&RowKey::Bid { tender, party }) {
                Some(Row::Bid(row)) => Some(row),
                _ => None,
            }
        }

        /// Whether a party was invited to bid.
        #[ink(message)]
        pub fn invited(&self, tender: u32, party: PartyId) -> bool {
            self.shell()
                .row(&RowKey::Bidder { tender, party })
                .is_some()
        }

        /// A change of the contract; the first is 1.
        #[ink(message)]
        pub fn change(&self, tender: u32, change: u32) -> Option<ChangeRow> {
            match self.shell().row(&RowKey::Change { tender, change }) {
                Some(Row::Change(row)) => Some(row),
                _ => None,
            }
        }

        /// A subcontract; the first is 1.
        #[ink(message)]
        pub fn subcontract(&self, tender: u32, subcontract: u32) -> Option<SubcontractRow> {
            match self.shell().row(&RowKey::Subcontract {
                tender,
                subcontract,
            }) {
                Some(Row::Subcontract(row)) => Some(row),
                _ => None,
            }
        }

        fn shell(&self) -> Shell {
            Shell::new(&self.home, tender::answer)
        }
    }
}
