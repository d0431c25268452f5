// SPDX-License-Identifier: EUPL-1.2
//! Tables `tenders`, `extensions`, `clarifications`, `bid_invitations`, `bids`, `commitments`, `offers`, `exclusions`,
//! `evaluations`, `tender_awards`, `rankings`, `tender_contracts`, `contract_changes`, `subcontracts`.

use portico_rules::{
    document::Document,
    entry::Body,
    primitives::Cents,
    subject::PartyId,
    tender::{
        AwardDecision, BidRow, ChangeRow, ContractTerms, DirectAward, SubcontractRow, TenderBody,
        TenderNotice, TenderRow, TenderStatus,
    },
};
use rusqlite::params;

use super::{Projection, iso};

/// The texts that open a tender, of a notice or a direct award.
struct Texts<'a> {
    title: &'a str,
    object: &'a str,
    legal_basis: &'a str,
    office: &'a str,
    responsible_role: &'a str,
    direct: Option<&'a DirectAward>,
}

impl<'a> From<&'a TenderNotice> for Texts<'a> {
    fn from(notice: &'a TenderNotice) -> Self {
        Texts {
            title: &notice.title,
            object: &notice.object,
            legal_basis: &notice.legal_basis,
            office: &notice.office,
            responsible_role: &notice.responsible_role,
            direct: None,
        }
    }
}

impl<'a> From<&'a DirectAward> for Texts<'a> {
    fn from(award: &'a DirectAward) -> Self {
        Texts {
            title: &award.title,
            object: &award.object,
            legal_basis: &award.legal_basis,
            office: &award.office,
            responsible_role: &award.responsible_role,
            direct: Some(award),
        }
    }
}

/// An amount that is there only if it is something.
fn known(amount: Cents) -> Option<u64> {
    (amount != Cents::ZERO).then_some(amount.0)
}

/// A moment that a direct award does not have.
fn moment(seconds: u64) -> Option<u64> {
    (seconds != 0).then_some(seconds)
}

impl Projection<'_, '_> {
    fn tender_body(&self) -> Option<&TenderBody> {
        match &self.entry.body {
            Body::Tender(body) => Some(body),
            _ => None,
        }
    }

    pub(super) fn tender(&self, number: u32, row: &TenderRow) -> rusqlite::Result<()> {
        let opened: Option<Texts> = match self.tender_body() {
            Some(TenderBody::Publish(notice)) => Some(notice.into()),
            Some(TenderBody::AwardDirectly(award)) => Some(award.into()),
            _ => None,
        };
        match opened {
            Some(texts) => self.new_tender(number, row, &texts),
            None => self.run(
                "UPDATE tenders SET status = ?2, clarify_until = ?3, bids_until = ?4, reveal_until = ?5,
                     clarifications = ?6, bids = ?7, admitted = ?8, evaluations = ?9, winner = ?10, price = ?11,
                     awarded = ?12, standstill_until = ?13, contract_value = ?14, changes = ?15, subcontracts = ?16,
                     subcontracted = ?17, last_entry_id = ?18
                 WHERE number = ?1",
                params![
                    number,
                    row.status.word(),
                    moment(row.clarify_until),
                    moment(row.bids_until),
                    moment(row.reveal_until),
                    row.clarifications,
                    row.bids,
                    row.admitted,
                    row.evaluations,
                    row.winner,
                    known(row.price),
                    row.awarded.map(iso),
                    row.standstill_until.map(iso),
                    known(row.contract_value),
                    row.changes,
                    row.subcontracts,
                    row.subcontracted.0,
                    self.entry_id,
                ],
            ),
        }
    }

