// SPDX-License-Identifier: EUPL-1.2
//! De minimis aid of a party (Regulation (EU) 2023/2831), with whom it is one undertaking, and the members' registers of a cooperative.
//!
//! What a party received in three years is the rules' to say: they are asked, with the rows that the contract has.

use axum::response::Response;
use portico_rules::{bounds, date::Date, party::three_years_before, primitives::Cents};
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    commands::received_aid,
    database::Snapshot,
    list::{Filter, Key, List, Sort},
    money::Money,
    parameters::{Nothing, Number, Query},
    parties::PartyReference,
    problem::Problem,
    reading::Reading,
    times::{Day, Time},
};

/// A de minimis aid.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Aid {
    /// Its number with the party, from 1.
    aid: u32,
    administration: PartyReference,
    /// Gross; what is left of it, if it was lowered.
    amount: Money,
    /// The day it counts from.
    granted: Day,
    /// What the undertaking had received elsewhere in the three years before, as was declared.
    elsewhere: Money,
    legal_basis: String,
    /// The excerpt of the register of aid, or the beneficiary's declaration.
    declaration_sha256: String,
    registered_at: Time,
    reduced_at: Option<Time>,
    reduction_reason: Option<String>,
    /// The award that gives it.
    award: Option<u32>,
}

/// `GET /v1/parties/{id}/aids`
pub(crate) struct Aids;

impl List for Aids {
    type Item = Aid;
    type Scope = Number;
    const PATH: &'static str = "/parties/{id}/aids";
    const NAME: &'static str = "list_party_aids";
    const TAG: &'static str = "parties";
    const SUMMARY: &'static str = "De minimis aid of an organisation";
    const DESCRIPTION: &'static str = "Every aid under Regulation (EU) 2023/2831 that stands on the ledger, with the grant that gives it.";
    const COLUMNS: &'static str = "d.party, d.aid, d.administration, q.name AS administration_name, d.amount, d.granted, d.elsewhere,
        d.legal_basis, d.declaration_sha256, d.registered_at, d.reduced_at, d.reduction_reason, a.number AS award";
    const FROM: &'static str = "aids d
        JOIN parties q ON q.number = d.administration
        LEFT JOIN awards a ON a.beneficiary = d.party AND a.aid = d.aid";
    const WITHIN: Option<&'static str> = Some("d.party = ?");
    const KEY: Key = Key::one("aid", "d.aid");
    const SORTS: &'static [Sort] = &[
        Sort {
            name: "granted",
            sql: "d.granted",
        },
        Sort {
            name: "amount",
            sql: "d.amount",
        },
    ];
    const FILTERS: &'static [Filter] = &[
        Filter::number("administration", "d.administration = ?", "Who grants it."),
        Filter::date(
            "granted_from",
            "d.granted >= ?",
            "Granted on this day or later, UTC.",
        ),
    ];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Aid> {
        Ok(Aid {
            aid: row.get("aid")?,
            administration: PartyReference::read(row, "administration", "administration_name")?,
            amount: row.get("amount")?,
            granted: row.get("granted")?,
            elsewhere: row.get("elsewhere")?,
            legal_basis: row.get("legal_basis")?,
            declaration_sha256: row.get("declaration_sha256")?,
            registered_at: row.get("registered_at")?,
            reduced_at: row.get("reduced_at")?,
            reduction_reason: row.get("reduction_reason")?,
            award: row.get("award")?,
        })
    }

    fn exists(snapshot: &Snapshot<'_>, number: &Number) -> Result<(), Problem> {
        exists(snapshot, number)
    }
}

/// What an undertaking received of de minimis aid in three years.
#[derive(Debug, Serialize, ToSchema)]
struct Undertaking {
    /// The day that it speaks of, UTC, and the first of the three years that end with it.
    as_of: Day,
    /// Aid granted after this day counts.
    after: Day,
    /// EUR 300,000 (art. 3(2)).
    ceiling: Money,
    /// What is on this ledger; what was received elsewhere is declared with each aid.
    received: Money,
    /// The parties that are this undertaking (art. 2(2)), each with its part.
    #[schema(max_items = 9)]
    parties: Vec<Part>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Part {
    #[serde(flatten)]
    party: PartyReference,
    received: Money,
}

/// What an organisation may still receive of de minimis aid
///
/// The rolling total of three years, with the parties that are one undertaking with it, by the rules and rows of the registry as it is
/// indexed now.
#[utoipa::path(get, path = "/parties/{id}/de-minimis", operation_id = "show_party_de_minimis", tag = "parties", params(Number),
    responses((status = 200, description = "The total.", body = Undertaking)))]
