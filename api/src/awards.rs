// SPDX-License-Identifier: EUPL-1.2
//! Awards, grants and contracts alike: what is published of them, their milestones, and the money claimed,
//! attested, paid and recovered.

use std::collections::BTreeMap;

use axum::response::Response;
use portico_rules::{
    award::{AwardKind, AwardStatus},
    date::Date,
    subject::SubjectKind,
};
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    at::At,
    attestations::Attestation,
    claims::Claim,
    database::Snapshot,
    documents::{SubjectDocument, of_subject},
    list::{Filter, Key, List, Sort, Whole},
    milestones::Milestone,
    money::Money,
    parameters::{Number, Query},
    parties::{Identifier, PartyReference},
    payments::Payment,
    problem::Problem,
    reading::Reading,
    recent::{RECENT, Recent},
    times::{Day, Time},
    words::Word,
};

type Kind = Word<AwardKind>;
type Status = Word<AwardStatus>;

/// An award.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Award {
    id: u32,
    kind: Kind,
    status: Status,
    title: String,
    administration: PartyReference,
    beneficiary: Beneficiary,
    basis: Basis,
    /// The number of the beneficiary's de minimis aid that it gives.
    de_minimis_aid: Option<u32>,
    /// The milestones' sum.
    granted: Money,
    attested: Money,
    /// What was recovered is not taken off.
    paid: Money,
    recovered: Money,
    cup: Option<String>,
    cig: Option<String>,
    /// Day of publication, UTC.
    published: Day,
    start_date: Day,
    end_date: Day,
}

/// Who receives the money, with the tax code (art. 27 c. 1 a D.Lgs. 33/2013).
#[derive(Debug, Serialize, ToSchema)]
struct Beneficiary {
    #[serde(flatten)]
    party: PartyReference,
    identifier: Identifier,
}

/// On what an award rests.
#[derive(Debug, Serialize, ToSchema)]
struct Basis {
    kind: String,
    /// The agreement's number.
    agreement: Option<u32>,
    /// The number of the tender whose contract it carries out.
    tender: Option<u32>,
    /// The call's or the act's reference.
    reference: Option<String>,
}

/// An award with its texts and what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
struct AwardDetail {
    #[serde(flatten)]
    award: Award,
    legal_basis: String,
    office: String,
    responsible_role: String,
    selection_method: String,
    /// The last suspension, resumption or closing.
    status_change: Option<StatusChange>,
    /// How many attesters each claim needs, and who may be one.
    attesters_required: u32,
    #[schema(max_items = 5)]
    attesters: Vec<PartyReference>,
    /// Claims that wait for attestation.
    pending_claims: u32,
    #[schema(max_items = 24)]
    milestones: Vec<Milestone>,
    claims: Recent<AttestedClaim>,
    payments: Recent<Payment>,
    recoveries: Recent<Recovery>,
    amendments: Recent<Amendment>,
    documents: Recent<SubjectDocument>,
}

#[derive(Debug, Serialize, ToSchema)]
struct StatusChange {
    reason: String,
    at: Time,
}

