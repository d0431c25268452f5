// SPDX-License-Identifier: EUPL-1.2
//! Tables `parties`, `keys`, `standings`, `suspensions`.

use portico_rules::{
    party::{Identifier, KeyRow, PartyBody, PartyRow},
    primitives::Key,
};
use rusqlite::params;

use super::{Projection, iso};

impl Projection<'_> {
    pub(super) fn party(&self, number: u32, row: &PartyRow) -> rusqlite::Result<()> {
        let Identifier::ItCf(tax_code) = &row.identifier;
        self.run(
            "INSERT INTO parties (number, kind, scheme, identifier, registered_by, registered_at,
                 managing_keys, suspended, standing_kind, standing_by, valid_until)
             VALUES (?1, ?2, 'IT-CF', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (number) DO UPDATE SET kind = excluded.kind, identifier = excluded.identifier,
                 registered_by = excluded.registered_by, managing_keys = excluded.managing_keys,
                 suspended = excluded.suspended, standing_kind = excluded.standing_kind,
                 standing_by = excluded.standing_by, valid_until = excluded.valid_until",
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
            ],
        )
    }

    pub(super) fn key(&self, key: &Key, row: &KeyRow) -> rusqlite::Result<()> {
        let words: Vec<&str> = row
            .permissions
            .iter()
            .map(|permission| permission.word())
            .collect();
        self.run(
            "INSERT INTO keys (key, party, permissions, revoked) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (key) DO UPDATE SET party = excluded.party, permissions = excluded.permissions,
                 revoked = excluded.revoked",
            params![key.to_hex(), row.party, serde_json::json!(words).to_string(), row.revoked],
        )
    }

    pub(super) fn party_texts(&self, body: &PartyBody) -> rusqlite::Result<()> {
        let number = self.entry.subject.number();
        match body {
            PartyBody::Found(registration) | PartyBody::Register(registration) => {
                self.name(number, &registration.name, registration.municipality.as_ref().map(|code| code.as_str()))?;
                self.label(&registration.key, &registration.label)
            }
            PartyBody::Rename { name, municipality } => {
                self.name(number, name, municipality.as_ref().map(|code| code.as_str()))
            }
            PartyBody::AddKey { key, label, .. } => self.label(key, label),
            PartyBody::RevokeKey { .. } => Ok(()),
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

    fn name(&self, number: u32, name: &str, municipality: Option<&str>) -> rusqlite::Result<()> {
        self.run(
            "UPDATE parties SET name = ?2, municipality = ?3 WHERE number = ?1",
            params![number, name, municipality],
        )
    }

    fn label(&self, key: &Key, label: &str) -> rusqlite::Result<()> {
        self.run(
            "UPDATE keys SET label = ?2 WHERE key = ?1",
            params![key.to_hex(), label],
        )
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
