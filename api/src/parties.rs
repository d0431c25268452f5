// SPDX-License-Identifier: EUPL-1.2
//! Parties: organisations, how they stand, and with which keys they sign.

use axum::response::Response;
use portico_rules::{
    date::Date,
    fact::StandingFact,
    party::{PartyKind, StandingKind},
};
use rusqlite::Row;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    at::At,
    columns::{json, unreadable},
    database::Snapshot,
    list::{Filter, Key, List, Sort, Whole},
    parameters::{Number, Query},
    problem::Problem,
    reading::Reading,
    recent::Recent,
    times::{Day, Time},
    words::Word,
};

type Kind = Word<PartyKind>;
type AttestationKind = Word<StandingKind>;

/// A party, where it is only referred to.
#[derive(Debug, Serialize, ToSchema)]
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

    /// From its number and its name, if it is there.
    pub(crate) fn of(id: Option<u32>, name: Option<String>) -> Option<Self> {
        Some(PartyReference {
            id: id?,
            name: name?,
        })
    }

    /// Likewise, where there may be none.
    pub(crate) fn optional(row: &Row<'_>, id: &str, name: &str) -> rusqlite::Result<Option<Self>> {
        let number: Option<u32> = row.get(id)?;
        number.map(|_| Self::read(row, id, name)).transpose()
    }
}

/// How an organisation is identified: a scheme of org-id.guide, and the identifier in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Identifier {
    pub(crate) scheme: String,
    pub(crate) id: String,
}

/// How a party stands.
#[derive(Debug, Serialize, ToSchema)]
struct Standing {
    /// Whether new awards, claims and payments are open to it, on the day `as_of`.
    good: bool,
    /// The day that `good` speaks of, UTC.
    as_of: Day,
    suspended: bool,
    kind: Option<AttestationKind>,
    attested_by: Option<PartyReference>,
    /// Last day of its attested standing.
    valid_until: Option<Day>,
}

/// A party.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Party {
    id: u32,
    kind: Kind,
    identifier: Identifier,
    name: String,
    /// ISTAT code of the municipality of its seat.
    municipality: Option<String>,
    registered_by: PartyReference,
    registered_at: Time,
    standing: Standing,
}

/// A party with what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
struct PartyDetail {
    #[serde(flatten)]
    party: Party,
    keys: Recent<PartyKey>,
    standings: Recent<AttestedStanding>,
    suspensions: Recent<Suspension>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PartyKey {
    key: String,
    /// The office or role that holds it.
    label: String,
    #[schema(value_type = Vec<String>, max_items = 5)]
    permissions: Value,
    revoked: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct AttestedStanding {
    kind: AttestationKind,
    attested_by: PartyReference,
    attested_at: Time,
    valid_until: Day,
    /// The certificate's digest.
    document_sha256: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Suspension {
    suspended: bool,
    reason: String,
    decided_by: PartyReference,
    decided_at: Time,
}

/// `GET /v1/parties`
pub(crate) struct Parties;

impl List for Parties {
    type Item = Party;
    type Scope = Whole;
    const PATH: &'static str = "/parties";
    const NAME: &'static str = "list_parties";
    const TAG: &'static str = "parties";
    const SUMMARY: &'static str = "Organisations";
    const DESCRIPTION: &'static str = "Every organisation on the ledger, and how it stands.";
    const COLUMNS: &'static str = COLUMNS;
    const FROM: &'static str = FROM;
    const KEY: Key = Key::one("id", "p.number");
    const SORTS: &'static [Sort] = &[
        Sort {
            name: "name",
            sql: "p.name COLLATE NOCASE",
        },
        Sort {
            name: "registered_at",
            sql: "p.registered_at",
        },
        Sort {
            name: "valid_until",
            sql: "coalesce(p.valid_until, '')",
        },
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::word::<PartyKind>("kind", "p.kind = ?", "What kind of organisation."),
        Filter::tax_code("identifier", "p.identifier = ?", "Its tax code."),
        Filter::municipality(
            "municipality",
            "p.municipality = ?",
            "ISTAT code of the municipality of its seat.",
        ),
        Filter::number(
            "registered_by",
            "p.registered_by = ?",
            "The party that registered it.",
        ),
        Filter::number(
            "attested_by",
            "p.standing_by = ?",
            "The party that attested its standing last.",
        ),
        Filter::flag("suspended", "p.suspended = ?", "Whether it is suspended."),
        Filter::date(
            "valid_until_from",
            "p.valid_until >= ?",
            "Its standing lasts at least until this day.",
        ),
        Filter::date(
            "valid_until_to",
            "p.valid_until <= ?",
            "Its standing lasts at most until this day.",
        ),
        Filter::from_day(
            "registered_from",
            "p.registered_at >= ?",
            "Registered on this day or later, UTC.",
        ),
        Filter::to_day(
            "registered_to",
            "p.registered_at <= ?",
            "Registered on this day or earlier, UTC.",
        ),
    ];

    fn read(row: &Row<'_>, day: Date) -> rusqlite::Result<Party> {
        party(row, day)
    }
}

/// The columns of [`party`].
pub(crate) const COLUMNS: &str =
    "p.number, p.kind, p.scheme, p.identifier, p.name, p.municipality, p.registered_by,
        r.name AS registered_by_name, p.registered_at, p.suspended, p.standing_kind, p.standing_by,
        s.name AS standing_by_name, p.valid_until";
/// Where they are.
pub(crate) const FROM: &str = "parties p
    JOIN parties r ON r.number = p.registered_by
    LEFT JOIN parties s ON s.number = p.standing_by";

/// One organisation, its standing and keys
///
/// Of its keys, standings and suspensions the newest hundred, and how many there are; the party's entries have everything.
#[utoipa::path(get, path = "/parties/{id}", operation_id = "show_party", tag = "parties", params(Number, At),
    responses((status = 200, description = "The organisation.", body = PartyDetail)))]
