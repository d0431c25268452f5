// SPDX-License-Identifier: EUPL-1.2
//! The flags that on-chain code is built with.

use anyhow::{Context, Result};

use crate::{layout::Layout, manifest::Group, toolchain::OnChain};

/// PolkaVM: a panic is one trap, without its message. (The stack's size is not the compiler's business: see [`crate::contract`].)
const CONTRACT_RUSTC: &[&str] = &[
    "--cfg=substrate_runtime",
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
];
const CONTRACT_CARGO: &[&str] = &[
    "--release",
    "-Zjson-target-spec",
    "-Zbuild-std=core,alloc",
    "-Zbuild-std-features=compiler-builtins-mem",
    "--no-default-features",
];

/// Wasm as Substrate's executor wants it: memory from outside, and the heap's start exported.
const RUNTIME_RUSTC: &[&str] = &[
    "--cfg=substrate_runtime",
    "-Clink-arg=--export=__heap_base",
    "-Clink-arg=--import-memory",
];
const RUNTIME_CARGO: &[&str] = &[
    "--release",
    "--target=wasm32v1-none",
    "-Zbuild-std=core,alloc",
    "--no-default-features",
];

/// A Wasm module for every browser of the last years. Its memory grows to 1 GiB at the most: the longest bundle needs less,
/// and whatever needs more is not to bring somebody's telephone down.
const BROWSER_RUSTC: &[&str] = &["-Clink-arg=--max-memory=1073741824"];
const BROWSER_CARGO: &[&str] = &[
    "--release",
    "--target=wasm32v1-none",
    "-Zbuild-std=core,alloc",
];

/// Flags for rustc, apart from [`remapped`].
pub fn rustc(group: Group) -> &'static [&'static str] {
    match group {
        Group::Contracts => CONTRACT_RUSTC,
        Group::Runtime => RUNTIME_RUSTC,
        Group::Browser => BROWSER_RUSTC,
    }
}

/// Flags for cargo, apart from package, target file and target folder.
pub fn cargo(group: Group) -> &'static [&'static str] {
    match group {
        Group::Contracts => CONTRACT_CARGO,
        Group::Runtime => RUNTIME_CARGO,
        Group::Browser => BROWSER_CARGO,
    }
}

/// All flags for rustc in the form of `CARGO_ENCODED_RUSTFLAGS`, with the machine's folders replaced by fixed names, so that
/// two checkouts on two machines give the same bytes. The checkout itself needs none: cargo names files of a workspace relative to
/// it. That also lets two checkouts share what they build, since a folder that is named here makes cargo build everything again.
///
/// # Errors
/// If cargo's folder cannot be found or read, or a folder's name is not UTF-8.
pub fn encoded(layout: &Layout, on_chain: &OnChain, group: Group) -> Result<String> {
    let mut all: Vec<String> = rustc(group).iter().map(|&flag| flag.to_owned()).collect();
    for (from, to) in remapped(layout, on_chain)? {
        all.push(format!("--remap-path-prefix={from}={to}"));
    }
    // The separator that cargo documents for this variable.
    Ok(all.join("\u{1f}"))
}

fn remapped(layout: &Layout, on_chain: &OnChain) -> Result<Vec<(String, String)>> {
    let text = |path: &std::path::Path| {
        path.to_str()
            .map(str::to_owned)
            .with_context(|| format!("the folder {} has a name that is not UTF-8", path.display()))
    };
    let mut pairs = vec![
        (text(&layout.target)?, "/target".to_owned()),
        (text(&on_chain.sysroot)?, "/sysroot".to_owned()),
    ];
    let home = match std::env::var_os("CARGO_HOME") {
        Some(home) => home.into(),
        None => std::path::PathBuf::from(
            std::env::var_os("HOME").context("neither CARGO_HOME nor HOME is set")?,
        )
        .join(".cargo"),
    };
    // Cargo names the folder below `src` after the registry's address: it differs behind a mirror.
    let sources = home.join("registry/src");
    let entries = std::fs::read_dir(&sources)
        .with_context(|| format!("cannot read {}", sources.display()))?;
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read {}", sources.display()))?
            .path();
        pairs.push((text(&path)?, "/registry".to_owned()));
    }
    Ok(pairs)
}
