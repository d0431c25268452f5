// SPDX-License-Identifier: EUPL-1.2
//! Parties: organisations, how they stand, and with which keys they sign.

use axum::response::Response;
use portico_rules::{codes::TaxCode, date::Date, fact::StandingFact, party::PartyKind};
use rusqlite::Row;
use serde::Serialize;
use serde_json::Value;

use crate::{
    columns::{date, json, optional_date, word},
    database::Snapshot,
    page::{Listing, Paging, PartyPosition, Recent},
    parameters::{FromParameters, Nothing, Number, Parameters, Query},
    problem::Problem,
    reading::Reading,
    times::Time,
};

/// A party, where it is only referred to.
#[derive(Debug, Serialize)]
pub(crate) struct PartyReference {
    id: u32,
    name: String,
}

impl PartyReference {
    /// From the columns with its number and its name.
    pub(crate) fn read(row: &Row<'_>, id: &str, name: &str) -> rusqlite::Result<Self> {
        Ok(PartyReference {
            id: row.get(id)?,
            name: row.get(name)?,
        })
    }

    /// Likewise, where there may be none.
    pub(crate) fn optional(row: &Row<'_>, id: &str, name: &str) -> rusqlite::Result<Option<Self>> {
        let number: Option<u32> = row.get(id)?;
        number.map(|_| Self::read(row, id, name)).transpose()
    }
}

/// How an organisation is identified: a scheme of org-id.guide, and the identifier in it.
#[derive(Debug, Serialize)]
pub(crate) struct Identifier {
    pub(crate) scheme: String,
    pub(crate) id: String,
}

/// How a party stands.
#[derive(Debug, Serialize)]
struct Standing {
    /// Whether new awards, claims and payments are open to it, on the day `as_of`.
    good: bool,
    /// The day that `good` speaks of, UTC.
    as_of: Date,
    suspended: bool,
    kind: Option<String>,
    attested_by: Option<PartyReference>,
    /// Last day of its attested standing.
    valid_until: Option<Date>,
}

/// A party.
#[derive(Debug, Serialize)]
struct Party {
    id: u32,
    kind: String,
    identifier: Identifier,
    name: String,
    /// ISTAT code of the municipality of its seat.
    municipality: Option<String>,
    registered_by: PartyReference,
    registered_at: Time,
    standing: Standing,
}

/// A party with what belongs to it.
#[derive(Debug, Serialize)]
struct PartyDetail {
    #[serde(flatten)]
    party: Party,
    keys: Recent<Key>,
    standings: Recent<AttestedStanding>,
    suspensions: Recent<Suspension>,
}

#[derive(Debug, Serialize)]
struct Key {
    key: String,
    /// The office or role that holds it.
    label: String,
    permissions: Value,
    revoked: bool,
}

#[derive(Debug, Serialize)]
struct AttestedStanding {
    kind: String,
    attested_by: PartyReference,
    attested_at: Time,
    valid_until: Date,
    /// The certificate's digest.
    document_sha256: String,
}

#[derive(Debug, Serialize)]
struct Suspension {
    suspended: bool,
    reason: String,
    decided_by: PartyReference,
    decided_at: Time,
}

/// What `GET /v1/parties` can be asked.
pub(crate) struct Filters {
    kind: Option<String>,
    identifier: Option<TaxCode>,
    paging: Paging<PartyPosition>,
}

impl FromParameters for Filters {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        Ok(Filters {
            kind: parameters.word::<PartyKind>("kind")?,
            identifier: parameters.read("identifier", |text| {
                TaxCode::parse(text).map_err(|error| error.to_string())
            })?,
            paging: Paging::take_from(parameters)?,
        })
    }
}

const SELECT: &str =
    "SELECT p.number, p.kind, p.scheme, p.identifier, p.name, p.municipality, p.registered_by,
        r.name AS registered_by_name, p.registered_at, p.suspended, p.standing_kind, p.standing_by,
        s.name AS standing_by_name, p.valid_until
    FROM parties p
    JOIN parties r ON r.number = p.registered_by
    LEFT JOIN parties s ON s.number = p.standing_by";

