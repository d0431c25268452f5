// SPDX-License-Identifier: EUPL-1.2
//! Open data of a large import: as many rows as a metropolitan city's municipalities published of their procurement, recorded by the
//! rules, indexed, and written as OCDS; how long that takes, and what memory.
//!
//! What is measured runs in a process of its own, so that its memory is its own.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, anyhow, ensure};
use portico_indexer::{Database, database::reader, memory};
use portico_opendata::{Export, Ledger, Publication, Years};
use portico_rules::{
    bounds::RECORDS,
    codes::Cig,
    import::{HistoricalRecord, ImportBody, Source},
    memory::{
        Chain, pair,
        sample::{self, who},
    },
    native::sha256,
    primitives::Cents,
};

use crate::report::{line, thousands};

/// The forms that are measured.
const FORMS: [Export; 3] = [
    Export::OcdsReleasePackage,
    Export::OcdsRecordPackage,
    Export::OcdsCompiledReleases,
];

/// Makes the ledger, and measures.
///
/// # Errors
/// The generator's, the indexer's, and an export that cannot be written.
pub(crate) fn run(rows: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("ledger.sqlite");
    let chain = chain(rows)?;
    let begun = Instant::now();
    index(&chain, &database)?;
    line(
        &format!(
            "**Open data**: {} rows of procurement, indexed",
            thousands(rows.into())
        ),
        &format!("{:.1} s", begun.elapsed().as_secs_f64()),
        "",
    );
    drop(chain);
    for export in FORMS {
        let measured = Command::new(std::env::current_exe()?)
            .arg("write-open-data")
            .arg(&database)
            .arg(export.name())
            .output()
            .context("measuring an export")?;
        ensure!(
            measured.status.success(),
            "{}",
            String::from_utf8_lossy(&measured.stderr)
        );
        io::stdout().write_all(&measured.stdout)?;
    }
    Ok(())
}

/// Writes one form of a database to nowhere, and says how long that took and what memory.
///
/// # Errors
/// An export that cannot be written.
pub(crate) fn write(database: &Path, form: &str) -> Result<()> {
    let export = Export::from_name(form).ok_or_else(|| anyhow!("there is no {form}"))?;
    let connection = reader(database)?;
    connection.execute_batch("BEGIN")?;
    let publication = Publication::default();
    let mut out = Counted(0);
    let begun = Instant::now();
    Ledger::new(&connection, &publication).write(export, Years::All, &mut out)?;
    let took = begun.elapsed().as_secs_f64();
    line(
        &format!(
            "{}, {} MB",
            export.file_name(),
            thousands(out.0 as f64 / 1e6)
        ),
        &format!("{took:.1} s, {:.0} MB of memory", peak_memory()?),
        "below 60 s and 300 MB",
    );
    Ok(())
}

/// Takes everything, keeps nothing.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The most memory that this process has had, MB.
fn peak_memory() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|value| value.trim().strip_suffix(" kB"))
        .and_then(|value| value.trim().parse::<f64>().ok())
        .context("the system does not say how much memory a process has had")?;
    Ok(kilobytes * 1024.0 / 1e6)
}

/// A ledger with one import of so many rows.
fn chain(rows: u32) -> Result<Chain> {
    let refused = |refusal| anyhow!("the rules refuse the sample: {refusal:?}");
    let mut chain = Chain::new(sample::START);
    sample::parties(&mut chain).map_err(refused)?;
    let city = pair(who::CITY);
    let source = Source {
        sha256: sha256(b"lots"),
        format: "l190-2020".into(),
        title: "Lotti e aggiudicatari 2013-2020".into(),
        publisher: "Comune di Portico di Sotto".into(),
        licence: "CC-BY-4.0".into(),
        uri: "https://dati.example.it/lotti.csv".into(),
        rows,
    };
    chain
        .direct(&city, None, ImportBody::Open(source))
        .map_err(refused)?;
    let mut random = fastrand::Rng::with_seed(190);
    let mut after = 0;
    while after < rows {
        let last = rows.min(after + RECORDS as u32);
        let records = (after + 1..=last)
            .map(|row| record(row, &mut random))
            .collect::<Result<_>>()?;
        chain.advance(6);
        chain
            .direct(&city, Some(1), ImportBody::Record { after, records })
            .map_err(refused)?;
        after = last;
    }
    Ok(chain)
}

/// A row as such files have them: a few authorities, some thousand suppliers, small amounts.
fn record(row: u32, random: &mut fastrand::Rng) -> Result<HistoricalRecord> {
    let awarded = random.u64(10_000..50_000_000);
    let year = random.u16(2013..=2020);
    let start = format!("{year}-{:02}-15", random.u8(1..=12)).parse()?;
    Ok(HistoricalRecord {
        row,
        authority: Some(sample::tax_code(1_000_000_037 + random.u64(0..36))),
        recipient: sample::tax_code(2_000_000_037 + random.u64(0..6_000)),
        recipient_name: format!("Ditta {} S.r.l.", random.u16(0..6_000)),
        cig: Some(cig(1_000_000 + row)?),
        cup: None,
        procedure: "23-AFFIDAMENTO DIRETTO".into(),
        awarded: Some(Cents(awarded)),
        // Some report more paid than awarded.
        paid: Some(Cents(awarded * random.u64(0..=105) / 100)),
        start: Some(start),
        end: None,
        year: Some(year),
    })
}

/// A CIG with seven digits and their check digits.
fn cig(digits: u32) -> Result<Cig> {
    let text = format!("{digits:07}{:03X}", u64::from(digits) * 211 % 4091);
    Cig::parse(&text).map_err(|error| anyhow!("{text}: {error}"))
}

fn index(chain: &Chain, file: &Path) -> Result<()> {
    let mut database = Database::open(file, memory::ledger(chain))?;
    let cursor = database.cursor()?;
    let entries = memory::located(chain, |before| before + 1);
    database.apply(cursor, memory::block(chain.block), &entries)?;
    Ok(())
}
