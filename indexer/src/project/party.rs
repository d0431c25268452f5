// SPDX-License-Identifier: EUPL-1.2
//! Tables `parties`, `keys`, `standings`, `suspensions`.

use portico_rules::{
    entry::Body,
    party::{Identifier, KeyRow, PartyBody, PartyRow, Registration},
    primitives::Key,
};
use rusqlite::params;

use super::{Projection, iso};

impl Projection<'_, '_> {
    pub(super) fn party(&self, number: u32, row: &PartyRow) -> rusqlite::Result<()> {
        let Identifier::ItCf(tax_code) = &row.identifier;
        let registration = self.registration();
        self.run(
            "INSERT INTO parties (number, kind, scheme, identifier, registered_by, registered_at,
                 managing_keys, suspended, standing_kind, standing_by, valid_until, name, municipality, last_entry_id)
             VALUES (?1, ?2, 'IT-CF', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT (number) DO UPDATE SET kind = excluded.kind, identifier = excluded.identifier,
                 registered_by = excluded.registered_by, managing_keys = excluded.managing_keys,
                 suspended = excluded.suspended, standing_kind = excluded.standing_kind,
                 standing_by = excluded.standing_by, valid_until = excluded.valid_until,
                 last_entry_id = excluded.last_entry_id",
            params![
                number,
                row.kind.word(),
                tax_code.as_str(),
                row.registered_by,
                self.entry.at,
                row.managing_keys,
                row.suspended,
                row.standing.map(|kind| kind.word()),
                row.standing_by,
                row.valid_until.map(iso),
                // A row is there already unless the body is its registration.
                registration.map_or("", |registration| registration.name.as_str()),
                registration
                    .and_then(|registration| registration.municipality.as_ref())
                    .map(|code| code.as_str()),
                self.entry_id,
            ],
        )
    }

    /// The registration that the entry brings.
    fn registration(&self) -> Option<&Registration> {
        match &self.entry.body {
            Body::Party(PartyBody::Found(registration) | PartyBody::Register(registration)) => {
                Some(registration)
            }
            _ => None,
        }
    }

    pub(super) fn key(&self, key: &Key, row: &KeyRow) -> rusqlite::Result<()> {
        let words: Vec<&str> = row
            .permissions
            .iter()
            .map(|permission| permission.word())
            .collect();
        let label = match &self.entry.body {
            Body::Party(PartyBody::AddKey { label, .. }) => label,
            _ => self
                .registration()
                .map_or("", |registration| registration.label.as_str()),
        };
        self.run(
            "INSERT INTO keys (key, party, entry_id, permissions, revoked, label, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?3)
             ON CONFLICT (key) DO UPDATE SET party = excluded.party, permissions = excluded.permissions,
                 revoked = excluded.revoked, last_entry_id = excluded.last_entry_id",
            params![
                key.to_hex(),
                row.party,
                self.entry_id,
                serde_json::json!(words).to_string(),
                row.revoked,
                label
            ],
        )
    }

    pub(super) fn party_texts(&self, body: &PartyBody) -> rusqlite::Result<()> {
        let number = self.entry.subject.number();
        match body {
            // Written with the rows.
            PartyBody::Found(_)
            | PartyBody::Register(_)
            | PartyBody::AddKey { .. }
            | PartyBody::RevokeKey { .. }
            | PartyBody::RegisterAid(_)
            | PartyBody::ReduceAid { .. }
            | PartyBody::DepositMembers { .. }
            | PartyBody::CorrectMembers { .. } => Ok(()),
            PartyBody::Link { other, reason, declaration } => {
                self.undertaking_link(*other, true, reason, declaration)
            }
            PartyBody::Unlink { other, reason, declaration } => {
                self.undertaking_link(*other, false, reason, declaration)
            }
            PartyBody::Rename { name, municipality } => self.run(
                "UPDATE parties SET name = ?2, municipality = ?3, last_entry_id = ?4 WHERE number = ?1",
                params![number, name, municipality.as_ref().map(|code| code.as_str()), self.entry_id],
            ),
            PartyBody::AttestStanding { kind, valid_until, document } => self.run(
                "INSERT INTO standings (entry_id, party, kind, attested_by, attested_at, valid_until, document)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    self.entry_id,
                    number,
                    kind.word(),
                    self.signer(),
                    self.entry.at,
                    iso(*valid_until),
                    document.sha256.to_hex()
                ],
            ),
            PartyBody::Suspend { reason } => self.suspension(number, true, reason),
            PartyBody::Reinstate { reason } => self.suspension(number, false, reason),
        }
    }

    fn suspension(&self, number: u32, suspended: bool, reason: &str) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO suspensions (entry_id, party, suspended, reason, decided_by, decided_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                self.entry_id,
                number,
                suspended,
                reason,
                self.signer(),
                self.entry.at
            ],
        )
    }
}
