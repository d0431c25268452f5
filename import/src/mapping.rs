// SPDX-License-Identifier: EUPL-1.2
//! A mapping: which column of a public file is which field of a record, and how amounts, dates and texts are
//! written in it. One TOML file per format; a new format is a new file, not new code.

use crate::error::MappingError;
use portico_rules::bounds;
use portico_rules::codes::TaxCode;
use serde::Deserialize;
use std::path::Path;

/// The mappings that come with the program.
const BUILT_IN: [(&str, &str); 2] = [
    ("l190-2020", include_str!("../formats/l190-2020.toml")),
    (
        "cinque-per-mille-2022",
        include_str!("../formats/cinque-per-mille-2022.toml"),
    ),
];

/// How a public file is read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The format's name; with the file's digest it identifies an import.
    pub format: String,
    /// What is said of the file unless the importer says otherwise.
    #[serde(default)]
    pub source: SourceText,
    /// How its bytes are read.
    #[serde(default)]
    pub(crate) file: FileForm,
    /// How amounts are written.
    pub(crate) amounts: AmountForm,
    /// How dates are written.
    #[serde(default)]
    pub(crate) dates: DateForms,
    /// What is the same for every row.
    #[serde(default)]
    pub(crate) constants: Constants,
    /// Which column is which field.
    pub(crate) columns: Columns,
    /// Which fields a row must have.
    #[serde(default)]
    pub(crate) required: Required,
    /// Where the recipient's name stands, and when it may be recorded.
    pub(crate) recipient_name: Option<NameForm>,
}

/// What is said of a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourceText {
    /// What the file is called.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Its licence (an SPDX identifier or a plain name).
    pub licence: String,
    /// Where it was published.
    pub uri: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FileForm {
    pub(crate) delimiter: char,
    pub(crate) encoding: Encoding,
    /// Whether text that was certainly encoded twice (`SocietÃ `) is put right.
    pub(crate) repair_double_encoding: bool,
}

impl Default for FileForm {
    fn default() -> Self {
        FileForm {
            delimiter: ',',
            encoding: Encoding::Utf8,
            repair_double_encoding: false,
        }
    }
}

