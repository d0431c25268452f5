// SPDX-License-Identifier: EUPL-1.2
//! What the ink! contracts of the ledger share: the shell around [`portico_rules`].
//!
//! A contract is a name, its neighbours' addresses and a few messages; everything it does goes through [`Shell`], which lends the
//! rules what they may see (rows, time, signatures, other contracts' word), writes the rows they decided on and emits the
//! event. All that is particular to ink! and pallet-revive stands in this crate, so that replacing them replaces
//! this crate. It must not know any rule: not what a party may do, nor what a row means.
//!
//! The four contracts still spell out the same six messages (`submit`, `fact`, `row`, `head`, `ledger`, `home`), each a line that calls the
//! shell. ink! makes a contract from the text of its module: it expands no macro there, so it would not see messages that a macro writes;
//! and its trait definitions declare messages without bodies, so that each contract would still write each of them.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod call_data;
mod environment;
mod event;
mod neighbours;
mod receipt;
mod rows;
mod shell;

pub use event::Appended;
pub use neighbours::Neighbours;
pub use receipt::Receipt;
pub use rows::{ROWS, Rows, StoredRow};
pub use shell::{Answer, Home, Shell};