pub(crate) async fn show(
    reading: Reading,
    Number(number): Number,
    Query(at): Query<At>,
) -> Result<Response, Problem> {
    reading
        .at(at)
        .answer(move |snapshot| detail(snapshot, number))
        .await
}

fn detail(snapshot: &Snapshot<'_>, number: u32) -> Result<PartyDetail, Problem> {
    let sql = format!("SELECT {COLUMNS} FROM {FROM} WHERE p.number = ?1");
    let day = snapshot.day();
    let party = snapshot
        .first(&sql, [number], |row| party(row, day))?
        .ok_or_else(|| Problem::not_found("party", number))?;
    Ok(PartyDetail {
        party,
        keys: Recent::read(
            snapshot,
            "SELECT key, label, permissions, revoked FROM keys WHERE party = ?1",
            &["entry_id"],
            number,
            |row| {
                Ok(PartyKey {
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
                    valid_until: row.get("valid_until")?,
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

/// How a party stands, for the rules to say whether that is good: from the column that has its number, and `kind`,
/// `suspended` and `valid_until`.
pub(crate) fn standing(row: &Row<'_>, number: &str) -> rusqlite::Result<StandingFact> {
    let kind: Kind = row.get("kind")?;
    let valid_until: Option<Day> = row.get("valid_until")?;
    Ok(StandingFact {
        party: row.get(number)?,
        kind: kind.value().map_err(|error| unreadable("kind", error))?,
        suspended: row.get("suspended")?,
        valid_until: valid_until.map(|Day(date)| date),
    })
}

/// A party, as it stands on that day.
pub(crate) fn party(row: &Row<'_>, day: Date) -> rusqlite::Result<Party> {
    let fact = standing(row, "number")?;
    Ok(Party {
        id: fact.party,
        kind: row.get("kind")?,
        identifier: Identifier {
            scheme: row.get("scheme")?,
            id: row.get("identifier")?,
        },
        name: row.get("name")?,
        municipality: row.get("municipality")?,
        registered_by: PartyReference::read(row, "registered_by", "registered_by_name")?,
        registered_at: row.get("registered_at")?,
        standing: Standing {
            good: fact.is_good(day),
            as_of: Day(day),
            suspended: fact.suspended,
            kind: row.get("standing_kind")?,
            attested_by: PartyReference::optional(row, "standing_by", "standing_by_name")?,
            valid_until: fact.valid_until.map(Day),
        },
    })
}