/// `GET /v1/parties`
pub(crate) async fn list(
    reading: Reading,
    Query(filters): Query<Filters>,
) -> Result<Response, Problem> {
    let today = reading.today;
    reading
        .answer(move |snapshot| {
            let Filters {
                kind,
                identifier,
                paging,
            } = filters;
            Listing::new(SELECT)
                .given("p.kind = ?", kind)
                .given(
                    "p.identifier = ?",
                    identifier.map(|code| code.as_str().to_owned()),
                )
                .given("p.number > ?", paging.after.map(|PartyPosition(n)| n))
                .page(
                    snapshot,
                    "p.number",
                    paging.limit,
                    |row| party(row, today),
                    |party| PartyPosition(party.id),
                )
        })
        .await
}

/// `GET /v1/parties/{id}`
pub(crate) async fn show(
    reading: Reading,
    Number(number): Number,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    let today = reading.today;
    reading
        .answer(move |snapshot| detail(snapshot, number, today))
        .await
}

fn detail(snapshot: &Snapshot<'_>, number: u32, today: Date) -> Result<PartyDetail, Problem> {
    let sql = format!("{SELECT} WHERE p.number = ?1");
    let party = snapshot
        .first(&sql, [number], |row| party(row, today))?
        .ok_or_else(|| Problem::not_found("party", number))?;
    Ok(PartyDetail {
        party,
        keys: Recent::read(
            snapshot,
            "SELECT key, label, permissions, revoked FROM keys WHERE party = ?1",
            &["entry_id"],
            number,
            |row| {
                Ok(Key {
                    key: row.get("key")?,
                    label: row.get("label")?,
                    permissions: json(row, "permissions")?,
                    revoked: row.get("revoked")?,
                })
            },
        )?,
        standings: Recent::read(
            snapshot,
            "SELECT s.kind, s.attested_by, p.name, s.attested_at, s.valid_until, s.document
             FROM standings s JOIN parties p ON p.number = s.attested_by WHERE s.party = ?1",
            &["s.entry_id"],
            number,
            |row| {
                Ok(AttestedStanding {
                    kind: row.get("kind")?,
                    attested_by: PartyReference::read(row, "attested_by", "name")?,
                    attested_at: row.get("attested_at")?,
                    valid_until: date(row, "valid_until")?,
                    document_sha256: row.get("document")?,
                })
            },
        )?,
        suspensions: Recent::read(
            snapshot,
            "SELECT s.suspended, s.reason, s.decided_by, p.name, s.decided_at
             FROM suspensions s JOIN parties p ON p.number = s.decided_by WHERE s.party = ?1",
            &["s.entry_id"],
            number,
            |row| {
                Ok(Suspension {
                    suspended: row.get("suspended")?,
                    reason: row.get("reason")?,
                    decided_by: PartyReference::read(row, "decided_by", "name")?,
                    decided_at: row.get("decided_at")?,
                })
            },
        )?,
    })
}

fn party(row: &Row<'_>, today: Date) -> rusqlite::Result<Party> {
    let id = row.get("number")?;
    let kind: String = row.get("kind")?;
    let suspended = row.get("suspended")?;
    let valid_until = optional_date(row, "valid_until")?;
    let fact = StandingFact {
        party: id,
        kind: word::<PartyKind>(row, "kind")?,
        suspended,
        valid_until,
    };
    Ok(Party {
        id,
        kind,
        identifier: Identifier {
            scheme: row.get("scheme")?,
            id: row.get("identifier")?,
        },
        name: row.get("name")?,
        municipality: row.get("municipality")?,
        registered_by: PartyReference::read(row, "registered_by", "registered_by_name")?,
        registered_at: row.get("registered_at")?,
        standing: Standing {
            good: fact.is_good(today),
            as_of: today,
            suspended,
            kind: row.get("standing_kind")?,
            attested_by: PartyReference::optional(row, "standing_by", "standing_by_name")?,
            valid_until,
        },
    })
}
