// SPDX-License-Identifier: EUPL-1.2
//! Awards (grants and contracts) as processes: tender (how the beneficiary was chosen), award, contract, and its implementation
//! with milestones and transactions.

use std::collections::BTreeSet;

use portico_rules::{
    award::{AmendmentTerms, AwardBody, AwardKind, Basis, Outcome, Payment, Publication},
    primitives::Cents,
};
use serde_json::{Value, json};

use super::{
    agreement,
    party::Parties,
    release::{self, Said},
    words::{documents, period},
};
use crate::{
    Error, Ledger,
    money::{beginning_of, moment, signed_value, value},
    organisation::Organisation,
    source::Stored,
};

/// What never changes of an award, and who takes part.
pub(super) struct Award {
    number: u32,
    kind: AwardKind,
    administration: u32,
    beneficiary: u32,
    attesters: BTreeSet<u32>,
}

impl Award {
    fn of(ledger: &Ledger<'_>, number: u32) -> Result<Self, Error> {
        let mut award = ledger
            .first(
                "SELECT kind, administration, beneficiary FROM awards WHERE number = ?1",
                [number],
                |row| {
                    let kind: String = row.get(0)?;
                    Ok(Award {
                        number,
                        kind: if kind == AwardKind::Grant.word() {
                            AwardKind::Grant
                        } else {
                            AwardKind::Contract
                        },
                        administration: row.get(1)?,
                        beneficiary: row.get(2)?,
                        attesters: BTreeSet::new(),
                    })
                },
            )?
            .ok_or_else(|| Error::Missing(format!("award {number}")))?;
        ledger.each(
            "SELECT party FROM attesters WHERE award = ?1",
            [number],
            |row| row.get(0),
            |party| {
                award.attesters.insert(party);
                Ok(())
            },
        )?;
        Ok(award)
    }

    /// The name of its award and of its contract in the process.
    fn id(&self) -> String {
        format!("award-{}", self.number)
    }
}

/// The ocid of an award's process.
pub(super) fn ocid(ledger: &Ledger<'_>, number: u32) -> String {
    format!("{}-award-{number}", ledger.publication.ocid_prefix)
}

/// The organisations of a release of an award, and the references to the two sides.
struct Sides {
    parties: Parties,
    administration: Value,
    beneficiary: Value,
}

impl Sides {
    fn of(ledger: &Ledger<'_>, stored: &Stored, award: &Award) -> Result<Self, Error> {
        let mut parties = Parties::default();
        // Every release gives the same roles: merging replaces the list.
        let mut roles = vec!["buyer", "procuringEntity", "payer"];
        if award.kind == AwardKind::Grant {
            roles.push("funder");
        }
        if award.attesters.contains(&award.administration) {
            roles.push("attester");
        }
        let administration = parties.add(&ledger.party(award.administration, stored.id)?, &roles);
        let beneficiary = parties.add(
            &ledger.party(award.beneficiary, stored.id)?,
            &["supplier", "payee"],
        );
        Ok(Sides {
            parties,
            administration,
            beneficiary,
        })
    }

    /// Adds an attester that is not the administration; that one's roles say it already.
    fn attester(&mut self, award: &Award, party: u32, organisation: &Organisation) {
        if party != award.administration {
            self.parties.add(organisation, &["attester"]);
        }
    }
}

