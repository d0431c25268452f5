// SPDX-License-Identifier: EUPL-1.2
//! The rejects file: every row that is not on the ledger, with its line, its reason and its original text. The same
//! input gives the same bytes, whose digest stands on the ledger; the file itself stays with the importer, since what
//! may not stand on the ledger (a personal tax code, say) may stand in it.

use crate::digest::Hashing;
use crate::error::ImportError;
use portico_rules::primitives::Digest;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A row that is not on the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Line in the file on which it begins, from 1.
    pub line: u64,
    /// Number of the row, from 1, the heading not counted.
    pub row: u32,
    /// Why.
    pub reason: String,
    /// Its text as the file has it.
    pub original: String,
}

/// Writes a rejects file: under another name until it is whole.
pub(crate) struct Rejects {
    path: PathBuf,
    csv: csv::Writer<Hashing<BufWriter<NamedTempFile>>>,
}

impl Rejects {
    /// Begins a file that will stand at `path`.
    pub(crate) fn create(path: &Path) -> Result<Self, ImportError> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file = NamedTempFile::new_in(folder).map_err(|source| ImportError::Io {
            path: path.to_owned(),
            source,
        })?;
        let mut rejects = Rejects {
            path: path.to_owned(),
            csv: csv::Writer::from_writer(Hashing::new(BufWriter::new(file))),
        };
        rejects.write(["line", "row", "reason", "original"])?;
        Ok(rejects)
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, reject: &Reject) -> Result<(), ImportError> {
        let (line, row) = (reject.line.to_string(), reject.row.to_string());
        self.write([
            line.as_str(),
            row.as_str(),
            &reject.reason,
            &reject.original,
        ])
    }

    /// Puts the whole file in its place, on disk; its digest.
    pub(crate) fn finish(self) -> Result<Digest, ImportError> {
        let Rejects { path, csv } = self;
        let failed = |source| ImportError::Io {
            path: path.clone(),
            source,
        };
        let hashing = csv
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        let digest = hashing.digest();
        let mut buffer = hashing.into_inner();
        buffer.flush().map_err(failed)?;
        let file = buffer
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        Ok(digest)
    }

    fn write<const N: usize>(&mut self, fields: [&str; N]) -> Result<(), ImportError> {
        self.csv
            .write_record(fields)
            .map_err(|error| ImportError::Io {
                path: self.path.clone(),
                source: error.into(),
            })
    }
}
