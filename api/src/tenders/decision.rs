// SPDX-License-Identifier: EUPL-1.2
//! How a tender was decided: reports of the evaluation, awards with their rankings, and awards that were revoked.

use std::collections::BTreeMap;

use portico_rules::tender::Standstill;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    database::Snapshot,
    money::Money,
    parties::PartyReference,
    problem::Problem,
    recent::{RECENT, Recent},
    times::{Day, Time},
    words::Word,
};

type Waiting = Word<Standstill>;

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Evaluation {
    evaluation: u32,
    report_sha256: String,
    deposited_at: Time,
}

/// An award of the tender; all but the last were revoked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TenderAward {
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
pub(super) struct Ranked {
    place: u32,
    party: PartyReference,
    price: Money,
    /// Hundredths: 8750 is 87.50 of 100.
    points: u32,
}

pub(super) fn evaluations(
    snapshot: &Snapshot<'_>,
    number: u32,
) -> Result<Recent<Evaluation>, Problem> {
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

pub(super) fn awards(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<TenderAward>, Problem> {
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
pub(super) fn rankings(
    snapshot: &Snapshot<'_>,
    number: u32,
) -> Result<BTreeMap<i64, Vec<Ranked>>, Problem> {
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
