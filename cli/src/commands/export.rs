// SPDX-License-Identifier: EUPL-1.2
//! `portico export`: open data from the database into a file, the same bytes as the API serves.

use crate::context::Context;
use crate::failure::Failure;
use crate::open_data::OpenData;
use crate::service::web_address;
use clap::Args;
use portico_indexer::database::reader;
use portico_opendata::{Error, Ledger, Publication, Publisher, Years};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Write open data.
#[derive(Debug, Args)]
pub struct Export {
    /// What to write
    #[arg(value_parser = format)]
    format: portico_opendata::Export,
    /// Only of this year; what that means for which form, docs/open-data.md says [default: all years]
    #[arg(long, value_parser = Years::parse)]
    year: Option<Years>,
    /// Where to write it; - is standard output [default: the form's own name, in this folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Database to read [default: ledger.sqlite in the data folder]
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Where the API is reached from outside, such as https://registro.example.it: stands in addresses of files
    #[arg(long, env = "PORTICO_PUBLIC_URL", value_name = "URL", value_parser = web_address)]
    public_url: Option<String>,
    /// Who publishes [default: the administration that founded the registry]
    #[arg(long, env = "PORTICO_OPERATOR", value_name = "NAME")]
    operator: Option<String>,
    /// A page of whoever publishes
    #[arg(long, env = "PORTICO_CONTACT_URL", value_name = "URL", value_parser = web_address)]
    contact_url: Option<String>,
    #[command(flatten)]
    open_data: OpenData,
}

/// What was written.
#[derive(Debug, Serialize)]
struct Written {
    format: &'static str,
    file: PathBuf,
    bytes: u64,
}

fn format(name: &str) -> Result<portico_opendata::Export, String> {
    portico_opendata::Export::from_name(name).ok_or_else(|| {
        let names: Vec<_> = portico_opendata::Export::ALL
            .iter()
            .map(|export| export.name())
            .collect();
        format!("write one of: {}", names.join(", "))
    })
}

impl Export {
    /// Writes the file, under another name until it is whole.
    ///
    /// # Errors
    /// [`Failure::Local`] for a database that cannot be read and a file that cannot be written; what was there stays.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let database = self.database.clone().unwrap_or_else(|| context.database());
        let output = context.output;
        let written = tokio::task::spawn_blocking(move || self.write(&database))
            .await
            .map_err(|error| Failure::local("writing open data", error))??;
        let Some(written) = written else {
            return Ok(());
        };
        output.result(&written, || {
            format!("{}: {} bytes", written.file.display(), written.bytes)
        })
    }

    /// What was written, unless it went to standard output.
    fn write(&self, database: &Path) -> Result<Option<Written>, Failure> {
        let connection = reader(database)?;
        // One snapshot, whatever an indexer writes meanwhile.
        connection
            .execute_batch("BEGIN")
            .map_err(|error| Failure::file(database, error))?;
        let publication = Publication {
            public_url: self.public_url.clone(),
            publisher: self.operator.clone().map(|name| Publisher {
                name,
                uri: self.contact_url.clone(),
            }),
            ..self.open_data.terms()
        };
        let ledger = Ledger::new(&connection, &publication);
        let years = self.year.unwrap_or(Years::All);
        if self.year.is_some() && self.format.year().is_none() {
            return Err(Failure::Input(format!(
                "{} is of no year: leave --year out",
                self.format.name()
            )));
        }
        let own = || PathBuf::from(self.format.file_name());
        let file = self.out.clone().unwrap_or_else(own);
        if file == Path::new("-") {
            let mut out = BufWriter::new(io::stdout().lock());
            let written = ledger
                .write(self.format, years, &mut out)
                .and_then(|()| Ok(out.flush()?));
            return match written {
                // `portico export … --out - | head` has read enough.
                Err(Error::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
                other => other
                    .map(|()| None)
                    .map_err(|error| Failure::local("writing open data", error)),
            };
        }
        let bytes = whole(&file, |out| ledger.write(self.format, years, out))?;
        Ok(Some(Written {
            format: self.format.name(),
            file,
            bytes,
        }))
    }
}

/// Writes a file under another name, to disk, and then in its place: nobody ever reads half of it. How many bytes it has.
fn whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Error>,
) -> Result<u64, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::file(path, error);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut temporary = tempfile::Builder::new();
    // It is meant for everybody, unless the user's own mask says otherwise.
    #[cfg(unix)]
    temporary.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = temporary
        .tempfile_in(folder)
        .map_err(|error| failed(&error))?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    write(&mut out).map_err(|error| failed(&error))?;
    let file = out.into_inner().map_err(|error| failed(&error))?;
    file.as_file().sync_all().map_err(|error| failed(&error))?;
    let bytes = file.as_file().metadata().map_err(|error| failed(&error))?;
    file.persist(path).map_err(|error| failed(&error.error))?;
    // The file's name is the folder's content: after this it stays, whatever becomes of the machine.
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| failed(&error))?;
    Ok(bytes.len())
}
