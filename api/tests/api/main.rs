// SPDX-License-Identifier: EUPL-1.2
//! The API over databases that the indexer's own code wrote from entries that the rules made. One module for
//! each resource, and for what all of them share.

mod agreements;
mod asking;
mod award_lists;
mod awards;
mod commands;
mod disk_full;
mod documentation;
mod documented;
mod documents;
mod entries;
mod events;
mod evidence;
mod exports;
mod feeds;
mod flood;
mod freshness;
mod imports;
mod index;
mod ledger;
mod malformed;
mod monitoring;
mod open_data;
mod pages;
mod parties;
mod past;
mod rate;
mod red_flags;
mod round_trip;
mod search;
mod serving;
mod site;
mod slow;
mod sockets;
mod statistics;
mod status;
mod tenders;
mod transactions;
mod unavailable;
mod verifier;
mod work_lists;

/// Ledgers to which anything may have happened: the indexer's own.
#[path = "../../../indexer/src/random_ledger.rs"]
mod random_ledger;
