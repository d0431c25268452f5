// SPDX-License-Identifier: EUPL-1.2
//! Builds the runtime: compiler → Wasm → without names and debug information → compressed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sp_maybe_compressed_blob::{CODE_BLOB_BOMB_LIMIT, compress_strongly};

use crate::{
    command,
    compact::compact,
    contract, flags,
    layout::{Layout, RUNTIME_BLOB},
    manifest::Group,
    toolchain::OnChain,
};

/// Builds the runtime below `output`; returns the artifact's path relative to it.
///
/// # Errors
/// If the compiler fails, its product is no Wasm module, or the file cannot be written.
pub fn build(layout: &Layout, on_chain: &OnChain, output: &Path) -> Result<Vec<PathBuf>> {
    let folder = layout.runtime_target();
    command::run(
        on_chain
            .cargo()?
            .current_dir(layout.runtime())
            .args(["build", "--locked", "--package", "portico-runtime"])
            .args(flags::cargo(Group::Runtime))
            .env("CARGO_TARGET_DIR", &folder)
            .env(
                "CARGO_ENCODED_RUSTFLAGS",
                flags::encoded(layout, on_chain, Group::Runtime)?,
            ),
    )?;
    let path = folder.join("wasm32v1-none/release/portico_runtime.wasm");
    let module = std::fs::read(&path)
        .with_context(|| format!("cannot read the runtime {}", path.display()))?;
    let compact =
        compact(&module).with_context(|| format!("{} is no Wasm module", path.display()))?;
    let blob = compress_strongly(&compact, CODE_BLOB_BOMB_LIMIT).with_context(|| {
        format!(
            "{} is larger than the executor accepts ({CODE_BLOB_BOMB_LIMIT} bytes)",
            path.display()
        )
    })?;
    contract::write(&output.join(RUNTIME_BLOB), &blob)?;
    Ok(vec![PathBuf::from(RUNTIME_BLOB)])
}
