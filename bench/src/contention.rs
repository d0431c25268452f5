// SPDX-License-Identifier: EUPL-1.2
//! Whether answering slows indexing: the same entries are written twice, the second time while the API answers
//! from the same file as fast as it can. The processes share the machine's cores, so a third run, beside as many
//! answers from another file, says how much of that is the cores' doing, not the database's.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Result;

use crate::{
    generate::Mirror,
    load::{self, Load},
    report::{line, thousands},
    served::{Options, Served},
    town::Signing,
};

/// Entries of a transaction.
const BATCH: usize = 500;
/// Entries that are there before the measurement.
const BEFORE: usize = 20_000;
/// Questions a second.
const RATE: f64 = 1_000.0;

/// Measures.
///
/// # Errors
/// The indexer's and the API's.
pub(crate) fn run(count: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = |name: &str| folder.path().join(name);
    let other = file("other.sqlite");
    write(&other, 0, None)?;
    let alone = write(&file("alone.sqlite"), count, None)?;
    let same = write(&file("same.sqlite"), count, Some(&file("same.sqlite")))?;
    let cores = write(&file("cores.sqlite"), count, Some(&other))?;
    let per_second = |time: Duration| count as f64 / time.as_secs_f64();
    line(
        "indexing, the API idle",
        &format!("{} entries/s", thousands(per_second(alone))),
        "",
    );
    for (what, time) in [
        (
            "indexing while the API answers 1,000 a second from another database",
            cores,
        ),
        (
            "indexing while the API answers 1,000 a second from this database",
            same,
        ),
    ] {
        line(
            what,
            &format!("{} entries/s", thousands(per_second(time))),
            &format!("{:.2} of idle", per_second(time) / per_second(alone)),
        );
    }
    Ok(())
}

/// How long so many entries take, while questions are asked of a database, if one is given.
fn write(file: &Path, count: usize, asked: Option<&Path>) -> Result<Duration> {
    let mut mirror = Mirror::new(file, Signing::Carried)?;
    let mut made = 0;
    while made < BEFORE {
        let (entries, upto) = mirror.fetch(BATCH)?;
        made += entries.len();
        mirror.write(&entries, upto)?;
    }
    // Every question is asked of the database.
    let options = Options {
        forgetful: true,
        ..Options::default()
    };
    let served = asked
        .map(|file| Served::start(file, &options))
        .transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let asking = served.as_ref().map(|served| {
        runtime.spawn(load::run(Load {
            address: served.api,
            connections: 20,
            time: Duration::from_secs(24 * 3600),
            rate: Some(RATE),
            path: Arc::new(|connection, question| {
                let award = 1 + (connection as u64 * 31 + question * 7) % 300;
                format!("/v1/awards/{award}/trail")
            }),
        }))
    });
    let (mut written, mut time) = (0, Duration::ZERO);
    while written < count {
        let (entries, upto) = mirror.fetch(BATCH)?;
        written += entries.len();
        time += mirror.write(&entries, upto)?;
    }
    if let Some(asking) = asking {
        // If it has ended, something failed, and the figure is none.
        if asking.is_finished() {
            runtime.block_on(asking)??;
        } else {
            asking.abort();
        }
    }
    Ok(time)
}
