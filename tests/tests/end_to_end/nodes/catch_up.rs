// SPDX-License-Identifier: EUPL-1.2
//! Catching up on real chains: what it costs, and what becomes of it when nodes are away, behind, on another chain or
//! have thrown away what is needed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use portico_client::{
    Address, Archive, ClientError, LocatedEntry, Node as Client, NodeOptions, Walk, walk::Source,
};
use portico_indexer::{Config, IndexerError, Metrics, Progress, run};
use portico_rules::party::PartyBody;
use portico_tests::{
    PATIENCE,
    chain::{Chain, Result},
    ledger::{Accounts, Ledger, party, patient},
    node::{Node, Options},
    proxy::Proxy,
    spec::with_slot_duration,
};
use tempfile::TempDir;
use tokio::sync::watch;

/// Slots of a chain that grows quickly, milliseconds.
const SLOT: u64 = 200;

/// A chain specification with short slots, in a folder of its own.
struct Spec {
    path: PathBuf,
    _folder: TempDir,
}

impl Spec {
    /// Another duration is another genesis, so another chain.
    fn new(slot: u64) -> Result<Self> {
        let folder = TempDir::new()?;
        let path = folder.path().join("spec.json");
        fs::write(&path, with_slot_duration("dev.json", slot)?)?;
        Ok(Spec {
            path,
            _folder: folder,
        })
    }

    fn options(&self, account: &'static str, bootnodes: Vec<String>) -> Options {
        Options {
            chain: self.path.display().to_string(),
            account,
            bootnodes,
        }
    }
}

async fn connected(node: &Node) -> Result<(Chain, Accounts)> {
    Ok((
        Chain::connect(node).await?,
        Accounts::connect(node.url()).await?,
    ))
}

fn addresses(ledger: &Ledger) -> Vec<Address> {
    ledger
        .contracts
        .by_kind()
        .into_iter()
        .map(|(_, address)| address)
        .collect()
}

/// Two entries, in two blocks.
async fn suspend_and_reinstate(ledger: &Ledger) -> Result<()> {
    let reason = || "Verifica".to_owned();
    for body in [
        PartyBody::Suspend { reason: reason() },
        PartyBody::Reinstate { reason: reason() },
    ] {
        ledger
            .submit(&ledger.oversight, Some(party::COOPERATIVE), &body)
            .await?;
    }
    Ok(())
}

fn options(urls: &[&str], genesis: [u8; 32]) -> NodeOptions {
    NodeOptions {
        urls: urls.iter().map(|url| (*url).to_owned()).collect(),
        genesis: Some(genesis),
        patience: Some(PATIENCE),
    }
}

fn config(ledger: &Ledger, urls: &[&str], database: &Path) -> (Config, watch::Receiver<Progress>) {
    let (sender, progress) = watch::channel(Progress::default());
    let config = Config {
        node: options(urls, ledger.node.genesis()),
        contracts: ledger.contracts,
        database: database.to_owned(),
        progress: Some(sender),
        metrics: Metrics::default(),
    };
    (config, progress)
}

/// Indexes until the database is complete up to a block.
async fn index_up_to(
    ledger: &Ledger,
    urls: &[&str],
    database: &Path,
    block: u32,
) -> std::result::Result<Progress, IndexerError> {
    let (config, progress) = config(ledger, urls, database);
    let mut reached = progress.clone();
    let done = async move {
        // An error means that the indexer has ended, and says why.
        let _ = reached.wait_for(|progress| progress.indexed >= block).await;
    };
    run(config, done).await?;
    let reached = *progress.borrow();
    Ok(reached)
}

#[tokio::test(flavor = "multi_thread")]
async fn catching_up_costs_by_entries_whatever_happens_to_the_line() -> Result<()> {
    let spec = Spec::new(SLOT)?;
    let node = Node::start(&spec.options("alice", vec![]))?;
    let (chain, accounts) = connected(&node).await?;
    // Before the contracts there is a stretch without them.
    chain.grow(20).await?;
    let ledger = Ledger::deploy(&accounts).await?;
    ledger.register().await?;
    for _ in 0..3 {
        chain.grow(30).await?;
        suspend_and_reinstate(&ledger).await?;
    }
    chain.grow(30).await?;
    let head = accounts.node.finalised_head().await?;
    let contracts = addresses(&ledger);

    // Block by block.
    let scanning = Client::connect(patient(node.url())).await?;
    let mut scanned: Vec<LocatedEntry> = Vec::new();
    for number in 1..=head.number {
        let block = scanning.final_block_at(number).await?;
        scanned.extend(scanning.entries_in(block, &contracts).await?);
    }
    let held: BTreeSet<u32> = scanned.iter().map(|entry| entry.block.number).collect();
    // The founder, five of `register`, and two a round.
    assert_eq!((scanned.len(), held.len()), (12, 12));
    assert_eq!(scanning.requests().blocks, u64::from(head.number));

    // By the entries.
    let walking = Client::connect(patient(node.url())).await?;
    assert_eq!(walk(&walking, &contracts, head.number).await?, scanned);
    let requests = walking.requests();
    assert_eq!(requests.blocks, held.len() as u64);
    // Both ends, and here no need to cut between them.
    assert_eq!(requests.rows, 2 * contracts.len() as u64);

    // The same over a line that breaks all the time: nothing is lost, nothing is twice.
    let proxy = Proxy::before(node.url()).await?;
    let broken = Client::connect(options(&[proxy.url()], accounts.node.genesis())).await?;
    let cut = async {
        // Ever less often: on a busy machine a new connection takes longer than the first of these pauses.
        let mut pause = Duration::from_millis(50);
        loop {
            tokio::time::sleep(pause).await;
            proxy.cut();
            pause = pause * 11 / 10;
        }
    };
    tokio::select! {
        walked = walk(&broken, &contracts, head.number) => assert_eq!(walked?, scanned),
        () = cut => {}
    }
    assert!(broken.requests().reconnects > 0);

    // What the indexer makes of it.
    let folder = TempDir::new()?;
    let database = folder.path().join("ledger.sqlite");
    let progress = index_up_to(&ledger, &[node.url()], &database, head.number).await?;
    assert_eq!(progress.entries, scanned.len() as u64);
    Ok(())
}

