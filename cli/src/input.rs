// SPDX-License-Identifier: EUPL-1.2
//! Big inputs (a notice, a publication, an amendment) as a JSON or TOML file with the rules' own field names.

use crate::failure::Failure;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::path::Path;

/// The file's content as JSON; `-` is standard input, and JSON.
///
/// # Errors
/// [`Failure::Local`] if the file cannot be read; [`Failure::Input`] with the place if it is no JSON or TOML, or no table of
/// named fields.
pub fn read_value(path: &Path) -> Result<Map<String, Value>, Failure> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
            .map_err(|error| Failure::local("standard input", error))?
    } else {
        std::fs::read_to_string(path).map_err(|error| Failure::file(path, error))?
    };
    let wrong =
        |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", path.display()));
    let value = if path
        .extension()
        .is_some_and(|extension| extension == "toml")
    {
        from_toml(
            text.parse::<toml::Table>()
                .map(toml::Value::Table)
                .map_err(|error| wrong(&error))?,
        )
    } else {
        serde_json::from_str(&text).map_err(|error| wrong(&error))?
    };
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(wrong(&"expected an object with named fields")),
    }
}

/// The command's content out of the fields; an error names the field.
///
/// # Errors
/// [`Failure::Input`] with the file, the field and what is wrong with it.
pub fn from_fields<T: DeserializeOwned>(
    path: &Path,
    fields: Map<String, Value>,
) -> Result<T, Failure> {
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| {
        let field = error.path().to_string();
        Failure::Input(format!(
            "{}: {field}: {}",
            path.display(),
            error.into_inner()
        ))
    })
}

/// Reads a file whose list `documents` may be left out.
///
/// # Errors
/// As [`read_value`] and [`from_fields`].
pub fn read_with_documents<T: DeserializeOwned>(
    path: &Path,
    documents: Vec<portico_rules::document::Document>,
) -> Result<T, Failure> {
    let mut fields = read_value(path)?;
    let list = fields
        .entry("documents")
        .or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(list) = list else {
        return Err(Failure::Input(format!(
            "{}: documents: expected a list",
            path.display()
        )));
    };
    for document in documents {
        list.push(
            serde_json::to_value(document)
                .map_err(|error| Failure::local("writing JSON", error))?,
        );
    }
    from_fields(path, fields)
}

/// TOML as JSON; its dates become what they look like.
fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(truth) => Value::Bool(truth),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => Value::Object(
            table
                .into_iter()
                .map(|(name, value)| (name, from_toml(value)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_rules::agreement::Notice;

    const NOTICE: &str = "title = \"A\"\npurpose = \"B\"\nobject = \"C\"\nrequirements = \"D\"\ncriteria = \"E\"\n\
                          start = 2027-01-01\nend = \"2027-12-31\"\nrespond_by = 2026-12-01\nbudget = 100000\n";

    fn read(text: &str) -> Result<Notice, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notice.toml");
        std::fs::write(&path, text).unwrap();
        read_with_documents(&path, Vec::new())
    }

    #[test]
    fn toml_has_the_rules_fields() {
        let notice = read(NOTICE).unwrap();
        assert_eq!(
            (notice.start.to_string().as_str(), notice.budget.0),
            ("2027-01-01", 100_000)
        );
    }

    #[test]
    fn an_error_names_file_and_field() {
        for (text, said) in [
            (NOTICE.replace("2027-12-31", "2027-02-30"), "end: "),
            (NOTICE.replace("budget", "badget"), "badget"),
            (NOTICE.replace("100000", "1.5"), "budget: "),
            (NOTICE.replace("title", "= title"), "notice.toml"),
        ] {
            let failure = read(&text).unwrap_err();
            assert!(failure.to_string().contains(said), "{failure}");
            assert_eq!(failure.exit_code(), 2);
        }
    }
}
