// SPDX-License-Identifier: EUPL-1.2
//! Awards of OCDS 1.1 releases: a release, or a record's compiled one. Each award is a row; a contract of which no award is
//! told with it is one, too, and a reject, so that no money is lost from sight.
//!
//! Paid is the sum of the transactions of the award's contracts, money that went back taken off; where there are no
//! transactions, their final values.

use super::node::{Node, Object, Read, Signed};
use super::{Rows, Said, shown};
use crate::amount::AmountError;
use crate::record::Amount;
use portico_rules::bounds;
use portico_rules::codes::{Cig, Cup};
use portico_rules::primitives::Cents;
use std::collections::BTreeMap;

/// Codice fiscale, in org-id.guide's way of naming lists of organisations.
const SCHEME: &str = "IT-CF";
/// What an award is where nothing was awarded (OCDS's codelist awardStatus).
const NOTHING_AWARDED: [&str; 3] = ["pending", "cancelled", "unsuccessful"];

/// Adds an element's awards.
///
/// # Errors
/// If no award of it can be told apart.
pub(super) fn read(element: &Node<'_>, rows: &mut Rows<'_>) -> Read<()> {
    let Some((release, pointer)) = release(element)? else {
        return Err(format!(
            "{}: the record has no compiledRelease, and releases alone do not say how things stand",
            shown(element.pointer())
        ));
    };
    let process = Process::of(&release, &pointer)?;
    for award in &process.awards {
        let id = award.id.as_deref().unwrap_or_default();
        let contracts = process.contracts_of(award.id.as_deref());
        let awarded = awarded(award, &contracts);
        let paid = paid(&contracts);
        let said = process.said(award, &contracts);
        rows.add(&award.node, &[&process.ocid, id], awarded, paid, said);
    }
    for contract in process.contracts_without_award() {
        let contracts = [contract];
        let value = contract.object.as_ref().map_or(Amount::Nothing, value);
        let said = Err(format!(
            "{}: its award {:?} is not told beside it; if these are releases, give the records that are compiled from them",
            shown(contract.node.pointer()),
            contract.award.as_deref().unwrap_or_default()
        ));
        rows.add(&contract.node, &[], value, paid(&contracts), said);
    }
    Ok(())
}

/// The release that an element is or has, and where it stands.
fn release<'a>(element: &Node<'a>) -> Read<Option<(Object<'a>, String)>> {
    let object = element.object()?;
    if let Some(compiled) = object.get("compiledRelease")? {
        return Ok(Some((compiled.object()?, compiled.pointer().to_owned())));
    }
    match object.get("releases")? {
        Some(_) => Ok(None),
        None => Ok(Some((object, element.pointer().to_owned()))),
    }
}

/// An award or a contract.
struct Part<'a> {
    node: Node<'a>,
    /// None if it is no object.
    object: Option<Object<'a>>,
    id: Option<String>,
    /// Of a contract: the award that it carries out.
    award: Option<String>,
}

impl<'a> Part<'a> {
    fn of(node: Node<'a>) -> Self {
        let object = node.object().ok();
        let text = |name| object.as_ref().and_then(|object| name_of(object, name));
        Part {
            id: text("id"),
            award: text("awardID"),
            node,
            object,
        }
    }
}

/// An identifier: OCDS lets it be a text or a whole number.
fn name_of(object: &Object<'_>, name: &str) -> Option<String> {
    let node = object.get(name).ok()??;
    match node.text() {
        Ok(text) => Some(text).filter(|text| !text.trim().is_empty()),
        Err(_) => {
            let digits = node.raw();
            let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| digits.to_owned())
        }
    }
}

/// What a release says.
struct Process<'a> {
    ocid: String,
    release: &'a Object<'a>,
    awards: Vec<Part<'a>>,
    contracts: Vec<Part<'a>>,
    parties: BTreeMap<String, Object<'a>>,
}

