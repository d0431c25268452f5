// SPDX-License-Identifier: EUPL-1.2
//! `portico up`: node, contracts, indexer and API in one process tree, with all data under one folder. Stopped and
//! started again, it goes on where it was.

use crate::child_process::ChildProcess;
use crate::context::Context;
use crate::failure::Failure;
use crate::input::{from_fields, read_value};
use crate::keys;
use crate::ledger_file::{Contract, Deployed, LedgerFile};
use crate::lock::lock;
use crate::node_process::{self, NodeProcess, Options};
use crate::progress;
use crate::prover::NodeProver;
use crate::running::Running;
use crate::service::{Service, raise_open_files};
use crate::signals::{Signals, until};
use crate::wallets::NodeWallets;
use clap::Args;
use portico_api::Server;
use portico_client::{Account, Codes, Node, NodeOptions};
use portico_indexer::{Metrics, Progress};
use portico_rules::party::Registration;
use portico_rules::primitives::{Address, Digest, Key};
use prometheus_client::registry::Registry;
use serde::Serialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Start everything.
#[derive(Debug, Args)]
pub struct Up {
    /// The node's program [default: found beside this one]
    #[arg(long, env = "PORTICO_NODE", value_name = "FILE")]
    node: Option<PathBuf>,
    /// Port of the node's RPC on the loopback interface; 0 takes a free one
    #[arg(long, default_value_t = 9944, value_name = "PORT")]
    rpc_port: u16,
    /// The founding administration, when a ledger is first deployed: kind, identifier, name, municipality, permissions,
    /// label as JSON or TOML [default: a fictional one]
    #[arg(long, value_name = "FILE")]
    founder: Option<PathBuf>,
    /// Development key that deploys and founds: it must be a member of the chain's collective
    #[arg(long, default_value = "//Alice", value_name = "//NAME")]
    deployer: String,
    /// Where the node keeps the compiled runtime [default: beside the node's program, if it can be written there]
    #[arg(long, env = "PORTICO_WASM_CACHE", value_name = "DIR")]
    wasm_cache: Option<PathBuf>,
    /// Start a relay, too, which carries the signed commands that the API takes: with this key's account
    #[arg(long, env = "PORTICO_RELAY", value_name = "NAME|FILE")]
    relay: Option<String>,
    /// As --relay, with a development key such as //Eve
    #[arg(long, value_name = "//NAME", conflicts_with = "relay")]
    relay_dev: Option<String>,
    #[command(flatten)]
    service: Service,
}

/// Where everything listens.
#[derive(Debug, Serialize)]
struct Addresses {
    node: String,
    api: String,
    ledger: PathBuf,
    database: PathBuf,
}

