// SPDX-License-Identifier: EUPL-1.2
//! Rows of JSON files: OCDS releases and records, and 360Giving grants. A file is cut into elements (a release, a record, a
//! grant), one of which is in memory at a time; what an element says of awards becomes rows.
//!
//! Beside that, 16 bytes are kept of each row's identifier, since an award that is told twice must not count twice.

mod elements;
mod grant;
mod node;
mod ocds;

use crate::digest::Hashing;
use crate::error::ImportError;
use crate::mapping::{DateForm, JsonForm, Mapping, Model};
use crate::names::{self, Verdict};
use crate::record::{Amount, Found, Remark};
use crate::text;
use elements::{Element, Elements};
use node::{Node, Read};
use portico_rules::codes::CodeError;
use portico_rules::date::DateError;
use portico_rules::import::{HistoricalRecord, check_record};
use portico_rules::primitives::Digest;
use portico_rules::refusal::{Field, Refusal};
use sha2::{Digest as _, Sha256};
use std::collections::{HashSet, VecDeque};
use std::io;
use std::path::Path;

/// Most of an element, bytes. A longer one is a reject.
pub const ELEMENT_LIMIT: usize = 4 << 20;

/// The rows of a JSON file.
pub(crate) struct JsonRows<R> {
    elements: Elements<R>,
    model: Model,
    waiting: VecDeque<Found>,
    seen: HashSet<[u8; 16]>,
    /// Elements that say nothing of any award.
    without_rows: u32,
}

impl<R: io::Read> JsonRows<R> {
    pub(crate) fn new(input: Hashing<R>, form: JsonForm) -> Self {
        JsonRows {
            elements: Elements::new(input, form.container),
            model: form.model,
            waiting: VecDeque::new(),
            seen: HashSet::new(),
            without_rows: 0,
        }
    }

    pub(crate) fn input(&self) -> &Hashing<R> {
        self.elements.input()
    }

    pub(crate) fn without_rows(&self) -> u32 {
        self.without_rows
    }

    /// The next row, `None` at the end.
    pub(crate) fn next(
        &mut self,
        path: &Path,
        mapping: &Mapping,
    ) -> Result<Option<Found>, ImportError> {
        loop {
            if let Some(found) = self.waiting.pop_front() {
                return Ok(Some(found));
            }
            let Some(element) = self.elements.next(path)? else {
                return Ok(None);
            };
            let rows = self.rows_of(&element, mapping)?;
            if rows.is_empty() {
                self.without_rows = self.without_rows.saturating_add(1);
            }
            self.waiting.extend(rows);
        }
    }

    fn rows_of(&mut self, element: &Element, mapping: &Mapping) -> Result<Vec<Found>, ImportError> {
        if element.too_long {
            return Ok(vec![unreadable(
                element,
                format!("it is longer than {ELEMENT_LIMIT} bytes"),
            )]);
        }
        let node = match Node::parse(&element.bytes, &element.pointer) {
            Ok(node) => node,
            Err(error) if element.is_cut_off && error.is_eof() => {
                return Err(ImportError::Truncated {
                    line: element.line,
                    what: "the last line breaks off".into(),
                });
            }
            Err(error) => {
                return Ok(vec![unreadable(
                    element,
                    format!("it is not JSON: {error}"),
                )]);
            }
        };
        let mut rows = Rows {
            element,
            mapping,
            seen: &mut self.seen,
            found: Vec::new(),
        };
        let read = match self.model {
            Model::Ocds => ocds::read(&node, &mut rows),
            Model::Giving => grant::read(&node, &mut rows),
        };
        match read {
            Ok(()) => Ok(rows.found),
            // Nothing of it can be told apart.
            Err(reason) => Ok(vec![Found {
                read: Err(reason),
                ..unreadable(element, String::new())
            }]),
        }
    }
}

/// An element of which nothing can be read: one row.
fn unreadable(element: &Element, why: String) -> Found {
    let nothing = Amount::Unreadable(crate::amount::AmountError::NotAnAmount);
    Found {
        line: element.line,
        awarded: nothing,
        paid: nothing,
        read: Err(format!("{}: {why}", shown(&element.pointer))),
        original: text::decode_visibly(&element.bytes, crate::mapping::Encoding::Utf8),
    }
}

/// A pointer (RFC 6901) for a person: that to the whole line is empty.
fn shown(pointer: &str) -> &str {
    if pointer.is_empty() {
        "the whole line"
    } else {
        pointer
    }
}

/// The rows of an element, as they are found.
struct Rows<'e> {
    element: &'e Element,
    mapping: &'e Mapping,
    seen: &'e mut HashSet<[u8; 16]>,
    found: Vec<Found>,
}

/// What a row says, before the rules have seen it.
#[derive(Default)]
struct Said {
    authority: Option<String>,
    recipient: Option<String>,
    recipient_name: String,
    cig: Option<portico_rules::codes::Cig>,
    cup: Option<portico_rules::codes::Cup>,
    /// What is wrong with what is called a CUP, if there is none that is one.
    wrong_cup: Option<CodeError>,
    procedure: String,
    start: Option<String>,
    end: Option<String>,
    decided: Option<String>,
}