/// How the characters of a file are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, which is also what files said to be ISO 8859-1 are in practice (WHATWG encoding standard).
    #[serde(rename = "windows-1252", alias = "iso-8859-1", alias = "latin1")]
    Windows1252,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmountForm {
    pub(crate) decimal_mark: char,
    /// What groups thousands; none unless given.
    pub(crate) thousands_mark: Option<char>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DateForms {
    pub(crate) forms: Vec<DateForm>,
}

/// A way to write a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum DateForm {
    #[serde(rename = "YYYY-MM-DD")]
    Iso,
    /// XML Schema's `date` with its time zone; the day is the one written.
    #[serde(rename = "YYYY-MM-DD+hh:mm")]
    IsoWithOffset,
    #[serde(rename = "DD/MM/YYYY")]
    DayMonthYear,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Constants {
    pub(crate) year: Option<u16>,
    pub(crate) authority: Option<TaxCode>,
    pub(crate) procedure: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Columns {
    pub(crate) authority: Option<String>,
    pub(crate) recipient: String,
    pub(crate) cig: Option<String>,
    pub(crate) cup: Option<String>,
    pub(crate) procedure: Option<String>,
    pub(crate) awarded: Option<String>,
    pub(crate) paid: Option<String>,
    pub(crate) start: Option<String>,
    pub(crate) end: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Required {
    pub(crate) cig: bool,
    pub(crate) cup: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameForm {
    pub(crate) column: String,
    /// If given, a name is recorded only if one of these words stands in it.
    pub(crate) only_with: Option<Vec<String>>,
    /// A name with one of these words is never recorded.
    #[serde(default)]
    pub(crate) never_with: Vec<String>,
    /// A row whose name has one of these phrases is about a natural person, and rejected.
    #[serde(default)]
    pub(crate) sole_trader: Vec<String>,
}

impl Mapping {
    /// The names of the mappings that come with the program.
    pub fn built_in() -> impl Iterator<Item = &'static str> {
        BUILT_IN.into_iter().map(|(name, _)| name)
    }

    /// The mapping of this name, or in the file at this path if it ends in `.toml`.
    ///
    /// # Errors
    /// If there is none, or it cannot be used.
    pub fn find(name_or_path: &str) -> Result<Self, MappingError> {
        if let Some((name, text)) = BUILT_IN.into_iter().find(|(name, _)| *name == name_or_path) {
            return Self::parse(text, name);
        }
        if Path::new(name_or_path)
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            return Self::read(Path::new(name_or_path));
        }
        Err(MappingError::Unknown {
            name: name_or_path.to_owned(),
            known: Self::built_in().collect::<Vec<_>>().join(", "),
        })
    }

    /// Reads a mapping file.
    ///
    /// # Errors
    /// If it cannot be read or used.
    pub fn read(path: &Path) -> Result<Self, MappingError> {
        let text = std::fs::read_to_string(path).map_err(|source| MappingError::Io {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads a mapping; `name` is what errors call it.
    ///
    /// # Errors
    /// If it cannot be used.
    pub fn parse(text: &str, name: &str) -> Result<Self, MappingError> {
        let mapping: Mapping = toml::from_str(text).map_err(|source| MappingError::Toml {
            name: name.to_owned(),
            source: Box::new(source),
        })?;
        mapping.check().map_err(|what| MappingError::Invalid {
            name: name.to_owned(),
            what,
        })?;
        Ok(mapping)
    }

    /// What must hold for any row to be readable; everything else the rules say row by row.
    fn check(&self) -> Result<(), String> {
        let FileForm { delimiter, .. } = self.file;
        if self.format.trim().is_empty() || self.format.len() > bounds::REFERENCE {
            return Err(format!(
                "format: give a name of 1 to {} bytes",
                bounds::REFERENCE
            ));
        }
        if !delimiter.is_ascii()
            || matches!(delimiter, '"' | '\r' | '\n')
            || delimiter.is_ascii_alphanumeric()
        {
            return Err(format!(
                "file.delimiter: {delimiter:?} cannot separate fields"
            ));
        }
        let mark = |mark: char| !mark.is_ascii_digit() && !matches!(mark, '-' | '+');
        let AmountForm {
            decimal_mark,
            thousands_mark,
        } = self.amounts;
        if !mark(decimal_mark)
            || thousands_mark.is_some_and(|thousands| !mark(thousands) || thousands == decimal_mark)
        {
            return Err("amounts: decimal_mark and thousands_mark must be two different marks, not digits or signs".into());
        }
        if self.columns.awarded.is_none() && self.columns.paid.is_none() {
            return Err(
                "columns: name awarded, paid, or both: a record without an amount says nothing"
                    .into(),
            );
        }
        let dated = self.columns.start.is_some() || self.columns.end.is_some();
        if dated && self.dates.forms.is_empty() {
            return Err(
                "dates.forms: columns start or end are named, so say how dates are written".into(),
            );
        }
        if self.columns.authority.is_some() && self.constants.authority.is_some() {
            return Err("authority is both a column and a constant: keep one".into());
        }
        if self.columns.procedure.is_some() && self.constants.procedure.is_some() {
            return Err("procedure is both a column and a constant: keep one".into());
        }
        if self.required.cig && self.columns.cig.is_none() {
            return Err("required.cig: no column is named for it".into());
        }
        if self.required.cup && self.columns.cup.is_none() {
            return Err("required.cup: no column is named for it".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "format = \"f\"\n[amounts]\ndecimal_mark = \".\"\n[columns]\nrecipient = \"r\"\nawarded = \"a\"\n";

    #[test]
    fn the_built_in_mappings_hold() {
        for name in Mapping::built_in() {
            assert_eq!(Mapping::find(name).unwrap().format, name);
        }
        let error = Mapping::find("l190").unwrap_err().to_string();
        assert!(error.contains("l190-2020"), "{error}");
    }

    #[test]
    fn a_wrong_mapping_is_explained() {
        assert!(Mapping::parse(SMALL, "m").is_ok());
        for (wrong, said) in [
            (SMALL.replace("awarded", "awardde"), "awardde"),
            (SMALL.replace("awarded = \"a\"", ""), "awarded, paid"),
            (SMALL.replace("\".\"", "\"5\""), "decimal_mark"),
            (SMALL.replace("format = \"f\"", "format = \"\""), "format"),
            (format!("{SMALL}start = \"s\"\n"), "dates.forms"),
            (format!("{SMALL}[file]\ndelimiter = \"\\n\"\n"), "delimiter"),
            (format!("{SMALL}[file]\nencoding = \"utf-16\"\n"), "utf-16"),
            (
                format!("{SMALL}[constants]\nauthority = \"00743110158\"\n"),
                "check digit",
            ),
            (format!("{SMALL}[required]\ncig = true\n"), "required.cig"),
        ] {
            let error = Mapping::parse(&wrong, "m").unwrap_err().to_string();
            assert!(error.contains(said), "{said}: {error}");
        }
    }
}
