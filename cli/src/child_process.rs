// SPDX-License-Identifier: EUPL-1.2
//! A child process that runs for as long as we do: started, watched, and ended with its parent, whatever ends the parent.
//! It must not know what the child is for.

use crate::failure::Failure;
use clap::Args;
use rustix::process::{Pid, Signal, kill_process};
use std::ffi::OsString;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long a child may take to end.
const END: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(100);

/// What the hidden command `run-child` is told.
#[derive(Debug, Args)]
pub struct RunChild {
    #[arg(long)]
    parent: u32,
    binary: PathBuf,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Turns this process into the child, which ends when its parent does. Returns only if it cannot.
pub fn become_child(run: &RunChild) -> Failure {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_parent_process_death_signal(Some(Signal::TERM)) {
        return Failure::local("asking to end with the parent process", error);
    }
    // It may have ended before the question was asked.
    let parent = rustix::process::getppid().map(|pid| pid.as_raw_nonzero().get());
    if parent != i32::try_from(run.parent).ok() {
        return Failure::Local("the process that started this one is gone".into());
    }
    let error = Command::new(&run.binary).args(&run.arguments).exec();
    Failure::file(&run.binary, error)
}

/// A running child.
pub struct ChildProcess {
    /// What people call it: `the node`.
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl ChildProcess {
    /// Starts a program; its standard error goes to `log`.
    ///
    /// # Errors
    /// [`Failure::Local`] if it cannot be started, or its log not be written.
    pub fn start(
        name: &'static str,
        binary: &Path,
        arguments: Vec<OsString>,
        log: &Path,
    ) -> Result<Self, Failure> {
        let file = File::create(log).map_err(|error| Failure::file(log, error))?;
        let this = std::env::current_exe()
            .map_err(|error| Failure::local("finding this program", error))?;
        let child = Command::new(this)
            .args([
                "run-child",
                "--parent",
                &std::process::id().to_string(),
                "--",
            ])
            .arg(binary)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            // A group of its own: Ctrl-C is for us, and we end it in order.
            .process_group(0)
            .spawn()
            .map_err(|error| Failure::local(&format!("starting {name}"), error))?;
        Ok(ChildProcess {
            name,
            child,
            log: log.to_owned(),
        })
    }

    /// What it has logged.
    ///
    /// # Errors
    /// [`Failure::Local`] if the log cannot be read.
    pub fn log(&self) -> Result<String, Failure> {
        let log = std::fs::read(&self.log).map_err(|error| Failure::file(&self.log, error))?;
        Ok(String::from_utf8_lossy(&log).into_owned())
    }

    /// Where its log is.
    pub fn log_path(&self) -> &Path {
        &self.log
    }

    /// If it has ended by itself: why.
    ///
    /// # Errors
    /// [`Failure::Local`] if the system does not tell.
    pub fn has_ended(&mut self) -> Result<Option<Failure>, Failure> {
        Ok(self.status()?.map(|status| self.gone(status)))
    }

    fn status(&mut self) -> Result<Option<ExitStatus>, Failure> {
        self.child
            .try_wait()
            .map_err(|error| Failure::local(&format!("watching {}", self.name), error))
    }

    /// Resolves when it ends by itself, with why.
    pub async fn watch(&mut self) -> Failure {
        loop {
            match self.has_ended() {
                Ok(Some(failure)) | Err(failure) => return failure,
                Ok(None) => sleep(PAUSE * 5).await,
            }
        }
    }

    fn gone(&self, status: ExitStatus) -> Failure {
        let log = self.log().unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let end = lines
            .iter()
            .skip(lines.len().saturating_sub(8))
            .copied()
            .collect::<Vec<_>>()
            .join("\n  ");
        let end = match end.as_str() {
            "" => "(it is empty; a full disk does that)",
            end => end,
        };
        Failure::Local(format!(
            "{} ended ({status}); its log {} ends:\n  {end}",
            self.name,
            self.log.display()
        ))
    }

    /// Ends it in order, or else at once.
    ///
    /// # Errors
    /// [`Failure::Local`] if it can neither be asked to end nor be killed.
    pub async fn end(mut self) -> Result<(), Failure> {
        let failed = |doing: &str, name: &str, error: &dyn std::fmt::Display| {
            Failure::local(&format!("{doing} {name}"), error)
        };
        if self.status()?.is_some() {
            return Ok(());
        }
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            kill_process(pid, Signal::TERM).map_err(|error| failed("ending", self.name, &error))?;
        }
        let started = Instant::now();
        while started.elapsed() < END {
            if self.status()?.is_some() {
                return Ok(());
            }
            sleep(PAUSE).await;
        }
        tracing::warn!(
            "{} did not end within {} s: killing it",
            self.name,
            END.as_secs()
        );
        self.child
            .kill()
            .map_err(|error| failed("killing", self.name, &error))?;
        self.child
            .wait()
            .map_err(|error| failed("waiting for", self.name, &error))?;
        Ok(())
    }
}

impl Drop for ChildProcess {
    fn drop(&mut self) {
        // Only after a failure is it still there; then nobody is left to tell.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
