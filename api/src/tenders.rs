// SPDX-License-Identifier: EUPL-1.2
//! Tenders and direct awards: the list, and one with its notice, deadlines and invitations; what follows from them is beside it.
//!
//! Must not know whether anything is in time or allowed: the rules said so before it was written.

mod bids;
mod clarifications;
mod contract;
mod decision;

use axum::response::Response;
use portico_rules::{
    date::Date,
    subject::SubjectKind,
    tender::{ContractType, Criterion, DirectGround, Procedure, Reserve, TenderStatus},
};
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
    parties::{Identifier, PartyReference},
    problem::Problem,
    reading::Reading,
    recent::Recent,
    times::{Day, Time},
    words::Word,
};

pub(crate) use self::{
    bids::{Bid, Bids},
    clarifications::{Clarification, Clarifications},
};
use self::{
    contract::{ContractChange, Subcontract, TenderContract, changes, contract, subcontracts},
    decision::{Evaluation, TenderAward, awards, evaluations},
};

type Status = Word<TenderStatus>;
type How = Word<Procedure>;
type What = Word<ContractType>;
type ReservedFor = Word<Reserve>;
type AwardedBy = Word<Criterion>;
type Ground = Word<DirectGround>;

/// A tender, or a direct award.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tender {
    id: u32,
    status: Status,
    /// `direct` is a direct award: it has no deadlines, no criterion and no bids.
    procedure: How,
    contract_type: What,
    /// For whom participation is reserved.
    reserve: Option<ReservedFor>,
    criterion: Option<AwardedBy>,
    title: String,
    administration: PartyReference,
    cig: String,
    cup: Option<String>,
    /// Estimated value, net of VAT; of a direct award its amount.
    value: Money,
    /// Day of publication, UTC.
    published: Day,
    /// Last moment for bids.
    bids_until: Option<Time>,
    /// Bids that were not withdrawn.
    bids: u32,
    /// Of these, revealed and not excluded.
    admitted: u32,
    /// To whom it is awarded, as it stands.
    winner: Option<Contractor>,
    /// The winner's price.
    price: Option<Money>,
    /// The contract's value with all its changes; null before the contract.
    contract_value: Option<Money>,
    /// The award that carries out its contract, with milestones and payments.
    award: Option<u32>,
}

/// An economic operator, with its tax code.
#[derive(Debug, Serialize, ToSchema)]
struct Contractor {
    #[serde(flatten)]
    party: PartyReference,
    identifier: Identifier,
}

