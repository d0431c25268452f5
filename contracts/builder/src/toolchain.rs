// SPDX-License-Identifier: EUPL-1.2
//! The compilers of on-chain code, and what of them is recorded: everything that decides about bytes.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::{command, contract::STACK_SIZE, flags, manifest::Group};

/// The version of polkavm-linker that turns an ELF into PolkaVM code; `Cargo.toml` pins the same one.
const POLKAVM_LINKER: &str = "0.35.0";

/// A toolchain that can compile on-chain code: it has the sources of `core` and `alloc`.
pub struct OnChain {
    /// The cargo to call.
    pub cargo: PathBuf,
    /// The rustc that this cargo must use.
    pub rustc: PathBuf,
    /// The folder that holds `rust-lld`.
    pub linker_folder: PathBuf,
    /// Where the compiler keeps its libraries and, below, the sources of `core`.
    pub sysroot: PathBuf,
    rustc_version: String,
    linker_version: String,
}

impl OnChain {
    /// Asks the compilers who they are.
    ///
    /// # Errors
    /// If one of them cannot be started or fails.
    pub fn detect(cargo: &Path, rustc: &Path, linker_folder: &Path) -> Result<Self> {
        // The first lines are enough: release, commit and LLVM. `host` is left out on purpose.
        let verbose = command::output(Command::new(rustc).arg("-Vv"))?;
        let field = |name: &str| {
            verbose
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .map(str::trim)
                .with_context(|| format!("`{} -Vv` does not say its `{name}`", rustc.display()))
        };
        let first = verbose.lines().next().unwrap_or_default();
        let rustc_version = format!("{first}, LLVM {}", field("LLVM version:")?);
        let sysroot = command::output(Command::new(rustc).args(["--print", "sysroot"]))?;
        let linker = linker_folder.join("rust-lld");
        let linker_version =
            command::output(Command::new(&linker).args(["-flavor", "gnu", "--version"]))?;
        Ok(Self {
            cargo: cargo.to_owned(),
            rustc: rustc.to_owned(),
            linker_folder: linker_folder.to_owned(),
            sysroot: PathBuf::from(sysroot.trim()),
            rustc_version,
            linker_version: linker_version.trim().to_owned(),
        })
    }

    /// A call of cargo with this toolchain, for on-chain code.
    ///
    /// # Errors
    /// If the search path cannot be extended.
    pub fn cargo(&self) -> Result<Command> {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(
            std::iter::once(self.linker_folder.clone()).chain(std::env::split_paths(&old)),
        )
        .context("cannot put the linker's folder on PATH")?;
        let mut command = Command::new(&self.cargo);
        command
            .env("PATH", path)
            .env("RUSTC", &self.rustc)
            // Building `core` from its sources is an unstable option of a stable compiler.
            .env("RUSTC_BOOTSTRAP", "1")
            // Flags of the person who builds must not change the bytes.
            .env_remove("RUSTFLAGS")
            .env_remove("RUSTUP_TOOLCHAIN")
            .env_remove("RUSTC_WRAPPER")
            .env_remove("RUSTC_WORKSPACE_WRAPPER");
        Ok(command)
    }

    /// The compiler's name and version, as it says them.
    pub fn rustc_version(&self) -> &str {
        &self.rustc_version
    }
}

/// What the manifest records of a toolchain. Two builds with equal records from equal sources have equal bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toolchain {
    /// Compiler: release, commit, LLVM.
    pub rustc: String,
    /// Linker of the compiler's objects.
    pub rust_lld: String,
    /// Linker from ELF to PolkaVM and the stack it gives; none for what is not a contract.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub polkavm_linker: Option<String>,
    /// Flags for rustc and cargo, without the prefixes that are remapped (they differ by machine, their effect doesn't).
    pub flags: Vec<String>,
}

impl Toolchain {
    /// The record of building `group` with `on_chain`.
    pub fn new(on_chain: &OnChain, group: Group) -> Self {
        Self {
            rustc: on_chain.rustc_version.clone(),
            rust_lld: on_chain.linker_version.clone(),
            polkavm_linker: (group == Group::Contracts)
                .then(|| format!("{POLKAVM_LINKER}, stack {STACK_SIZE}")),
            flags: flags::rustc(group)
                .iter()
                .chain(flags::cargo(group))
                .map(|&flag| flag.to_owned())
                .collect(),
        }
    }
}
