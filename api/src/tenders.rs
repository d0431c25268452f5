// SPDX-License-Identifier: EUPL-1.2
//! Tenders and direct awards: notice, deadlines, bids, ranking, contract, its changes and subcontracts.
//!
//! Must not know whether a bid is in time or a change allowed: the rules said so before it was written.

use std::collections::BTreeMap;

use axum::response::Response;
use portico_rules::{
    date::Date,
    subject::SubjectKind,
    tender::{
        BidStatus, ChangeCause, ContractType, Criterion, DirectGround, Procedure, Reserve,
        Standstill, SubcontractStatus, TenderStatus,
    },
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
    recent::{RECENT, Recent},
    times::{Day, Time},
    words::Word,
};

type Status = Word<TenderStatus>;
type How = Word<Procedure>;
type What = Word<ContractType>;
type ReservedFor = Word<Reserve>;
type AwardedBy = Word<Criterion>;
type Ground = Word<DirectGround>;
type Waiting = Word<Standstill>;
type Cause = Word<ChangeCause>;
type StatusOfBid = Word<BidStatus>;
type StatusOfSubcontract = Word<SubcontractStatus>;

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

/// A question on the tender's documents, answered for all to read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Clarification {
    clarification: u32,
    question: String,
    answer: String,
    answered_at: Time,
}

#[derive(Debug, Serialize, ToSchema)]
struct TenderInvitation {
    party: PartyReference,
    reason: String,
    invited_at: Time,
}

/// A bid: who bids is public from the commitment on, what is bid from the reveal on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bid {
    party: PartyReference,
    identifier: Identifier,
    /// One that is still `sealed` after the tender's `reveal_until` is out.
    status: StatusOfBid,
    /// SHA-256 of what docs/format.md says of salt and offer.
    commitment: String,
    committed_at: Time,
    price: Option<Money>,
    /// By which anybody can compute the commitment again.
    salt: Option<String>,
    revealed_at: Option<Time>,
    exclusion_reason: Option<String>,
    excluded_at: Option<Time>,
    /// Its place in the award as it stands, from 1.
    place: Option<u32>,
    /// Its points in hundredths: 8750 is 87.50 of 100; 0 where the lowest price wins.
    points: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Evaluation {
    evaluation: u32,
    report_sha256: String,
    deposited_at: Time,
}

/// An award of the tender; all but the last were revoked.
#[derive(Debug, Serialize, ToSchema)]
struct TenderAward {
    winner: PartyReference,
    price: Money,
    reason: String,
    act_sha256: String,
    awarded_at: Time,
    /// Day on which the last bidder was told.
    communicated: Option<Day>,
    /// Whether the contract must wait (art. 18 c. 3 D.Lgs. 36/2023), and if not, why.
    standstill: Option<Waiting>,
    standstill_until: Option<Day>,
    revoked_at: Option<Time>,
    revocation_reason: Option<String>,
    /// Every admitted bid, best first.
    #[schema(max_items = 128)]
    ranking: Vec<Ranked>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Ranked {
    place: u32,
    party: PartyReference,
    price: Money,
    /// Hundredths: 8750 is 87.50 of 100.
    points: u32,
}

/// The contract that was signed.
#[derive(Debug, Serialize, ToSchema)]
struct TenderContract {
    contractor: PartyReference,
    reference: String,
    /// What it began with.
    value: Money,
    signed: Day,
    start_date: Day,
    end_date: Day,
    document_sha256: String,
    deposited_at: Time,
}

/// A change of the contract (art. 120 D.Lgs. 36/2023).
#[derive(Debug, Serialize, ToSchema)]
struct ContractChange {
    change: u32,
    cause: Cause,
    value_before: Money,
    value_after: Money,
    /// The difference as hundredths of a percent of the initial value.
    share: u32,
    reason: String,
    act_sha256: String,
    changed_at: Time,
}

/// A subcontract that the contractor asks for (art. 119 D.Lgs. 36/2023).
#[derive(Debug, Serialize, ToSchema)]
struct Subcontract {
    subcontract: u32,
    status: StatusOfSubcontract,
    /// Tax code of the subcontractor, and its name.
    subcontractor: String,
    name: String,
    object: String,
    amount: Money,
    requested: Day,
    decided_at: Option<Time>,
    decision_reason: Option<String>,
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

/// `GET /v1/tenders/{id}/bids`
pub(crate) struct Bids;

impl List for Bids {
    type Item = Bid;
    type Scope = Number;
    const PATH: &'static str = "/tenders/{id}/bids";
    const NAME: &'static str = "list_tender_bids";
    const TAG: &'static str = "tenders";
    const SUMMARY: &'static str = "The bids on a tender";
    const DESCRIPTION: &'static str = "Every bid, with price and salt once it is revealed: from these and its documents anybody can compute the \
        commitment again. One that is still sealed after the window is out.";
    const COLUMNS: &'static str = BID_COLUMNS;
    const FROM: &'static str = BID_FROM;
    const WITHIN: Option<&'static str> = Some("b.tender = ?");
    const KEY: Key = Key::one("party", "b.party");
    const SORTS: &'static [Sort] = &[
        Sort {
            name: "committed_at",
            sql: "b.committed_at",
        },
        Sort {
            name: "price",
            sql: "coalesce(b.price, 0)",
        },
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::word::<BidStatus>("status", "b.status = ?", "Where it stands."),
        Filter::number("party", "b.party = ?", "Whose bid."),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Bid> {
        Bid::read(row)
    }

