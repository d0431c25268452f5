// SPDX-License-Identifier: EUPL-1.2
//! What is mirrored and how far, and whether the service is alive and ready.

use std::time::UNIX_EPOCH;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use portico_rules::row::{LedgerRow, Row, RowKey};
use scale::{DecodeAll, Encode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    database::Snapshot,
    entries::BlockReference,
    parameters::{Nothing, Query},
    problem::Problem,
    state::AppState,
    times::today,
};

/// How far the mirror is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Status {
    service: &'static str,
    version: &'static str,
    chain: ChainReference,
    #[schema(max_items = 5)]
    contracts: Vec<Contract>,
    /// Entries of all contracts.
    entries: u64,
    /// The finalised block up to which the answers are complete.
    indexed_block: BlockReference,
    /// The chain's newest finalised block, as far as the indexer knows.
    finalised_block: Option<u32>,
    /// How many blocks lie between them.
    blocks_behind: Option<u32>,
    /// When the indexer last had an answer of a node, by its word in the database.
    #[serde(skip)]
    seen_at: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ChainReference {
    genesis: String,
}

/// A contract, and how much it holds.
#[derive(Debug, Serialize, ToSchema)]
struct Contract {
    /// What it keeps: `party`, `agreement`, `award`, `import`.
    subject_kind: String,
    address: String,
    subjects: u32,
    entries: u64,
    /// The block of its newest entry.
    last_block: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Health {
    status: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
struct Readiness {
    status: &'static str,
    indexed_block: u32,
    blocks_behind: Option<u32>,
}

/// The chain, the contracts, and how far they are indexed
#[utoipa::path(get, path = "/status", operation_id = "show_status", tag = "service",
    description = "200 when answers can be given, 503 when there is no database to read.",
    responses((status = 200, description = "The service can answer.", body = Status)))]
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
    if let Some(silent) = silent_for(&state, status.seen_at) {
        return Err(Problem::not_ready(format!(
            "indexed up to block {indexed}; the indexer has heard from no node for {silent} seconds: it has ended, hangs, or no node answers it"
        )));
    }
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

/// For how many seconds the indexer has been silent, if that is too long. A database whose indexer never spoke is one
/// that somebody made by other means, and is taken as it is.
fn silent_for(state: &AppState, seen_at: Option<u64>) -> Option<u64> {
    let now = (state.clock)()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let silent = now.saturating_sub(seen_at?);
    (silent > state.silence.as_secs()).then_some(silent)
}

/// An answer that holds only now.
fn now(answer: &impl Serialize) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

async fn read(state: &AppState) -> Result<Status, Problem> {
    let told = state.finalised.as_ref().and_then(|finalised| finalised());
    state
        .database
        .read(today(&state.clock), move |snapshot| {
            let Cursor {
                chain,
                indexed_block,
                finalised_block,
                seen_at,
            } = cursor(snapshot)?;
            // An indexer in this process knows better than the database, which hears of it now and then.
            let finalised_block = told.or(finalised_block);
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
                seen_at,
            })
        })
        .await
}

/// What the table `chain` says.
struct Cursor {
    chain: ChainReference,
    indexed_block: BlockReference,
    finalised_block: Option<u32>,
    seen_at: Option<u64>,
}

fn cursor(snapshot: &Snapshot<'_>) -> Result<Cursor, Problem> {
    snapshot
        .first(
            "SELECT genesis, block_number, block_hash, finalised_number, seen_at FROM chain",
            [],
            |row| {
                let genesis = row.get("genesis")?;
                let block = BlockReference {
                    number: row.get("block_number")?,
                    hash: row.get("block_hash")?,
                };
                Ok(Cursor {
                    chain: ChainReference { genesis },
                    indexed_block: block,
                    finalised_block: row.get("finalised_number")?,
                    seen_at: row.get("seen_at")?,
                })
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
