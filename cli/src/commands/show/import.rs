// SPDX-License-Identifier: EUPL-1.2
//! An import as it stands.

use crate::chain::{Chain, unknown};
use crate::failure::Failure;
use crate::output::facts;
use portico_rules::entry::Body;
use portico_rules::import::{ImportBody, ImportRow, Source};
use portico_rules::subject::Subject;
use serde::Serialize;

/// An import and its file.
#[derive(Debug, Serialize)]
pub struct Import {
    number: u32,
    #[serde(flatten)]
    row: ImportRow,
    source: Source,
}

/// Reads an import, by its number.
///
/// # Errors
/// [`Failure::Refused`] if there is none; [`Failure::Node`].
pub async fn read(chain: &Chain, number: u32) -> Result<Import, Failure> {
    let subject = Subject::Import(number);
    let row = chain
        .import(number)
        .await?
        .ok_or_else(|| unknown(subject))?;
    let source = chain
        .history(subject)
        .await?
        .into_iter()
        .find_map(|located| match located.appended.entry.body {
            Body::Import(ImportBody::Open(source)) => Some(source),
            _ => None,
        });
    Ok(Import {
        number,
        row,
        source: source.ok_or_else(|| {
            Failure::Node(format!(
                "the history of {subject} has no opening: do not trust this node"
            ))
        })?,
    })
}

impl Import {
    /// As a person reads it.
    pub fn human(&self) -> String {
        let ImportRow {
            administration,
            source_sha256,
            rows,
            recorded,
            paid_above_awarded,
            last_row,
            complete,
        } = self.row;
        facts(&[
            ("import", self.number.to_string()),
            ("title", self.source.title.clone()),
            ("publisher", self.source.publisher.clone()),
            ("licence", self.source.licence.clone()),
            ("uri", self.source.uri.clone()),
            ("format", self.source.format.clone()),
            ("file", source_sha256.to_string()),
            ("importer", format!("party {administration}")),
            (
                "state",
                if complete {
                    "complete".into()
                } else {
                    format!("open, recorded up to row {last_row}")
                },
            ),
            ("rows", format!("{} of {rows} recorded", recorded.rows)),
            ("awarded", format!("EUR {} (reported)", recorded.awarded)),
            ("paid", format!("EUR {} (reported)", recorded.paid)),
            (
                "flagged",
                format!("{paid_above_awarded} rows report more paid than awarded"),
            ),
        ])
    }
}
