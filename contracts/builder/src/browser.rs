// SPDX-License-Identifier: EUPL-1.2
//! Builds the verifier for browsers: compiler → Wasm → without names and debug information, and the page with it inside.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{
    command,
    compact::compact,
    contract, flags,
    layout::{Layout, PAGE, VERIFIER},
    manifest::Group,
    page,
    toolchain::OnChain,
    wrapper,
};

/// Builds module and page below `output`; returns the artifacts' paths relative to it.
///
/// # Errors
/// If the compiler fails, its product is no Wasm module, the page is not as [`page::one_file`] needs it, or a file cannot
/// be written.
pub fn build(layout: &Layout, on_chain: &OnChain, output: &Path) -> Result<Vec<PathBuf>> {
    let folder = layout.browser_target();
    command::run(
        on_chain
            .cargo()?
            .current_dir(layout.browser())
            .args(["build", "--locked", "--package", "portico-evidence-browser"])
            .args(flags::cargo(Group::Browser))
            .env("CARGO_TARGET_DIR", &folder)
            .env(
                "RUSTC_WRAPPER",
                std::env::current_exe().context("cannot find this program")?,
            )
            .env(wrapper::CHECKOUT, &layout.root)
            .env(
                "CARGO_ENCODED_RUSTFLAGS",
                flags::encoded(layout, on_chain, Group::Browser)?,
            ),
    )?;
    let path = folder.join("wasm32v1-none/release/portico_evidence_browser.wasm");
    let module = std::fs::read(&path)
        .with_context(|| format!("cannot read the verifier {}", path.display()))?;
    let module =
        compact(&module).with_context(|| format!("{} is no Wasm module", path.display()))?;
    let page = page::one_file(&layout.browser().join("page"), &module)?;
    contract::write(&output.join(VERIFIER), &module)?;
    contract::write(&output.join(PAGE), page.as_bytes())?;
    Ok(vec![PathBuf::from(VERIFIER), PathBuf::from(PAGE)])
}
