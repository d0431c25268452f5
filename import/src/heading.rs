// SPDX-License-Identifier: EUPL-1.2
//! Where in a row the columns stand that a mapping names.

use crate::error::ImportError;
use crate::mapping::Mapping;
use crate::rows::RawRow;
use crate::text;

/// The places of the mapping's columns.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    pub(crate) columns: usize,
    pub(crate) authority: Option<usize>,
    pub(crate) recipient: usize,
    pub(crate) recipient_name: Option<usize>,
    pub(crate) cig: Option<usize>,
    pub(crate) cup: Option<usize>,
    pub(crate) procedure: Option<usize>,
    pub(crate) awarded: Option<usize>,
    pub(crate) paid: Option<usize>,
    pub(crate) start: Option<usize>,
    pub(crate) end: Option<usize>,
    pub(crate) decided: Option<usize>,
    /// The columns of the mapping's `must_be`, in its order.
    pub(crate) must_be: Vec<usize>,
}

impl Heading {
    /// Finds the mapping's columns in the file's first row.
    pub(crate) fn find(row: &RawRow, mapping: &Mapping) -> Result<Self, ImportError> {
        let names: Vec<String> = (0..row.len())
            .map(|index| {
                let name = text::decode_visibly(
                    row.field(index).unwrap_or_default(),
                    mapping.file.encoding,
                );
                name.trim_start_matches('\u{feff}').trim().to_owned()
            })
            .collect();
        let place = |column: &str| {
            let mut places = names.iter().enumerate().filter(|(_, name)| *name == column);
            let Some((place, _)) = places.next() else {
                return Err(ImportError::MissingColumn {
                    line: row.line,
                    column: column.to_owned(),
                    format: mapping.format.clone(),
                    found: shortened(&names),
                });
            };
            if places.next().is_some() {
                return Err(ImportError::RepeatedColumn {
                    line: row.line,
                    column: column.to_owned(),
                });
            }
            Ok(place)
        };
        let optional = |column: &Option<String>| column.as_deref().map(place).transpose();
        let columns = &mapping.columns;
        Ok(Heading {
            columns: names.len(),
            authority: optional(&columns.authority)?,
            recipient: place(&columns.recipient)?,
            recipient_name: mapping
                .recipient_name
                .as_ref()
                .map(|form| place(&form.column))
                .transpose()?,
            cig: optional(&columns.cig)?,
            cup: optional(&columns.cup)?,
            procedure: optional(&columns.procedure)?,
            awarded: optional(&columns.awarded)?,
            paid: optional(&columns.paid)?,
            start: optional(&columns.start)?,
            end: optional(&columns.end)?,
            decided: optional(&columns.decided)?,
            must_be: mapping
                .must_be
                .iter()
                .map(|must| place(&must.column))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// The columns' names, not more than a person wants to read.
fn shortened(names: &[String]) -> String {
    let all = names.join(", ");
    if all.chars().count() <= 400 {
        return all;
    }
    let beginning: String = all.chars().take(400).collect();
    format!("{beginning}…")
}
