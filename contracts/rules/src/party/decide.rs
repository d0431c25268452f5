// SPDX-License-Identifier: EUPL-1.2
//! What may be done to a party.

use super::{
    KeyRow, MembersRow, PartyBody, PartyKind, PartyRow, Permission, Permissions, Registration, aid,
    members,
};
use crate::bounds;
use crate::check;
use crate::host::View;
use crate::primitives::Key;
use crate::refusal::{Field, Refusal};
use crate::row::{Row, RowKey};
use crate::subject::{PartyId, SubjectKind};
use crate::work::Work;

/// Decides a command about party `work.number`.
///
/// # Errors
/// The first rule that the command breaks.
pub fn decide<V: View>(work: &mut Work<V>, body: &PartyBody) -> Result<(), Refusal> {
    match body {
        PartyBody::Found(registration) => found(work, registration),
        PartyBody::Register(registration) => register(work, registration),
        PartyBody::AddKey {
            key,
            permissions,
            label,
        } => add_key(work, key, *permissions, label),
        PartyBody::RevokeKey { key, reason } => revoke_key(work, key, reason),
        PartyBody::AttestStanding {
            kind,
            valid_until,
            document,
        } => {
            let signer = work.signer_of_kind(Permission::Attest, PartyKind::OversightBody)?;
            check::document(Field::Report, document)?;
            // It may lie in the past: a certificate found to have run out is on record as such.
            check::date(Field::ValidUntil, *valid_until)?;
            let mut party = current(work)?;
            if party.kind != PartyKind::Cooperative {
                return Err(Refusal::StandingNotForKind { found: party.kind });
            }
            party.standing = Some(*kind);
            party.standing_by = Some(signer.party);
            party.valid_until = Some(*valid_until);
            put(work, party);
            Ok(())
        }
        PartyBody::Suspend { reason } => suspend(work, reason, true),
        PartyBody::Reinstate { reason } => suspend(work, reason, false),
        PartyBody::Rename { name, municipality } => {
            let signer = work.signer(Permission::ManageKeys)?;
            check::required(Field::Name, name, bounds::TITLE)?;
            if let Some(code) = municipality {
                code.check().map_err(|error| Refusal::Code {
                    field: Field::Municipality,
                    error,
                })?;
            }
            let party = current(work)?;
            if signer.party != work.number && signer.party != party.registered_by {
                return Err(Refusal::NotTheAdministration {
                    party: signer.party,
                    administration: party.registered_by,
                });
            }
            Ok(())
        }
        PartyBody::RegisterAid(aid) => aid::register(work, aid),
        PartyBody::ReduceAid {
            aid,
            amount,
            reason,
            act,
        } => aid::reduce(work, *aid, *amount, reason, act),
        PartyBody::Link {
            other,
            reason,
            declaration,
        } => aid::link(work, *other, reason, declaration),
        PartyBody::Unlink {
            other,
            reason,
            declaration,
        } => aid::unlink(work, *other, reason, declaration),
        PartyBody::DepositMembers {
            year,
            members,
            root,
        } => members::deposit(work, *year, *members, *root),
        PartyBody::CorrectMembers {
            year,
            members,
            root,
            reason,
        } => members::correct(work, *year, *members, *root, reason),
    }
}

/// The number that a new thing must carry, so that its signer knows which one it is.
pub(super) fn next(last: u32, found: u32) -> Result<(), Refusal> {
    let expected = last.saturating_add(1);
    if found == expected {
        Ok(())
    } else {
        Err(Refusal::NumberExpected { expected, found })
    }
}

pub(super) fn put_members<V: View>(work: &mut Work<V>, year: u16, row: MembersRow) {
    work.put(
        RowKey::Members {
            party: work.number,
            year,
        },
        Row::Members(row),
    );
}

/// The founder vouches for itself: there is nobody else yet. Only the first entry of a registry can be this.
fn found<V: View>(work: &mut Work<V>, registration: &Registration) -> Result<(), Refusal> {
    if work.row(&RowKey::Ledger).is_some() || work.number != 1 {
        return Err(Refusal::AlreadyFounded);
    }
    if registration.kind != PartyKind::Administration {
        return Err(Refusal::WrongKind {
            found: registration.kind,
        });
    }
    if registration.key != work.by {
        return Err(Refusal::NotTheCaller);
    }
    enter(work, registration, work.number)
}

fn register<V: View>(work: &mut Work<V>, registration: &Registration) -> Result<(), Refusal> {
    let signer = work.signer_of_kind(Permission::Publish, PartyKind::Administration)?;
    // Who gives powers over public money must be able to give powers at all.
    if matches!(
        registration.kind,
        PartyKind::Administration | PartyKind::OversightBody
    ) && !signer.permissions.includes(Permission::ManageKeys)
    {
        return Err(Refusal::MissingPermission {
            party: signer.party,
            needed: Permission::ManageKeys,
        });
    }
    enter(work, registration, signer.party)
}

