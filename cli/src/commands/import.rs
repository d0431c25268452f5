// SPDX-License-Identifier: EUPL-1.2
//! `portico import`: what a public file reports about the past, many records to an entry. The whole file is read and
//! counted before anything is sent; an interrupted import goes on after the last row that the contract holds; a second
//! run of the same file adds nothing.

use crate::arguments::Signer;
use crate::chain::Chain;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{facts, table};
use crate::progress;
use clap::Args;
use portico_client::{Account, Command, CommandError, Weight};
use portico_commands::Act;
use portico_import::{Chunks, ImportError, Mapping, Outcome, Reader, Remark, Side, Survey, survey};
use portico_rules::authority::Authority;
use portico_rules::import::{
    HistoricalRecord, ImportBody, ImportRow, ImportTotals, Source, source_bytes,
};
use portico_rules::native::sha256;
use portico_rules::primitives::{Digest, Key};
use portico_rules::refusal::Refusal;
use portico_rules::subject::Subject;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Entries in one extrinsic at most: three quarters of a megabyte.
const MOST_ENTRIES_PER_BATCH: usize = 64;

/// Record a public file.
#[derive(Debug, Args)]
pub struct Import {
    /// The file: CSV, or JSON of a standard that a format reads
    file: PathBuf,
    /// How it is read: l190-2020, cinque-per-mille-2022, ocds-record-package, ocds-release-package, ocds-lines, 360giving, 360giving-csv, or
    /// the path of a mapping (.toml)
    #[arg(long)]
    format: String,
    /// What the file is called [default: as the mapping says]
    #[arg(long)]
    title: Option<String>,
    /// Who published it [default: as the mapping says]
    #[arg(long)]
    publisher: Option<String>,
    /// Its licence [default: as the mapping says]
    #[arg(long)]
    licence: Option<String>,
    /// Where it was published [default: as the mapping says]
    #[arg(long)]
    uri: Option<String>,
    /// Where rejected rows are written [default: the file's name with .rejects.csv, in this folder]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Only read and count: nothing is sent, no node is asked
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    signer: Signer,
}

/// What an import came to. Amounts are cents.
#[derive(Debug, Serialize)]
struct Report {
    file: PathBuf,
    sha256: Digest,
    format: String,
    input: Counted,
    accepted: Counted,
    rejected: Counted,
    /// Releases or records of a JSON file that speak of no award.
    without_rows: u32,
    paid_above_awarded: u32,
    dates_left_out: usize,
    codes_left_out: usize,
    names_left_out: u32,
    rejects: PathBuf,
    rejects_sha256: Digest,
    /// What the ledger holds; nothing if the file was only read.
    ledger: Option<OnLedger>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Counted {
    #[serde(flatten)]
    totals: ImportTotals,
    /// Rows with an amount that cannot be read, and so is in no sum.
    unreadable: u32,
}

#[derive(Debug, Serialize)]
struct OnLedger {
    import: u32,
    recorded: ImportTotals,
    paid_above_awarded: u32,
    /// Rows that this run added.
    added_rows: u32,
    complete: bool,
}

impl From<Side> for Counted {
    fn from(side: Side) -> Self {
        Counted {
            totals: side.totals,
            unreadable: side.unreadable,
        }
    }
}

impl Import {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let mapping = Mapping::find(&self.format)?;
        let rejects = self
            .rejects
            .clone()
            .unwrap_or_else(|| rejects_beside(&self.file));
        let length = std::fs::metadata(&self.file)
            .map_err(|error| Failure::file(&self.file, error))?
            .len();
        let bar = progress::bar(context.output, "reading", length, true);
        let surveyed = survey(&self.file, &mapping, &rejects, |bytes| {
            bar.set_position(bytes)
        });
        bar.finish_and_clear();
        let surveyed = surveyed?;
        let mut report = Report {
            file: self.file.clone(),
            sha256: surveyed.sha256,
            format: mapping.format.clone(),
            input: surveyed.input.into(),
            accepted: surveyed.accepted.into(),
            rejected: surveyed.rejected.into(),
            without_rows: surveyed.without_rows,
            paid_above_awarded: surveyed.paid_above_awarded,
            dates_left_out: surveyed.dates_left_out.len(),
            codes_left_out: surveyed.codes_left_out.len(),
            names_left_out: surveyed.names_left_out,
            rejects,
            rejects_sha256: surveyed.rejects_sha256,
            ledger: None,
        };
        let left_out = surveyed.dates_left_out.iter();
        for (line, remark) in left_out.chain(&surveyed.codes_left_out) {
            let told = match remark {
                Remark::DateLeftOut { field, error } => format!("{field}: {error}"),
                Remark::CodeLeftOut { field, error } => format!("{field}: {error}"),
                // They are counted only: they may be a person's.
                Remark::NameLeftOut => continue,
            };
            context
                .output
                .tell(&format!("line {line}: recorded without {told}"));
        }
        if !self.check {
            let signer = self.signer.load(context)?;
            let chain = context.chain().await?;
            let account = Account::new(chain.node.clone(), signer);
            let source = self.source(&mapping, &surveyed);
            let mut run = Run {
                context,
                chain,
                account,
                mapping: &mapping,
                file: &self.file,
                surveyed: &surveyed,
            };
            report.ledger = Some(run.record(source).await?);
        }
        context.output.result(&report, || report.human())
    }

