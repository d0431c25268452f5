// SPDX-License-Identifier: EUPL-1.2
//! Tables `aids`, `undertaking_links` and `member_registers`: what stands on a party's history besides itself.

use portico_rules::{
    document::Document,
    entry::Body,
    party::{AidRow, MembersRow, PartyBody},
    subject::PartyId,
};
use rusqlite::params;

use super::{Projection, iso};

impl Projection<'_, '_> {
    pub(super) fn aid(&self, party: PartyId, aid: u32, row: &AidRow) -> rusqlite::Result<()> {
        let (legal_basis, declaration) = match &self.entry.body {
            Body::Party(PartyBody::RegisterAid(aid)) => {
                (aid.legal_basis.as_str(), aid.declaration.sha256.to_hex())
            }
            // The row is there already.
            _ => ("", String::new()),
        };
        let (reduced_at, reason) = match &self.entry.body {
            Body::Party(PartyBody::ReduceAid { reason, .. }) => (Some(self.entry.at), Some(reason)),
            _ => (None, None),
        };
        self.run(
            "INSERT INTO aids (party, aid, entry_id, administration, amount, granted, elsewhere, legal_basis,
                 declaration_sha256, registered_at, reduced_at, reduction_reason, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?3)
             ON CONFLICT (party, aid) DO UPDATE SET amount = excluded.amount, reduced_at = excluded.reduced_at,
                 reduction_reason = excluded.reduction_reason, last_entry_id = excluded.last_entry_id",
            params![
                party,
                aid,
                self.entry_id,
                row.administration,
                row.amount.0,
                iso(row.granted),
                row.elsewhere.0,
                legal_basis,
                declaration,
                self.entry.at,
                reduced_at,
                reason,
            ],
        )
    }

    /// What was said of two parties being one undertaking. The rules' own rows move when a link ends; this is told by the entries.
    pub(super) fn undertaking_link(
        &self,
        other: PartyId,
        linked: bool,
        reason: &str,
        declaration: &Document,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO undertaking_links (entry_id, party, other, linked, reason, declaration_sha256, decided_by,
                 decided_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                self.entry_id,
                self.entry.subject.number(),
                other,
                linked,
                reason,
                declaration.sha256.to_hex(),
                self.signer(),
                self.entry.at,
            ],
        )
    }

    pub(super) fn members(
        &self,
        party: PartyId,
        year: u16,
        row: &MembersRow,
    ) -> rusqlite::Result<()> {
        let (corrected_at, reason) = match &self.entry.body {
            Body::Party(PartyBody::CorrectMembers { reason, .. }) => {
                (Some(self.entry.at), Some(reason))
            }
            _ => (None, None),
        };
        self.run(
            "INSERT INTO member_registers (party, year, entry_id, members, root, corrections, deposited_at,
                 corrected_at, correction_reason, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?3)
             ON CONFLICT (party, year) DO UPDATE SET members = excluded.members, root = excluded.root,
                 corrections = excluded.corrections, corrected_at = excluded.corrected_at,
                 correction_reason = excluded.correction_reason, last_entry_id = excluded.last_entry_id",
            params![
                party,
                year,
                self.entry_id,
                row.members,
                row.root.to_hex(),
                row.corrections,
                self.entry.at,
                corrected_at,
                reason,
            ],
        )
    }
}
