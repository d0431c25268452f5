// SPDX-License-Identifier: EUPL-1.2
//! What can be said of a command without any network: whether its form is right. The rules themselves say it, told that
//! everybody involved exists and is in order; whether that is so, the contract says later.
//!
//! Only commands that open a subject can be judged like this: the others depend on rows that only the chain has.

use crate::failure::Failure;
use portico_commands::{Act, with_body};
use portico_rules::date::Date;
use portico_rules::fact::{AgreementFact, Fact, FactValue, Question, SignerFact, StandingFact};
use portico_rules::host::View;
use portico_rules::ledger::Domain;
use portico_rules::native::sha256;
use portico_rules::party::{PartyKind, Permission, Permissions};
use portico_rules::primitives::{Cents, Digest};
use portico_rules::refusal::Refusal;
use portico_rules::row::{Row, RowKey};
use portico_rules::subject::Subject;
use portico_rules::work::Work;

/// The party that signs, in a world where all is in order: a number that no real party has.
const SIGNER: u32 = u32::MAX;

struct AllInOrder;

impl View for AllInOrder {
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
                    kind: PartyKind::ThirdSectorBody,
                    suspended: false,
                    valid_until: None,
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
    let mut work = Work::new(&AllInOrder, SIGNER - 1, key, now);
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
