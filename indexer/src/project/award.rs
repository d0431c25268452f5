// SPDX-License-Identifier: EUPL-1.2
//! Tables `awards`, `attesters`, `milestones`, `claims`, `attestations`, `payments`, `receipts`, `recoveries`,
//! `amendments`.

use portico_rules::{
    award::{
        AmendmentRow, AttestationRow, AwardBody, AwardRow, Basis, ClaimRow, Mandate, MilestoneRow,
        MilestoneTerms, Outcome, PaymentRow, Publication, Receipt, RecoveryRow, Side,
    },
    entry::Body,
    primitives::Cents,
    row::Row,
};
use rusqlite::params;

use super::{Projection, iso};

/// What every entry but the one that brings a row may give as a text: the row has it already.
const KEPT: &str = "";

impl Projection<'_, '_> {
    fn award_body(&self) -> Option<&AwardBody> {
        match &self.entry.body {
            Body::Award(body) => Some(body),
            _ => None,
        }
    }

    pub(super) fn award(
        &self,
        number: u32,
        before: Option<&Row>,
        row: &AwardRow,
    ) -> rusqlite::Result<()> {
        if let Some(Row::Award(before)) = before {
            let goes_on = AwardRow {
                status: row.status,
                attested: row.attested,
                paid: row.paid,
                recovered: row.recovered,
                payments: row.payments,
                recoveries: row.recoveries,
                amendments: row.amendments,
                pending_claims: row.pending_claims,
                ..*before
            } == *row;
            // No other column has to be touched, nor an index, nor looked up what it refers to.
            if goes_on {
                return self.run(
                    "UPDATE awards SET status = ?2, attested = ?3, paid = ?4, recovered = ?5, payments = ?6,
                         recoveries = ?7, amendments = ?8, pending_claims = ?9, last_entry_id = ?10
                     WHERE number = ?1",
                    params![
                        number,
                        row.status.word(),
                        row.attested.0,
                        row.paid.0,
                        row.recovered.0,
                        row.payments,
                        row.recoveries,
                        row.amendments,
                        row.pending_claims,
                        self.entry_id,
                    ],
                );
            }
        }
        let publication = match self.award_body() {
            Some(
                AwardBody::Publish(publication) | AwardBody::PublishDeMinimis { publication, .. },
            ) => Some(publication),
            _ => None,
        };
        let aid = match self.award_body() {
            Some(AwardBody::PublishDeMinimis { aid, .. }) => Some(*aid),
            _ => None,
        };
        let text = |field: fn(&Publication) -> &String| {
            publication.map_or(KEPT, |publication| field(publication).as_str())
        };
        let basis = publication.map(|publication| &publication.basis);
        let reference = match basis {
            Some(Basis::Call { reference } | Basis::Act { reference }) => Some(reference),
            Some(Basis::Agreement(_) | Basis::Tender(_)) | None => None,
        };
        let tender = match basis {
            Some(Basis::Tender(tender)) => Some(tender),
            _ => None,
        };
        self.run(
            "INSERT INTO awards (number, kind, status, administration, beneficiary, agreement, cup, cig, granted,
                 attested, paid, recovered, milestones, attesters_required, payments, recoveries, amendments,
                 pending_claims, published, start_date, end_date, basis, basis_reference, title, legal_basis, office,
                 responsible_role, selection_method, last_entry_id, tender, aid)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                 ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)
             ON CONFLICT (number) DO UPDATE SET kind = excluded.kind, status = excluded.status,
                 administration = excluded.administration, beneficiary = excluded.beneficiary,
                 agreement = excluded.agreement, cup = excluded.cup, cig = excluded.cig,
                 granted = excluded.granted, attested = excluded.attested, paid = excluded.paid,
                 recovered = excluded.recovered, milestones = excluded.milestones,
                 attesters_required = excluded.attesters_required, payments = excluded.payments,
                 recoveries = excluded.recoveries, amendments = excluded.amendments,
                 pending_claims = excluded.pending_claims, published = excluded.published,
                 start_date = excluded.start_date, end_date = excluded.end_date,
                 last_entry_id = excluded.last_entry_id",
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
                basis.map_or(KEPT, Basis::word),
                reference,
                text(|publication| &publication.title),
                text(|publication| &publication.legal_basis),
                text(|publication| &publication.office),
                text(|publication| &publication.responsible_role),
                text(|publication| &publication.selection_method),
                self.entry_id,
                tender,
                aid,
            ],
        )
    }

    pub(super) fn attester(&self, award: u32, party: u32) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO attesters (award, party, entry_id) VALUES (?1, ?2, ?3)",
            params![award, party, self.entry_id],
        )
    }

    pub(super) fn milestone(
        &self,
        award: u32,
        milestone: u8,
        before: Option<&Row>,
        row: &MilestoneRow,
    ) -> rusqlite::Result<()> {
        if let Some(Row::Milestone(before)) = before {
            let goes_on = MilestoneRow {
                attested: row.attested,
                paid: row.paid,
                claims: row.claims,
                pending: row.pending,
                ..*before
            } == *row;
            if goes_on {
                return self.run(
                    "UPDATE milestones SET attested = ?3, paid = ?4, claims = ?5, pending = ?6, last_entry_id = ?7
                     WHERE award = ?1 AND milestone = ?2",
                    params![
                        award,
                        milestone,
                        row.attested.0,
                        row.paid.0,
                        row.claims,
                        row.pending.map(|amount| amount.0),
                        self.entry_id,
                    ],
                );
            }
        }
        let plan: &[MilestoneTerms] = match self.award_body() {
            Some(AwardBody::Publish(publication)) => &publication.milestones,
            Some(AwardBody::AcceptAmendment(terms)) => &terms.milestones,
            _ => &[],
        };
        // Milestones count from 1.
        let terms = plan.get(usize::from(milestone).wrapping_sub(1));
        self.run(
            "INSERT INTO milestones (award, milestone, title, amount, due, attested, paid, claims, pending,
                 last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (award, milestone) DO UPDATE SET amount = excluded.amount, due = excluded.due,
                 attested = excluded.attested, paid = excluded.paid, claims = excluded.claims,
                 pending = excluded.pending, last_entry_id = excluded.last_entry_id",
            params![
                award,
                milestone,
                terms.map_or(KEPT, |terms| terms.title.as_str()),
                row.amount.0,
                iso(row.due),
                row.attested.0,
                row.paid.0,
                row.claims,
                row.pending.map(|amount| amount.0),
                self.entry_id,
            ],
        )
    }

    pub(super) fn claim(
        &self,
        award: u32,
        milestone: u8,
        claim: u32,
        before: Option<&Row>,
        row: &ClaimRow,
    ) -> rusqlite::Result<()> {
        if let Some(Row::Claim(before)) = before {
            let goes_on = ClaimRow {
                attestations: row.attestations,
                lowest: row.lowest,
                decided: row.decided,
                ..*before
            } == *row;
            if goes_on {
                return self.run(
                    "UPDATE claims SET attestations = ?4, lowest = ?5, decided = ?6, last_entry_id = ?7
                     WHERE award = ?1 AND milestone = ?2 AND claim = ?3",
                    params![
                        award,
                        milestone,
                        claim,
                        row.attestations,
                        row.lowest.0,
                        row.decided,
                        self.entry_id,
                    ],
                );
            }
        }
        let statement = match self.award_body() {
            Some(AwardBody::Claim { statement, .. }) => statement,
            _ => KEPT,
        };
        self.run(
            "INSERT INTO claims (award, milestone, claim, entry_id, amount, claimed_at, attestations, lowest,
                 decided, statement, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?4)
             ON CONFLICT (award, milestone, claim) DO UPDATE SET amount = excluded.amount,
                 attestations = excluded.attestations, lowest = excluded.lowest, decided = excluded.decided,
                 last_entry_id = excluded.last_entry_id",
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
                statement,
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
        let report = match self.award_body() {
            Some(AwardBody::Attest { report, .. }) => Some(report.sha256.to_hex()),
            _ => None,
        };
        // The amount of an outcome is the rules' to say; it depends on what was claimed.
        let claimed: Option<u64> = self.statements.find(
            "SELECT amount FROM claims WHERE award = ?1 AND milestone = ?2 AND claim = ?3",
            params![award, milestone, claim],
            |row| row.get(0),
        )?;
        let claimed = claimed.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        self.run(
            "INSERT INTO attestations (award, milestone, claim, party, entry_id, outcome, amount, key, attested_at,
                 report_sha256)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
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
                report,
            ],
        )
    }

    pub(super) fn payment(
        &self,
        award: u32,
        payment: u32,
        before: Option<&Row>,
        row: &PaymentRow,
    ) -> rusqlite::Result<()> {
        if let Some(Row::Payment(before)) = before {
            let goes_on = PaymentRow {
                receipt: row.receipt,
                recovered: row.recovered,
                ..*before
            } == *row;
            if goes_on {
                let (said_at, reason) = match self.award_body() {
                    Some(AwardBody::Confirm { .. }) => (Some(self.entry.at), None),
                    Some(AwardBody::Dispute { reason, .. }) => (Some(self.entry.at), Some(reason)),
                    _ => (None, None),
                };
                return self.run(
                    "UPDATE payments SET recovered = ?3, receipt = ?4, receipt_at = coalesce(?5, receipt_at),
                         dispute_reason = coalesce(?6, dispute_reason), last_entry_id = ?7
                     WHERE award = ?1 AND payment = ?2",
                    params![
                        award,
                        payment,
                        row.recovered.0,
                        row.receipt.word(),
                        said_at,
                        reason,
                        self.entry_id,
                    ],
                );
            }
        }
        let mandate: Option<&Mandate> = match self.award_body() {
            Some(AwardBody::Pay(payment)) => Some(&payment.mandate),
            _ => None,
        };
        self.run(
            "INSERT INTO payments (award, payment, entry_id, milestone, amount, date, recorded_at, recovered,
                 receipt, mandate_year, mandate_number, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?3)
             ON CONFLICT (award, payment) DO UPDATE SET milestone = excluded.milestone,
                 amount = excluded.amount, date = excluded.date, recovered = excluded.recovered,
                 receipt = excluded.receipt, last_entry_id = excluded.last_entry_id",
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
                mandate.map_or(0, |mandate| mandate.year),
                mandate.map_or(KEPT, |mandate| mandate.number.as_str()),
            ],
        )
    }

    pub(super) fn recovery(
        &self,
        award: u32,
        recovery: u32,
        row: &RecoveryRow,
    ) -> rusqlite::Result<()> {
        let reason = match self.award_body() {
            Some(AwardBody::Recover { reason, .. }) => Some(reason),
            _ => None,
        };
        self.run(
            "INSERT INTO recoveries (award, recovery, entry_id, payment, amount, reason, recorded_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                award,
                recovery,
                self.entry_id,
                row.payment,
                row.amount.0,
                reason,
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
        let terms = match self.award_body() {
            Some(AwardBody::ProposeAmendment(terms)) => Some(terms),
            _ => None,
        };
        let proposed_by = match row.proposed_by {
            Side::Administration => "administration",
            Side::Beneficiary => "beneficiary",
        };
        self.run(
            "INSERT INTO amendments (award, amendment, entry_id, terms_sha256, proposed_by, proposed_at, accepted,
                 withdrawn, amount, end_date, reason, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?3)
             ON CONFLICT (award, amendment) DO UPDATE SET terms_sha256 = excluded.terms_sha256,
                 proposed_by = excluded.proposed_by, accepted = excluded.accepted,
                 withdrawn = excluded.withdrawn, last_entry_id = excluded.last_entry_id",
            params![
                award,
                amendment,
                self.entry_id,
                row.terms.to_hex(),
                proposed_by,
                self.entry.at,
                row.accepted,
                row.withdrawn,
                terms.map_or(0, |terms| terms.amount.0),
                terms.map_or_else(String::new, |terms| iso(terms.end)),
                terms.map_or(KEPT, |terms| terms.reason.as_str()),
            ],
        )
    }

    pub(super) fn award_texts(&self, body: &AwardBody) -> rusqlite::Result<()> {
        let award = self.entry.subject.number();
        match body {
            AwardBody::Confirm { payment } => self.receipt(award, *payment, Receipt::Confirmed, None),
            AwardBody::Dispute { payment, reason } => {
                self.receipt(award, *payment, Receipt::Disputed, Some(reason))
            }
            AwardBody::AcceptAmendment(terms) => {
                self.settle(award, terms.amendment, None)?;
                self.milestone_titles(award, &terms.milestones)
            }
            AwardBody::WithdrawAmendment { amendment, reason } => {
                self.settle(award, *amendment, Some(reason))
            }
            AwardBody::Suspend { reason }
            | AwardBody::Resume { reason }
            | AwardBody::Close { reason, .. } => self.run(
                "UPDATE awards SET status_reason = ?2, status_at = ?3, last_entry_id = ?4 WHERE number = ?1",
                params![award, reason, self.entry.at, self.entry_id],
            ),
            // Written with the rows.
            AwardBody::Publish(_)
            | AwardBody::PublishDeMinimis { .. }
            | AwardBody::Claim { .. }
            | AwardBody::Attest { .. }
            | AwardBody::Pay(_)
            | AwardBody::Recover { .. }
            | AwardBody::ProposeAmendment(_) => Ok(()),
        }
    }

    fn milestone_titles(&self, award: u32, milestones: &[MilestoneTerms]) -> rusqlite::Result<()> {
        for (number, terms) in (1u32..).zip(milestones) {
            self.run(
                "UPDATE milestones SET title = ?3, last_entry_id = ?4 WHERE award = ?1 AND milestone = ?2",
                params![award, number, terms.title, self.entry_id],
            )?;
        }
        Ok(())
    }

    fn receipt(
        &self,
        award: u32,
        payment: u32,
        receipt: Receipt,
        reason: Option<&str>,
    ) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO receipts (entry_id, award, payment, receipt, reason, said_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                self.entry_id,
                award,
                payment,
                receipt.word(),
                reason,
                self.entry.at
            ],
        )
    }

    fn settle(&self, award: u32, amendment: u32, withdrawal: Option<&str>) -> rusqlite::Result<()> {
        self.run(
            "UPDATE amendments SET settled_at = ?3, withdrawal_reason = ?4, last_entry_id = ?5
             WHERE award = ?1 AND amendment = ?2",
            params![award, amendment, self.entry.at, withdrawal, self.entry_id],
        )
    }
}
