// SPDX-License-Identifier: EUPL-1.2
//! `--check`: is what is committed what the sources say?
//!
//! The digest of the sources is always compared. Bytes are compared where the toolchain is the manifest's: another
//! compiler gives other bytes, which says nothing. There, the contracts are rebuilt and their tests run on what came out.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    command, digest,
    layout::Layout,
    manifest::{Artifact, Group, Manifest, Record},
    short, specs,
    toolchain::{OnChain, Toolchain},
};

/// Checks the groups; builds only if there is something to build with.
///
/// # Errors
/// If a group was never recorded, its sources changed since, a committed file is not the recorded one, a rebuild gives
/// other bytes with the same toolchain, or the tests fail on what another toolchain built.
pub fn check(layout: &Layout, groups: &[Group], on_chain: Option<&OnChain>) -> Result<()> {
    let manifest = Manifest::read(&layout.manifest())?;
    for &group in groups {
        let record = manifest.group(group).with_context(|| {
            format!("the manifest has no record of the {group}; run scripts/build-artifacts")
        })?;
        check_sources(layout, group, record)?;
        check_files(layout, record)?;
        if group == Group::Runtime {
            let stale = specs::stale(layout)?;
            ensure!(
                stale.is_empty(),
                "{} hold another runtime than the committed one; build chain/node and run chain/specs/build",
                stale.join(" and ")
            );
        }
        match on_chain {
            None => println!(
                "{group}: sources and recorded hashes agree; nothing was rebuilt, so bytes were not compared"
            ),
            Some(on_chain) => check_build(layout, group, record, on_chain)?,
        }
    }
    Ok(())
}

fn check_sources(layout: &Layout, group: Group, record: &Record) -> Result<()> {
    let sources = digest::of(layout, group)?;
    ensure!(
        sources == record.source_digest,
        "the sources of the {group} changed since their artifacts were built (now {}, built from {}); run scripts/build-artifacts and commit \
         what it writes",
        short(&sources),
        short(&record.source_digest)
    );
    Ok(())
}

fn check_files(layout: &Layout, record: &Record) -> Result<()> {
    for (path, recorded) in &record.artifacts {
        let found = Artifact::of(&layout.root.join(path))?;
        ensure!(
            found == *recorded,
            "{path} is not the file that the manifest records (sha256 {}, recorded {}); run scripts/build-artifacts",
            short(&found.sha256),
            short(&recorded.sha256)
        );
    }
    Ok(())
}

fn check_build(layout: &Layout, group: Group, record: &Record, on_chain: &OnChain) -> Result<()> {
    let output = layout.target.join("check");
    let built = crate::build_group(layout, group, on_chain, &output)?;
    let toolchain = Toolchain::new(on_chain, group);
    if toolchain != record.toolchain {
        println!(
            "{group}: rebuilt with {}; the committed artifacts are from {}: bytes are not comparable",
            toolchain.rustc, record.toolchain.rustc
        );
        return test_contracts(layout, &output, group);
    }
    ensure!(
        built.len() == record.artifacts.len(),
        "the build of the {group} made {} files, the manifest records {}; run scripts/build-artifacts",
        built.len(),
        record.artifacts.len()
    );
    let mut different = Vec::new();
    for path in &built {
        let name = path
            .to_str()
            .with_context(|| format!("{} is not UTF-8", path.display()))?;
        if record.artifacts.get(name) != Some(&Artifact::of(&output.join(path))?) {
            different.push(name.to_owned());
        }
    }
    if !different.is_empty() {
        bail!(
            "rebuilt from the same sources with the same toolchain, these files differ from the committed ones: {}; compare them with those below {}",
            different.join(", "),
            output.display()
        );
    }
    println!("{group}: rebuilt with the same toolchain, same bytes");
    Ok(())
}

/// Runs the contract tests on what was built: the code below `output` in place of the committed code.
fn test_contracts(layout: &Layout, output: &Path, group: Group) -> Result<()> {
    if group != Group::Contracts {
        return Ok(());
    }
    command::run(
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .current_dir(layout.contracts().join("tests"))
            .args(["test", "--locked"])
            .env("CARGO_TARGET_DIR", layout.contracts_target())
            // The tests take the contracts' code from here instead of contracts/artifacts.
            .env("PORTICO_ARTIFACTS", output.join("contracts/artifacts")),
    )
    .context("the contract tests failed on what this toolchain built")
}
