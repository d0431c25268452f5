// SPDX-License-Identifier: EUPL-1.2
//! What the registry tells others about a key or a party.

use crate::fact::{AidFact, FactValue, Question, SignerFact, StandingFact};
use crate::host::View;
use crate::party::{AidRow, KeyRow, PartyRow};
use crate::refusal::Refusal;
use crate::row::{Row, RowKey};
use crate::subject::{PartyId, Subject, SubjectKind};

/// The registry's answer from its own rows, and the subject it is about.
///
/// # Errors
/// [`Refusal::UnknownKey`], [`Refusal::KeyRevoked`], [`Refusal::Unknown`], or [`Refusal::WrongContract`] for a
/// question that another contract answers.
pub fn answer(view: &impl View, question: &Question) -> Result<(Subject, FactValue), Refusal> {
    match question {
        Question::Signer(key) => {
            let Some(Row::Key(KeyRow {
                party,
                permissions,
                revoked,
            })) = view.row(&RowKey::Key(*key))
            else {
                return Err(Refusal::UnknownKey);
            };
            if revoked {
                return Err(Refusal::KeyRevoked { party });
            }
            let kind = party_row(view, party)?.kind;
            Ok((
                Subject::Party(party),
                FactValue::Signer(SignerFact {
                    key: *key,
                    party,
                    kind,
                    permissions,
                }),
            ))
        }
        Question::Standing(party) => {
            let PartyRow {
                kind,
                suspended,
                valid_until,
                ..
            } = party_row(view, *party)?;
            let fact = StandingFact {
                party: *party,
                kind,
                suspended,
                valid_until,
            };
            Ok((Subject::Party(*party), FactValue::Standing(fact)))
        }
        Question::Undertaking { party, after } => {
            party_row(view, *party)?;
            let fact = super::aid::received(
                |key| view.row(&key),
                |bytes| view.sha256(bytes),
                *party,
                *after,
            )?;
            Ok((Subject::Party(*party), FactValue::Undertaking(fact)))
        }
        Question::Aid { party, aid } => {
            let Some(Row::Aid(AidRow {
                administration,
                amount,
                granted,
                ..
            })) = view.row(&RowKey::Aid {
                party: *party,
                aid: *aid,
            })
            else {
                return Err(Refusal::NoSuchAid {
                    party: *party,
                    aid: *aid,
                });
            };
            let fact = AidFact {
                party: *party,
                aid: *aid,
                administration,
                amount,
                granted,
            };
            Ok((Subject::Party(*party), FactValue::Aid(fact)))
        }
        Question::Agreement { .. } | Question::Tender(_) => Err(Refusal::WrongContract),
    }
}

fn party_row(view: &impl View, number: PartyId) -> Result<PartyRow, Refusal> {
    match view.row(&RowKey::Party(number)) {
        Some(Row::Party(row)) => Ok(row),
        _ => Err(Refusal::Unknown {
            kind: SubjectKind::Party,
            number,
        }),
    }
}
