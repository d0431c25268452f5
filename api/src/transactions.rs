// SPDX-License-Identifier: EUPL-1.2
//! Commands of wallets that pay their own fees: prepare an extrinsic to be signed, bring it once it is signed, ask what became
//! of it. The signature is made where the key is; no private key comes here.
//!
//! What is known of a chain is behind [`Wallets`], which whoever runs the service may bring along; without it the answer is 503.

mod wallets;

use std::{num::NonZeroU32, sync::Arc};

use axum::{
    extract::{FromRequestParts, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use portico_commands::Act;
use portico_rules::{
    entry::Body,
    message::Place,
    primitives::{Address, Digest, Key},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    commands::{
        CommandEntry, CommandSubject, JsonBody, NextEntry, RefusedCommand, Trial, hexadecimal, now,
        seconds, time,
    },
    entries::{BlockReference, SubjectReference},
    parameters::{Nothing, Query, invalid, segment},
    problem::Problem,
    state::AppState,
    times::Time,
};

pub use wallets::{Prepared, Transaction, TransactionState, WalletFailure, Wallets};

/// Where extrinsics are prepared, brought and asked about.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(prepare))
        .routes(routes!(submit))
        .routes(routes!(show))
}

/// A command that a wallet is to sign as an extrinsic of its own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransactionPreparation {
    /// The number of the subject that it is about; none for a command that opens one.
    #[schema(value_type = Option<u32>, minimum = 1)]
    subject: Option<NonZeroU32>,
    /// What is to be done, as it stands in an entry's `body`: `{"award": {"confirm": {"payment": 1}}}`. It says which contract
    /// is called.
    #[schema(schema_with = crate::commands::a_body)]
    body: Body,
    /// The public key of who will sign it and pay: 0x and 64 hexadecimal digits.
    #[schema(value_type = String, pattern = "^0x[0-9a-f]{64}$", min_length = 66, max_length = 66)]
    key: Key,
}

/// An extrinsic that is ready to be signed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreparedTransaction {
    /// What it does, to be read before it is signed: one field a line.
    #[schema(max_length = 65_536)]
    summary: String,
    /// What the wallet signs, with sr25519 in the context `substrate`: the payload, or its blake2-256 where that is longer than
    /// 256 bytes. 0x and hexadecimal digits.
    #[schema(max_length = 514)]
    bytes_to_sign: String,
    /// The whole extrinsic, with zeros for the signature: put the signature in their place, and bring it.
    #[schema(max_length = 32_770)]
    extrinsic: String,
    /// At which byte of the extrinsic the 64 bytes of the signature begin.
    signature_offset: u32,
    signing: Signing,
    /// The contract that is called.
    #[schema(value_type = String)]
    contract: Address,
    /// Height of the last block that can include it: afterwards it has no effect and costs nothing.
    last_block: u32,
    /// The most that the fee can be, in the chain's smallest unit; what a call does not use is given back.
    #[schema(max_length = 39, pattern = "^[0-9]+$")]
    largest_fee: String,
    /// The most that can be kept of the account's money for what is stored, in the chain's smallest unit.
    #[schema(max_length = 39, pattern = "^[0-9]+$")]
    largest_deposit: String,
    trial: Trial,
}

/// The parts of the payload, as wallets ask for them.
#[derive(Debug, Serialize, ToSchema)]
struct Signing {
    /// The runtime's call, in SCALE.
    #[schema(max_length = 32_770)]
    method: String,
    /// For how long it can be included, in SCALE.
    #[schema(max_length = 6)]
    era: String,
    nonce: u64,
    /// What is paid beyond the fee, in the chain's smallest unit.
    #[schema(max_length = 39, pattern = "^[0-9]+$")]
    tip: String,
    #[schema(value_type = String)]
    genesis_hash: Digest,
    /// The block after which it can be included.
    #[schema(value_type = String)]
    block_hash: Digest,
    block_number: u32,
    spec_version: u32,
    transaction_version: u32,
}

/// Prepares an extrinsic for a wallet that pays its own fee
///
/// The contract is asked on the newest finalised state, as if this key had signed; what it refuses is answered with 422 and
/// costs nothing. Nothing is kept.
#[utoipa::path(post, path = "/transactions/prepare", operation_id = "prepare_transaction", tag = "transactions",
    request_body(content = TransactionPreparation, content_type = "application/json"),
    responses(
        (status = 200, description = "The extrinsic, to be signed.", body = PreparedTransaction),
        (status = 400, description = "The body is not of the form that is asked for."),
        (status = 413, description = "The body is too long."),
        (status = 415, description = "The body is not JSON."),
        (status = 422, description = "The rules refuse the command."),
        (status = 503, description = "This service speaks to no node, or none answers."),
    ))]
