// SPDX-License-Identifier: EUPL-1.2
//! Co-design agreements: the notice, who was invited, and each version with who takes part and who has signed.

use std::collections::BTreeMap;

use axum::response::Response;
use portico_rules::{agreement::AgreementStatus, date::Date, subject::SubjectKind};
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    at::At,
    database::Snapshot,
    documents::{SubjectDocument, of_subject},
    list::{Filter, Key, List, Sort, Whole},
    money::Money,
    parameters::{Number, Query},
    parties::PartyReference,
    problem::Problem,
    reading::Reading,
    recent::{RECENT, Recent},
    times::{Day, Time},
    words::Word,
};

type Status = Word<AgreementStatus>;

/// An agreement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Agreement {
    id: u32,
    status: Status,
    title: String,
    administration: PartyReference,
    start_date: Day,
    end_date: Day,
    /// Budget frame of the notice, or of the version in force.
    budget: Money,
    published_at: Time,
    /// The version in force.
    version_in_force: Option<u32>,
    /// How many versions were proposed.
    versions_proposed: u32,
}

/// An agreement with its texts and what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
struct AgreementDetail {
    #[serde(flatten)]
    agreement: Agreement,
    purpose: String,
    object: String,
    requirements: String,
    criteria: String,
    /// Last day to answer the notice.
    respond_by: Option<Day>,
    termination: Option<Termination>,
    invitations: Recent<Invitation>,
    versions: Recent<Version>,
    documents: Recent<SubjectDocument>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Termination {
    reason: String,
    terminated_at: Time,
}

#[derive(Debug, Serialize, ToSchema)]
struct Invitation {
    party: PartyReference,
    reason: String,
    invited_at: Time,
}

#[derive(Debug, Serialize, ToSchema)]
struct Version {
    version: u32,
    text_sha256: String,
    budget: Money,
    end_date: Day,
    proposed_at: Time,
    in_force: bool,
    /// How many have signed, of those who must: the participants.
    signatures: u32,
    #[schema(max_items = 16)]
    participants: Vec<Participant>,
}

/// What a party brings, and whether it has signed.
#[derive(Debug, Serialize, ToSchema)]
struct Participant {
    party: PartyReference,
    money: Money,
    staff: Money,
    assets: Money,
    signed_at: Option<Time>,
}

/// `GET /v1/agreements`
pub(crate) struct Agreements;

impl List for Agreements {
    type Item = Agreement;
    type Scope = Whole;
    const PATH: &'static str = "/agreements";
    const NAME: &'static str = "list_agreements";
    const TAG: &'static str = "agreements";
    const SUMMARY: &'static str = "Co-design agreements";
    const DESCRIPTION: &'static str =
        "Every co-design agreement, from the notice on (art. 55 D.Lgs. 117/2017).";
    const COLUMNS: &'static str = COLUMNS;
    const FROM: &'static str = FROM;
    const KEY: Key = Key::one("id", "a.number");
    const SORTS: &'static [Sort] = &[
        Sort {
            name: "title",
            sql: "a.title COLLATE NOCASE",
        },
        Sort {
            name: "budget",
            sql: "a.budget",
        },
        Sort {
            name: "published_at",
            sql: "a.published_at",
        },
        Sort {
            name: "start_date",
            sql: "a.start_date",
        },
        Sort {
            name: "end_date",
            sql: "a.end_date",
        },
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::number(
            "administration",
            "a.administration = ?",
            "The administration's number.",
        ),
        Filter::number(
            "participant",
            "EXISTS (SELECT 1 FROM participants x WHERE x.agreement = a.number AND x.party = ?)",
            "A party that takes part in any version.",
        ),
        Filter::number(
            "invited",
            "EXISTS (SELECT 1 FROM invitations x WHERE x.agreement = a.number AND x.party = ?)",
            "A party that was invited.",
        ),
        Filter::word::<AgreementStatus>("status", "a.status = ?", "Where it stands."),
        Filter::municipality(
            "municipality",
            "p.municipality = ?",
            "ISTAT code of the municipality of the administration's seat.",
        ),
        Filter::year(
            "year",
            "a.published_at BETWEEN unixepoch(? || '-01-01') AND unixepoch(? || '-12-31 23:59:59')",
            "The year in which the notice was published, UTC.",
        ),
        Filter::from_day(
            "published_from",
            "a.published_at >= ?",
            "Published on this day or later, UTC.",
        ),
        Filter::to_day(
            "published_to",
            "a.published_at <= ?",
            "Published on this day or earlier, UTC.",
        ),
        Filter::date(
            "in_force_on",
            "a.in_force IS NOT NULL AND ? BETWEEN a.start_date AND a.end_date
            AND (a.terminated_at IS NULL OR date(a.terminated_at, 'unixepoch') > ?)",
            "Signed, and running on this day.",
        ),
        Filter::amount(
            "budget_min",
            "a.budget >= ?",
            "Budget of at least so many euro.",
        ),
        Filter::amount(
            "budget_max",
            "a.budget <= ?",
            "Budget of at most so many euro.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Agreement> {
        agreement(row)
    }
}

const COLUMNS: &str = "a.number, a.status, a.title, a.administration, p.name AS administration_name,
        a.start_date, a.end_date, a.budget, a.published_at, a.in_force, a.versions, a.purpose, a.object,
        a.requirements, a.criteria, a.respond_by, a.termination_reason, a.terminated_at";
const FROM: &str = "agreements a JOIN parties p ON p.number = a.administration";

/// One agreement, its versions and signatures
///
/// Its newest versions, each with who takes part in it and who has signed; the agreement's entries have everything.
#[utoipa::path(get, path = "/agreements/{id}", operation_id = "show_agreement", tag = "agreements", params(Number, At),
    responses((status = 200, description = "The agreement.", body = AgreementDetail)))]
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