/// A claim, with what attesters found of it.
#[derive(Debug, Serialize, ToSchema)]
struct AttestedClaim {
    #[serde(flatten)]
    claim: Claim,
    #[schema(max_items = 5)]
    attestations: Vec<Attestation>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Recovery {
    recovery: u32,
    payment: u32,
    amount: Money,
    reason: String,
    recorded_at: Time,
}

#[derive(Debug, Serialize, ToSchema)]
struct Amendment {
    amendment: u32,
    status: &'static str,
    proposed_by: String,
    /// The award's new amount.
    amount: Money,
    end_date: Day,
    reason: String,
    terms_sha256: String,
    proposed_at: Time,
    /// When it was accepted or withdrawn.
    settled_at: Option<Time>,
    withdrawal_reason: Option<String>,
}

/// `GET /v1/awards`
pub(crate) struct Awards;

impl List for Awards {
    type Item = Award;
    type Scope = Whole;
    const PATH: &'static str = "/awards";
    const NAME: &'static str = "list_awards";
    const TAG: &'static str = "awards";
    const SUMMARY: &'static str = "Grants and contracts";
    const DESCRIPTION: &'static str =
        "Every award, with what art. 27 D.Lgs. 33/2013 asks to be published of it.";
    const COLUMNS: &'static str = COLUMNS;
    const FROM: &'static str = FROM;
    const KEY: Key = Key::one("id", "a.number");
    const SORTS: &'static [Sort] = &[
        Sort {
            name: "title",
            sql: "a.title COLLATE NOCASE",
        },
        Sort {
            name: "granted",
            sql: "a.granted",
        },
        Sort {
            name: "attested",
            sql: "a.attested",
        },
        Sort {
            name: "paid",
            sql: "a.paid",
        },
        Sort {
            name: "published",
            sql: "a.published",
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
        Filter::word::<AwardKind>("kind", "a.kind = ?", "Grant or contract."),
        Filter::word::<AwardStatus>("status", "a.status = ?", "Where it stands."),
        Filter::number(
            "administration",
            "a.administration = ?",
            "The administration's number.",
        ),
        Filter::number(
            "beneficiary",
            "a.beneficiary = ?",
            "The beneficiary's number.",
        ),
        Filter::number(
            "agreement",
            "a.agreement = ?",
            "The agreement on which it rests.",
        ),
        Filter::number(
            "tender",
            "a.tender = ?",
            "The tender whose contract it carries out.",
        ),
        Filter::flag(
            "de_minimis",
            "(a.aid IS NOT NULL) = ?",
            "Whether it is de minimis aid.",
        ),
        Filter::number(
            "attester",
            "EXISTS (SELECT 1 FROM attesters t WHERE t.award = a.number AND t.party = ?)",
            "A party that may attest its milestones.",
        ),
        Filter::cup("cup", "a.cup = ?", "Its CUP."),
        Filter::cig("cig", "a.cig = ?", "Its CIG."),
        Filter::municipality(
            "municipality",
            "p.municipality = ?",
            "ISTAT code of the municipality of the administration's seat.",
        ),
        Filter::municipality(
            "beneficiary_municipality",
            "b.municipality = ?",
            "ISTAT code of the municipality of the beneficiary's seat.",
        ),
        Filter::year(
            "year",
            "a.published BETWEEN ? || '-01-01' AND ? || '-12-31'",
            "The year in which it was published, UTC.",
        ),
        Filter::date(
            "published_from",
            "a.published >= ?",
            "Published on this day or later, UTC.",
        ),
        Filter::date(
            "published_to",
            "a.published <= ?",
            "Published on this day or earlier, UTC.",
        ),
        Filter::amount(
            "granted_min",
            "a.granted >= ?",
            "At least so many euro granted.",
        ),
        Filter::amount(
            "granted_max",
            "a.granted <= ?",
            "At most so many euro granted.",
        ),
        Filter::amount("paid_min", "a.paid >= ?", "At least so many euro paid."),
        Filter::amount("paid_max", "a.paid <= ?", "At most so many euro paid."),
        Filter::flag(
            "pending",
            "(a.pending_claims > 0) = ?",
            "Whether a claim waits for attestation.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Award> {
        award(row)
    }
}

const COLUMNS: &str = "a.number, a.kind, a.status, a.title, a.administration, p.name AS administration_name,
        a.beneficiary, b.name AS beneficiary_name, b.scheme AS beneficiary_scheme,
        b.identifier AS beneficiary_identifier, a.basis, a.agreement, a.tender, a.aid, a.basis_reference, a.granted, a.attested,
        a.paid, a.recovered, a.cup, a.cig, a.published, a.start_date, a.end_date, a.legal_basis, a.office,
        a.responsible_role, a.selection_method, a.status_reason, a.status_at, a.attesters_required,
        a.pending_claims";
const FROM: &str = "awards a
    JOIN parties p ON p.number = a.administration
    JOIN parties b ON b.number = a.beneficiary";

/// One award, its milestones, claims, attestations and payments
///
/// Of claims, payments, recoveries, amendments and documents the newest hundred, and how many there are; the trail has everything.
#[utoipa::path(get, path = "/awards/{id}", operation_id = "show_award", tag = "awards", params(Number, At),
    responses((status = 200, description = "The award.", body = AwardDetail)))]
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

fn detail(snapshot: &Snapshot<'_>, number: u32) -> Result<AwardDetail, Problem> {
    let attesters = attesters(snapshot, number)?;
    let milestones = milestones(snapshot, number)?;
    let claims = claims(snapshot, number)?;
    let payments = payments(snapshot, number)?;
    let recoveries = recoveries(snapshot, number)?;
    let amendments = amendments(snapshot, number)?;
    let documents = of_subject(snapshot, SubjectKind::Award, number)?;
    snapshot
        .first(
            &format!("SELECT {COLUMNS} FROM {FROM} WHERE a.number = ?1"),
            [number],
            |row| {
                let changed_at: Option<Time> = row.get("status_at")?;
                Ok(AwardDetail {
                    award: award(row)?,
                    legal_basis: row.get("legal_basis")?,
                    office: row.get("office")?,
                    responsible_role: row.get("responsible_role")?,
                    selection_method: row.get("selection_method")?,
                    status_change: match changed_at {
                        Some(at) => Some(StatusChange {
                            reason: row.get("status_reason")?,
                            at,
                        }),
                        None => None,
                    },
                    attesters_required: row.get("attesters_required")?,
                    attesters,
                    pending_claims: row.get("pending_claims")?,
                    milestones,
                    claims,
                    payments,
                    recoveries,
                    amendments,
                    documents,
                })
            },
        )?
        .ok_or_else(|| Problem::not_found("award", number))
}

