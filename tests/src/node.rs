// SPDX-License-Identifier: EUPL-1.2
//! Starts a real node and stops it again.
//!
//! Every node has a directory and ports of its own, and dies with its [`Node`], also when a test
//! panics. It must not know what runs on the chain.

use std::{
    env, fs,
    io::{Error, Result},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::PATIENCE;

/// The line by which a node says where its RPC listens.
const LISTENING: &str = "Running JSON-RPC server: addr=";

/// What a node is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// `dev`, or the path of a chain specification.
    pub chain: String,
    /// The development account whose keys it validates with, as in `alice`.
    pub account: &'static str,
    /// Addresses of nodes to connect to, as given by [`crate::chain::Chain::address`].
    pub bootnodes: Vec<String>,
}

/// A running node.
pub struct Node {
    process: Child,
    url: String,
    log: PathBuf,
    // Dropped, and with it removed, after the process has ended.
    _directory: TempDir,
}

impl Node {
    /// Starts a validator and waits until it answers on its RPC port.
    ///
    /// # Errors
    /// The node cannot be found or started, or ends, or does not answer: with the end of its log.
    pub fn start(options: &Options) -> Result<Self> {
        Self::start_with(options, &[])
    }

    /// As [`Node::start`], with more arguments for the node.
    ///
    /// # Errors
    /// As [`Node::start`].
    pub fn start_with(options: &Options, more: &[&str]) -> Result<Self> {
        let binary = binary()?;
        let directory = tempfile::Builder::new().prefix("portico-node-").tempdir()?;
        let log = directory.path().join("log");
        let process = Command::new(&binary)
            .args(["--chain", &options.chain, "--validator"])
            .arg(format!("--{}", options.account))
            .arg("--base-path")
            .arg(directory.path())
            .arg("--wasm-cache")
            .arg(binary.with_file_name("wasm-cache"))
            // Port 0: the system chooses, so nodes and test runs cannot get into each other's way.
            .args(["--listen-addr", "/ip4/127.0.0.1/tcp/0", "--rpc-port", "0"])
            // A test may reach it through a port of its own, which the check of origins refuses.
            .args(["--rpc-cors", "all"])
            // A node key of its own, kept in its own directory.
            .arg("--unsafe-force-node-key-generation")
            .args(["--no-mdns", "--no-prometheus", "--no-telemetry"])
            .arg("--allow-private-ip")
            .args(
                options
                    .bootnodes
                    .iter()
                    .flat_map(|address| ["--bootnodes", address]),
            )
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?)
            .spawn()
            .map_err(|error| Error::new(error.kind(), format!("{}: {error}", binary.display())))?;
        let mut node = Self {
            process,
            url: String::new(),
            log,
            _directory: directory,
        };
        node.url = node.wait_for_rpc()?;
        Ok(node)
    }

    /// Where its RPC listens, as a WebSocket URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Kills it at once, as a power cut would.
    ///
    /// # Errors
    /// The process cannot be killed.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    fn wait_for_rpc(&mut self) -> Result<String> {
        let started = Instant::now();
        loop {
            let log = fs::read_to_string(&self.log)?;
            if let Some((_, rest)) = log.split_once(LISTENING) {
                // One address, or several separated by commas.
                let address = rest.split([',', '\n', ' ']).next().unwrap_or(rest);
                return Ok(format!("ws://{address}"));
            }
            if let Some(status) = self.process.try_wait()? {
                return Err(Error::other(format!(
                    "the node ended with {status}; its log ends:\n{}",
                    tail(&log)
                )));
            }
            if started.elapsed() > PATIENCE {
                return Err(Error::other(format!(
                    "the node does not answer; its log ends:\n{}",
                    tail(&log)
                )));
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already, and a failing test is not helped by a second panic.
        drop(self.kill());
    }
}

/// The end of a log.
fn tail(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

/// Finds the node: `PORTICO_NODE`, or where the project's scripts build it, which is beside the
/// target directory of this workspace.
///
/// # Errors
/// There is none.
pub fn binary() -> Result<PathBuf> {
    if let Some(path) = env::var_os("PORTICO_NODE") {
        return Ok(path.into());
    }
    // This test runs as <targets>/host/debug/deps/<name>.
    let test = env::current_exe()?;
    let path = test
        .ancestors()
        .nth(4)
        .unwrap_or(Path::new("/"))
        .join("node/debug/portico-node");
    if path.is_file() {
        return Ok(path);
    }
    Err(Error::other(format!(
        "no node at {}: build it (cargo build in chain/node, with CARGO_TARGET_DIR set to the \
         `node` folder beside this workspace's target directory), or name one in PORTICO_NODE",
        path.display()
    )))
}
