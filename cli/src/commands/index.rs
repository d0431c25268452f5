// SPDX-License-Identifier: EUPL-1.2
//! `portico index`: the indexer alone, on nodes that somebody else may run. Ended or killed at any moment and started
//! again, it goes on where it was; a node that goes away is waited for.

use crate::commands::up::reach;
use crate::context::Context;
use crate::failure::Failure;
use crate::lock::lock;
use crate::progress;
use crate::service;
use crate::signals::{Signals, until};
use clap::Args;
use portico_client::NodeOptions;
use portico_indexer::{Config, Metrics, Progress};
use prometheus_client::registry::Registry;
use serde::Serialize;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::sync::watch;

/// Run the indexer alone.
#[derive(Debug, Args)]
pub struct Index {
    /// Where metrics are shown for Prometheus, at /metrics [default: nowhere]
    #[arg(long, env = "PORTICO_METRICS", value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
}

/// What is indexed, and where to.
#[derive(Debug, Serialize)]
struct Indexing {
    nodes: Vec<String>,
    ledger: PathBuf,
    database: PathBuf,
}

impl Index {
    /// Indexes until a signal.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        run(context, self.metrics).await
    }
}

async fn run(context: &Context, listen: Option<SocketAddr>) -> Result<(), Failure> {
    let signals = Signals::new()?;
    let ledger = context.ledger()?;
    let urls = context.urls()?;
    let data = context.data();
    std::fs::create_dir_all(data).map_err(|error| Failure::file(data, error))?;
    let _lock = lock(data)?;
    let options = ledger.node(urls.clone());
    // A node that was there once is waited for without end.
    if !reach(context, &ledger, options.clone(), &signals).await? {
        return Ok(());
    }
    let (sender, progress) = watch::channel(Progress::default());
    let (metrics, mut registry) = (Metrics::default(), Registry::default());
    metrics.register(&mut registry);
    let indexing = Indexing {
        nodes: urls,
        ledger: context.ledger_path().to_owned(),
        database: context.database(),
    };
    context.output.result(&indexing, || {
        format!(
            "indexing {} into {}; Ctrl-C ends it",
            indexing.nodes.join(", "),
            indexing.database.display()
        )
    })?;
    let config = Config {
        node: NodeOptions {
            patience: None,
            ..options
        },
        contracts: ledger.addresses(),
        database: context.database(),
        progress: Some(sender),
        metrics,
    };
    let shown = show(context, progress);
    let (stop, stopped) = watch::channel(false);
    let monitoring = service::monitor(listen, registry, Some(context.database()), until(stopped));
    let ended = tokio::select! {
        indexed = portico_indexer::run(config, signals.wait()) => Ok(indexed?),
        monitored = monitoring => monitored,
        never = shown => match never {},
    };
    drop(stop);
    ended
}

/// Shows on a terminal how far it is.
async fn show(
    context: &Context,
    mut progress: watch::Receiver<Progress>,
) -> std::convert::Infallible {
    let bar = progress::bar(context.output, "indexing", 0, false);
    while progress.changed().await.is_ok() {
        let now = *progress.borrow_and_update();
        bar.set_length(now.finalised.into());
        bar.set_position(now.indexed.into());
        bar.set_message(format!("{} entries", now.entries));
    }
    // The indexer has ended, and says why.
    std::future::pending().await
}
