// SPDX-License-Identifier: EUPL-1.2
//! The imports: what public files report about the past, one subject a file. It asks the registry who signs; nobody asks it.
//!
//! Everything it does stands in [`portico_rules::import`]; everything particular to ink! in [`portico_ledger`], which also says why
//! each contract spells out the same messages.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
// ink! makes a type alias without words. That every message has them is tested on the metadata, which readers see.
#![allow(missing_docs)]

#[ink::contract]
mod imports {
    use ink::storage::Mapping;
    use portico_ledger::{Home, Neighbours, Receipt, Rows, Shell, call_data};
    use portico_rules::{
        authority::Authority,
        fact::{Fact, Question},
        host::View,
        import::{ImportBody, ImportRow},
        primitives::{Address as ContractAddress, Digest},
        refusal::Refusal,
        row::{HeadRow, LedgerRow, Row, RowKey},
        subject::Subject,
    };

    /// Historical records.
    #[ink(storage)]
    pub struct Imports {
        home: Home,
        rows: Rows,
    }

    impl Imports {
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

        /// Takes a command about an import; `subject` is its number, none for the announcement of a file.
        ///
        /// # Errors
        /// The first rule that the command breaks, or [`Refusal::CallTruncated`]; the call reverts, and nothing is written.
        #[ink(message)]
        pub fn submit(
            &mut self,
            subject: Option<u32>,
            body: ImportBody,
            authority: Authority,
        ) -> Result<Receipt, Refusal> {
            self.shell()
                .submit(&(subject, &body, authority), subject, &body, &authority)
        }

        /// Imports have no questions yet; the answer is a refusal.
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

        /// An import, by its number.
        #[ink(message)]
        pub fn import(&self, import: u32) -> Option<ImportRow> {
            match self.shell().row(&RowKey::Import(import)) {
                Some(Row::Import(row)) => Some(row),
                _ => None,
            }
        }

        /// The number of the import of a file in a format; `source` is the digest of both ([`portico_rules::import::source_bytes`]).
        #[ink(message)]
        pub fn import_by_source(&self, source: Digest) -> Option<u32> {
            match self.shell().row(&RowKey::ImportSource(source)) {
                Some(Row::ImportSource(row)) => Some(row),
                _ => None,
            }
        }

        fn shell(&self) -> Shell {
            Shell::new(&self.home, |_, _| Err(Refusal::WrongContract))
        }
    }
}