    fn source(&self, mapping: &Mapping, surveyed: &Survey) -> Source {
        let said =
            |given: &Option<String>, usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
        Source {
            sha256: surveyed.sha256,
            format: mapping.format.clone(),
            title: said(&self.title, &mapping.source.title),
            publisher: said(&self.publisher, &mapping.source.publisher),
            licence: said(&self.licence, &mapping.source.licence),
            uri: said(&self.uri, &mapping.source.uri),
            rows: surveyed.input.totals.rows,
        }
    }
}

/// `contracts.csv` has its rejects in `contracts.rejects.csv`, in the folder one works in.
fn rejects_beside(file: &Path) -> PathBuf {
    let stem = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    PathBuf::from(format!("{stem}.rejects.csv"))
}

/// One run of an import against a ledger.
struct Run<'a> {
    context: &'a Context,
    chain: Chain,
    account: Account,
    mapping: &'a Mapping,
    file: &'a Path,
    surveyed: &'a Survey,
}

impl Run<'_> {
    async fn record(&mut self, source: Source) -> Result<OnLedger, Failure> {
        let key = sha256(&source_bytes(&source.sha256, &source.format));
        let import = match self.chain.import_of(key).await? {
            Some(import) => import,
            None => self.open(source).await?,
        };
        let before = self.row(import).await?;
        if before.complete {
            self.context
                .output
                .tell(&format!("import {import} is complete: nothing to add"));
        } else {
            if before.last_row > 0 {
                self.context.output.tell(&format!(
                    "import {import} goes on after row {}",
                    before.last_row
                ));
            }
            let recorded = async {
                self.send_all(import, before.last_row).await?;
                self.finish(import).await
            };
            // Wherever the node goes away, what was recorded stays.
            recorded
                .await
                .map_err(|failure| interrupted(import, failure))?;
        }
        let after = self
            .row(import)
            .await
            .map_err(|failure| interrupted(import, failure))?;
        let accepted = self.surveyed.accepted.totals;
        if after.recorded != accepted || !after.complete {
            return Err(Failure::Node(format!(
                "import {import} holds {} rows, EUR {} awarded and EUR {} paid; the file has {} rows, EUR {} and EUR {}: it was recorded with another version of the mapping or of this program",
                after.recorded.rows,
                after.recorded.awarded,
                after.recorded.paid,
                accepted.rows,
                accepted.awarded,
                accepted.paid
            )));
        }
        Ok(OnLedger {
            import,
            recorded: after.recorded,
            paid_above_awarded: after.paid_above_awarded,
            added_rows: after.recorded.rows - before.recorded.rows,
            complete: after.complete,
        })
    }

    async fn row(&mut self, import: u32) -> Result<ImportRow, Failure> {
        self.chain.refresh().await?;
        self.chain.import(import).await?.ok_or_else(|| {
            Failure::Node(format!(
                "the node no longer has import {import}: ask another node"
            ))
        })
    }

    async fn open(&mut self, source: Source) -> Result<u32, Failure> {
        let command = self.command(Act::opening(ImportBody::Open(source)));
        let opened = self.account.command(&command).await;
        // An interrupted run had the same on its way.
        if let Err(CommandError::Refused {
            refusal: Refusal::AlreadyImported { import },
            ..
        }) = opened
        {
            return Ok(import);
        }
        match opened?
            .entries
            .first()
            .map(|located| located.appended.entry.subject)
        {
            Some(Subject::Import(import)) => Ok(import),
            other => Err(Failure::Node(format!(
                "opening the import made {other:?}: the contract is not the one this program knows"
            ))),
        }
    }

    async fn finish(&mut self, import: u32) -> Result<(), Failure> {
        let body = ImportBody::Finish {
            recorded: self.surveyed.accepted.totals,
            rejected: self.surveyed.rejected.totals,
            rejects_sha256: self.surveyed.rejects_sha256,
        };
        let command = self.command(Act::on(import, body));
        match self.account.command(&command).await {
            // As an interrupted run had it on its way; whether it is the same is seen from the row.
            Err(CommandError::Refused {
                refusal: Refusal::ImportComplete,
                ..
            }) => Ok(()),
            finished => Ok(finished.map(drop)?),
        }
    }

    fn command(&self, act: Act) -> Command {
        let authority = Authority::Direct {
            key: Key(self.account.key()),
        };
        self.chain.ledger.command(&act, &authority)
    }

    /// Sends the records after a row. What an interrupted run had on its way may arrive meanwhile; then it goes on after
    /// that.
    async fn send_all(&mut self, import: u32, mut after: u32) -> Result<(), Failure> {
        loop {
            let sent = self.send(import, after).await;
            let Err(Failure::Refused { refusal, .. }) = &sent else {
                return sent;
            };
            let last_row = self.row(import).await?.last_row;
            if !matches!(**refusal, Refusal::LastRowDiffers { .. }) || last_row <= after {
                return sent;
            }
            after = last_row;
        }
    }

    /// Sends the records after a row, several entries to an extrinsic, one extrinsic after the other. Each entry names the
    /// row before it, so none takes effect without the ones before it.
    async fn send(&self, import: u32, after: u32) -> Result<(), Failure> {
        let bar = progress::bar(
            self.context.output,
            "recording",
            u64::from(self.surveyed.input.totals.rows),
            false,
        );
        bar.set_position(u64::from(after));
        let mut reader = Reader::open(self.file, self.mapping)?;
        let mut chunks = Chunks::of(records(&mut reader, after), after);
        let all = self.chain.node.shared_limits(1, u128::MAX).await?.weight;
        // The last row that is on the ledger for good.
        let mut recorded = after;
        let mut next = self.tried(import, recorded, chunks.next()).await?;
        while let Some(Tried { body, mut weight }) = next.take() {
            let mut bodies = vec![body];
            next = self.tried(import, recorded, chunks.next()).await?;
            while let Some(entry) = next.take() {
                // They share the extrinsic's limits equally: the heaviest must fit into its part.
                let heaviest = Weight {
                    ref_time: weight.ref_time.max(entry.weight.ref_time),
                    proof_size: weight.proof_size.max(entry.weight.proof_size),
                };
                if entries_that_fit(heaviest, all) <= bodies.len() {
                    next = Some(entry);
                    break;
                }
                weight = heaviest;
                bodies.push(entry.body);
                next = self.tried(import, recorded, chunks.next()).await?;
            }
            tracing::debug!(entries = bodies.len(), ?weight, ?all, "to one extrinsic");
            let commands = bodies
                .iter()
                .map(|body| self.command(Act::on(import, body.clone())))
                .collect::<Vec<_>>();
            // Should they fail, each is tried alone to see why.
            let alone = bodies
                .iter()
                .map(|body| self.alone(import, recorded, body))
                .collect::<Vec<_>>();
            let pending = self.account.send_commands(&commands).await?;
            self.account.accepted(pending, &alone).await?;
            recorded = bodies.last().map_or(recorded, last_row);
            bar.set_position(u64::from(recorded));
        }
        drop(chunks);
        bar.finish_and_clear();
        // The rows have ended, so the whole file was read a second time.
        let now = reader.digest();
        if now != self.surveyed.sha256 {
            return Err(ImportError::Changed {
                before: self.surveyed.sha256,
                now,
            }
            .into());
        }
        Ok(())
    }

    /// The next entry, tried: what is wrong with it costs no fee, and its weight is known, which depends on its records.
    async fn tried(
        &self,
        import: u32,
        recorded: u32,
        body: Option<Result<ImportBody, ImportError>>,
    ) -> Result<Option<Tried>, Failure> {
        let Some(body) = body.transpose()? else {
            return Ok(None);
        };
        let command = self.alone(import, recorded, &body);
        let node = &self.chain.node;
        let (_, limits) = node
            .try_command(&self.account.key(), &command, None)
            .await?;
        Ok(Some(Tried {
            body,
            weight: limits.weight,
        }))
    }

    /// An entry as if it came right after the last row that is recorded: so it can be tried while those before it are
    /// still to be sent.
    fn alone(&self, import: u32, recorded: u32, body: &ImportBody) -> Command {
        let mut body = body.clone();
        if let ImportBody::Record { after, .. } = &mut body {
            *after = recorded;
        }
        self.command(Act::on(import, body))
    }
}

