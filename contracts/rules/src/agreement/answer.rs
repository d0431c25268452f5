// SPDX-License-Identifier: EUPL-1.2
//! What the agreements contract tells others about an agreement.

use super::{AgreementRow, AgreementStatus};
use crate::fact::{AgreementFact, FactValue, Question};
use crate::host::View;
use crate::refusal::Refusal;
use crate::row::{Row, RowKey};
use crate::subject::{Subject, SubjectKind};

/// The agreements contract's answer from its own rows, and the subject it is about.
///
/// # Errors
/// [`Refusal::Unknown`], or [`Refusal::WrongContract`] for a question that another contract answers.
pub fn answer(view: &impl View, question: &Question) -> Result<(Subject, FactValue), Refusal> {
    let Question::Agreement { agreement, party } = *question else {
        return Err(Refusal::WrongContract);
    };
    let Some(Row::Agreement(AgreementRow {
        administration,
        status,
        in_force,
        budget,
        end,
        ..
    })) = view.row(&RowKey::Agreement(agreement))
    else {
        return Err(Refusal::Unknown {
            kind: SubjectKind::Agreement,
            number: agreement,
        });
    };
    let version = (status == AgreementStatus::InForce).then_some(in_force);
    let participates = version.is_some_and(|version| {
        view.row(&RowKey::Participant {
            agreement,
            version,
            party,
        })
        .is_some()
    });
    let fact = AgreementFact {
        agreement,
        party,
        administration,
        in_force: version,
        end,
        budget,
        participates,
    };
    Ok((Subject::Agreement(agreement), FactValue::Agreement(fact)))
}
