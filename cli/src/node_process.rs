// SPDX-License-Identifier: EUPL-1.2
//! The node as a child process: found, started, waited for, and ended with its parent, whatever ends the parent. It must
//! not know what runs on the chain.

use crate::failure::Failure;
use clap::Args;
use rustix::process::{Pid, Signal, kill_process};
use std::ffi::OsString;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// The line by which a node says where its RPC listens.
const LISTENING: &str = "Running JSON-RPC server: addr=";
/// How long a node may take to open its RPC port: compiling the runtime on a busy machine is most of it.
const START: Duration = Duration::from_secs(300);
/// How long a node may take to end.
const END: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(100);

/// What the hidden command `run-node` is told.
#[derive(Debug, Args)]
pub struct RunNode {
    #[arg(long)]
    parent: u32,
    binary: PathBuf,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Turns this process into the node, which ends when its parent does. Returns only if it cannot.
pub fn become_node(run: &RunNode) -> Failure {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_parent_process_death_signal(Some(Signal::TERM)) {
        return Failure::local("asking to end with the parent process", error);
    }
    // It may have ended before the question was asked.
    let parent = rustix::process::getppid().map(|pid| pid.as_raw_nonzero().get());
    if parent != i32::try_from(run.parent).ok() {
        return Failure::Local("the process that started the node is gone".into());
    }
    let error = Command::new(&run.binary).args(&run.arguments).exec();
    Failure::file(&run.binary, error)
}

/// How to start a node.
#[derive(Debug)]
pub struct Options<'a> {
    /// The program.
    pub binary: &'a Path,
    /// Its folder.
    pub folder: PathBuf,
    /// Where it keeps the compiled runtime.
    pub wasm_cache: PathBuf,
    /// Where its log goes.
    pub log: PathBuf,
    /// Port of its RPC, on the loopback interface; 0 for a free one.
    pub rpc_port: u16,
}

/// A running node.
pub struct NodeProcess {
    child: std::process::Child,
    log: PathBuf,
    /// Where its RPC listens.
    pub url: String,
}

impl NodeProcess {
    /// Starts a node with one validator on a development chain, and waits until its RPC answers.
    ///
    /// # Errors
    /// [`Failure::Local`] if it cannot be started, ends, or does not open its port in time; with the end of its log.
    pub async fn start(options: &Options<'_>) -> Result<Self, Failure> {
        for folder in [&options.folder, &options.wasm_cache] {
            std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
        }
        let log = File::create(&options.log).map_err(|error| Failure::file(&options.log, error))?;
        let this = std::env::current_exe()
            .map_err(|error| Failure::local("finding this program", error))?;
        let child = Command::new(this)
            .args(["run-node", "--parent", &std::process::id().to_string()])
            .arg(options.binary)
            .args(["--dev", "--base-path"])
            .arg(&options.folder)
            .arg("--wasm-cache")
            .arg(&options.wasm_cache)
            .args(["--rpc-port", &options.rpc_port.to_string()])
            .args([
                "--listen-addr",
                "/ip4/127.0.0.1/tcp/0",
                "--no-mdns",
                "--no-prometheus",
                "--no-telemetry",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            // A group of its own: Ctrl-C is for us, and we end it in order.
            .process_group(0)
            .spawn()
            .map_err(|error| Failure::local("starting the node", error))?;
        let mut node = NodeProcess {
            child,
            log: options.log.clone(),
            url: String::new(),
        };
        node.url = node.wait_for_rpc().await?;
        Ok(node)
    }

    async fn wait_for_rpc(&mut self) -> Result<String, Failure> {
        let started = Instant::now();
        loop {
            let log = std::fs::read(&self.log).map_err(|error| Failure::file(&self.log, error))?;
            let log = String::from_utf8_lossy(&log);
            // A line that is still being written has no end yet.
            if let Some((_, rest)) = log.split_once(LISTENING)
                && let Some((line, _)) = rest.split_once('\n')
            {
                // One address, or several separated by commas.
                let address = line.split([',', ' ']).next().unwrap_or(line);
                return Ok(format!("ws://{address}"));
            }
            if let Some(status) = self.ended()? {
                return Err(self.gone(status));
            }
            if started.elapsed() > START {
                return Err(Failure::Local(format!(
                    "the node has not opened its RPC port within {} s; see {}",
                    START.as_secs(),
                    self.log.display()
                )));
            }
            sleep(PAUSE).await;
        }
    }

    fn ended(&mut self) -> Result<Option<ExitStatus>, Failure> {
        self.child
            .try_wait()
            .map_err(|error| Failure::local("watching the node", error))
    }

    /// Resolves when the node ends by itself, with why.
    pub async fn watch(&mut self) -> Failure {
        loop {
            match self.ended() {
                Ok(Some(status)) => return self.gone(status),
                Ok(None) => sleep(PAUSE * 5).await,
                Err(failure) => return failure,
            }
        }
    }

    fn gone(&self, status: ExitStatus) -> Failure {
        let log = std::fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
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
            "the node ended ({status}); its log {} ends:\n  {end}",
            self.log.display()
        ))
    }

    /// Ends the node in order, or else at once.
    ///
    /// # Errors
    /// [`Failure::Local`] if it can neither be asked to end nor be killed.
    pub async fn end(mut self) -> Result<(), Failure> {
        if self.ended()?.is_some() {
            return Ok(());
        }
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            kill_process(pid, Signal::TERM)
                .map_err(|error| Failure::local("ending the node", error))?;
        }
        let started = Instant::now();
        while started.elapsed() < END {
            if self.ended()?.is_some() {
                return Ok(());
            }
            sleep(PAUSE).await;
        }
        tracing::warn!(
            "the node did not end within {} s: killing it",
            END.as_secs()
        );
        self.child
            .kill()
            .map_err(|error| Failure::local("killing the node", error))?;
        self.child
            .wait()
            .map_err(|error| Failure::local("waiting for the node", error))?;
        Ok(())
    }
}

impl Drop for NodeProcess {
    fn drop(&mut self) {
        // Only after a failure is it still there; then nobody is left to tell.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Finds the node: as named, beside this program, or where the project's scripts build it (`node` beside this program's
/// target folder).
///
/// # Errors
/// [`Failure::Local`] with every place that was tried.
pub fn find(named: Option<PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(path) = named {
        return if path.is_file() {
            Ok(path)
        } else {
            Err(Failure::Local(format!(
                "there is no node at {}",
                path.display()
            )))
        };
    }
    let this =
        std::env::current_exe().map_err(|error| Failure::local("finding this program", error))?;
    let beside = this.with_file_name("portico-node");
    // <targets>/host/<profile>/portico
    let targets = this.ancestors().nth(3);
    let built = targets.into_iter().flat_map(|targets| {
        ["release", "debug"].map(|profile| targets.join("node").join(profile).join("portico-node"))
    });
    let tried: Vec<PathBuf> = std::iter::once(beside).chain(built).collect();
    tried.iter().find(|path| path.is_file()).cloned().ok_or_else(|| {
        let tried: Vec<_> = tried.iter().map(|path| path.display().to_string()).collect();
        Failure::Local(format!(
            "portico-node was found at none of {}: build it (README), or name it with --node or PORTICO_NODE",
            tried.join(", ")
        ))
    })
}
