// SPDX-License-Identifier: EUPL-1.2
//! `portico notify`: tells others of new entries by signed webhooks. It reads the database that an indexer writes, keeps
//! its own place in a file beside it, and can be killed and started again at any moment: nothing is lost.

use crate::context::Context;
use crate::failure::Failure;
use crate::lock::lock_webhooks;
use crate::output::table;
use crate::service::monitor;
use crate::signals::{Signals, until};
use clap::{Args, Subcommand};
use portico_api::{Follower, Metrics as ReadingMetrics};
use portico_webhooks::{Metrics, Notifier, Patience, State, Subscriptions};
use prometheus_client::registry::Registry;
use serde::Serialize;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::watch;

/// Longest time for a question to the database.
const QUERY_TIME: Duration = Duration::from_secs(10);

/// Tell others.
/// What is done about webhooks.
#[derive(Debug, Subcommand)]
pub enum Notify {
    /// Tell, until Ctrl-C
    Run(Run),
    /// Show how far each subscription is, and why it is no further
    Status(Status),
    /// Let a stopped subscription go on where it stands
    Resume(Resume),
}

/// Tell, until told to stop.
#[derive(Debug, Args)]
pub struct Run {
    /// The subscriptions [default: webhooks.toml in the data folder]
    #[arg(long, env = "PORTICO_WEBHOOKS", value_name = "FILE")]
    subscriptions: Option<PathBuf>,
    #[command(flatten)]
    state: StateFile,
    /// Where metrics are shown for Prometheus, at /metrics [default: nowhere]
    #[arg(long, env = "PORTICO_METRICS", value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
    /// Longest time for a receiver's answer, in seconds
    #[arg(long, default_value_t = 20, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=300))]
    answer_time: u64,
    /// How long an entry is tried before its subscription is stopped, in seconds
    #[arg(long, default_value_t = 86_400, value_name = "SECONDS")]
    give_up: u64,
}

/// Say how the subscriptions stand.
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    state: StateFile,
}

/// Let a subscription go on.
#[derive(Debug, Args)]
pub struct Resume {
    /// The subscription
    name: String,
    #[command(flatten)]
    state: StateFile,
}

#[derive(Debug, Args)]
struct StateFile {
    /// Where each subscription's place is kept [default: webhooks.sqlite in the data folder]
    #[arg(long, env = "PORTICO_WEBHOOKS_STATE", value_name = "FILE")]
    state: Option<PathBuf>,
}

impl StateFile {
    fn path(&self, context: &Context) -> PathBuf {
        match &self.state {
            Some(file) => file.clone(),
            None => context.data().join("webhooks.sqlite"),
        }
    }
}

/// Who is told.
#[derive(Debug, Serialize)]
struct Telling {
    subscriptions: Vec<String>,
    database: PathBuf,
    state: PathBuf,
}

impl Notify {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the input, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Notify::Run(run) => run.run(context).await,
            Notify::Status(status) => status.run(context),
            Notify::Resume(resume) => {
                let state = State::look(&resume.state.path(context))?;
                state.resume(&resume.name)?;
                context.output.tell(&format!("{} goes on", resume.name));
                Ok(())
            }
        }
    }
}

impl Run {
    async fn run(self, context: &Context) -> Result<(), Failure> {
        let signals = Signals::new()?;
        let file = self
            .subscriptions
            .unwrap_or_else(|| context.data().join("webhooks.toml"));
        let subscriptions = Subscriptions::read(&file)?;
        let state = self.state.path(context);
        let _lock = lock_webhooks(&state)?;
        let telling = Telling {
            subscriptions: subscriptions
                .subscriptions
                .iter()
                .map(|subscription| subscription.name.clone())
                .collect(),
            database: context.database(),
            state: state.clone(),
        };
        let (reading, metrics) = (ReadingMetrics::default(), Metrics::default());
        let mut registry = Registry::default();
        metrics.register(&mut registry);
        let notifier = Notifier {
            follower: Follower::new(context.database(), 2, QUERY_TIME, reading),
            subscriptions,
            state,
            patience: Patience {
                answer: Duration::from_secs(self.answer_time),
                give_up: Duration::from_secs(self.give_up),
                ..Patience::default()
            },
            look: Duration::from_secs(1),
            metrics,
        };
        context.output.result(&telling, || {
            format!(
                "telling {} of what is in {}; Ctrl-C ends it",
                telling.subscriptions.join(", "),
                telling.database.display()
            )
        })?;
        let (stop, stopped) = watch::channel(false);
        let shown = monitor(self.metrics, registry, None, until(stopped.clone()));
        let told = async { notifier.run(until(stopped)).await.map_err(Failure::from) };
        let both = async { tokio::try_join!(told, shown).map(drop) };
        let signalled = async {
            signals.wait().await;
            stop.send_replace(true);
            // Now the others end.
            std::future::pending().await
        };
        tokio::select! {
            ended = both => ended,
            never = signalled => never,
        }
    }
}

impl Status {
    fn run(&self, context: &Context) -> Result<(), Failure> {
        let standings = State::look(&self.state.path(context))?.standings()?;
        context.output.result(&standings, || {
            let rows = standings.iter().map(|standing| {
                let how = match (standing.stopped, standing.failures) {
                    (true, _) => "stopped".to_owned(),
                    (false, 0) => "going on".to_owned(),
                    (false, failures) => format!("failed {failures} times, tried again"),
                };
                vec![
                    standing.name.clone(),
                    standing.upto.to_string(),
                    standing.delivered.to_string(),
                    how,
                    standing.last_failure.clone().unwrap_or_default(),
                ]
            });
            table(
                &["name", "up to", "#delivered", "how", "last failure"],
                rows,
            )
        })
    }
}
