// SPDX-License-Identifier: EUPL-1.2
//! `portico serve`: the API alone, over a database that an indexer writes, in another process and perhaps as another
//! user. It only reads, needs no key, and can be ended and started again at any moment. A node it needs only to serve wallets
//! that pay their own fees.

use crate::context::Context;
use crate::failure::Failure;
use crate::prover::NodeProver;
use crate::service::{Service, raise_open_files};
use crate::signals::{Signals, until};
use crate::wallets::NodeWallets;
use clap::Args;
use portico_api::Server;
use prometheus_client::registry::Registry;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;

/// Serve the database.
#[derive(Debug, Args)]
pub struct Serve {
    /// Serve evidence, and wallets that pay their own fees, over this node, such as ws://127.0.0.1:9944; several, separated by commas, are
    /// tried in turn. It needs the ledger's deployment file [default: serve none]
    #[arg(
        long,
        env = "PORTICO_WALLET_NODE",
        value_name = "URL",
        value_delimiter = ','
    )]
    node: Vec<String>,
    #[command(flatten)]
    service: Service,
}

/// What is served, and where.
#[derive(Debug, Serialize)]
struct Serving {
    api: String,
    database: PathBuf,
}

impl Serve {
    /// Serves until a signal.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the input, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        self.service.check()?;
        let signals = Signals::new()?;
        raise_open_files();
        let mut config = self.service.config(context.database());
        if !self.node.is_empty() {
            let ledger = context.ledger()?;
            let options = ledger.node(self.node.clone());
            let contracts = ledger.addresses();
            config.evidence = Some(Arc::new(NodeProver::new(options.clone(), contracts)));
            config.wallets = Some(Arc::new(NodeWallets::new(options, contracts)));
        }
        let mut registry = Registry::default();
        config.metrics.register(&mut registry);
        let server = Server::bind(config).await?;
        let serving = Serving {
            api: format!("http://{}", server.address()),
            database: context.database(),
        };
        context.output.result(&serving, || {
            format!(
                "serving {} at {}; Ctrl-C ends it",
                serving.database.display(),
                serving.api
            )
        })?;
        let (stop, stopped) = watch::channel(false);
        let monitoring = self
            .service
            .monitor(registry, context.database(), until(stopped.clone()));
        let both = async {
            let served = async {
                server.run(until(stopped)).await;
                Ok(())
            };
            tokio::try_join!(served, monitoring).map(drop)
        };
        let told = async {
            signals.wait().await;
            stop.send_replace(true);
            // Now the others end.
            std::future::pending().await
        };
        tokio::select! {
            ended = both => ended,
            never = told => never,
        }
    }
}
