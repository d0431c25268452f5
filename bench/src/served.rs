// SPDX-License-Identifier: EUPL-1.2
//! The API in a process of its own, from the side of whoever measures it.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

/// The API in a process of its own, which ends with this.
pub(crate) struct Served {
    process: Child,
    /// Where the API answers.
    pub(crate) api: SocketAddr,
    /// Where the constant document is.
    pub(crate) constant: SocketAddr,
}

/// What is served beside a database, and how.
#[derive(Default)]
pub(crate) struct Options<'a> {
    /// The constant document.
    pub(crate) constant: Option<&'a Path>,
    /// Every answer is read from the database: none is kept to be given again.
    pub(crate) forgetful: bool,
}

impl Served {
    /// Starts it.
    ///
    /// # Errors
    /// It does not start.
    pub(crate) fn start(database: &Path, options: &Options<'_>) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").arg(database);
        if let Some(file) = options.constant {
            command.arg("--constant").arg(file);
        }
        if options.forgetful {
            command.arg("--forgetful");
        }
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().context("its output is ours")?;
        let mut lines = BufReader::new(stdout).lines();
        let mut address = || -> Result<SocketAddr> {
            let line = lines.next().context("the API did not start")??;
            line.parse().context("the API did not start")
        };
        Ok(Served {
            api: address()?,
            constant: address()?,
            process,
        })
    }

    /// The most memory it has had, MB of 1,000,000 bytes. On Linux only.
    pub(crate) fn peak_memory(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kibibytes * 1024.0 / 1e6)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It ends by itself when its input does; if not, so.
        drop(self.process.stdin.take());
        let ended = self.process.kill().and_then(|()| self.process.wait());
        drop(ended);
    }
}
