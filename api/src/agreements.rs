// SPDX-License-Identifier: EUPL-1.2
//! Co-design agreements: the notice, who was invited, and each version with who takes part and who has signed.

use std::collections::BTreeMap;

use axum::response::Response;
use portico_rules::{agreement::AgreementStatus, date::Date, subject::SubjectKind};
use rusqlite::Row;
use serde::Serialize;

use crate::{
    columns::{date, optional_date},
    database::Snapshot,
    documents::{SubjectDocument, of_subject},
    money::Money,
    page::{AgreementPosition, Listing, Paging, Recent},
    parameters::{FromParameters, Nothing, Number, Parameters, Query},
    parties::PartyReference,
    problem::Problem,
    reading::Reading,
    times::Time,
};

/// An agreement.
#[derive(Debug, Serialize)]
struct Agreement {
    id: u32,
    status: String,
    title: String,
    administration: PartyReference,
    start_date: Date,
    end_date: Date,
    /// Budget frame of the notice, or of the version in force.
    budget: Money,
    published_at: Time,
    /// The version in force.
    version_in_force: Option<u32>,
    /// How many versions were proposed.
    versions_proposed: u32,
}

/// An agreement with its texts and what belongs to it.
#[derive(Debug, Serialize)]
struct AgreementDetail {
    #[serde(flatten)]
    agreement: Agreement,
    purpose: String,
    object: String,
    requirements: String,
    criteria: String,
    /// Last day to answer the notice.
    respond_by: Option<Date>,
    termination: Option<Termination>,
    invitations: Recent<Invitation>,
    versions: Recent<Version>,
    documents: Recent<SubjectDocument>,
}

#[derive(Debug, Serialize)]
struct Termination {
    reason: String,
    terminated_at: Time,
}

#[derive(Debug, Serialize)]
struct Invitation {
    party: PartyReference,
    reason: String,
    invited_at: Time,
}

#[derive(Debug, Serialize)]
struct Version {
    version: u32,
    text_sha256: String,
    budget: Money,
    end_date: Date,
    proposed_at: Time,
    in_force: bool,
    /// How many have signed, of those who must: the participants.
    signatures: u32,
    participants: Vec<Participant>,
}

/// What a party brings, and whether it has signed.
#[derive(Debug, Serialize)]
struct Participant {
    party: PartyReference,
    money: Money,
    staff: Money,
    assets: Money,
    signed_at: Option<Time>,
}

/// What `GET /v1/agreements` can be asked.
pub(crate) struct Filters {
    administration: Option<u32>,
    participant: Option<u32>,
    status: Option<String>,
    paging: Paging<AgreementPosition>,
}

impl FromParameters for Filters {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        Ok(Filters {
            administration: parameters.number("administration")?,
            participant: parameters.number("participant")?,
            status: parameters.word::<AgreementStatus>("status")?,
            paging: Paging::take_from(parameters)?,
        })
    }
}

const SELECT: &str = "SELECT a.number, a.status, a.title, a.administration, p.name AS administration_name,
        a.start_date, a.end_date, a.budget, a.published_at, a.in_force, a.versions, a.purpose, a.object,
        a.requirements, a.criteria, a.respond_by, a.termination_reason, a.terminated_at
    FROM agreements a
    JOIN parties p ON p.number = a.administration";

/// `GET /v1/agreements`
pub(crate) async fn list(
    reading: Reading,
    Query(filters): Query<Filters>,
) -> Result<Response, Problem> {
    reading
        .answer(move |snapshot| {
            let Filters {
                administration,
                participant,
                status,
                paging,
            } = filters;
            Listing::new(SELECT)
                .given("a.administration = ?", administration)
                .given(
                    "EXISTS (SELECT 1 FROM participants x WHERE x.agreement = a.number AND x.party = ?)",
                    participant,
                )
                .given("a.status = ?", status)
                .given("a.number > ?", paging.after.map(|AgreementPosition(n)| n))
                .page(snapshot, "a.number", paging.limit, agreement, |agreement| {
                    AgreementPosition(agreement.id)
                })
        })
        .await
}

/// `GET /v1/agreements/{id}`
pub(crate) async fn show(
    reading: Reading,
    Number(number): Number,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    reading
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
                end_date: date(row, "end_date")?,
                proposed_at: row.get("proposed_at")?,
                in_force: row.get("in_force")?,
                signatures: row.get("signatures")?,
                participants: participants.remove(&version).unwrap_or_default(),
            })
        },
    )?;
    let documents = of_subject(snapshot, SubjectKind::Agreement, number)?;
    snapshot
        .first(&format!("{SELECT} WHERE a.number = ?1"), [number], |row| {
            let terminated_at: Option<Time> = row.get("terminated_at")?;
            Ok(AgreementDetail {
                agreement: agreement(row)?,
                purpose: row.get("purpose")?,
                object: row.get("object")?,
                requirements: row.get("requirements")?,
                criteria: row.get("criteria")?,
                respond_by: optional_date(row, "respond_by")?,
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
        })?
        .ok_or_else(|| Problem::not_found("agreement", number))
}

fn agreement(row: &Row<'_>) -> rusqlite::Result<Agreement> {
    Ok(Agreement {
        id: row.get("number")?,
        status: row.get("status")?,
        title: row.get("title")?,
        administration: PartyReference::read(row, "administration", "administration_name")?,
        start_date: date(row, "start_date")?,
        end_date: date(row, "end_date")?,
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
        [number, crate::page::RECENT],
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
