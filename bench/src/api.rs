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

/// In how many turns everything is asked as fast as it goes, one after the other: whatever else the machine does then slows
/// all of it alike.
const TURNS: u32 = 4;

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
    let ask = |address, rate, time, path: &Ask| {
        let load = Load {
            address,
            connections,
            time,
            rate,
            path: path.clone(),
        };
        let before = served.processor_time();
        let answers = runtime.block_on(load::run(load))?;
        let used = served.processor_time().zip(before);
        Ok::<_, anyhow::Error>(Measured {
            answers,
            processor: used.map(|(after, before)| after - before),
        })
    };
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
    let constant: Ask = Arc::new(|_, _| "/constant".to_owned());
    let time = Duration::from_secs(seconds);
    // Once unmeasured, so that everything has been touched; the file is in the system's memory, as far as that is large enough.
    io::copy(&mut fs::File::open(database)?, &mut io::sink())?;
    ask(served.api, None, time, &any)?;
    let kinds = [
        ("a constant document", served.constant, &constant),
        ("the same award's trail", served.api, &same),
        ("the trails of 100 awards", served.api, &few),
        ("awards' trails by Zipf's law", served.api, &some),
        ("any award's trail", served.api, &any),
    ];
    let mut measured = kinds.map(|_| Measured::default());
    for _ in 0..TURNS {
        for ((_, address, path), measured) in kinds.iter().zip(&mut measured) {
            measured.add(ask(*address, None, time / TURNS, path)?);
        }
    }
    let bare = measured[0].answers.per_second();
    for (index, ((what, ..), measured)) in kinds.iter().zip(&measured).enumerate() {
        let compared = match index {
            0 => String::new(),
            _ => format!(
                "{:.2} of the constant document's, goal: 0.6",
                measured.answers.per_second() / bare
            ),
        };
        describe(&format!("{what}, as fast as it goes"), measured, &compared);
    }
    for (kind, rate) in [
        (0, 3000.0),
        (1, 3000.0),
        (2, 3000.0),
        (3, 3000.0),
        (4, 1000.0),
        (4, 3000.0),
    ] {
        let (what, address, path) = kinds[kind];
        let measured = ask(address, Some(rate), time, path)?;
        let what = format!("{what}, {} a second", thousands(rate));
        describe(&what, &measured, "p99, goal: below 5 ms");
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

/// What came of asking, and what it cost.
#[derive(Default)]
struct Measured {
    answers: Answers,
    /// The processor time of whoever answered, seconds.
    processor: Option<f64>,
}

impl Measured {
    fn add(&mut self, more: Measured) {
        self.answers.add(more.answers);
        self.processor = more
            .processor
            .map(|more| self.processor.unwrap_or_default() + more);
    }
}

fn describe(what: &str, measured: &Measured, compared: &str) {
    let Measured { answers, processor } = measured;
    let processor = processor.map_or_else(String::new, |seconds| {
        format!(
            "; {:.0} µs of the API's processor time each",
            seconds / answers.count() as f64 * 1e6
        )
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
        compared,
    );
}
