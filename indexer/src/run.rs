// SPDX-License-Identifier: EUPL-1.2
//! Follows the chain: from the cursor to the newest finalised block, and on, until told to stop.
//!
//! Near or far, the way is the same: `portico_client::Walk` gives everything between the cursor and the head,
//! segment by segment, at the cost of the blocks that hold entries; what has been read is written in one transaction
//! while what comes next is being read. After it the contracts' own rows in the database must be those on the chain.

use std::{
    future::Future,
    path::PathBuf,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use futures::future::Either;
use portico_client::{
    Archive, Block, ClientError, Contracts, Mark, Node, NodeOptions, Segment, Walk, walk::Source,
};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use crate::{Database, IndexerError, Ledger, Metrics, heartbeat::now};

/// Pause before a node is asked again that could not give what is needed.
const BEHIND_PAUSE: Duration = Duration::from_secs(1);
/// How often the log says that a node is still behind.
const SAY_AGAIN: Duration = Duration::from_secs(30);
/// The longest time between two signs of life while a node answers.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// The shortest: one for each batch would be too much.
const HEARTBEAT_PAUSE: Duration = Duration::from_secs(1);

/// How many entries a transaction has, if there are so many: while catching up, what has been read meanwhile is written at once, up
/// to this many entries (or one segment more), since pages that many entries change are then written once.
pub const BATCH: usize = 4_000;

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
    /// What is counted and measured.
    pub metrics: Metrics,
}

/// How far the indexer is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Number of the block up to which the database is complete.
    pub indexed: u32,
    /// Number of the newest finalised block that the node knows.
    pub finalised: u32,
    /// How many entries were written since the start.
    pub entries: u64,
    /// When a node last answered, seconds since the epoch; 0 before the first answer.
    pub heard: u64,
}

/// From how many finalised blocks behind on the indexer is catching up.
pub const BLOCKS_BEHIND: u32 = 30;
/// From how many seconds without an answer of a node on something is wrong: an idle indexer hears one every
/// [`HEARTBEAT`].
pub const SILENCE: u64 = 30;

/// Indexes until `shutdown` resolves. It may be stopped or killed at any moment: the database is always
/// complete up to its cursor, and the next run goes on from there.
///
/// # Errors
/// [`IndexerError`]: what a person has to look at. A node that is away is waited for, as long as its options
/// say; one that is behind the database, without end; for one that has pruned what is needed, the other
/// addresses are tried.
pub async fn run(config: Config, shutdown: impl Future<Output = ()>) -> Result<(), IndexerError> {
    match futures::future::select(pin!(shutdown), pin!(index(config))).await {
        Either::Left(((), _)) => Ok(()),
        Either::Right((Ok(never), _)) => match never {},
        Either::Right((Err(error), _)) => Err(error),
    }
}

async fn index(config: Config) -> Result<std::convert::Infallible, IndexerError> {
    let mut indexer = Indexer::start(config).await?;
    // Nodes that had pruned what is needed, one after the other.
    let mut pruned = 0;
    let mut said: Option<Instant> = None;
    loop {
        let before = indexer.cursor;
        let error = match indexer.catch_up().await {
            Ok(()) => {
                (pruned, said) = (0, None);
                continue;
            }
            Err(IndexerError::Node(error)) => error,
            Err(error) => return Err(error),
        };
        if indexer.cursor != before {
            (pruned, said) = (0, None);
        }
        match &error {
            ClientError::Behind { .. } | ClientError::NoSuchBlock { .. } => {
                if said.is_none_or(|said| said.elapsed() >= SAY_AGAIN) {
                    tracing::warn!(%error, indexed = indexer.cursor.number, "waiting");
                    said = Some(Instant::now());
                }
                indexer.node.try_another().await;
                sleep(BEHIND_PAUSE).await;
            }
            ClientError::Pruned { .. } => {
                pruned += 1;
                if pruned >= indexer.node.urls().len() || !indexer.node.try_another().await {
                    return Err(error.into());
                }
                tracing::warn!(%error, "asking the next node");
            }
            _ => return Err(error.into()),
        }
    }
}

/// An indexer at work.
struct Indexer {
    config: Config,
    node: Node,
    /// The contracts on the chain, once it is known that the node is on our chain and not behind.
    archive: Option<Arc<Archive>>,
    database: Arc<Mutex<Database>>,
    cursor: Block,
    /// How the contracts stood at the cursor, once that is known.
    mark: Option<Mark>,
    progress: Progress,
    heartbeat: Option<Instant>,
}

impl Indexer {
    async fn start(config: Config) -> Result<Self, IndexerError> {
        let node = Node::connect(config.node.clone()).await?;
        let ledger = Ledger {
            genesis: node.genesis(),
            contracts: config.contracts.by_kind().to_vec(),
        };
        let file = config.database.clone();
        let database = blocking(move || Database::open(file, ledger)).await?;
        let cursor = database.cursor()?;
        tracing::info!(block = cursor.number, file = %config.database.display(), "indexing");
        Ok(Indexer {
            archive: None,
            database: Arc::new(Mutex::new(database)),
            cursor,
            mark: None,
            progress: Progress {
                indexed: cursor.number,
                ..Progress::default()
            },
            heartbeat: None,
            config,
            node,
        })
    }

