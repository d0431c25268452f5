// SPDX-License-Identifier: EUPL-1.2
//! Documents: where the ledger refers to one. The documents themselves are kept by whoever published them; this
//! service never has one.

use axum::{extract::FromRequestParts, http::request::Parts, response::Response};
use portico_rules::{primitives::Digest, subject::SubjectKind};
use rusqlite::{Row, types::Value};
use serde::Serialize;

use crate::{
    database::Snapshot,
    entries::SubjectReference,
    page::{Listing, Paging, Position, Recent},
    parameters::{Query, segment},
    parties::PartyReference,
    problem::Problem,
    reading::Reading,
    times::Time,
};

/// A document of one subject.
#[derive(Debug, Serialize)]
pub(crate) struct SubjectDocument {
    sha256: String,
    media_type: String,
    title: String,
    uri: String,
    /// The entry that refers to it, by its number in the subject's history, and what that entry does.
    seq: u32,
    action: String,
}

/// The documents that a subject's entries refer to.
pub(crate) fn of_subject(
    snapshot: &Snapshot<'_>,
    kind: SubjectKind,
    number: u32,
) -> Result<Recent<SubjectDocument>, Problem> {
    let sql = format!(
        "SELECT d.sha256, d.media_type, d.title, d.uri, e.seq, e.action
         FROM entries e JOIN documents d ON d.entry_id = e.id
         WHERE e.subject_kind = '{}' AND e.subject_number = ?1",
        kind.word()
    );
    Recent::read(snapshot, &sql, &["e.seq", "d.place"], number, |row| {
        Ok(SubjectDocument {
            sha256: row.get("sha256")?,
            media_type: row.get("media_type")?,
            title: row.get("title")?,
            uri: row.get("uri")?,
            seq: row.get("seq")?,
            action: row.get("action")?,
        })
    })
}

/// Where a document is referred to.
#[derive(Debug, Serialize)]
struct Reference {
    #[serde(skip)]
    position: ReferencePosition,
    subject: SubjectReference,
    seq: u32,
    at: Time,
    action: String,
    signer: Option<PartyReference>,
    /// Where in the entry's body it stands, such as `report` or `documents/0`.
    place: String,
    title: String,
    /// The IANA media type, where the entry gives one.
    media_type: Option<String>,
    uri: String,
}

/// The entry and the place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReferencePosition {
    entry_id: i64,
    place: String,
}

impl Position for ReferencePosition {
    const LIST: &'static str = "documents";

    fn write(&self) -> String {
        format!("{}:{}", self.entry_id, self.place)
    }

    fn read(text: &str) -> Option<Self> {
        let (entry_id, place) = text.split_once(':')?;
        Some(ReferencePosition {
            entry_id: entry_id.parse().ok()?,
            place: place.to_owned(),
        })
    }
}

/// The digest in the address, with or without `0x`.
pub(crate) struct Sha256(Digest);

impl<S: Send + Sync> FromRequestParts<S> for Sha256 {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = segment(parts, state, "sha256").await?;
        Digest::from_hex(&text).map(Sha256).ok_or_else(|| {
            Problem::parameter(
                "sha256",
                format!("sha256 cannot be {text:?}: write the 64 hexadecimal digits of the SHA-256 of the document"),
            )
        })
    }
}

/// `GET /v1/documents/{sha256}`
pub(crate) async fn show(
    reading: Reading,
    Sha256(sha256): Sha256,
    Query(paging): Query<Paging<ReferencePosition>>,
) -> Result<Response, Problem> {
    reading
        .answer(move |snapshot| {
            let digest = Value::from(sha256.to_hex());
            let mut listing = Listing::new(
                // Beside the documents that bodies name as such: the file of an import and its rejects.
                "SELECT r.entry_id, r.place, r.media_type, r.title, r.uri, e.subject_kind, e.subject_number, e.seq,
                        e.at, e.action, e.signer_party, p.name AS signer_name
                 FROM (
                     SELECT sha256, entry_id, place, media_type, title, uri FROM documents
                     UNION ALL
                     SELECT i.source_sha256, x.id, 'sha256', NULL, i.title, i.uri
                     FROM imports i
                     JOIN entries x ON x.subject_kind = 'import' AND x.subject_number = i.number AND x.seq = 0
                     UNION ALL
                     SELECT i.rejects_sha256, x.id, 'rejects_sha256', NULL, i.title, ''
                     FROM imports i
                     JOIN entries x ON x.subject_kind = 'import' AND x.subject_number = i.number
                         AND x.action = 'finish import'
                     WHERE i.rejects_sha256 IS NOT NULL
                 ) r
                 JOIN entries e ON e.id = r.entry_id
                 LEFT JOIN parties p ON p.number = e.signer_party",
            )
            .with("r.sha256 = ?", [digest]);
            let is_first_page = paging.after.is_none();
            if let Some(ReferencePosition { entry_id, place }) = paging.after {
                listing = listing.with(
                    "(r.entry_id, r.place) > (?, ?)",
                    [entry_id.into(), place.into()],
                );
            }
            let page = listing.page(
                snapshot,
                "r.entry_id, r.place",
                paging.limit,
                reference,
                |reference| reference.position.clone(),
            )?;
            if is_first_page && page.is_empty() {
                return Err(Problem::not_found("document with the SHA-256", sha256));
            }
            Ok(page)
        })
        .await
}

fn reference(row: &Row<'_>) -> rusqlite::Result<Reference> {
    let place: String = row.get("place")?;
    Ok(Reference {
        position: ReferencePosition {
            entry_id: row.get("entry_id")?,
            place: place.clone(),
        },
        subject: SubjectReference {
            kind: row.get("subject_kind")?,
            id: row.get("subject_number")?,
        },
        seq: row.get("seq")?,
        at: row.get("at")?,
        action: row.get("action")?,
        signer: PartyReference::optional(row, "signer_party", "signer_name")?,
        place,
        title: row.get("title")?,
        media_type: row.get("media_type")?,
        uri: row.get("uri")?,
    })
}
