// SPDX-License-Identifier: EUPL-1.2
//! `portico evidence build`: a history with the whole proof of it, in one file that anybody can check offline.

use crate::commands::show::Kind;
use crate::context::Context;
use crate::failure::Failure;
use crate::ledger_file::write_whole;
use clap::{Args, Subcommand};
use portico_evidence_builder::{BuildError, Request, build};
use portico_rules::date::Date;
use portico_rules::primitives::Digest;
use portico_rules::subject::{Subject, SubjectKind};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Evidence bundles.
#[derive(Debug, Subcommand)]
pub enum Evidence {
    /// Build a bundle: the proof of a history, in one file
    Build(Build),
}

/// Build a bundle.
#[derive(Debug, Args)]
pub struct Build {
    /// What kind of subject the bundle shall be about
    #[arg(requires = "number")]
    kind: Option<Kind>,
    /// Its number
    number: Option<u32>,
    /// Instead of one subject: every award of this administration (its number)
    #[arg(
        long,
        value_name = "PARTY",
        conflicts_with = "kind",
        required_unless_present = "kind"
    )]
    administration: Option<u32>,
    /// With --administration: only awards published in this year
    #[arg(long, requires = "administration")]
    year: Option<u32>,
    /// Add the histories of the parties and agreements that entries rest on, so that nothing is taken on a contract's word
    #[arg(long)]
    with_facts: bool,
    /// Prove the state of this block [default: the newest that the validators signed]
    #[arg(long, value_name = "BLOCK")]
    at: Option<u32>,
    /// Where to write it [default: named for what it is about]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What was written.
#[derive(Serialize)]
struct Written {
    file: PathBuf,
    id: Digest,
    bytes: usize,
    about: Vec<Subject>,
}

impl Evidence {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure`], by its kind: the rules, the input, the node, or this machine.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Evidence::Build(build) => build.run(context).await,
        }
    }
}

impl Build {
    async fn run(self, context: &Context) -> Result<(), Failure> {
        let chain = context.chain().await?;
        let subject = self
            .kind
            .zip(self.number)
            .map(|(kind, number)| kind.numbered(number));
        let (about, name) = match (subject, self.administration) {
            (Some(subject), _) => {
                let name = format!("{}-{}", subject.kind().word(), subject.number());
                (BTreeSet::from([subject]), name)
            }
            (None, Some(administration)) => {
                let awards = awards(&chain, administration, self.year).await?;
                let year = self.year.map(|year| format!("-{year}")).unwrap_or_default();
                (awards, format!("administration-{administration}{year}"))
            }
            (None, None) => {
                return Err(Failure::Input("say what the bundle shall be about".into()));
            }
        };
        let request = Request {
            about,
            with_facts: self.with_facts,
            at: self.at,
        };
        let bundle = build(&chain.node, &chain.ledger.addresses(), &request).await?;
        let text = bundle.write();
        if text.len() > portico_evidence::limits::BUNDLE {
            return Err(Failure::Input(format!(
                "the bundle would have {} MB, more than a verifier reads: ask for fewer awards at once",
                text.len() >> 20
            )));
        }
        let file = self
            .out
            .unwrap_or_else(|| format!("{name}.evidence.json").into());
        write_whole(&file, text.as_bytes())?;
        let written = Written {
            id: bundle.id(),
            bytes: text.len(),
            about: bundle.about,
            file,
        };
        context.output.result(&written, || {
            format!(
                "{}: {} bytes about {} subjects\nbundle {}\nCheck it with: portico verify {} --trust trust.json",
                written.file.display(),
                written.bytes,
                written.about.len(),
                written.id,
                written.file.display()
            )
        })
    }
}

/// Awards of an administration, all or of a year of publication.
async fn awards(
    chain: &crate::chain::Chain,
    administration: u32,
    year: Option<u32>,
) -> Result<BTreeSet<Subject>, Failure> {
    let mut found = BTreeSet::new();
    let count = chain.ledger_row(SubjectKind::Award).await?.subjects;
    for number in 1..=count {
        let Some(award) = chain.award(number).await? else {
            continue;
        };
        let of_year = |published: Date| year.is_none_or(|year| published.ymd().0 == year);
        if award.administration == administration && of_year(award.published) {
            found.insert(Subject::Award(number));
        }
    }
    match found.is_empty() {
        true => Err(Failure::Input(format!(
            "administration {administration} has no awards{} at {}",
            year.map(|year| format!(" of {year}")).unwrap_or_default(),
            chain.at
        ))),
        false => Ok(found),
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::NoSubject { subject, .. } => crate::chain::unknown(subject),
            BuildError::NoContract(_) => Failure::Input(error.to_string()),
            BuildError::Client(error) => error.into(),
            BuildError::NotSigned { .. }
            | BuildError::Unassembled(_)
            | BuildError::Undecodable { .. } => Failure::Node(error.to_string()),
        }
    }
}