/// What an entry of an award says.
pub(super) fn said(ledger: &Ledger<'_>, stored: &Stored, body: &AwardBody) -> Result<Said, Error> {
    let award = Award::of(ledger, stored.entry.subject.number())?;
    let mut sides = Sides::of(ledger, stored, &award)?;
    let mut sections = json!({});
    let mut contract = json!({ "id": award.id(), "awardID": award.id() });
    let tag;
    match body {
        AwardBody::Publish(publication) => {
            for party in &award.attesters {
                let organisation = ledger.party(*party, stored.id)?;
                sides.attester(&award, *party, &organisation);
            }
            let tags = publish(
                ledger,
                stored,
                &award,
                publication,
                &sides,
                &mut sections,
                &mut contract,
            )?;
            sections["contracts"] = json!([contract]);
            sections["parties"] = sides.parties.into_value();
            return Ok(Said {
                ocid: ocid(ledger, award.number),
                tags,
                sections,
            });
        }
        AwardBody::Claim {
            milestone,
            claim,
            amount,
            statement,
            documents: evidence,
        } => {
            tag = "implementation";
            let about = format!("claim {claim}, EUR {amount}: {statement}");
            contract["implementation"] = with_milestone(
                ledger,
                stored,
                *milestone,
                documents(stored, "physicalProgressReport", evidence, Some(&about)),
            )?;
        }
        AwardBody::Attest {
            milestone,
            claim,
            outcome,
            report,
        } => {
            tag = "implementationUpdate";
            let mut about = format!("claim {claim}: {}", outcome.word());
            if let Outcome::PartlyMet { amount } = outcome {
                about.push_str(&format!(", EUR {amount}"));
            }
            if let Some(party) = stored.signer {
                let organisation = ledger.party(party, stored.id)?;
                about.push_str(&format!(" ({})", organisation.name));
                sides.attester(&award, party, &organisation);
            }
            contract["implementation"] = with_milestone(
                ledger,
                stored,
                *milestone,
                documents(stored, "completionCertificate", [report], Some(&about)),
            )?;
        }
        AwardBody::Pay(payment) => {
            tag = "implementation";
            let title = milestone_title(ledger, stored, payment.milestone)?;
            contract["implementation"] =
                json!({ "transactions": [transaction(payment, &title, &sides)] });
        }
        AwardBody::Confirm { payment } => {
            tag = "implementationUpdate";
            let id = transaction_id(ledger, award.number, *payment)?;
            contract["implementation"] = json!({ "transactions": [
                { "id": id, "statusDetails": "receipt confirmed by the payee" },
            ] });
        }
        AwardBody::Dispute { payment, reason } => {
            tag = "implementationUpdate";
            let id = transaction_id(ledger, award.number, *payment)?;
            contract["implementation"] = json!({ "transactions": [
                { "id": id, "statusDetails": format!("disputed by the payee: {reason}") },
            ] });
        }
        AwardBody::Recover {
            recovery,
            payment,
            amount,
            reason,
            act,
        } => {
            tag = "implementation";
            let of = transaction_id(ledger, award.number, *payment)?;
            contract["implementation"] = json!({
                // Less than nothing, between the same two: the sum of transactions is what the payee keeps.
                "transactions": [{
                    "id": format!("recovery-{recovery}"),
                    "date": moment(stored.entry.at),
                    "value": signed_value(-i128::from(amount.0)),
                    "payer": sides.administration,
                    "payee": sides.beneficiary,
                    "statusDetails": format!("recovered of {of}: {reason}"),
                }],
                "documents": documents(stored, "financialProgressReport", [act], Some(reason)),
            });
        }
        AwardBody::ProposeAmendment(terms) => {
            tag = "contractUpdate";
            let about = format!("proposed amendment {}: {}", terms.amendment, terms.reason);
            contract["documents"] = documents(stored, "contractAnnexe", [&terms.act], Some(&about));
        }
        AwardBody::AcceptAmendment(terms) => {
            tag = "contractAmendment";
            amend(ledger, stored, terms, &mut contract)?;
        }
        AwardBody::WithdrawAmendment { amendment, reason } => {
            tag = "contractUpdate";
            contract["statusDetails"] = format!("amendment {amendment} withdrawn: {reason}").into();
        }
        AwardBody::Suspend { reason } => {
            tag = "contractUpdate";
            contract["statusDetails"] = format!("suspended: {reason}").into();
        }
        AwardBody::Resume { reason } => {
            tag = "contractUpdate";
            contract["statusDetails"] = format!("resumed: {reason}").into();
        }
        AwardBody::Close {
            paid,
            recovered,
            reason,
            accounting_document,
        } => {
            tag = "contractTermination";
            close(stored, (*paid, *recovered), reason, &mut contract);
            contract["implementation"]["documents"] =
                documents(stored, "finalAudit", [accounting_document], Some(reason));
        }
    }
    sections["contracts"] = json!([contract]);
    sections["parties"] = sides.parties.into_value();
    Ok(Said {
        ocid: ocid(ledger, award.number),
        tags: vec![tag],
        sections,
    })
}

