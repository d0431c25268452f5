// SPDX-License-Identifier: EUPL-1.2
//! De minimis aid (Regulation (EU) 2023/2831): every aid is entered on the history of whoever receives it before a grant can be
//! published under that regime, and is refused there if it would exceed the ceiling. So one history tells what an undertaking
//! received, and the ceiling is kept by the one contract that knows all of it.
//!
//! Several parties can be one undertaking (art. 2(2)): the links between them stand on each one's history, and an aid to one counts
//! those of all.

use super::decide::current;
use super::{Aid, AidAccountRow, AidRow, PartyKind, Permission};
use crate::bounds;
use crate::check;
use crate::date::Date;
use crate::document::Document;
use crate::fact::UndertakingFact;
use crate::host::View;
use crate::primitives::{Cents, Digest};
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::subject::PartyId;
use crate::work::Work;
use alloc::vec::Vec;
use scale::Encode;

/// An administration enters an aid that it is about to grant.
pub(super) fn register<V: View>(work: &mut Work<V>, aid: &Aid) -> Result<(), Refusal> {
    let administration = work
        .signer_of_kind(Permission::Publish, PartyKind::Administration)?
        .party;
    check::positive(Field::Amount, aid.amount)?;
    check::amount(Field::Elsewhere, aid.elsewhere)?;
    check::required(Field::LegalBasis, &aid.legal_basis, bounds::TITLE)?;
    check::document(Field::Report, &aid.declaration)?;
    undertaking_kind(work)?;
    let party = work.number;
    let mut account = account(work, party);
    super::decide::next(account.aids, aid.aid)?;
    let today = work.today();
    let after = three_years_before(today);

    // What the whole undertaking received in these three years: here, and on the history of each party linked with it.
    let out_of_range = Refusal::AmountOutOfRange {
        field: Field::Amount,
        found: aid.amount,
    };
    let own = received(
        |key| work.row(&key),
        |bytes| work.sha256(bytes),
        party,
        after,
    )?;
    let mut total = own.total.plus(aid.elsewhere).ok_or(out_of_range)?;
    for number in 1..=account.links {
        let Some(other) = work.link_row(RowKey::Link { party, number }) else {
            continue;
        };
        let fact = work.undertaking(other, after)?;
        // One undertaking has one list of members, whomever of them one asks.
        if fact.members != own.members {
            return Err(Refusal::LinksDiffer { party, other });
        }
        total = total.plus(fact.total).ok_or(out_of_range)?;
    }
    let with_this = total.plus(aid.amount).ok_or(out_of_range)?;
    if with_this > bounds::DE_MINIMIS {
        return Err(Refusal::AboveDeMinimis {
            amount: aid.amount,
            received: total,
            ceiling: bounds::DE_MINIMIS,
        });
    }

    account.aids = aid.aid;
    work.put(
        RowKey::Aid {
            party,
            aid: aid.aid,
        },
        Row::Aid(AidRow {
            administration,
            amount: aid.amount,
            granted: today,
            elsewhere: aid.elsewhere,
        }),
    );
    work.put(RowKey::AidAccount(party), Row::AidAccount(account));
    Ok(())
}

/// The administration that entered an aid lowers it: the grant was smaller, or came to nothing, or was recovered.
pub(super) fn reduce<V: View>(
    work: &mut Work<V>,
    aid: u32,
    amount: Cents,
    reason: &str,
    act: &Document,
) -> Result<(), Refusal> {
    let key = RowKey::Aid {
        party: work.number,
        aid,
    };
    let mut row = work.aid_row(key).ok_or(Refusal::NoSuchAid {
        party: work.number,
        aid,
    })?;
    work.signer_of(Permission::Publish, row.administration)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    check::document(Field::Act, act)?;
    if amount >= row.amount {
        return Err(Refusal::AidNotReduced {
            amount,
            registered: row.amount,
        });
    }
    row.amount = amount;
    work.put(key, Row::Aid(row));
    Ok(())
}

/// An administration records that another party is of one undertaking with this one, as the beneficiary declared.
pub(super) fn link<V: View>(
    work: &mut Work<V>,
    other: PartyId,
    reason: &str,
    declaration: &Document,
) -> Result<(), Refusal> {
    work.signer_of_kind(Permission::Publish, PartyKind::Administration)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    check::document(Field::Report, declaration)?;
    undertaking_kind(work)?;
    let party = work.number;
    let mut account = account(work, party);
    if other == party || place(work, &account, other).is_some() {
        return Err(Refusal::AlreadyLinked { party, other });
    }
    // It must exist; on its own history the link stands separately.
    let kind = work.standing(other)?.kind;
    operator(kind)?;
    account.links = account.links.saturating_add(1);
    check::at_most(Field::Links, usize::from(account.links), bounds::LINKS)?;
    work.put(
        RowKey::Link {
            party,
            number: account.links,
        },
        Row::Link(other),
    );
    work.put(RowKey::AidAccount(party), Row::AidAccount(account));
    Ok(())
}

