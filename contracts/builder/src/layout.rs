// SPDX-License-Identifier: EUPL-1.2
//! Where things are in a checkout and in the target folder. Knows names and places, builds nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The contracts, in the order in which they are deployed. The crate of `x` is `portico-x` in `contracts/x`.
pub const CONTRACTS: [&str; 5] = ["registry", "agreements", "tenders", "awards", "imports"];

/// The committed runtime, relative to the root: compact, and compressed with Substrate's magic prefix.
pub const RUNTIME_BLOB: &str = "chain/specs/portico_runtime.compact.compressed.wasm";

/// The verifier for browsers as a Wasm module, relative to the root.
pub const VERIFIER: &str = "evidence/browser/verifier.wasm";

/// The page with the verifier in it, relative to the root.
pub const PAGE: &str = "evidence/browser/verifier.html";

/// The places of one checkout.
pub struct Layout {
    /// The root of the checkout, absolute.
    pub root: PathBuf,
    /// The folder that holds one target folder per workspace, absolute.
    pub target: PathBuf,
}

impl Layout {
    /// Makes both paths absolute.
    ///
    /// # Errors
    /// If the root is no checkout of this project, or the target folder cannot be made.
    pub fn new(root: &Path, target: &Path) -> Result<Self> {
        let root = root
            .canonicalize()
            .with_context(|| format!("cannot find the checkout at {}", root.display()))?;
        anyhow::ensure!(
            root.join("contracts/Cargo.toml").is_file(),
            "{} holds no contracts/Cargo.toml: it is no checkout of this project",
            root.display()
        );
        std::fs::create_dir_all(target)
            .with_context(|| format!("cannot create {}", target.display()))?;
        let target = target
            .canonicalize()
            .with_context(|| format!("cannot find the target folder {}", target.display()))?;
        Ok(Self { root, target })
    }

    /// The committed record of what was built, from what and with what.
    pub fn manifest(&self) -> PathBuf {
        self.root.join("contracts/artifacts/manifest.json")
    }

    /// The workspace of the contracts.
    pub fn contracts(&self) -> PathBuf {
        self.root.join("contracts")
    }

    /// The workspace of the runtime.
    pub fn runtime(&self) -> PathBuf {
        self.root.join("chain/runtime")
    }

    /// The workspace of the verifier for browsers.
    pub fn browser(&self) -> PathBuf {
        self.root.join("evidence/browser")
    }

    /// The target folder of the contracts' workspace.
    pub fn contracts_target(&self) -> PathBuf {
        self.target.join("contracts")
    }

    /// The target folder of the runtime's workspace.
    pub fn runtime_target(&self) -> PathBuf {
        self.target.join("runtime")
    }

    /// The target folder of the verifier for browsers.
    pub fn browser_target(&self) -> PathBuf {
        self.target.join("evidence-browser")
    }
}

/// The PolkaVM code of a contract, relative to the root.
pub fn code_path(contract: &str) -> PathBuf {
    Path::new("contracts/artifacts").join(format!("{contract}.polkavm"))
}

/// The metadata of a contract, relative to the root.
pub fn metadata_path(contract: &str) -> PathBuf {
    Path::new("contracts/artifacts").join(format!("{contract}.json"))
}
