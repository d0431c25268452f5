// SPDX-License-Identifier: EUPL-1.2
//! The command line: the SDK's own flags and commands, and two of ours (`--wasm-cache`,
//! `build-spec`). What a command does stands in `command`.

use std::path::PathBuf;

use sc_cli::{RunCmd, SubstrateCli};
use sc_service::ChainSpec;

use crate::chain_spec::{self, BuildSpecCmd};

/// The node's arguments.
#[derive(Debug, clap::Parser)]
pub struct Cli {
    /// What to do instead of running the node.
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    /// How to run the node: the SDK's own arguments.
    #[clap(flatten)]
    pub run: RunCmd,

    /// Where to keep the compiled runtime, so that the next start is quick. Nodes may share it.
    /// Default: `wasm-cache` under the base path.
    #[arg(long, value_name = "DIR")]
    pub wasm_cache: Option<PathBuf>,
}

/// What else the node can do.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
    /// Node and validator keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Write a raw chain specification from a runtime's Wasm and one of its presets.
    BuildSpec(BuildSpecCmd),

    /// Delete the chain's database.
    PurgeChain(sc_cli::PurgeChainCmd),
}

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "Portico Node".into()
    }

    fn impl_version() -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        "The Portico authors".into()
    }

    fn support_url() -> String {
        "the project's issue tracker".into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
        chain_spec::load(id)
    }
}