impl<'a> Process<'a> {
    fn of(release: &'a Object<'a>, pointer: &str) -> Read<Self> {
        let ocid = name_of(release, "ocid")
            .ok_or_else(|| format!("{}: it has no ocid", shown(pointer)))?;
        let parts = |name| -> Read<Vec<Part<'a>>> {
            Ok(release.items(name)?.into_iter().map(Part::of).collect())
        };
        let parties = release.items("parties")?.into_iter().filter_map(|party| {
            let object = party.object().ok()?;
            Some((name_of(&object, "id")?, object))
        });
        Ok(Process {
            ocid,
            awards: parts("awards")?,
            contracts: parts("contracts")?,
            parties: parties.collect(),
            release,
        })
    }

    fn contracts_of(&self, award: Option<&str>) -> Vec<&Part<'a>> {
        let of_it = |contract: &&Part<'a>| award.is_some() && contract.award.as_deref() == award;
        self.contracts.iter().filter(of_it).collect()
    }

    fn contracts_without_award(&self) -> impl Iterator<Item = &Part<'a>> {
        self.contracts.iter().filter(|contract| {
            let award = contract.award.as_deref();
            award.is_none() || !self.awards.iter().any(|known| known.id.as_deref() == award)
        })
    }

    /// What the process says of an award.
    fn said(&self, award: &Part<'a>, contracts: &[&Part<'a>]) -> Read<Said> {
        let at = shown(award.node.pointer());
        let object = award
            .object
            .as_ref()
            .ok_or_else(|| format!("{at}: it is not an object"))?;
        if award.id.is_none() {
            return Err(format!("{at}: it has no id"));
        }
        // An award that is there twice has its contracts twice.
        if self
            .awards
            .iter()
            .filter(|other| other.id == award.id)
            .count()
            > 1
        {
            return Err(format!("{at}: its id stands at another award, too"));
        }
        if let Some(status) = object.text("status")?
            && NOTHING_AWARDED.contains(&status.as_str())
        {
            return Err(format!("{at}: it is {status}: nothing was awarded"));
        }
        let suppliers = object.items("suppliers")?;
        let [supplier] = suppliers.as_slice() else {
            return Err(format!(
                "{at}: it has {} suppliers, and a record has one recipient",
                suppliers.len()
            ));
        };
        let supplier = supplier.object()?;
        let mut said = Said {
            recipient: self.tax_code(&supplier)?,
            recipient_name: self.name(&supplier)?,
            ..Said::default()
        };
        if let Some(buyer) = self.release.object("buyer")? {
            said.authority = self.tax_code(&buyer)?;
        }
        let tender = self.release.object("tender")?;
        if let Some(tender) = &tender {
            let details = tender.text("procurementMethodDetails")?;
            let short = details.filter(|text| text.len() <= bounds::TITLE);
            said.procedure = match short {
                Some(text) if !text.trim().is_empty() => text,
                _ => tender.text("procurementMethod")?.unwrap_or_default(),
            };
        }
        said.cig = cig(object, tender.as_ref())?;
        said.cup = self.cup()?;
        let mut period = object.object("contractPeriod")?;
        for contract in contracts {
            if let Some(object) = &contract.object {
                period = object.object("period")?.or(period);
            }
        }
        if let Some(period) = period {
            said.start = period.text("startDate")?;
            said.end = period.text("endDate")?;
        }
        said.decided = object.text("date")?;
        Ok(said)
    }

    fn cup(&self) -> Read<Option<Cup>> {
        let Some(planning) = self.release.object("planning")? else {
            return Ok(None);
        };
        let budget = planning.object("budget")?;
        let project = planning.object("project")?;
        let named = [
            budget
                .as_ref()
                .and_then(|budget| name_of(budget, "projectID")),
            project.as_ref().and_then(|project| name_of(project, "id")),
        ];
        Ok(named
            .into_iter()
            .flatten()
            .find_map(|code| Cup::parse(code.trim()).ok()))
    }

    /// The tax code of an organisation that is referred to, if an identifier of the scheme is told.
    fn tax_code(&self, reference: &Object<'a>) -> Read<Option<String>> {
        let id = name_of(reference, "id");
        let party = id.as_ref().and_then(|id| self.parties.get(id));
        for organisation in [Some(reference), party].into_iter().flatten() {
            let main = organisation.object("identifier")?;
            let others = organisation.items("additionalIdentifiers")?;
            let others = others.iter().filter_map(|node| node.object().ok());
            for identifier in main.into_iter().chain(others) {
                if identifier.text("scheme")?.as_deref() == Some(SCHEME) {
                    return Ok(name_of(&identifier, "id"));
                }
            }
        }
        Ok(id.as_deref().and_then(super::grant::without_scheme))
    }

    fn name(&self, reference: &Object<'a>) -> Read<String> {
        let party = name_of(reference, "id").and_then(|id| self.parties.get(&id));
        match (reference.text("name")?, party) {
            (Some(name), _) => Ok(name),
            (None, Some(party)) => Ok(party.text("name")?.unwrap_or_default()),
            (None, None) => Ok(String::new()),
        }
    }
}

