// SPDX-License-Identifier: EUPL-1.2
//! The entries of a subject, in order: its audit trail. Each line says what was done, when, by whom, how it was
//! signed, what the decision read elsewhere, and the head by which all of it can be checked.

use axum::response::Response;
use portico_rules::{
    authority::Signature,
    award::{AwardBody, Outcome},
    entry::{Body, Entry, Previous},
    fact::Fact,
    primitives::Cents,
    subject::SubjectKind,
};
use rusqlite::Row;
use scale::DecodeAll;
use serde::Serialize;

use crate::{
    database::Snapshot,
    money::Money,
    page::{EntryPosition, Listing, Page, Paging},
    parameters::{Number, Query},
    parties::PartyReference,
    problem::Problem,
    reading::Reading,
    times::Time,
};

/// What an entry is about.
#[derive(Debug, Serialize)]
pub(crate) struct SubjectReference {
    pub(crate) kind: String,
    pub(crate) id: u32,
}

/// A finalised block.
#[derive(Debug, Serialize)]
pub(crate) struct BlockReference {
    pub(crate) number: u32,
    pub(crate) hash: String,
}

/// Who signed an entry.
#[derive(Debug, Serialize)]
struct Signer {
    key: String,
    /// The office or role that holds the key.
    label: Option<String>,
    party: Option<PartyReference>,
}

/// One line of an audit trail. `signature`, `facts`, `body` and `previous` are the entry's own, as
/// docs/format.md writes them: amounts in cents, times in seconds since the epoch.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    subject: SubjectReference,
    seq: u32,
    at: Time,
    block: BlockReference,
    event_index: u32,
    signer: Signer,
    /// Whether somebody else brought the signature to the chain.
    carried: bool,
    action: String,
    /// The body's amount, if it has one.
    amount: Option<Money>,
    signature: Signature,
    body: Body,
    facts: Vec<Fact>,
    previous: Previous,
    head: String,
}

/// `GET /v1/parties/{id}/entries`
pub(crate) async fn of_party(
    reading: Reading,
    number: Number,
    query: Query<Paging<EntryPosition>>,
) -> Result<Response, Problem> {
    list(reading, SubjectKind::Party, number, query).await
}

/// `GET /v1/agreements/{id}/entries`
pub(crate) async fn of_agreement(
    reading: Reading,
    number: Number,
    query: Query<Paging<EntryPosition>>,
) -> Result<Response, Problem> {
    list(reading, SubjectKind::Agreement, number, query).await
}

/// `GET /v1/awards/{id}/trail`
pub(crate) async fn of_award(
    reading: Reading,
    number: Number,
    query: Query<Paging<EntryPosition>>,
) -> Result<Response, Problem> {
    list(reading, SubjectKind::Award, number, query).await
}

/// `GET /v1/imports/{id}/entries`
pub(crate) async fn of_import(
    reading: Reading,
    number: Number,
    query: Query<Paging<EntryPosition>>,
) -> Result<Response, Problem> {
    list(reading, SubjectKind::Import, number, query).await
}

async fn list(
    reading: Reading,
    kind: SubjectKind,
    Number(number): Number,
    Query(paging): Query<Paging<EntryPosition>>,
) -> Result<Response, Problem> {
    reading
        .answer(move |snapshot| {
            exists(snapshot, kind, number)?;
            page(snapshot, kind, number, &paging)
        })
        .await
}

/// Every subject has a first entry.
fn exists(snapshot: &Snapshot<'_>, kind: SubjectKind, number: u32) -> Result<(), Problem> {
    snapshot
        .first(
            "SELECT 1 FROM entries WHERE subject_kind = ?1 AND subject_number = ?2 AND seq = 0",
            (kind.word(), number),
            |_| Ok(()),
        )?
        .ok_or_else(|| Problem::not_found(kind.word(), number))
}

fn page(
    snapshot: &Snapshot<'_>,
    kind: SubjectKind,
    number: u32,
    paging: &Paging<EntryPosition>,
) -> Result<Page<Line>, Problem> {
    Listing::new(SELECT)
        .with("e.subject_kind = ?", [kind.word().to_owned().into()])
        .with("e.subject_number = ?", [number.into()])
        .given("e.seq > ?", paging.after.map(|EntryPosition(seq)| seq))
        .page(snapshot, "e.seq", paging.limit, line, |line| {
            EntryPosition(line.seq)
        })
}

/// What [`line`] reads; entries are `e`.
pub(crate) const SELECT: &str = "SELECT e.subject_kind, e.subject_number, e.seq, e.at, e.block_number, e.block_hash,
        e.event_index, e.signer_key, k.label AS signer_label, e.signer_party, p.name AS signer_name, e.carried,
        e.action, e.scale, e.head
    FROM entries e
    LEFT JOIN keys k ON k.key = e.signer_key
    LEFT JOIN parties p ON p.number = e.signer_party";

pub(crate) fn line(row: &Row<'_>) -> rusqlite::Result<Line> {
    let bytes: Vec<u8> = row.get("scale")?;
    let entry = Entry::decode_all(&mut bytes.as_slice()).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Blob,
            format!("the entry cannot be decoded: {error}").into(),
        )
    })?;
    Ok(Line {
        subject: SubjectReference {
            kind: row.get("subject_kind")?,
            id: row.get("subject_number")?,
        },
        seq: row.get("seq")?,
        at: row.get("at")?,
        block: BlockReference {
            number: row.get("block_number")?,
            hash: row.get("block_hash")?,
        },
        event_index: row.get("event_index")?,
        signer: Signer {
            key: row.get("signer_key")?,
            label: row.get("signer_label")?,
            party: PartyReference::optional(row, "signer_party", "signer_name")?,
        },
        carried: row.get("carried")?,
        action: row.get("action")?,
        amount: amount(&entry.body).map(Money),
        signature: entry.signature,
        body: entry.body,
        facts: entry.facts,
        previous: entry.previous,
        head: row.get("head")?,
    })
}

/// The field `amount` of a body, which the trail also writes as money.
fn amount(body: &Body) -> Option<Cents> {
    match body {
        Body::Award(body) => match body {
            AwardBody::Publish(publication) => Some(publication.amount),
            AwardBody::Claim { amount, .. } | AwardBody::Recover { amount, .. } => Some(*amount),
            AwardBody::Attest { outcome, .. } => match outcome {
                Outcome::PartlyMet { amount } => Some(*amount),
                Outcome::Met | Outcome::NotMet => None,
            },
            AwardBody::Pay(payment) => Some(payment.amount),
            AwardBody::ProposeAmendment(terms) | AwardBody::AcceptAmendment(terms) => {
                Some(terms.amount)
            }
            AwardBody::Confirm { .. }
            | AwardBody::Dispute { .. }
            | AwardBody::WithdrawAmendment { .. }
            | AwardBody::Suspend { .. }
            | AwardBody::Resume { .. }
            | AwardBody::Close { .. } => None,
        },
        Body::Party(_) | Body::Agreement(_) | Body::Import(_) => None,
    }
}
