// SPDX-License-Identifier: EUPL-1.2
//! The audit trails of a large ledger, asked over loopback by many connections, beside a constant document of the
//! same size from the same process. Whoever asks runs on the same cores as whoever answers.

use std::{fs, io, path::Path, sync::Arc, time::Duration};

use anyhow::{Result, ensure};
use rusqlite::{Connection, OpenFlags};

use crate::{
    load::{self, Answers, Load},
    report::{line, thousands},
    served::{Options, Served},
};

/// Which path to ask next, from the number of the connection and of the question.
type Ask = Arc<dyn Fn(usize, u64) -> String + Send + Sync>;

/// Measures.
///
/// # Errors
/// The API does not answer.
pub(crate) fn run(database: &Path, connections: usize, seconds: u64) -> Result<()> {
    let ledger = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let awards: u32 = ledger.query_row("SELECT max(number) FROM awards", [], |row| row.get(0))?;
    let entries: u32 = ledger.query_row("SELECT max(id) FROM entries", [], |row| row.get(0))?;
    drop(ledger);
    ensure!(awards > 1000, "a ledger of {awards} awards is no large one");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;

    // The document that is served as it is: a usual trail.
    let folder = tempfile::tempdir()?;
    let constant = folder.path().join("constant.json");
    let usual = awards / 3;
    {
        let served = Served::start(database, &Options::default())?;
        let trail = format!("/v1/awards/{usual}/trail");
        fs::write(
            &constant,
            runtime.block_on(load::first(served.api, &trail))?,
        )?;
    }
    let served = Served::start(
        database,
        &Options {
            constant: Some(&constant),
            ..Options::default()
        },
    )?;
    let ask = |address, rate, path: Ask| {
        let load = Load {
            address,
            connections,
            time: Duration::from_secs(seconds),
            rate,
            path,
        };
        let before = served.processor_time();
        let answers = runtime.block_on(load::run(load))?;
        let used = served.processor_time().zip(before);
        let each = used.map(|(after, before)| (after - before) / answers.count() as f64);
        Ok::<_, anyhow::Error>((answers, each))
    };
    let trails = |rate, path: Ask| ask(served.api, rate, path);
    // Only awards that are finished have a trail of the usual length: the older half.
    let finished = u64::from(awards / 2);
    let trail = |award: u64| format!("/v1/awards/{award}/trail");
    let same: Ask = Arc::new(move |_, _| trail(usual.into()));
    // What is in the news.
    let few: Ask = Arc::new(move |connection, question| {
        trail(u64::from(usual) + mixed(connection, question) % 100)
    });
    // Zipf's law: the award that is asked for k-th most is asked for 1/k as often as the first one.
    let some: Ask = Arc::new(move |connection, question| {
        let share = mixed(connection, question) as f64 / u64::MAX as f64;
        let rank = (finished as f64).powf(share) as u64;
        trail(1 + rank * 2_654_435_761 % finished)
    });
    // Spread over all awards: what is asked has rarely been asked before.
    let any: Ask =
        Arc::new(move |connection, question| trail(1 + mixed(connection, question) % finished));

    println!(
        "| **API**: {} entries, {} awards; {connections} connections, {seconds} s each | | |",
        thousands(f64::from(entries)),
        thousands(f64::from(awards))
    );
    // Once unmeasured, so that everything has been touched; the file is in the system's memory, as far as that is large enough.
    io::copy(&mut fs::File::open(database)?, &mut io::sink())?;
    trails(None, any.clone())?;
    let axum = ask(
        served.constant,
        None,
        Arc::new(|_, _| "/constant".to_owned()),
    )?;
    describe(
        "a constant document, as fast as it goes",
        &axum,
        String::new(),
    );
    let axum = axum.0;
    for (what, path) in [
        ("the same award's trail", &same),
        ("the trails of 100 awards", &few),
        ("awards' trails by Zipf's law", &some),
        ("any award's trail", &any),
    ] {
        let answers = trails(None, path.clone())?;
        describe(
            &format!("{what}, as fast as it goes"),
            &answers,
            format!(
                "{:.2} of the constant document's",
                answers.0.per_second() / axum.per_second()
            ),
        );
    }
    for (what, rate, path) in [
        (
            "awards' trails by Zipf's law, 3,000 a second",
            3000.0,
            &some,
        ),
        ("any award's trail, 1,000 a second", 1000.0, &any),
        ("any award's trail, 3,000 a second", 3000.0, &any),
    ] {
        let answers = trails(Some(rate), path.clone())?;
        describe(what, &answers, "p99 below 5 ms".to_owned());
    }
    if let Some(memory) = served.peak_memory() {
        line(
            "the API's memory, at most",
            &format!("{memory:.0} MB"),
            "below 200 MB",
        );
    }
    Ok(())
}

/// A number that looks like chance and is the same in every run (SplitMix64).
fn mixed(connection: usize, question: u64) -> u64 {
    let mut z = ((connection as u64) << 40 | question).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn describe(what: &str, (answers, processor): &(Answers, Option<f64>), compared: String) {
    let processor = processor.map_or_else(String::new, |seconds| {
        format!("; {:.0} µs of the API's processor time each", seconds * 1e6)
    });
    line(
        what,
        &format!(
            "{} answers/s of {} bytes; p50 {:.2} ms, p99 {:.2} ms{processor}",
            thousands(answers.per_second()),
            thousands(answers.size()),
            answers.within(0.5),
            answers.within(0.99)
        ),
        &compared,
    );
}
