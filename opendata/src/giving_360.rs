// SPDX-License-Identifier: EUPL-1.2
//! Grants in the 360Giving Data Standard, 1.4: a package in JSON, and the flat fields in CSV.

use std::io::Write;

use serde_json::{Value, json};

use crate::{
    Error, Ledger, Years,
    award::{Award, Movement, Which},
    link::address,
    money::{euro, moment},
    table::{Cell, Column, Kind, Table, amount},
};

/// The flat fields, by the titles that the standard gives them.
pub(crate) const COLUMNS: &[Column] = &[
    text("Identifier", "The grant's identifier."),
    text("Title", "What is funded."),
    text("Description", "What it is for."),
    text("Currency", "EUR."),
    column(
        "Amount Awarded",
        Kind::Amount,
        "As granted, with all amendments.",
    ),
    column(
        "Amount Disbursed",
        Kind::Amount,
        "Paid, less what was recovered.",
    ),
    column("Award Date", Kind::Day, "The day of publication."),
    column("URL", Kind::Address, "Where the ledger tells of it."),
    column("Planned Dates:Start Date", Kind::Day, "First day."),
    column("Planned Dates:End Date", Kind::Day, "Last day."),
    text("Recipient Org:Identifier", "The beneficiary."),
    text("Recipient Org:Name", "Its name."),
    text("Funding Org:Identifier", "The administration."),
    text("Funding Org:Name", "Its name."),
    text("Funding Org:Department", "The office in charge."),
    text(
        "Grant Programme:Code",
        "The agreement, or the call by its reference.",
    ),
    text("Grant Programme:Title", "What that is called."),
    text(
        "From An Open Call?",
        "Yes, if a public notice or call went before.",
    ),
    column("Last Modified", Kind::Moment, "When it last changed."),
];

const fn text(name: &'static str, about: &'static str) -> Column {
    column(name, Kind::Text, about)
}

const fn column(name: &'static str, kind: Kind, about: &'static str) -> Column {
    Column { name, kind, about }
}

/// Writes the package of the grants that were published in some years.
pub(crate) fn package(ledger: &Ledger<'_>, years: Years, out: &mut dyn Write) -> Result<(), Error> {
    let mut head = json!({
        "version": "1.4",
        "issued": moment(ledger.newest()?),
        "modified": moment(ledger.newest()?),
        "license": ledger.publication.licence,
        "publisher": { "name": ledger.publisher()?.name },
    });
    if let Some(uri) = ledger.address("/v1/open-data/360giving.json") {
        head["downloadURL"] = uri.into();
    }
    let mut text = serde_json::to_vec(&head)?;
    // The list is the last field.
    text.pop();
    out.write_all(&text)?;
    out.write_all(b",\"grants\":[")?;
    let mut mark: &[u8] = b"\n";
    ledger.awards(Which::Grants, years, |award| {
        out.write_all(mark)?;
        mark = b",\n";
        serde_json::to_writer(&mut *out, &grant(ledger, &award)?)?;
        Ok(())
    })?;
    out.write_all(b"\n]}\n")?;
    Ok(())
}

/// Writes the flat fields of the same grants.
pub(crate) fn table(ledger: &Ledger<'_>, years: Years, out: &mut dyn Write) -> Result<(), Error> {
    let mut table = Table::begin(COLUMNS, out)?;
    ledger.awards(Which::Grants, years, |award| {
        let (code, title) = programme(&award).unwrap_or_default();
        let page = page(ledger, &award).unwrap_or_default();
        let description = description(&award);
        let (recipient, funder) = (award.beneficiary.id(), award.administration.id());
        table.row([
            Cell::Number(id(ledger, &award)),
            Cell::Text(&award.title),
            Cell::Text(&description),
            Cell::Text("EUR"),
            Cell::Number(amount(award.granted.into())),
            Cell::Number(amount(award.kept.into())),
            Cell::Text(&award.published),
            Cell::Text(&page),
            Cell::Text(&award.start),
            Cell::Text(&award.end),
            Cell::Number(recipient),
            Cell::Text(&award.beneficiary.name),
            Cell::Number(funder),
            Cell::Text(&award.administration.name),
            Cell::Text(&award.office),
            Cell::Text(&code),
            Cell::Text(&title),
            Cell::Text(from_open_call(&award).unwrap_or_default()),
            Cell::Number(moment(award.modified)),
        ])
    })?;
    table.end()
}

fn id(ledger: &Ledger<'_>, award: &Award) -> String {
    format!(
        "360G-{}-award-{}",
        ledger.publication.ocid_prefix, award.number
    )
}

fn page(ledger: &Ledger<'_>, award: &Award) -> Option<String> {
    ledger.address(&format!("/v1/awards/{}", award.number))
}

fn description(award: &Award) -> String {
    format!("{} ({})", award.selection_method, award.legal_basis)
}

/// The agreement or the call that grants are given under: its code and its title.
fn programme(award: &Award) -> Option<(String, String)> {
    match (&award.agreement, &award.reference) {
        (Some((number, title)), _) => Some((format!("agreement-{number}"), title.clone())),
        (None, Some(reference)) if award.basis == "call" => {
            Some((reference.clone(), reference.clone()))
        }
        (None, _) => None,
    }
}

/// An agreement begins with a public notice, in which objectives and criteria stand first (art. 55 c. 4 D.Lgs. 117/2017, D.M. 72/2021);
/// of an act the ledger does not say.
fn from_open_call(award: &Award) -> Option<&'static str> {
    matches!(award.basis.as_str(), "agreement" | "call").then_some("Yes")
}

fn grant(ledger: &Ledger<'_>, award: &Award) -> Result<Value, Error> {
    let mut grant = json!({
        "id": id(ledger, award),
        "title": award.title,
        "description": description(award),
        "currency": "EUR",
        "amountAwarded": euro(award.granted.into()),
        "amountDisbursed": euro(award.kept.into()),
        "awardDate": award.published,
        "plannedDates": [{ "startDate": award.start, "endDate": award.end }],
        "recipientOrganization": [{
            "id": award.beneficiary.id(),
            "name": award.beneficiary.name,
            "organisationType": award.beneficiary.kind,
            "addressCountry": "Italia",
        }],
        "fundingOrganization": [{
            "id": award.administration.id(),
            "name": award.administration.name,
            "department": award.office,
            "addressCountry": "Italia",
        }],
        "dateModified": moment(award.modified),
    });
    if let Some(page) = page(ledger, award) {
        grant["url"] = page.into();
    }
    if let Some((code, title)) = programme(award) {
        grant["grantProgramme"] = json!([{ "code": code, "title": title }]);
    }
    if let Some(answer) = from_open_call(award) {
        grant["fromOpenCall"] = answer.into();
    }
    if let Some(cup) = &award.cup {
        grant["classifications"] = json!([{ "vocabulary": "CUP", "code": cup }]);
    }
    if let Some(project) = award.project.as_deref().and_then(address) {
        grant["relatedDocument"] = json!([{ "id": "project", "title": "project", "url": project }]);
    }
    let mut paid = Vec::new();
    for movement in ledger.movements(award.number)? {
        paid.push(transaction(award, &movement));
    }
    if !paid.is_empty() {
        grant["disbursementTransaction"] = paid.into();
    }
    Ok(grant)
}

fn transaction(award: &Award, movement: &Movement) -> Value {
    json!({
        "id": movement.id,
        "transactionDate": movement.day,
        "currency": "EUR",
        "value": euro(movement.cents),
        "description": movement.about,
        "provider": award.administration.id(),
        "recipient": award.beneficiary.id(),
    })
}
