// SPDX-License-Identifier: EUPL-1.2
//! Tenders and direct awards (D.Lgs. 36/2023) as processes: the notice, bids (extension), awards, the contract and its changes. The
//! award on the ledger that carries the contract out (`award.rs`) belongs to the same process: its milestones and payments are the
//! contract's implementation.

use portico_rules::{
    document::Document,
    primitives::Cents,
    tender::{
        AwardDecision, ContractChange, ContractTerms, ContractType, Criterion, DirectAward, Offer,
        Procedure, Reserve, Subcontract, TenderBody, TenderNotice,
    },
};
use serde_json::{Value, json};

use super::{
    party::Parties,
    release::{self, Said},
    words::{documents, period},
};
use crate::{
    Error, Ledger,
    money::{beginning_of, moment, value},
    organisation::Organisation,
    source::Stored,
};

/// The name of the one contract of a tender's process.
pub(super) const CONTRACT: &str = "contract";

/// The ocid of a tender's process.
pub(super) fn ocid(ledger: &Ledger<'_>, number: u32) -> String {
    format!("{}-tender-{number}", ledger.publication.ocid_prefix)
}

/// The name of the award that holds after an entry: each is named by its own entry, since one that is revoked and the next one have
/// not the same suppliers.
pub(super) fn award_id(ledger: &Ledger<'_>, tender: u32, entry: i64) -> Result<String, Error> {
    let seq: Option<u32> = ledger.first(
        "SELECT e.seq FROM tender_awards g JOIN entries e ON e.id = g.entry_id
         WHERE g.tender = ?1 AND g.entry_id <= ?2 ORDER BY g.entry_id DESC LIMIT 1",
        (tender, entry),
        |row| row.get(0),
    )?;
    seq.map(named)
        .ok_or_else(|| Error::Missing(format!("award of tender {tender}")))
}

fn named(seq: u32) -> String {
    format!("award-{seq}")
}

/// All roles that a party has in a tender's process after an entry: merging replaces the list, so that every release says all.
pub(super) fn roles(
    ledger: &Ledger<'_>,
    tender: u32,
    party: u32,
    entry: i64,
) -> Result<Vec<&'static str>, Error> {
    // What is so once stays so: each is a row that an entry brought.
    const ROLES: [(&str, &str); 8] = [
        ("buyer", "SELECT 1 FROM tenders WHERE number = ?1 AND administration = ?2 AND ?3 > 0"),
        ("procuringEntity", "SELECT 1 FROM tenders WHERE number = ?1 AND administration = ?2 AND ?3 > 0"),
        ("interestedParty", "SELECT 1 FROM bid_invitations WHERE tender = ?1 AND party = ?2 AND entry_id <= ?3"),
        ("tenderer", "SELECT 1 FROM bids WHERE tender = ?1 AND party = ?2 AND entry_id <= ?3"),
        ("supplier", "SELECT 1 FROM tender_awards WHERE tender = ?1 AND winner = ?2 AND entry_id <= ?3"),
        (
            "payer",
            "SELECT 1 FROM awards a JOIN entries e ON e.subject_kind = 'award' AND e.subject_number = a.number AND e.seq = 0
             WHERE a.tender = ?1 AND a.administration = ?2 AND e.id <= ?3",
        ),
        (
            "payee",
            "SELECT 1 FROM awards a JOIN entries e ON e.subject_kind = 'award' AND e.subject_number = a.number AND e.seq = 0
             WHERE a.tender = ?1 AND a.beneficiary = ?2 AND e.id <= ?3",
        ),
        (
            "attester",
            "SELECT 1 FROM awards a JOIN attesters t ON t.award = a.number WHERE a.tender = ?1 AND t.party = ?2 AND t.entry_id <= ?3",
        ),
    ];
    let mut all = Vec::new();
    for (role, sql) in ROLES {
        if ledger
            .first(sql, (tender, party, entry), |_| Ok(()))?
            .is_some()
        {
            all.push(role);
        }
    }
    Ok(all)
}

