// SPDX-License-Identifier: EUPL-1.2
//! Grants and contracts as activities of the International Aid Transparency Initiative, 2.03, with what was promised, paid and
//! taken back as transactions.

use std::io::Write;

use portico_rules::{award::AwardStatus, party::PartyKind, words::from_word};

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

/// What this program does not know has no code, and none is guessed.
fn unknown(of: String, word: &str) -> Error {
    Error::Word {
        of,
        word: word.to_owned(),
    }
}

/// What kind of organisation a party is (IATI's codelist OrganisationType).
fn organisation_type(organisation: &Organisation) -> Result<&'static str, Error> {
    let of = || format!("the kind of {}", organisation.id());
    let kind = organisation.kind.as_deref();
    let kind = kind.ok_or_else(|| Error::Missing(of()))?;
    Ok(match from_word(kind).map_err(|_| unknown(of(), kind))? {
        // Government. Whether it is a local one (11) the ledger does not say.
        PartyKind::Administration => "10",
        // National NGO.
        PartyKind::ThirdSectorBody => "22",
        // Private sector.
        PartyKind::Cooperative | PartyKind::Supplier => "70",
        // Other public sector.
        PartyKind::OversightBody => "15",
    })
}

/// Where an award stands (IATI's codelist ActivityStatus).
fn activity_status(award: &Award) -> Result<&'static str, Error> {
    let of = || format!("the status of award {}", award.number);
    let status = from_word(&award.status).map_err(|_| unknown(of(), &award.status))?;
    Ok(match status {
        // Implementation: published awards are open to claims and payments, whenever their first day is.
        AwardStatus::Published => "2",
        // Suspended.
        AwardStatus::Suspended => "6",
        // Closed: with the final account. Finalisation (3) is what remains open for it.
        AwardStatus::Closed => "4",
    })
}

// The elements stand in the order that the schema prescribes.
fn activity(ledger: &Ledger<'_>, award: &Award, xml: &mut Xml<'_>) -> Result<(), Error> {
    let (funder, recipient) = (&award.administration, &award.beneficiary);
    let ocid = ledger.award_ocid(award.number)?;
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
        &[("ref", &funder.id()), ("type", organisation_type(funder)?)],
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
            ("type", organisation_type(organisation)?),
        ];
        narrative(xml, "participating-org", &attributes, &organisation.name)?;
    }
    // The same process in OCDS, and its project: both are identifiers of activities (A9 of the codelist OtherIdentifierType; B9 is
    // for organisations). Whose they are tells them apart.
    other_identifier(xml, &ocid, "Open Contracting Data Standard (ocid)")?;
    if let Some(cup) = &award.cup {
        other_identifier(xml, cup, "Codice unico di progetto (CUP)")?;
    }
    xml.empty("activity-status", &[("code", activity_status(award)?)])?;
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

/// Another identifier of the activity, and whose it is.
fn other_identifier(xml: &mut Xml<'_>, code: &str, owner: &str) -> Result<(), Error> {
    xml.open("other-identifier", &[("ref", code), ("type", "A9")])?;
    narrative(xml, "owner-org", &[], owner)?;
    xml.close("other-identifier")
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
            ("type", organisation_type(organisation)?),
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

#[cfg(test)]
mod tests {
    use portico_rules::words::words;

    use super::*;

    fn organisation(kind: Option<&str>) -> Organisation {
        Organisation {
            identifier: "32345000379".to_owned(),
            name: "Cooperativa Sociale Il Glicine".to_owned(),
            kind: kind.map(str::to_owned),
            page: None,
        }
    }

    fn award(status: &str) -> Award {
        Award {
            number: 7,
            status: status.to_owned(),
            administration: organisation(Some("administration")),
            beneficiary: organisation(Some("cooperative")),
            agreement: None,
            basis: String::new(),
            reference: None,
            title: String::new(),
            legal_basis: String::new(),
            office: String::new(),
            responsible_role: String::new(),
            selection_method: String::new(),
            cup: None,
            cig: None,
            granted: 0,
            kept: 0,
            published: String::new(),
            start: String::new(),
            end: String::new(),
            closed_at: None,
            modified: 0,
            project: None,
            tender: None,
        }
    }

    /// As the codelists of IATI 2.03 say.
    #[test]
    fn every_status_and_every_kind_has_its_code_and_none_is_guessed() {
        let codes = |words: &[&str], code: &dyn Fn(&str) -> Result<&'static str, Error>| {
            let codes = words.iter().map(|word| code(word).unwrap());
            codes.collect::<Vec<_>>()
        };
        let status = |word: &str| activity_status(&award(word));
        let kind = |word: &str| organisation_type(&organisation(Some(word)));
        assert_eq!(words::<AwardStatus>(), ["published", "suspended", "closed"]);
        assert_eq!(codes(words::<AwardStatus>(), &status), ["2", "6", "4"]);
        assert_eq!(
            words::<PartyKind>(),
            [
                "administration",
                "cooperative",
                "third_sector_body",
                "supplier",
                "oversight_body"
            ]
        );
        assert_eq!(
            codes(words::<PartyKind>(), &kind),
            ["10", "70", "22", "70", "15"]
        );
        let error = status("frozen").unwrap_err().to_string();
        assert!(
            error.contains("award 7") && error.contains("\"frozen\""),
            "{error}"
        );
        let error = kind("bank").unwrap_err().to_string();
        assert!(
            error.contains("IT-CF-32345000379") && error.contains("\"bank\""),
            "{error}"
        );
        assert!(organisation_type(&organisation(None)).is_err());
    }
}
