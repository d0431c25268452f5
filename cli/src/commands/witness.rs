// SPDX-License-Identifier: EUPL-1.2
//! `portico witness`: signs a checkpoint that goes on from the last one that this witness signed, and nothing else. No network.
//!
//! The witness's whole memory is one file: the last checkpoint that it signed. It is on disk before the signature is made, so a witness
//! that is killed at any moment has never given out a signature that it does not remember.

use crate::arguments::Signer;
use crate::commands::verify;
use crate::context::Context;
use crate::failure::Failure;
use crate::ledger_file::write_whole;
use crate::lock::lock_witness;
use clap::Args;
use portico_client::Keypair;
use portico_evidence::checkpoint::{CosignatureFile, Fork, ProvenCheckpoint};
use portico_evidence::{
    CheckName, CheckpointReport, Cosignature, Trust, Verdict, limits, verify_checkpoint,
};
use portico_rules::primitives::{Key, SignatureBytes};
use serde::Serialize;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Sign a checkpoint.
#[derive(Debug, Args)]
pub struct Witness {
    /// The checkpoint (`portico checkpoint` writes one)
    checkpoint: PathBuf,
    /// The trust file: which chain, whose validators, which contracts
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// What this witness remembers: the last checkpoint that it signed [default: witness.json in the data folder]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// This witness has never signed anything: there is nothing yet that the checkpoint could go on from
    #[arg(long)]
    first: bool,
    /// Where to write the signature [default: cosignature-BLOCK-KEY.json]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    signer: Signer,
}

/// What was signed.
#[derive(Serialize)]
struct Signed {
    #[serde(flatten)]
    report: CheckpointReport,
    /// The file with the signature.
    cosignature: PathBuf,
    key: Key,
}