pub(crate) async fn prepare(
    State(state): State<AppState>,
    Query(Nothing): Query<Nothing>,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let wallets = wallets(&state)?;
    let TransactionPreparation { subject, body, key } =
        serde_json::from_slice(&body).map_err(|error| Problem::body(&error))?;
    let act = Act {
        subject: subject.map(NonZeroU32::get),
        body,
    };
    act.check_length()
        .map_err(|refusal| Problem::refused(&refusal))?;
    let prepared = wallets.prepare(act.clone(), key).await.map_err(problem)?;
    let place = Place {
        genesis: prepared.genesis,
        contract: prepared.contract,
    };
    let (kind, number, seq) = prepared.entry;
    let block = block(&prepared.block);
    let entry = NextEntry {
        subject: SubjectReference {
            kind: kind.word().to_owned(),
            id: number,
        },
        seq,
    };
    let answer = PreparedTransaction {
        summary: act.summary(&place),
        bytes_to_sign: hexadecimal(&prepared.to_sign),
        extrinsic: hexadecimal(&prepared.extrinsic),
        // An extrinsic has some kilobytes.
        signature_offset: u32::try_from(prepared.signature_at).unwrap_or(u32::MAX),
        signing: Signing {
            method: hexadecimal(&prepared.call),
            era: hexadecimal(&prepared.era),
            nonce: prepared.nonce,
            tip: prepared.tip.to_string(),
            genesis_hash: prepared.genesis,
            block_hash: prepared.block.1,
            block_number: prepared.block.0,
            spec_version: prepared.spec_version,
            transaction_version: prepared.transaction_version,
        },
        contract: prepared.contract,
        last_block: prepared.last_block,
        largest_fee: prepared.largest_fee.to_string(),
        largest_deposit: prepared.largest_deposit.to_string(),
        trial: Trial::accepted(block, seconds(&state.clock), entry),
    };
    Ok(now(StatusCode::OK, &answer))
}

/// An extrinsic that a wallet has signed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignedTransaction {
    /// The whole extrinsic: 0x and hexadecimal digits.
    #[schema(pattern = "^0x([0-9a-fA-F]{2})+$", min_length = 4, max_length = 32_770)]
    extrinsic: String,
}

/// Submits a signed extrinsic
///
/// It must call a contract of this ledger and do nothing else, and expire after 64 blocks or fewer. The contract is asked once
/// more before it is handed to the chain. `Location` says where to ask what became of it.
#[utoipa::path(post, path = "/transactions", operation_id = "submit_transaction", tag = "transactions",
    request_body(content = SignedTransaction, content_type = "application/json"),
    responses(
        (status = 202, description = "The chain has it.", body = TransactionStatus,
            headers(("Location" = String, description = "Where to ask what became of it."))),
        (status = 400, description = "The body is not of the form that is asked for."),
        (status = 413, description = "The body is too long."),
        (status = 415, description = "The body is not JSON."),
        (status = 422, description = "It is no command to this ledger, the rules refuse it, or the chain does not take it."),
        (status = 503, description = "This service speaks to no node, or none answers."),
    ))]
pub(crate) async fn submit(
    State(state): State<AppState>,
    Query(Nothing): Query<Nothing>,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let wallets = wallets(&state)?;
    let SignedTransaction { extrinsic } =
        serde_json::from_slice(&body).map_err(|error| Problem::body(&error))?;
    let bytes = extrinsic
        .strip_prefix("0x")
        .filter(|digits| !digits.is_empty())
        .and_then(|digits| {
            data_encoding::HEXLOWER_PERMISSIVE
                .decode(digits.as_bytes())
                .ok()
        })
        .ok_or_else(|| {
            Problem::not_a_transaction("extrinsic must be 0x and pairs of hexadecimal digits")
        })?;
    let transaction = wallets.submit(bytes).await.map_err(problem)?;
    let location = format!("/v1/transactions/{}", transaction.hash);
    let told = now(StatusCode::ACCEPTED, &TransactionStatus::of(transaction));
    Ok(([(header::LOCATION, location)], told).into_response())
}