/// The first release; its tags.
fn publish(
    ledger: &Ledger<'_>,
    stored: &Stored,
    award: &Award,
    publication: &Publication,
    sides: &Sides,
    sections: &mut Value,
    contract: &mut Value,
) -> Result<Vec<&'static str>, Error> {
    let mut tags = Vec::new();
    let mut planning = json!({});
    if let Basis::Agreement(number) = publication.basis {
        let title: Option<String> = ledger.first(
            "SELECT title FROM agreements WHERE number = ?1",
            [number],
            |row| row.get(0),
        )?;
        sections["relatedProcesses"] = json!([{
            "id": format!("agreement-{number}"),
            "relationship": ["planning"],
            "title": title,
            "scheme": "ocid",
            "identifier": agreement::ocid(ledger, number),
        }]);
    }
    if let Some(cup) = &publication.cup {
        planning["budget"] = json!({ "project": publication.title, "projectID": cup.to_string() });
    }
    if let Some(project) = &publication.project {
        planning["documents"] = documents(stored, "projectPlan", [project], None);
    }
    if planning
        .as_object()
        .is_some_and(|fields| !fields.is_empty())
    {
        sections["planning"] = planning;
        tags.push("planning");
    }
    let process = ocid(ledger, award.number);
    let tender_id = publication.cig.map_or(process, |cig| cig.to_string());
    let mut tender = json!({
        "id": tender_id,
        "title": publication.title,
        "status": "complete",
        "procuringEntity": sides.administration,
        "procurementMethodDetails": publication.selection_method,
        "legalBasis": { "description": publication.legal_basis },
    });
    if award.kind == AwardKind::Grant {
        tender["additionalProcurementCategories"] = json!(["grant"]);
    }
    sections["tender"] = tender;
    sections["buyer"] = sides.administration.clone();
    let lasting = period(Some(publication.start), Some(publication.end));
    let mut made = json!({
        "id": award.id(),
        "title": publication.title,
        "status": "active",
        "date": moment(stored.entry.at),
        "value": value(publication.amount.0),
        "suppliers": [sides.beneficiary],
        "contractPeriod": lasting,
        "description": format!("{}, {}", publication.office, publication.responsible_role),
        "documents": documents(stored, "awardNotice", &publication.documents, None),
    });
    if let Basis::Call { reference } | Basis::Act { reference } = &publication.basis {
        made["description"] = format!(
            "{reference}; {}",
            made["description"].as_str().unwrap_or_default()
        )
        .into();
    }
    sections["awards"] = json!([made]);
    contract["title"] = publication.title.as_str().into();
    contract["status"] = "active".into();
    contract["value"] = value(publication.amount.0);
    contract["period"] = json!(lasting);
    contract["implementation"] = json!({ "milestones": milestones(ledger, stored)? });
    tags.extend(["tender", "award", "contract"]);
    Ok(tags)
}

/// A milestone's state after an entry that changed it.
struct State {
    number: u8,
    title: String,
    due: String,
    amount: u64,
    attested: u64,
    claims: u32,
    is_pending: bool,
}

impl State {
    fn status(&self) -> &'static str {
        if self.attested >= self.amount {
            "met"
        } else if self.attested > 0 {
            "partiallyMet"
        } else if self.claims > 0 && !self.is_pending {
            "notMet"
        } else {
            "scheduled"
        }
    }

    fn write(&self, stored: &Stored) -> Value {
        let status = self.status();
        let mut milestone = json!({
            "id": self.number.to_string(),
            "type": "delivery",
            "title": self.title,
            "dueDate": format!("{}T23:59:59Z", self.due),
            "status": status,
            "dateModified": moment(stored.entry.at),
            "value": value(self.amount),
        });
        if status == "met" {
            milestone["dateMet"] = moment(stored.entry.at).into();
        }
        milestone
    }
}

/// The state of a milestone after an entry, if that changed it.
fn state(ledger: &Ledger<'_>, stored: &Stored, milestone: u8) -> Result<Option<State>, Error> {
    ledger.first(
        "SELECT milestone, title, due, amount, attested, claims, pending IS NOT NULL FROM milestones_history
         WHERE award = ?1 AND milestone = ?2 AND last_entry_id = ?3",
        (stored.entry.subject.number(), milestone, stored.id),
        |row| {
            Ok(State {
                number: row.get(0)?,
                title: row.get(1)?,
                due: row.get(2)?,
                amount: row.get(3)?,
                attested: row.get(4)?,
                claims: row.get(5)?,
                is_pending: row.get(6)?,
            })
        },
    )
}

