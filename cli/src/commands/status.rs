// SPDX-License-Identifier: EUPL-1.2
//! `portico status`: how the node, the contracts and the database stand; once, or as a page that keeps itself up to date.

use crate::chain::Chain;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{facts, table};
use crate::running::Running;
use crate::signals::Signals;
use clap::Args;
use indicatif::HumanDuration;
use portico_indexer::{BLOCKS_BEHIND, SILENCE};
use portico_rules::primitives::{Address, Digest};
use portico_rules::subject::SubjectKind;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde::Serialize;
use std::fmt::Write;
use std::io::{IsTerminal, stdout};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::sleep;

/// How often the page is drawn anew.
const PERIOD: Duration = Duration::from_secs(1);
/// How wide the progress bar is, characters.
const BAR: u64 = 30;

/// Say how everything stands.
#[derive(Debug, Args)]
pub struct Show {
    /// Keep showing it, once a second, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

#[derive(Debug, Serialize)]
struct Status {
    genesis: Digest,
    node: String,
    finalised_block: u32,
    contracts: Vec<ContractStatus>,
    indexed_block: Option<u32>,
    indexer: Option<IndexerStatus>,
    api: Option<String>,
}

#[derive(Debug, Serialize)]
struct ContractStatus {
    name: &'static str,
    address: Address,
    /// Whether the chain has the code there that the deployment file names.
    code_as_deployed: bool,
    entries: u64,
    subjects: u32,
}

/// What the database says of whoever writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct IndexerStatus {
    state: IndexerState,
    /// Finalised blocks of the chain that are not indexed.
    blocks_behind: u32,
    /// For how long it has not heard from a node, seconds; none if it never has.
    silent_for: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum IndexerState {
    UpToDate,
    CatchingUp,
    /// It has ended, hangs, or no node answers it.
    Silent,
}

/// The row of the table `chain`.
#[derive(Debug, Clone, Copy)]
struct Cursor {
    block: u32,
    seen_at: Option<u64>,
}

impl IndexerStatus {
    fn new(cursor: Cursor, finalised: u32, now: u64) -> Self {
        let blocks_behind = finalised.saturating_sub(cursor.block);
        let silent_for = cursor.seen_at.map(|seen| now.saturating_sub(seen));
        let state = if silent_for.is_none_or(|silent| silent > SILENCE) {
            IndexerState::Silent
        } else if blocks_behind > BLOCKS_BEHIND {
            IndexerState::CatchingUp
        } else {
            IndexerState::UpToDate
        };
        IndexerStatus {
            state,
            blocks_behind,
            silent_for,
        }
    }

    fn sentence(&self) -> String {
        match (self.state, self.silent_for) {
            (IndexerState::UpToDate, _) => "up to date".into(),
            (IndexerState::CatchingUp, _) => {
                format!("catching up, {} blocks behind", self.blocks_behind)
            }
            (IndexerState::Silent, Some(silent)) => format!(
                "SILENT for {}: it has ended, hangs, or no node answers it",
                HumanDuration(Duration::from_secs(silent))
            ),
            (IndexerState::Silent, None) => "has not heard from a node yet".into(),
        }
    }
}

impl Show {
    /// Says how everything stands.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let mut chain = context.chain().await?;
        if !self.watch {
            return print(context, &status(context, &chain).await?);
        }
        let signals = Signals::new()?;
        let is_page = !context.output.json && stdout().is_terminal();
        loop {
            let status = status(context, &chain).await?;
            if is_page {
                // ANSI: clear the screen, go to its beginning (ECMA-48 ED and CUP).
                // Whoever closed standard output is told when the page is printed.
                let _ = std::io::Write::write_all(&mut stdout(), b"\x1b[2J\x1b[H");
            }
            print(context, &status)?;
            tokio::select! {
                () = sleep(PERIOD) => {}
                () = signals.wait() => return Ok(()),
            }
            tokio::select! {
                moved = chain.refresh() => moved?,
                () = signals.wait() => return Ok(()),
            }
        }
    }
}

