// SPDX-License-Identifier: EUPL-1.2
//! Builds the runtime: compiler → Wasm → without names and debug information → compressed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sp_maybe_compressed_blob::{CODE_BLOB_BOMB_LIMIT, compress_strongly};
use wasmparser::{Parser, Payload};

use crate::{
    command, contract, flags,
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

/// Drops the custom sections that only people with a debugger read. Every other section stays byte for byte; among the custom ones
/// `runtime_version` and `runtime_apis` are read by the node.
fn compact(module: &[u8]) -> Result<Vec<u8>> {
    // The magic number and the version.
    let mut kept = module.get(..8).context("shorter than a header")?.to_vec();
    // A section is its id, its length and its content; the parser tells ranges of contents, so a section begins where the one before ended.
    let mut begin = 8;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let dropped = match &payload {
            Payload::CustomSection(section) => is_for_people(section.name()),
            _ => false,
        };
        let Some((_, range)) = payload.as_section() else {
            continue;
        };
        if !dropped {
            kept.extend_from_slice(
                module
                    .get(begin..range.end)
                    .context("a section ends beyond the module")?,
            );
        }
        begin = range.end;
    }
    Ok(kept)
}

fn is_for_people(section: &str) -> bool {
    section == "name" || section == "producers" || section.starts_with(".debug_")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A custom section, for tests only: names and contents shorter than 128 bytes.
    fn custom(name: &str, content: &[u8]) -> Vec<u8> {
        let short = |length: usize| u8::try_from(length).expect("short");
        let mut section = vec![0, short(1 + name.len() + content.len()), short(name.len())];
        section.extend_from_slice(name.as_bytes());
        section.extend_from_slice(content);
        section
    }

    #[test]
    fn only_names_and_debug_sections_are_dropped() {
        let header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
        // One type, `() -> ()`.
        let types = vec![1, 4, 1, 0x60, 0, 0];
        let keep = custom("runtime_version", b"content");
        let module = [
            header.to_vec(),
            custom("producers", b"someone"),
            types.clone(),
            custom(".debug_info", b"1234"),
            keep.clone(),
            custom("name", b"abc"),
        ]
        .concat();
        let expected = [header.to_vec(), types, keep].concat();
        assert_eq!(compact(&module).expect("a module"), expected);
        assert_eq!(compact(&expected).expect("a module"), expected);
    }

    #[test]
    fn something_else_is_refused() {
        assert!(compact(b"ELF").is_err());
        assert!(compact(b"no Wasm module").is_err());
    }
}
