// SPDX-License-Identifier: EUPL-1.2
//! Documents given as files: hashed here, named on the ledger, and sent nowhere.

use crate::failure::Failure;
use portico_rules::document::Document;
use portico_rules::primitives::Digest;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A document on the command line: `PATH`, or `PATH;title=…;uri=…;type=…`.
#[derive(Clone, Debug)]
pub struct DocumentArgument {
    path: PathBuf,
    title: Option<String>,
    uri: Option<String>,
    media_type: Option<String>,
}

impl FromStr for DocumentArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.split(';');
        let path = parts.next().unwrap_or_default();
        if path.is_empty() {
            return Err("give the document's path".into());
        }
        let mut document = DocumentArgument {
            path: path.into(),
            title: None,
            uri: None,
            media_type: None,
        };
        for part in parts {
            let (name, value) = part.split_once('=').ok_or_else(|| {
                format!("{part:?}: write title=…, uri=… or type=… after the path")
            })?;
            let place = match name.trim() {
                "title" => &mut document.title,
                "uri" => &mut document.uri,
                "type" => &mut document.media_type,
                other => return Err(format!("{other:?} is not known: title, uri and type are")),
            };
            *place = Some(value.trim().to_owned());
        }
        Ok(document)
    }
}

impl DocumentArgument {
    /// Hashes the file; what is not said is taken from its name.
    ///
    /// # Errors
    /// [`Failure::Local`] if the file cannot be read.
    pub fn read(&self) -> Result<Document, Failure> {
        let name = self
            .path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Ok(Document {
            sha256: sha256_of(&self.path)?,
            media_type: match &self.media_type {
                Some(media_type) => media_type.clone(),
                None => mime_guess::from_path(&self.path)
                    .first_or_octet_stream()
                    .to_string(),
            },
            title: self.title.clone().unwrap_or(name),
            uri: self.uri.clone().unwrap_or_default(),
        })
    }
}

/// Hashes several.
///
/// # Errors
/// As [`DocumentArgument::read`], for the first that fails.
pub fn read_all(arguments: &[DocumentArgument]) -> Result<Vec<Document>, Failure> {
    arguments.iter().map(DocumentArgument::read).collect()
}

/// SHA-256 of a file.
///
/// # Errors
/// [`Failure::Local`] if it cannot be read.
pub fn sha256_of(path: &Path) -> Result<Digest, Failure> {
    let mut file = File::open(path).map_err(|error| Failure::file(path, error))?;
    let mut hash = Sha256::new();
    io::copy(&mut file, &mut hash).map_err(|error| Failure::file(path, error))?;
    Ok(Digest(hash.finalize().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_hashed_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("act.pdf");
        std::fs::write(&path, "abc").unwrap();
        let document: DocumentArgument = path.to_str().unwrap().parse().unwrap();
        let document = document.read().unwrap();
        assert_eq!(
            document.sha256.to_hex(),
            "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            (document.media_type.as_str(), document.title.as_str()),
            ("application/pdf", "act.pdf")
        );
        let said: DocumentArgument = format!(
            "{};title=An act;type=text/plain;uri=https://example.org/1",
            path.display()
        )
        .parse()
        .unwrap();
        let said = said.read().unwrap();
        assert_eq!(
            (
                said.media_type.as_str(),
                said.title.as_str(),
                said.uri.as_str()
            ),
            ("text/plain", "An act", "https://example.org/1")
        );
        assert!("a;colour=red".parse::<DocumentArgument>().is_err());
        let missing: DocumentArgument = folder
            .path()
            .join("none")
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(missing.read().unwrap_err().exit_code(), 4);
    }
}