/// A tender with its texts and what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
struct TenderDetail {
    #[serde(flatten)]
    tender: Tender,
    object: String,
    legal_basis: String,
    office: String,
    responsible_role: String,
    /// Whether labour costs are at least half of its value.
    labour_intensive: bool,
    /// Last moment for clarifications.
    clarify_until: Option<Time>,
    /// Last moment to reveal a bid: one that is still `sealed` afterwards is out.
    reveal_until: Option<Time>,
    /// What only a direct award has.
    direct_award: Option<DirectAwardTexts>,
    /// Last day on which the contract may not be signed yet.
    standstill_until: Option<Day>,
    cancellation: Option<Cancellation>,
    extensions: Recent<DeadlineExtension>,
    clarifications: Recent<Clarification>,
    invitations: Recent<TenderInvitation>,
    /// The bids, the last committed at the end.
    bids_received: Recent<Bid>,
    evaluations: Recent<Evaluation>,
    awards: Recent<TenderAward>,
    contract: Option<TenderContract>,
    changes: Recent<ContractChange>,
    subcontracts: Recent<Subcontract>,
    /// Asked for and not denied.
    subcontracted: Money,
    documents: Recent<SubjectDocument>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DirectAwardTexts {
    ground: Ground,
    /// Why this contractor.
    reason: String,
    requirements: String,
    rotation: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Cancellation {
    reason: String,
    cancelled_at: Time,
}

/// Deadlines that were moved, to when.
#[derive(Debug, Serialize, ToSchema)]
struct DeadlineExtension {
    clarify_until: Time,
    bids_until: Time,
    reveal_until: Time,
    reason: String,
    extended_at: Time,
}

#[derive(Debug, Serialize, ToSchema)]
struct TenderInvitation {
    party: PartyReference,
    reason: String,
    invited_at: Time,
}

/// `GET /v1/tenders`
pub(crate) struct Tenders;

impl List for Tenders {
    type Item = Tender;
    type Scope = Whole;
    const PATH: &'static str = "/tenders";
    const NAME: &'static str = "list_tenders";
    const TAG: &'static str = "tenders";
    const SUMMARY: &'static str = "Tenders and direct awards";
    const DESCRIPTION: &'static str = "Every tender, from the notice on, and every direct award (D.Lgs. 36/2023): one lot each. Money is \
        claimed, attested and paid under the award that carries a tender's contract out.";
    const COLUMNS: &'static str = COLUMNS;
    const FROM: &'static str = FROM;
    const KEY: Key = Key::one("id", "t.number");
    const SORTS: &'static [Sort] = &[
        Sort {
            name: "title",
            sql: "t.title COLLATE NOCASE",
        },
        Sort {
            name: "value",
            sql: "t.value",
        },
        Sort {
            name: "published",
            sql: "t.published",
        },
        Sort {
            name: "bids_until",
            sql: "coalesce(t.bids_until, 0)",
        },
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::word::<TenderStatus>("status", "t.status = ?", "Where it stands."),
        Filter::word::<Procedure>(
            "procedure",
            "t.procedure = ?",
            "How the contractor is chosen.",
        ),
        Filter::word::<ContractType>("contract_type", "t.contract_type = ?", "What is procured."),
        Filter::word::<Reserve>(
            "reserve",
            "t.reserve = ?",
            "For whom participation is reserved.",
        ),
        Filter::number(
            "administration",
            "t.administration = ?",
            "The administration's number.",
        ),
        Filter::number(
            "bidder",
            "EXISTS (SELECT 1 FROM bids x WHERE x.tender = t.number AND x.party = ?)",
            "A party that bid.",
        ),
        Filter::number("winner", "t.winner = ?", "To whom it is awarded."),
        Filter::cig("cig", "t.cig = ?", "Its CIG."),
        Filter::cup("cup", "t.cup = ?", "Its CUP."),
        Filter::municipality(
            "municipality",
            "p.municipality = ?",
            "ISTAT code of the municipality of the administration's seat.",
        ),
        Filter::year(
            "year",
            "t.published BETWEEN ? || '-01-01' AND ? || '-12-31'",
            "The year in which it was published, UTC.",
        ),
        Filter::date(
            "published_from",
            "t.published >= ?",
            "Published on this day or later, UTC.",
        ),
        Filter::date(
            "published_to",
            "t.published <= ?",
            "Published on this day or earlier, UTC.",
        ),
        Filter::from_day(
            "bids_until_from",
            "t.bids_until >= ?",
            "Bids possible until this day or later, UTC.",
        ),
        Filter::to_day(
            "bids_until_to",
            "t.bids_until <= ?",
            "Bids possible until this day or earlier, UTC.",
        ),
        Filter::amount("value_min", "t.value >= ?", "Of at least so many euro."),
        Filter::amount("value_max", "t.value <= ?", "Of at most so many euro."),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Tender> {
        tender(row)
    }
}

const COLUMNS: &str = "t.number, t.status, t.procedure, t.contract_type, t.reserve, t.criterion, t.title,
        t.administration, p.name AS administration_name, t.cig, t.cup, t.value, t.published, t.bids_until, t.bids,
        t.admitted, t.winner, w.name AS winner_name, w.scheme AS winner_scheme, w.identifier AS winner_identifier,
        t.price, t.contract_value, a.number AS award, t.object, t.legal_basis, t.office, t.responsible_role,
        t.labour_intensive, t.clarify_until, t.reveal_until, t.direct_ground, t.reason, t.requirements, t.rotation,
        t.standstill_until, t.subcontracted, t.cancellation_reason, t.cancelled_at";
const FROM: &str = "tenders t
    JOIN parties p ON p.number = t.administration
    LEFT JOIN parties w ON w.number = t.winner
    LEFT JOIN awards a ON a.tender = t.number";

fn exists(snapshot: &Snapshot<'_>, Number(number): &Number) -> Result<(), Problem> {
    snapshot
        .first("SELECT 1 FROM tenders WHERE number = ?1", [number], |_| {
            Ok(())
        })?
        .ok_or_else(|| Problem::not_found("tender", number))
}

/// One tender, its bids, ranking, contract and changes
///
/// Of each list the newest hundred, and how many there are; the trail has everything.
#[utoipa::path(get, path = "/tenders/{id}", operation_id = "show_tender", tag = "tenders", params(Number, At),
    responses((status = 200, description = "The tender.", body = TenderDetail)))]
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

