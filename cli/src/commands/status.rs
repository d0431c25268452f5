// SPDX-License-Identifier: EUPL-1.2
//! `portico status`: how the node, the contracts and the database stand.

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{facts, table};
use crate::running::Running;
use portico_rules::primitives::{Address, Digest};
use portico_rules::subject::SubjectKind;
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use std::path::Path;

#[derive(Debug, Serialize)]
struct Status {
    genesis: Digest,
    node: String,
    finalised_block: u32,
    contracts: Vec<ContractStatus>,
    indexed_block: Option<u32>,
    api: Option<String>,
}

#[derive(Debug, Serialize)]
struct ContractStatus {
    name: &'static str,
    address: Address,
    /// Whether the chain has the code there that the deployment file names.
    code_as_deployed: bool,
    entries: u64,
    subjects: u32,
}

/// Says how everything stands.
///
/// # Errors
/// [`Failure`], by its kind: the rules, the input, the node, or this machine.
pub async fn run(context: &Context) -> Result<(), Failure> {
    let chain = context.chain().await?;
    let kinds = [
        SubjectKind::Party,
        SubjectKind::Agreement,
        SubjectKind::Award,
        SubjectKind::Import,
    ];
    let mut contracts = Vec::new();
    for (kind, (name, contract)) in kinds.into_iter().zip(chain.ledger.by_name()) {
        let info = chain
            .node
            .contract_info(&contract.address.0, chain.at)
            .await?;
        let row = chain.ledger_row(kind).await?;
        contracts.push(ContractStatus {
            name,
            address: contract.address,
            code_as_deployed: info.is_some_and(|info| info.code_hash == contract.code_hash.0),
            entries: row.entries,
            subjects: row.subjects,
        });
    }
    let status = Status {
        genesis: chain.ledger.genesis,
        node: context.urls()?.join(", "),
        finalised_block: chain.at.number,
        contracts,
        indexed_block: indexed(&context.database())?,
        api: Running::read(context.data())?.map(|running| format!("http://{}", running.api)),
    };
    context.output.result(&status, || {
        let rows = status.contracts.iter().map(|contract| {
            vec![
                contract.name.to_owned(),
                contract.address.to_string(),
                contract.subjects.to_string(),
                contract.entries.to_string(),
                if contract.code_as_deployed {
                    "as deployed"
                } else {
                    "ANOTHER CODE"
                }
                .to_owned(),
            ]
        });
        format!(
            "{}\n{}",
            facts(&[
                ("chain", status.genesis.to_string()),
                ("node", status.node.clone()),
                ("finalised", format!("block {}", status.finalised_block)),
                (
                    "indexed",
                    status
                        .indexed_block
                        .map(|block| format!("block {block}"))
                        .unwrap_or_default()
                ),
                ("API", status.api.clone().unwrap_or_default()),
            ]),
            table(
                &["contract", "address", "#subjects", "#entries", "code"],
                rows
            )
        )
    })
}

/// The block up to which the database is complete; `None` without a database.
fn indexed(path: &Path) -> Result<Option<u32>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|database| {
            database.query_row("SELECT block_number FROM chain", [], |row| row.get(0))
        })
        .map(Some)
        .map_err(|error| Failure::file(path, error))
}
