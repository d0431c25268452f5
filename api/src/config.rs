// SPDX-License-Identifier: EUPL-1.2
//! What the service needs to be told, and its limits.

use std::{
    fmt,
    net::SocketAddr,
    num::{NonZeroU32, NonZeroUsize},
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime},
};

use portico_commands::queue::Door;
use portico_indicators::Indicators;
use portico_opendata::Publication;

use crate::{
    client::TrustedProxies, documentation::Operator, evidence::EvidenceSource, metrics::Metrics,
    rate::Rate, transactions::Wallets,
};

/// Tells the number of the newest finalised block that the indexer knows of; `None` while it knows none.
pub type FinalisedBlock = Arc<dyn Fn() -> Option<u32> + Send + Sync>;

/// Tells the time, which decides what day it is.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Where to listen, what to read, and how much to take on.
#[derive(Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The indexer's SQLite file. It need not exist yet: until it does, the answer is 503. Its directory must
    /// be writable for this process: in write-ahead mode even readers keep a file beside the database.
    pub database: PathBuf,
    /// Where signed commands wait that are brought, for a relay to carry them; without it none are taken. The directory
    /// must be writable for this process.
    pub queue: Option<PathBuf>,
    /// The chain for wallets that pay their own fees; without it none are served.
    pub wallets: Option<Arc<dyn Wallets>>,
    /// The chain for evidence; without it none is given.
    pub evidence: Option<Arc<dyn EvidenceSource>>,
    /// How many commands may wait there.
    pub door: Door,
    /// How far the chain is, for saying how far behind the database is. Without it, that is not said.
    pub finalised: Option<FinalisedBlock>,
    /// From how many blocks behind the chain on `/ready` says 503.
    pub blocks_behind: u32,
    /// For how long the indexer may not have heard from a node before `/ready` says 503.
    pub silence: Duration,
    /// How many connections to the database there are, which is how many queries run at once.
    pub readers: usize,
    /// For how many bytes answers are kept, to be given again while no entry is newer; zero keeps none.
    pub answers_kept: usize,
    /// How many requests there may be at once; beyond them the answer is 503.
    pub requests: usize,
    /// How many connections there may be at once; beyond them the answer is 503.
    pub connections: usize,
    /// How many connections of one client there may be at once (an address, or an IPv6 network of 64 bits), but for trusted proxies; beyond
    /// them the answer is 429.
    pub connections_per_client: usize,
    /// How many requests there may be at once on a connection of HTTP/2 (RFC 9113, `SETTINGS_MAX_CONCURRENT_STREAMS`).
    pub streams: u32,
    /// How many requests a client may make, but for `/health`; beyond them the answer is 429. `None` counts nothing.
    pub rate: Option<Rate>,
    /// For how many clients, those seen last, requests are counted.
    pub rate_clients: NonZeroUsize,
    /// The reverse proxies whose word for the client's address is taken.
    pub proxies: TrustedProxies,
    /// Longest time for a request's head, and for a connection without a request.
    pub head_time: Duration,
    /// Longest time without the other side taking more of an answer.
    pub write_time: Duration,
    /// How many streams of events there may be at once; beyond them the answer is 503.
    pub subscribers: usize,
    /// How many streams of events of one client there may be at once; beyond them the answer is 429.
    pub subscribers_per_client: usize,
    /// Between two looks for new entries, while there are such streams.
    pub look: Duration,
    /// Between two signs of life in a stream of events.
    pub heartbeat: Duration,
    /// Longest body of a request, bytes, where none is read.
    pub request_body: usize,
    /// Longest body of a request with a command, bytes: the longest command has 12,288 in SCALE, some times that in JSON,
    /// and once more as the text that is signed.
    pub command_body: usize,
    /// Longest time for a query.
    pub query_time: Duration,
    /// How many whole lists (CSV, JSON Lines) may be sent at once; beyond them the answer is 503.
    pub exports: usize,
    /// Longest time for sending one: until then it holds a snapshot of the database.
    pub export_time: Duration,
    /// How long a caller may take nothing of it before it is broken off.
    pub export_patience: Duration,
    /// Longest time for an answer.
    pub answer_time: Duration,
    /// The indicators of red flags, as they are set.
    pub indicators: Arc<Indicators>,
    /// Where the service counts what it does.
    pub metrics: Metrics,
    /// The folder with the built public site, which is served where the API has no address; without it none is.
    pub site: Option<PathBuf>,
    /// Where the service is reached from outside, such as `https://registro.example.it`: stands in its documentation and in links.
    pub public_url: Option<String>,
    /// Who runs the service: stands in its documentation.
    pub operator: Operator,
    /// On what terms open data is published: its licence, and OCDS's prefix. Where and by whom follows from the two above.
    pub open_data: Publication,
    /// The time; the system's, but for tests.
    pub clock: Clock,
    /// How long requests may go on after shutdown was asked for.
    pub shutdown_time: Duration,
}

impl Config {
    /// The usual limits.
    pub fn new(listen: SocketAddr, database: impl Into<PathBuf>) -> Self {
        const RATE: Rate = Rate {
            per_second: NonZeroU32::new(20).expect("20 is not zero"),
            burst: NonZeroU32::new(200).expect("200 is not zero"),
        };
        const RATE_CLIENTS: NonZeroUsize = NonZeroUsize::new(50_000).expect("50,000 is not zero");
        Config {
            listen,
            database: database.into(),
            queue: None,
            wallets: None,
            evidence: None,
            door: Door::default(),
            finalised: None,
            blocks_behind: 30,
            silence: Duration::from_secs(30),
            readers: 4,
            answers_kept: 32 << 20,
            requests: 256,
            connections: 1024,
            connections_per_client: 64,
            streams: 32,
            rate: Some(RATE),
            rate_clients: RATE_CLIENTS,
            proxies: TrustedProxies::default(),
            head_time: Duration::from_secs(15),
            write_time: Duration::from_secs(30),
            subscribers: 256,
            subscribers_per_client: 16,
            look: Duration::from_millis(500),
            heartbeat: Duration::from_secs(15),
            request_body: 1024,
            command_body: 256 * 1024,
            query_time: Duration::from_secs(5),
            exports: 4,
            export_time: Duration::from_secs(15 * 60),
            export_patience: Duration::from_secs(20),
            answer_time: Duration::from_secs(10),
            indicators: Arc::default(),
            metrics: Metrics::default(),
            site: None,
            public_url: None,
            operator: Operator::default(),
            open_data: Publication::default(),
            clock: Arc::new(SystemTime::now),
            shutdown_time: Duration::from_secs(10),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}