/// What an entry of a tender says, with what all of it needs.
struct Telling<'a> {
    ledger: &'a Ledger<'a>,
    stored: &'a Stored,
    number: u32,
    parties: Parties,
}

impl Telling<'_> {
    /// A party as the process knows it, and the reference to it.
    fn party(&mut self, number: u32) -> Result<(Organisation, Value), Error> {
        let organisation = self.ledger.party(number, self.stored.id)?;
        let roles = roles(self.ledger, self.number, number, self.stored.id)?;
        let reference = self.parties.add(&organisation, &roles);
        Ok((organisation, reference))
    }

    /// Whom to ask: an office and a role, never a name.
    fn contact(&mut self, party: u32, office: &str, role: &str) -> Result<(), Error> {
        let organisation = self.ledger.party(party, self.stored.id)?;
        self.parties
            .contact(&organisation, &format!("{office}, {role}"));
        Ok(())
    }

    /// The party whose key signed.
    fn signer(&mut self) -> Result<(Organisation, Value), Error> {
        match self.stored.signer {
            Some(number) => self.party(number),
            None => Err(Error::Entry {
                id: self.stored.id,
                why: "no party signed it".into(),
            }),
        }
    }

    fn documents<'d>(
        &self,
        kind: &str,
        all: impl IntoIterator<Item = &'d Document>,
        description: Option<&str>,
    ) -> Value {
        documents(self.stored, kind, all, description)
    }

    fn now(&self) -> String {
        moment(self.stored.entry.at)
    }

    fn award_id(&self) -> Result<String, Error> {
        award_id(self.ledger, self.number, self.stored.id)
    }

    /// The name of the tendering process in the process: its CIG.
    fn tender_id(&self) -> Result<String, Error> {
        self.ledger
            .first(
                "SELECT cig FROM tenders WHERE number = ?1",
                [self.number],
                |row| row.get(0),
            )?
            .ok_or_else(|| Error::Missing(format!("tender {}", self.number)))
    }

    /// How many bids there are after this entry.
    fn bids(&self) -> Result<Option<u32>, Error> {
        self.ledger.first(
            "SELECT bids FROM tenders_history WHERE number = ?1 AND last_entry_id = ?2",
            (self.number, self.stored.id),
            |row| row.get(0),
        )
    }

    fn contract(&self) -> Result<Value, Error> {
        Ok(json!({ "id": CONTRACT, "awardID": self.award_id()? }))
    }
}

