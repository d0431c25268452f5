// SPDX-License-Identifier: EUPL-1.2
//! The digest of the sources that go into an artifact: SHA-256 over the sorted list of (path, SHA-256 of the content).
//!
//! What counts is stated here: code, manifests and lock files, the builder and the script. Tests, documents and
//! the artifacts themselves do not count, so that a new test does not make an artifact stale.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};

use crate::{layout::Layout, manifest::Group};

/// Sources of the contracts, relative to the root: files, and folders with everything below.
const CONTRACTS: &[&str] = &[
    "contracts/Cargo.toml",
    "contracts/Cargo.lock",
    "contracts/rules/Cargo.toml",
    "contracts/rules/src",
    "contracts/ledger/Cargo.toml",
    "contracts/ledger/src",
    "contracts/registry/Cargo.toml",
    "contracts/registry/src",
    "contracts/agreements/Cargo.toml",
    "contracts/agreements/src",
    "contracts/awards/Cargo.toml",
    "contracts/awards/src",
    "contracts/tenders/Cargo.toml",
    "contracts/tenders/src",
    "contracts/imports/Cargo.toml",
    "contracts/imports/src",
    "contracts/builder/Cargo.toml",
    "contracts/builder/src",
    "scripts/build-artifacts",
];

/// Sources of the runtime.
const RUNTIME: &[&str] = &[
    "chain/runtime/Cargo.toml",
    "chain/runtime/Cargo.lock",
    "chain/runtime/src",
    "contracts/builder/Cargo.toml",
    "contracts/builder/src",
    "scripts/build-artifacts",
];

/// Sources of the verifier for browsers and of its page.
const BROWSER: &[&str] = &[
    "contracts/Cargo.toml",
    "contracts/rules/Cargo.toml",
    "contracts/rules/src",
    "evidence/Cargo.toml",
    "evidence/src",
    "evidence/browser/Cargo.toml",
    "evidence/browser/Cargo.lock",
    "evidence/browser/src",
    "evidence/browser/page",
    "contracts/builder/Cargo.toml",
    "contracts/builder/src",
    "scripts/build-artifacts",
];

/// The digest of a group's sources, in hex.
///
/// # Errors
/// If a source cannot be read. A source that is listed and missing is an error, not an empty file.
pub fn of(layout: &Layout, group: Group) -> Result<String> {
    let sources = match group {
        Group::Contracts => CONTRACTS,
        Group::Runtime => RUNTIME,
        Group::Browser => BROWSER,
    };
    of_paths(&layout.root, sources)
}

fn of_paths(root: &Path, sources: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for source in sources {
        collect(root, Path::new(source), &mut files)?;
    }
    files.sort();
    let mut digest = Sha256::new();
    for relative in files {
        let path = root.join(&relative);
        let content = std::fs::read(&path)
            .with_context(|| format!("cannot read the source {}", path.display()))?;
        let name = relative
            .to_str()
            .with_context(|| format!("{} is not UTF-8", relative.display()))?;
        // A name cannot hold a zero byte, so the list has one reading only.
        digest.update(name.as_bytes());
        digest.update([0]);
        digest.update(Sha256::digest(content));
    }
    Ok(hex::encode(digest.finalize()))
}

fn collect(root: &Path, relative: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let path = root.join(relative);
    let kind = std::fs::metadata(&path)
        .with_context(|| format!("cannot find the source {}", path.display()))?;
    if kind.is_file() {
        files.push(relative.to_owned());
        return Ok(());
    }
    for entry in
        std::fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))?
    {
        let name = entry
            .with_context(|| format!("cannot read {}", path.display()))?
            .file_name();
        collect(root, &relative.join(name), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_changes_with_a_name_and_with_a_byte() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("creatable");
            std::fs::write(path, text).expect("writable");
        };
        let digest = || of_paths(folder.path(), &["src"]).expect("readable");
        write("src/a.rs", "one");
        let first = digest();
        write("src/a.rs", "two");
        let changed = digest();
        write("src/a.rs", "one");
        assert_eq!(digest(), first);
        std::fs::rename(
            folder.path().join("src/a.rs"),
            folder.path().join("src/b.rs"),
        )
        .expect("movable");
        let renamed = digest();
        write("src/deep/c.rs", "");
        let added = digest();
        for (one, other) in [(&first, &changed), (&first, &renamed), (&renamed, &added)] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn a_missing_source_is_an_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let error = of_paths(folder.path(), &["Cargo.lock"]).expect_err("nothing there");
        assert!(format!("{error:#}").contains("Cargo.lock"), "{error:#}");
    }
}
