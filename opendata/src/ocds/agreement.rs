// SPDX-License-Identifier: EUPL-1.2
//! Co-design agreements (art. 55 D.Lgs. 117/2017) as planning processes: the notice, who is at the table, the pooled
//! resources once all have signed, the end.

use portico_rules::{
    agreement::{AgreementBody, Notice},
    date::Date,
};
use serde_json::{Value, json};

use super::{
    party::Parties,
    release::Said,
    words::{documents, period},
};
use crate::{
    Error, Ledger,
    money::{end_of, moment, value},
    source::Stored,
};

/// The ocid of an agreement's process.
pub(super) fn ocid(ledger: &Ledger<'_>, number: u32) -> String {
    format!("{}-agreement-{number}", ledger.publication.ocid_prefix)
}

/// What an entry of an agreement says.
pub(super) fn said(
    ledger: &Ledger<'_>,
    stored: &Stored,
    body: &AgreementBody,
) -> Result<Said, Error> {
    let number = stored.entry.subject.number();
    let agreement = Agreement::of(ledger, number)?;
    let mut parties = Parties::default();
    let mut sections = json!({});
    let mut tag = "planningUpdate";
    let buyer = ledger.party(agreement.administration, stored.id)?;
    sections["buyer"] = parties.add(&buyer, &["buyer", "procuringEntity"]);
    match body {
        AgreementBody::Publish(notice) => {
            tag = "planning";
            sections["planning"] = of_notice(stored, notice);
        }
        AgreementBody::Invite { party, reason } => {
            let invited = ledger.party(*party, stored.id)?;
            parties.add(&invited, &["interestedParty"]);
            sections["planning"] = json!({ "milestones": [{
                "id": format!("invitation-{}", invited.id()),
                "type": "engagement",
                "title": invited.name,
                "description": reason,
                "dateMet": moment(stored.entry.at),
                "status": "met",
            }] });
        }
        AgreementBody::Propose { version, text, .. } => {
            let which = format!("version {version}");
            sections["planning"] = json!({
                "documents": documents(stored, "contractDraft", [text], Some(&which)),
            });
        }
        AgreementBody::Sign { version, .. } => {
            // Whoever signs, signs for its party.
            if let Some(signer) = stored.signer {
                let organisation = ledger.party(signer, stored.id)?;
                if signer != agreement.administration {
                    parties.add(&organisation, &["interestedParty"]);
                }
                sections["planning"] = json!({ "milestones": [{
                    "id": format!("signature-{version}-{}", organisation.id()),
                    "type": "approval",
                    "title": organisation.name,
                    "description": format!("version {version}"),
                    "dateMet": moment(stored.entry.at),
                    "status": "met",
                }] });
            }
            if let Some(in_force) = agreement.in_force_by(ledger, number, stored.id)? {
                sections["planning"]["budget"] =
                    budget(ledger, stored, number, in_force, &agreement, &mut parties)?;
            }
        }
        AgreementBody::Terminate { reason, act } => {
            sections["planning"] = json!({
                "documents": documents(stored, "cancellationDetails", [act], Some(reason)),
                "statusDetails": format!("terminated: {reason}"),
            });
        }
    }
    sections["parties"] = parties.into_value();
    Ok(Said {
        ocid: ocid(ledger, number),
        tags: vec![tag],
        sections,
    })
}

/// What never changes of an agreement.
struct Agreement {
    administration: u32,
    title: String,
}

impl Agreement {
    fn of(ledger: &Ledger<'_>, number: u32) -> Result<Self, Error> {
        ledger
            .first(
                "SELECT administration, title FROM agreements WHERE number = ?1",
                [number],
                |row| {
                    Ok(Agreement {
                        administration: row.get(0)?,
                        title: row.get(1)?,
                    })
                },
            )?
            .ok_or_else(|| Error::Missing(format!("agreement {number}")))
    }