/// What an entry of a tender says.
pub(super) fn said(ledger: &Ledger<'_>, stored: &Stored, body: &TenderBody) -> Result<Said, Error> {
    let number = stored.entry.subject.number();
    let mut telling = Telling {
        ledger,
        stored,
        number,
        parties: Parties::default(),
    };
    let administration: u32 = ledger
        .first(
            "SELECT administration FROM tenders WHERE number = ?1",
            [number],
            |row| row.get(0),
        )?
        .ok_or_else(|| Error::Missing(format!("tender {number}")))?;
    let (_, buyer) = telling.party(administration)?;
    let mut sections = json!({ "buyer": buyer });
    let mut tags = Vec::new();
    let tag = match body {
        TenderBody::Publish(notice) => {
            if let Some(cup) = &notice.cup {
                tags.push("planning");
                sections["planning"] =
                    json!({ "budget": { "project": notice.title, "projectID": cup.to_string() } });
            }
            telling.contact(administration, &notice.office, &notice.responsible_role)?;
            sections["tender"] = of_notice(&telling, notice, &buyer);
            "tender"
        }
        TenderBody::AwardDirectly(award) => {
            if let Some(cup) = &award.cup {
                tags.push("planning");
                sections["planning"] =
                    json!({ "budget": { "project": award.title, "projectID": cup.to_string() } });
            }
            tags.push("tender");
            telling.contact(administration, &award.office, &award.responsible_role)?;
            let (_, contractor) = telling.party(award.contractor)?;
            sections["tender"] = of_direct_award(&telling, award, &buyer);
            sections["awards"] = json!([{
                "id": named(stored.entry.seq),
                "title": award.title,
                "description": award.requirements,
                "status": "active",
                "date": telling.now(),
                "value": value(award.amount.0),
                "suppliers": [contractor],
                "documents": telling.documents("awardNotice", [&award.act], None),
            }]);
            "award"
        }
        TenderBody::Invite { party, reason } => {
            let (organisation, _) = telling.party(*party)?;
            sections["tender"] = json!({
                "id": telling.tender_id()?,
                "milestones": [{
                    "id": format!("invitation-{}", organisation.id()),
                    "type": "engagement",
                    "title": organisation.name,
                    "description": reason,
                    "dateMet": telling.now(),
                    "status": "met",
                }],
            });
            "tenderUpdate"
        }
        TenderBody::Clarify {
            question,
            answer,
            documents: added,
            clarification,
        } => {
            let mut all = telling.documents("clarifications", added, Some(question));
            // What was asked and answered is itself the document.
            if let Some(all) = all.as_array_mut() {
                all.push(json!({
                    "id": format!("clarification-{clarification}"),
                    "documentType": "clarifications",
                    "title": question,
                    "description": answer,
                    "datePublished": telling.now(),
                }));
            }
            sections["tender"] =
                json!({ "id": telling.tender_id()?, "hasEnquiries": true, "documents": all });
            "tenderUpdate"
        }
        TenderBody::Extend {
            clarify_until,
            bids_until,
            reveal_until,
            reason,
        } => {
            sections["tender"] = json!({
                "id": telling.tender_id()?,
                "tenderPeriod": { "endDate": moment(*bids_until) },
                "enquiryPeriod": { "endDate": moment(*clarify_until) },
                "milestones": [reveal(*reveal_until)],
                "amendments": [{
                    "id": format!("extension-{}", stored.entry.seq),
                    "date": telling.now(),
                    "rationale": reason,
                    "amendsReleaseID": release::before(ledger, stored)?,
                    "releaseID": release::this(stored),
                }],
            });
            "tenderAmendment"
        }
        TenderBody::Bid { .. } => {
            let (bidder, reference) = telling.signer()?;
            sections["tender"] = json!({
                "id": telling.tender_id()?,
                "tenderers": [reference],
                "numberOfTenderers": telling.bids()?,
            });
            sections["bids"] = bid(
                &bidder,
                json!({ "date": telling.now(), "status": "pending", "tenderers": [reference] }),
            );
            "tenderUpdate"
        }
        TenderBody::WithdrawBid => {
            let (bidder, _) = telling.signer()?;
            sections["tender"] =
                json!({ "id": telling.tender_id()?, "numberOfTenderers": telling.bids()? });
            sections["bids"] = bid(&bidder, json!({ "status": "withdrawn" }));
            "tenderUpdate"
        }
        TenderBody::Reveal {
            offer: Offer { price, documents },
            ..
        } => {
            let (bidder, _) = telling.signer()?;
            let documents = telling.documents("submissionDocuments", documents, None);
            sections["bids"] = bid(
                &bidder,
                json!({ "status": "valid", "value": value(price.0), "documents": documents }),
            );
            "tenderUpdate"
        }
        TenderBody::Exclude { party, reason, act } => {
            let (bidder, _) = telling.party(*party)?;
            let documents = telling.documents("evaluationReports", [act], Some(reason));
            sections["bids"] = bid(
                &bidder,
                json!({ "status": "disqualified", "documents": documents }),
            );
            "tenderUpdate"
        }
        TenderBody::Evaluate { report, .. } => {
            sections["tender"] = json!({
                "id": telling.tender_id()?,
                "documents": telling.documents("evaluationReports", [report], None),
            });
            "tenderUpdate"
        }
        TenderBody::Award(decision) => {
            sections["tender"] = json!({ "id": telling.tender_id()?, "status": "complete" });
            sections["awards"] = json!([awarded(&mut telling, decision)?]);
            "award"
        }
        TenderBody::RevokeAward { reason, act } => {
            sections["tender"] = json!({ "id": telling.tender_id()?, "status": "active" });
            sections["awards"] = json!([{
                "id": telling.award_id()?,
                "status": "cancelled",
                "documents": telling.documents("cancellationDetails", [act], Some(reason)),
            }]);
            "awardCancellation"
        }
        TenderBody::Contract(terms) => {
            sections["contracts"] = json!([signed(&telling, terms)?]);
            "contract"
        }
        TenderBody::Change(change) => {
            sections["contracts"] = json!([changed(&telling, change)?]);
            "contractAmendment"
        }
        TenderBody::RequestSubcontract(request) => {
            sections["contracts"] = json!([subcontract(&telling, request)?]);
            "contractUpdate"
        }
        TenderBody::DecideSubcontract {
            subcontract,
            authorised,
            reason,
            act,
        } => {
            let word = if *authorised { "authorised" } else { "denied" };
            let about = format!("subcontract {subcontract} {word}: {reason}");
            let mut contract = telling.contract()?;
            contract["documents"] = telling.documents("subContract", [act], Some(&about));
            sections["contracts"] = json!([contract]);
            "contractUpdate"
        }
        TenderBody::Cancel { reason, act } => {
            sections["tender"] = json!({
                "id": telling.tender_id()?,
                "status": "cancelled",
                "documents": telling.documents("cancellationDetails", [act], Some(reason)),
            });
            "tenderCancellation"
        }
    };
    tags.push(tag);
    sections["parties"] = telling.parties.into_value();
    Ok(Said {
        ocid: ocid(ledger, number),
        tags,
        sections,
    })
}

