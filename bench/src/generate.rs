// SPDX-License-Identifier: EUPL-1.2
//! A large database, through the real rules, the real replay and the real schema; and how fast it is written.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use portico_client::{Block, LocatedEntry};
use portico_indexer::{BATCH, Database, memory};
use portico_rules::memory::Placed;

use crate::{
    report::{line, thousands},
    town::{Signing, Town, block_hash},
};

/// A ledger that grows, and the database that mirrors it.
pub(crate) struct Mirror {
    pub(crate) town: Town,
    database: Database,
    cursor: Block,
}

impl Mirror {
    /// A new ledger in a new file.
    ///
    /// # Errors
    /// The file exists, or cannot be made.
    pub(crate) fn new(file: &Path, signing: Signing) -> Result<Self> {
        ensure!(!file.exists(), "{} exists already", file.display());
        let town = Town::found(7, signing)?;
        let chain = town.chain();
        let database = Database::open(file, memory::ledger(chain))?;
        let cursor = database.cursor()?;
        Ok(Mirror {
            town,
            database,
            cursor,
        })
    }

    /// Makes the next batch of entries, as they would come from blocks.
    ///
    /// # Errors
    /// The generator's mistakes.
    pub(crate) fn fetch(&mut self, count: usize) -> Result<(Vec<LocatedEntry>, Block)> {
        let (entries, last) = self.town.entries(count)?;
        let chain = self.town.chain();
        let mut event = (0, 0);
        let located = entries
            .into_iter()
            .map(|Placed { block, appended }| {
                event = if event.0 == block {
                    (block, event.1 + 1)
                } else {
                    (block, 0)
                };
                LocatedEntry {
                    block: Block {
                        number: block,
                        hash: block_hash(block),
                    },
                    event_index: event.1,
                    contract: chain.place(appended.entry.subject.kind()).contract.0,
                    appended,
                }
            })
            .collect();
        let upto = Block {
            number: last,
            hash: block_hash(last),
        };
        Ok((located, upto))
    }

    /// Writes a batch, and says how long that took.
    ///
    /// # Errors
    /// The indexer's.
    pub(crate) fn write(&mut self, entries: &[LocatedEntry], upto: Block) -> Result<Duration> {
        let started = Instant::now();
        self.database.apply(self.cursor, upto, entries)?;
        self.cursor = upto;
        Ok(started.elapsed())
    }
}

/// Makes the database and says how fast.
///
/// # Errors
/// See [`Mirror`].
pub(crate) fn run(file: &Path, count: usize) -> Result<()> {
    let mut mirror = Mirror::new(file, Signing::Carried)?;
    let (mut made, mut writing) = (0, Duration::ZERO);
    let mut last = Duration::ZERO;
    let mut shown = 0;
    while made < count {
        let (entries, upto) = mirror.fetch(BATCH)?;
        last = mirror.write(&entries, upto)?;
        writing += last;
        made += entries.len();
        if made / 100_000 > shown {
            shown = made / 100_000;
            eprintln!("{} entries", thousands(made as f64));
        }
    }
    let bytes = file.metadata()?.len();
    line(
        "entries into SQLite, from fetched blocks",
        &format!(
            "{} entries/s over {} entries; {} entries/s at the end",
            thousands(made as f64 / writing.as_secs_f64()),
            thousands(made as f64),
            thousands(BATCH as f64 / last.as_secs_f64())
        ),
        "at least 10,000",
    );
    line(
        "database",
        &format!("{} bytes an entry", thousands(bytes as f64 / made as f64)),
        "",
    );
    Ok(())
}