    fn exists(snapshot: &Snapshot<'_>, number: &Number) -> Result<(), Problem> {
        exists(snapshot, number)
    }
}

const BID_COLUMNS: &str = "b.tender, b.party, p.name, p.scheme, p.identifier, b.status, b.commitment, b.committed_at, b.price,
        o.salt, o.revealed_at, x.reason AS exclusion_reason, x.excluded_at, r.place, r.points";
const BID_FROM: &str = "bids b
    JOIN parties p ON p.number = b.party
    LEFT JOIN offers o ON o.tender = b.tender AND o.party = b.party
    LEFT JOIN exclusions x ON x.tender = b.tender AND x.party = b.party
    LEFT JOIN tender_awards g ON g.tender = b.tender AND g.revoked_at IS NULL
    LEFT JOIN rankings r ON r.entry_id = g.entry_id AND r.party = b.party";

impl Bid {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Bid {
            party: PartyReference::read(row, "party", "name")?,
            identifier: Identifier {
                scheme: row.get("scheme")?,
                id: row.get("identifier")?,
            },
            status: row.get("status")?,
            commitment: row.get("commitment")?,
            committed_at: row.get("committed_at")?,
            price: row.get("price")?,
            salt: row.get("salt")?,
            revealed_at: row.get("revealed_at")?,
            exclusion_reason: row.get("exclusion_reason")?,
            excluded_at: row.get("excluded_at")?,
            place: row.get("place")?,
            points: row.get("points")?,
        })
    }
}

/// `GET /v1/tenders/{id}/clarifications`
pub(crate) struct Clarifications;

impl List for Clarifications {
    type Item = Clarification;
    type Scope = Number;
    const PATH: &'static str = "/tenders/{id}/clarifications";
    const NAME: &'static str = "list_tender_clarifications";
    const TAG: &'static str = "tenders";
    const SUMMARY: &'static str = "Questions on a tender, answered";
    const DESCRIPTION: &'static str = "Every question on the tender's documents with its answer (art. 88 D.Lgs. 36/2023), without who asked.";
    const COLUMNS: &'static str = "c.tender, c.clarification, c.question, c.answer, c.answered_at";
    const FROM: &'static str = "clarifications c";
    const WITHIN: Option<&'static str> = Some("c.tender = ?");
    const KEY: Key = Key::one("clarification", "c.clarification");
    const SORTS: &'static [Sort] = &[];
    const FILTERS: &'static [Filter] = &[];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Clarification> {
        clarification(row)
    }

    fn exists(snapshot: &Snapshot<'_>, number: &Number) -> Result<(), Problem> {
        exists(snapshot, number)
    }
}

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
    let clarifications = Recent::read(
        snapshot,
        "SELECT clarification, question, answer, answered_at FROM clarifications WHERE tender = ?1",
        &["clarification"],
        number,
        clarification,
    )?;
    let invitations = invitations(snapshot, number)?;
    let bids_received = Recent::read(
        snapshot,
        &format!("SELECT {BID_COLUMNS} FROM {BID_FROM} WHERE b.tender = ?1"),
        &["b.committed_at", "b.party"],
        number,
        Bid::read,
    )?;
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