/// All milestones that an entry brought or changed.
fn milestones(ledger: &Ledger<'_>, stored: &Stored) -> Result<Vec<Value>, Error> {
    // As many as the rules allow.
    let numbers = 1..=u8::try_from(portico_rules::bounds::MILESTONES).unwrap_or(u8::MAX);
    let mut all = Vec::new();
    for number in numbers {
        if let Some(state) = state(ledger, stored, number)? {
            all.push(state.write(stored));
        }
    }
    Ok(all)
}

/// An implementation of one milestone, as an entry about it left it, with the entry's documents.
fn with_milestone(
    ledger: &Ledger<'_>,
    stored: &Stored,
    number: u8,
    documents: Value,
) -> Result<Value, Error> {
    let mut milestone = match state(ledger, stored, number)? {
        Some(state) => state.write(stored),
        // Not every entry about a milestone changes it: not all have attested yet.
        None => json!({ "id": number.to_string() }),
    };
    milestone["documents"] = documents;
    Ok(json!({ "milestones": [milestone] }))
}

/// The title of a milestone as it was after an entry.
fn milestone_title(ledger: &Ledger<'_>, stored: &Stored, milestone: u8) -> Result<String, Error> {
    let title = ledger.first(
        "SELECT title FROM milestones_history WHERE award = ?1 AND milestone = ?2 AND last_entry_id <= ?3
         ORDER BY last_entry_id DESC LIMIT 1",
        (stored.entry.subject.number(), milestone, stored.id),
        |row| row.get(0),
    )?;
    title.ok_or_else(|| Error::Missing(format!("milestone {milestone}")))
}

/// A payment order's name: its mandate's number, which is unique in an administration's year and stands in its accounts.
fn mandate(year: u16, number: &str) -> String {
    format!("mandate-{year}-{number}")
}

fn transaction(payment: &Payment, milestone: &str, sides: &Sides) -> Value {
    json!({
        "id": mandate(payment.mandate.year, &payment.mandate.number),
        "date": beginning_of(payment.date),
        "value": value(payment.amount.0),
        "payer": sides.administration,
        "payee": sides.beneficiary,
        "relatedImplementationMilestone": { "id": payment.milestone.to_string(), "title": milestone },
    })
}

/// The name of a payment that was recorded before.
fn transaction_id(ledger: &Ledger<'_>, award: u32, payment: u32) -> Result<String, Error> {
    let id = ledger.first(
        "SELECT mandate_year, mandate_number FROM payments WHERE award = ?1 AND payment = ?2",
        (award, payment),
        |row| Ok(mandate(row.get(0)?, &row.get::<_, String>(1)?)),
    )?;
    id.ok_or_else(|| Error::Missing(format!("payment {payment} of award {award}")))
}

/// Terms that both sides have signed.
fn amend(
    ledger: &Ledger<'_>,
    stored: &Stored,
    terms: &AmendmentTerms,
    contract: &mut Value,
) -> Result<(), Error> {
    let start: Option<String> = ledger.first(
        "SELECT start_date FROM awards WHERE number = ?1",
        [stored.entry.subject.number()],
        |row| row.get(0),
    )?;
    let start = start.and_then(|day| day.parse().ok());
    contract["value"] = value(terms.amount.0);
    contract["period"] = json!(period(start, Some(terms.end)));
    contract["amendments"] = json!([{
        "id": terms.amendment.to_string(),
        "date": moment(stored.entry.at),
        "rationale": terms.reason,
        "amendsReleaseID": release::before(ledger, stored)?,
        "releaseID": release::this(stored),
    }]);
    contract["documents"] = documents(stored, "contractAnnexe", [&terms.act], Some(&terms.reason));
    contract["implementation"] = json!({ "milestones": milestones(ledger, stored)? });
    Ok(())
}

/// The final account.
fn close(stored: &Stored, (paid, recovered): (Cents, Cents), reason: &str, contract: &mut Value) {
    contract["status"] = "terminated".into();
    contract["statusDetails"] = format!("closed: {reason}").into();
    contract["implementation"] = json!({
        "endDate": moment(stored.entry.at),
        "endDateDetails": reason,
        "finalValue": signed_value(i128::from(paid.0) - i128::from(recovered.0)),
        "finalValueDetails": format!("paid EUR {paid}, recovered EUR {recovered}"),
    });
}
