// SPDX-License-Identifier: EUPL-1.2
//! Catching up on a real chain: block by block beside from entry to entry, and indexing beside fetching alone.
//!
//! The chain is made here, with short slots (the slot's length is genesis configuration): first a long stretch with
//! few entries, then a short one full of them. The node is the one that the project's scripts build, on the same machine.

use std::{
    collections::BTreeSet,
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use portico_client::{
    Address, Archive, Command, LocatedEntry, Node as Client, Segment, Walk, walk::Source,
};
use portico_indexer::{Config, Metrics, Progress};
use portico_rules::party::PartyBody;
use portico_tests::{
    chain::{Chain, Result, call},
    ledger::{Accounts, Ledger, party, patient},
    node::{Node, Options},
    spec::with_slot_duration,
};
use subxt::dynamic::Value;
use subxt_signer::sr25519::dev;
use tokio::{sync::watch, time::sleep};

use crate::report::{line, thousands};

/// Entries of an extrinsic of the dense stretch.
const BATCH: usize = 40;
/// How often each thing is measured; the quickest counts, since whatever else the machine does only slows it.
const TIMES: usize = 3;

/// What kind of chain to make.
pub(crate) struct Shape {
    /// Milliseconds from block to block.
    pub(crate) slot: u64,
    /// Blocks of the sparse stretch.
    pub(crate) blocks: u32,
    /// Entries in it, each in a block of its own.
    pub(crate) entries: u32,
    /// Entries of the dense stretch; 0 for none.
    pub(crate) dense: usize,
}

/// Makes the chain, and measures.
///
/// # Errors
/// The node cannot be found or started, or refuses something; the ways of reading differ in what they find.
pub(crate) fn run(shape: &Shape) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime
        .block_on(measure(shape))
        .map_err(|error| anyhow::anyhow!("{error}"))
}

async fn measure(shape: &Shape) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let spec = folder.path().join("spec.json");
    fs::write(&spec, with_slot_duration("dev.json", shape.slot)?)?;
    let node = Node::start(&Options {
        chain: spec.display().to_string(),
        account: "alice",
        bootnodes: vec![],
    })?;
    let chain = Chain::connect(&node).await?;
    let accounts = Accounts::connect(node.url()).await?;
    let ledger = Ledger::deploy(&accounts).await?;
    ledger.register().await?;
    let contracts: Vec<Address> = ledger
        .contracts
        .by_kind()
        .into_iter()
        .map(|(_, address)| address)
        .collect();

    let mut turn = 0;
    let end = scatter(&chain, &ledger, shape, &mut turn).await?;
    // What was there before the first of them: the founder, and five of `register`.
    sparse(node.url(), &contracts, end, shape.entries as usize + 6).await?;
    if shape.dense == 0 {
        return Ok(());
    }

    let mut made = 0;
    while made < shape.dense {
        let commands: Vec<Command> = (0..BATCH)
            .map(|_| suspend_or_reinstate(&ledger, &mut turn))
            .collect();
        let pending = ledger.oversight.send_commands(&commands).await?;
        ledger.oversight.accepted(pending, &commands).await?;
        made += BATCH;
    }
    let head = accounts.node.finalised_head().await?.number;
    dense(node.url(), &ledger, &contracts, head).await
}

/// Makes the sparse stretch: waits for its blocks, and sends a command each time that so many were made that the next entry
/// is due. Nobody waits until one is final, and none expires: with short slots that would take longer than the blocks between
/// two. Returns the height up to which everything is final.
async fn scatter(chain: &Chain, ledger: &Ledger, shape: &Shape, turn: &mut u32) -> Result<u32> {
    let limits = ledger.node.shared_limits(1, u128::MAX).await?;
    let head = ledger.node.finalised_head().await?;
    let signer = dev::dave();
    let first_nonce = ledger.node.nonce(&signer.public_key().0, head).await?;
    // From here on, so that each of them has a block of its own.
    let begin = u32::try_from(chain.height().await?)?;
    let room = shape.blocks.saturating_sub(begin);
    let mut sent = 0;
    let mut shown = 0;
    loop {
        let height = u32::try_from(chain.height().await?)?;
        let due = u64::from(height.saturating_sub(begin)) * u64::from(shape.entries)
            / u64::from(room.max(1));
        // One at a time: two that are sent at once share a block.
        if u64::from(sent) < due.min(shape.entries.into()) {
            let command = suspend_or_reinstate(ledger, turn);
            let message = command.call();
            let weight = Value::named_composite([
                ("ref_time", Value::u128(limits.weight.ref_time.into())),
                ("proof_size", Value::u128(limits.weight.proof_size.into())),
            ]);
            let extrinsic = call(
                "Revive",
                "call",
                vec![
                    Value::from_bytes(message.contract),
                    Value::u128(0),
                    weight,
                    Value::u128(limits.deposit),
                    Value::from_bytes(&message.data),
                ],
            );
            chain
                .send_immortal(&extrinsic, &signer, first_nonce + u64::from(sent))
                .await?;
            sent += 1;
            chain.grow(2).await?;
            continue;
        }
        if height / 1_000 > shown {
            shown = height / 1_000;
            eprintln!(
                "{} blocks, {} entries sent",
                thousands(height.into()),
                thousands(sent.into())
            );
        }
        let head = ledger.node.finalised_head().await?;
        let included = ledger.node.nonce(&signer.public_key().0, head).await?;
        let is_done = included >= first_nonce + u64::from(shape.entries);
        if sent >= shape.entries && is_done && head.number >= shape.blocks {
            return Ok(head.number);
        }
        sleep(Duration::from_millis(shape.slot)).await;
    }
}

