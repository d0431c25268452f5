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

impl Served {
    /// The processor time that it has used, seconds. On Linux only.
    pub(crate) fn processor_time(&self) -> Option<f64> {
        // Of all processes there are, the kernel counts in hundredths of a second (`getconf CLK_TCK`).
        const TICKS: f64 = 100.0;
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).ok()?;
        // The name before it may hold anything, but ends with the last parenthesis (proc(5)).
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let mut ticks = || fields.next()?.parse::<f64>().ok();
        Some((ticks()? + ticks()?) / TICKS)
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