fn detail(snapshot: &Snapshot<'_>, number: u32) -> Result<TenderDetail, Problem> {
    let extensions = extensions(snapshot, number)?;
    let clarifications = clarifications::of_tender(snapshot, number)?;
    let invitations = invitations(snapshot, number)?;
    let bids_received = bids::of_tender(snapshot, number)?;
    let evaluations = evaluations(snapshot, number)?;
    let awards = awards(snapshot, number)?;
    let contract = contract(snapshot, number)?;
    let changes = changes(snapshot, number)?;
    let subcontracts = subcontracts(snapshot, number)?;
    let documents = of_subject(snapshot, SubjectKind::Tender, number)?;
    snapshot
        .first(
            &format!("SELECT {COLUMNS} FROM {FROM} WHERE t.number = ?1"),
            [number],
            |row| {
                let ground: Option<Ground> = row.get("direct_ground")?;
                let cancelled_at: Option<Time> = row.get("cancelled_at")?;
                Ok(TenderDetail {
                    tender: tender(row)?,
                    object: row.get("object")?,
                    legal_basis: row.get("legal_basis")?,
                    office: row.get("office")?,
                    responsible_role: row.get("responsible_role")?,
                    labour_intensive: row.get("labour_intensive")?,
                    clarify_until: row.get("clarify_until")?,
                    reveal_until: row.get("reveal_until")?,
                    direct_award: match ground {
                        Some(ground) => Some(DirectAwardTexts {
                            ground,
                            reason: row.get("reason")?,
                            requirements: row.get("requirements")?,
                            rotation: row.get("rotation")?,
                        }),
                        None => None,
                    },
                    standstill_until: row.get("standstill_until")?,
                    cancellation: match cancelled_at {
                        Some(cancelled_at) => Some(Cancellation {
                            reason: row.get("cancellation_reason")?,
                            cancelled_at,
                        }),
                        None => None,
                    },
                    extensions,
                    clarifications,
                    invitations,
                    bids_received,
                    evaluations,
                    awards,
                    contract,
                    changes,
                    subcontracts,
                    subcontracted: row.get("subcontracted")?,
                    documents,
                })
            },
        )?
        .ok_or_else(|| Problem::not_found("tender", number))
}

fn tender(row: &Row<'_>) -> rusqlite::Result<Tender> {
    let winner = PartyReference::optional(row, "winner", "winner_name")?;
    Ok(Tender {
        id: row.get("number")?,
        status: row.get("status")?,
        procedure: row.get("procedure")?,
        contract_type: row.get("contract_type")?,
        reserve: row.get("reserve")?,
        criterion: row.get("criterion")?,
        title: row.get("title")?,
        administration: PartyReference::read(row, "administration", "administration_name")?,
        cig: row.get("cig")?,
        cup: row.get("cup")?,
        value: row.get("value")?,
        published: row.get("published")?,
        bids_until: row.get("bids_until")?,
        bids: row.get("bids")?,
        admitted: row.get("admitted")?,
        winner: match winner {
            Some(party) => Some(Contractor {
                party,
                identifier: Identifier {
                    scheme: row.get("winner_scheme")?,
                    id: row.get("winner_identifier")?,
                },
            }),
            None => None,
        },
        price: row.get("price")?,
        contract_value: row.get("contract_value")?,
        award: row.get("award")?,
    })
}

fn extensions(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<DeadlineExtension>, Problem> {
    Recent::read(
        snapshot,
        "SELECT clarify_until, bids_until, reveal_until, reason, extended_at FROM extensions WHERE tender = ?1",
        &["entry_id"],
        number,
        |row| {
            Ok(DeadlineExtension {
                clarify_until: row.get("clarify_until")?,
                bids_until: row.get("bids_until")?,
                reveal_until: row.get("reveal_until")?,
                reason: row.get("reason")?,
                extended_at: row.get("extended_at")?,
            })
        },
    )
}

fn invitations(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<TenderInvitation>, Problem> {
    Recent::read(
        snapshot,
        "SELECT i.party, p.name, i.reason, i.invited_at
         FROM bid_invitations i JOIN parties p ON p.number = i.party WHERE i.tender = ?1",
        &["i.entry_id"],
        number,
        |row| {
            Ok(TenderInvitation {
                party: PartyReference::read(row, "party", "name")?,
                reason: row.get("reason")?,
                invited_at: row.get("invited_at")?,
            })
        },
    )
}
