// SPDX-License-Identifier: EUPL-1.2
//! Builds a contract: compiler → ELF → PolkaVM code, and its metadata.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use polkavm_linker::{Config, TARGET_JSON_64_BIT_NEW, TargetInstructionSet, program_from_elf};

use crate::{
    command, flags,
    layout::{CONTRACTS, Layout, code_path, metadata_path},
    manifest::Group,
    metadata,
    toolchain::OnChain,
};

/// The name of the target, which is also the name of its description and of the folder that cargo builds into.
const TARGET: &str = "riscv64emac-unknown-none-polkavm";

/// The stack of a contract, bytes. polkavm-linker gives 8 KiB if it is not told otherwise (it does not read the `-zstack-size` of other
/// linkers), and decoding a command needs more than 4: a stack that is too small is a trap in the middle of a command.
pub const STACK_SIZE: u32 = 65_536;

/// Builds every contract below `output`; returns the paths of the artifacts relative to it.
///
/// # Errors
/// If a compiler or linker fails, or a file cannot be written.
pub fn build_all(layout: &Layout, on_chain: &OnChain, output: &Path) -> Result<Vec<PathBuf>> {
    let target = target_description(layout)?;
    let mut written = Vec::new();
    for contract in CONTRACTS {
        let elf = compile(layout, on_chain, &target, contract)?;
        let code = link(&elf)?;
        let described = metadata::generate(layout, on_chain, contract, &code)?;
        for (path, content) in [
            (code_path(contract), code),
            (metadata_path(contract), described),
        ] {
            write(&output.join(&path), &content)?;
            written.push(path);
        }
    }
    Ok(written)
}

/// Writes a file and the folder it stands in.
///
/// # Errors
/// If either cannot be written.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path
        .parent()
        .with_context(|| format!("{} stands in no folder", path.display()))?;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    std::fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Puts the target's description, as polkavm-linker ships it for rustc from 1.91 on, where cargo can read it.
fn target_description(layout: &Layout) -> Result<PathBuf> {
    let path = layout
        .contracts_target()
        .join("spec")
        .join(format!("{TARGET}.json"));
    // Written only when it differs: cargo would take a new time stamp for a new target and build `core` again.
    if std::fs::read(&path).ok().as_deref() != Some(TARGET_JSON_64_BIT_NEW.as_bytes()) {
        write(&path, TARGET_JSON_64_BIT_NEW.as_bytes())?;
    }
    Ok(path)
}

fn compile(layout: &Layout, on_chain: &OnChain, target: &Path, contract: &str) -> Result<PathBuf> {
    let package = format!("portico-{contract}");
    let folder = layout.contracts_target();
    command::run(
        on_chain
            .cargo()?
            .current_dir(layout.contracts())
            // A contract is a library everywhere else; a `cdylib` would crash Debian's rustc for this target.
            .args([
                "rustc",
                "--locked",
                "--lib",
                "--crate-type",
                "bin",
                "--package",
                &package,
            ])
            .args(flags::cargo(Group::Contracts))
            .arg("--target")
            .arg(target)
            .env("CARGO_TARGET_DIR", &folder)
            .env(
                "CARGO_ENCODED_RUSTFLAGS",
                flags::encoded(layout, on_chain, Group::Contracts)?,
            ),
    )?;
    Ok(folder
        .join(TARGET)
        .join("release")
        .join(package.replace('-', "_")))
}

fn link(elf: &Path) -> Result<Vec<u8>> {
    let object = std::fs::read(elf)
        .with_context(|| format!("cannot read the compiled contract {}", elf.display()))?;
    let mut config = Config::default();
    config.set_strip(true);
    config.set_optimize(true);
    config.set_min_stack_size(STACK_SIZE);
    program_from_elf(config, TargetInstructionSet::ReviveV1, &object)
        .map_err(|error| anyhow!("cannot link {} to PolkaVM code: {error}", elf.display()))
}
