// SPDX-License-Identifier: EUPL-1.2
//! The metadata of a contract: what ink! generates about messages, events and types, with what stock clients expect around it
//! (`source.hash` is the code hash on the chain: Keccak-256 of the PolkaVM code).

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use sha3::{Digest as _, Keccak256};

use crate::{command, layout::Layout, toolchain::OnChain};

/// The language as cargo-contract writes it.
const LANGUAGE: &str = "ink! 6.0.0-beta.1";

/// Generates the metadata of a contract as JSON.
///
/// The contract is compiled for this machine, by the ordinary cargo, and its own small program `<contract>-metadata` prints what
/// ink! knows. (One program per contract: the function that ink! generates has the same symbol in every contract.)
///
/// # Errors
/// If that program cannot be built or prints something else.
pub fn generate(
    layout: &Layout,
    on_chain: &OnChain,
    contract: &str,
    code: &[u8],
) -> Result<Vec<u8>> {
    let package = format!("portico-{contract}");
    let printed = command::output(
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .current_dir(layout.contracts())
            .args([
                "run",
                "--quiet",
                "--locked",
                "--package",
                &package,
                "--bin",
                &format!("{contract}-metadata"),
            ])
            .env("CARGO_TARGET_DIR", layout.contracts_target()),
    )?;
    let ink: Map<String, Value> = serde_json::from_str(&printed)
        .with_context(|| format!("`{contract}-metadata` printed no JSON object"))?;
    let mut whole = Map::new();
    whole.insert(
        "source".to_owned(),
        json!({
            "hash": format!("0x{}", hex::encode(Keccak256::digest(code))),
            "language": LANGUAGE,
            "compiler": on_chain.rustc_version(),
        }),
    );
    whole.insert(
        "contract".to_owned(),
        json!({
            "name": package,
            "version": env!("CARGO_PKG_VERSION"),
            "authors": ["the Portico contributors"],
            "license": "EUPL-1.2",
        }),
    );
    whole.extend(ink);
    let mut text = serde_json::to_string(&whole).context("cannot encode the metadata")?;
    text.push('\n');
    Ok(text.into_bytes())
}
