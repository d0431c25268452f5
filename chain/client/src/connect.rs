// SPDX-License-Identifier: EUPL-1.2
//! Connections to nodes: several addresses, one chain, reconnect with backoff.
//!
//! A [`Node`] is a handle that survives its connections. Every read goes through `Node::read`, which
//! repeats the request on a new connection when the old one breaks; that is safe because reads change
//! nothing. Submitting is not repeated here: see `submit`.
//!
//! A node that turns out to be on another chain is passed over for as long as one of the other addresses may
//! still lead to the right one. A node that answers, but not with what is needed (it is behind, or has pruned
//! it), is a matter for whoever asks: [`Node::try_another`].
//!
//! Must not know what is asked or said over the connection.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};

use subxt::{
    OnlineClient, SubstrateConfig,
    backend::LegacyBackend,
    client::{ClientAtBlock, OnlineClientAtBlockImpl},
    config::RpcConfigFor,
    rpcs::{LegacyRpcMethods, RpcClient},
    utils::H256,
};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep, timeout},
};

use crate::{Block, ClientError, Hash, requests::Counters};

/// How long the first pause between two rounds of attempts is; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// Longest pause between two rounds of attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How often the log says that still no node can be reached.
const SAY_AGAIN: Duration = Duration::from_secs(30);
/// How long one attempt to open a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What knows a runtime: its storage, its events, its transactions.
pub(crate) type Runtime = ClientAtBlock<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;

/// How to reach the chain.
#[derive(Debug, Clone)]
pub struct NodeOptions {
    /// WebSocket addresses (`ws://` or `wss://`), tried in this order. When one breaks, the next one is tried.
    pub urls: Vec<String>,
    /// The genesis hash of the chain we want; `None` takes the first node's word for it.
    pub genesis: Option<Hash>,
    /// How long to keep trying before giving up, at first and after a break; `None` means for ever.
    pub patience: Option<Duration>,
}

impl NodeOptions {
    /// One address, any chain, ten seconds of patience.
    pub fn new(url: impl Into<String>) -> Self {
        NodeOptions {
            urls: vec![url.into()],
            genesis: None,
            patience: Some(Duration::from_secs(10)),
        }
    }
}

/// One open connection.
pub(crate) struct Connection {
    pub(crate) url: String,
    pub(crate) rpc: RpcClient,
    pub(crate) methods: LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>,
    pub(crate) api: OnlineClient<SubstrateConfig>,
    /// The highest block that this node has called final so far.
    pub(crate) final_up_to: AtomicU32,
}

/// A handle to the chain. Cheap to clone; clones share the connection.
#[derive(Clone)]
pub struct Node {
    inner: Arc<Inner>,
}

struct Inner {
    urls: Vec<String>,
    genesis: Hash,
    patience: Option<Duration>,
    // Caches the metadata by runtime version, over all connections: it is the chain's, not the node's.
    config: SubstrateConfig,
    current: Mutex<Option<Arc<Connection>>>,
    /// Which of the addresses is tried first when a connection is needed.
    first: AtomicUsize,
    counters: Counters,
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Node")
            .field("urls", &self.inner.urls)
            .finish()
    }
}

impl Node {
    /// Connects to the first node that answers and is on the right chain.
    ///
    /// # Errors
    /// [`ClientError::NoAddress`]; [`ClientError::OtherChain`] if nodes answer, but all of them for another chain: at
    /// once if there is no other address to wait for; [`ClientError::Unreachable`] when patience runs out.
    pub async fn connect(options: NodeOptions) -> Result<Self, ClientError> {
        if options.urls.is_empty() {
            return Err(ClientError::NoAddress);
        }
        let config = SubstrateConfig::new();
        let opened = open_any(&options.urls, 0, options.genesis, options.patience, &config).await?;
        tracing::debug!(url = opened.connection.url, "connected");
        Ok(Node {
            inner: Arc::new(Inner {
                urls: options.urls,
                genesis: opened.genesis,
                patience: options.patience,
                config,
                current: Mutex::new(Some(Arc::new(opened.connection))),
                first: AtomicUsize::new(opened.index),
                counters: Counters::default(),
            }),
        })
    }