async fn walk(
    node: &Client,
    contracts: &[Address],
    upto: u32,
) -> std::result::Result<Vec<LocatedEntry>, ClientError> {
    let archive = Arc::new(Archive::new(node.clone(), contracts.to_vec()).await?);
    let (from, upto) = (archive.mark(0).await?, archive.mark(upto).await?);
    let mut walk = Walk::start(archive, from, upto);
    let mut entries = Vec::new();
    while let Some(segment) = walk.next().await? {
        entries.extend(segment.entries);
    }
    Ok(entries)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_behind_is_waited_for_or_passed_over() -> Result<()> {
    let spec = Spec::new(SLOT)?;
    let node = Node::start(&spec.options("alice", vec![]))?;
    let (chain, accounts) = connected(&node).await?;
    let ledger = Ledger::deploy(&accounts).await?;
    chain.grow(100).await?;
    let head = accounts.node.finalised_head().await?.number;
    let folder = TempDir::new()?;
    let database = folder.path().join("ledger.sqlite");
    index_up_to(&ledger, &[node.url()], &database, head).await?;
    let early = folder.path().join("early.sqlite");
    index_up_to(&ledger, &[node.url()], &early, 1).await?;

    // Another node with the same genesis, which has heard nothing of this chain and begins one of its own.
    let behind = Node::start(&spec.options("alice", vec![]))?;
    let (config, mut progress) = config(&ledger, &[behind.url()], &database);
    let waited = async move {
        // It has asked several times, and not given up.
        for _ in 0..4 {
            progress.changed().await.expect("the indexer runs");
            assert!(progress.borrow_and_update().finalised < head);
        }
    };
    run(config, waited).await?;

    // Beside one that is not behind.
    let urls = [behind.url(), node.url()];
    let head = accounts.node.finalised_head().await?.number;
    let progress = index_up_to(&ledger, &urls, &database, head + 5).await?;
    assert!(progress.indexed >= head + 5);

    // Once it has a block where the database stopped, it turns out to be on another chain.
    let cursor = early_cursor(&early)?;
    Chain::connect(&behind)
        .await?
        .until("the other chain has grown", async || {
            let other = Client::connect(patient(behind.url())).await?;
            Ok(other.finalised_head().await?.number >= cursor)
        })
        .await?;
    let error = index_up_to(&ledger, &[behind.url()], &early, u32::MAX)
        .await
        .expect_err("the other chain has other blocks");
    assert!(
        error.to_string().contains("wrong about what is final"),
        "{error}"
    );
    Ok(())
}

fn early_cursor(database: &Path) -> Result<u32> {
    let connection = rusqlite::Connection::open(database)?;
    Ok(connection.query_row("SELECT block_number FROM chain", [], |row| row.get(0))?)
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_are_pruned_or_on_another_chain_are_named_and_passed_over() -> Result<()> {
    let (spec, other_spec) = (Spec::new(SLOT)?, Spec::new(SLOT + 1)?);
    let pruned = Node::start_with(
        &spec.options("alice", vec![]),
        &["--state-pruning", "16", "--blocks-pruning", "archive"],
    )?;
    let (chain, accounts) = connected(&pruned).await?;
    let whole = Node::start_with(
        &spec.options("bob", vec![chain.address().await?]),
        &["--state-pruning", "archive"],
    )?;
    let other = Node::start(&other_spec.options("alice", vec![]))?;
    let ledger = Ledger::deploy(&accounts).await?;
    ledger.register().await?;
    chain.grow(60).await?;
    let head = accounts.node.finalised_head().await?.number;
    let folder = TempDir::new()?;
    let database = folder.path().join("ledger.sqlite");

    let error = index_up_to(&ledger, &[pruned.url()], &database, head)
        .await
        .expect_err("the state is gone");
    assert!(
        matches!(error, IndexerError::Node(ClientError::Pruned { .. })),
        "{error:?}"
    );
    let said = error.to_string();
    assert!(
        said.contains(pruned.url()) && said.contains("--state-pruning archive"),
        "{said}"
    );

    let error = index_up_to(&ledger, &[other.url()], &database, head)
        .await
        .expect_err("another chain");
    assert!(
        matches!(error, IndexerError::Node(ClientError::OtherChain { .. })),
        "{error:?}"
    );
    assert!(error.to_string().contains(other.url()), "{error}");

    // With one that is right among them there is nothing to complain of.
    let urls = [other.url(), pruned.url(), whole.url()];
    let progress = index_up_to(&ledger, &urls, &database, head).await?;
    assert_eq!(progress.entries, 6, "{progress:?}");
    Ok(())
}
