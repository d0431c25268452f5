// SPDX-License-Identifier: EUPL-1.2
//! Tells others of new entries: one HTTP request an entry, signed as the Standard Webhooks specification says
//! (<https://www.standardwebhooks.com>), for whoever the operator's file names.
//!
//! A process of its own with few rights: it reads the indexer's database, and writes one small file that says how far
//! each subscription is. A place in it moves on only after the receiver has said yes; so that nothing is lost, whenever
//! the process is killed, and an entry may arrive twice, with the same id. Entries of one subscription go out one after
//! the other, in the ledger's order: one that is not taken holds up those behind it, never those of others.
//!
//! It holds no key of the ledger, listens nowhere, and never connects to an address that the operator did not allow:
//! see [`address`](crate::address).

mod address;
mod config;
mod metrics;
mod retry;
mod run;
mod secret;
mod send;
mod state;

pub use config::{Begin, ConfigError, Subscription, Subscriptions};
pub use metrics::Metrics;
pub use retry::Patience;
pub use run::{Notifier, NotifyError};
pub use secret::{Secret, SecretError};
pub use state::{Standing, State, StateError};