/// An extrinsic that was submitted, and how far it has come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TransactionStatus {
    /// blake2-256 of the extrinsic.
    #[schema(value_type = String)]
    hash: Digest,
    /// `pending`, `in_block`, `finalised`, `failed` (it is in a finalised block, without effect, and the fee is spent) or `gone`
    /// (it is in no block and can get into none).
    state: &'static str,
    submitted_at: Time,
    /// Height of the last block that can include it.
    last_block: u32,
    /// Who signed it and pays.
    #[schema(value_type = String)]
    signer_key: Key,
    nonce: u64,
    subject: CommandSubject,
    /// What is to be done, such as `claim`.
    action: &'static str,
    /// The block that it is in.
    block: Option<BlockReference>,
    /// The fee paid, in the chain's smallest unit, once it is final.
    #[schema(max_length = 39, pattern = "^[0-9]+$")]
    fee: Option<String>,
    /// Its entry, once it is final.
    entry: Option<CommandEntry>,
    /// Why it failed.
    refused: Option<RefusedCommand>,
}

impl TransactionStatus {
    fn of(transaction: Transaction) -> Self {
        let kind = transaction.kind.word();
        let mut status = TransactionStatus {
            hash: transaction.hash,
            state: "pending",
            submitted_at: time(transaction.submitted_at),
            last_block: transaction.last_block,
            signer_key: transaction.account,
            nonce: transaction.nonce,
            subject: CommandSubject::new(kind, transaction.subject),
            action: transaction.action,
            block: None,
            fee: None,
            entry: None,
            refused: None,
        };
        match transaction.state {
            TransactionState::Pending => {}
            TransactionState::InBlock(found) => {
                status.state = "in_block";
                status.block = Some(block(&found));
            }
            TransactionState::Finalised { fee, entry } => {
                status.state = "finalised";
                status.block = Some(block(&entry.block));
                status.fee = Some(fee.to_string());
                status.entry = Some(CommandEntry::of(kind, &entry));
            }
            TransactionState::Failed {
                sentence,
                refusal,
                block: found,
            } => {
                status.state = "failed";
                status.block = found.as_ref().map(block);
                status.refused = Some(RefusedCommand::new(sentence, refusal));
            }
            TransactionState::Gone => status.state = "gone",
        }
        status
    }
}

/// What became of an extrinsic
///
/// `pending` and `in_block` change by themselves; `finalised`, `failed` and `gone` do not. What was submitted is remembered for
/// as long as the service runs, but for the oldest when there are very many; the entry itself is on the ledger for ever.
#[utoipa::path(get, path = "/transactions/{hash}", operation_id = "show_transaction", tag = "transactions",
    params(("hash" = String, Path, pattern = "^0x[0-9a-f]{64}$", description = "blake2-256 of the extrinsic: 0x and 64 hexadecimal digits.")),
    responses(
        (status = 200, description = "The extrinsic, as far as it has come.", body = TransactionStatus),
        (status = 404, description = "It was not submitted here, or is forgotten."),
        (status = 503, description = "This service speaks to no node."),
    ))]
pub(crate) async fn show(
    State(state): State<AppState>,
    TransactionHash(hash): TransactionHash,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    match wallets(&state)?.find(&hash) {
        Some(found) => Ok(now(StatusCode::OK, &TransactionStatus::of(found))),
        None => Err(Problem::unknown_transaction(&hash)),
    }
}

/// The name in an address such as `/v1/transactions/0x…`.
pub(crate) struct TransactionHash(Digest);

impl<S: Send + Sync> FromRequestParts<S> for TransactionHash {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = segment(parts, state, "hash").await?;
        match text.parse::<Digest>() {
            Ok(hash) if hash.to_hex() == text => Ok(TransactionHash(hash)),
            _ => Err(invalid(
                "hash",
                &text,
                "write 0x and 64 lower-case hexadecimal digits",
            )),
        }
    }
}

fn wallets(state: &AppState) -> Result<&Arc<dyn Wallets>, Problem> {
    state.wallets.as_ref().ok_or_else(Problem::no_node)
}

fn block((number, hash): &(u32, Digest)) -> BlockReference {
    BlockReference {
        number: *number,
        hash: hash.to_hex(),
    }
}

fn problem(failure: WalletFailure) -> Problem {
    match failure {
        WalletFailure::Refused(refusal) => Problem::refused(&refusal),
        WalletFailure::NotTaken(why) => Problem::not_a_transaction(why),
        WalletFailure::Busy => Problem::busy(),
        WalletFailure::NoNode => Problem::node_unavailable(),
        WalletFailure::Internal => Problem::internal(),
    }
}
