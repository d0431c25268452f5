// SPDX-License-Identifier: EUPL-1.2
//! `portico submit`: carry what somebody else signed, or bring it to a queue from which a relay carries it. Who carries
//! pays the fee and can change nothing.

use crate::context::Context;
use crate::failure::Failure;
use crate::keys::{self, Passphrase};
use crate::output::facts;
use crate::perform::carry;
use crate::progress;
use crate::queue_client::{QueueClient, Told};
use crate::signed;
use clap::Args;
use portico_commands::SignedCommand;
use std::path::PathBuf;
use std::time::Duration;

/// How often a queue is asked what became of a command.
const ASK: Duration = Duration::from_secs(1);

/// Carry a signed command.
#[derive(Debug, Args)]
pub struct Submit {
    /// The file that --sign-only wrote
    file: PathBuf,
    /// Key that submits it and pays the fee
    #[arg(
        long,
        env = "PORTICO_CARRIER",
        value_name = "NAME|FILE",
        required_unless_present_any = ["carrier_dev", "queue"]
    )]
    carrier: Option<String>,
    /// As --carrier, with a development key such as //Eve
    #[arg(long, value_name = "//NAME")]
    carrier_dev: Option<String>,
    /// Bring it to the queue of this API instead, whose relay carries it: then no tokens and no node are needed
    #[arg(long, value_name = "HTTP URL", conflicts_with = "carrier_dev")]
    queue: Option<String>,
    /// With --queue: do not wait until it is on the ledger
    #[arg(long, requires = "queue")]
    no_wait: bool,
}

impl Submit {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let signed = signed::read(&self.file, &context.ledger()?)?;
        if let Some(url) = &self.queue {
            return self.bring(context, &signed, url).await;
        }
        let carrier = match (&self.carrier_dev, &self.carrier) {
            (Some(dev), _) => keys::development(dev)?,
            (None, Some(name)) => keys::load(context, name, Passphrase::Carrier)?,
            // clap asks for one of them.
            (None, None) => return Err(Failure::Input("give --carrier or --carrier-dev".into())),
        };
        context.output.tell(&format!(
            "carrying what {} signed:\n{}",
            signed.key(),
            signed.text()
        ));
        carry(context, &signed, carrier).await
    }

    /// Brings it to a queue and, unless told otherwise, waits for what becomes of it.
    async fn bring(
        &self,
        context: &Context,
        signed: &SignedCommand,
        url: &str,
    ) -> Result<(), Failure> {
        let (url, signed, no_wait) = (url.to_owned(), signed.clone(), self.no_wait);
        let spinner = progress::spinner(context.output, "waiting to be carried".into());
        // The client blocks, and may take its time.
        let told = tokio::task::spawn_blocking(move || {
            let queue = QueueClient::new(&url);
            let mut told = queue.bring(&signed)?;
            while !no_wait && !told.is_settled() {
                std::thread::sleep(ASK);
                told = queue.ask(&told.id)?;
            }
            Ok::<Told, Failure>(told)
        })
        .await
        .map_err(|error| Failure::local("bringing the command to the queue", error))?;
        spinner.finish_and_clear();
        let told = told?;
        if let Some(failure) = told.failure() {
            return Err(failure);
        }
        context.output.result(&told, || {
            let mut lines = vec![
                ("command", told.id.to_string()),
                ("state", told.state.clone()),
            ];
            if let Some(entry) = &told.entry {
                let field = |path: &str| entry.pointer(path).map(ToString::to_string);
                lines.extend(
                    [
                        ("entry", field("/seq")),
                        ("block", field("/block/number")),
                        ("head", field("/head")),
                    ]
                    .into_iter()
                    .filter_map(|(name, value)| Some((name, value?.trim_matches('"').to_owned()))),
                );
            }
            facts(&lines)
        })
    }
}