impl Up {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        self.service.check()?;
        // From now on a signal is ours to handle.
        let signals = Signals::new()?;
        let data = context.data();
        std::fs::create_dir_all(data).map_err(|error| Failure::file(data, error))?;
        let _lock = lock(data)?;
        let binary = node_process::find(self.node.clone())?;
        let options = Options {
            folder: data.join("node"),
            wasm_cache: self
                .wasm_cache
                .clone()
                .unwrap_or_else(|| wasm_cache(&binary, data)),
            log: data.join("node.log"),
            rpc_port: self.rpc_port,
            binary: &binary,
        };
        let spinner = progress::spinner(context.output, "starting the node".into());
        let node = tokio::select! {
            started = NodeProcess::start(&options) => started,
            () = signals.wait() => return Ok(()),
        };
        spinner.finish_and_clear();
        let mut node = node?;
        let url = node.url.clone();
        let served = tokio::select! {
            served = self.serve(context, &url, &signals) => served,
            failure = node.watch() => Err(failure),
        };
        let removed = Running::remove(data);
        let ended = node.end().await;
        served.and(ended).and(removed)
    }

    /// Deploys if need be, indexes and serves until a signal.
    async fn serve(&self, context: &Context, url: &str, signals: &Signals) -> Result<(), Failure> {
        let ledger = tokio::select! {
            ledger = self.ledger(context, url) => ledger?,
            () = signals.wait() => return Ok(()),
        };
        let (stop, stopped) = watch::channel(false);
        let (progress, progressed) = watch::channel(Progress::default());
        let metrics = Metrics::default();
        let indexing = portico_indexer::run(
            portico_indexer::Config {
                node: NodeOptions {
                    patience: Some(Duration::from_secs(60)),
                    ..ledger.node(vec![url.to_owned()])
                },
                contracts: ledger.addresses(),
                database: context.database(),
                progress: Some(progress),
                metrics: metrics.clone(),
            },
            until(stopped.clone()),
        );
        raise_open_files();
        let mut config = self.service.config(context.database());
        let node = ledger.node(vec![url.to_owned()]);
        config.evidence = Some(Arc::new(NodeProver::new(node.clone(), ledger.addresses())));
        config.wallets = Some(Arc::new(NodeWallets::new(node, ledger.addresses())));
        let mut relay = self.relay(context, url)?;
        if relay.is_some() {
            config.queue.get_or_insert(context.queue());
        }
        let mut registry = Registry::default();
        config.metrics.register(&mut registry);
        metrics.register(&mut registry);
        config.finalised = Some(Arc::new(move || {
            let finalised = progressed.borrow().finalised;
            (finalised > 0).then_some(finalised)
        }));
        let server = Server::bind(config).await?;
        let addresses = Addresses {
            node: url.to_owned(),
            api: format!("http://{}", server.address()),
            ledger: context.ledger_path().to_owned(),
            database: context.database(),
        };
        Running {
            pid: std::process::id(),
            node: url.to_owned(),
            api: server.address(),
        }
        .write(context.data())?;
        let monitoring = self
            .service
            .monitor(registry, context.database(), until(stopped.clone()));
        let serving = server.run(until(stopped));
        context.output.result(&addresses, || {
            format!(
                "portico is up; Ctrl-C ends it\n  API   {}\n  node  {}\n  data  {}",
                addresses.api,
                addresses.node,
                context.data().display()
            )
        })?;

        let mut indexing = pin!(async { indexing.await.map_err(Failure::from) });
        let mut serving = pin!(async {
            let served = async {
                serving.await;
                Ok(())
            };
            tokio::try_join!(served, monitoring).map(drop)
        });
        let early = tokio::select! {
            () = signals.wait() => None,
            ended = &mut indexing => Some(ended),
            ended = &mut serving => Some(ended),
            failure = ended(&mut relay) => Some(Err(failure)),
        };
        // Both listen to this for as long as they run.
        stop.send_replace(true);
        let relayed = match relay {
            Some(relay) => relay.end().await,
            None => Ok(()),
        };
        let ended = match early {
            // Whichever ended early tells why; the other one is dropped, which it survives at any moment.
            Some(why) => why.and(Err(Failure::Local(
                "a part of the system ended by itself".into(),
            ))),
            None => {
                context.output.tell("ending");
                let (served, indexed) = tokio::join!(serving, indexing);
                served.and(indexed)
            }
        };
        ended.and(relayed)
    }

    /// Starts the relay, if there is to be one: a process of its own, which alone opens the carrier's key.
    fn relay(&self, context: &Context, url: &str) -> Result<Option<ChildProcess>, Failure> {
        let carrier: [OsString; 2] = match (&self.relay, &self.relay_dev) {
            (Some(name), _) => ["--carrier".into(), name.into()],
            (None, Some(dev)) => ["--carrier-dev".into(), dev.into()],
            (None, None) => return Ok(None),
        };
        let queue = self
            .service
            .queue
            .clone()
            .unwrap_or_else(|| context.queue());
        let this = std::env::current_exe()
            .map_err(|error| Failure::local("finding this program", error))?;
        let mut arguments: Vec<OsString> = vec!["--data".into(), context.data().into()];
        arguments.extend(["--ledger".into(), context.ledger_path().into()]);
        arguments.extend(["--url".into(), url.into(), "relay".into()]);
        arguments.extend(["--queue".into(), queue.into()]);
        arguments.extend(carrier);
        let log = context.data().join("relay.log");
        ChildProcess::start("the relay", &this, arguments, &log).map(Some)
    }

    /// The ledger in the data folder, checked against the chain; deployed if there is none yet.
    async fn ledger(&self, context: &Context, url: &str) -> Result<LedgerFile, Failure> {
        let path = context.ledger_path();
        let Some(ledger) = LedgerFile::read(path)? else {
            let node = Node::connect(NodeOptions {
                patience: Some(Duration::from_secs(60)),
                ..NodeOptions::new(url)
            })
            .await?;
            let spinner = progress::spinner(context.output, "deploying the contracts".into());
            let ledger = self.deploy(node).await;
            spinner.finish_and_clear();
            let ledger = ledger?;
            ledger.write(path)?;
            tracing::info!(file = %path.display(), "deployed");
            return Ok(ledger);
        };
        let node = Node::connect(ledger.node(vec![url.to_owned()])).await?;
        check_deployed(&node, &ledger, path).await?;
        Ok(ledger)
    }

    async fn deploy(&self, node: Node) -> Result<LedgerFile, Failure> {
        let account = Account::new(node.clone(), keys::development(&self.deployer)?);
        let founder = self.founder(Key(account.key()))?;
        let codes = Codes {
            registry: include_bytes!("../../../contracts/artifacts/registry.polkavm"),
            agreements: include_bytes!("../../../contracts/artifacts/agreements.polkavm"),
            tenders: include_bytes!("../../../contracts/artifacts/tenders.polkavm"),
            awards: include_bytes!("../../../contracts/artifacts/awards.polkavm"),
            imports: include_bytes!("../../../contracts/artifacts/imports.polkavm"),
        };
        let (contracts, _) = account.deploy_ledger(codes, founder).await?;
        let at = node.finalised_head().await?;
        let deployed = async |address: [u8; 20]| match node.contract_info(&address, at).await? {
            Some(info) => Ok(Contract {
                address: Address(address),
                code_hash: info.code_hash,
            }),
            None => Err(Failure::Node(format!(
                "the chain does not have the contract that was just deployed at {}",
                Address(address)
            ))),
        };
        let deployed = Deployed {
            registry: deployed(contracts.registry).await?,
            agreements: deployed(contracts.agreements).await?,
            tenders: deployed(contracts.tenders).await?,
            awards: deployed(contracts.awards).await?,
            imports: deployed(contracts.imports).await?,
        };
        Ok(LedgerFile::new(Digest(node.genesis()), deployed))
    }

    /// The founder, with the deployer's key as its first.
    fn founder(&self, key: Key) -> Result<Registration, Failure> {
        let (path, mut fields) = match &self.founder {
            Some(path) => (path.clone(), read_value(path)?),
            None => {
                let path = PathBuf::from("founder.json");
                let fields = serde_json::from_str(include_str!("founder.json"))
                    .map_err(|error| Failure::local("the usual founder", error))?;
                (path, fields)
            }
        };
        fields.insert("key".into(), key.to_hex().into());
        from_fields(&path, fields)
    }
}

