// SPDX-License-Identifier: EUPL-1.2
//! The node of the Portico chain.
//!
//! It keeps blocks, talks to other nodes, makes and finalises blocks, and answers JSON-RPC. What a
//! block means is decided by the runtime's Wasm, which the node takes from the chain
//! specification: it links no pallet and knows nothing of the ledger.

mod chain_spec;
mod cli;
mod command;
mod finality;
mod rpc;
mod runtime_api;
mod service;

fn main() -> sc_cli::Result<()> {
    command::run()
}
