// SPDX-License-Identifier: EUPL-1.2
//! Grants and contracts as activities of the International Aid Transparency Initiative, 2.03, with what was promised, paid and
//! taken back as transactions.

use std::io::Write;

use crate::{
    Error, Ledger, Years,
    award::{Award, Movement, Which},
    link::address,
    money::moment,
    organisation::Organisation,
    table::amount,
    xml::Xml,
};

/// Writes the activities that were published in some years.
pub(crate) fn activities(
    ledger: &Ledger<'_>,
    years: Years,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let mut xml = Xml::begin(out)?;
    xml.open(
        "iati-activities",
        &[
            ("version", "2.03"),
            ("generated-datetime", &moment(ledger.newest()?)),
        ],
    )?;
    ledger.awards(Which::Both, years, |award| {
        activity(ledger, &award, &mut xml)
    })?;
    xml.close("iati-activities")?;
    xml.end()
}

/// What kind of organisation a party is (IATI's codelist OrganisationType).
fn organisation_type(organisation: &Organisation) -> &'static str {
    match organisation.kind.as_deref() {
        Some("administration") => "10",
        Some("third_sector_body") => "22",
        Some("oversight_body") => "15",
        // Cooperatives and suppliers.
        _ => "70",
    }
}

// The elements stand in the order that the schema prescribes.
fn activity(ledger: &Ledger<'_>, award: &Award, xml: &mut Xml<'_>) -> Result<(), Error> {
    let (funder, recipient) = (&award.administration, &award.beneficiary);
    let ocid = format!("{}-award-{}", ledger.publication.ocid_prefix, award.number);
    xml.open(
        "iati-activity",
        &[
            ("xml:lang", "it"),
            ("default-currency", "EUR"),
            ("last-updated-datetime", &moment(award.modified)),
        ],
    )?;
    xml.text("iati-identifier", &[], &format!("{}-{ocid}", funder.id()))?;
    xml.open(
        "reporting-org",
        &[("ref", &funder.id()), ("type", organisation_type(funder))],
    )?;
    xml.text("narrative", &[], &funder.name)?;
    xml.close("reporting-org")?;
    narrative(xml, "title", &[], &award.title)?;
    let about = format!("{} ({})", award.selection_method, award.legal_basis);
    narrative(xml, "description", &[("type", "1")], &about)?;
    for (role, organisation) in [("1", funder), ("4", recipient)] {
        let id = organisation.id();
        let attributes = [
            ("role", role),
            ("ref", id.as_str()),
            ("type", organisation_type(organisation)),
        ];
        narrative(xml, "participating-org", &attributes, &organisation.name)?;
    }
    // The same process in OCDS, and its project.
    xml.empty("other-identifier", &[("ref", &ocid), ("type", "A9")])?;
    if let Some(cup) = &award.cup {
        xml.empty("other-identifier", &[("ref", cup), ("type", "B9")])?;
    }
    let status = match award.status.as_str() {
        "closed" => "4",
        "suspended" => "6",
        _ => "2",
    };
    xml.empty("activity-status", &[("code", status)])?;
    for (kind, day) in [("1", &award.start), ("3", &award.end)] {
        xml.empty("activity-date", &[("type", kind), ("iso-date", day)])?;
    }
    if let Some(closed) = award.closed_at.map(moment) {
        let day = closed.get(..10).unwrap_or_default();
        xml.empty("activity-date", &[("type", "4"), ("iso-date", day)])?;
    }
    xml.empty(
        "recipient-country",
        &[("code", "IT"), ("percentage", "100")],
    )?;
    // A vocabulary of the publisher's own: what the money is under, not what it is for, which the ledger does not classify.
    let sector = if award.agreement.is_some() {
        "co-design"
    } else {
        "other"
    };
    let attributes = [
        ("vocabulary", "99"),
        ("code", sector),
        ("percentage", "100"),
    ];
    narrative(xml, "sector", &attributes, sector)?;
    for commitment in ledger.commitments(award.number)? {
        transaction(xml, award, "2", &commitment)?;
    }
    // Disbursements of a grant, expenditure on a contract: a contract has a CIG.
    let kind = if award.cig.is_some() { "4" } else { "3" };
    for movement in ledger.movements(award.number)? {
        transaction(xml, award, kind, &movement)?;
    }
    if let Some(project) = award.project.as_deref().and_then(address) {
        xml.open(
            "document-link",
            &[("url", project), ("format", "application/octet-stream")],
        )?;
        narrative(xml, "title", &[], "progetto")?;
        // Category A02: objectives and purpose of the activity.
        xml.empty("category", &[("code", "A02")])?;
        xml.close("document-link")?;
    }
    xml.close("iati-activity")
}

fn transaction(
    xml: &mut Xml<'_>,
    award: &Award,
    kind: &str,
    movement: &Movement,
) -> Result<(), Error> {
    let day = movement.day.as_str();
    xml.open("transaction", &[("ref", &movement.id)])?;
    xml.empty("transaction-type", &[("code", kind)])?;
    xml.empty("transaction-date", &[("iso-date", day)])?;
    xml.text("value", &[("value-date", day)], &amount(movement.cents))?;
    if !movement.about.is_empty() {
        narrative(xml, "description", &[], &movement.about)?;
    }
    for (element, organisation) in [
        ("provider-org", &award.administration),
        ("receiver-org", &award.beneficiary),
    ] {
        let id = organisation.id();
        let attributes = [
            ("ref", id.as_str()),
            ("type", organisation_type(organisation)),
        ];
        narrative(xml, element, &attributes, &organisation.name)?;
    }
    xml.close("transaction")
}

/// An element with a text in a `narrative`.
fn narrative(
    xml: &mut Xml<'_>,
    element: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> Result<(), Error> {
    xml.open(element, attributes)?;
    xml.text("narrative", &[], text)?;
    xml.close(element)
}
