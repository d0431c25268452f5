// SPDX-License-Identifier: EUPL-1.2
//! Mirrors the ledger into SQLite: follows finalised blocks, checks every entry against the ones before it,
//! and writes each exactly once, together with the cursor that passes it.
//!
//! State is the rules' replay of the entries, row by row, and the readable tables are made from those rows:
//! there is no second idea here of what an award or a payment is. When something does not fit (a broken hash
//! chain, a gap, an entry that this program cannot read) it stops and names the entry; it never guesses.
//!
//! It holds no key, writes nothing to the chain, and must not know HTTP. Any number of programs may read the
//! database while it is written.

mod ahead;
mod apply;
mod check;
pub mod database;
mod error;
pub mod fsck;
mod heartbeat;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
mod metrics;
mod prepare;
mod project;
mod rows;
mod run;

#[cfg(test)]
mod documented_tests;
#[cfg(test)]
mod history_tests;
#[cfg(test)]
mod random_ledger;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod views_tests;

pub use apply::Applied;
pub use database::{Database, Ledger};
pub use error::IndexerError;
pub use metrics::Metrics;
pub use run::{BATCH, BLOCKS_BEHIND, Config, Progress, SILENCE, run};
