// SPDX-License-Identifier: EUPL-1.2
//! Writes the database of the tests' sample ledger into a folder, as `portico serve --data` wants it: for whatever asks the
//! service over HTTP without a chain, such as `scripts/check-api`. A second argument names another story: `tenders`, or `contract`.

use std::{env, error::Error, fs, path::PathBuf};

use rusqlite::Connection;

#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/api/ledger.rs"]
mod ledger;

fn main() -> Result<(), Box<dyn Error>> {
    let folder: PathBuf = env::args_os()
        .nth(1)
        .ok_or("name the folder that is to be `portico serve --data`")?
        .into();
    fs::create_dir_all(&folder)?;
    let mirror = match env::args().nth(2).as_deref() {
        None => ledger::Mirror::of_the_story(),
        Some("tenders") => ledger::Mirror::of_tenders(),
        // The rules' own: a tender, and the award that carries its contract out.
        Some("contract") => ledger::Mirror::of(portico_rules::memory::sample::tender_story()?),
        Some(other) => {
            return Err(format!("there is no story {other:?}: tenders or contract").into());
        }
    };
    // All of it into the one file that is copied.
    let database = Connection::open(mirror.file())?;
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    fs::copy(mirror.file(), folder.join("ledger.sqlite"))?;
    Ok(())
}
