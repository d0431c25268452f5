// SPDX-License-Identifier: EUPL-1.2
//! Going through processes, one after the other, each with all its releases in the order of time.

use serde_json::Value;

use super::{agreement, award, release};
use crate::{
    Error, Ledger, Years,
    source::{Goes, Stored},
};

/// Does something with each process that began in some years: its ocid and its releases. In the order in which they began, a
/// process at a time in memory.
pub(super) fn each(
    ledger: &Ledger<'_>,
    years: Years,
    mut each: impl FnMut(String, Vec<Value>) -> Result<(), Error>,
) -> Result<(), Error> {
    // What begins a process: the first entry of an agreement or an award; each imported record is one of its own.
    let condition = "(+subject_kind IN ('agreement', 'award') AND seq = 0 OR +subject_kind = 'import') AND at BETWEEN ?1 AND ?2";
    ledger.entries(condition, years.seconds(), |stored| {
        match ocid(ledger, &stored) {
            Some(ocid) => each(ocid, of_subject(ledger, &stored)?)?,
            None => release::each_of(ledger, &stored, &mut |release| {
                let ocid = release["ocid"].as_str().unwrap_or_default().to_owned();
                each(ocid, vec![release])
            })?,
        }
        Ok(Goes::On)
    })
}

/// The ocid of the process that a subject is, if it is one.
fn ocid(ledger: &Ledger<'_>, stored: &Stored) -> Option<String> {
    use portico_rules::entry::Body;
    let number = stored.entry.subject.number();
    match &stored.entry.body {
        Body::Agreement(_) => Some(agreement::ocid(ledger, number)),
        Body::Award(_) => Some(award::ocid(ledger, number)),
        Body::Party(_) | Body::Import(_) => None,
    }
}

/// All releases of the subject that an entry is about.
fn of_subject(ledger: &Ledger<'_>, stored: &Stored) -> Result<Vec<Value>, Error> {
    let kind = match &stored.entry.body {
        portico_rules::entry::Body::Agreement(_) => "agreement",
        _ => "award",
    };
    of(ledger, kind, stored.entry.subject.number())
}

/// All releases of an agreement or an award.
pub(super) fn of(ledger: &Ledger<'_>, kind: &str, number: u32) -> Result<Vec<Value>, Error> {
    let mut releases = Vec::new();
    ledger.entries(
        "subject_kind = ?1 AND subject_number = ?2",
        (kind, number),
        |stored| {
            release::each_of(ledger, &stored, &mut |release| {
                releases.push(release);
                Ok(())
            })?;
            Ok(Goes::On)
        },
    )?;
    Ok(releases)
}