impl Rows<'_> {
    /// Adds a row: what stands at `node`, with its amounts and what else it says, or why it cannot be told.
    fn add(
        &mut self,
        node: &Node<'_>,
        identifier: &[&str],
        awarded: Amount,
        paid: Amount,
        said: Read<Said>,
    ) {
        let read = said.and_then(|said| {
            // Counted only where it could be recorded: what is rejected once may be right the next time.
            let record = self.record(node, said, awarded, paid)?;
            if self.seen.insert(short_digest(identifier)) {
                return Ok(record);
            }
            Err(format!(
                "{}: {} was told before in this file; if these are releases, give the records that are compiled from them",
                shown(node.pointer()),
                identifier.join(" ")
            ))
        });
        self.found.push(Found {
            line: self.element.line_of(node.raw()),
            awarded,
            paid,
            read,
            original: node.raw().to_owned(),
        });
    }

    fn record(
        &self,
        node: &Node<'_>,
        said: Said,
        awarded: Amount,
        paid: Amount,
    ) -> Result<(HistoricalRecord, Vec<Remark>), String> {
        use portico_rules::codes::TaxCode;
        let at = shown(node.pointer());
        let mapping = self.mapping;
        let amount = |field: Field, amount: Amount| match amount {
            Amount::Unreadable(error) => Err(format!("{at}: {field}: {error}")),
            read => Ok(read.cents()),
        };
        let code = |field: Field, text: &Option<String>| match text.as_deref() {
            None => Ok(None),
            Some(text) => TaxCode::parse(text).map(Some).map_err(|error| {
                let refusal = Refusal::Code { field, error };
                format!("{at}: {refusal}")
            }),
        };
        let required = |field: Field, is_missing: bool| match is_missing {
            true => Err(format!("{at}: {}", Refusal::Empty { field })),
            false => Ok(()),
        };
        let mut remarks = Vec::new();
        let mut day = |field: Field, text: &Option<String>| match read_day(text.as_deref()) {
            Ok(day) => day,
            Err(error) => {
                remarks.push(Remark::DateLeftOut { field, error });
                None
            }
        };
        let (start, end) = (day(Field::Start, &said.start), day(Field::End, &said.end));
        // A day that cannot be read says no year.
        let decided = read_day(said.decided.as_deref()).ok().flatten();
        let year = decided.and_then(|day| day.to_string().get(..4)?.parse().ok());
        let recipient_name = self.name(at, &said.recipient_name, &mut remarks)?;
        required(Field::Cig, mapping.required.cig && said.cig.is_none())?;
        if let Some(error) = said.wrong_cup.filter(|_| said.cup.is_none()) {
            let field = Field::Cup;
            if mapping.required.cup {
                return Err(format!("{at}: {}", Refusal::Code { field, error }));
            }
            remarks.push(Remark::CodeLeftOut { field, error });
        }
        required(Field::Cup, mapping.required.cup && said.cup.is_none())?;
        let recipient = code(Field::Recipient, &said.recipient)?.ok_or_else(|| {
            format!(
                "{at}: recipient: it has no identifier of the scheme IT-CF (codice fiscale of an organisation)"
            )
        })?;
        let record = HistoricalRecord {
            // Its place among the rows is known later.
            row: 1,
            authority: code(Field::Publisher, &said.authority)?.or(mapping.constants.authority),
            recipient,
            recipient_name,
            cig: said.cig,
            cup: said.cup,
            procedure: match &mapping.constants.procedure {
                Some(procedure) => procedure.clone(),
                None => text::one_line(&said.procedure),
            },
            awarded: amount(Field::Awarded, awarded)?,
            paid: amount(Field::Paid, paid)?,
            start,
            end,
            year: mapping.constants.year.or(year),
        };
        check_record(&record).map_err(|refusal| format!("{at}: {refusal}"))?;
        Ok((record, remarks))
    }

    fn name(&self, at: &str, name: &str, remarks: &mut Vec<Remark>) -> Result<String, String> {
        let name = text::one_line(name);
        let Some(form) = &self.mapping.recipient_name else {
            return Ok(String::new());
        };
        match names::judge(&name, form) {
            Verdict::Record => Ok(name),
            Verdict::LeaveOut => {
                if !name.is_empty() {
                    remarks.push(Remark::NameLeftOut);
                }
                Ok(String::new())
            }
            Verdict::SoleTrader => Err(format!(
                "{at}: {}: the recipient is a sole trader, and natural persons do not stand on the ledger",
                Field::RecipientName
            )),
        }
    }
}

/// The day of a date or of a date and time (RFC 3339), as it is written: its offset does not change it.
fn read_day(text: Option<&str>) -> Result<Option<portico_rules::date::Date>, DateError> {
    let day = text.map(|text| text.split_once('T').map_or(text, |(day, _)| day));
    crate::day::read(day.unwrap_or_default(), &[DateForm::Iso])
}

/// Enough of a digest to tell rows apart.
fn short_digest(parts: &[&str]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = Digest(hash.finalize().into());
    let mut short = [0; 16];
    short.copy_from_slice(&digest.0[..16]);
    short
}