    fn new_tender(&self, number: u32, row: &TenderRow, texts: &Texts) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO tenders (number, administration, status, procedure, contract_type, reserve, criterion,
                 labour_intensive, cig, cup, title, object, legal_basis, office, responsible_role, value, published,
                 published_at, direct_ground, reason, requirements, rotation, clarify_until, bids_until, reveal_until,
                 clarifications, bids, admitted, evaluations, winner, price, awarded, standstill_until, contract_value,
                 changes, subcontracts, subcontracted, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                 ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38)",
            params![
                number,
                row.administration,
                row.status.word(),
                row.procedure.word(),
                row.contract_type.word(),
                row.reserve.map(|reserve| reserve.word()),
                row.criterion.map(|criterion| criterion.word()),
                row.labour_intensive,
                row.cig.to_string(),
                row.cup.map(|cup| cup.to_string()),
                texts.title,
                texts.object,
                texts.legal_basis,
                texts.office,
                texts.responsible_role,
                row.value.0,
                iso(row.published),
                self.entry.at,
                texts.direct.map(|award| award.ground.word()),
                texts.direct.map(|award| award.reason.as_str()),
                texts.direct.map(|award| award.requirements.as_str()),
                texts.direct.map(|award| award.rotation.as_str()),
                moment(row.clarify_until),
                moment(row.bids_until),
                moment(row.reveal_until),
                row.clarifications,
                row.bids,
                row.admitted,
                row.evaluations,
                row.winner,
                known(row.price),
                row.awarded.map(iso),
                row.standstill_until.map(iso),
                known(row.contract_value),
                row.changes,
                row.subcontracts,
                row.subcontracted.0,
                self.entry_id,
            ],
        )
    }

    pub(super) fn bidder(&self, tender: u32, party: PartyId) -> rusqlite::Result<()> {
        let reason = match self.tender_body() {
            Some(TenderBody::Invite { reason, .. }) => reason.as_str(),
            _ => "",
        };
        self.run(
            "INSERT INTO bid_invitations (tender, party, entry_id, reason, invited_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![tender, party, self.entry_id, reason, self.entry.at],
        )
    }

    pub(super) fn bid(&self, tender: u32, party: PartyId, row: &BidRow) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO bids (tender, party, entry_id, status, commitment, committed_at, price, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?3)
             ON CONFLICT (tender, party) DO UPDATE SET status = excluded.status, commitment = excluded.commitment,
                 committed_at = excluded.committed_at, price = excluded.price, last_entry_id = excluded.last_entry_id",
            params![
                tender,
                party,
                self.entry_id,
                row.status.word(),
                row.commitment.to_hex(),
                row.committed_at,
                known(row.price),
            ],
        )
    }

    pub(super) fn change(&self, tender: u32, change: u32, row: &ChangeRow) -> rusqlite::Result<()> {
        let (reason, act) = match self.tender_body() {
            Some(TenderBody::Change(change)) => (change.reason.as_str(), sha256(&change.act)),
            _ => ("", String::new()),
        };
        self.run(
            "INSERT INTO contract_changes (tender, change, entry_id, cause, value_before, value_after, share, reason,
                 act_sha256, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                tender,
                change,
                self.entry_id,
                row.cause.word(),
                row.before.0,
                row.after.0,
                row.share,
                reason,
                act,
                self.entry.at,
            ],
        )
    }

    pub(super) fn subcontract(
        &self,
        tender: u32,
        subcontract: u32,
        row: &SubcontractRow,
    ) -> rusqlite::Result<()> {
        let (name, object) = match self.tender_body() {
            Some(TenderBody::RequestSubcontract(request)) => {
                (request.name.as_str(), request.object.as_str())
            }
            // The row is there already.
            _ => ("", ""),
        };
        let (decided_at, reason) = match self.tender_body() {
            Some(TenderBody::DecideSubcontract { reason, .. }) => {
                (Some(self.entry.at), Some(reason))
            }
            _ => (None, None),
        };
        self.run(
            "INSERT INTO subcontracts (tender, subcontract, entry_id, status, subcontractor, name, object, amount,
                 requested, decided_at, decision_reason, last_entry_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?3)
             ON CONFLICT (tender, subcontract) DO UPDATE SET status = excluded.status,
                 decided_at = excluded.decided_at, decision_reason = excluded.decision_reason,
                 last_entry_id = excluded.last_entry_id",
            params![
                tender,
                subcontract,
                self.entry_id,
                row.status.word(),
                row.subcontractor.as_str(),
                name,
                object,
                row.amount.0,
                iso(row.requested),
                decided_at,
                reason,
            ],
        )
    }

    pub(super) fn tender_texts(&self, body: &TenderBody) -> rusqlite::Result<()> {
        let tender = self.entry.subject.number();
        match body {
            TenderBody::AwardDirectly(award) => self.run(
                "INSERT INTO tender_awards (entry_id, tender, winner, price, reason, act_sha256, awarded_at,
                     last_entry_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?1)",
                params![
                    self.entry_id,
                    tender,
                    award.contractor,
                    award.amount.0,
                    award.reason,
                    sha256(&award.act),
                    self.entry.at
                ],
            ),
            TenderBody::Clarify {
                clarification,
                question,
                answer,
                ..
            } => self.run(
                "INSERT INTO clarifications (tender, clarification, entry_id, question, answer, answered_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![tender, clarification, self.entry_id, question, answer, self.entry.at],
            ),
            TenderBody::Extend {
                clarify_until,
                bids_until,
                reveal_until,
                reason,
            } => self.run(
                "INSERT INTO extensions (entry_id, tender, clarify_until, bids_until, reveal_until, reason, extended_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    self.entry_id,
                    tender,
                    clarify_until,
                    bids_until,
                    reveal_until,
                    reason,
                    self.entry.at
                ],
            ),
            TenderBody::Bid { commitment } => self.run(
                "INSERT INTO commitments (entry_id, tender, party, commitment, committed_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![self.entry_id, tender, self.signer(), commitment.to_hex(), self.entry.at],
            ),
            TenderBody::Reveal { salt, offer } => self.run(
                "INSERT INTO offers (tender, party, entry_id, price, salt, revealed_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    tender,
                    self.signer(),
                    self.entry_id,
                    offer.price.0,
                    salt.to_hex(),
                    self.entry.at
                ],
            ),
            TenderBody::Exclude { party, reason, act } => self.run(
                "INSERT INTO exclusions (tender, party, entry_id, reason, act_sha256, excluded_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![tender, party, self.entry_id, reason, sha256(act), self.entry.at],
            ),
            TenderBody::Evaluate { evaluation, report } => self.run(
                "INSERT INTO evaluations (tender, evaluation, entry_id, report_sha256, deposited_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![tender, evaluation, self.entry_id, sha256(report), self.entry.at],
            ),
            TenderBody::Award(decision) => self.tender_award(tender, decision),
            TenderBody::RevokeAward { reason, .. } => self.run(
                "UPDATE tender_awards SET revoked_at = ?2, revocation_reason = ?3, last_entry_id = ?4
                 WHERE tender = ?1 AND revoked_at IS NULL",
                params![tender, self.entry.at, reason, self.entry_id],
            ),
            TenderBody::Contract(terms) => self.tender_contract(tender, terms),
            TenderBody::Cancel { reason, .. } => self.run(
                "UPDATE tenders SET cancellation_reason = ?2, cancelled_at = ?3, last_entry_id = ?4 WHERE number = ?1",
                params![tender, reason, self.entry.at, self.entry_id],
            ),
            // Written with the rows.
            TenderBody::Publish(_)
            | TenderBody::Invite { .. }
            | TenderBody::WithdrawBid
            | TenderBody::Change(_)
            | TenderBody::RequestSubcontract(_)
            | TenderBody::DecideSubcontract { .. } => Ok(()),
        }
    }

    /// An award with its ranking. Its standstill's last day is the one that the rules wrote into the tender.
    fn tender_award(&self, tender: u32, decision: &AwardDecision) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO tender_awards (entry_id, tender, winner, price, reason, act_sha256, communicated, standstill,
                 standstill_until, awarded_at, last_entry_id)
             SELECT ?1, number, ?3, ?4, ?5, ?6, ?7, ?8, standstill_until, ?9, ?1 FROM tenders WHERE number = ?2",
            params![
                self.entry_id,
                tender,
                decision.winner,
                decision.price.0,
                decision.reason,
                sha256(&decision.act),
                iso(decision.communicated),
                decision.standstill.word(),
                self.entry.at,
            ],
        )?;
        for (place, ranked) in (1u32..).zip(&decision.ranking) {
            self.run(
                "INSERT INTO rankings (entry_id, tender, place, party, points, price)
                 SELECT ?1, tender, ?3, party, ?5, price FROM bids WHERE tender = ?2 AND party = ?4",
                params![self.entry_id, tender, place, ranked.party, ranked.points],
            )?;
        }
        Ok(())
    }

    /// The contract: with whom and for how much the rules wrote into the tender.
    fn tender_contract(&self, tender: u32, terms: &ContractTerms) -> rusqlite::Result<()> {
        self.run(
            "INSERT INTO tender_contracts (tender, entry_id, contractor, reference, value, signed, start_date, end_date,
                 document_sha256, deposited_at)
             SELECT number, ?2, winner, ?3, contract_value, ?4, ?5, ?6, ?7, ?8 FROM tenders
             WHERE number = ?1 AND status = ?9",
            params![
                tender,
                self.entry_id,
                terms.reference,
                iso(terms.signed),
                iso(terms.start),
                iso(terms.end),
                sha256(&terms.document),
                self.entry.at,
                TenderStatus::Contracted.word(),
            ],
        )
    }
}

fn sha256(document: &Document) -> String {
    document.sha256.to_hex()
}
