// SPDX-License-Identifier: EUPL-1.2
//! What a running `portico up` says of itself, so that other commands find its node.

use crate::failure::Failure;
use crate::ledger_file::write_whole;
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Where a running system listens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Running {
    /// Number of the process of `portico up` (pid).
    pub pid: u32,
    /// The node's WebSocket address.
    pub node: String,
    /// The API's address.
    pub api: SocketAddr,
}

fn path(data: &Path) -> PathBuf {
    data.join("running.json")
}

impl Running {
    /// What is running on this data folder; `None` if nothing is.
    ///
    /// # Errors
    /// [`Failure::Local`] if it cannot be read, or is something else.
    pub fn read(data: &Path) -> Result<Option<Self>, Failure> {
        let path = path(data);
        match std::fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text)
                .map(Some)
                .map_err(|error| Failure::file(&path, error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::file(&path, error)),
        }
    }

    /// Says that it runs.
    ///
    /// # Errors
    /// [`Failure::Local`].
    pub fn write(&self, data: &Path) -> Result<(), Failure> {
        let json = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::local("writing JSON", error))?;
        write_whole(&path(data), json.as_bytes())
    }

    /// Says that nothing runs any more.
    ///
    /// # Errors
    /// [`Failure::Local`].
    pub fn remove(data: &Path) -> Result<(), Failure> {
        let path = path(data);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::file(&path, error)),
            _ => Ok(()),
        }
    }
}