fn enter<V: View>(
    work: &mut Work<V>,
    registration: &Registration,
    registered_by: PartyId,
) -> Result<(), Refusal> {
    let Registration {
        kind,
        identifier,
        name,
        municipality,
        key,
        permissions,
        label,
    } = registration;
    let super::Identifier::ItCf(tax_code) = identifier;
    check::tax_code(Field::Identifier, tax_code)?;
    check::required(Field::Name, name, bounds::TITLE)?;
    check::text(Field::Label, label, bounds::TITLE)?;
    if let Some(code) = municipality {
        code.check().map_err(|error| Refusal::Code {
            field: Field::Municipality,
            error,
        })?;
    }
    if !permissions.is_valid() || !permissions.includes(Permission::ManageKeys) {
        return Err(Refusal::LastManagingKey);
    }
    if let Some(party) = work.identifier_row(RowKey::Identifier(*tax_code)) {
        return Err(Refusal::IdentifierTaken { party });
    }
    let party = PartyRow {
        kind: *kind,
        identifier: *identifier,
        registered_by,
        managing_keys: 0,
        suspended: false,
        standing: None,
        standing_by: None,
        valid_until: None,
    };
    work.put(RowKey::Identifier(*tax_code), Row::Identifier(work.number));
    give_key(work, party, key, *permissions)
}

fn add_key<V: View>(
    work: &mut Work<V>,
    key: &Key,
    permissions: Permissions,
    label: &str,
) -> Result<(), Refusal> {
    own_manager(work)?;
    check::text(Field::Label, label, bounds::TITLE)?;
    if !permissions.is_valid() {
        return Err(Refusal::Empty {
            field: Field::Permissions,
        });
    }
    let party = current(work)?;
    give_key(work, party, key, permissions)
}

fn give_key<V: View>(
    work: &mut Work<V>,
    mut party: PartyRow,
    key: &Key,
    permissions: Permissions,
) -> Result<(), Refusal> {
    if let Some(taken) = work.key_row(RowKey::Key(*key)) {
        return Err(Refusal::KeyTaken { party: taken.party });
    }
    if permissions.includes(Permission::ManageKeys) {
        party.managing_keys = party.managing_keys.checked_add(1).ok_or(Refusal::TooMany {
            field: Field::Key,
            found: u32::from(u16::MAX) + 1,
            limit: u32::from(u16::MAX),
        })?;
    }
    let number = work.number;
    put(work, party);
    work.put(
        RowKey::Key(*key),
        Row::Key(KeyRow {
            party: number,
            permissions,
            revoked: false,
        }),
    );
    Ok(())
}

fn revoke_key<V: View>(work: &mut Work<V>, key: &Key, reason: &str) -> Result<(), Refusal> {
    own_manager(work)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    let mut party = current(work)?;
    let mut row = work.key_row(RowKey::Key(*key)).ok_or(Refusal::NoSuchKey)?;
    if row.party != work.number {
        return Err(Refusal::NoSuchKey);
    }
    if row.revoked {
        return Err(Refusal::KeyRevoked { party: row.party });
    }
    if row.permissions.includes(Permission::ManageKeys) {
        if party.managing_keys <= 1 {
            return Err(Refusal::LastManagingKey);
        }
        party.managing_keys -= 1;
    }
    row.revoked = true;
    put(work, party);
    work.put(RowKey::Key(*key), Row::Key(row));
    Ok(())
}

fn suspend<V: View>(work: &mut Work<V>, reason: &str, suspended: bool) -> Result<(), Refusal> {
    work.signer_of_kind(Permission::Attest, PartyKind::OversightBody)?;
    check::required(Field::Reason, reason, bounds::REASON)?;
    let mut party = current(work)?;
    if party.suspended == suspended {
        return Err(if suspended {
            Refusal::AlreadySuspended
        } else {
            Refusal::NotSuspended
        });
    }
    party.suspended = suspended;
    put(work, party);
    Ok(())
}

/// Keys are managed by the party itself alone.
fn own_manager<V: View>(work: &mut Work<V>) -> Result<(), Refusal> {
    let number = work.number;
    work.signer_of(Permission::ManageKeys, number).map(|_| ())
}

pub(super) fn current<V: View>(work: &Work<V>) -> Result<PartyRow, Refusal> {
    work.party_row(RowKey::Party(work.number))
        .ok_or(Refusal::Unknown {
            kind: SubjectKind::Party,
            number: work.number,
        })
}

fn put<V: View>(work: &mut Work<V>, party: PartyRow) {
    work.put(RowKey::Party(work.number), Row::Party(party));
}
