// SPDX-License-Identifier: EUPL-1.2
//! `build-artifacts`: builds what runs on the chain (the contracts for PolkaVM, the runtime for Wasm) and in browsers (the
//! verifier of evidence), records it in `contracts/artifacts/manifest.json`, and checks that what is committed is what the sources say.
//!
//! It is started by `scripts/build-artifacts`, which finds the compilers; this program never looks for them.
//! It must not know what the contracts do: a contract is a name and a crate.

mod browser;
mod check;
mod command;
mod compact;
mod contract;
mod digest;
mod flags;
mod layout;
mod manifest;
mod metadata;
mod page;
mod runtime;
mod specs;
mod toolchain;
mod wrapper;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use crate::{
    layout::Layout,
    manifest::{Group, Manifest},
    toolchain::{OnChain, Toolchain},
};

/// Builds the committed artifacts (contracts, runtime, the verifier for browsers), or checks those that are committed.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Check the committed artifacts instead of replacing them. The digest of the sources is always compared. With the
    /// manifest's toolchain the bytes are compared too; with another one everything is rebuilt and the contract tests run
    /// on it; with none, only the digest is checked.
    #[arg(long)]
    check: bool,
    /// With --check: compare digests and recorded hashes only, even where a toolchain is there.
    #[arg(long, requires = "check")]
    no_build: bool,
    /// Only one of them.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Build even if the sources, the toolchain and the recorded hashes say that nothing changed.
    #[arg(long)]
    force: bool,
    /// The root of the checkout.
    #[arg(long, hide = true)]
    root: PathBuf,
    /// The folder that holds one target folder per workspace.
    #[arg(long, hide = true)]
    target: PathBuf,
    /// The cargo that builds on-chain code (with its rustc and the sources of `core`); without it nothing is built.
    #[arg(long, hide = true, requires_all = ["rustc", "linker_folder"])]
    cargo: Option<PathBuf>,
    /// The compiler of on-chain code.
    #[arg(long, hide = true)]
    rustc: Option<PathBuf>,
    /// The folder that holds `rust-lld`.
    #[arg(long, hide = true)]
    linker_folder: Option<PathBuf>,
}

/// What can be built on its own.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The PolkaVM code and metadata of the contracts.
    Contracts,
    /// The Wasm code of the chain.
    Runtime,
    /// The verifier of evidence for browsers, and its page.
    Browser,
}

fn main() -> ExitCode {
    let done = match std::env::var_os(wrapper::CHECKOUT) {
        Some(checkout) => wrapper::run(&checkout, std::env::args_os().skip(1)).map(ExitCode::from),
        None => run(&Arguments::parse()).map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("build-artifacts: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let layout = Layout::new(&arguments.root, &arguments.target)?;
    let groups: Vec<Group> = match arguments.only {
        Some(Part::Contracts) => vec![Group::Contracts],
        Some(Part::Runtime) => vec![Group::Runtime],
        Some(Part::Browser) => vec![Group::Browser],
        None => vec![Group::Contracts, Group::Runtime, Group::Browser],
    };
    let on_chain = match (&arguments.cargo, &arguments.rustc, &arguments.linker_folder) {
        (Some(cargo), Some(rustc), Some(folder)) => Some(OnChain::detect(cargo, rustc, folder)?),
        _ => None,
    };
    if arguments.check {
        let build_with = if arguments.no_build {
            None
        } else {
            on_chain.as_ref()
        };
        return check::check(&layout, &groups, build_with);
    }
    let on_chain = on_chain.context(
        "no toolchain for on-chain code was found; run `scripts/build-artifacts --help` for what to install",
    )?;
    build(&layout, &groups, &on_chain, arguments.force)
}

/// Builds what changed and records it. Groups that are not asked for keep their entry in the manifest.
fn build(layout: &Layout, groups: &[Group], on_chain: &OnChain, force: bool) -> Result<()> {
    let mut manifest = Manifest::read_or_new(&layout.manifest())?;
    for &group in groups {
        let sources = digest::of(layout, group)?;
        let toolchain = Toolchain::new(on_chain, group);
        if !force && manifest.is_current(layout, group, &sources, &toolchain)? {
            println!("{group}: up to date (sources {})", short(&sources));
            if group == Group::Runtime {
                specs::refresh(layout)?;
            }
            continue;
        }
        let built = build_group(layout, group, on_chain, &layout.root)?;
        manifest.record(group, sources, toolchain, &layout.root, &built)?;
        manifest.write(&layout.manifest())?;
        for path in &built {
            println!("{group}: wrote {}", path.display());
        }
        if group == Group::Runtime {
            specs::refresh(layout)?;
        }
    }
    Ok(())
}

/// Builds one group below `output`, with the same relative paths as in the checkout. Returns those paths.
fn build_group(
    layout: &Layout,
    group: Group,
    on_chain: &OnChain,
    output: &std::path::Path,
) -> Result<Vec<PathBuf>> {
    match group {
        Group::Contracts => contract::build_all(layout, on_chain, output),
        Group::Runtime => runtime::build(layout, on_chain, output),
        Group::Browser => browser::build(layout, on_chain, output),
    }
}

/// The first digits of a hash, for people.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
