// SPDX-License-Identifier: EUPL-1.2
//! `portico checkpoint`: a final block and what every contract counted after it, in one file that witnesses check and sign.

use crate::context::Context;
use crate::failure::Failure;
use crate::ledger_file::write_whole;
use clap::Args;
use portico_evidence::checkpoint::{Ledger, root};
use portico_evidence::{counted, limits};
use portico_evidence_builder::checkpoint;
use portico_rules::primitives::Digest;
use serde::Serialize;
use std::path::PathBuf;

/// Write a checkpoint.
#[derive(Debug, Args)]
pub struct WriteCheckpoint {
    /// Of this block [default: the newest that the validators signed]
    #[arg(long, value_name = "BLOCK")]
    at: Option<u32>,
    /// Add the headers after this block, so that a witness that signed it, or a later one, sees that the new one continues it
    #[arg(long, value_name = "BLOCK")]
    since: Option<u32>,
    /// Where to write it [default: checkpoint-BLOCK.json]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What was written.
#[derive(Serialize)]
struct Written {
    file: PathBuf,
    bytes: usize,
    block: u32,
    hash: Digest,
    root: Digest,
    contracts: Vec<Ledger>,
    /// How many headers lead to the block.
    since: usize,
}

impl WriteCheckpoint {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure::Input`] for a block that there is none of, or that is too far away; [`Failure::Node`]; [`Failure::Local`].
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let chain = context.chain().await?;
        let contracts = chain.ledger.addresses();
        let made = checkpoint(&chain.node, &contracts, self.at, self.since).await?;
        let (header, contracts) = counted(&made).map_err(|reason| {
            Failure::Node(format!(
                "the node's answers do not fit together: {reason}; ask another node"
            ))
        })?;
        let text = made.write();
        if text.len() > limits::CHECKPOINT {
            return Err(Failure::Input(format!(
                "the checkpoint would have {} MB, more than a witness reads: make one of a block in between first (--at)",
                text.len() >> 20
            )));
        }
        let file = self
            .out
            .unwrap_or_else(|| format!("checkpoint-{}.json", header.number).into());
        write_whole(&file, text.as_bytes())?;
        let rows: Vec<_> = (contracts.iter().map(|one| (one.address, one.row))).collect();
        let written = Written {
            bytes: text.len(),
            block: header.number,
            hash: header.hash,
            root: root(&rows),
            contracts,
            since: made.since.len(),
            file,
        };
        context.output.result(&written, || {
            format!(
                "{}: {} bytes, block {} {}\nroot {}, {} entries, {} headers before it\nHave it signed with: portico witness {0} --trust trust.json --key NAME",
                written.file.display(),
                written.bytes,
                written.block,
                written.hash,
                written.root,
                written.contracts.iter().fold(0, |sum: u64, one| sum.saturating_add(one.row.entries)),
                written.since,
            )
        })
    }
}