async fn status(context: &Context, chain: &Chain) -> Result<Status, Failure> {
    let kinds = [
        SubjectKind::Party,
        SubjectKind::Agreement,
        SubjectKind::Tender,
        SubjectKind::Award,
        SubjectKind::Import,
    ];
    let mut contracts = Vec::new();
    for (kind, (name, contract)) in kinds.into_iter().zip(chain.ledger.by_name()) {
        let info = chain
            .node
            .contract_info(&contract.address.0, chain.at)
            .await?;
        let row = chain.ledger_row(kind).await?;
        contracts.push(ContractStatus {
            name,
            address: contract.address,
            code_as_deployed: info.is_some_and(|info| info.code_hash == contract.code_hash),
            entries: row.entries,
            subjects: row.subjects,
        });
    }
    let cursor = cursor(&context.database())?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Ok(Status {
        genesis: chain.ledger.genesis,
        node: context.urls()?.join(", "),
        finalised_block: chain.at.number,
        contracts,
        indexed_block: cursor.map(|cursor| cursor.block),
        indexer: cursor.map(|cursor| IndexerStatus::new(cursor, chain.at.number, now)),
        api: Running::read(context.data())?.map(|running| format!("http://{}", running.api)),
    })
}

fn print(context: &Context, status: &Status) -> Result<(), Failure> {
    context.output.result(status, || {
        let rows = status.contracts.iter().map(|contract| {
            vec![
                contract.name.to_owned(),
                contract.address.to_string(),
                contract.subjects.to_string(),
                contract.entries.to_string(),
                if contract.code_as_deployed {
                    "as deployed"
                } else {
                    "ANOTHER CODE"
                }
                .to_owned(),
            ]
        });
        format!(
            "{}\n{}",
            facts(&[
                ("chain", status.genesis.to_string()),
                ("node", status.node.clone()),
                ("finalised", format!("block {}", status.finalised_block)),
                (
                    "indexed",
                    status
                        .indexed_block
                        .map(|block| format!(
                            "block {block}  {}",
                            bar(block, status.finalised_block)
                        ))
                        .unwrap_or_default()
                ),
                (
                    "indexer",
                    status
                        .indexer
                        .map(|indexer| indexer.sentence())
                        .unwrap_or_default()
                ),
                ("API", status.api.clone().unwrap_or_default()),
            ]),
            table(
                &["contract", "address", "#subjects", "#entries", "code"],
                rows
            )
        )
    })
}

/// How much of the way is done, drawn. It is full only when all of it is.
fn bar(indexed: u32, finalised: u32) -> String {
    let (indexed, finalised) = (
        u64::from(indexed.min(finalised)),
        u64::from(finalised.max(1)),
    );
    let filled = indexed * BAR / finalised;
    let mut bar = String::from("[");
    for place in 0..BAR {
        bar.push(if place < filled { '#' } else { '.' });
    }
    // Writing into a string cannot fail.
    let _ = write!(bar, "] {} %", indexed * 100 / finalised);
    bar
}

/// Up to where the database is complete, and when its indexer last heard from a node; `None` without a database, or
/// while there is nothing in it.
fn cursor(path: &Path) -> Result<Option<Cursor>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|database| {
            let tables: i64 = database.query_row(
                "SELECT count(*) FROM sqlite_schema WHERE name = 'chain'",
                [],
                |row| row.get(0),
            )?;
            if tables == 0 {
                return Ok(None);
            }
            database
                .query_row("SELECT block_number, seen_at FROM chain", [], |row| {
                    Ok(Cursor {
                        block: row.get(0)?,
                        seen_at: row.get(1)?,
                    })
                })
                .optional()
        })
        .map_err(|error| Failure::file(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_full_only_when_all_is_done() {
        assert!(bar(0, 0).ends_with("] 0 %"));
        assert_eq!(
            bar(50, 100),
            format!("[{}{}] 50 %", "#".repeat(15), ".".repeat(15))
        );
        assert!(bar(9_999, 10_000).contains(".] 99 %"));
        assert_eq!(bar(10_000, 10_000), format!("[{}] 100 %", "#".repeat(30)));
        // A node that is behind the database.
        assert!(bar(11, 10).ends_with("100 %"));
    }

    #[test]
    fn an_indexer_that_says_nothing_is_silent() {
        let at = |block, seen_at, finalised| {
            IndexerStatus::new(Cursor { block, seen_at }, finalised, 1_000).state
        };
        assert_eq!(at(100, Some(999), 101), IndexerState::UpToDate);
        assert_eq!(at(100, Some(999), 131), IndexerState::CatchingUp);
        assert_eq!(at(100, Some(969), 101), IndexerState::Silent);
        assert_eq!(at(0, None, 101), IndexerState::Silent);
    }
}
