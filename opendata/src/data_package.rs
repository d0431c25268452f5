// SPDX-License-Identifier: EUPL-1.2
//! `datapackage.json` (Frictionless Data Package): the tables in CSV, each with the schema of its columns.

use std::io::Write;

use serde_json::{Value, json};

use crate::{
    Error, Export, Ledger, giving_360, legge_190,
    money::moment,
    table::{Column, Kind},
    transparency,
};

/// The tables, with their columns.
const TABLES: [(Export, &[Column]); 3] = [
    (Export::Giving360Table, giving_360::COLUMNS),
    (Export::Transparency, transparency::COLUMNS),
    (Export::Legge190Table, legge_190::COLUMNS),
];

/// Writes it.
pub(crate) fn write(ledger: &Ledger<'_>, out: &mut dyn Write) -> Result<(), Error> {
    let resources: Vec<_> = TABLES
        .iter()
        .map(|(export, columns)| resource(*export, columns))
        .collect();
    let package = json!({
        "profile": "tabular-data-package",
        "name": "portico",
        "title": "Portico: grants and contracts",
        "created": moment(ledger.newest()?),
        "licenses": [{ "path": ledger.publication.licence, "title": ledger.publication.licence }],
        "contributors": [{ "title": ledger.publisher()?.name, "role": "publisher" }],
        "resources": resources,
    });
    serde_json::to_writer_pretty(&mut *out, &package)?;
    out.write_all(b"\n")?;
    Ok(())
}

fn resource(export: Export, columns: &[Column]) -> Value {
    let fields: Vec<_> = columns.iter().map(field).collect();
    let file = export.file_name();
    json!({
        "profile": "tabular-data-resource",
        "name": file.trim_end_matches(".csv"),
        "title": export.title(),
        "description": export.description(),
        // Beside this file.
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "delimiter": ",", "lineTerminator": "\r\n", "header": true },
        "schema": { "fields": fields, "missingValues": [""] },
    })
}

fn field(column: &Column) -> Value {
    let mut field = json!({ "name": column.name, "description": column.about });
    let (kind, format) = match column.kind {
        Kind::Text => ("string", None),
        Kind::Address => ("string", Some("uri")),
        Kind::Amount => ("number", None),
        Kind::Day => ("date", None),
        Kind::Moment => ("datetime", None),
    };
    field["type"] = kind.into();
    if let Some(format) = format {
        field["format"] = format.into();
    }
    field
}