/// An entry that the contract would accept.
struct Tried {
    body: ImportBody,
    /// What it needs, with room to spare.
    weight: Weight,
}

/// How many entries of this weight fit into an extrinsic: one at the least, or nothing could be sent.
fn entries_that_fit(one: Weight, all: Weight) -> usize {
    let fit = |all: u64, one: u64| all / one.max(1);
    let most = fit(all.ref_time, one.ref_time).min(fit(all.proof_size, one.proof_size));
    usize::try_from(most)
        .unwrap_or(usize::MAX)
        .clamp(1, MOST_ENTRIES_PER_BATCH)
}

fn last_row(body: &ImportBody) -> u32 {
    match body {
        ImportBody::Record { records, .. } => records.last().map_or(0, |record| record.row),
        ImportBody::Open(_) | ImportBody::Finish { .. } => 0,
    }
}

/// The records after a row, in the file's order.
fn records<'r, R: std::io::Read>(
    reader: &'r mut Reader<'_, R>,
    after: u32,
) -> impl Iterator<Item = Result<HistoricalRecord, ImportError>> + 'r {
    reader.filter_map(move |row| match row {
        Ok(row) => match row.outcome {
            Outcome::Record(record) if record.row > after => Some(Ok(record)),
            Outcome::Record(_) | Outcome::Reject(_) => None,
        },
        Err(error) => Some(Err(error)),
    })
}

