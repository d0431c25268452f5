// SPDX-License-Identifier: EUPL-1.2
//! What runs for a while: `portico up` with its node, and `portico index` beside it.

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use portico_client::{Address, Block, Node};
use portico_tests::{ledger::patient, node};
use rustix::process::Signal;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{
    clock::Clock,
    database,
    program::{Portico, interrupt, portico, signal, until, wait},
};

/// How long a system may take to end in order when its test is over.
const END: Duration = Duration::from_secs(30);

/// A running `portico up`, and the folder that it works in. It ends with this value, also when a test panics.
pub struct Up {
    process: Child,
    /// The node's address.
    pub url: String,
    portico: Portico,
    /// What it is told besides where to listen.
    arguments: &'static [&'static str],
}

impl Up {
    /// Starts a chain, deploys a ledger, and waits until all of it is up.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with more arguments.
    pub fn start_with(arguments: &'static [&'static str]) -> Self {
        let portico = Portico::new();
        let (process, url) = start(portico.data(), 0, arguments);
        Up {
            process,
            url,
            portico,
            arguments,
        }
    }

    /// The same with a clock that can be put forward, by which also the commands on its folder go.
    pub fn start_with_clock() -> (Self, Clock) {
        let portico = Portico::new();
        let clock = Clock::of(portico.data());
        let (process, url) = start(portico.data(), 0, &[]);
        let up = Up {
            process,
            url,
            portico,
            arguments: &[],
        };
        (up, clock)
    }

    /// Starts it again on its folder, after it has ended, with the node wherever there is a port.
    pub fn start_again(&mut self) {
        (self.process, self.url) = start(self.portico.data(), 0, self.arguments);
    }

    /// The same with the node at the address that it had.
    pub fn start_again_there(&mut self) {
        let port = self
            .url
            .rsplit(':')
            .next()
            .and_then(|port| port.parse().ok());
        (self.process, self.url) = start(
            self.portico.data(),
            port.expect("an address has a port"),
            self.arguments,
        );
    }

    /// Ends it as Ctrl-C does.
    pub fn end(&mut self) {
        assert_eq!(interrupt(&mut self.process), Some(0), "{}", self.log());
    }

    /// Its deployment file.
    pub fn ledger(&self) -> PathBuf {
        self.data().join("ledger.json")
    }

    /// Where its API listens.
    pub fn api(&self) -> String {
        let running: Value =
            serde_json::from_str(&read(&self.data().join("running.json"))).expect("JSON");
        running["api"].as_str().expect("an address").to_owned()
    }

    /// Its database.
    pub fn database(&self) -> PathBuf {
        database::of(self.data())
    }

    /// What it has printed.
    pub fn log(&self) -> String {
        read(&self.data().join("up.log"))
    }

    /// Whether it has ended by itself, and with which exit code.
    pub fn wait(&mut self) -> Option<i32> {
        wait(&mut self.process)
    }

    /// The process of its node.
    pub fn node_process(&self) -> u32 {
        let parent = self.process.id().to_string();
        fs::read_dir("/proc")
            .expect("there is /proc")
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .find(|process: &u32| {
                // The fourth field, after the name in brackets and the state; the process may be gone by now.
                fs::read_to_string(format!("/proc/{process}/stat"))
                    .ok()
                    .and_then(|stat| {
                        let (_, after) = stat.rsplit_once(')')?;
                        Some(after.split_whitespace().nth(1)? == parent)
                    })
                    .unwrap_or(false)
            })
            .expect("`portico up` has a child")
    }

    /// Runs a question to the chain.
    pub fn ask<T>(&self, question: impl AsyncFnOnce(Node) -> T) -> T {
        let runtime = Runtime::new().expect("a runtime starts");
        runtime.block_on(async {
            let node = Node::connect(patient(&self.url)).await;
            question(node.expect("the node answers")).await
        })
    }

    /// The newest finalised block.
    pub fn head(&self) -> Block {
        self.ask(async |node| node.finalised_head().await.expect("the node answers"))
    }

    /// How many entries each contract holds, by the contracts themselves.
    pub fn entries(&self) -> Vec<(String, u64)> {
        let status = self.json(&["status"]);
        let contracts = status["contracts"].as_array().expect("a list");
        contracts
            .iter()
            .map(|contract| {
                let name = contract["name"].as_str().expect("a name").to_owned();
                (name, contract["entries"].as_u64().expect("a number"))
            })
            .collect()
    }

    /// The address of a contract.
    pub fn contract(&self, name: &str) -> Address {
        let ledger: Value = serde_json::from_str(&read(&self.ledger())).expect("JSON");
        let address = ledger["contracts"][name]["address"].as_str();
        let mut bytes = [0; 20];
        hex::decode_to_slice(&address.expect("an address")[2..], &mut bytes).expect("hexadecimal");
        bytes
    }
}