    /// The hash of the chain's block 0.
    pub fn genesis(&self) -> Hash {
        self.inner.genesis
    }

    /// The present connection, or a new one if the last one broke.
    pub(crate) async fn connection(&self) -> Result<Arc<Connection>, ClientError> {
        let mut current = self.inner.current.lock().await;
        if let Some(connection) = current.as_ref() {
            return Ok(connection.clone());
        }
        let start = Instant::now();
        let opened = open_any(
            &self.inner.urls,
            self.inner.first.load(Ordering::Relaxed),
            Some(self.inner.genesis),
            self.inner.patience,
            &self.inner.config,
        )
        .await?;
        self.inner.first.store(opened.index, Ordering::Relaxed);
        self.inner.counters.reconnected();
        let connection = Arc::new(opened.connection);
        tracing::info!(
            url = connection.url,
            seconds = start.elapsed().as_secs_f32(),
            "connected again"
        );
        *current = Some(connection.clone());
        Ok(connection)
    }

    /// Leaves the node that is being asked, because it cannot give what is needed, for the one at the next
    /// address. Returns false, and stays, if there is only one address.
    pub async fn try_another(&self) -> bool {
        if self.inner.urls.len() < 2 {
            return false;
        }
        let mut current = self.inner.current.lock().await;
        *current = None;
        let next = self.inner.first.load(Ordering::Relaxed) + 1;
        let next = next % self.inner.urls.len();
        self.inner.first.store(next, Ordering::Relaxed);
        tracing::info!(url = self.inner.urls[next], "trying another node");
        true
    }

    /// The address of the node that is being asked.
    ///
    /// # Errors
    /// [`ClientError::Unreachable`] if there is none at present, and none comes back.
    pub async fn current_url(&self) -> Result<String, ClientError> {
        Ok(self.connection().await?.url.clone())
    }

    /// The addresses it was given.
    pub fn urls(&self) -> &[String] {
        &self.inner.urls
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.inner.counters
    }

    /// Forgets a connection that broke, unless somebody has replaced it already.
    pub(crate) async fn forget(&self, broken: &Arc<Connection>) {
        let mut current = self.inner.current.lock().await;
        if current.as_ref().is_some_and(|now| Arc::ptr_eq(now, broken)) {
            *current = None;
            // Unless there is only one, another address is the better bet.
            let next = self.inner.first.load(Ordering::Relaxed) + 1;
            self.inner
                .first
                .store(next % self.inner.urls.len(), Ordering::Relaxed);
        }
    }

    /// Asks the node, and asks again on a new connection when the line breaks, until patience runs out.
    ///
    /// # Errors
    /// Whatever `ask` fails with, other than a lost connection; [`ClientError::Unreachable`] when no node
    /// comes back; [`ClientError::Lost`] when the line breaks again and again.
    pub(crate) async fn read<T, F, A>(&self, ask: F) -> Result<T, ClientError>
    where
        F: Fn(Arc<Connection>) -> A,
        A: Future<Output = Result<T, ClientError>>,
    {
        let start = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let connection = self.connection().await?;
            match ask(connection.clone()).await {
                Err(error @ ClientError::Lost { .. }) => {
                    self.forget(&connection).await;
                    if self
                        .inner
                        .patience
                        .is_some_and(|patience| start.elapsed() + pause > patience)
                    {
                        return Err(error);
                    }
                    tracing::warn!(%error, pause_ms = pause.as_millis(), "connecting again");
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                other => return other,
            }
        }
    }

    /// The newest finalised block.
    ///
    /// # Errors
    /// See [`ClientError`]; only what concerns the node.
    pub async fn finalised_head(&self) -> Result<Block, ClientError> {
        self.read(|c| async move { c.finalised_head().await }).await
    }