/// Says how to go on, where going on can help.
fn interrupted(import: u32, failure: Failure) -> Failure {
    match failure {
        Failure::Node(sentence) => Failure::Node(format!(
            "{sentence}; what was recorded of import {import} stays: run the same command again to go on from there"
        )),
        other => other,
    }
}

impl Report {
    fn human(&self) -> String {
        let line = |what: &str, counted: Counted| {
            let Counted { totals, unreadable } = counted;
            vec![
                what.to_owned(),
                totals.rows.to_string(),
                totals.awarded.to_string(),
                totals.paid.to_string(),
                if unreadable == 0 {
                    String::new()
                } else {
                    format!("{unreadable} rows with an unreadable amount")
                },
            ]
        };
        let rows = [
            line("accepted", self.accepted),
            line("rejected", self.rejected),
            line("file", self.input),
        ];
        let ledger = match &self.ledger {
            Some(OnLedger {
                import,
                recorded,
                added_rows,
                ..
            }) => format!(
                "import {import}: {} rows, EUR {} awarded, EUR {} paid on the ledger; {added_rows} rows added by this run",
                recorded.rows, recorded.awarded, recorded.paid
            ),
            None => "not sent".into(),
        };
        let left_out = |count: usize, what: &str| {
            if count == 0 {
                String::new()
            } else {
                format!("{count} {what}")
            }
        };
        format!(
            "{}\n{}",
            table(
                &["", "#rows", "#awarded, EUR", "#paid, EUR", "unreadable"],
                rows
            ),
            facts(&[
                ("file", format!("{} ({})", self.file.display(), self.sha256)),
                ("format", self.format.clone()),
                ("ledger", ledger),
                (
                    "flagged",
                    left_out(
                        self.paid_above_awarded as usize,
                        "accepted rows report more paid than awarded"
                    )
                ),
                (
                    "no rows",
                    left_out(
                        self.without_rows as usize,
                        "releases or records speak of no award"
                    )
                ),
                (
                    "names left out",
                    left_out(self.names_left_out as usize, "that may be a person's")
                ),
                (
                    "dates left out",
                    left_out(
                        self.dates_left_out,
                        "that no calendar has or that lie outside 1970–2199"
                    )
                ),
                (
                    "codes left out",
                    left_out(self.codes_left_out, "that are called a CUP and are none")
                ),
                (
                    "rejects",
                    format!("{} ({})", self.rejects.display(), self.rejects_sha256)
                ),
            ])
        )
    }
}
