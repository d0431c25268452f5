// SPDX-License-Identifier: EUPL-1.2
//! The raw chain specifications hold the runtime: they must hold the committed one. They are written by the node, with
//! `chain/specs/build`; this module only looks into them and calls that script.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    command,
    layout::{Layout, RUNTIME_BLOB},
};

/// The committed specifications, relative to the root.
const SPECS: [&str; 2] = ["chain/specs/dev.json", "chain/specs/local4.json"];

/// Where a raw specification holds the runtime: under the state's key `:code`.
const CODE: &str = "/genesis/raw/top/0x3a636f6465";

/// The specifications that hold another runtime than the committed one.
///
/// # Errors
/// If the runtime or a specification cannot be read.
pub fn stale(layout: &Layout) -> Result<Vec<&'static str>> {
    let path = layout.root.join(RUNTIME_BLOB);
    let blob = std::fs::read(&path)
        .with_context(|| format!("cannot read the runtime {}", path.display()))?;
    let code = format!("0x{}", hex::encode(blob));
    let mut stale = Vec::new();
    for spec in SPECS {
        let path = layout.root.join(spec);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let value: Value = serde_json::from_str(&text)
            .with_context(|| format!("{} is no JSON", path.display()))?;
        if value.pointer(CODE).and_then(Value::as_str) != Some(&code) {
            stale.push(spec);
        }
    }
    Ok(stale)
}

/// Writes the specifications again if they hold another runtime and the node is built; else says what is to be done.
///
/// # Errors
/// If a file cannot be read or the node fails.
pub fn refresh(layout: &Layout) -> Result<()> {
    let stale = stale(layout)?;
    if stale.is_empty() {
        return Ok(());
    }
    let node = match std::env::var_os("PORTICO_NODE") {
        Some(node) => PathBuf::from(node),
        None => layout.target.join("node/debug/portico-node"),
    };
    if !node.is_file() {
        eprintln!(
            "runtime: {} still hold another runtime: build chain/node and run chain/specs/build",
            stale.join(" and ")
        );
        return Ok(());
    }
    command::run(Command::new(layout.root.join("chain/specs/build")).env("PORTICO_NODE", node))?;
    println!(
        "runtime: wrote {}; the node embeds one of them, so build it again",
        stale.join(" and ")
    );
    Ok(())
}
