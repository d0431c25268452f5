// SPDX-License-Identifier: EUPL-1.2
//! Records: a process with its releases, compiled and versioned; and finding one by its ocid.

use std::io::Write;

use serde_json::{Value, json};

use super::{historical, merge, package, process, release};
use crate::{Error, Ledger, source::Goes};

/// The record of a process.
pub(super) fn of(ocid: &str, releases: Vec<Value>) -> Value {
    json!({
        "ocid": ocid,
        "compiledRelease": merge::compiled(&releases),
        "versionedRelease": merge::versioned(&releases),
        "releases": releases,
    })
}

/// Writes a package with the record of one process; `false` if there is no such process.
pub(crate) fn record(ledger: &Ledger<'_>, ocid: &str, out: &mut dyn Write) -> Result<bool, Error> {
    let Some(releases) = releases(ledger, ocid)?.filter(|releases| !releases.is_empty()) else {
        return Ok(false);
    };
    let address = format!("/v1/open-data/ocds-records/{ocid}");
    let file = format!("ocds-records:{ocid}");
    let mut list = package::begin(ledger, &file, "records", Some(&address), out)?;
    list.item(&of(ocid, releases))?;
    list.end()?;
    Ok(true)
}

/// The releases of a process; `None` for what is no ocid of ours.
fn releases(ledger: &Ledger<'_>, ocid: &str) -> Result<Option<Vec<Value>>, Error> {
    let named = ocid
        .strip_prefix(ledger.publication.ocid_prefix.as_str())
        .and_then(|rest| rest.strip_prefix('-'));
    let Some((kind, rest)) = named.and_then(|named| named.split_once('-')) else {
        return Ok(None);
    };
    match (kind, rest.split_once('-')) {
        ("agreement" | "award", None) => match number(rest) {
            Some(number) => process::of(ledger, kind, number).map(Some),
            None => Ok(None),
        },
        ("import", Some((import, row))) => match (number(import), number(row)) {
            (Some(import), Some(row)) => of_row(ledger, import, row),
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

/// A number as it stands in an ocid, in its one spelling.
fn number(text: &str) -> Option<u32> {
    let is_canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| is_canonical)
}

fn of_row(ledger: &Ledger<'_>, import: u32, row: u32) -> Result<Option<Vec<Value>>, Error> {
    let entry: Option<i64> = ledger.first(
        "SELECT entry_id FROM historical_records WHERE import = ?1 AND row = ?2",
        (import, row),
        |found| found.get(0),
    )?;
    let Some(entry) = entry else {
        return Ok(None);
    };
    let ocid = historical::ocid(ledger, import, row);
    let mut found = Vec::new();
    ledger.entries("id = ?1", [entry], |stored| {
        release::each_of(ledger, &stored, &mut |release| {
            if release["ocid"] == ocid {
                found.push(release);
            }
            Ok(())
        })?;
        Ok(Goes::Enough)
    })?;
    Ok(Some(found))
}
