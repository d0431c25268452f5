// SPDX-License-Identifier: EUPL-1.2
//! The node as a child process: found, started, waited for, and ended. It must not know what runs on the chain.

use crate::child_process::ChildProcess;
use crate::failure::Failure;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// The line by which a node says where its RPC listens.
const LISTENING: &str = "Running JSON-RPC server: addr=";
/// How long a node may take to open its RPC port: compiling the runtime on a busy machine is most of it.
const START: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(100);

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
    process: ChildProcess,
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
        let mut arguments: Vec<OsString> = vec!["--dev".into(), "--base-path".into()];
        arguments.push(options.folder.clone().into());
        arguments.push("--wasm-cache".into());
        arguments.push(options.wasm_cache.clone().into());
        arguments.extend(["--rpc-port".into(), options.rpc_port.to_string().into()]);
        let rest = [
            "--listen-addr",
            "/ip4/127.0.0.1/tcp/0",
            "--no-mdns",
            "--no-prometheus",
            "--no-telemetry",
        ];
        arguments.extend(rest.map(OsString::from));
        let process = ChildProcess::start("the node", options.binary, arguments, &options.log)?;
        let mut node = NodeProcess {
            process,
            url: String::new(),
        };
        node.url = node.wait_for_rpc().await?;
        Ok(node)
    }

    async fn wait_for_rpc(&mut self) -> Result<String, Failure> {
        let started = Instant::now();
        loop {
            let log = self.process.log()?;
            // A line that is still being written has no end yet.
            if let Some((_, rest)) = log.split_once(LISTENING)
                && let Some((line, _)) = rest.split_once('\n')
            {
                // One address, or several separated by commas.
                let address = line.split([',', ' ']).next().unwrap_or(line);
                return Ok(format!("ws://{address}"));
            }
            if let Some(failure) = self.process.has_ended()? {
                return Err(failure);
            }
            if started.elapsed() > START {
                return Err(Failure::Local(format!(
                    "the node has not opened its RPC port within {} s; see {}",
                    START.as_secs(),
                    self.process.log_path().display()
                )));
            }
            sleep(PAUSE).await;
        }
    }

    /// Resolves when the node ends by itself, with why.
    pub async fn watch(&mut self) -> Failure {
        self.process.watch().await
    }

    /// Ends the node in order, or else at once.
    ///
    /// # Errors
    /// [`Failure::Local`] if it can neither be asked to end nor be killed.
    pub async fn end(self) -> Result<(), Failure> {
        self.process.end().await
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