/// OCDS's codelist method.
fn method(procedure: Procedure) -> &'static str {
    match procedure {
        Procedure::Open => "open",
        Procedure::Restricted => "selective",
        Procedure::Negotiated | Procedure::NegotiatedWithoutNotice => "limited",
        Procedure::Direct => "direct",
    }
}

/// OCDS's codelist procurementCategory.
fn category(kind: ContractType) -> &'static str {
    match kind {
        ContractType::Works => "works",
        ContractType::Supplies => "goods",
        ContractType::Services | ContractType::SocialServices => "services",
    }
}

/// For whom participation is reserved, with the norm.
fn reserved(reserve: Reserve) -> &'static str {
    match reserve {
        Reserve::SocialIntegration => "reserved: art. 61 D.Lgs. 36/2023",
        Reserve::SocialCooperatives => "reserved: art. 5 L. 381/1991",
    }
}

fn of_notice(telling: &Telling<'_>, notice: &TenderNotice, buyer: &Value) -> Value {
    let rules = telling.documents("biddingDocuments", [&notice.criteria], None);
    let mut all = telling.documents("tenderNotice", &notice.documents, None);
    if let (Some(all), Value::Array(rules)) = (all.as_array_mut(), rules) {
        all.extend(rules);
    }
    json!({
        "id": notice.cig.to_string(),
        "title": notice.title,
        "description": notice.object,
        "status": "active",
        "procuringEntity": buyer,
        "value": value(notice.value.0),
        "procurementMethod": method(notice.procedure),
        "procurementMethodDetails": notice.procedure.word(),
        "legalBasis": { "description": notice.legal_basis },
        "mainProcurementCategory": category(notice.contract_type),
        "eligibilityCriteria": notice.reserve.map(reserved),
        "awardCriteria": match notice.criterion {
            Criterion::QualityPrice => "ratedCriteria",
            Criterion::LowestPrice => "priceOnly",
        },
        "submissionMethod": ["electronicSubmission"],
        "tenderPeriod": { "startDate": telling.now(), "endDate": moment(notice.bids_until) },
        "enquiryPeriod": { "startDate": telling.now(), "endDate": moment(notice.clarify_until) },
        "milestones": [reveal(notice.reveal_until)],
        "documents": all,
    })
}

