// SPDX-License-Identifier: EUPL-1.2
//! Signed commands in files: read and checked against the ledger they are to be carried to.

use crate::failure::Failure;
use crate::ledger_file::LedgerFile;
use portico_commands::{SignedCommand, SignedError};
use std::path::Path;

/// Reads a signed command from a file and checks it against the ledger.
///
/// # Errors
/// If it is no such file, is for another ledger, shows another text than it contains, or is not signed by its key.
pub fn read(path: &Path, ledger: &LedgerFile) -> Result<SignedCommand, Failure> {
    let json = std::fs::read(path).map_err(|error| Failure::file(path, error))?;
    SignedCommand::parse(&json, |kind| Some(ledger.place(kind))).map_err(|error| match error {
        SignedError::Refused(refusal) => Failure::refused(refusal),
        other => Failure::Input(format!("{}: {other}", path.display())),
    })
}
