// SPDX-License-Identifier: EUPL-1.2
//! Follows the chain: from the cursor to the newest finalised block, and on, until told to stop.
//!
//! What is far behind is caught up by walking back from the contracts' own rows to the cursor, which costs by
//! blocks that hold entries, not by blocks; what is near is read block by block. Either way the number of
//! entries is compared with what the contracts say they hold.

use std::{collections::BTreeSet, future::Future, path::PathBuf, pin::pin, time::Duration};

use futures::{StreamExt, TryStreamExt, future::Either, stream};
use portico_client::{Address, Block, ClientError, Contracts, LocatedEntry, Node, NodeOptions};
use tokio::{sync::watch, time::sleep};

use crate::{Database, IndexerError, Ledger};

/// From how many blocks behind on the walk back is quicker than reading every block.
const FAR_BEHIND: u32 = 32;
/// Blocks whose entries are written in one transaction.
const BLOCKS_PER_BATCH: usize = 64;
/// Blocks that are asked for at once.
const BLOCKS_AT_ONCE: usize = 8;
/// Pause while a node is behind the database.
const BEHIND_PAUSE: Duration = Duration::from_secs(1);

/// What to index, from where, into which file.
#[derive(Debug, Clone)]
pub struct Config {
    /// The nodes, and which chain they must be on.
    pub node: NodeOptions,
    /// The ledger's contracts.
    pub contracts: Contracts,
    /// The SQLite file.
    pub database: PathBuf,
    /// Where to tell how far we are.
    pub progress: Option<watch::Sender<Progress>>,
}

/// How far the indexer is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// The database is complete up to this block.
    pub indexed: u32,
    /// The newest finalised block that the node knows.
    pub finalised: u32,
    /// Entries written since the start.
    pub entries: u64,
}

/// Indexes until `shutdown` resolves. It may be stopped or killed at any moment: the database is always
/// complete up to its cursor, and the next run goes on from there.
///
/// # Errors
/// [`IndexerError`]: what a person has to look at. A node that is away is waited for, as long as its options
/// say.
pub async fn run(config: Config, shutdown: impl Future<Output = ()>) -> Result<(), IndexerError> {
    match futures::future::select(pin!(shutdown), pin!(index(config))).await {
        Either::Left(((), _)) => Ok(()),
        Either::Right((Ok(never), _)) => match never {},
        Either::Right((Err(error), _)) => Err(error),
    }
}

async fn index(config: Config) -> Result<std::convert::Infallible, IndexerError> {
    let node = Node::connect(config.node.clone()).await?;
    let ledger = Ledger {
        genesis: node.genesis(),
        contracts: config.contracts.by_kind().to_vec(),
    };
    let file = config.database.clone();
    let mut database = blocking(move || Database::open(file, ledger)).await?;
    let mut cursor = database.cursor()?;
    let mut progress = Progress {
        indexed: cursor.number,
        ..Progress::default()
    };
    tracing::info!(block = cursor.number, file = %config.database.display(), "indexing");
    loop {
        let head = node.finalised_head().await?;
        progress.finalised = head.number;
        report(&config, progress);
        if head.number < cursor.number {
            tracing::warn!(
                indexed = cursor.number,
                finalised = head.number,
                "the node is behind the database, waiting for it"
            );
            sleep(BEHIND_PAUSE).await;
            continue;
        }
        check_same_chain(&node, cursor).await?;
        if head.number == cursor.number {
            node.wait_for_finalised(cursor.number + 1).await?;
            continue;
        }
        let blocks = blocks_to_read(&node, &config.contracts, cursor, head).await?;
        for batch in batches(&blocks, head.number) {
            let (upto, entries) = read(&node, &config.contracts, head, &batch).await?;
            let from = cursor;
            let applied;
            (database, applied) = blocking(move || {
                let mut database = database;
                let applied = database.apply(from, upto, &entries)?;
                Ok((database, applied))
            })
            .await?;
            cursor = upto;
            progress.indexed = upto.number;
            progress.entries += applied.written as u64;
            report(&config, progress);
            if applied.written > 0 {
                tracing::debug!(block = upto.number, entries = applied.written, "indexed");
                check_counts(&node, &config.contracts, &database, upto).await?;
            }
        }
    }
}

