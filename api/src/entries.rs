// SPDX-License-Identifier: EUPL-1.2
//! The entries of a subject, in order: its audit trail. Each line says what was done, when, by whom, how it was
//! signed, what the decision read elsewhere, and the head by which all of it can be checked.

use portico_rules::{date::Date, subject::SubjectKind};
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::{
    columns::{InOrder, unreadable},
    database::Snapshot,
    list::{Filter, Key, List, Sort, Whole},
    money::Money,
    parameters::Number,
    parties::PartyReference,
    problem::Problem,
    times::Time,
};

/// What an entry is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubjectReference {
    pub(crate) kind: String,
    pub(crate) id: u32,
}

/// A finalised block.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BlockReference {
    pub(crate) number: u32,
    pub(crate) hash: String,
}

/// Who signed an entry.
#[derive(Debug, Serialize, ToSchema)]
struct Signer {
    key: String,
    /// The office or role that holds the key.
    label: Option<String>,
    party: Option<PartyReference>,
}

/// One line of an audit trail. `signature`, `facts`, `body` and `previous` are the entry's own, as
/// docs/format.md writes them: amounts in cents, times in seconds since the epoch.
#[derive(Debug, Serialize, ToSchema)]
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
    #[schema(value_type = serde_json::Value)]
    signature: Box<RawValue>,
    #[schema(value_type = Object)]
    body: Box<RawValue>,
    #[schema(value_type = Vec<Object>, max_items = 64)]
    facts: Box<RawValue>,
    #[schema(value_type = Object)]
    previous: Box<RawValue>,
    head: String,
}

/// What a line has of the entry's own JSON, which is handed on as it was written.
#[derive(Deserialize)]
struct Written {
    signature: Box<RawValue>,
    body: Box<RawValue>,
    facts: Box<RawValue>,
    previous: Box<RawValue>,
}

/// `GET /v1/entries`
pub(crate) struct Entries;

impl List for Entries {
    type Item = Line;
    type Scope = Whole;
    const PATH: &'static str = "/entries";
    const NAME: &'static str = "list_entries";
    const TAG: &'static str = "entries";
    const SUMMARY: &'static str = "The whole ledger, entry by entry";
    const DESCRIPTION: &'static str = "Every entry of every subject, in the order of the chain.";
    const COLUMNS: &'static str = COLUMNS;
    const FROM: &'static str = FROM;
    const KEY: Key = Key::one("id", "e.id");
    const SORTS: &'static [Sort] = &[];
    // Blocks and times grow with the entries' numbers, so that a range of them is a range of entries: nothing outside of it
    // is read.
    const FILTERS: &'static [Filter] = &[
        Filter::word::<SubjectKind>("subject_kind", "e.subject_kind = ?", "What it is about."),
        Filter::number("subject", "e.subject_number = ?", "The subject's number."),
        Filter::number(
            "signer",
            "e.signer_party = ?",
            "The party whose key signed it.",
        ),
        Filter::text("action", "e.action = ?", "What was done, such as claim."),
        Filter::flag(
            "carried",
            "e.carried = ?",
            "Whether somebody else brought the signature.",
        ),
        Filter::number(
            "block_from",
            "e.id >= (SELECT id FROM entries WHERE block_number >= ? ORDER BY block_number, id LIMIT 1)",
            "In this block or a later one.",
        ),
        Filter::number(
            "block_to",
            "e.id <= (SELECT id FROM entries WHERE block_number <= ? ORDER BY block_number DESC, id DESC LIMIT 1)",
            "In this block or an earlier one.",
        ),
        Filter::from_day(
            "from",
            "e.id >= (SELECT id FROM entries WHERE block_number >= (
                SELECT number FROM blocks WHERE at >= ? ORDER BY at LIMIT 1) ORDER BY block_number, id LIMIT 1)",
            "On this day or later, UTC.",
        ),
        Filter::to_day(
            "to",
            "e.id <= (SELECT id FROM entries WHERE block_number <= (
                SELECT number FROM blocks WHERE at <= ? ORDER BY at DESC LIMIT 1)
                ORDER BY block_number DESC, id DESC LIMIT 1)",
            "On this day or earlier, UTC.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Line> {
        line(row)
    }
}

