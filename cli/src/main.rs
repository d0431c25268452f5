// SPDX-License-Identifier: EUPL-1.2
//! `portico`: everything a person does on the ledger, and the whole system in one command.
//!
//! It decides nothing: the rules do, in the contracts; before a fee is paid every command is tried, so that a refusal
//! costs nothing. Keys stay in encrypted files. Tables for people, `--json` for programs, exit codes for scripts:
//! 0 done, 1 refused by the rules (or evidence that does not hold, or a fork), 2 wrong usage or input, 3 the node or the network, 4 local files or the disk.
#![forbid(unsafe_code)]

mod amount;
mod arguments;
mod chain;
mod child_process;
mod commands;
mod context;
mod document;
mod failure;
mod form;
mod input;
mod keys;
mod ledger_file;
mod lock;
mod member_list;
mod moment;
mod node_process;
mod node_when_asked;
mod open_data;
mod output;
mod perform;
mod progress;
mod prover;
mod queue_client;
mod running;
mod sealed_bid;
mod service;
mod signals;
mod signed;
mod wallets;
mod words;

use arguments::{Arguments, Command};
use clap::Parser;
use context::Context;
use failure::Failure;
use std::process::ExitCode;

/// Answers and rows are many small pieces of memory, from several threads: with the system's allocator the API gives a quarter
/// fewer of them (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let json = arguments.global.json;
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::print_failure(&failure, json);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    // The child that becomes another program must not have threads of its own.
    if let Command::RunChild(child) = arguments.command {
        return Err(child_process::become_child(&child));
    }
    output::start_log(&arguments);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::local("starting", error))?;
    let context = Context::new(arguments.global)?;
    let done = runtime.block_on(commands::run(&context, arguments.command));
    // Reads that nobody waits for any more must not hold the program up.
    runtime.shutdown_background();
    done
}
