// SPDX-License-Identifier: EUPL-1.2
//! What single questions cost on a large ledger, one after the other and each read from the database: of now, and with
//! `?at=` of how it stood when half of the ledger was there.

use std::{path::Path, time::Instant};

use anyhow::Result;
use rusqlite::{Connection, OpenFlags};

use crate::{
    load,
    report::line,
    served::{Options, Served},
};

/// How often each is asked, each time of something else where there is something else.
const TIMES: u32 = 9;

/// What is asked: in words, and the path without `?at=` for the n-th time.
type Question = (&'static str, fn(u32) -> String);

/// Of now and of the past.
const OF_ANY_TIME: [Question; 8] = [
    ("an award", |n| format!("/v1/awards/{}", 1_000 + n * 97)),
    ("its trail", |n| {
        format!("/v1/awards/{}/trail", 1_000 + n * 97)
    }),
    ("the first 50 awards", |_| "/v1/awards".into()),
    ("the 50 awards with most paid", |_| {
        "/v1/awards?sort=-paid".into()
    }),
    ("the last 50 payments", |_| "/v1/payments?sort=-date".into()),
    ("the first 50 organisations", |_| "/v1/parties".into()),
    ("the 50 newest entries", |_| "/v1/entries?sort=-id".into()),
    ("the entries that one organisation signed", |n| {
        format!("/v1/entries?signer={}", 100 + n)
    }),
];

/// Of now only.
const OF_NOW: [Question; 9] = [
    ("search, one word", |_| "/v1/search?q=glicine".into()),
    ("the feed of a cooperative", |n| {
        format!("/v1/parties/{}/feed.atom", 100 + n)
    }),
    ("the feed of an administration", |n| {
        format!("/v1/parties/{}/feed.atom", 3 + n)
    }),
    (
        "the feed of the oversight body, which attests everything",
        |_| "/v1/parties/2/feed.atom".into(),
    ),
    ("claims that wait for attestation", |_| {
        "/v1/work-lists/awaiting-attestation".into()
    }),
    ("the first 50 red flags", |_| "/v1/red-flags".into()),
    ("the red flags of a cooperative", |n| {
        format!("/v1/parties/{}/red-flags", 100 + n)
    }),
    ("what is granted and paid, in all", |_| {
        "/v1/statistics".into()
    }),
    ("the same by administration", |_| {
        "/v1/statistics/by-administration".into()
    }),
];

/// Measures.
///
/// # Errors
/// The API does not answer.
pub(crate) fn run(database: &Path) -> Result<()> {
    let ledger = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let middle: u32 = ledger.query_row(
        "SELECT block_number FROM entries WHERE id = (SELECT max(id) FROM entries) / 2",
        [],
        |row| row.get(0),
    )?;
    drop(ledger);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let served = Served::start(
        database,
        &Options {
            forgetful: true,
            ..Options::default()
        },
    )?;
    let median = |path: &dyn Fn(u32) -> String| {
        let mut times = Vec::new();
        for n in 0..TIMES {
            let path = path(n);
            let begun = Instant::now();
            // Whoever is told that it takes too long is told so here, too.
            if let Err(error) = runtime.block_on(load::first(served.api, &path)) {
                return error.to_string();
            }
            times.push(begun.elapsed());
        }
        times.sort_unstable();
        format!("{:.1} ms", times[times.len() / 2].as_secs_f64() * 1000.0)
    };
    println!("| **Single questions**, median of {TIMES} | of now | as it stood half way |");
    for (what, path) in OF_ANY_TIME {
        let then = |n| {
            let path = path(n);
            let sign = if path.contains('?') { '&' } else { '?' };
            format!("{path}{sign}at={middle}")
        };
        line(what, &median(&path), &median(&then));
    }
    for (what, path) in OF_NOW {
        line(what, &median(&path), "");
    }
    Ok(())
}
