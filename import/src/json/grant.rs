// SPDX-License-Identifier: EUPL-1.2
//! Grants of 360Giving 1.x files: each is a row.

use super::node::{Node, Object, Read};
use super::{Rows, Said, shown};
use crate::amount::AmountError;
use crate::record::Amount;
use portico_rules::codes::{CodeError, Cup};
use portico_rules::primitives::Cents;

/// What identifiers of organisations in Italy begin with (org-id.guide): the list, and then the code in it.
const PREFIX: &str = "IT-CF-";

/// The code in an identifier of an organisation, if it is of the list IT-CF.
pub(super) fn without_scheme(id: &str) -> Option<String> {
    id.trim().strip_prefix(PREFIX).map(str::to_owned)
}

/// Adds a grant.
///
/// # Errors
/// If it is none.
pub(super) fn read(element: &Node<'_>, rows: &mut Rows<'_>) -> Read<()> {
    let grant = element.object()?;
    let awarded = money(&grant, "amountAwarded");
    let paid = money(&grant, "amountDisbursed");
    let id = grant.required("id");
    let said = id
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|_| said(element, &grant));
    rows.add(element, &[&id.unwrap_or_default()], awarded, paid, said);
    Ok(())
}

fn said(element: &Node<'_>, grant: &Object<'_>) -> Read<Said> {
    let at = shown(element.pointer());
    if grant.get("recipientIndividual")?.is_some() {
        return Err(format!(
            "{at}: its recipient is a natural person, and natural persons do not stand on the ledger"
        ));
    }
    let recipients = grant.items("recipientOrganization")?;
    let [recipient] = recipients.as_slice() else {
        return Err(format!(
            "{at}: it has {} recipient organisations, and a record has one recipient",
            recipients.len()
        ));
    };
    let recipient = recipient.object()?;
    let mut said = Said {
        recipient: recipient.text("id")?.as_deref().and_then(without_scheme),
        recipient_name: recipient.text("name")?.unwrap_or_default(),
        decided: grant.text("awardDate")?,
        ..Said::default()
    };
    if let Some(funder) = grant.items("fundingOrganization")?.first() {
        let id = funder.object()?.text("id")?;
        said.authority = id.as_deref().and_then(without_scheme);
    }
    if let Some(programme) = grant.items("grantProgramme")?.first() {
        said.procedure = programme.object()?.text("title")?.unwrap_or_default();
    }
    for classification in grant.items("classifications")? {
        let classification = classification.object()?;
        if classification.text("vocabulary")?.as_deref() == Some("CUP")
            && let Some(code) = classification.text("code")?
        {
            match Cup::parse_lenient(&code) {
                // The first that is one.
                Ok(cup) => said.cup = said.cup.or(Some(cup)),
                // How files write that there is none.
                Err(CodeError::AllZero) => {}
                Err(error) => said.wrong_cup = said.wrong_cup.or(Some(error)),
            }
        }
    }
    for dates in ["actualDates", "plannedDates"] {
        if let Some(dates) = grant.items(dates)?.first() {
            let dates = dates.object()?;
            said.start = dates.text("startDate")?;
            said.end = dates.text("endDate")?;
            break;
        }
    }
    Ok(said)
}

fn money(grant: &Object<'_>, name: &str) -> Amount {
    let read = || {
        let wrong = |_| AmountError::NotAnAmount;
        let Some(amount) = grant.get(name).map_err(wrong)? else {
            return Ok(Amount::Nothing);
        };
        match grant.text("currency").map_err(wrong)?.as_deref() {
            Some("EUR") => {}
            Some(_) => return Err(AmountError::OtherCurrency),
            None => return Err(AmountError::NoCurrency),
        }
        match u64::try_from(amount.cents()?) {
            Ok(cents) => Ok(Amount::Of(Cents(cents))),
            Err(_) => Err(AmountError::Negative),
        }
    };
    read().unwrap_or_else(Amount::Unreadable)
}
