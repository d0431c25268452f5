// SPDX-License-Identifier: EUPL-1.2
//! The text that a person signs: readable UTF-8, one field a line, the same for everyone who writes it.
//!
//! It names chain, contract, subject, every field of the command, and ends with the digest of the command's
//! SCALE bytes: two different commands never have the same text, whatever their fields contain.
//! docs/format.md specifies it line by line.

use crate::codes::{Cig, Cup, IstatCode};
use crate::date::{Date, write_moment};
use crate::document::Document;
use crate::primitives::{Address, Cents, Digest, write_decimal, write_hex};
use crate::subject::SubjectKind;
use alloc::string::String;

/// Where a signature holds: on one chain, for one contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Hash of the chain's genesis block.
    pub genesis: Digest,
    /// The contract's address.
    pub contract: Address,
}

/// A body that can be written for a person.
pub trait Describe {
    /// The word for what is done, such as `claim`.
    fn action(&self) -> &'static str;

    /// Every field, one a line.
    fn describe(&self, lines: &mut Lines);
}

/// The whole text. `number` is `None` for a command that opens a new subject; `body_sha256` is the digest of
/// the body's SCALE bytes; `expiry` is in seconds since the epoch.
pub fn text(
    place: &Place,
    kind: SubjectKind,
    number: Option<u32>,
    body: &impl Describe,
    body_sha256: &Digest,
    nonce: u64,
    expiry: u64,
) -> String {
    let mut lines = Lines::default();
    lines
        .out
        .push_str("Portico: I sign this for the public ledger\n");
    lines.hex("chain", &place.genesis.0);
    lines.hex("contract", &place.contract.0);
    match number {
        Some(number) => lines.number(kind.word(), u64::from(number)),
        None => lines.text(kind.word(), "new"),
    }
    lines.text("action", body.action());
    body.describe(&mut lines);
    lines.hex("content sha256", &body_sha256.0);
    lines.number("nonce", nonce);
    lines.time("expires", expiry);
    lines.out
}

/// The same text as wallets sign it: between `<Bytes>` and `</Bytes>`, as polkadot.js's `signRaw` wraps what it is given.
pub fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 15);
    out.push_str("<Bytes>");
    out.push_str(text);
    out.push_str("</Bytes>");
    out
}

/// Lines of `label: value`, each ended by a line feed.
#[derive(Default)]
pub struct Lines {
    out: String,
    /// What stands before every label: `milestone 1 `.
    scope: String,
}

impl Lines {
    fn label(&mut self, label: &str) {
        self.out.push_str(&self.scope);
        self.out.push_str(label);
        self.out.push_str(": ");
    }

    /// A text.
    pub fn text(&mut self, label: &str, value: &str) {
        self.label(label);
        self.out.push_str(value);
        self.out.push('\n');
    }

    /// A whole number.
    pub fn number(&mut self, label: &str, value: u64) {
        self.label(label);
        write_decimal(&mut self.out, value);
        self.out.push('\n');
    }

    /// An amount, written in euro.
    pub fn amount(&mut self, label: &str, value: Cents) {
        self.label(label);
        value.write(&mut self.out);
        self.out.push_str(" EUR\n");
    }

    /// Bytes in hexadecimal digits.
    pub fn hex(&mut self, label: &str, value: &[u8]) {
        self.label(label);
        self.out.push_str("0x");
        write_hex(&mut self.out, value);
        self.out.push('\n');
    }

    /// A day, ISO 8601.
    pub fn date(&mut self, label: &str, value: Date) {
        self.label(label);
        self.iso(value);
        self.out.push('\n');
    }

    /// A moment, given in seconds since the epoch, written in UTC.
    pub fn time(&mut self, label: &str, seconds: u64) {
        self.label(label);
        write_moment(seconds, &mut self.out);
        self.out.push('\n');
    }

    /// A document: its digest, media type, title and address.
    pub fn document(&mut self, label: &str, value: &Document) {
        self.within(label, |lines| {
            lines.hex("sha256", &value.sha256.0);
            lines.text("media type", &value.media_type);
            lines.text("title", &value.title);
            lines.text("uri", &value.uri);
        });
    }

    /// Numbered documents.
    pub fn documents(&mut self, values: &[Document]) {
        self.each("document", values, |lines, value| {
            lines.hex("sha256", &value.sha256.0);
            lines.text("media type", &value.media_type);
            lines.text("title", &value.title);
            lines.text("uri", &value.uri);
        });
    }

    /// A CUP, if there is one.
    pub fn cup(&mut self, value: &Option<Cup>) {
        if let Some(cup) = value {
            self.text("CUP", cup.as_str());
        }
    }

    /// A CIG, if there is one.
    pub fn cig(&mut self, value: &Option<Cig>) {
        if let Some(cig) = value {
            self.text("CIG", cig.as_str());
        }
    }

    /// A municipality, if there is one.
    pub fn municipality(&mut self, value: &Option<IstatCode>) {
        if let Some(code) = value {
            self.text("municipality", code.as_str());
        }
    }

    /// Lines whose labels begin with this label.
    pub fn within(&mut self, label: &str, write: impl FnOnce(&mut Self)) {
        let before = self.scope.len();
        self.scope.push_str(label);
        self.scope.push(' ');
        write(self);
        self.scope.truncate(before);
    }

    /// As [`Lines::within`] for each of many, numbered from 1.
    pub fn each<T>(&mut self, label: &str, values: &[T], write: impl Fn(&mut Self, &T)) {
        for (index, value) in values.iter().enumerate() {
            let before = self.scope.len();
            self.scope.push_str(label);
            self.scope.push(' ');
            write_decimal(&mut self.scope, index as u64 + 1);
            self.scope.push(' ');
            write(self, value);
            self.scope.truncate(before);
        }
    }

    fn iso(&mut self, date: Date) {
        for digit in date.to_iso() {
            self.out.push(digit as char);
        }
    }
}