fn report(config: &Config, progress: Progress) {
    if let Some(sender) = &config.progress {
        sender.send_replace(progress);
    }
}

/// The block we stopped at must be the node's too: finality is for ever.
async fn check_same_chain(node: &Node, cursor: Block) -> Result<(), IndexerError> {
    let theirs = node.block_at(cursor.number).await?;
    if theirs.hash != cursor.hash {
        return Err(ClientError::Ledger(format!(
            "the database was indexed up to {cursor}, but the node has {theirs} there; one of them is wrong about what is final: do not trust this node before the difference is explained"
        ))
        .into());
    }
    Ok(())
}

/// The blocks above the cursor that have to be read.
async fn blocks_to_read(
    node: &Node,
    contracts: &Contracts,
    cursor: Block,
    head: Block,
) -> Result<Vec<u32>, IndexerError> {
    if head.number - cursor.number <= FAR_BEHIND {
        return Ok((cursor.number + 1..=head.number).collect());
    }
    let mut blocks = BTreeSet::new();
    for (_, address) in contracts.by_kind() {
        blocks.extend(
            node.blocks_with_entries(&address, cursor.number, head)
                .await?,
        );
    }
    tracing::info!(
        from = cursor.number,
        to = head.number,
        with_entries = blocks.len(),
        "catching up"
    );
    Ok(blocks.into_iter().collect())
}

/// Blocks in batches, each with the height up to which the database is complete after it.
fn batches(blocks: &[u32], head: u32) -> Vec<(Vec<u32>, u32)> {
    let mut batches: Vec<(Vec<u32>, u32)> = blocks
        .chunks(BLOCKS_PER_BATCH)
        .map(|chunk| (chunk.to_vec(), chunk.last().copied().unwrap_or(head)))
        .collect();
    // Above the last block with an entry there is nothing to read, up to the head.
    match batches.last_mut() {
        Some((_, upto)) => *upto = head,
        None => batches.push((Vec::new(), head)),
    }
    batches
}

async fn read(
    node: &Node,
    contracts: &Contracts,
    head: Block,
    (blocks, upto): &(Vec<u32>, u32),
) -> Result<(Block, Vec<LocatedEntry>), IndexerError> {
    let addresses: Vec<Address> = contracts
        .by_kind()
        .into_iter()
        .map(|(_, address)| address)
        .collect();
    let read: Vec<(Block, Vec<LocatedEntry>)> = stream::iter(blocks)
        .map(|number| {
            let addresses = &addresses;
            async move {
                let block = node.block_at(*number).await?;
                let entries = node.entries_in(block, addresses).await?;
                Ok::<_, ClientError>((block, entries))
            }
        })
        .buffered(BLOCKS_AT_ONCE)
        .try_collect()
        .await?;
    let last = read
        .last()
        .map(|(block, _)| *block)
        .filter(|block| block.number == *upto);
    let upto = match last {
        Some(block) => block,
        None if *upto == head.number => head,
        None => node.block_at(*upto).await?,
    };
    Ok((
        upto,
        read.into_iter().flat_map(|(_, entries)| entries).collect(),
    ))
}

/// The contracts count their entries; we must have as many.
async fn check_counts(
    node: &Node,
    contracts: &Contracts,
    database: &Database,
    at: Block,
) -> Result<(), IndexerError> {
    for (kind, address) in contracts.by_kind() {
        let chain = node.ledger_row(&address, at).await?.entries;
        let ours = database.held(kind)?;
        if chain != ours {
            return Err(IndexerError::Count {
                file: database.file().to_owned(),
                kind: kind.word(),
                block: at.number,
                chain,
                ours,
            });
        }
    }
    Ok(())
}

/// SQLite waits for the disk; the runtime must not.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IndexerError> + Send + 'static,
) -> Result<T, IndexerError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| IndexerError::Thread(e.to_string()))?
}
