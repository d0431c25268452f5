// SPDX-License-Identifier: EUPL-1.2
//! What a person reads before signing a command about an import.

use super::{ImportBody, ImportTotals};
use crate::message::{Describe, Lines};

impl Describe for ImportBody {
    fn action(&self) -> &'static str {
        match self {
            ImportBody::Open(_) => "open import",
            ImportBody::Record { .. } => "record rows",
            ImportBody::Finish { .. } => "finish import",
        }
    }

    fn describe(&self, lines: &mut Lines) {
        match self {
            ImportBody::Open(source) => {
                lines.hex("sha256", &source.sha256.0);
                lines.text("format", &source.format);
                lines.text("title", &source.title);
                lines.text("publisher", &source.publisher);
                lines.text("licence", &source.licence);
                lines.text("uri", &source.uri);
                lines.number("rows", u64::from(source.rows));
            }
            // A hundred rows would hide what matters; the digest of the content binds every one of them.
            ImportBody::Record { after, records } => {
                lines.number("after row", u64::from(*after));
                lines.number("records", records.len() as u64);
                if let (Some(first), Some(last)) = (records.first(), records.last()) {
                    lines.number("first row", u64::from(first.row));
                    lines.number("last row", u64::from(last.row));
                }
            }
            ImportBody::Finish {
                recorded,
                rejected,
                rejects_sha256,
            } => {
                recorded.describe("recorded", lines);
                rejected.describe("rejected", lines);
                lines.hex("rejects sha256", &rejects_sha256.0);
            }
        }
    }
}

impl ImportTotals {
    fn describe(&self, label: &str, lines: &mut Lines) {
        lines.within(label, |lines| {
            lines.number("rows", u64::from(self.rows));
            lines.amount("awarded", self.awarded);
            lines.amount("paid", self.paid);
        });
    }
}
