// SPDX-License-Identifier: EUPL-1.2
//! `portico evidence build`: a history with the whole proof of it, in one file that anybody can check offline.

use crate::commands::show::Kind;
use crate::commands::verify::read;
use crate::context::Context;
use crate::failure::Failure;
use crate::ledger_file::write_whole;
use clap::{Args, Subcommand};
use portico_client::Block;
use portico_evidence::{
    Checkpoint, CheckpointFile, CosignatureFile, Finality, Malformed, checkpoint, counted, limits,
};
use portico_evidence_builder::{BuildError, Final, Request, build, build_on};
use portico_rules::date::Date;
use portico_rules::primitives::Digest;
use portico_rules::subject::{Subject, SubjectKind};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::{Path, PathBuf};

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
    /// Prove the state of this checkpoint's block, with what the checkpoint has to make it final
    #[arg(long, value_name = "FILE", conflicts_with = "at")]
    checkpoint: Option<PathBuf>,
    /// Add a witness's signature of the checkpoint; may be given more than once
    #[arg(long = "cosignature", value_name = "FILE", requires = "checkpoint")]
    cosignatures: Vec<PathBuf>,
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
        let cosigned = match &self.checkpoint {
            Some(path) => Some(cosigned(path, &self.cosignatures)?),
            None => None,
        };
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
        let contracts = chain.ledger.addresses();
        let bundle = match cosigned {
            Some(last) => build_on(&chain.node, &contracts, &request, last).await?,
            None => build(&chain.node, &contracts, &request).await?,
        };
        let text = bundle.write();
        if text.len() > limits::BUNDLE {
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

/// A checkpoint's block, and what makes it final, witnesses' signatures among it.
fn cosigned(path: &Path, cosignatures: &[PathBuf]) -> Result<Final, Failure> {
    let wrong =
        |path: &Path, reason: &dyn Display| Failure::Input(format!("{}: {reason}", path.display()));
    let malformed = |path: &Path, what: &str, malformed: Malformed| {
        wrong(
            path,
            &format!(
                "it is no {what}: at byte {} this is expected: {}",
                malformed.from, malformed.expected
            ),
        )
    };
    let text = read(path, limits::CHECKPOINT as u64)?;
    let file = CheckpointFile::read(&text).map_err(|error| malformed(path, "checkpoint", error))?;
    let (header, contracts) = counted(&file).map_err(|reason| wrong(path, &reason))?;
    let rows: Vec<_> = (contracts.iter().map(|one| (one.address, one.row))).collect();
    let root = checkpoint::root(&rows);
    // By key, as a bundle has them; whoever is named twice has signed once.
    let mut by_key = BTreeMap::new();
    for path in cosignatures {
        let text = read(path, limits::COSIGNATURE as u64)?;
        let one =
            CosignatureFile::read(&text).map_err(|error| malformed(path, "cosignature", error))?;
        let of = (one.genesis, one.block, one.hash, one.root);
        if of != (file.genesis, header.number, header.hash, root) {
            return Err(wrong(
                path,
                &format!(
                    "it is a signature of block {} {}, not of this checkpoint, which is of block {} {}",
                    one.block, one.hash, header.number, header.hash
                ),
            ));
        }
        if !one.holds() {
            return Err(wrong(
                path,
                &"the signature is not by the key that it names",
            ));
        }
        by_key.insert(one.cosignature.key, one.cosignature);
    }
    Ok(Final {
        block: Block {
            number: header.number,
            hash: header.hash.0,
        },
        header: file.header,
        finality: Finality {
            set_changes: file.set_changes,
            headers: file.headers,
            justification: file.justification,
            checkpoint: Some(Checkpoint {
                root,
                cosignatures: by_key.into_values().collect(),
            }),
        },
    })
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
            BuildError::NotDeployed { .. }
            | BuildError::TooFar { .. }
            | BuildError::NotBefore { .. } => Failure::Input(error.to_string()),
            BuildError::Client(error) => error.into(),
            BuildError::NotSigned { .. }
            | BuildError::OtherBlock { .. }
            | BuildError::Unassembled(_)
            | BuildError::Undecodable { .. } => Failure::Node(error.to_string()),
        }
    }
}
