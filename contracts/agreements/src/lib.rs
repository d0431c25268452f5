// SPDX-License-Identifier: EUPL-1.2
//! The agreements: co-design from the notice to the termination. It asks the registry who signs, and answers the awards
//! contract's question whether an agreement is in force.
//!
//! Everything it does stands in [`portico_rules::agreement`]; everything particular to ink! in [`portico_ledger`], which also says why
//! each contract spells out the same messages.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
// ink! makes a type alias without words. That every message has them is tested on the metadata, which readers see.
#![allow(missing_docs)]

#[ink::contract]
mod agreements {
    use ink::storage::Mapping;
    use portico_ledger::{Home, Neighbours, Receipt, Rows, Shell, call_data};
    use portico_rules::{
        agreement::{self, AgreementBody, AgreementRow, ParticipantRow, VersionRow},
        authority::Authority,
        fact::{Fact, Question},
        host::View,
        primitives::{Address as ContractAddress, Digest},
        refusal::Refusal,
        row::{HeadRow, LedgerRow, Row, RowKey},
        subject::{PartyId, Subject},
    };

    /// Co-design agreements.
    #[ink(storage)]
    pub struct Agreements {
        home: Home,
        rows: Rows,
    }

    impl Agreements {
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

        /// Takes a command about an agreement; `subject` is its number, none for a notice.
        ///
        /// # Errors
        /// The first rule that the command breaks, or [`Refusal::CallTruncated`]; the call reverts, and nothing is written.
        #[ink(message)]
        pub fn submit(
            &mut self,
            subject: Option<u32>,
            body: AgreementBody,
            authority: Authority,
        ) -> Result<Receipt, Refusal> {
            self.shell()
                .submit(&(subject, &body, authority), subject, &body, &authority)
        }

        /// What others ask about an agreement.
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

        /// An agreement, by its number.
        #[ink(message)]
        pub fn agreement(&self, agreement: u32) -> Option<AgreementRow> {
            match self.shell().row(&RowKey::Agreement(agreement)) {
                Some(Row::Agreement(row)) => Some(row),
                _ => None,
            }
        }

        /// A version of an agreement, each by its number, from 1.
        #[ink(message)]
        pub fn version(&self, agreement: u32, version: u32) -> Option<VersionRow> {
            match self.shell().row(&RowKey::Version { agreement, version }) {
                Some(Row::Version(row)) => Some(row),
                _ => None,
            }
        }

        /// A party in a version of an agreement, each by its number, from 1.
        #[ink(message)]
        pub fn participant(
            &self,
            agreement: u32,
            version: u32,
            party: PartyId,
        ) -> Option<ParticipantRow> {
            match self.shell().row(&RowKey::Participant {
                agreement,
                version,
                party,
            }) {
                Some(Row::Participant(row)) => Some(row),
                _ => None,
            }
        }

        fn shell(&self) -> Shell {
            Shell::new(&self.home, agreement::answer)
        }
    }
}