/// An administration records that a link has ended. What was received while it held stays on each one's history.
pub(super) fn unlink<V: View>(
    work: &mut Work<V>,
    other: PartyId,
    reason: &str,
    declaration: &Document,
) -> Result<(), Refusal> {
    work.signer_of_kind(Permission::Publish, PartyKind::Administration)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    check::document(Field::Report, declaration)?;
    let party = work.number;
    let mut account = account(work, party);
    let number = place(work, &account, other).ok_or(Refusal::NotLinked { party, other })?;
    // The last one takes its place.
    let last = RowKey::Link {
        party,
        number: account.links,
    };
    if let Some(moved) = work.link_row(last) {
        work.put(RowKey::Link { party, number }, Row::Link(moved));
    }
    work.remove(last);
    account.links = account.links.saturating_sub(1);
    work.put(RowKey::AidAccount(party), Row::AidAccount(account));
    Ok(())
}

/// What a party received after a day, and the undertaking it is of: asked of its own rows.
///
/// # Errors
/// [`Refusal::TooMany`] aids in the period to add up, or an amount beyond the numbers' range.
pub(super) fn received(
    row: impl Fn(RowKey) -> Option<Row>,
    sha256: impl Fn(&[u8]) -> Digest,
    party: PartyId,
    after: Date,
) -> Result<UndertakingFact, Refusal> {
    let account = match row(RowKey::AidAccount(party)) {
        Some(Row::AidAccount(row)) => row,
        _ => AidAccountRow::default(),
    };
    let mut total = Cents::ZERO;
    let mut counted = 0;
    // Newest first: they are entered on the day they are granted, so the first that is too old ends it.
    for aid in (1..=account.aids).rev() {
        let Some(Row::Aid(aid)) = row(RowKey::Aid { party, aid }) else {
            continue;
        };
        if aid.granted <= after {
            break;
        }
        counted += 1;
        check::at_most(Field::Aids, counted, bounds::AIDS)?;
        total = total.plus(aid.amount).ok_or(Refusal::AmountOutOfRange {
            field: Field::Amount,
            found: aid.amount,
        })?;
    }
    let mut members: Vec<PartyId> = (1..=account.links)
        .filter_map(|number| match row(RowKey::Link { party, number }) {
            Some(Row::Link(other)) => Some(other),
            _ => None,
        })
        .chain([party])
        .collect();
    members.sort_unstable();
    Ok(UndertakingFact {
        party,
        after,
        total,
        members: sha256(&members.encode()),
    })
}

/// The day before the period of three years that ends with this day (art. 3(2), recital 11: a rolling period). What was granted on it no
/// longer counts.
pub fn three_years_before(day: Date) -> Date {
    let (year, month, of_month) = day.ymd();
    let year = u16::try_from(year.saturating_sub(3)).unwrap_or(0);
    // 29 February has no day three years before: the 28th.
    Date::from_ymd(year, month, of_month)
        .or_else(|_| Date::from_ymd(year, month, 28))
        .unwrap_or(Date::MIN)
}

/// Aid goes to undertakings: not to the administrations and bodies that the ledger knows as such.
fn undertaking_kind<V: View>(work: &Work<V>) -> Result<(), Refusal> {
    operator(current(work)?.kind)
}

fn operator(kind: PartyKind) -> Result<(), Refusal> {
    match kind {
        PartyKind::Cooperative | PartyKind::ThirdSectorBody | PartyKind::Supplier => Ok(()),
        PartyKind::Administration | PartyKind::OversightBody => {
            Err(Refusal::WrongKind { found: kind })
        }
    }
}

fn account<V: View>(work: &Work<V>, party: PartyId) -> AidAccountRow {
    work.aid_account_row(RowKey::AidAccount(party))
        .unwrap_or_default()
}

/// Under which number a link stands.
fn place<V: View>(work: &Work<V>, account: &AidAccountRow, other: PartyId) -> Option<u8> {
    let party = work.number;
    (1..=account.links).find(|number| {
        work.link_row(RowKey::Link {
            party,
            number: *number,
        }) == Some(other)
    })
}
