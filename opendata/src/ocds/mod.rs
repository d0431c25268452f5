// SPDX-License-Identifier: EUPL-1.2
//! The Open Contracting Data Standard, 1.1.5: every agreement, grant, contract and imported record is a process with an ocid of
//! its own, every entry of its history a release.
//!
//! Agreements are planning processes, to which the awards that rest on them refer; an award of a tender belongs to the
//! tender's process. Must not know other forms.

mod agreement;
mod award;
mod changes;
mod historical;
mod merge;
mod package;
mod party;
mod process;
mod record;
mod release;
mod words;

use std::io::Write;

use crate::{Error, Ledger, Years};

pub use changes::{Changes, Cursor, Since};
pub(crate) use record::record;

/// The kinds of subjects that have releases, for SQL: entries are read in their own order and not by an index, which would have to
/// be sorted.
const KINDS: &str = "+subject_kind IN ('agreement', 'award', 'import')";

/// A package with every release of some years, the oldest first.
pub(crate) fn release_package(
    ledger: &Ledger<'_>,
    years: Years,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let mut list = package::begin(ledger, "ocds-release-package.json", "releases", None, out)?;
    each_release(ledger, years, |release| list.item(&release))?;
    list.end()
}

/// The same releases, one a line.
pub(crate) fn releases(
    ledger: &Ledger<'_>,
    years: Years,
    out: &mut dyn Write,
) -> Result<(), Error> {
    each_release(ledger, years, |release| package::line(&release, out))
}

/// A package with a record for every process that began in some years.
pub(crate) fn record_package(
    ledger: &Ledger<'_>,
    years: Years,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let mut list = package::begin(ledger, "ocds-record-package.json", "records", None, out)?;
    process::each(ledger, years, |ocid, releases| {
        list.item(&record::of(&ocid, releases))
    })?;
    list.end()
}

/// The same records, one a line.
pub(crate) fn records(ledger: &Ledger<'_>, years: Years, out: &mut dyn Write) -> Result<(), Error> {
    process::each(ledger, years, |ocid, releases| {
        package::line(&record::of(&ocid, releases), out)
    })
}

/// The compiled releases of the same processes, one a line.
pub(crate) fn compiled_releases(
    ledger: &Ledger<'_>,
    years: Years,
    out: &mut dyn Write,
) -> Result<(), Error> {
    process::each(ledger, years, |_, releases| {
        package::line(&merge::compiled(&releases), out)
    })
}

pub(crate) use changes::changes;

fn each_release(
    ledger: &Ledger<'_>,
    years: Years,
    mut each: impl FnMut(serde_json::Value) -> Result<(), Error>,
) -> Result<(), Error> {
    let condition = format!("{KINDS} AND at BETWEEN ?1 AND ?2");
    ledger.entries(&condition, years.seconds(), |stored| {
        release::each_of(ledger, &stored, &mut each)?;
        Ok(crate::source::Goes::On)
    })
}
