// SPDX-License-Identifier: EUPL-1.2
//! The members' register of a cooperative (libro dei soci, art. 2421 c. 1 n. 1 Codice civile): once a year a digest of it and the number of
//! members stand on the ledger, and nothing of any member.
//!
//! The cooperative keeps the list at home, and with each member a secret salt. The digest is the root of a Merkle tree as RFC 6962
//! (section 2.1) builds it, over salted leaves:
//!
//! ```text
//! leaf = sha256(0x00 ‖ salt (32 bytes) ‖ the member's record (any bytes))
//! node = sha256(0x01 ‖ left ‖ right)
//! ```
//!
//! An oversight body that is shown a record, its salt, its place and its path can check that it is in the register ([`includes`]); a member
//! can prove that it is a member. Whoever deletes a salt erases the person: what is left can be tied to nobody.

use super::decide::{current, put_members};
use super::{MembersRow, PartyKind, Permission};
use crate::bounds;
use crate::check;
use crate::date::Date;
use crate::host::View;
use crate::primitives::Digest;
use crate::refusal::{Field, Refusal};
use crate::row::RowKey;
use crate::work::Work;
use alloc::vec::Vec;

/// The cooperative itself deposits its register of a year.
pub(super) fn deposit<V: View>(
    work: &mut Work<V>,
    year: u16,
    members: u32,
    root: Digest,
) -> Result<(), Refusal> {
    own(work, year, members, &root)?;
    if members_row(work, year).is_some() {
        return Err(Refusal::MembersDeposited { year });
    }
    put_members(
        work,
        year,
        MembersRow {
            members,
            root,
            corrections: 0,
        },
    );
    Ok(())
}

/// The cooperative corrects a register that it deposited. The first one stays on its history.
pub(super) fn correct<V: View>(
    work: &mut Work<V>,
    year: u16,
    members: u32,
    root: Digest,
    reason: &str,
) -> Result<(), Refusal> {
    own(work, year, members, &root)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    let before = members_row(work, year).ok_or(Refusal::NoMembers { year })?;
    put_members(
        work,
        year,
        MembersRow {
            members,
            root,
            corrections: before.corrections.saturating_add(1),
        },
    );
    Ok(())
}

fn own<V: View>(work: &mut Work<V>, year: u16, members: u32, root: &Digest) -> Result<(), Refusal> {
    let signer = work.signer(Permission::Sign)?;
    if signer.party != work.number {
        return Err(Refusal::NotTheParty {
            party: signer.party,
            expected: work.number,
        });
    }
    let kind = current(work)?.kind;
    if kind != PartyKind::Cooperative {
        return Err(Refusal::WrongKind { found: kind });
    }
    let (this_year, ..) = work.today().ymd();
    if !Date::YEARS.contains(&year) || u32::from(year) > this_year {
        return Err(Refusal::DateOutOfRange { field: Field::Year });
    }
    // Nine, or three natural persons in a small one (art. 2522 Codice civile).
    check::at_least(Field::Members, members as usize, 3)?;
    check::digest(Field::Root, root)
}

fn members_row<V: View>(work: &Work<V>, year: u16) -> Option<MembersRow> {
    work.members_row(RowKey::Members {
        party: work.number,
        year,
    })
}

/// What a leaf's digest is taken of.
pub fn leaf_bytes(salt: &Digest, record: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(33 + record.len());
    bytes.push(0);
    bytes.extend_from_slice(&salt.0);
    bytes.extend_from_slice(record);
    bytes
}

fn node(sha256: &impl Fn(&[u8]) -> Digest, left: &Digest, right: &Digest) -> Digest {
    let mut bytes = [1; 65];
    bytes[1..33].copy_from_slice(&left.0);
    bytes[33..].copy_from_slice(&right.0);
    sha256(&bytes)
}

/// The root over these leaves, in their order; `None` without any.
pub fn root(sha256: &impl Fn(&[u8]) -> Digest, leaves: &[Digest]) -> Option<Digest> {
    match leaves {
        [] => None,
        [leaf] => Some(*leaf),
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            Some(node(sha256, &root(sha256, left)?, &root(sha256, right)?))
        }
    }
}

/// The path of the leaf at a place (from 0): the digests beside it, from the leaf to the root (RFC 6962, section 2.1.1); `None` if
/// there is no such leaf.
pub fn path(
    sha256: &impl Fn(&[u8]) -> Digest,
    leaves: &[Digest],
    place: usize,
) -> Option<Vec<Digest>> {
    if place >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let at = split(leaves.len());
    let (left, right) = leaves.split_at(at);
    let (mut path, beside) = if place < at {
        (self::path(sha256, left, place)?, root(sha256, right)?)
    } else {
        (self::path(sha256, right, place - at)?, root(sha256, left)?)
    };
    path.push(beside);
    Some(path)
}

/// Whether a leaf stands at a place (from 0) in the register of so many members with this root (RFC 9162, section 2.1.3.2).
pub fn includes(
    sha256: &impl Fn(&[u8]) -> Digest,
    register: &MembersRow,
    place: u32,
    leaf: &Digest,
    path: &[Digest],
) -> bool {
    if place >= register.members {
        return false;
    }
    let (mut at, mut last) = (place, register.members - 1);
    let mut digest = *leaf;
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            digest = node(sha256, beside, &digest);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            digest = node(sha256, &digest, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && digest == register.root
}

/// The largest power of two below a number of leaves, of which there are at least two.
fn split(leaves: usize) -> usize {
    leaves.next_power_of_two() / 2
}