fn clarification(row: &Row<'_>) -> rusqlite::Result<Clarification> {
    Ok(Clarification {
        clarification: row.get("clarification")?,
        question: row.get("question")?,
        answer: row.get("answer")?,
        answered_at: row.get("answered_at")?,
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

fn evaluations(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<Evaluation>, Problem> {
    Recent::read(
        snapshot,
        "SELECT evaluation, report_sha256, deposited_at FROM evaluations WHERE tender = ?1",
        &["evaluation"],
        number,
        |row| {
            Ok(Evaluation {
                evaluation: row.get("evaluation")?,
                report_sha256: row.get("report_sha256")?,
                deposited_at: row.get("deposited_at")?,
            })
        },
    )
}

fn awards(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<TenderAward>, Problem> {
    let mut rankings = rankings(snapshot, number)?;
    Recent::read(
        snapshot,
        "SELECT g.entry_id, g.winner, p.name, g.price, g.reason, g.act_sha256, g.awarded_at, g.communicated, g.standstill,
                g.standstill_until, g.revoked_at, g.revocation_reason
         FROM tender_awards g JOIN parties p ON p.number = g.winner WHERE g.tender = ?1",
        &["g.entry_id"],
        number,
        |row| {
            let entry: i64 = row.get("entry_id")?;
            Ok(TenderAward {
                winner: PartyReference::read(row, "winner", "name")?,
                price: row.get("price")?,
                reason: row.get("reason")?,
                act_sha256: row.get("act_sha256")?,
                awarded_at: row.get("awarded_at")?,
                communicated: row.get("communicated")?,
                standstill: row.get("standstill")?,
                standstill_until: row.get("standstill_until")?,
                revoked_at: row.get("revoked_at")?,
                revocation_reason: row.get("revocation_reason")?,
                ranking: rankings.remove(&entry).unwrap_or_default(),
            })
        },
    )
}

/// The rankings of the newest awards, by the award's entry. The rules bound the bids on a tender.
fn rankings(snapshot: &Snapshot<'_>, number: u32) -> Result<BTreeMap<i64, Vec<Ranked>>, Problem> {
    let rows = snapshot.all(
        "SELECT r.entry_id, r.place, r.party, p.name, r.price, r.points
         FROM (SELECT entry_id FROM tender_awards WHERE tender = ?1 ORDER BY entry_id DESC LIMIT ?2) g
         JOIN rankings r ON r.entry_id = g.entry_id
         JOIN parties p ON p.number = r.party
         ORDER BY r.entry_id, r.place",
        [number, RECENT],
        |row| {
            let ranked = Ranked {
                place: row.get("place")?,
                party: PartyReference::read(row, "party", "name")?,
                price: row.get("price")?,
                points: row.get("points")?,
            };
            Ok((row.get("entry_id")?, ranked))
        },
    )?;
    let mut by_award = BTreeMap::<i64, Vec<Ranked>>::new();
    for (entry, ranked) in rows {
        by_award.entry(entry).or_default().push(ranked);
    }
    Ok(by_award)
}

fn contract(snapshot: &Snapshot<'_>, number: u32) -> Result<Option<TenderContract>, Problem> {
    snapshot.first(
        "SELECT c.contractor, p.name, c.reference, c.value, c.signed, c.start_date, c.end_date, c.document_sha256,
                c.deposited_at
         FROM tender_contracts c JOIN parties p ON p.number = c.contractor WHERE c.tender = ?1",
        [number],
        |row| {
            Ok(TenderContract {
                contractor: PartyReference::read(row, "contractor", "name")?,
                reference: row.get("reference")?,
                value: row.get("value")?,
                signed: row.get("signed")?,
                start_date: row.get("start_date")?,
                end_date: row.get("end_date")?,
                document_sha256: row.get("document_sha256")?,
                deposited_at: row.get("deposited_at")?,
            })
        },
    )
}

fn changes(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<ContractChange>, Problem> {
    Recent::read(
        snapshot,
        "SELECT change, cause, value_before, value_after, share, reason, act_sha256, changed_at
         FROM contract_changes WHERE tender = ?1",
        &["change"],
        number,
        |row| {
            Ok(ContractChange {
                change: row.get("change")?,
                cause: row.get("cause")?,
                value_before: row.get("value_before")?,
                value_after: row.get("value_after")?,
                share: row.get("share")?,
                reason: row.get("reason")?,
                act_sha256: row.get("act_sha256")?,
                changed_at: row.get("changed_at")?,
            })
        },
    )
}

fn subcontracts(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<Subcontract>, Problem> {
    Recent::read(
        snapshot,
        "SELECT subcontract, status, subcontractor, name, object, amount, requested, decided_at, decision_reason
         FROM subcontracts WHERE tender = ?1",
        &["subcontract"],
        number,
        |row| {
            Ok(Subcontract {
                subcontract: row.get("subcontract")?,
                status: row.get("status")?,
                subcontractor: row.get("subcontractor")?,
                name: row.get("name")?,
                object: row.get("object")?,
                amount: row.get("amount")?,
                requested: row.get("requested")?,
                decided_at: row.get("decided_at")?,
                decision_reason: row.get("decision_reason")?,
            })
        },
    )
}