    /// The version that an entry brought into force, if it did.
    fn in_force_by(
        &self,
        ledger: &Ledger<'_>,
        number: u32,
        entry: i64,
    ) -> Result<Option<u32>, Error> {
        let in_force = |condition: &str| {
            ledger.first(
                &format!(
                    "SELECT in_force FROM agreements_history WHERE number = ?1 AND last_entry_id {condition} ?2
                     ORDER BY last_entry_id DESC LIMIT 1"
                ),
                (number, entry),
                |row| row.get::<_, Option<u32>>(0),
            )
        };
        let (now, before) = (in_force("=")?.flatten(), in_force("<")?.flatten());
        Ok(now.filter(|_| now != before))
    }
}

fn of_notice(stored: &Stored, notice: &Notice) -> Value {
    let mut planning = json!({
        "rationale": notice.purpose,
        "budget": {
            "project": notice.title,
            "description": notice.object,
            "amount": value(notice.budget.0),
        },
        "documents": documents(stored, "plannedProcurementNotice", &notice.documents, None),
        "milestones": [answers_due(notice.respond_by), duration(notice)],
    });
    for (name, text) in [
        ("requirements", &notice.requirements),
        ("criteria", &notice.criteria),
    ] {
        if let (false, Some(milestone)) = (text.is_empty(), planning["milestones"].get_mut(0)) {
            let before = milestone["description"].as_str().unwrap_or_default();
            let mark = if before.is_empty() { "" } else { "; " };
            milestone["description"] = format!("{before}{mark}{name}: {text}").into();
        }
    }
    planning
}

/// Until when answers are taken, and by which requirements and criteria.
fn answers_due(day: Date) -> Value {
    json!({
        "id": "answers",
        "type": "preProcurement",
        "title": "answers to the notice",
        "dueDate": end_of(day),
        "status": "scheduled",
    })
}

/// Planning has no period: the end of what is planned is a milestone.
fn duration(notice: &Notice) -> Value {
    let mut milestone = json!({
        "id": "end",
        "type": "delivery",
        "title": "end of the agreement",
        "dueDate": end_of(notice.end),
        "status": "scheduled",
    });
    if let Some(period) = period(Some(notice.start), None) {
        milestone["description"] =
            format!("from {}", period["startDate"].as_str().unwrap_or_default()).into();
    }
    milestone
}

/// The budget of a version in force: the frame, and who brings what (budget breakdown).
fn budget(
    ledger: &Ledger<'_>,
    stored: &Stored,
    number: u32,
    version: u32,
    agreement: &Agreement,
    parties: &mut Parties,
) -> Result<Value, Error> {
    let frame: Option<u64> = ledger.first(
        "SELECT budget FROM versions WHERE agreement = ?1 AND version = ?2",
        (number, version),
        |row| row.get(0),
    )?;
    let mut breakdown = Vec::new();
    let mut participants = Vec::new();
    // Also those of earlier versions: what they no longer bring is nothing, since merging takes away no item.
    ledger.each(
        "SELECT a.party, coalesce(n.money, 0), coalesce(n.staff, 0), coalesce(n.assets, 0), n.party IS NOT NULL
         FROM (SELECT DISTINCT party FROM participants WHERE agreement = ?1 AND version <= ?2) a
         LEFT JOIN participants n ON n.agreement = ?1 AND n.version = ?2 AND n.party = a.party
         ORDER BY a.party",
        (number, version),
        |row| {
            Ok((
                row.get::<_, u32>(0)?,
                [row.get::<_, u64>(1)?, row.get(2)?, row.get(3)?],
                row.get::<_, bool>(4)?,
            ))
        },
        |participant| {
            participants.push(participant);
            Ok(())
        },
    )?;
    for (party, amounts, takes_part) in participants {
        let organisation = ledger.party(party, stored.id)?;
        let mut roles = vec!["sourceParty"];
        if party != agreement.administration {
            roles.insert(0, "interestedParty");
        }
        if !takes_part {
            roles.retain(|role| *role != "sourceParty");
        }
        let reference = parties.add(&organisation, &roles);
        for (what, cents) in ["money", "staff", "assets"].into_iter().zip(amounts) {
            breakdown.push(json!({
                "id": format!("{what}-{}", organisation.id()),
                "description": what,
                "amount": value(cents),
                "sourceParty": reference,
            }));
        }
    }
    Ok(json!({
        "project": agreement.title,
        "amount": value(frame.unwrap_or_default()),
        "budgetBreakdown": breakdown,
    }))
}
