// SPDX-License-Identifier: EUPL-1.2
//! Serves the indexed ledger over HTTP: parties, agreements, tenders and awards with their audit trails, imports, and
//! where a document is referred to. JSON, paginated, read-only; and what others have signed is taken into a queue.
//!
//! It reads the SQLite file that the indexer writes, and writes nothing but the queue of signed commands, which a relay
//! carries: it holds no key, knows no node, and decides nothing; what state is comes from the rules. Whoever does not trust it checks
//! its answers against the chain. What evidence and wallets that pay their own fees need of a chain comes in from outside
//! ([`EvidenceSource`], [`Wallets`]).

mod agreements;
mod aids;
mod answers;
mod at;
mod attestations;
mod award_reference;
mod awards;
mod claims;
mod client;
mod columns;
mod commands;
mod concerns;
mod config;
mod connection;
mod connections;
mod crowd;
mod database;
mod declared;
mod documentation;
mod documents;
mod endpoints;
mod entries;
mod events;
mod evidence;
mod feed;
mod follow;
mod imports;
mod list;
mod metrics;
mod milestones;
mod money;
mod monitoring;
mod open_data;
mod parameters;
mod parties;
mod payments;
mod problem;
mod progress;
mod rate;
mod reading;
mod recent;
mod red_flags;
mod router;
mod search;
mod server;
mod site;
mod state;
mod statistics;
mod status;
mod stream;
mod tag;
mod tenders;
mod times;
mod transactions;
mod verifier;
mod words;
mod work_lists;

pub use client::{ForwardedHeader, TrustedProxies};
pub use config::{Clock, Config, FinalisedBlock};
pub use documentation::Operator;
pub use evidence::{Evidence, EvidenceFailure, EvidenceSource};
pub use follow::{EntryFilter, FollowError, Followed, Follower, Followup, Position, trail_path};
pub use metrics::Metrics;
pub use monitoring::Monitoring;
pub use rate::Rate;
pub use router::router;
pub use server::{ServeError, Server, serve};
pub use transactions::{Prepared, Transaction, TransactionState, WalletFailure, Wallets};