/// Italian publishers name a tender, or a lot, by its CIG.
fn cig(award: &Object<'_>, tender: Option<&Object<'_>>) -> Read<Option<Cig>> {
    let lots = award.items("relatedLots")?;
    let lot = match lots.as_slice() {
        [lot] => lot.text().ok(),
        _ => None,
    };
    let tender = tender.and_then(|tender| name_of(tender, "id"));
    Ok([lot, tender]
        .into_iter()
        .flatten()
        .find_map(|code| Cig::parse(code.trim()).ok()))
}

/// What was awarded; where an award says no value, what its contracts are worth.
fn awarded(award: &Part<'_>, contracts: &[&Part<'_>]) -> Amount {
    let Some(object) = &award.object else {
        return Amount::Unreadable(AmountError::NotAnAmount);
    };
    match value(object) {
        Amount::Nothing => sum(contracts
            .iter()
            .filter_map(|contract| contract.object.as_ref())
            .filter_map(|object| money(object, "value").transpose())),
        told => told,
    }
}

fn value(object: &Object<'_>) -> Amount {
    sum(money(object, "value").transpose())
}

/// What was paid under contracts.
fn paid(contracts: &[&Part<'_>]) -> Amount {
    let told = |contract: &&Part<'_>| -> Result<Vec<Signed>, AmountError> {
        let wrong = |_| AmountError::NotAnAmount;
        let object = contract.object.as_ref().ok_or(AmountError::NotAnAmount)?;
        let Some(implementation) = object.object("implementation").map_err(wrong)? else {
            return Ok(Vec::new());
        };
        let transactions = implementation.items("transactions").map_err(wrong)?;
        if transactions.is_empty() {
            return Ok(money(&implementation, "finalValue")?.into_iter().collect());
        }
        let mut amounts = Vec::new();
        for transaction in transactions {
            let transaction = transaction.object().map_err(wrong)?;
            // `amount` is what version 1.0 called it.
            let amount = match money(&transaction, "value")? {
                None => money(&transaction, "amount")?,
                told => told,
            };
            amounts.extend(amount);
        }
        Ok(amounts)
    };
    let mut all = Vec::new();
    for contract in contracts {
        match told(contract) {
            Ok(amounts) => all.extend(amounts.into_iter().map(Ok)),
            Err(error) => all.push(Err(error)),
        }
    }
    sum(all)
}

/// An amount of money in euro; none where none is told.
fn money(object: &Object<'_>, name: &str) -> Result<Option<Signed>, AmountError> {
    let wrong = |_| AmountError::NotAnAmount;
    let Some(value) = object.object(name).map_err(wrong)? else {
        return Ok(None);
    };
    let Some(amount) = value.get("amount").map_err(wrong)? else {
        return Ok(None);
    };
    match value.text("currency").map_err(wrong)?.as_deref() {
        Some("EUR") => amount.cents().map(Some),
        Some(_) => Err(AmountError::OtherCurrency),
        None => Err(AmountError::NoCurrency),
    }
}

/// The sum; nothing if there is nothing to add up.
fn sum(amounts: impl IntoIterator<Item = Result<Signed, AmountError>>) -> Amount {
    let mut sum = None;
    for amount in amounts {
        sum = match amount {
            Ok(amount) => Some(i128::from(amount) + sum.unwrap_or(0)),
            Err(error) => return Amount::Unreadable(error),
        };
    }
    match sum.map(u64::try_from) {
        None => Amount::Nothing,
        Some(Ok(cents)) if cents <= bounds::AMOUNT => Amount::Of(Cents(cents)),
        Some(Ok(_)) => Amount::Unreadable(AmountError::TooLarge),
        Some(Err(_)) => Amount::Unreadable(AmountError::Negative),
    }
}