    /// Indexes up to the newest finalised block; if that is indexed, waits for the next one.
    async fn catch_up(&mut self) -> Result<(), IndexerError> {
        let head = self.node.finalised_head().await?;
        self.progress.finalised = head.number;
        self.report();
        if head.number < self.cursor.number {
            let url = self.node.current_url().await?;
            return Err(IndexerError::Node(ClientError::Behind {
                url,
                finalised: head.number,
                wanted: self.cursor.number,
            }));
        }
        self.check_same_chain().await?;
        self.heard().await?;
        if head.number == self.cursor.number {
            // Without a new block this is a sign of life all the same.
            return match timeout(HEARTBEAT, self.node.wait_for_finalised(head.number + 1)).await {
                Ok(Err(error)) => Err(error.into()),
                Ok(Ok(_)) | Err(_) => Ok(()),
            };
        }
        let archive = self.archive().await?;
        let from = match self.mark.clone() {
            Some(mark) => mark,
            None => self.begin(&archive).await?,
        };
        let upto = archive.mark(head.number).await?;
        let (started, begin) = (Instant::now(), from.block.number);
        let entries = upto.entries().saturating_sub(from.entries());
        // A block or two is the usual course, and no news.
        let is_far = head.number - begin > BLOCKS_BEHIND;
        if is_far {
            tracing::info!(from = begin, to = head.number, entries, "catching up");
        }
        let mut walk = Walk::start(archive, from, upto);
        while let Some(segment) = walk.next_batch(BATCH).await? {
            self.write(segment).await?;
        }
        if is_far {
            let seconds = started.elapsed().as_secs_f32();
            tracing::info!(block = self.cursor.number, entries, seconds, "caught up");
        }
        Ok(())
    }

    async fn archive(&mut self) -> Result<Arc<Archive>, IndexerError> {
        if let Some(archive) = &self.archive {
            return Ok(archive.clone());
        }
        let contracts = self.config.contracts.by_kind();
        let addresses = contracts.into_iter().map(|(_, address)| address).collect();
        let archive = Arc::new(Archive::new(self.node.clone(), addresses).await?);
        self.archive = Some(archive.clone());
        Ok(archive)
    }

    /// How the contracts stood at the cursor, which the database must agree with.
    async fn begin(&mut self, archive: &Archive) -> Result<Mark, IndexerError> {
        let mark = archive.mark(self.cursor.number).await?;
        let contracts = self.config.contracts;
        let at = mark.clone();
        self.database(move |database| check_rows(database, &contracts, &at))
            .await?;
        self.config.metrics.held(mark.entries());
        self.mark = Some(mark.clone());
        Ok(mark)
    }

    async fn write(&mut self, segment: Segment) -> Result<(), IndexerError> {
        let Segment {
            from,
            upto,
            entries,
        } = segment;
        let (contracts, mark) = (self.config.contracts, upto.clone());
        let started = Instant::now();
        let applied = self
            .database(move |database| {
                let applied = database.apply(from, mark.block, &entries)?;
                check_rows(database, &contracts, &mark)?;
                Ok(applied)
            })
            .await?;
        self.cursor = upto.block;
        self.progress.indexed = upto.block.number;
        self.progress.entries += applied.written as u64;
        self.config.metrics.held(upto.entries());
        if applied.written > 0 {
            self.config
                .metrics
                .wrote(applied.written, started.elapsed());
            tracing::debug!(
                block = upto.block.number,
                entries = applied.written,
                milliseconds = started.elapsed().as_millis(),
                "indexed"
            );
        }
        self.mark = Some(upto);
        self.heard().await
    }

    /// The block we stopped at must be the node's too: finality is for ever.
    async fn check_same_chain(&self) -> Result<(), IndexerError> {
        let cursor = self.cursor;
        let theirs = self.node.final_block_at(cursor.number).await?;
        if theirs.hash != cursor.hash {
            return Err(ClientError::Ledger(format!(
                "the database was indexed up to {cursor}, but the node has {theirs} there; one of them is wrong about what is final: do not trust this node before the difference is explained"
            ))
            .into());
        }
        Ok(())
    }

    fn report(&self) {
        self.config.metrics.at(self.progress);
        self.config.metrics.asked(self.node.requests());
        if let Some(sender) = &self.config.progress {
            sender.send_replace(self.progress);
        }
    }

    /// A node has answered: writes that down, unless that was done just now.
    async fn heard(&mut self) -> Result<(), IndexerError> {
        self.progress.heard = now();
        self.report();
        if self
            .heartbeat
            .is_some_and(|last| last.elapsed() < HEARTBEAT_PAUSE)
        {
            return Ok(());
        }
        self.heartbeat = Some(Instant::now());
        let finalised = self.progress.finalised;
        self.database(move |database| database.heard(finalised))
            .await
    }

    /// Does something with the database.
    async fn database<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, IndexerError> + Send + 'static,
    ) -> Result<T, IndexerError> {
        let database = self.database.clone();
        // A panic ends the indexer, so nobody comes to see a lock that one has poisoned.
        blocking(move || work(&mut database.lock().unwrap_or_else(PoisonError::into_inner))).await
    }
}

/// The contracts count their entries; the database must hold as many.
pub(crate) fn check_rows(
    database: &Database,
    contracts: &Contracts,
    mark: &Mark,
) -> Result<(), IndexerError> {
    for ((kind, _), row) in contracts.by_kind().into_iter().zip(&mark.rows) {
        let ours = database.held(kind)?;
        if row.entries != ours {
            return Err(IndexerError::Count {
                file: database.file().to_owned(),
                kind: kind.word(),
                block: mark.block.number,
                chain: row.entries,
                ours,
            });
        }
    }
    Ok(())
}

/// SQLite waits for the disk; the runtime must not.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IndexerError> + Send + 'static,
) -> Result<T, IndexerError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| IndexerError::Thread(e.to_string()))?
}
