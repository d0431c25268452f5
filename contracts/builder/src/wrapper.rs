// SPDX-License-Identifier: EUPL-1.2
//! This program as cargo's `RUSTC_WRAPPER`: two checkouts in two folders give the same bytes.
//!
//! The verifier's crates stand beside its workspace, not in it. Of such crates cargo makes the whole path part of the
//! identity that it gives them (`-C metadata`), and that decides in which order the compiler writes functions. Here they are
//! identified by their names, which are unique. It must not change anything else of a call.

use std::{
    ffi::{OsStr, OsString},
    process::Command,
};

use anyhow::{Context, Result};

/// The variable that says that this is a call of the compiler, and where the checkout is.
pub const CHECKOUT: &str = "PORTICO_BUILD_CHECKOUT";

/// Runs the compiler that the first argument names with the others; returns its exit code.
///
/// # Errors
/// If there is no compiler to run, or it cannot be started.
pub fn run(checkout: &OsStr, arguments: impl IntoIterator<Item = OsString>) -> Result<u8> {
    let mut arguments = arguments.into_iter();
    let rustc = arguments.next().context("no compiler was named")?;
    let status = Command::new(&rustc)
        .args(identified(checkout, arguments.collect()))
        .status()
        .with_context(|| format!("cannot start {}", rustc.display()))?;
    // A compiler that was killed has no code.
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1))
}

/// The arguments with another identity, if they compile a crate of this project.
fn identified(checkout: &OsStr, mut arguments: Vec<OsString>) -> Vec<OsString> {
    let name = arguments
        .iter()
        .position(|argument| argument == "--crate-name")
        .and_then(|at| arguments.get(at.saturating_add(1)))
        .and_then(|name| name.to_str())
        .filter(|name| name.starts_with("portico_"))
        .map(str::to_owned);
    let Some(name) = name else { return arguments };
    for argument in &mut arguments {
        let metadata = argument.to_str().unwrap_or_default();
        if metadata.starts_with("metadata=") {
            *argument = format!("metadata={name}").into();
        }
    }
    let mut from = OsString::from("--remap-path-prefix=");
    from.push(checkout);
    from.push("=/checkout");
    arguments.push(from);
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(arguments: &[&str]) -> Vec<OsString> {
        let arguments = arguments.iter().map(OsString::from).collect();
        identified(OsStr::new("/here"), arguments)
    }

    #[test]
    fn crates_of_this_project_are_known_by_their_names() {
        let call = |metadata| said(&["--crate-name", "portico_rules", "lib.rs", "-C", metadata]);
        assert_eq!(call("metadata=1"), call("metadata=2"));
        assert_eq!(
            call("metadata=1").last().expect("more"),
            "--remap-path-prefix=/here=/checkout"
        );
        // What is not an identity stays.
        assert_ne!(call("extra-filename=-1"), call("extra-filename=-2"));
    }

    #[test]
    fn other_calls_are_left_as_they_are() {
        for call in [
            &["-vV"][..],
            &["--crate-name", "sha2", "-C", "metadata=1"],
            &["--crate-name"],
        ] {
            assert_eq!(
                said(call),
                call.iter().map(OsString::from).collect::<Vec<_>>()
            );
        }
    }
}
