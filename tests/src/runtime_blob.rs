// SPDX-License-Identifier: EUPL-1.2
//! A second runtime to upgrade to: the committed one with its version one higher.
//!
//! A runtime's version is a constant. It stands in the Wasm's section `runtime_version`, which the
//! node reads; in the data that answers `Core_version`; and, since an extrinsic is signed for the
//! version of the specification and of the transactions together, as the operand of an instruction
//! that loads both. Raising all of them gives what a build with a higher `spec_version` would give,
//! without the Wasm toolchain. Whether it did is for the test to see on the chain.

use std::{
    fs,
    io::{Error, Result},
    path::Path,
};

use sp_maybe_compressed_blob::{CODE_BLOB_BOMB_LIMIT, compress_weakly, decompress};

/// The committed runtime, in `chain/specs`.
pub const COMMITTED: &str = "portico_runtime.compact.compressed.wasm";

/// The section's name after its length; without that, an imported function is found first.
const SECTION: &[u8] = b"\x0fruntime_version";

/// Loads a 64-bit constant.
const I64_CONST: u8 = 0x42;

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

    let old = Version::read(&wasm).ok_or_else(|| no_runtime("it has no version"))?;
    let new = Version {
        specification: old.specification + 1,
        ..old
    };
    replace(&mut wasm, &old.in_data(), &new.in_data());
    replace(&mut wasm, &old.in_code(), &new.in_code());
    compress_weakly(&wasm, CODE_BLOB_BOMB_LIMIT).ok_or_else(|| no_runtime("it is too large"))
}

/// The numbers of a runtime's version.
#[derive(Clone, Copy)]
struct Version {
    authoring: u32,
    specification: u32,
    implementation: u32,
    transactions: u32,
}

impl Version {
    /// Reads the section, which is in SCALE: two names, three numbers, an empty list, a number.
    fn read(wasm: &[u8]) -> Option<Self> {
        let mut rest = &wasm[find(wasm, SECTION)? + SECTION.len()..];
        for _ in 0..2 {
            // A name below 64 bytes has one byte of length, times four.
            let (length, after) = rest.split_first()?;
            rest = after.get(usize::from(length / 4)..)?;
        }
        let number = |at: usize| Some(u32::from_le_bytes(*rest.get(at..)?.first_chunk()?));
        Some(Self {
            authoring: number(0)?,
            specification: number(4)?,
            implementation: number(8)?,
            transactions: number(13)?,
        })
    }

    /// As it lies in the section and in memory: three numbers of four bytes.
    fn in_data(self) -> Vec<u8> {
        [self.authoring, self.specification, self.implementation]
            .map(u32::to_le_bytes)
            .concat()
    }

    /// The instruction that loads what an extrinsic is signed for, its operand in signed LEB128.
    fn in_code(self) -> Vec<u8> {
        let mut rest = (u64::from(self.transactions) << 32) | u64::from(self.specification);
        let mut instruction = vec![I64_CONST];
        // The value is far below 2^63, so a last group below 64 ends it as a positive number.
        while rest >= 64 {
            let [low, ..] = rest.to_le_bytes();
            instruction.push(low | 0x80);
            rest >>= 7;
        }
        let [low, ..] = rest.to_le_bytes();
        instruction.push(low);
        instruction
    }
}

/// Replaces every `old` in `bytes` by `new`, which is as long.
fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], old) {
        bytes[from + at..from + at + new.len()].copy_from_slice(new);
        from += at + new.len();
    }
}

/// Where `needle` first lies in `bytes`.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .position(|window| window == needle)
}
