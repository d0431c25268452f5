// SPDX-License-Identifier: EUPL-1.2
//! Documents: where the ledger refers to one. The documents themselves are kept by whoever published them; this
//! service never has one.

use axum::{extract::FromRequestParts, http::request::Parts};
use portico_rules::{date::Date, primitives::Digest, subject::SubjectKind};
use rusqlite::{Row, types::Value};
use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::{
        ObjectBuilder, Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{SchemaType, Type},
    },
};

use crate::{
    database::Snapshot,
    entries::SubjectReference,
    list::{Filter, Key, List, Scope, Sort, Whole},
    parameters::{invalid, segment},
    parties::PartyReference,
    problem::Problem,
    recent::Recent,
    times::Time,
};

/// A document of one subject.
#[derive(Debug, Serialize, ToSchema)]
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
        // Every entry has a number in its history. Saying so makes SQLite look for the subject's entries, not for those
        // of its kind, also where the table is as it stood.
        "SELECT d.sha256, d.media_type, d.title, d.uri, e.seq, e.action
         FROM entries e CROSS JOIN documents d ON d.entry_id = e.id
         WHERE e.subject_kind = '{}' AND e.subject_number = ?1 AND e.seq >= 0",
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
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentReference {
    sha256: String,
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

/// The digest in the address, with or without `0x`.
pub(crate) struct Sha256(Digest);

impl<S: Send + Sync> FromRequestParts<S> for Sha256 {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let text = segment(parts, state, "sha256").await?;
        Digest::from_hex(&text).map(Sha256).ok_or_else(|| {
            invalid(
                "sha256",
                &text,
                "write the 64 hexadecimal digits of the SHA-256 of the document",
            )
        })
    }
}

impl Scope for Sha256 {
    fn value(&self) -> Option<Value> {
        Some(self.0.to_hex().into())
    }

    fn parameter() -> Option<Parameter> {
        let digits = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .pattern(Some("^(0x)?[0-9a-fA-F]{64}$"))
            .max_length(Some(66));
        let parameter = ParameterBuilder::new()
            .name("sha256")
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some("The SHA-256 of the document, in hexadecimal digits."))
            .schema(Some(digits));
        Some(parameter.build())
    }
}

/// Everything that refers to documents. Beside those that bodies name as such: the file of an import and its rejects.
const FROM: &str = "(
        SELECT sha256, entry_id, place, media_type, title, uri FROM documents
        UNION ALL
        SELECT i.source_sha256, x.id, 'sha256', NULL, i.title, i.uri
        FROM imports i
        JOIN entries x ON x.subject_kind = 'import' AND x.subject_number = i.number AND x.seq = 0
        UNION ALL
        SELECT i.rejects_sha256, x.id, 'rejects_sha256', NULL, i.title, ''
        FROM imports i
        JOIN entries x ON x.subject_kind = 'import' AND x.subject_number = i.number AND x.action = 'finish import'
        WHERE i.rejects_sha256 IS NOT NULL
    ) r
    JOIN entries e ON e.id = r.entry_id
    LEFT JOIN parties p ON p.number = e.signer_party";

/// A document, as the entry gave it that referred to it first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Document {
    sha256: String,
    title: String,
    /// The IANA media type, where the entry gives one.
    media_type: Option<String>,
    uri: String,
    /// Who signed that entry, when, and what it is about.
    signer: Option<PartyReference>,
    at: Time,
    subject: SubjectReference,
    action: String,
}

/// `GET /v1/documents`
pub(crate) struct Documents;

