// SPDX-License-Identifier: EUPL-1.2
//! A second runtime to upgrade to: the committed one with its version one higher.
//!
//! A runtime's version is a constant: it stands in the Wasm's section `runtime_version`, which the
//! node reads, and in the data that the code answers `Core_version` from and checks extrinsics
//! against. Raising all of them gives what a build with a higher `spec_version` would give, without
//! the Wasm toolchain. Whether it did is for the test to see on the chain.

use std::{
    fs,
    io::{Error, Result},
    path::Path,
};

use sp_maybe_compressed_blob::{CODE_BLOB_BOMB_LIMIT, compress_weakly, decompress};

/// The committed runtime, in `chain/specs`.
pub const COMMITTED: &str = "portico_runtime.compact.compressed.wasm";

/// The section's name.
const SECTION: &[u8] = b"runtime_version";

/// The numbers of a version as they lie in memory and in SCALE alike: the authoring version, the
/// version of the specification and that of the implementation, four bytes each.
const NUMBERS: usize = 12;

/// The runtime at `path` with its version one higher, compressed as on chain.
///
/// # Errors
/// The file cannot be read, or holds no runtime.
pub fn next_version(path: &Path) -> Result<Vec<u8>> {
    let blob = fs::read(path)?;
    let no_runtime =
        |why: &str| Error::other(format!("{} holds no runtime: {why}", path.display()));
    let mut wasm = decompress(&blob, CODE_BLOB_BOMB_LIMIT)
        .map_err(|error| no_runtime(&error.to_string()))?
        .into_owned();

    let old = numbers(&wasm).ok_or_else(|| no_runtime("it has no version"))?;
    let mut new = old;
    let version = &mut new[4..8];
    let number = u32::from_le_bytes([version[0], version[1], version[2], version[3]]);
    version.copy_from_slice(&(number + 1).to_le_bytes());

    let mut from = 0;
    while let Some(at) = find(&wasm[from..], &old) {
        wasm[from + at..from + at + NUMBERS].copy_from_slice(&new);
        from += at + NUMBERS;
    }
    compress_weakly(&wasm, CODE_BLOB_BOMB_LIMIT).ok_or_else(|| no_runtime("it is too large"))
}

/// The numbers in the section: they follow its name and two short names of the runtime.
fn numbers(wasm: &[u8]) -> Option<[u8; NUMBERS]> {
    let mut rest = &wasm[find(wasm, SECTION)? + SECTION.len()..];
    for _ in 0..2 {
        // A name below 64 bytes has one byte of length, times four, in SCALE.
        let (length, after) = rest.split_first()?;
        rest = after.get(usize::from(length / 4)..)?;
    }
    rest.first_chunk().copied()
}

/// Where `needle` first lies in `bytes`.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .position(|window| window == needle)
}
