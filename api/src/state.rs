// SPDX-License-Identifier: EUPL-1.2
//! What every request shares.

use std::{ops::Deref, sync::Arc, time::Duration};

use axum::http::HeaderValue;
use portico_indicators::Indicators;
use portico_opendata::Publication;
use tokio::sync::Semaphore;

use crate::{
    answers::Answers,
    client::Clients,
    commands::CommandQueue,
    config::{Clock, Config, FinalisedBlock},
    database::Database,
    declared,
    events::Live,
    evidence::EvidenceSource,
    metrics::Metrics,
    open_data,
    rate::RateLimit,
    site::Site,
    transactions::Wallets,
};

/// What every request shares; cheap to clone, which happens several times a request.
#[derive(Clone)]
pub(crate) struct AppState(Arc<Shared>);

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What is shared.
pub(crate) struct Shared {
    pub(crate) database: Arc<Database>,
    /// The same file, for answers that take long to send: their own connections and their own time.
    pub(crate) exports: Arc<Database>,
    /// One permit for each such answer at once.
    pub(crate) exporting: Arc<Semaphore>,
    pub(crate) export_patience: Duration,
    pub(crate) answers: Answers,
    pub(crate) finalised: Option<FinalisedBlock>,
    pub(crate) blocks_behind: u32,
    pub(crate) silence: Duration,
    pub(crate) clock: Clock,
    /// One permit for each request that may be worked on at once.
    pub(crate) requests: Arc<Semaphore>,
    pub(crate) clients: Clients,
    pub(crate) rate: Option<Arc<RateLimit>>,
    pub(crate) metrics: Metrics,
    /// The pages beside the API.
    pub(crate) site: Site,
    /// The indicators of red flags.
    pub(crate) indicators: Arc<Indicators>,
    /// What the operator has set that stands in answers: a part of their tags.
    pub(crate) settings: Option<Arc<str>>,
    pub(crate) live: Arc<Live>,
    pub(crate) public_url: Option<Arc<str>>,
    /// How open data is published.
    pub(crate) publication: Arc<Publication>,
    /// What every answer declares of what pages may do.
    pub(crate) policy: HeaderValue,
    /// The chain, for wallets that pay their own fees.
    pub(crate) wallets: Option<Arc<dyn Wallets>>,
    /// The chain, for evidence.
    pub(crate) evidence: Option<Arc<dyn EvidenceSource>>,
    /// Where signed commands wait, if any are taken.
    pub(crate) queue: Option<Arc<CommandQueue>>,
}

impl AppState {
    pub(crate) fn new(config: &Config) -> Self {
        let publication = open_data::publication(config);
        let indicators = config.indicators.clone();
        AppState(Arc::new(Shared {
            settings: settings(indicators.mark(), open_data::mark(&publication)),
            database: Arc::new(Database::new(
                config.database.clone(),
                config.readers,
                config.query_time,
                config.metrics.clone(),
            )),
            exports: Arc::new(Database::new(
                config.database.clone(),
                config.exports,
                config.export_time,
                config.metrics.clone(),
            )),
            exporting: Arc::new(Semaphore::new(config.exports)),
            export_patience: config.export_patience,
            answers: Answers::new(config.database.clone(), config.answers_kept),
            finalised: config.finalised.clone(),
            blocks_behind: config.blocks_behind,
            silence: config.silence,
            clock: config.clock.clone(),
            requests: Arc::new(Semaphore::new(config.requests)),
            clients: Clients::new(config.proxies.clone()),
            rate: config
                .rate
                .map(|rate| Arc::new(RateLimit::new(rate, config.rate_clients))),
            metrics: config.metrics.clone(),
            site: Site::new(config.site.as_deref()),
            indicators,
            live: Live::new(config),
            public_url: config.public_url.as_deref().map(Into::into),
            publication: Arc::new(publication),
            policy: declared::policy(config.public_url.as_deref()),
            wallets: config.wallets.clone(),
            evidence: config.evidence.clone(),
            queue: config
                .queue
                .clone()
                .map(|file| Arc::new(CommandQueue::new(file, config.door))),
        }))
    }
}

/// What tells this service's settings from another's: nothing where they are the usual ones.
fn settings(indicators: Option<&str>, publication: Option<String>) -> Option<Arc<str>> {
    let marks: Vec<&str> = indicators
        .into_iter()
        .chain(publication.as_deref())
        .collect();
    (!marks.is_empty()).then(|| marks.join("-").into())
}