/// The next of commands that can follow each other for ever.
fn suspend_or_reinstate(ledger: &Ledger, turn: &mut u32) -> Command {
    let reason = format!("Verifica {turn}");
    let body = if turn.is_multiple_of(2) {
        PartyBody::Suspend { reason }
    } else {
        PartyBody::Reinstate { reason }
    };
    *turn += 1;
    ledger.direct(&ledger.oversight, Some(party::COOPERATIVE), &body)
}

/// Reads all entries up to a block, of which there are so many, in both ways.
async fn sparse(url: &str, contracts: &[Address], upto: u32, entries: usize) -> Result<()> {
    let scanning = Client::connect(patient(url)).await?;
    let started = Instant::now();
    let mut scanned: Vec<LocatedEntry> = Vec::new();
    for number in 1..=upto {
        let block = scanning.final_block_at(number).await?;
        scanned.extend(scanning.entries_in(block, contracts).await?);
    }
    let scan = started.elapsed();

    let walking = Client::connect(patient(url)).await?;
    let started = Instant::now();
    let walked: Vec<LocatedEntry> = walk(&walking, contracts, (0, upto))
        .await?
        .into_iter()
        .flat_map(|segment| segment.entries)
        .collect();
    let way = started.elapsed();
    if walked != scanned {
        return Err("the two ways do not find the same entries".into());
    }
    if walked.len() != entries {
        return Err(format!("{} entries were found, {entries} made", walked.len()).into());
    }
    let held: BTreeSet<u32> = walked.iter().map(|entry| entry.block.number).collect();
    let requests = walking.requests();
    if requests.blocks != held.len() as u64 {
        return Err(format!(
            "{} blocks were read from entry to entry, {} hold entries",
            requests.blocks,
            held.len()
        )
        .into());
    }
    line(
        &format!(
            "catching up over {} blocks, {} of them with entries: block by block",
            thousands(upto.into()),
            thousands(held.len() as f64)
        ),
        &format!(
            "{} blocks read, {:.2} s",
            thousands(scanning.requests().blocks as f64),
            scan.as_secs_f64()
        ),
        "",
    );
    line(
        "the same from entry to entry",
        &format!(
            "{} blocks and {} rows read, {:.3} s",
            thousands(requests.blocks as f64),
            thousands(requests.rows as f64),
            way.as_secs_f64()
        ),
        &format!(
            "{:.0} times as fast",
            scan.as_secs_f64() / way.as_secs_f64()
        ),
    );
    Ok(())
}

async fn walk(
    node: &Client,
    contracts: &[Address],
    (from, upto): (u32, u32),
) -> Result<Vec<Segment>> {
    let archive = Arc::new(Archive::new(node.clone(), contracts.to_vec()).await?);
    let (from, upto) = (archive.mark(from).await?, archive.mark(upto).await?);
    let mut walk = Walk::start(archive, from, upto);
    let mut segments = Vec::new();
    while let Some(segment) = walk.next().await? {
        segments.push(segment);
    }
    Ok(segments)
}

/// Indexes everything, and fetches everything without indexing.
async fn dense(url: &str, ledger: &Ledger, contracts: &[Address], head: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (mut fetching, mut indexing) = (f64::MAX, f64::MAX);
    let mut found = 0;
    for time in 0..TIMES {
        let database = folder.path().join(format!("{time}.sqlite"));
        let started = Instant::now();
        let indexed = index(url, ledger, &database, head).await?;
        indexing = indexing.min(started.elapsed().as_secs_f64());

        let started = Instant::now();
        let node = Client::connect(patient(url)).await?;
        let segments = walk(&node, contracts, (0, head)).await?;
        fetching = fetching.min(started.elapsed().as_secs_f64());
        found = segments.iter().map(|segment| segment.entries.len()).sum();
        if found as u64 != indexed {
            return Err(format!("{found} entries were fetched, {indexed} indexed").into());
        }
    }
    let each_second = |time: f64| format!("{} entries/s", thousands(found as f64 / time));
    line(
        &format!(
            "fetching {} entries from the node, without indexing",
            thousands(found as f64)
        ),
        &each_second(fetching),
        "",
    );
    line(
        "indexing the same, from the node into SQLite",
        &each_second(indexing),
        &format!("{:.2} of fetching alone, at least 0.8", fetching / indexing),
    );
    Ok(())
}

/// Indexes until the database is complete up to a block; says how many entries were written.
async fn index(url: &str, ledger: &Ledger, database: &std::path::Path, upto: u32) -> Result<u64> {
    let (sender, progress) = watch::channel(Progress::default());
    let config = Config {
        node: patient(url),
        contracts: ledger.contracts,
        database: database.to_owned(),
        progress: Some(sender),
        metrics: Metrics::default(),
    };
    let mut reached = progress.clone();
    let done = async move {
        // An error means that the indexer has ended, and says why.
        let _ = reached.wait_for(|progress| progress.indexed >= upto).await;
    };
    portico_indexer::run(config, done).await?;
    let entries = progress.borrow().entries;
    Ok(entries)
}