fn award(row: &Row<'_>) -> rusqlite::Result<Award> {
    Ok(Award {
        id: row.get("number")?,
        kind: row.get("kind")?,
        status: row.get("status")?,
        title: row.get("title")?,
        administration: PartyReference::read(row, "administration", "administration_name")?,
        beneficiary: Beneficiary {
            party: PartyReference::read(row, "beneficiary", "beneficiary_name")?,
            identifier: Identifier {
                scheme: row.get("beneficiary_scheme")?,
                id: row.get("beneficiary_identifier")?,
            },
        },
        basis: Basis {
            kind: row.get("basis")?,
            agreement: row.get("agreement")?,
            tender: row.get("tender")?,
            reference: row.get("basis_reference")?,
        },
        de_minimis_aid: row.get("aid")?,
        granted: row.get("granted")?,
        attested: row.get("attested")?,
        paid: row.get("paid")?,
        recovered: row.get("recovered")?,
        cup: row.get("cup")?,
        cig: row.get("cig")?,
        published: row.get("published")?,
        start_date: row.get("start_date")?,
        end_date: row.get("end_date")?,
    })
}

/// Who may attest; the rules bound them.
fn attesters(snapshot: &Snapshot<'_>, number: u32) -> Result<Vec<PartyReference>, Problem> {
    snapshot.all(
        "SELECT t.party, p.name FROM attesters t JOIN parties p ON p.number = t.party
         WHERE t.award = ?1 ORDER BY t.party",
        [number],
        |row| PartyReference::read(row, "party", "name"),
    )
}

/// The plan; the rules bound it.
fn milestones(snapshot: &Snapshot<'_>, number: u32) -> Result<Vec<Milestone>, Problem> {
    snapshot.all(
        "SELECT milestone, title, amount, due, attested, paid, claims, pending FROM milestones
         WHERE award = ?1 ORDER BY milestone",
        [number],
        Milestone::read,
    )
}

fn claims(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<AttestedClaim>, Problem> {
    let mut attestations = attestations(snapshot, number)?;
    Recent::read(
        snapshot,
        "SELECT milestone, claim, amount, statement, claimed_at, lowest, decided FROM claims WHERE award = ?1",
        &["entry_id"],
        number,
        |row| {
            let claim = Claim::read(row)?;
            Ok(AttestedClaim {
                attestations: attestations.remove(&claim.number()).unwrap_or_default(),
                claim,
            })
        },
    )
}

/// What was attested of the newest claims, by milestone and claim. The rules bound the attesters of a claim.
fn attestations(
    snapshot: &Snapshot<'_>,
    number: u32,
) -> Result<BTreeMap<(u32, u32), Vec<Attestation>>, Problem> {
    let rows = snapshot.all(
        "SELECT t.milestone, t.claim, t.party, p.name AS attester_name, t.outcome, t.amount, t.key, t.report_sha256, t.attested_at
         FROM (SELECT milestone, claim FROM claims WHERE award = ?1 ORDER BY entry_id DESC LIMIT ?2) c
         JOIN attestations t ON t.award = ?1 AND t.milestone = c.milestone AND t.claim = c.claim
         JOIN parties p ON p.number = t.party
         ORDER BY t.entry_id",
        [number, RECENT],
        |row| {
            let attestation = Attestation::read(row)?;
            Ok(((row.get("milestone")?, row.get("claim")?), attestation))
        },
    )?;
    let mut by_claim = BTreeMap::<_, Vec<_>>::new();
    for (claim, attestation) in rows {
        by_claim.entry(claim).or_default().push(attestation);
    }
    Ok(by_claim)
}

fn payments(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<Payment>, Problem> {
    Recent::read(
        snapshot,
        "SELECT payment, milestone, amount, date, mandate_year, mandate_number, recorded_at, recovered, receipt,
                receipt_at, dispute_reason
         FROM payments WHERE award = ?1",
        &["payment"],
        number,
        Payment::read,
    )
}

fn recoveries(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<Recovery>, Problem> {
    Recent::read(
        snapshot,
        "SELECT recovery, payment, amount, reason, recorded_at FROM recoveries WHERE award = ?1",
        &["recovery"],
        number,
        |row| {
            Ok(Recovery {
                recovery: row.get("recovery")?,
                payment: row.get("payment")?,
                amount: row.get("amount")?,
                reason: row.get("reason")?,
                recorded_at: row.get("recorded_at")?,
            })
        },
    )
}

fn amendments(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<Amendment>, Problem> {
    Recent::read(
        snapshot,
        "SELECT amendment, terms_sha256, proposed_by, amount, end_date, reason, proposed_at, accepted, withdrawn,
                settled_at, withdrawal_reason
         FROM amendments WHERE award = ?1",
        &["amendment"],
        number,
        |row| {
            Ok(Amendment {
                amendment: row.get("amendment")?,
                status: match (row.get("accepted")?, row.get("withdrawn")?) {
                    (true, _) => "accepted",
                    (false, true) => "withdrawn",
                    (false, false) => "proposed",
                },
                proposed_by: row.get("proposed_by")?,
                amount: row.get("amount")?,
                end_date: row.get("end_date")?,
                reason: row.get("reason")?,
                terms_sha256: row.get("terms_sha256")?,
                proposed_at: row.get("proposed_at")?,
                settled_at: row.get("settled_at")?,
                withdrawal_reason: row.get("withdrawal_reason")?,
            })
        },
    )
}
