// SPDX-License-Identifier: EUPL-1.2
//! Tables `awards`, `attesters`, `milestones`, `claims`, `attestations`, `payments`, `recoveries`,
//! `amendments`.

use portico_rules::{
    award::{
        AmendmentRow, AmendmentTerms, AttestationRow, AwardBody, AwardRow, Basis, ClaimRow,
        MilestoneRow, MilestoneTerms, Outcome, PaymentRow, Publication, RecoveryRow, Side,
    },
    primitives::Cents,
};
use rusqlite::params;

use super::{Projection, iso};

impl Projection<'_> {
    pub(super) fn award(&self, number: u32, row: &AwardRow) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO awards (number, kind, status, administration, beneficiary, agreement, cup, cig, granted,
                 attested, paid, recovered, milestones, attesters_required, payments, recoveries, amendments,
                 pending_claims, published, start_date, end_date)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                 ?21)
             ON CONFLICT (number) DO UPDATE SET kind = excluded.kind, status = excluded.status,
                 administration = excluded.administration, beneficiary = excluded.beneficiary,
                 agreement = excluded.agreement, cup = excluded.cup, cig = excluded.cig,
                 granted = excluded.granted, attested = excluded.attested, paid = excluded.paid,
                 recovered = excluded.recovered, milestones = excluded.milestones,
                 attesters_required = excluded.attesters_required, payments = excluded.payments,
                 recoveries = excluded.recoveries, amendments = excluded.amendments,
                 pending_claims = excluded.pending_claims, published = excluded.published,
                 start_date = excluded.start_date, end_date = excluded.end_date",
            params![
                number,
                row.kind.word(),
                row.status.word(),
                row.administration,
                row.beneficiary,
                (row.agreement > 0).then_some(row.agreement),
                row.cup.map(|cup| cup.to_string()),
                row.cig.map(|cig| cig.to_string()),
                row.granted.0,
                row.attested.0,
                row.paid.0,
                row.recovered.0,
                row.milestones,
                row.attesters_required,
                row.payments,
                row.recoveries,
                row.amendments,
                row.pending_claims,
                iso(row.published),
                iso(row.start),
                iso(row.end),
            ],
        )
    }

    pub(super) fn attester(&self, award: u32, party: u32) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO attesters (award, party) VALUES (?1, ?2)",
            params![award, party],
        )
    }

    pub(super) fn milestone(
        &self,
        award: u32,
        milestone: u8,
        row: &MilestoneRow,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO milestones (award, milestone, amount, due, attested, paid, claims, pending)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (award, milestone) DO UPDATE SET amount = excluded.amount, due = excluded.due,
                 attested = excluded.attested, paid = excluded.paid, claims = excluded.claims,
                 pending = excluded.pending",
            params![
                award,
                milestone,
                row.amount.0,
                iso(row.due),
                row.attested.0,
                row.paid.0,
                row.claims,
                row.pending.map(|amount| amount.0),
            ],
        )
    }

    pub(super) fn claim(
        &self,
        award: u32,
        milestone: u8,
        claim: u32,
        row: &ClaimRow,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO claims (award, milestone, claim, entry_id, amount, claimed_at, attestations, lowest,
                 decided)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (award, milestone, claim) DO UPDATE SET amount = excluded.amount,
                 attestations = excluded.attestations, lowest = excluded.lowest, decided = excluded.decided",
            params![
                award,
                milestone,
                claim,
                self.entry_id,
                row.amount.0,
                self.entry.at,
                row.attestations,
                row.lowest.0,
                row.decided,
            ],
        )
    }

    pub(super) fn attestation(
        &self,
        award: u32,
        milestone: u8,
        claim: u32,
        party: u32,
        row: &AttestationRow,
    ) -> rusqlite::Result<()> {
        // The amount of an outcome is the rules' to say; it depends on what was claimed.
        let claimed: u64 = self
            .connection
            .prepare_cached(
                "SELECT amount FROM claims WHERE award = ?1 AND milestone = ?2 AND claim = ?3",
            )?
            .query_row(params![award, milestone, claim], |row| row.get(0))?;
        self.run(
            "INSERT INTO attestations (award, milestone, claim, party, entry_id, outcome, amount, key, attested_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                award,
                milestone,
                claim,
                party,
                self.entry_id,
                row.outcome.word(),
                Outcome::amount(row.outcome, Cents(claimed)).0,
                row.key.to_hex(),
                self.entry.at,
            ],
        )
    }

    pub(super) fn payment(
        &self,
        award: u32,
        payment: u32,
        row: &PaymentRow,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO payments (award, payment, entry_id, milestone, amount, date, recorded_at, recovered,
                 receipt)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (award, payment) DO UPDATE SET milestone = excluded.milestone,
                 amount = excluded.amount, date = excluded.date, recovered = excluded.recovered,
                 receipt = excluded.receipt",
            params![
                award,
                payment,
                self.entry_id,
                row.milestone,
                row.amount.0,
                iso(row.date),
                self.entry.at,
                row.recovered.0,
                row.receipt.word(),
            ],
        )
    }

    pub(super) fn recovery(
        &self,
        award: u32,
        recovery: u32,
        row: &RecoveryRow,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO recoveries (award, recovery, entry_id, payment, amount, recorded_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                award,
                recovery,
                self.entry_id,
                row.payment,
                row.amount.0,
                self.entry.at
            ],
        )
    }

    pub(super) fn amendment(
        &self,
        award: u32,
        amendment: u32,
        row: &AmendmentRow,
    ) -> rusqlite::Result<()> {
        let proposed_by = match row.proposed_by {
            Side::Administration => "administration",
            Side::Beneficiary => "beneficiary",
        };
        self.run(
            "INSERT INTO amendments (award, amendment, entry_id, terms_sha256, proposed_by, proposed_at, accepted,
                 withdrawn)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (award, amendment) DO UPDATE SET terms_sha256 = excluded.terms_sha256,
                 proposed_by = excluded.proposed_by, accepted = excluded.accepted,
                 withdrawn = excluded.withdrawn",
            params![
                award,
                amendment,
                self.entry_id,
                row.terms.to_hex(),
                proposed_by,
                self.entry.at,
                row.accepted,
                row.withdrawn,
            ],
        )
    }

    pub(super) fn award_texts(&self, body: &AwardBody) -> rusqlite::Result<()> {
        let award = self.entry.subject.number();
        match body {
            AwardBody::Publish(publication) => self.publication(award, publication),
            AwardBody::Claim { milestone, claim, statement, .. } => self.run(
                "UPDATE claims SET statement = ?4 WHERE award = ?1 AND milestone = ?2 AND claim = ?3",
                params![award, milestone, claim, statement],
            ),
            AwardBody::Attest { report, .. } => self.run(
                "UPDATE attestations SET report_sha256 = ?2 WHERE entry_id = ?1",
                params![self.entry_id, report.sha256.to_hex()],
            ),
            AwardBody::Pay(payment) => self.run(
                "UPDATE payments SET mandate_year = ?3, mandate_number = ?4 WHERE award = ?1 AND payment = ?2",
                params![award, payment.payment, payment.mandate.year, payment.mandate.number],
            ),
            AwardBody::Confirm { payment } => self.receipt(award, *payment, None),
            AwardBody::Dispute { payment, reason } => self.receipt(award, *payment, Some(reason)),
            AwardBody::Recover { recovery, reason, .. } => self.run(
                "UPDATE recoveries SET reason = ?3 WHERE award = ?1 AND recovery = ?2",
                params![award, recovery, reason],
            ),
            AwardBody::ProposeAmendment(AmendmentTerms { amendment, amount, end, reason, .. }) => self.run(
                "UPDATE amendments SET amount = ?3, end_date = ?4, reason = ?5
                 WHERE award = ?1 AND amendment = ?2",
                params![award, amendment, amount.0, iso(*end), reason],
            ),
            AwardBody::AcceptAmendment(terms) => {
                self.settle(award, terms.amendment, None)?;
                self.milestone_titles(award, &terms.milestones)
            }
            AwardBody::WithdrawAmendment { amendment, reason } => self.settle(award, *amendment, Some(reason)),
            AwardBody::Suspend { reason } | AwardBody::Resume { reason } | AwardBody::Close { reason, .. } => self
                .run(
                    "UPDATE awards SET status_reason = ?2, status_at = ?3 WHERE number = ?1",
                    params![award, reason, self.entry.at],
                ),
        }
    }

    fn publication(&self, award: u32, publication: &Publication) -> rusqlite::Result<()> {
        let reference = match &publication.basis {
            Basis::Call { reference } | Basis::Act { reference } => Some(reference),
            Basis::Agreement(_) | Basis::Tender(_) => None,
        };
        self.run(
            "UPDATE awards SET basis = ?2, basis_reference = ?3, title = ?4, legal_basis = ?5, office = ?6,
                 responsible_role = ?7, selection_method = ?8
             WHERE number = ?1",
            params![
                award,
                publication.basis.word(),
                reference,
                publication.title,
                publication.legal_basis,
                publication.office,
                publication.responsible_role,
                publication.selection_method,
            ],
        )?;
        self.milestone_titles(award, &publication.milestones)
    }

    fn milestone_titles(&self, award: u32, milestones: &[MilestoneTerms]) -> rusqlite::Result<()> {
        for (number, terms) in (1u32..).zip(milestones) {
            self.run(
                "UPDATE milestones SET title = ?3 WHERE award = ?1 AND milestone = ?2",
                params![award, number, terms.title],
            )?;
        }
        Ok(())
    }

    fn receipt(&self, award: u32, payment: u32, dispute: Option<&str>) -> rusqlite::Result<()> {
        self.run(
            "UPDATE payments SET receipt_at = ?3, dispute_reason = coalesce(?4, dispute_reason)
             WHERE award = ?1 AND payment = ?2",
            params![award, payment, self.entry.at, dispute],
        )
    }

    fn settle(&self, award: u32, amendment: u32, withdrawal: Option<&str>) -> rusqlite::Result<()> {
        self.run(
            "UPDATE amendments SET settled_at = ?3, withdrawal_reason = ?4 WHERE award = ?1 AND amendment = ?2",
            params![award, amendment, self.entry.at, withdrawal],
        )
    }
}
