// SPDX-License-Identifier: EUPL-1.2
//! The envelope of a release: from one entry of the ledger to the releases that it makes. An entry of a process is one release;
//! an entry with imported records is one of each record's process.

use portico_rules::{entry::Body, import::ImportBody};
use serde_json::{Value, json};

use super::{agreement, award, historical};
use crate::{Error, Ledger, money::moment, source::Stored};

/// What kind of change a release is (OCDS's codelist releaseTag), and what it says.
pub(super) struct Said {
    pub(super) ocid: String,
    pub(super) tags: Vec<&'static str>,
    /// The sections.
    pub(super) sections: Value,
}

/// Does something with each release that an entry makes.
pub(super) fn each_of(
    ledger: &Ledger<'_>,
    stored: &Stored,
    each: &mut dyn FnMut(Value) -> Result<(), Error>,
) -> Result<(), Error> {
    match &stored.entry.body {
        Body::Agreement(body) => each(write(stored, agreement::said(ledger, stored, body)?, "")),
        Body::Award(body) => each(write(stored, award::said(ledger, stored, body)?, "")),
        Body::Import(ImportBody::Record { records, .. }) => {
            let source = historical::Source::of(ledger, stored.entry.subject.number())?;
            for record in records {
                let said = historical::said(ledger, stored, &source, record)?;
                each(write(stored, said, &format!("-row-{}", record.row)))?;
            }
            Ok(())
        }
        // That a file is announced or finished is told with its records; parties are told where they take part.
        Body::Import(ImportBody::Open(_) | ImportBody::Finish { .. }) | Body::Party(_) => Ok(()),
    }
}

/// The name of the release that an entry makes: the entry's place, and the head of the history up to it, by which it can be
/// checked against the ledger.
pub(super) fn id(subject: &str, seq: u32, part: &str, head: &str) -> String {
    format!("{subject}-{seq}{part}-{}", head.trim_start_matches("0x"))
}

/// What a subject is called in names, such as `award-12`.
pub(super) fn subject(stored: &Stored) -> String {
    let subject = &stored.entry.subject;
    let kind = match stored.entry.body {
        Body::Party(_) => "party",
        Body::Agreement(_) => "agreement",
        Body::Award(_) => "award",
        Body::Import(_) => "import",
    };
    format!("{kind}-{}", subject.number())
}

fn write(stored: &Stored, said: Said, part: &str) -> Value {
    let mut release = said.sections;
    prune(&mut release);
    release["ocid"] = said.ocid.into();
    release["id"] = id(&subject(stored), stored.entry.seq, part, &stored.head).into();
    release["date"] = moment(stored.entry.at).into();
    release["tag"] = json!(said.tags);
    release["initiationType"] = "tender".into();
    // What stands on the ledger is written in Italian; what Portico adds are codes.
    release["language"] = "it".into();
    release
}

/// Takes out what says nothing: empty lists, objects and texts, which the standard does not want.
fn prune(value: &mut Value) {
    let is_empty = |value: &Value| match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Null => true,
        Value::Bool(_) | Value::Number(_) => false,
    };
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(prune);
            fields.retain(|_, value| !is_empty(value));
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}

/// The name of the release before this one of the same subject.
pub(super) fn before(ledger: &Ledger<'_>, stored: &Stored) -> Result<Option<String>, Error> {
    let Some(seq) = stored.entry.seq.checked_sub(1) else {
        return Ok(None);
    };
    let subject = subject(stored);
    let kind = subject.split('-').next().unwrap_or_default();
    let head: Option<String> = ledger.first(
        "SELECT head FROM entries WHERE subject_kind = ?1 AND subject_number = ?2 AND seq = ?3",
        (kind, stored.entry.subject.number(), seq),
        |row| row.get(0),
    )?;
    Ok(head.map(|head| id(&subject, seq, "", &head)))
}

/// The name of this one.
pub(super) fn this(stored: &Stored) -> String {
    id(&subject(stored), stored.entry.seq, "", &stored.head)
}
