// SPDX-License-Identifier: EUPL-1.2
//! Tables `agreements`, `invitations`, `versions`, `participants`.

use portico_rules::agreement::{AgreementBody, AgreementRow, ParticipantRow, VersionRow};
use rusqlite::params;

use super::{Projection, iso};

impl Projection<'_> {
    pub(super) fn agreement(&self, number: u32, row: &AgreementRow) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO agreements (number, administration, status, start_date, end_date, budget, versions,
                 in_force, published_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (number) DO UPDATE SET administration = excluded.administration,
                 status = excluded.status, start_date = excluded.start_date, end_date = excluded.end_date,
                 budget = excluded.budget, versions = excluded.versions, in_force = excluded.in_force",
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
            ],
        )
    }

    pub(super) fn invited(&self, agreement: u32, party: u32) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO invitations (agreement, party, invited_at) VALUES (?1, ?2, ?3)",
            params![agreement, party, self.entry.at],
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
                 proposed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (agreement, version) DO UPDATE SET text_sha256 = excluded.text_sha256,
                 budget = excluded.budget, end_date = excluded.end_date,
                 participants = excluded.participants, signatures = excluded.signatures",
            params![
                agreement,
                version,
                row.text_sha256.to_hex(),
                row.budget.0,
                iso(row.end),
                row.participants,
                row.signatures,
                self.entry.at,
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
            "INSERT INTO participants (agreement, version, party, money, staff, assets, signed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (agreement, version, party) DO UPDATE SET money = excluded.money,
                 staff = excluded.staff, assets = excluded.assets, signed_at = excluded.signed_at",
            params![
                agreement,
                version,
                brings.party,
                brings.money.0,
                brings.staff.0,
                brings.assets.0,
                row.signed_at
            ],
        )
    }

    pub(super) fn agreement_texts(&self, body: &AgreementBody) -> rusqlite::Result<()> {
        let number = self.entry.subject.number();
        match body {
            AgreementBody::Publish(notice) => self.run(
                "UPDATE agreements SET title = ?2, purpose = ?3, object = ?4, requirements = ?5, criteria = ?6,
                     respond_by = ?7
                 WHERE number = ?1",
                params![
                    number,
                    notice.title,
                    notice.purpose,
                    notice.object,
                    notice.requirements,
                    notice.criteria,
                    iso(notice.respond_by),
                ],
            ),
            AgreementBody::Invite { party, reason } => self.run(
                "UPDATE invitations SET reason = ?3 WHERE agreement = ?1 AND party = ?2",
                params![number, party, reason],
            ),
            AgreementBody::Terminate { reason, .. } => self.run(
                "UPDATE agreements SET termination_reason = ?2, terminated_at = ?3 WHERE number = ?1",
                params![number, reason, self.entry.at],
            ),
            AgreementBody::Propose { .. } | AgreementBody::Sign { .. } => Ok(()),
        }
    }
}
