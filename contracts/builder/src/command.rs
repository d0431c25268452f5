// SPDX-License-Identifier: EUPL-1.2
//! Running other programs so that a failure says which one, where and how.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// Runs the command with its output going to ours.
///
/// # Errors
/// If it cannot be started or does not end with success.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {command:?}"))?;
    ensure!(status.success(), "{command:?} ended with {status}");
    Ok(())
}

/// Runs the command and returns what it printed; its messages go to ours.
///
/// # Errors
/// If it cannot be started, does not end with success, or prints something other than UTF-8.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} ended with {}",
        output.status
    );
    String::from_utf8(output.stdout)
        .with_context(|| format!("{command:?} printed something other than UTF-8"))
}
