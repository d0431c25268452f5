// SPDX-License-Identifier: EUPL-1.2
//! The bids on a tender: sealed, revealed, withdrawn or excluded.
//!
//! Must not know whether a bid was in time: the rules said so before it was written.

use portico_rules::{date::Date, tender::BidStatus};
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use super::exists;
use crate::{
    database::Snapshot,
    list::{Filter, Key, List, Sort},
    money::Money,
    parameters::Number,
    parties::{Identifier, PartyReference},
    problem::Problem,
    recent::Recent,
    times::Time,
    words::Word,
};

type StatusOfBid = Word<BidStatus>;

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

/// The bids, the last committed at the end.
pub(super) fn of_tender(snapshot: &Snapshot<'_>, number: u32) -> Result<Recent<Bid>, Problem> {
    Recent::read(
        snapshot,
        &format!("SELECT {BID_COLUMNS} FROM {BID_FROM} WHERE b.tender = ?1"),
        &["b.committed_at", "b.party"],
        number,
        Bid::read,
    )
}
