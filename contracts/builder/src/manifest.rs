// SPDX-License-Identifier: EUPL-1.2
//! `contracts/artifacts/manifest.json`: for each group of artifacts, from which sources, with which toolchain, which bytes.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{layout::Layout, toolchain::Toolchain};

/// The form of the file; a reader refuses another one.
const FORMAT: &str = "portico-artifacts/v1";

/// Artifacts that are built together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The contracts' code and metadata.
    Contracts,
    /// The runtime's code.
    Runtime,
    /// The verifier for browsers and its page.
    Browser,
}

impl Group {
    fn name(self) -> &'static str {
        match self {
            Self::Contracts => "contracts",
            Self::Runtime => "runtime",
            Self::Browser => "browser",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The whole record.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    groups: BTreeMap<String, Record>,
}

/// The record of one group.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// See [`crate::digest`].
    pub source_digest: String,
    /// What it was built with.
    pub toolchain: Toolchain,
    /// By path relative to the root.
    pub artifacts: BTreeMap<String, Artifact>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    /// In hex.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

impl Artifact {
    /// Measures a file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn of(path: &Path) -> Result<Self> {
        let content = std::fs::read(path)
            .with_context(|| format!("cannot read the artifact {}", path.display()))?;
        Ok(Self {
            sha256: hex::encode(Sha256::digest(&content)),
            bytes: content.len() as u64,
        })
    }
}

impl Manifest {
    /// Reads the record; a missing file is an empty record.
    ///
    /// # Errors
    /// If it cannot be read or has another form.
    pub fn read_or_new(path: &Path) -> Result<Self> {
        if path.exists() {
            return Self::read(path);
        }
        Ok(Self {
            format: FORMAT.to_owned(),
            groups: BTreeMap::new(),
        })
    }

    /// Reads the record.
    ///
    /// # Errors
    /// If it is missing, cannot be read or has another form.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let manifest: Self = serde_json::from_str(&text)
            .with_context(|| format!("{} is no manifest", path.display()))?;
        ensure!(
            manifest.format == FORMAT,
            "{} has the form {:?}; this program reads {FORMAT:?}",
            path.display(),
            manifest.format
        );
        Ok(manifest)
    }

    /// Writes the record, complete or not at all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self).context("cannot encode the manifest")?;
        text.push('\n');
        let draft = path.with_extension("json.new");
        std::fs::write(&draft, text)
            .with_context(|| format!("cannot write {}", draft.display()))?;
        std::fs::rename(&draft, path).with_context(|| format!("cannot replace {}", path.display()))
    }

    /// The record of a group, if it was ever built.
    pub fn group(&self, group: Group) -> Option<&Record> {
        self.groups.get(group.name())
    }

    /// Whether building the group again could change nothing.
    ///
    /// # Errors
    /// If a recorded artifact is there but cannot be read.
    pub fn is_current(
        &self,
        layout: &Layout,
        group: Group,
        sources: &str,
        toolchain: &Toolchain,
    ) -> Result<bool> {
        let Some(record) = self.group(group) else {
            return Ok(false);
        };
        if record.source_digest != sources || record.toolchain != *toolchain {
            return Ok(false);
        }
        for (path, artifact) in &record.artifacts {
            let path = layout.root.join(path);
            if !path.exists() || Artifact::of(&path)? != *artifact {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Records what was built below `output`, at `paths` relative to it.
    ///
    /// # Errors
    /// If an artifact cannot be read, or its path is not UTF-8.
    pub fn record(
        &mut self,
        group: Group,
        source_digest: String,
        toolchain: Toolchain,
        output: &Path,
        paths: &[PathBuf],
    ) -> Result<()> {
        let mut artifacts = BTreeMap::new();
        for path in paths {
            let name = path
                .to_str()
                .with_context(|| format!("{} is not UTF-8", path.display()))?;
            artifacts.insert(name.to_owned(), Artifact::of(&output.join(path))?);
        }
        self.groups.insert(
            group.name().to_owned(),
            Record {
                source_digest,
                toolchain,
                artifacts,
            },
        );
        Ok(())
    }
}
