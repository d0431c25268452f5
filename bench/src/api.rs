// SPDX-License-Identifier: EUPL-1.2
//! The audit trails of a large ledger, asked over loopback by many connections, beside a constant document of the
//! same size from the same process. Whoever asks runs on the same cores as whoever answers.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use rusqlite::{Connection, OpenFlags};

use crate::{
    load::{self, Answers, Load},
    report::{line, thousands},
};

/// The API in a process of its own, which ends with this.
pub(crate) struct Served {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Served {
    /// Starts it.
    ///
    /// # Errors
    /// It does not start.
    pub(crate) fn start(database: &Path, constant: Option<&Path>) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").arg(database);
        if let Some(file) = constant {
            command.arg("--constant").arg(file);
        }
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().context("its output is ours")?;
        let mut address = String::new();
        BufReader::new(stdout).read_line(&mut address)?;
        Ok(Served {
            process,
            address: address.trim().parse().context("the API did not start")?,
        })
    }

    /// The most memory it has had, MB of 1,000,000 bytes. On Linux only.
    fn peak_memory(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kibibytes * 1024.0 / 1e6)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It ends by itself when its input does; if not, so.
        drop(self.process.stdin.take());
        let ended = self.process.kill().and_then(|()| self.process.wait());
        drop(ended);
    }
}

/// Measures.
///
/// # Errors
/// The API does not answer.
pub(crate) fn run(database: &Path, connections: usize, seconds: u64) -> Result<()> {
    let ledger = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let awards: u32 = ledger.query_row("SELECT max(number) FROM awards", [], |row| row.get(0))?;
    // Only awards that are finished have a trail of the usual length.
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
        let served = Served::start(database, None)?;
        let one = Load {
            address: served.address,
            connections: 1,
            time: Duration::from_millis(1),
            rate: None,
            path: Arc::new(move |_, _| format!("/v1/awards/{usual}/trail")),
        };
        fs::write(&constant, runtime.block_on(load::first(&one))?)?;
    }
    let served = Served::start(database, Some(&constant))?;
    let ask = |rate, path: Arc<dyn Fn(usize, u64) -> String + Send + Sync>| {
        let load = Load {
            address: served.address,
            connections,
            time: Duration::from_secs(seconds),
            rate,
            path,
        };
        runtime.block_on(load::run(load))
    };
    let any = move |connection: usize, question: u64| {
        // Spread over all awards, no two connections the same: what is asked has rarely been asked before.
        let mixed = (connection as u64 * 1_000_003 + question) * 2_654_435_761;
        format!("/v1/awards/{}/trail", 1 + mixed % u64::from(awards / 2))
    };
    let few = move |connection: usize, question: u64| {
        // What is in the news: a hundred awards.
        let mixed = (connection as u64 * 7 + question) % 100;
        format!("/v1/awards/{}/trail", u64::from(usual) + mixed)
    };

    println!(
        "{} entries, {} awards; {connections} connections, {seconds} s each",
        thousands(f64::from(entries)),
        thousands(f64::from(awards))
    );
    // Once unmeasured, so that everything has been touched.
    ask(None, Arc::new(any))?;
    let axum = ask(None, Arc::new(|_, _| "/constant".to_owned()))?;
    let one = ask(
        None,
        Arc::new(move |_, _| format!("/v1/awards/{usual}/trail")),
    )?;
    let hundred = ask(None, Arc::new(few))?;
    let all = ask(None, Arc::new(any))?;
    let calm = ask(Some(1000.0), Arc::new(any))?;
    let busy = ask(Some(3000.0), Arc::new(any))?;
    let ratio = |answers: &Answers| {
        format!(
            "{:.2} of the constant document",
            answers.per_second() / axum.per_second()
        )
    };
    describe(
        "a constant document, as fast as it goes",
        &axum,
        String::new(),
    );
    describe(
        "the same award's trail, as fast as it goes",
        &one,
        ratio(&one),
    );
    describe(
        "the trails of 100 awards, as fast as it goes",
        &hundred,
        ratio(&hundred),
    );
    describe("any award's trail, as fast as it goes", &all, ratio(&all));
    describe("any award's trail, 1,000 a second", &calm, String::new());
    describe("any award's trail, 3,000 a second", &busy, String::new());
    if let Some(memory) = served.peak_memory() {
        line(
            "the API's memory, at most",
            &format!("{memory:.0} MB"),
            "below 200 MB",
        );
    }
    Ok(())
}

fn describe(what: &str, answers: &Answers, compared: String) {
    line(
        what,
        &format!(
            "{} answers/s of {} bytes; p50 {:.2} ms, p99 {:.2} ms",
            thousands(answers.per_second()),
            thousands(answers.size()),
            answers.within(0.5),
            answers.within(0.99)
        ),
        &compared,
    );
}