/// Until when sealed bids are revealed.
fn reveal(until: u64) -> Value {
    json!({
        "id": "reveal",
        "type": "assessment",
        "title": "bids are revealed",
        "dueDate": moment(until),
        "status": "scheduled",
    })
}

fn of_direct_award(telling: &Telling<'_>, award: &DirectAward, buyer: &Value) -> Value {
    let all = award.selection.iter().chain(&award.documents);
    json!({
        "id": award.cig.to_string(),
        "title": award.title,
        "description": award.object,
        "status": "complete",
        "procuringEntity": buyer,
        "value": value(award.amount.0),
        "procurementMethod": "direct",
        "procurementMethodDetails": format!("{}: {}", award.ground.word(), award.rotation),
        "procurementMethodRationale": award.reason,
        "legalBasis": { "description": award.legal_basis },
        "mainProcurementCategory": category(award.contract_type),
        "documents": telling.documents("biddingDocuments", all, None),
    })
}

/// A party's bid, one a party and tender.
fn bid(bidder: &Organisation, mut fields: Value) -> Value {
    fields["id"] = bid_id(bidder).into();
    json!({ "details": [fields] })
}

fn bid_id(bidder: &Organisation) -> String {
    format!("bid-{}", bidder.id())
}

fn awarded(telling: &mut Telling<'_>, decision: &AwardDecision) -> Result<Value, Error> {
    let (winner, reference) = telling.party(decision.winner)?;
    Ok(json!({
        "id": named(telling.stored.entry.seq),
        "description": decision.reason,
        "status": "active",
        "date": telling.now(),
        "value": value(decision.price.0),
        "suppliers": [reference],
        "relatedBids": [bid_id(&winner)],
        "documents": telling.documents("awardNotice", [&decision.act], None),
    }))
}

fn signed(telling: &Telling<'_>, terms: &ContractTerms) -> Result<Value, Error> {
    let price: Option<u64> = telling.ledger.first(
        "SELECT value FROM tender_contracts WHERE tender = ?1",
        [telling.number],
        |row| row.get(0),
    )?;
    let mut contract = telling.contract()?;
    contract["title"] = terms.reference.as_str().into();
    contract["status"] = "active".into();
    contract["dateSigned"] = beginning_of(terms.signed).into();
    contract["period"] = json!(period(Some(terms.start), Some(terms.end)));
    contract["value"] = value(price.unwrap_or_default());
    contract["documents"] = telling.documents("contractSigned", [&terms.document], None);
    Ok(contract)
}

fn changed(telling: &Telling<'_>, change: &ContractChange) -> Result<Value, Error> {
    let mut contract = telling.contract()?;
    contract["value"] = value(change.value.0);
    contract["amendments"] = json!([{
        "id": format!("change-{}", change.change),
        "date": telling.now(),
        "rationale": format!("{}: {}", change.cause.word(), change.reason),
        "amendsReleaseID": release::before(telling.ledger, telling.stored)?,
        "releaseID": release::this(telling.stored),
    }]);
    contract["documents"] =
        telling.documents("contractAnnexe", [&change.act], Some(&change.reason));
    Ok(contract)
}

fn subcontract(telling: &Telling<'_>, request: &Subcontract) -> Result<Value, Error> {
    let Subcontract {
        subcontract,
        subcontractor,
        name,
        object,
        amount: Cents(cents),
        documents,
    } = request;
    let about = format!(
        "subcontract {subcontract}, {name} ({subcontractor}), EUR {}: {object}",
        crate::table::amount((*cents).into())
    );
    let mut contract = telling.contract()?;
    contract["documents"] = telling.documents("subContract", documents, Some(&about));
    Ok(contract)
}