    /// The finalised block at a height.
    ///
    /// # Errors
    /// [`ClientError::Behind`] if the node does not call a block of this height final.
    pub async fn final_block_at(&self, number: u32) -> Result<Block, ClientError> {
        self.read(|c| async move {
            // Above what this very node calls final, its block may be one of a fork, whatever another node said.
            if number > c.final_up_to.load(Ordering::Relaxed) {
                let finalised = c.finalised_head().await?.number;
                if number > finalised {
                    return Err(ClientError::Behind {
                        url: c.url.clone(),
                        finalised,
                        wanted: number,
                    });
                }
            }
            c.block_at(number).await
        })
        .await
    }

    /// The block of the canonical chain at a height. It is final only if the height is not above
    /// [`Node::finalised_head`].
    ///
    /// # Errors
    /// [`ClientError::NoSuchBlock`] if the node has none yet.
    pub async fn block_at(&self, number: u32) -> Result<Block, ClientError> {
        self.read(|c| async move { c.block_at(number).await }).await
    }
}

/// What we use of a block's header.
pub(crate) struct Header {
    pub(crate) number: u32,
    pub(crate) parent: Hash,
    pub(crate) scale: Vec<u8>,
}

impl Connection {
    async fn finalised_head(&self) -> Result<Block, ClientError> {
        let hash =
            self.methods.chain_get_finalized_head().await.map_err(|e| {
                ClientError::rpc(&self.url, "asking for the newest finalised block", e)
            })?;
        let number = self.header(hash.0).await?.number;
        self.final_up_to.fetch_max(number, Ordering::Relaxed);
        Ok(Block {
            number,
            hash: hash.0,
        })
    }

    async fn block_at(&self, number: u32) -> Result<Block, ClientError> {
        let hash = self
            .methods
            .chain_get_block_hash(Some(u64::from(number).into()))
            .await
            .map_err(|e| ClientError::rpc(&self.url, format!("asking for block {number}"), e))?
            .ok_or_else(|| ClientError::NoSuchBlock {
                url: self.url.clone(),
                block: format!("block {number}"),
            })?;
        Ok(Block {
            number,
            hash: hash.0,
        })
    }

    /// A block's header.
    pub(crate) async fn header(&self, hash: Hash) -> Result<Header, ClientError> {
        let header = self
            .methods
            .chain_get_header(Some(H256(hash)))
            .await
            .map_err(|e| ClientError::rpc(&self.url, "asking for a block's header", e))?
            .ok_or_else(|| ClientError::NoSuchBlock {
                url: self.url.clone(),
                block: format!("block 0x{}", hex::encode(hash)),
            })?;
        let number = u32::try_from(header.number).map_err(|_| ClientError::Undecodable {
            what: "the block number".into(),
            place: format!("the header of block 0x{}", hex::encode(hash)),
            reason: format!("{} does not fit in 32 bits", header.number),
        })?;
        Ok(Header {
            number,
            parent: header.parent_hash.0,
            scale: scale::Encode::encode(&header),
        })
    }

    /// Whether the line still works, asked in the cheapest way there is.
    pub(crate) async fn is_alive(&self) -> bool {
        self.methods.system_chain().await.is_ok()
    }

    /// What reads and writes things of the runtime as the state of a block holds it: the one that executes the next block.
    pub(crate) async fn runtime_at(&self, at: Block) -> Result<Runtime, ClientError> {
        match self
            .api
            .at_block_hash_and_number(H256(at.hash), at.number.into())
            .await
        {
            Ok(runtime) => Ok(runtime),
            Err(error) => {
                let doing = format!("reading the runtime's metadata at {at}");
                Err(self.explain(&doing, error).await)
            }
        }
    }

    /// The same at the newest finalised block.
    pub(crate) async fn runtime_now(&self) -> Result<Runtime, ClientError> {
        match self.api.at_current_block().await {
            Ok(runtime) => Ok(runtime),
            Err(error) => Err(self.explain("reading the runtime's metadata", error).await),
        }
    }