/// Resolves when a child ends by itself, with why; never, if there is none.
async fn ended(child: &mut Option<ChildProcess>) -> Failure {
    match child {
        Some(child) => child.watch().await,
        None => std::future::pending().await,
    }
}

/// Makes sure that one of the nodes answers, and has the ledger that the deployment file names, before work begins that goes
/// on while nodes are away: a wrong address or a wrong chain is said soon. False if a signal came first.
pub(super) async fn reach(
    context: &Context,
    ledger: &LedgerFile,
    options: NodeOptions,
    signals: &Signals,
) -> Result<bool, Failure> {
    let checked = async {
        let node = Node::connect(options).await?;
        check_deployed(&node, ledger, context.ledger_path()).await
    };
    tokio::select! {
        checked = checked => checked.map(|()| true),
        () = signals.wait() => Ok(false),
    }
}

/// Makes sure that the chain has the contracts, with their code, that a deployment file names.
async fn check_deployed(node: &Node, ledger: &LedgerFile, path: &Path) -> Result<(), Failure> {
    let at = node.finalised_head().await?;
    for (name, contract) in ledger.by_name() {
        let found = node
            .contract_info(&contract.address.0, at)
            .await?
            .map(|info| info.code_hash);
        if found != Some(contract.code_hash) {
            return Err(Failure::Local(format!(
                "{} says that the {name} contract is at {} with code {}, the chain has {} there: one of them belongs to another ledger",
                path.display(),
                contract.address,
                contract.code_hash,
                found.map_or_else(|| "no contract".into(), |hash| hash.to_string())
            )));
        }
    }
    Ok(())
}

/// The folder beside the node's program, shared by all that start it; or one of our own.
fn wasm_cache(binary: &Path, data: &Path) -> PathBuf {
    let shared = binary.with_file_name("wasm-cache");
    let can_write =
        std::fs::create_dir_all(&shared).is_ok() && tempfile::tempfile_in(&shared).is_ok();
    if can_write {
        shared
    } else {
        data.join("wasm-cache")
    }
}
