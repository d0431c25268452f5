// SPDX-License-Identifier: EUPL-1.2
//! `portico relay`: carries what waits in a queue, with an account of its own. Ended or killed at any moment and started
//! again, it goes on where it was; nothing is carried twice.

use crate::commands::up::reach;
use crate::context::Context;
use crate::failure::Failure;
use crate::keys::{self, Passphrase};
use crate::lock::lock_queue;
use crate::signals::Signals;
use clap::Args;
use portico_client::Keypair;
use portico_relay::Config;
use portico_rules::primitives::Key;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// The chain's smallest units in a token.
const UNIT: u128 = 1_000_000_000_000;

/// Carry what waits in a queue.
#[derive(Debug, Args)]
pub struct Relay {
    /// The queue's file [default: queue.sqlite in the data folder]
    #[arg(long, value_name = "FILE")]
    queue: Option<PathBuf>,
    /// Key whose account submits the commands and pays the fees
    #[arg(
        long,
        env = "PORTICO_CARRIER",
        value_name = "NAME|FILE",
        required_unless_present = "carrier_dev"
    )]
    carrier: Option<String>,
    /// As --carrier, with a development key such as //Eve
    #[arg(long, value_name = "//NAME")]
    carrier_dev: Option<String>,
    /// Most commands that are sent in a minute
    #[arg(long, value_name = "NUMBER", default_value_t = 120)]
    a_minute: u32,
    /// Most commands of one key that are sent in a minute
    #[arg(long, value_name = "NUMBER", default_value_t = 30)]
    a_minute_of_a_key: u32,
    /// Tokens that stay on the account: with less on it nothing is carried
    #[arg(long, value_name = "TOKENS", default_value_t = 1)]
    keep: u32,
    /// What the account may spend on fees and deposits within a rolling day, in the chain's smallest unit (a token has
    /// 1000000000000 of them) [default: as much as it owns]
    #[arg(long, env = "PORTICO_RELAY_DAILY_BUDGET", value_name = "UNITS")]
    daily_budget: Option<u128>,
}

/// What is carried, and by whom.
#[derive(Debug, Serialize)]
struct Carrying {
    nodes: Vec<String>,
    queue: PathBuf,
    account: Key,
}

impl Relay {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let signals = Signals::new()?;
        let ledger = context.ledger()?;
        let urls = context.urls()?;
        let account = self.account(context)?;
        let queue = self.queue.clone().unwrap_or_else(|| context.queue());
        let _lock = lock_queue(&queue)?;
        let mut options = ledger.node(urls.clone());
        // A node that was there once is waited for without end.
        if !reach(context, &ledger, options.clone(), &signals).await? {
            return Ok(());
        }
        let carrying = Carrying {
            nodes: urls,
            queue,
            account: Key(account.public_key().0),
        };
        context.output.result(&carrying, || {
            format!(
                "carrying what waits in {} with the account {}; Ctrl-C ends it",
                carrying.queue.display(),
                carrying.account
            )
        })?;
        // So that a node which is away is soon told of.
        options.patience = Some(Duration::from_secs(10));
        let mut config = Config::new(options, ledger.addresses(), account, carrying.queue);
        config.rates.a_minute = self.a_minute;
        config.rates.a_minute_of_a_key = self.a_minute_of_a_key;
        config.keep = UNIT * u128::from(self.keep);
        config.daily_budget = self.daily_budget;
        Ok(portico_relay::run(config, signals.wait()).await?)
    }

    fn account(&self, context: &Context) -> Result<Keypair, Failure> {
        match (&self.carrier_dev, &self.carrier) {
            (Some(dev), _) => keys::development(dev),
            (None, Some(name)) => keys::load(context, name, Passphrase::Carrier),
            // clap asks for one of them.
            (None, None) => Err(Failure::Input("give --carrier or --carrier-dev".into())),
        }
    }
}