fn detail(snapshot: &Snapshot<'_>, number: u32) -> Result<AgreementDetail, Problem> {
    let mut participants = participants(snapshot, number)?;
    let invitations = Recent::read(
        snapshot,
        "SELECT i.party, p.name, i.reason, i.invited_at
         FROM invitations i JOIN parties p ON p.number = i.party WHERE i.agreement = ?1",
        &["i.invited_at", "i.party"],
        number,
        |row| {
            Ok(Invitation {
                party: PartyReference::read(row, "party", "name")?,
                reason: row.get("reason")?,
                invited_at: row.get("invited_at")?,
            })
        },
    )?;
    let versions = Recent::read(
        snapshot,
        "SELECT v.version, v.text_sha256, v.budget, v.end_date, v.proposed_at, v.signatures,
                v.version IS a.in_force AS in_force
         FROM versions v JOIN agreements a ON a.number = v.agreement WHERE v.agreement = ?1",
        &["v.version"],
        number,
        |row| {
            let version = row.get("version")?;
            Ok(Version {
                version,
                text_sha256: row.get("text_sha256")?,
                budget: row.get("budget")?,
                end_date: row.get("end_date")?,
                proposed_at: row.get("proposed_at")?,
                in_force: row.get("in_force")?,
                signatures: row.get("signatures")?,
                participants: participants.remove(&version).unwrap_or_default(),
            })
        },
    )?;
    let documents = of_subject(snapshot, SubjectKind::Agreement, number)?;
    snapshot
        .first(
            &format!("SELECT {COLUMNS} FROM {FROM} WHERE a.number = ?1"),
            [number],
            |row| {
                let terminated_at: Option<Time> = row.get("terminated_at")?;
                Ok(AgreementDetail {
                    agreement: agreement(row)?,
                    purpose: row.get("purpose")?,
                    object: row.get("object")?,
                    requirements: row.get("requirements")?,
                    criteria: row.get("criteria")?,
                    respond_by: row.get("respond_by")?,
                    termination: match terminated_at {
                        Some(terminated_at) => Some(Termination {
                            reason: row.get("termination_reason")?,
                            terminated_at,
                        }),
                        None => None,
                    },
                    invitations,
                    versions,
                    documents,
                })
            },
        )?
        .ok_or_else(|| Problem::not_found("agreement", number))
}

fn agreement(row: &Row<'_>) -> rusqlite::Result<Agreement> {
    Ok(Agreement {
        id: row.get("number")?,
        status: row.get("status")?,
        title: row.get("title")?,
        administration: PartyReference::read(row, "administration", "administration_name")?,
        start_date: row.get("start_date")?,
        end_date: row.get("end_date")?,
        budget: row.get("budget")?,
        published_at: row.get("published_at")?,
        version_in_force: row.get("in_force")?,
        versions_proposed: row.get("versions")?,
    })
}

/// Who takes part, by version. The rules bound the participants of a version.
fn participants(
    snapshot: &Snapshot<'_>,
    number: u32,
) -> Result<BTreeMap<u32, Vec<Participant>>, Problem> {
    let rows = snapshot.all(
        "SELECT x.version, x.party, p.name, x.money, x.staff, x.assets, x.signed_at
         FROM participants x JOIN parties p ON p.number = x.party
         WHERE x.agreement = ?1
             AND x.version > (SELECT versions FROM agreements WHERE number = ?1) - ?2
         ORDER BY x.version, x.party",
        [number, RECENT],
        |row| {
            let participant = Participant {
                party: PartyReference::read(row, "party", "name")?,
                money: row.get("money")?,
                staff: row.get("staff")?,
                assets: row.get("assets")?,
                signed_at: row.get("signed_at")?,
            };
            Ok((row.get("version")?, participant))
        },
    )?;
    let mut by_version = BTreeMap::<u32, Vec<Participant>>::new();
    for (version, participant) in rows {
        by_version.entry(version).or_default().push(participant);
    }
    Ok(by_version)
}
