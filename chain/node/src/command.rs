// SPDX-License-Identifier: EUPL-1.2
//! Does what the command line asks for.

use sc_cli::{CliConfiguration, SubstrateCli};
use sc_service::PruningMode;

use crate::{
    cli::{Cli, Subcommand},
    service,
};

/// Reads the arguments and runs the command, or the node until it is stopped.
///
/// # Errors
/// What the command reports.
pub fn run() -> sc_cli::Result<()> {
    let cli = Cli::from_args();
    match &cli.subcommand {
        Some(Subcommand::Key(command)) => command.run(&cli),
        Some(Subcommand::BuildSpec(command)) => command.run().map_err(sc_cli::Error::Input),
        Some(Subcommand::PurgeChain(command)) => cli
            .create_runner(command)?
            .sync_run(|config| command.run(config.database)),
        None => run_node(&cli),
    }
}

fn run_node(cli: &Cli) -> sc_cli::Result<()> {
    let archive_unless_told = cli.run.state_pruning()?.unwrap_or(PruningMode::ArchiveAll);
    let wasm_cache = cli.wasm_cache.clone();
    cli.create_runner(&cli.run)?
        .run_node_until_exit(|mut config| async move {
            config.state_pruning = Some(archive_unless_told);
            service::start(config, wasm_cache).map_err(sc_cli::Error::Service)
        })
}
