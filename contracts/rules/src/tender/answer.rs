// SPDX-License-Identifier: EUPL-1.2
//! What the tenders contract tells others about a tender.

use super::{TenderRow, TenderStatus};
use crate::fact::{FactValue, Question, TenderFact};
use crate::host::View;
use crate::refusal::Refusal;
use crate::row::{Row, RowKey};
use crate::subject::{Subject, SubjectKind};

/// The tenders contract's answer from its own rows, and the subject it is about.
///
/// # Errors
/// [`Refusal::Unknown`], or [`Refusal::WrongContract`] for a question that another contract answers.
pub fn answer(view: &impl View, question: &Question) -> Result<(Subject, FactValue), Refusal> {
    let Question::Tender(tender) = *question else {
        return Err(Refusal::WrongContract);
    };
    let Some(Row::Tender(TenderRow {
        status,
        administration,
        winner,
        contract_value,
        standstill_until,
        cig,
        cup,
        ..
    })) = view.row(&RowKey::Tender(tender))
    else {
        return Err(Refusal::Unknown {
            kind: SubjectKind::Tender,
            number: tender,
        });
    };
    let fact = TenderFact {
        tender,
        administration,
        status,
        winner,
        value: (status == TenderStatus::Contracted).then_some(contract_value),
        standstill_until,
        cig,
        cup,
    };
    Ok((Subject::Tender(tender), FactValue::Tender(fact)))
}