/// What a person does beside it, on its folder.
impl std::ops::Deref for Up {
    type Target = Portico;

    fn deref(&self) -> &Portico {
        &self.portico
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // A failing test is not helped by a second panic, and it may have ended already.
        if matches!(self.process.try_wait(), Ok(None)) {
            signal(self.process.id(), Signal::TERM);
            let asked = Instant::now();
            while asked.elapsed() < END && matches!(self.process.try_wait(), Ok(None)) {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn start(data: &Path, rpc_port: u16, arguments: &[&str]) -> (Child, String) {
    let log = File::create(data.join("up.log")).expect("a log");
    let mut process = portico(data)
        .args(["up", "--api", "127.0.0.1:0", "--rpc-port"])
        .arg(rpc_port.to_string())
        .arg("--node")
        .arg(node::binary().expect("there is a node"))
        .args(arguments)
        .stdout(log.try_clone().expect("a log"))
        .stderr(log)
        .spawn()
        .expect("the program starts");
    let url = until("`portico up` is up", || {
        let log = || read(&data.join("up.log"));
        let ended = process.try_wait().expect("it is ours to wait for");
        assert_eq!(ended, None, "{}", log());
        let running = fs::read_to_string(data.join("running.json")).ok()?;
        let running: Value = serde_json::from_str(&running).expect("JSON");
        // One that was killed has left its own behind.
        (running["pid"] == process.id())
            .then(|| running["node"].as_str().expect("an address").to_owned())
    });
    (process, url)
}

/// A running `portico index`.
pub struct Indexer {
    process: Child,
    data: PathBuf,
    log: PathBuf,
}

impl Indexer {
    /// Starts it on a data folder of its own, following the chain of `up`.
    pub fn start(up: &Up, data: &Path) -> Self {
        // Not in its own folder, which may be on a disk that is full.
        let name = data.file_name().expect("a folder has a name");
        let path = up.data().join(name).with_extension("log");
        let log = File::options().create(true).append(true).open(&path);
        let process = portico(data)
            .arg("index")
            .arg("--ledger")
            .arg(up.ledger())
            .args(["--url", &up.url])
            .args(["--metrics", "127.0.0.1:0"])
            .stdout(Stdio::null())
            .stderr(log.expect("a log"))
            .spawn()
            .expect("the program starts");
        Indexer {
            process,
            data: data.to_owned(),
            log: path,
        }
    }

    /// What all indexers of this folder have told.
    pub fn log(&self) -> String {
        read(&self.log)
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// The metrics that it shows, as text.
    pub fn metrics(&self) -> String {
        self.monitored("/metrics")
    }

    /// What it answers where it shows its metrics.
    pub fn monitored(&self, path: &str) -> String {
        let log = self.log();
        let address = log
            .rsplit_once("metrics are shown at /metrics address=")
            .and_then(|(_, rest)| rest.split_whitespace().next())
            .unwrap_or_else(|| panic!("no address: {log}"));
        let mut line = TcpStream::connect(address).expect("it listens");
        let host = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        line.write_all(host.as_bytes()).expect("it takes a request");
        let mut answer = String::new();
        line.read_to_string(&mut answer).expect("it answers");
        answer
    }

    /// Asserts that it has not ended by itself.
    pub fn assert_runs(&mut self) {
        let ended = self.process.try_wait().expect("it is ours to wait for");
        assert_eq!(ended, None, "the indexer ended: {}", self.log());
    }

    /// Waits until its database is complete up to a block.
    pub fn wait_for(&mut self, block: u32) {
        let file = database::of(&self.data);
        until(&format!("block {block} is indexed"), || {
            self.assert_runs();
            database::cursor(&file).filter(|cursor| cursor.number >= block)
        });
    }

    /// Kills it at once (SIGKILL): it cannot do anything about it.
    pub fn kill(mut self) {
        self.assert_runs();
        self.process.kill().expect("it is ours to kill");
        self.process.wait().expect("it is ours to wait for");
    }

    /// Ends it as Ctrl-C does.
    pub fn end(mut self) {
        self.assert_runs();
        assert_eq!(interrupt(&mut self.process), Some(0), "{}", self.log());
    }

    /// Waits until it ends by itself, and returns its exit code.
    pub fn wait(&mut self) -> Option<i32> {
        wait(&mut self.process)
    }
}

impl Drop for Indexer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