    /// Explains a failure of subxt's own reads: a line that is down is [`ClientError::Lost`].
    pub(crate) async fn explain(&self, doing: &str, error: impl std::fmt::Display) -> ClientError {
        let (url, doing, reason) = (self.url.clone(), doing.to_owned(), error.to_string());
        if self.is_alive().await {
            ClientError::Node { url, doing, reason }
        } else {
            ClientError::Lost { url, doing, reason }
        }
    }
}

/// A connection that was opened, by which address, and to which chain.
struct Opened {
    index: usize,
    connection: Connection,
    genesis: Hash,
}

/// Opens a connection to a node of the right chain, trying one address after the other, `first` first.
async fn open_any(
    urls: &[String],
    first: usize,
    genesis: Option<Hash>,
    patience: Option<Duration>,
    config: &SubstrateConfig,
) -> Result<Opened, ClientError> {
    let start = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut said: Option<Instant> = None;
    loop {
        let mut other_chains = Vec::new();
        let mut reason = String::new();
        for index in (first..urls.len()).chain(0..first) {
            let url = &urls[index];
            match timeout(CONNECT_TIMEOUT, open(url, config)).await {
                Ok(Ok((connection, found))) => match genesis {
                    Some(expected) if expected != found => {
                        other_chains.push(ClientError::OtherChain {
                            url: url.clone(),
                            expected,
                            found,
                        });
                        continue;
                    }
                    _ => {
                        for other in other_chains {
                            tracing::warn!(error = %other, "passed over");
                        }
                        return Ok(Opened {
                            index,
                            connection,
                            genesis: found,
                        });
                    }
                },
                Ok(Err(ClientError::Lost { reason: why, .. })) => reason = format!("{url}: {why}"),
                Ok(Err(error)) => reason = error.to_string(),
                Err(_) => {
                    reason = format!(
                        "{url} did not answer within {} s",
                        CONNECT_TIMEOUT.as_secs()
                    )
                }
            }
            tracing::debug!(url, reason, "no connection");
        }
        // A node that is away may come back; one of another chain stays what it is.
        let hopeless = other_chains.len() == urls.len();
        if hopeless || patience.is_some_and(|patience| start.elapsed() + pause > patience) {
            return Err(match other_chains.pop() {
                Some(other_chain) => other_chain,
                None => ClientError::Unreachable {
                    tried: urls.join(", "),
                    reason,
                },
            });
        }
        if said.is_none_or(|said| said.elapsed() >= SAY_AGAIN) {
            said = Some(Instant::now());
            tracing::warn!(
                tried = urls.join(", "),
                reason,
                seconds = start.elapsed().as_secs(),
                "no node can be reached; trying again and again"
            );
            for other in &other_chains {
                tracing::warn!(error = %other, "passed over");
            }
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn open(url: &str, config: &SubstrateConfig) -> Result<(Connection, Hash), ClientError> {
    let rpc = RpcClient::from_insecure_url(url)
        .await
        .map_err(|e| ClientError::rpc(url, "opening the connection", e))?;
    let methods: LegacyRpcMethods<RpcConfigFor<SubstrateConfig>> =
        LegacyRpcMethods::new(rpc.clone());
    let genesis = methods
        .genesis_hash()
        .await
        .map_err(|e| ClientError::rpc(url, "asking for block 0", e))?;
    let backend = LegacyBackend::builder().build(rpc.clone());
    let api = OnlineClient::from_backend_with_config(config.clone(), Arc::new(backend))
        .await
        .map_err(|e| ClientError::Node {
            url: url.to_owned(),
            doing: "opening the connection".into(),
            reason: e.to_string(),
        })?;
    Ok((
        Connection {
            url: url.to_owned(),
            rpc,
            methods,
            api,
            final_up_to: AtomicU32::new(0),
        },
        genesis.0,
    ))
}
