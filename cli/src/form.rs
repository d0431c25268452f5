// SPDX-License-Identifier: EUPL-1.2
//! What can be said of a command without any network: whether its form is right. The rules themselves say it, told that
//! everybody involved exists and is in order; whether that is so, the contract says later.
//!
//! Only commands that open a subject can be judged like this: the others depend on rows that only the chain has.

use crate::failure::Failure;
use portico_commands::{Act, with_body};
use portico_rules::award::{AwardBody, Publication};
use portico_rules::date::Date;
use portico_rules::entry::Body;
use portico_rules::fact::{
    AgreementFact, AidFact, Fact, FactValue, Question, SignerFact, StandingFact, TenderFact,
    UndertakingFact,
};
use portico_rules::host::View;
use portico_rules::ledger::Domain;
use portico_rules::native::sha256;
use portico_rules::party::{PartyKind, Permission, Permissions};
use portico_rules::primitives::{Cents, Digest};
use portico_rules::refusal::Refusal;
use portico_rules::row::{Row, RowKey};
use portico_rules::subject::Subject;
use portico_rules::tender::TenderStatus;
use portico_rules::work::Work;

/// The party that signs, in a world where all is in order: a number that no real party has.
const SIGNER: u32 = u32::MAX;

/// The act that is judged: what it says of others is taken for true.
struct AllInOrder<'a>(&'a Act);

impl AllInOrder<'_> {
    fn publication(&self) -> Option<&Publication> {
        match &self.0.body {
            Body::Award(
                AwardBody::Publish(publication) | AwardBody::PublishDeMinimis { publication, .. },
            ) => Some(publication),
            _ => None,
        }
    }
}

impl View for AllInOrder<'_> {
    fn row(&self, _: &RowKey) -> Option<Row> {
        None
    }

    fn ask(&self, question: &Question) -> Result<Fact, Refusal> {
        let (subject, value) = match *question {
            Question::Signer(key) => {
                let fact = SignerFact {
                    key,
                    party: SIGNER,
                    kind: PartyKind::Administration,
                    permissions: Permissions::of(&Permission::ALL),
                };
                (Subject::Party(SIGNER), FactValue::Signer(fact))
            }
            Question::Standing(party) => {
                let fact = StandingFact {
                    party,
                    // The kind to which most is open.
                    kind: PartyKind::Cooperative,
                    suspended: false,
                    valid_until: Some(Date::MAX),
                };
                (Subject::Party(party), FactValue::Standing(fact))
            }
            Question::Agreement { agreement, party } => {
                let fact = AgreementFact {
                    agreement,
                    party,
                    administration: SIGNER,
                    in_force: Some(1),
                    end: Date::MAX,
                    budget: Cents(u64::MAX),
                    participates: true,
                };
                (Subject::Agreement(agreement), FactValue::Agreement(fact))
            }
            Question::Tender(tender) => {
                let publication = self.publication().ok_or(Refusal::Unanswered)?;
                let fact = TenderFact {
                    tender,
                    administration: SIGNER,
                    status: TenderStatus::Contracted,
                    winner: Some(publication.beneficiary),
                    value: Some(publication.amount),
                    standstill_until: None,
                    // A contract without a CIG is refused whatever its tender has.
                    cig: publication.cig.ok_or(Refusal::CigMissing)?,
                    cup: publication.cup,
                };
                (Subject::Tender(tender), FactValue::Tender(fact))
            }
            Question::Undertaking { party, after } => {
                let fact = UndertakingFact {
                    party,
                    after,
                    total: Cents::ZERO,
                    members: Digest([0; 32]),
                };
                (Subject::Party(party), FactValue::Undertaking(fact))
            }
            Question::Aid { party, aid } => {
                let publication = self.publication().ok_or(Refusal::Unanswered)?;
                let fact = AidFact {
                    party,
                    aid,
                    administration: SIGNER,
                    amount: publication.amount,
                    granted: Date::MIN,
                };
                (Subject::Party(party), FactValue::Aid(fact))
            }
        };
        Ok(Fact {
            subject,
            seq: 0,
            head: Digest([1; 32]),
            value,
        })
    }

    fn sha256(&self, bytes: &[u8]) -> Digest {
        sha256(bytes)
    }
}

/// Refuses what the rules would refuse whoever signs it and whenever; `now` is in seconds since the epoch.
///
/// # Errors
/// The rule that it breaks.
pub fn check(act: &Act, key: portico_rules::primitives::Key, now: u64) -> Result<(), Failure> {
    act.check_length().map_err(Failure::refused)?;
    if act.subject.is_some() {
        return Ok(());
    }
    let view = AllInOrder(act);
    let mut work = Work::new(&view, SIGNER - 1, key, now);
    with_body!(&act.body, body => body.decide(&mut work)).map_err(Failure::refused)
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_rules::agreement::{AgreementBody, Notice};
    use portico_rules::primitives::Key;

    fn notice(budget: u64) -> Act {
        let date = |text| Date::parse(text).unwrap();
        let text = || "Esempio".to_owned();
        Act::opening(AgreementBody::Publish(Notice {
            title: text(),
            purpose: text(),
            object: text(),
            requirements: text(),
            criteria: text(),
            start: date("2027-01-01"),
            end: date("2027-12-31"),
            respond_by: date("2026-12-01"),
            budget: Cents(budget),
            documents: Vec::new(),
        }))
    }

    #[test]
    fn the_rules_judge_the_form() {
        let key = Key([1; 32]);
        assert!(check(&notice(100), key, 1_795_000_000).is_ok());
        let failure = check(&notice(0), key, 1_795_000_000).unwrap_err();
        assert_eq!(failure.exit_code(), 1);
        assert!(failure.to_string().contains("budget"), "{failure}");
    }
}