/// The entries of one kind of subject.
macro_rules! entries_of {
    ($($(#[$doc:meta])* $name:ident: $kind:ident, $word:literal, $path:literal, $id:literal, $summary:literal;)*) => { $(
        $(#[$doc])*
        pub(crate) struct $name;

        impl List for $name {
            type Item = Line;
            type Scope = Number;
            const PATH: &'static str = $path;
            const NAME: &'static str = $id;
            const TAG: &'static str = "entries";
            const SUMMARY: &'static str = $summary;
            const DESCRIPTION: &'static str = TRAIL;
            const COLUMNS: &'static str = COLUMNS;
            const FROM: &'static str = FROM;
            const WITHIN: Option<&'static str> =
                Some(concat!("e.subject_kind = '", $word, "' AND e.subject_number = ?"));
            const KEY: Key = Key::one("seq", "e.seq");
            const SORTS: &'static [Sort] = &[];
            const FILTERS: &'static [Filter] = &[];

            fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Line> {
                line(row)
            }

            fn exists(snapshot: &Snapshot<'_>, number: &Number) -> Result<(), Problem> {
                exists(snapshot, SubjectKind::$kind, number)
            }
        }
    )* };
}

entries_of! {
    /// `GET /v1/parties/{id}/entries`
    PartyEntries: Party, "party", "/parties/{id}/entries", "list_party_entries",
        "Everything recorded about an organisation, in order";
    /// `GET /v1/agreements/{id}/entries`
    AgreementEntries: Agreement, "agreement", "/agreements/{id}/entries", "list_agreement_entries",
        "Everything recorded about an agreement, in order";
    /// `GET /v1/awards/{id}/trail`
    AwardTrail: Award, "award", "/awards/{id}/trail", "list_award_trail",
        "The audit trail of an award";
    /// `GET /v1/tenders/{id}/trail`
    TenderTrail: Tender, "tender", "/tenders/{id}/trail", "list_tender_trail",
        "The audit trail of a tender";
    /// `GET /v1/imports/{id}/entries`
    ImportEntries: Import, "import", "/imports/{id}/entries", "list_import_entries",
        "Everything recorded about an import, in order";
}

/// What every trail is.
const TRAIL: &str = "Every entry in order, with block, time, signer and head: each head is the digest of the one before and of \
    the entry, and the last one stands in the contract's storage.";

/// What [`line`] reads, in its order.
pub(crate) const COLUMNS: &str = "e.subject_kind, e.subject_number, e.seq, e.at, e.block_number, e.block_hash, e.event_index,
        e.signer_key, k.label AS signer_label, e.signer_party, p.name AS signer_name, e.carried, e.action,
        e.amount, e.head, e.json";
/// From where; entries are `e`.
pub(crate) const FROM: &str = "entries e
    LEFT JOIN keys k ON k.key = e.signer_key
    LEFT JOIN parties p ON p.number = e.signer_party";

/// Every subject has a first entry.
fn exists(
    snapshot: &Snapshot<'_>,
    kind: SubjectKind,
    Number(number): &Number,
) -> Result<(), Problem> {
    snapshot
        .first(
            "SELECT 1 FROM entries WHERE subject_kind = ?1 AND subject_number = ?2 AND seq = 0",
            (kind.word(), number),
            |_| Ok(()),
        )?
        .ok_or_else(|| Problem::not_found(kind.word(), number))
}

/// A line of a trail, from a row that begins with [`COLUMNS`].
///
/// # Errors
/// A row that is not as the schema says.
pub(crate) fn line(row: &Row<'_>) -> rusqlite::Result<Line> {
    let mut columns = InOrder::of(row);
    let subject = SubjectReference {
        kind: columns.next()?,
        id: columns.next()?,
    };
    let seq = columns.next()?;
    let at = columns.next()?;
    let block = BlockReference {
        number: columns.next()?,
        hash: columns.next()?,
    };
    let event_index = columns.next()?;
    let key = columns.next()?;
    let label = columns.next()?;
    let (party, name) = (columns.next()?, columns.next()?);
    let signer = Signer {
        key,
        label,
        party: PartyReference::of(party, name),
    };
    let carried = columns.next()?;
    let action = columns.next()?;
    let amount = columns.next()?;
    let head = columns.next()?;
    let written: Written =
        serde_json::from_slice(columns.bytes()?).map_err(|error| unreadable("json", error))?;
    Ok(Line {
        subject,
        seq,
        at,
        block,
        event_index,
        signer,
        carried,
        action,
        amount,
        signature: written.signature,
        body: written.body,
        facts: written.facts,
        previous: written.previous,
        head,
    })
}
