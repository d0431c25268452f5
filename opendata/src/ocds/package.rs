// SPDX-License-Identifier: EUPL-1.2
//! The package around releases or records: who publishes, under which licence, with which extensions; written item by item.

use std::io::Write;

use serde_json::{Map, Value, json};

use crate::{Error, Ledger, money::moment, organisation::SCHEME};

/// The extensions that releases use; each adds fields, and validators read them from here.
const EXTENSIONS: [&str; 6] = [
    "ocds_budget_breakdown_extension/master",
    "ocds_contract_completion_extension/master",
    "ocds_legalBasis_extension/master",
    "ocds_metrics_extension/1.1",
    "ocds_milestone_documents_extension/master",
    "ocds_transactions_relatedMilestone_extension/master",
];

/// A package that is being written.
pub(super) struct Package<'w> {
    out: &'w mut dyn Write,
    is_first: bool,
    /// What stands behind the list.
    links: Option<Value>,
}

/// Begins a package with a list of this name. `file` names what it is, and `address` where it can be had, if that is another
/// place than the file's.
pub(super) fn begin<'w>(
    ledger: &Ledger<'_>,
    file: &str,
    list: &str,
    address: Option<&str>,
    out: &'w mut dyn Write,
) -> Result<Package<'w>, Error> {
    let uri = match address.and_then(|address| ledger.address(address)) {
        Some(uri) => uri,
        None => ledger.file(file)?,
    };
    let extensions: Vec<_> = EXTENSIONS
        .iter()
        .map(|name| format!("https://raw.githubusercontent.com/open-contracting-extensions/{name}/extension.json"))
        .collect();
    let mut head = json!({
        "uri": uri,
        "version": "1.1",
        "publishedDate": moment(ledger.newest()?),
        "publisher": publisher(ledger)?,
        "license": ledger.publication.licence,
        "extensions": extensions,
    });
    if let Some(policy) = &ledger.publication.policy {
        head["publicationPolicy"] = policy.as_str().into();
    }
    let mut text = serde_json::to_vec(&head)?;
    // The list is the last field.
    text.pop();
    out.write_all(&text)?;
    write!(out, ",\"{list}\":[")?;
    Ok(Package {
        out,
        is_first: true,
        links: None,
    })
}

impl Package<'_> {
    /// Adds an item.
    pub(super) fn item(&mut self, item: &Value) -> Result<(), Error> {
        self.out
            .write_all(if self.is_first { b"\n" } else { b",\n" })?;
        self.is_first = false;
        serde_json::to_writer(&mut self.out, item)?;
        Ok(())
    }

    /// Says where the pages beside this one are.
    pub(super) fn links(&mut self, links: Map<String, Value>) {
        self.links = Some(links.into());
    }

    /// Ends it.
    pub(super) fn end(self) -> Result<(), Error> {
        self.out.write_all(b"\n]")?;
        if let Some(links) = &self.links {
            self.out.write_all(b",\"links\":")?;
            serde_json::to_writer(&mut *self.out, links)?;
        }
        self.out.write_all(b"}\n")?;
        Ok(())
    }
}

/// Writes an item in a line of its own.
pub(super) fn line(item: &Value, out: &mut dyn Write) -> Result<(), Error> {
    serde_json::to_writer(&mut *out, item)?;
    out.write_all(b"\n")?;
    Ok(())
}

fn publisher(ledger: &Ledger<'_>) -> Result<Value, Error> {
    let publisher = ledger.publisher()?;
    let mut written = json!({ "name": publisher.name });
    if let Some(uri) = publisher.uri {
        written["uri"] = uri.into();
    }
    if let Some(identifier) = publisher.identifier {
        written["scheme"] = SCHEME.into();
        written["uid"] = identifier.into();
    }
    Ok(written)
}
