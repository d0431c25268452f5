// SPDX-License-Identifier: EUPL-1.2
//! Makes a Wasm module smaller without changing what it does: names and debug information go.

use anyhow::{Context, Result};
use wasmparser::{Parser, Payload};

/// Drops the custom sections that only people with a debugger read. Every other section stays byte for byte; among the custom ones
/// `runtime_version` and `runtime_apis` are read by the node.
///
/// # Errors
/// If it is no Wasm module.
pub fn compact(module: &[u8]) -> Result<Vec<u8>> {
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
