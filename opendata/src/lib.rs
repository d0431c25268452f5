// SPDX-License-Identifier: EUPL-1.2
//! Open data in the forms that auditors and data users expect, from one snapshot of the indexer's SQLite file: rows in, bytes
//! out, one item after the other, so that memory does not grow with the ledger. Each form has a file of its own.
//!
//! The same entries give the same bytes, whoever writes them: nothing here depends on the clock. It must not know HTTP, the
//! chain or keys, and decides nothing: what state is, the tables say, which the rules made. docs/open-data.md says which field
//! comes from where.

mod award;
mod catalogue;
mod data_package;
mod error;
mod export;
mod giving_360;
mod iati;
mod legge_190;
mod link;
mod money;
mod ocds;
mod organisation;
mod period;
mod publication;
mod source;
mod table;
mod transparency;
mod xml;

use std::io::Write;

use rusqlite::Connection;

pub use error::Error;
pub use export::Export;
pub use ocds::{Changes, Cursor, Since};
pub use period::Years;
pub use publication::{OcidPrefix, Publication, Publisher};

/// A snapshot of the indexer's database, and how it is published. Whoever wants all of an export to be of one moment has begun
/// a transaction.
pub struct Ledger<'a> {
    connection: &'a Connection,
    publication: &'a Publication,
}

impl<'a> Ledger<'a> {
    /// Of a connection to a file that the indexer wrote.
    pub fn new(connection: &'a Connection, publication: &'a Publication) -> Self {
        Ledger {
            connection,
            publication,
        }
    }

    /// Where something of the API is reached, if it is known where that is.
    fn address(&self, path: &str) -> Option<String> {
        let base = self.publication.public_url.as_deref()?;
        Some(format!("{}{path}", base.trim_end_matches('/')))
    }

    /// The address of a file of open data; its name by the chain that it is of, if it is not known where that is.
    fn file(&self, name: &str) -> Result<String, Error> {
        match self.address(&format!("/v1/open-data/{name}")) {
            Some(address) => Ok(address),
            None => Ok(format!(
                "urn:portico:{}:{name}",
                self.genesis()?.trim_start_matches("0x")
            )),
        }
    }

    /// Writes a whole export, of some years; of what is of no year, all.
    ///
    /// # Errors
    /// SQLite's, the writer's, and an entry that this program does not understand.
    pub fn write(&self, export: Export, years: Years, out: &mut dyn Write) -> Result<(), Error> {
        match export {
            Export::OcdsReleasePackage => ocds::release_package(self, years, out),
            Export::OcdsRecordPackage => ocds::record_package(self, years, out),
            Export::OcdsReleases => ocds::releases(self, years, out),
            Export::OcdsRecords => ocds::records(self, years, out),
            Export::OcdsCompiledReleases => ocds::compiled_releases(self, years, out),
            Export::Giving360 => giving_360::package(self, years, out),
            Export::Giving360Table => giving_360::table(self, years, out),
            Export::Transparency => transparency::table(self, years, out),
            Export::Legge190 => legge_190::dataset(self, years, out),
            Export::Legge190Table => legge_190::table(self, years, out),
            Export::Iati => iati::activities(self, years, out),
            Export::Catalogue => catalogue::write(self, out),
            Export::DataPackage => data_package::write(self, out),
        }
    }

    /// Writes a page of what has changed, as an OCDS release package, the oldest change first.
    ///
    /// # Errors
    /// Those of [`Ledger::write`].
    pub fn changes(&self, asked: &Changes, out: &mut dyn Write) -> Result<(), Error> {
        ocds::changes(self, asked, out)
    }

    /// Writes one process as an OCDS record package; `false` and nothing if there is no process with this ocid.
    ///
    /// # Errors
    /// Those of [`Ledger::write`].
    pub fn record(&self, ocid: &str, out: &mut dyn Write) -> Result<bool, Error> {
        ocds::record(self, ocid, out)
    }
}