impl Witness {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure::Fork`] if the chain shows another history than before; [`Failure::Invalid`] if a check fails; [`Failure::Input`] if
    /// it cannot be told, or if it is not clear what this witness signed before; [`Failure::Local`] for files.
    pub fn run(self, context: &Context) -> Result<(), Failure> {
        let trust = verify::read_trust(&self.trust)?;
        let offered = verify::read(&self.checkpoint, limits::CHECKPOINT as u64)?;
        let state = match &self.state {
            Some(state) => state.clone(),
            None => context.data().join("witness.json"),
        };
        let _lock = lock_witness(&state)?;
        let remembered = remembered(&state, &trust, self.first)?;
        let last = remembered.as_ref().map(|(_, proven)| proven);
        let report = verify_checkpoint(&offered, &trust, last);
        let path = self.checkpoint.display();
        let (Verdict::Valid, Some(proven)) = (report.verdict, &report.proven) else {
            context
                .output
                .result(&report, || verify::lines(&report.checks))?;
            return Err(match (report.fork, &remembered) {
                (Some(fork), Some((signed, _))) => {
                    let kept = keep(&state, &fork, signed, &offered);
                    forked(&fork, &path, &kept)
                }
                _ if report.verdict == Verdict::Undecided => Failure::Input(format!(
                    "{path} is not signed: {}",
                    undecided(&report, last)
                )),
                _ => Failure::Invalid(format!("{path} is not signed: the last check above failed")),
            });
        };
        // Whoever has no passphrase must not leave a memory of what was not signed.
        let signer = self.signer.load(context)?;
        // From here on this witness signs nothing else, whether or not it gets as far as signing this.
        write_whole(&state, &offered)?;
        let signed = sign(proven, &signer);
        if !signed.holds() {
            return Err(Failure::Local(
                "the signature that was made does not hold: nothing is given out".into(),
            ));
        }
        let key = signed.cosignature.key;
        let file = self.out.unwrap_or_else(|| {
            let short: String = key.to_hex().chars().skip(2).take(8).collect();
            format!("cosignature-{}-{short}.json", signed.block).into()
        });
        write_whole(&file, signed.write().as_bytes())?;
        let done = Signed {
            report,
            cosignature: file,
            key,
        };
        context.output.result(&done, || {
            format!(
                "{}\n{}\nsigned by {key}: {}",
                verify::lines(&done.report.checks),
                (done.report.proven.as_ref()).map_or("", |proven| proven.statement.as_str()),
                done.cosignature.display()
            )
        })
    }
}

/// The last checkpoint that was signed: its bytes, and what they prove; none if there is none, and there shall be none.
fn remembered(
    state: &Path,
    trust: &Trust,
    first: bool,
) -> Result<Option<(Vec<u8>, ProvenCheckpoint)>, Failure> {
    let there = match fs::exists(state) {
        Ok(there) => there,
        Err(error) => return Err(Failure::file(state, error)),
    };
    match (there, first) {
        (false, true) => return Ok(None),
        (false, false) => {
            return Err(Failure::Input(format!(
                "{} does not exist. If this witness has never signed anything, say --first. If it has, find that file: without it the witness could sign a second history",
                state.display()
            )));
        }
        (true, true) => {
            return Err(Failure::Input(format!(
                "this witness has signed before: {} is the last checkpoint that it signed. Leave --first out",
                state.display()
            )));
        }
        (true, false) => {}
    }
    let text = verify::read(state, limits::CHECKPOINT as u64)?;
    let report = verify_checkpoint(&text, trust, None);
    match report.proven {
        Some(proven) => Ok(Some((text, proven))),
        None => Err(Failure::Input(format!(
            "{}, the last checkpoint that this witness signed, does not hold against the trust file; was one of the two changed?\n{}",
            state.display(),
            verify::lines(&report.checks)
        ))),
    }
}

/// Why it cannot be told, and what to do.
fn undecided(report: &CheckpointReport, last: Option<&ProvenCheckpoint>) -> String {
    let check = report.checks.last().map(|check| check.name);
    match (check, last) {
        (Some(CheckName::Extends), Some(last)) => format!(
            "it cannot be told whether it goes on from the last one (see the last check above); ask for one made with --since {}",
            last.block
        ),
        _ => "it cannot be told by this version of the program whether it holds: see the last check above".into(),
    }
}

fn sign(proven: &ProvenCheckpoint, signer: &Keypair) -> CosignatureFile {
    CosignatureFile {
        genesis: proven.genesis,
        block: proven.block,
        hash: proven.hash,
        root: proven.root,
        cosignature: Cosignature {
            key: Key(signer.public_key().0),
            signature: SignatureBytes(signer.sign(proven.statement.as_bytes()).0),
        },
    }
}

/// Keeps both checkpoints of a fork beside the state; where, or why not.
fn keep(state: &Path, fork: &Fork, signed: &[u8], offered: &[u8]) -> Result<PathBuf, Failure> {
    let hash: String = fork
        .offered
        .hash
        .to_hex()
        .chars()
        .skip(2)
        .take(16)
        .collect();
    let folder = state.with_file_name(format!("fork-{}-{hash}", fork.offered.block));
    match fs::create_dir(&folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            return Err(Failure::file(&folder, error));
        }
        _ => {}
    }
    write_whole(&folder.join("signed.json"), signed)?;
    write_whole(&folder.join("offered.json"), offered)?;
    Ok(folder)
}

/// Says it so that nobody can overlook it.
fn forked(fork: &Fork, path: &impl std::fmt::Display, kept: &Result<PathBuf, Failure>) -> Failure {
    let Fork { signed, offered } = fork;
    let kept = match kept {
        Ok(folder) => format!("Both checkpoints are kept in {}", folder.display()),
        Err(failure) => format!("KEEP BOTH FILES; they could not be copied ({failure})"),
    };
    Failure::Fork(format!(
        "FORK: the validators of this chain have signed two different blocks of height {}:\n    {} which this witness has signed for\n    {} in {path}\nNothing was signed. {kept}: they are the proof. Show them to the other witnesses and to the administrations, and sign nothing more of this chain before it is explained.",
        signed.block, signed.hash, offered.hash
    ))
}
