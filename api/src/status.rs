// SPDX-License-Identifier: EUPL-1.2
//! What is mirrored and how far, and whether the service is alive and ready.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use portico_rules::row::{LedgerRow, Row, RowKey};
use scale::{DecodeAll, Encode};
use serde::Serialize;

use crate::{
    database::Snapshot,
    entries::BlockReference,
    parameters::{Nothing, Query},
    problem::Problem,
    state::AppState,
};

/// How far the mirror is.
#[derive(Debug, Serialize)]
struct Status {
    service: &'static str,
    version: &'static str,
    chain: ChainReference,
    contracts: Vec<Contract>,
    /// Entries of all contracts.
    entries: u64,
    /// The finalised block up to which the answers are complete.
    indexed_block: BlockReference,
    /// The chain's newest finalised block, where the service is told.
    finalised_block: Option<u32>,
    /// How many blocks lie between them.
    blocks_behind: Option<u32>,
}

#[derive(Debug, Serialize)]
struct ChainReference {
    genesis: String,
}

/// A contract, and how much it holds.
#[derive(Debug, Serialize)]
struct Contract {
    /// What it keeps: `party`, `agreement`, `award`, `import`.
    subject_kind: String,
    address: String,
    subjects: u32,
    entries: u64,
    /// The block of its newest entry.
    last_block: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
}

#[derive(Debug, Serialize)]
struct Readiness {
    status: &'static str,
    indexed_block: u32,
    blocks_behind: Option<u32>,
}

/// `GET /v1/status`
pub(crate) async fn show(
    State(state): State<AppState>,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    read(&state).await.map(|status| now(&status))
}

/// `GET /health`: the process answers.
pub(crate) async fn health(Query(Nothing): Query<Nothing>) -> Response {
    now(&Health { status: "alive" })
}

/// `GET /ready`: whether answers can be given, and are of now as far as can be told.
pub(crate) async fn ready(
    State(state): State<AppState>,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    let status = read(&state).await?;
    let indexed = status.indexed_block.number;
    match (status.finalised_block, status.blocks_behind) {
        (Some(finalised), Some(behind)) if behind > state.blocks_behind => {
            Err(Problem::not_ready(format!(
                "indexed up to block {indexed}, {behind} blocks behind the finalised block {finalised}"
            )))
        }
        (_, behind) => Ok(now(&Readiness {
            status: "ready",
            indexed_block: indexed,
            blocks_behind: behind,
        })),
    }
}

/// An answer that holds only now.
fn now(answer: &impl Serialize) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

async fn read(state: &AppState) -> Result<Status, Problem> {
    let finalised_block = state.finalised.as_ref().and_then(|finalised| finalised());
    state
        .database
        .read(move |snapshot| {
            let (chain, indexed_block) = cursor(snapshot)?;
            let contracts = contracts(snapshot)?;
            Ok(Status {
                service: "portico-api",
                version: env!("CARGO_PKG_VERSION"),
                chain,
                entries: contracts.iter().map(|contract| contract.entries).sum(),
                contracts,
                blocks_behind: finalised_block
                    .map(|finalised| finalised.saturating_sub(indexed_block.number)),
                indexed_block,
                finalised_block,
            })
        })
        .await
}

fn cursor(snapshot: &Snapshot<'_>) -> Result<(ChainReference, BlockReference), Problem> {
    snapshot
        .first(
            "SELECT genesis, block_number, block_hash FROM chain",
            [],
            |row| {
                let genesis = row.get("genesis")?;
                let block = BlockReference {
                    number: row.get("block_number")?,
                    hash: row.get("block_hash")?,
                };
                Ok((ChainReference { genesis }, block))
            },
        )?
        .ok_or_else(|| Problem::not_ready("the indexer has not been told its chain yet"))
}

/// The contracts, with what their own rows say; a contract without entries has none.
fn contracts(snapshot: &Snapshot<'_>) -> Result<Vec<Contract>, Problem> {
    snapshot.all(
        "SELECT c.subject_kind, c.address, r.row FROM contracts c
         LEFT JOIN rows r ON r.subject_kind = c.subject_kind AND r.row_key = ?1
         ORDER BY c.rowid",
        [RowKey::Ledger.encode()],
        |row| {
            let held = match row.get::<_, Option<Vec<u8>>>("row")? {
                None => LedgerRow::default(),
                Some(bytes) => match Row::decode_all(&mut bytes.as_slice()) {
                    Ok(Row::Ledger(held)) => held,
                    _ => {
                        return Err(rusqlite::Error::FromSqlConversionFailure(
                            2,
                            rusqlite::types::Type::Blob,
                            "a contract's own row cannot be decoded".into(),
                        ));
                    }
                },
            };
            Ok(Contract {
                subject_kind: row.get("subject_kind")?,
                address: row.get("address")?,
                subjects: held.subjects,
                entries: held.entries,
                last_block: (held.entries > 0).then_some(held.last_block),
            })
        },
    )
}