impl List for Documents {
    type Item = Document;
    type Scope = Whole;
    const PATH: &'static str = "/documents";
    const NAME: &'static str = "list_documents";
    const TAG: &'static str = "documents";
    const SUMMARY: &'static str = "Documents, each once";
    const DESCRIPTION: &'static str = "Every document that an entry refers to, as the one gave it that did so first; \
        `/documents/{sha256}` has all the others. The documents themselves are kept by whoever published them. Imported files \
        are under `/imports`.";
    const COLUMNS: &'static str =
        "r.sha256, r.media_type, r.title, r.uri, e.subject_kind, e.subject_number, e.at, e.action,
        e.signer_party, p.name AS signer_name";
    const FROM: &'static str = "documents r
        JOIN entries e ON e.id = r.entry_id
        LEFT JOIN parties p ON p.number = e.signer_party";
    const WITHIN: Option<&'static str> = Some(
        "NOT EXISTS (SELECT 1 FROM documents x WHERE x.sha256 = r.sha256
            AND (x.entry_id, x.place) < (r.entry_id, r.place))",
    );
    const KEY: Key = Key::many("entry", "r.entry_id", &["r.place"]);
    const SORTS: &'static [Sort] = &[];
    const FILTERS: &'static [Filter] = &[
        // The sign keeps SQLite from going through all entries of that kind: documents come in order already.
        Filter::word::<SubjectKind>(
            "subject_kind",
            "+e.subject_kind = ?",
            "What the entry is about that referred to it first.",
        ),
        Filter::number(
            "signer",
            "e.signer_party = ?",
            "The party that referred to it first.",
        ),
        Filter::text("media_type", "r.media_type = ?", "Its IANA media type."),
        Filter::from_day(
            "from",
            "e.at >= ?",
            "Referred to first on this day or later, UTC.",
        ),
        Filter::to_day(
            "to",
            "e.at <= ?",
            "Referred to first on this day or earlier, UTC.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Document> {
        Ok(Document {
            sha256: row.get("sha256")?,
            title: row.get("title")?,
            media_type: row.get("media_type")?,
            uri: row.get("uri")?,
            signer: PartyReference::optional(row, "signer_party", "signer_name")?,
            at: row.get("at")?,
            subject: SubjectReference {
                kind: row.get("subject_kind")?,
                id: row.get("subject_number")?,
            },
            action: row.get("action")?,
        })
    }
}

/// `GET /v1/documents/{sha256}`
pub(crate) struct References;

impl List for References {
    type Item = DocumentReference;
    type Scope = Sha256;
    const PATH: &'static str = "/documents/{sha256}";
    const NAME: &'static str = "list_document_references";
    const TAG: &'static str = "documents";
    const SUMMARY: &'static str = "Where a document is referred to";
    const DESCRIPTION: &'static str = "The entries that refer to a document by its SHA-256. Whoever published it has the document itself; \
        hash it, and see here what it was given as.";
    const COLUMNS: &'static str = "r.sha256, r.place, r.media_type, r.title, r.uri, e.subject_kind, e.subject_number, e.seq, e.at, e.action,
        e.signer_party, p.name AS signer_name";
    const FROM: &'static str = FROM;
    const WITHIN: Option<&'static str> = Some("r.sha256 = ?");
    const KEY: Key = Key::many("entry", "r.entry_id", &["r.place"]);
    const SORTS: &'static [Sort] = &[];
    const FILTERS: &'static [Filter] = &[
        Filter::word::<SubjectKind>(
            "subject_kind",
            "e.subject_kind = ?",
            "What the entry is about.",
        ),
        Filter::number(
            "signer",
            "e.signer_party = ?",
            "The party whose key signed the entry.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<DocumentReference> {
        Ok(DocumentReference {
            sha256: row.get("sha256")?,
            subject: SubjectReference {
                kind: row.get("subject_kind")?,
                id: row.get("subject_number")?,
            },
            seq: row.get("seq")?,
            at: row.get("at")?,
            action: row.get("action")?,
            signer: PartyReference::optional(row, "signer_party", "signer_name")?,
            place: row.get("place")?,
            title: row.get("title")?,
            media_type: row.get("media_type")?,
            uri: row.get("uri")?,
        })
    }

    fn exists(snapshot: &Snapshot<'_>, Sha256(sha256): &Sha256) -> Result<(), Problem> {
        snapshot
            .first(
                &format!("SELECT 1 FROM {FROM} WHERE r.sha256 = ?1 LIMIT 1"),
                [sha256.to_hex()],
                |_| Ok(()),
            )?
            .ok_or_else(|| Problem::not_found("document with the SHA-256", sha256))
    }
}
