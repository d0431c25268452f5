// SPDX-License-Identifier: EUPL-1.2
//! What public files report about the past, as processes: each imported row is one, since a file does not say which of its rows
//! belong together. What is reported as paid is a final value, never a transaction: nobody signed it.

use portico_rules::import::HistoricalRecord;
use serde_json::{Value, json};

use super::{party::Parties, release::Said, words::period};
use crate::{
    Error, Ledger, link::address, money::value, organisation::Organisation, source::Stored,
};

/// The file that a record is from.
pub(super) struct Source {
    import: u32,
    /// The file as a document.
    document: Value,
    /// What it is called, and who published it.
    title: String,
}

impl Source {
    /// Of an import.
    pub(super) fn of(ledger: &Ledger<'_>, import: u32) -> Result<Self, Error> {
        ledger
            .first(
                "SELECT source_sha256, title, publisher, uri, licence FROM imports WHERE number = ?1",
                [import],
                |row| {
                    let (sha256, title): (String, String) = (row.get(0)?, row.get(1)?);
                    let (publisher, uri): (String, String) = (row.get(2)?, row.get(3)?);
                    let licence: String = row.get(4)?;
                    let mut document = json!({
                        "id": format!("source-sha256:{}", sha256.trim_start_matches("0x")),
                        "title": title,
                        "description": format!("published by {publisher}, licence {licence}"),
                    });
                    if let Some(uri) = address(&uri) {
                        document["url"] = uri.into();
                    }
                    Ok(Source {
                        import,
                        title: format!("{title} ({publisher})"),
                        document,
                    })
                },
            )?
            .ok_or_else(|| Error::Missing(format!("import {import}")))
    }
}

/// The ocid of a record's process.
pub(super) fn ocid(ledger: &Ledger<'_>, import: u32, row: u32) -> String {
    format!("{}-import-{import}-{row}", ledger.publication.ocid_prefix)
}

/// What a record says.
pub(super) fn said(
    ledger: &Ledger<'_>,
    stored: &Stored,
    source: &Source,
    record: &HistoricalRecord,
) -> Result<Said, Error> {
    let ocid = ocid(ledger, source.import, record.row);
    let mut parties = Parties::default();
    let mut sections = json!({});
    if let Some(code) = &record.authority {
        let authority = ledger
            .party_of(code, stored.id)?
            .unwrap_or_else(|| Organisation::reported(code, ""));
        sections["buyer"] = parties.add(&authority, &["buyer", "procuringEntity"]);
    }
    // By the name that the file has: it reports, and is not set right.
    let recipient = Organisation::reported(&record.recipient, &record.recipient_name);
    let recipient = parties.add(&recipient, &["supplier"]);
    let mut tags = vec!["tender", "award", "contract"];
    let mut tender = json!({
        "id": record.cig.map_or_else(|| ocid.clone(), |cig| cig.to_string()),
        "description": format!("historical record: row {} of {}", record.row, source.title),
        "documents": [source.document],
    });
    if !record.procedure.is_empty() {
        tender["procurementMethodDetails"] = record.procedure.as_str().into();
    }
    if let Some(buyer) = sections.get("buyer") {
        tender["procuringEntity"] = buyer.clone();
    }
    sections["tender"] = tender;
    if let Some(cup) = &record.cup {
        sections["planning"] = json!({ "budget": { "projectID": cup.to_string() } });
        tags.insert(0, "planning");
    }
    let mut award = json!({ "id": "award", "status": "active", "suppliers": [recipient] });
    let mut contract = json!({ "id": "contract", "awardID": "award" });
    if let Some(awarded) = record.awarded {
        award["value"] = value(awarded.0);
        contract["value"] = value(awarded.0);
    }
    if let Some(period) = period(record.start, record.end) {
        contract["period"] = period;
    }
    if let Some(paid) = record.paid {
        let flag = if record.is_paid_above_awarded() {
            "reported as paid in all, above what is reported as awarded"
        } else {
            "reported as paid in all"
        };
        contract["implementation"] =
            json!({ "finalValue": value(paid.0), "finalValueDetails": flag });
        tags.push("implementation");
    }
    if let Some(year) = record.year {
        award["description"] = format!("year {year}").into();
    }
    sections["awards"] = json!([award]);
    sections["contracts"] = json!([contract]);
    sections["parties"] = parties.into_value();
    Ok(Said {
        ocid,
        tags,
        sections,
    })
}
