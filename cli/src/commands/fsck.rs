// SPDX-License-Identifier: EUPL-1.2
//! `portico fsck`: whether the database is what the chain says, and its content in one hash to compare with others'.

use crate::context::Context;
use crate::failure::Failure;
use crate::output::facts;
use crate::progress;
use crate::signals::Signals;
use clap::Args;
use indicatif::ProgressBar;
use portico_indexer::fsck::{Config, Difference, Differs, Progress, Report, Root, fsck, root};
use serde::Serialize;
use std::path::PathBuf;
use tokio::sync::watch;

/// The most characters of a value that a person is shown; JSON has all of it.
const SHOWN: usize = 80;

/// Check the database.
#[derive(Debug, Args)]
pub struct Fsck {
    /// Database to check [default: ledger.sqlite in the data folder]
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Only print the root hash of what the database holds, without asking the chain
    #[arg(long)]
    root_only: bool,
    /// Folder for the database that is made anew and removed afterwards; it takes as much room as the one that is
    /// checked [default: the folder of that one]
    #[arg(long, value_name = "DIR", conflicts_with = "root_only")]
    scratch: Option<PathBuf>,
}

/// The answer to `--root-only`.
#[derive(Debug, Serialize)]
struct Held {
    block_number: u32,
    #[serde(flatten)]
    database: Root,
}

impl Fsck {
    /// Compares the database with the chain, or tells its root.
    ///
    /// # Errors
    /// [`Failure::Local`] if they differ; otherwise by its kind: the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let database = self.database.clone().unwrap_or_else(|| context.database());
        if self.root_only {
            let asked = database.clone();
            let (block, database) = tokio::task::spawn_blocking(move || root(&asked))
                .await
                .map_err(|error| Failure::local("reading the database", error))??;
            let held = Held {
                block_number: block.number,
                database,
            };
            return context.output.result(&held, || {
                facts(&[
                    ("block", held.block_number.to_string()),
                    ("root", held.database.root.clone()),
                ])
            });
        }
        let signals = Signals::new()?;
        tokio::select! {
            checked = self.check(context, database) => checked,
            // The scratch folder goes with the check.
            () = signals.wait() => Err(Failure::Local("ended before the check was done".into())),
        }
    }

    async fn check(&self, context: &Context, database: PathBuf) -> Result<(), Failure> {
        let ledger = context.ledger()?;
        let beside = database.parent().map_or_else(PathBuf::new, PathBuf::from);
        let folder = self.scratch.clone().unwrap_or(beside);
        let scratch = tempfile::Builder::new()
            .prefix("fsck-")
            .tempdir_in(&folder)
            .map_err(|error| Failure::file(&folder, error))?;
        let (sender, progress) = watch::channel(Progress::default());
        let config = Config {
            node: ledger.node(context.urls()?),
            contracts: ledger.addresses(),
            database,
            fresh: scratch.path().join("fresh.sqlite"),
            progress: Some(sender),
        };
        let bar = progress::bar(context.output, "reading the chain", 0, false);
        let report = tokio::select! {
            report = fsck(config) => report?,
            never = show(&bar, progress) => match never {},
        };
        bar.finish_and_clear();
        context.output.result(&report, || text(&report))?;
        match report.differences.len() {
            0 => Ok(()),
            1 => Err(Failure::Local(
                "the database is not what the chain says, in one place".into(),
            )),
            places => Err(Failure::Local(format!(
                "the database is not what the chain says, in {places} places"
            ))),
        }
    }
}

/// Shows on a terminal how far it is.
async fn show(
    bar: &ProgressBar,
    mut progress: watch::Receiver<Progress>,
) -> std::convert::Infallible {
    while progress.changed().await.is_ok() {
        let Progress { entries, tables } = *progress.borrow_and_update();
        if tables.1 == 0 {
            bar.set_length(entries.1);
            bar.set_position(entries.0);
        } else {
            bar.set_message("comparing tables");
            // There are fewer than a hundred.
            bar.set_length(tables.1 as u64);
            bar.set_position(tables.0 as u64);
        }
    }
    // The check has ended, and says how.
    std::future::pending().await
}

fn text(report: &Report) -> String {
    let mut text: String = report.differences.iter().map(line).collect();
    let same = if report.differences.is_empty() {
        "the same in every row"
    } else {
        ""
    };
    text.push_str(&facts(&[
        (
            "block",
            format!("{} {}", report.block_number, report.block_hash),
        ),
        ("root of the database", report.database.root.clone()),
        ("root by the chain", report.chain.root.clone()),
        ("", same.to_owned()),
    ]));
    text
}

fn line(difference: &Difference) -> String {
    let Difference {
        table,
        key,
        differs,
    } = difference;
    let place = format!("{table} ({})", short(key));
    match differs {
        Differs::Missing => format!("{place}: missing\n"),
        Differs::Unexpected => format!("{place}: not on the chain\n"),
        Differs::Changed(changes) => changes
            .iter()
            .map(|change| {
                format!(
                    "{place}: {} is {}, by the chain {}\n",
                    change.column,
                    short(&change.database),
                    short(&change.chain)
                )
            })
            .collect(),
    }
}

/// The beginning of a value.
fn short(value: &str) -> String {
    let mut characters = value.chars();
    let mut short: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}
