// SPDX-License-Identifier: EUPL-1.2
//! End to end: the chain, the client and the program `portico` as a person runs it, with real processes, killed, starved
//! and fed with what is wrong.
//!
//! One binary, because cargo runs test binaries one after the other, and these tests mostly wait for blocks: side by side
//! they take as long as the longest of them. What needs a real node stands in `nodes`, so `-- --skip nodes::` is what
//! can be run without one.
//!
//! The program under test is `PORTICO_BIN`, or the one that this workspace has built; the node is `PORTICO_NODE`, or the
//! one that the project's scripts have built.

mod clock;
mod database;
mod imports;
mod npm;
mod offline;
mod open_data;
mod organisations;
mod program;
mod system;

/// Every node has ports and folders of its own, so all of these run at the same time.
mod nodes {
    mod bad_input;
    mod catch_up;
    mod chain;
    mod disk_full;
    mod evidence;
    mod fsck;
    mod indexing;
    mod kills;
    mod ledger;
    mod node_gone;
    mod not_final;
    mod real_files;
    mod relay;
    mod soak;
    mod stock_client;
    mod story;
    mod tenders;
    mod wallets;
    mod witnesses;
}
