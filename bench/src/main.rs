// SPDX-License-Identifier: EUPL-1.2
//! Measures the indexer and the API on a large ledger. `scripts/bench` runs all of it and prints one table.
//!
//! Figures of one machine mean little on another: what is compared is measured in the same run, and given as a
//! ratio.

mod api;
mod catch_up;
mod contention;
mod evidence;
mod export;
mod generate;
mod ingest;
mod load;
mod open_data;
mod questions;
mod report;
mod serve;
mod served;
mod signed;
mod town;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// As in `portico`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures the indexer and the API.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make a ledger by the rules and index it, which is measured.
    Generate {
        /// The database to make.
        database: PathBuf,
        /// How many entries, at least.
        #[arg(long, default_value_t = 1_000_000)]
        entries: usize,
    },
    /// Measure writing entries from blocks that are fetched already, and what that is made of.
    Ingest {
        /// Entries that are measured.
        #[arg(long, default_value_t = 60_000)]
        entries: usize,
        /// Entries that are there before.
        #[arg(long, default_value_t = 40_000)]
        before: usize,
        /// Entries of a transaction.
        #[arg(long, default_value_t = portico_indexer::BATCH)]
        batch: usize,
        /// Also measure without parts of the schema: what each of them costs.
        #[arg(long)]
        parts: bool,
    },
    /// Measure verifying a bundle of evidence, beside the bare cost of its hashes and signatures.
    Evidence {
        /// How many entries, at least.
        #[arg(long, default_value_t = 10_000)]
        entries: usize,
    },
    /// Serve a database, and a constant document beside it, until standard input ends.
    Serve {
        /// The database.
        database: PathBuf,
        /// Where a document lies to be served as it is, at /constant.
        #[arg(long)]
        constant: Option<PathBuf>,
        /// Keep no answers: read each from the database.
        #[arg(long)]
        forgetful: bool,
    },
    /// Measure the API on a database: audit trails beside a constant document, over loopback.
    Api {
        /// The database.
        database: PathBuf,
        /// Connections at once.
        #[arg(long, default_value_t = 100)]
        connections: usize,
        /// Seconds that each measurement takes.
        #[arg(long, default_value_t = 10)]
        seconds: u64,
    },
    /// Measure what single questions cost on a database, of now and of the past.
    Questions {
        /// The database.
        database: PathBuf,
    },
    /// Measure the export of the largest list of a database, and what memory it costs.
    Export {
        /// The database.
        database: PathBuf,
    },
    /// Measure open data: a large import, written as OCDS.
    OpenData {
        /// Rows of the import.
        #[arg(long, default_value_t = 58_000)]
        rows: u32,
    },
    /// Write one form of open data of a database to nowhere, and measure that.
    #[command(hide = true)]
    WriteOpenData {
        /// The database.
        database: PathBuf,
        /// The form.
        form: String,
    },
    /// Print the versions of what is measured.
    Versions,
    /// Measure catching up on a real chain that is made for it: block by block beside from entry to entry, and indexing
    /// beside fetching alone.
    CatchUp {
        /// Milliseconds from block to block.
        #[arg(long, default_value_t = 200)]
        slot: u64,
        /// Blocks of the sparse stretch.
        #[arg(long, default_value_t = 2_000)]
        blocks: u32,
        /// Entries in it, each in a block of its own.
        #[arg(long, default_value_t = 20)]
        entries: u32,
        /// Entries of the dense stretch behind it; 0 for none. It needs slots of 100 ms or more.
        #[arg(long, default_value_t = 2_000)]
        dense: usize,
    },
    /// Measure indexing alone, and while the API answers as fast as it can.
    Contention {
        /// Entries for each of the two.
        #[arg(long, default_value_t = 40_000)]
        entries: usize,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().what {
        What::Generate { database, entries } => generate::run(&database, entries),
        What::Ingest {
            entries,
            before,
            batch,
            parts,
        } => ingest::run(&ingest::Shape {
            entries,
            before,
            batch,
            parts,
        }),
        What::Evidence { entries } => evidence::run(entries),
        What::Serve {
            database,
            constant,
            forgetful,
        } => serve::run(&database, constant.as_deref(), !forgetful),
        What::Api {
            database,
            connections,
            seconds,
        } => api::run(&database, connections, seconds),
        What::Questions { database } => questions::run(&database),
        What::Export { database } => export::run(&database),
        What::OpenData { rows } => open_data::run(rows),
        What::WriteOpenData { database, form } => open_data::write(&database, &form),
        What::Versions => {
            println!(
                "portico {}, SQLite {}, axum 0.8, {}",
                env!("CARGO_PKG_VERSION"),
                rusqlite::version(),
                std::env::var("RUSTC_VERSION").unwrap_or_else(|_| "rustc unknown".into())
            );
            Ok(())
        }
        What::CatchUp {
            slot,
            blocks,
            entries,
            dense,
        } => catch_up::run(&catch_up::Shape {
            slot,
            blocks,
            entries,
            dense,
        }),
        What::Contention { entries } => contention::run(entries),
    }
}