pub(crate) async fn de_minimis(
    reading: Reading,
    Number(number): Number,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    reading
        .answer(move |snapshot| undertaking(snapshot, number))
        .await
}

fn undertaking(snapshot: &Snapshot<'_>, number: u32) -> Result<Undertaking, Problem> {
    let day = snapshot.day();
    let after = three_years_before(day);
    let linked: Vec<u32> = snapshot.all(
        // Of each pair the last word counts.
        "SELECT other FROM (
             SELECT other, linked, max(entry_id) FROM undertaking_links WHERE party = ?1 GROUP BY other)
         WHERE linked = 1 ORDER BY other",
        [number],
        |row| row.get(0),
    )?;
    let mut received = Cents::ZERO;
    let mut parties = Vec::new();
    for party in std::iter::once(number).chain(linked) {
        let total = received_aid(snapshot, party, after)?
            .ok_or_else(|| Problem::not_found("party", party))?;
        received = received.plus(total).ok_or_else(|| {
            tracing::error!(party, "the aid of an undertaking is beyond all amounts");
            Problem::internal()
        })?;
        let name = snapshot.first(
            "SELECT number, name FROM parties WHERE number = ?1",
            [party],
            |row| PartyReference::read(row, "number", "name"),
        )?;
        if let Some(party) = name {
            parties.push(Part {
                party,
                received: Money(total),
            });
        }
    }
    Ok(Undertaking {
        as_of: Day(day),
        after: Day(after),
        ceiling: Money(bounds::DE_MINIMIS),
        received: Money(received),
        parties,
    })
}

/// A year's register of members: how many, and a digest that says nothing of any of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberRegister {
    year: u32,
    members: u32,
    /// Root of the Merkle tree over the salted records (docs/format.md).
    root: String,
    corrections: u32,
    deposited_at: Time,
    /// When it was last corrected, and why.
    corrected_at: Option<Time>,
    correction_reason: Option<String>,
}

/// `GET /v1/parties/{id}/member-registers`
pub(crate) struct MemberRegisters;

impl List for MemberRegisters {
    type Item = MemberRegister;
    type Scope = Number;
    const PATH: &'static str = "/parties/{id}/member-registers";
    const NAME: &'static str = "list_party_member_registers";
    const TAG: &'static str = "parties";
    const SUMMARY: &'static str = "Members' registers of a cooperative";
    const DESCRIPTION: &'static str = "Of each year how many members the cooperative says it had, and the digest of its register: whoever is shown a \
        member's record, salt and path can check that it stands there. No member is on the ledger.";
    const COLUMNS: &'static str = "m.party, m.year, m.members, m.root, m.corrections, m.deposited_at, m.corrected_at, m.correction_reason";
    const FROM: &'static str = "member_registers m";
    const WITHIN: Option<&'static str> = Some("m.party = ?");
    const KEY: Key = Key::one("year", "m.year");
    const SORTS: &'static [Sort] = &[];
    const FILTERS: &'static [Filter] = &[];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<MemberRegister> {
        Ok(MemberRegister {
            year: row.get("year")?,
            members: row.get("members")?,
            root: row.get("root")?,
            corrections: row.get("corrections")?,
            deposited_at: row.get("deposited_at")?,
            corrected_at: row.get("corrected_at")?,
            correction_reason: row.get("correction_reason")?,
        })
    }

    fn exists(snapshot: &Snapshot<'_>, number: &Number) -> Result<(), Problem> {
        exists(snapshot, number)
    }
}

fn exists(snapshot: &Snapshot<'_>, Number(number): &Number) -> Result<(), Problem> {
    snapshot
        .first("SELECT 1 FROM parties WHERE number = ?1", [number], |_| {
            Ok(())
        })?
        .ok_or_else(|| Problem::not_found("party", number))
}
