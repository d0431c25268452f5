// SPDX-License-Identifier: EUPL-1.2
//! `portico verify`: checks an evidence bundle or a checkpoint, trusting nobody who runs a server. No network, no database.

use crate::context::Context;
use crate::failure::Failure;
use clap::Args;
use portico_evidence::{
    Check, Outcome, Place, Proven, Report, Trust, Verdict, limits, verify, verify_checkpoint,
};
use portico_rules::primitives::Digest;
use portico_rules::row::Row;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// How a checkpoint begins, of whichever version.
const CHECKPOINT: &[u8] = b"{\"format\":\"portico/checkpoint/";
/// A trust file is longer than this only by mistake, bytes.
const LONGEST_TRUST: u64 = 1 << 20;

/// Check an evidence bundle or a checkpoint.
#[derive(Debug, Args)]
pub struct Verify {
    /// The bundle, or the checkpoint
    bundle: PathBuf,
    /// The trust file: which chain, whose validators, which contracts (`portico trust` writes one)
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// A document that entries must refer to; may be given more than once
    #[arg(long = "document", value_name = "FILE")]
    documents: Vec<PathBuf>,
}

impl Verify {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure::Invalid`] if a check fails; [`Failure::Input`] if it cannot be told; [`Failure::Local`] for files.
    pub fn run(self, context: &Context) -> Result<(), Failure> {
        let trust = read_trust(&self.trust)?;
        let bundle = read(&self.bundle, limits::BUNDLE as u64)?;
        if bundle.starts_with(CHECKPOINT) {
            return self.checkpoint(context, &bundle, &trust);
        }
        let documents = self
            .documents
            .iter()
            .map(|path| Ok((path.display().to_string(), digest(path)?)))
            .collect::<Result<Vec<_>, Failure>>()?;
        let report = verify(&bundle, &trust, &documents);
        context.output.result(&report, || human(&report))?;
        self.verdict(report.verdict)
    }

    fn checkpoint(self, context: &Context, text: &[u8], trust: &Trust) -> Result<(), Failure> {
        if !self.documents.is_empty() {
            return Err(Failure::Input(format!(
                "{} is a checkpoint, which refers to no documents",
                self.bundle.display()
            )));
        }
        let report = verify_checkpoint(text, trust, None);
        context.output.result(&report, || {
            let statement = (report.proven.as_ref()).map(|proven| proven.statement.as_str());
            format!("{}{}", lines(&report.checks), statement.unwrap_or_default())
        })?;
        self.verdict(report.verdict)
    }

    fn verdict(self, verdict: Verdict) -> Result<(), Failure> {
        let path = self.bundle.display();
        match verdict {
            Verdict::Valid => Ok(()),
            Verdict::Invalid => Err(Failure::Invalid(format!(
                "{path} proves nothing: the last check above failed"
            ))),
            Verdict::Undecided => Err(Failure::Input(format!(
                "whether {path} proves anything cannot be told by this version of the program: see the last check above"
            ))),
        }
    }
}

/// Reads a trust file.
///
/// # Errors
/// [`Failure::Local`] if it cannot be read; [`Failure::Input`] if it cannot be used.
pub fn read_trust(path: &Path) -> Result<Trust, Failure> {
    let trust = read(path, LONGEST_TRUST)?;
    Trust::read(&trust).map_err(|error| Failure::Input(format!("{}: {}", path.display(), error.0)))
}

/// Reads a file, but no more of it than one byte beyond what is allowed: whoever checks its length sees that it is too long.
///
/// # Errors
/// [`Failure::Local`] if it cannot be read.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let file = File::open(path).map_err(|error| Failure::file(path, error))?;
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::file(path, error))?;
    Ok(bytes)
}

fn digest(path: &Path) -> Result<Digest, Failure> {
    let mut file = File::open(path).map_err(|error| Failure::file(path, error))?;
    let mut hasher = Sha256::new();
    io::copy(&mut file, &mut hasher).map_err(|error| Failure::file(path, error))?;
    Ok(Digest(hasher.finalize().into()))
}

/// A line a check, then what is proven.
fn human(report: &Report) -> String {
    let mut out = lines(&report.checks);
    // Writing to a string cannot fail.
    if let Some(id) = &report.id {
        let _ = writeln!(out, "bundle {id}");
    }
    for proven in &report.proven {
        let _ = writeln!(out, "{}", summary(proven));
    }
    out
}

/// A line a check.
pub fn lines(checks: &[Check]) -> String {
    checks
        .iter()
        .map(|check| format!("{}\n", line(check)))
        .collect()
}

fn line(check: &Check) -> String {
    let Check {
        outcome,
        about,
        expected,
        found,
        place,
        ..
    } = check;
    let mut out = match outcome {
        Outcome::Passed => format!("\u{2714} {about}"),
        Outcome::Failed => format!("\u{2718} {about}"),
        Outcome::Undecided => format!("? {about}"),
    };
    if let Some(expected) = expected {
        let _ = write!(out, "\n    expected: {expected}");
    }
    if let Some(found) = found {
        let _ = write!(out, "\n    found:    {found}");
    }
    match place {
        Some(Place::Bytes { from, to }) => {
            let _ = write!(out, "\n    where:    bytes {from} to {to} of the file");
        }
        Some(Place::Entry { subject, seq }) => {
            let _ = write!(out, "\n    where:    entry {seq} of {subject}");
        }
        Some(Place::Item { list, index }) => {
            let _ = write!(out, "\n    where:    {list}, item {index}");
        }
        None => {}
    }
    out
}

fn summary(proven: &Proven) -> String {
    let Proven {
        subject,
        asked,
        entries,
        block,
        at,
        row,
        facts_checked,
        facts_taken,
        ..
    } = proven;
    let mut out = format!(
        "{}{subject}: {entries} entries up to block {block}, the last of {}",
        if *asked { "" } else { "(beside) " },
        crate::moment::written(*at)
    );
    match row {
        Row::Award(award) => {
            let _ = write!(
                out,
                "\n    granted {}, attested {}, paid {}, recovered {} EUR; {}",
                award.granted,
                award.attested,
                award.paid,
                award.recovered,
                award.status.word()
            );
        }
        Row::Agreement(agreement) => {
            let _ = write!(
                out,
                "\n    {}, budget {} EUR",
                agreement.status.word(),
                agreement.budget
            );
        }
        Row::Party(party) => {
            let until = party.valid_until.map(|day| day.to_string());
            let _ = write!(
                out,
                "\n    {}{}{}",
                party.kind.word(),
                until.map_or_else(String::new, |day| format!(", standing until {day}")),
                if party.suspended { ", suspended" } else { "" }
            );
        }
        _ => {}
    }
    if *facts_taken > 0 {
        let _ = write!(
            out,
            "\n    {facts_taken} facts about others are taken on the contract's word, {facts_checked} were checked"
        );
    }
    out
}
