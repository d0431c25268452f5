// SPDX-License-Identifier: EUPL-1.2
//! Tables `agreements`, `invitations`, `versions`, `participants`, `signatures`.

use portico_rules::{
    agreement::{AgreementBody, AgreementRow, Notice, ParticipantRow, VersionRow},
    entry::Body,
};
use rusqlite::params;

use super::{Projection, iso};

impl Projection<'_, '_> {
    pub(super) fn agreement(&self, number: u32, row: &AgreementRow) -> rusqlite::Result<()> {
        let notice = match &self.entry.body {
            Body::Agreement(AgreementBody::Publish(notice)) => Some(notice),
            _ => None,
        };
        // A row is there already unless the body is its notice.
        let text =
            |field: fn(&Notice) -> &String| notice.map_or("", |notice| field(notice).as_str());
        self.run(
            "INSERT INTO agreements (number, administration, status, start_date, end_date, budget, versions,
                 in_force, published_at, title, purpose, object, requirements, criteria, respond_by, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (number) DO UPDATE SET administration = excluded.administration,
                 status = excluded.status, start_date = excluded.start_date, end_date = excluded.end_date,
                 budget = excluded.budget, versions = excluded.versions, in_force = excluded.in_force,
                 last_entry_id = excluded.last_entry_id",
            params![
                number,
                row.administration,
                row.status.word(),
                iso(row.start),
                iso(row.end),
                row.budget.0,
                row.versions,
                (row.in_force > 0).then_some(row.in_force),
                self.entry.at,
                text(|notice| &notice.title),
                text(|notice| &notice.purpose),
                text(|notice| &notice.object),
                text(|notice| &notice.requirements),
                text(|notice| &notice.criteria),
                notice.map(|notice| iso(notice.respond_by)),
                self.entry_id,
            ],
        )
    }

    pub(super) fn invited(&self, agreement: u32, party: u32) -> rusqlite::Result<()> {
        let reason = match &self.entry.body {
            Body::Agreement(AgreementBody::Invite { reason, .. }) => reason,
            _ => "",
        };
        self.run(
            "INSERT INTO invitations (agreement, party, entry_id, reason, invited_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![agreement, party, self.entry_id, reason, self.entry.at],
        )
    }

    pub(super) fn version(
        &self,
        agreement: u32,
        version: u32,
        row: &VersionRow,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO versions (agreement, version, text_sha256, budget, end_date, participants, signatures,
                 proposed_at, entry_id, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
             ON CONFLICT (agreement, version) DO UPDATE SET text_sha256 = excluded.text_sha256,
                 budget = excluded.budget, end_date = excluded.end_date,
                 participants = excluded.participants, signatures = excluded.signatures,
                 last_entry_id = excluded.last_entry_id",
            params![
                agreement,
                version,
                row.text_sha256.to_hex(),
                row.budget.0,
                iso(row.end),
                row.participants,
                row.signatures,
                self.entry.at,
                self.entry_id,
            ],
        )
    }

    pub(super) fn participant(
        &self,
        agreement: u32,
        version: u32,
        row: &ParticipantRow,
    ) -> rusqlite::Result<()> {
        let brings = &row.contribution;
        self.run(
            "INSERT INTO participants (agreement, version, party, money, staff, assets, signed_at, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (agreement, version, party) DO UPDATE SET money = excluded.money,
                 staff = excluded.staff, assets = excluded.assets, signed_at = excluded.signed_at,
                 last_entry_id = excluded.last_entry_id",
            params![
                agreement,
                version,
                brings.party,
                brings.money.0,
                brings.staff.0,
                brings.assets.0,
                row.signed_at,
                self.entry_id,
            ],
        )
    }

    pub(super) fn agreement_texts(&self, body: &AgreementBody) -> rusqlite::Result<()> {
        let number = self.entry.subject.number();
        match body {
            AgreementBody::Terminate { reason, .. } => self.run(
                "UPDATE agreements SET termination_reason = ?2, terminated_at = ?3, last_entry_id = ?4
                 WHERE number = ?1",
                params![number, reason, self.entry.at, self.entry_id],
            ),
            AgreementBody::Sign { version, text_sha256 } => self.run(
                "INSERT INTO signatures (agreement, version, party, entry_id, key, text_sha256, signed_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    number,
                    version,
                    self.signer(),
                    self.entry_id,
                    self.entry.by.to_hex(),
                    text_sha256.to_hex(),
                    self.entry.at,
                ],
            ),
            // Written with the rows.
            AgreementBody::Publish(_) | AgreementBody::Invite { .. } | AgreementBody::Propose { .. } => Ok(()),
        }
    }
}
