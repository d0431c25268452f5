// SPDX-License-Identifier: EUPL-1.2
//! Bids: committed before the deadline, revealed in the window after it with the very bytes that were committed, or out.

use super::decide::{after, in_status, operator, put, reasoned, signed_by_administration, until};
use super::{BidRow, BidStatus, Criterion, Offer, TenderStatus};
use crate::bounds;
use crate::check;
use crate::document::Document;
use crate::host::View;
use crate::party::Permission;
use crate::primitives::{Cents, Digest};
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::subject::PartyId;
use crate::work::Work;
use alloc::vec::Vec;
use scale::Encode;

/// What a commitment begins with, so that no other digest of the ledger is one.
const DOMAIN: &[u8] = b"portico/bid/v1";

/// What a commitment is taken of: `"portico/bid/v1" ‖ SCALE(tender u32) ‖ SCALE(party u32) ‖ salt ‖ SCALE(offer)`.
///
/// Tender and party are in it, so that nobody can commit to a copy of another's commitment and reveal it after the other did. The
/// salt must be 32 random bytes, used for no other bid: without it a price could be found by trying all.
pub fn commitment_bytes(tender: u32, party: PartyId, salt: &Digest, offer: &Offer) -> Vec<u8> {
    let mut bytes = DOMAIN.to_vec();
    tender.encode_to(&mut bytes);
    party.encode_to(&mut bytes);
    bytes.extend_from_slice(&salt.0);
    offer.encode_to(&mut bytes);
    bytes
}

pub(super) fn invite<V: View>(
    work: &mut Work<V>,
    party: PartyId,
    reason: &str,
) -> Result<(), Refusal> {
    let tender = in_status(work, TenderStatus::Active)?;
    signed_by_administration(work, &tender)?;
    if !tender.procedure.is_by_invitation() {
        return Err(Refusal::NoInvitations {
            procedure: tender.procedure,
        });
    }
    until(work, Field::BidsUntil, tender.bids_until)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    let key = RowKey::Bidder {
        tender: work.number,
        party,
    };
    if work.row(&key).is_some() {
        return Err(Refusal::AlreadyInvitedToBid { party });
    }
    let invited = work.good_standing(party)?;
    operator(invited.kind, tender.reserve)?;
    work.put(key, Row::Bidder);
    Ok(())
}

pub(super) fn bid<V: View>(work: &mut Work<V>, commitment: Digest) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Active)?;
    let signer = work.signer(Permission::Sign)?;
    let party = signer.party;
    operator(signer.kind, tender.reserve)?;
    work.good_standing(party)?;
    until(work, Field::BidsUntil, tender.bids_until)?;
    check::digest(Field::Commitment, &commitment)?;
    let invited = RowKey::Bidder {
        tender: work.number,
        party,
    };
    if tender.procedure.is_by_invitation() && work.row(&invited).is_none() {
        return Err(Refusal::NotInvited { party });
    }
    // One bid a party (art. 17 c. 4 D.Lgs. 36/2023).
    if let Some(BidRow {
        status: BidStatus::Sealed,
        ..
    }) = work.bid_row(key(work, party))
    {
        return Err(Refusal::AlreadyBid { party });
    }
    tender.bids = tender.bids.saturating_add(1);
    check::at_most(Field::Bids, tender.bids as usize, bounds::BIDS)?;
    put_bid(
        work,
        party,
        BidRow {
            status: BidStatus::Sealed,
            commitment,
            committed_at: work.at,
            price: Cents::ZERO,
        },
    );
    put(work, tender);
    Ok(())
}

pub(super) fn withdraw<V: View>(work: &mut Work<V>) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Active)?;
    let party = work.signer(Permission::Sign)?.party;
    until(work, Field::BidsUntil, tender.bids_until)?;
    let mut row = bid_in(work, party, BidStatus::Sealed)?;
    row.status = BidStatus::Withdrawn;
    tender.bids = tender.bids.saturating_sub(1);
    put_bid(work, party, row);
    put(work, tender);
    Ok(())
}

pub(super) fn reveal<V: View>(
    work: &mut Work<V>,
    salt: &Digest,
    offer: &Offer,
) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Active)?;
    let party = work.signer(Permission::Sign)?.party;
    after(work, Field::BidsUntil, tender.bids_until)?;
    until(work, Field::RevealUntil, tender.reveal_until)?;
    let mut row = bid_in(work, party, BidStatus::Sealed)?;
    check::digest(Field::Salt, salt)?;
    let bytes = commitment_bytes(work.number, party, salt, offer);
    if work.sha256(&bytes) != row.commitment {
        return Err(Refusal::CommitmentDiffers { party });
    }
    if let Some(criterion) = tender.criterion {
        check_offer(criterion, offer)?;
    }
    row.status = BidStatus::Revealed;
    row.price = offer.price;
    tender.admitted = tender.admitted.saturating_add(1);
    put_bid(work, party, row);
    put(work, tender);
    Ok(())
}

/// What may be revealed: whoever is about to commit asks this first, because a commitment to anything else can't be revealed and is
/// out. A price above the tender's value is revealed too, for all to see; it can't win.
///
/// # Errors
/// The first field that may not stand on the ledger.
pub fn check_offer(criterion: Criterion, offer: &Offer) -> Result<(), Refusal> {
    check::positive(Field::Price, offer.price)?;
    if criterion == Criterion::QualityPrice {
        check::at_least(Field::Documents, offer.documents.len(), 1)?;
    }
    check::documents(&offer.documents)
}

pub(super) fn exclude<V: View>(
    work: &mut Work<V>,
    party: PartyId,
    reason: &str,
    act: &Document,
) -> Result<(), Refusal> {
    let mut tender = in_status(work, TenderStatus::Active)?;
    signed_by_administration(work, &tender)?;
    reasoned(reason, act)?;
    let mut row = bid_in(work, party, BidStatus::Revealed)?;
    row.status = BidStatus::Excluded;
    tender.admitted = tender.admitted.saturating_sub(1);
    put_bid(work, party, row);
    put(work, tender);
    Ok(())
}

/// A party's bid, if it has this status.
pub(super) fn bid_in<V: View>(
    work: &Work<V>,
    party: PartyId,
    status: BidStatus,
) -> Result<BidRow, Refusal> {
    let row = work
        .bid_row(key(work, party))
        .ok_or(Refusal::NoSuchBid { party })?;
    if row.status != status {
        return Err(Refusal::BidIs {
            party,
            found: row.status,
        });
    }
    Ok(row)
}

fn key<V: View>(work: &Work<V>, party: PartyId) -> RowKey {
    RowKey::Bid {
        tender: work.number,
        party,
    }
}

fn put_bid<V: View>(work: &mut Work<V>, party: PartyId, row: BidRow) {
    work.put(key(work, party), Row::Bid(row));
}
