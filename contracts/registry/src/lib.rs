// SPDX-License-Identifier: EUPL-1.2
//! The registry: parties, their keys and their standing. It answers the other contracts' questions about who signs and how a
//! party stands, and asks nobody.
//!
//! Everything it does stands in [`portico_rules::party`]; everything particular to ink! in [`portico_ledger`], which also says why
//! each contract spells out the same messages.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
// ink! makes a type alias without words. That every message has them is tested on the metadata, which readers see.
#![allow(missing_docs)]

#[ink::contract]
mod registry {
    use ink::storage::Mapping;
    use portico_ledger::{Home, Neighbours, Receipt, Rows, Shell};
    use portico_rules::{
        authority::Authority,
        codes::TaxCode,
        fact::{Fact, Question},
        host::View,
        party::{self, KeyRow, PartyBody, PartyRow},
        primitives::{Digest, Key},
        refusal::Refusal,
        row::{HeadRow, LedgerRow, Row, RowKey},
        subject::{PartyId, Subject},
    };

    /// Parties, keys and standing.
    #[ink(storage)]
    pub struct Registry {
        home: Home,
        rows: Rows,
    }

    impl Registry {
        /// Founds the registry: the first administration registers itself. `genesis` is the hash of the chain's genesis block.
        ///
        /// # Errors
        /// [`Refusal::CallTruncated`] if the call data is not exactly these arguments; otherwise the first rule that the
        /// registration breaks. The contract is then not made.
        #[ink(constructor)]
        pub fn new(
            genesis: Digest,
            body: PartyBody,
            authority: Authority,
        ) -> Result<Self, Refusal> {
            let registry = Self {
                home: Home {
                    genesis: genesis.0,
                    neighbours: Neighbours::default(),
                },
                rows: Mapping::default(),
            };
            registry
                .shell()
                .submit(&(genesis, &body, authority), None, &body, &authority)?;
            Ok(registry)
        }

        /// Takes a command about a party; `subject` is its number, none for a command that registers one.
        ///
        /// # Errors
        /// The first rule that the command breaks, or [`Refusal::CallTruncated`]; the call reverts, and nothing is written.
        #[ink(message)]
        pub fn submit(
            &mut self,
            subject: Option<u32>,
            body: PartyBody,
            authority: Authority,
        ) -> Result<Receipt, Refusal> {
            self.shell()
                .submit(&(subject, &body, authority), subject, &body, &authority)
        }

        /// What others ask about a key or a party.
        ///
        /// # Errors
        /// [`Refusal::UnknownKey`], [`Refusal::KeyRevoked`], [`Refusal::Unknown`], or [`Refusal::WrongContract`] for a question
        /// that another contract answers.
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

        /// A party, by its number.
        #[ink(message)]
        pub fn party(&self, party: PartyId) -> Option<PartyRow> {
            match self.shell().row(&RowKey::Party(party)) {
                Some(Row::Party(row)) => Some(row),
                _ => None,
            }
        }

        /// Whose key this is, and what it may do.
        #[ink(message)]
        pub fn key(&self, key: Key) -> Option<KeyRow> {
            match self.shell().row(&RowKey::Key(key)) {
                Some(Row::Key(row)) => Some(row),
                _ => None,
            }
        }

        /// The number of the party with this tax code.
        #[ink(message)]
        pub fn party_by_tax_code(&self, tax_code: TaxCode) -> Option<PartyId> {
            match self.shell().row(&RowKey::Identifier(tax_code)) {
                Some(Row::Identifier(party)) => Some(party),
                _ => None,
            }
        }

        fn shell(&self) -> Shell {
            Shell::new(&self.home, party::answer)
        }
    }
}
