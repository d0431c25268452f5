// SPDX-License-Identifier: EUPL-1.2
//! One row of a file as a historical record, or the reason why it is none. The rules have the last word
//! ([`portico_rules::import::check_record`]); what they cannot see (how something was written) is said here.

use crate::amount::{self, AmountError};
use crate::day;
use crate::heading::Heading;
use crate::mapping::{Mapping, NameForm};
use crate::names::{self, Verdict};
use crate::rows::RawRow;
use crate::text;
use portico_rules::codes::{Cig, CodeError, Cup, TaxCode};
use portico_rules::date::{Date, DateError};
use portico_rules::import::{HistoricalRecord, check_record};
use portico_rules::primitives::Cents;
use portico_rules::refusal::{Field, Refusal};
use std::borrow::Cow;

/// A row, before it has its number.
pub(crate) struct Found {
    /// Line in the file on which it begins, from 1.
    pub(crate) line: u64,
    pub(crate) awarded: Amount,
    pub(crate) paid: Amount,
    /// A record without its number, or the sentence for the rejects file.
    pub(crate) read: Result<(HistoricalRecord, Vec<Remark>), String>,
    /// Its text as the file has it.
    pub(crate) original: String,
}

/// What an accepted row says and the record does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A date that cannot be one; the record has none in its place. A wrong year is no reason to lose the money.
    DateLeftOut {
        /// Which date.
        field: Field,
        /// What is wrong with it.
        error: DateError,
    },
    /// A code that says of itself which it is, and is none; the record has none in its place. Codes in a column of their own are
    /// another matter: there a wrong one is a wrong row.
    CodeLeftOut {
        /// Which code.
        field: Field,
        /// What is wrong with it.
        error: CodeError,
    },
    /// The recipient's name might be a person's; the record has none.
    NameLeftOut,
}

/// An amount column of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// There is no such column, or nothing is written in it.
    Nothing,
    Of(Cents),
    Unreadable(AmountError),
}

impl Amount {
    /// Reads an amount column.
    pub(crate) fn read(row: &RawRow, column: Option<usize>, mapping: &Mapping) -> Self {
        let Some(bytes) = column.and_then(|index| row.field(index)) else {
            return Amount::Nothing;
        };
        let Ok(text) = text::decode(bytes, mapping.file.encoding) else {
            return Amount::Unreadable(AmountError::NotAnAmount);
        };
        match amount::read(&text, &mapping.amounts) {
            Ok(None) => Amount::Nothing,
            Ok(Some(cents)) => Amount::Of(cents),
            Err(error) => Amount::Unreadable(error),
        }
    }

    pub(crate) fn cents(self) -> Option<Cents> {
        match self {
            Amount::Of(cents) => Some(cents),
            Amount::Nothing | Amount::Unreadable(_) => None,
        }
    }
}

/// Reads a row; `Err` is the sentence for the rejects file.
pub(crate) fn read(
    row: &RawRow,
    awarded: Amount,
    paid: Amount,
    heading: &Heading,
    mapping: &Mapping,
) -> Result<(HistoricalRecord, Vec<Remark>), String> {
    if row.len() != heading.columns {
        return Err(format!(
            "the row has {} columns, the heading has {}",
            row.len(),
            heading.columns
        ));
    }
    if !row.quotation_is_paired() {
        return Err(
            "the row has an odd number of quotation marks: where its fields end cannot be told"
                .into(),
        );
    }
    let row = Texts { row, mapping };
    let mut remarks = Vec::new();
    for (must, column) in mapping.must_be.iter().zip(&heading.must_be) {
        let said = row.get(*column, Field::Reference)?;
        if said.trim() != must.value {
            let said: String = said.chars().take(40).collect();
            return Err(format!(
                "{}: it is {said:?}, and only rows with {:?} are read",
                must.column, must.value
            ));
        }
    }
    // A day that cannot be read says no year.
    let decided = match row.day(heading.decided, Field::Date, &mut Vec::new())? {
        Some(day) => day.to_string().get(..4).and_then(|year| year.parse().ok()),
        None => None,
    };
    let record = HistoricalRecord {
        // Its place among the rows is told by the reader.
        row: 1,
        authority: match heading.authority {
            Some(_) => row.organisation(heading.authority, Field::Publisher)?,
            None => mapping.constants.authority,
        },
        recipient: row
            .organisation(Some(heading.recipient), Field::Recipient)?
            .ok_or_else(|| {
                Refusal::Empty {
                    field: Field::Recipient,
                }
                .to_string()
            })?,
        recipient_name: match (&mapping.recipient_name, heading.recipient_name) {
            (Some(form), Some(column)) => row.name(column, form, &mut remarks)?,
            _ => String::new(),
        },
        cig: row.code(
            heading.cig,
            Field::Cig,
            mapping.required.cig,
            Cig::parse_lenient,
        )?,
        cup: row.code(
            heading.cup,
            Field::Cup,
            mapping.required.cup,
            Cup::parse_lenient,
        )?,
        procedure: match heading.procedure {
            Some(column) => text::one_line(&row.get(column, Field::Procedure)?),
            None => mapping.constants.procedure.clone().unwrap_or_default(),
        },
        awarded: row.amount(awarded, heading.awarded, Field::Awarded)?,
        paid: row.amount(paid, heading.paid, Field::Paid)?,
        start: row.day(heading.start, Field::Start, &mut remarks)?,
        end: row.day(heading.end, Field::End, &mut remarks)?,
        year: mapping.constants.year.or(decided),
    };
    check_record(&record).map_err(|refusal| refusal.to_string())?;
    Ok((record, remarks))
}

/// A row's fields as texts.
struct Texts<'a> {
    row: &'a RawRow,
    mapping: &'a Mapping,
}

impl Texts<'_> {
    /// A field's text. The row has as many fields as the heading, so the column is there.
    fn get(&self, column: usize, field: Field) -> Result<Cow<'_, str>, String> {
        let bytes = self.row.field(column).unwrap_or_default();
        let text = text::decode(bytes, self.mapping.file.encoding).map_err(|at| {
            format!("{field}: byte {at} is not UTF-8; if many rows say so, the mapping's file.encoding is wrong")
        })?;
        if !self.mapping.file.repair_double_encoding {
            return Ok(text);
        }
        Ok(match text::repair(&text) {
            Cow::Owned(repaired) => Cow::Owned(repaired),
            Cow::Borrowed(_) => text,
        })
    }

    /// The tax code of an organisation, `None` where nothing is written.
    fn organisation(&self, column: Option<usize>, field: Field) -> Result<Option<TaxCode>, String> {
        let prefix = &self.mapping.code_prefix;
        if let Some(column) = column {
            let text = self.get(column, field)?;
            let text = text.trim();
            if !text.is_empty() && !text.starts_with(prefix.as_str()) {
                return Err(format!(
                    "{field}: the identifier does not begin with {prefix}: it is none of the list that can be recorded"
                ));
            }
        }
        self.optional(column, field, |text| {
            TaxCode::parse(text.strip_prefix(prefix.as_str()).unwrap_or(text))
        })
    }

    /// A code, `None` where nothing is written.
    fn optional<T>(
        &self,
        column: Option<usize>,
        field: Field,
        parse: impl Fn(&str) -> Result<T, CodeError>,
    ) -> Result<Option<T>, String> {
        let Some(column) = column else {
            return Ok(None);
        };
        let text = self.get(column, field)?;
        match text.trim() {
            "" => Ok(None),
            code => parse(code)
                .map(Some)
                .map_err(|error| Refusal::Code { field, error }.to_string()),
        }
    }

    /// A code that may be written as zeros where there is none, and may have to be there.
    fn code<T>(
        &self,
        column: Option<usize>,
        field: Field,
        required: bool,
        parse: impl Fn(&str) -> Result<T, CodeError>,
    ) -> Result<Option<T>, String> {
        let code = self.optional(column, field, |text| match parse(text) {
            // Zeros are how files write that there is none.
            Err(CodeError::AllZero) if !required => Ok(None),
            other => other.map(Some),
        })?;
        match code.flatten() {
            None if required => Err(Refusal::Empty { field }.to_string()),
            code => Ok(code),
        }
    }

    fn name(
        &self,
        column: usize,
        form: &NameForm,
        remarks: &mut Vec<Remark>,
    ) -> Result<String, String> {
        let name = text::one_line(&self.get(column, Field::RecipientName)?);
        if name.is_empty() {
            return Ok(name);
        }
        match names::judge(&name, form) {
            Verdict::Record => Ok(name),
            Verdict::LeaveOut => {
                remarks.push(Remark::NameLeftOut);
                Ok(String::new())
            }
            Verdict::SoleTrader => Err(format!(
                "{}: the recipient is a sole trader, and natural persons do not stand on the ledger",
                Field::RecipientName
            )),
        }
    }

    fn amount(
        &self,
        amount: Amount,
        column: Option<usize>,
        field: Field,
    ) -> Result<Option<Cents>, String> {
        match amount {
            Amount::Unreadable(error) => {
                let bytes = column
                    .and_then(|column| self.row.field(column))
                    .unwrap_or_default();
                let written: String = text::decode_visibly(bytes, self.mapping.file.encoding)
                    .chars()
                    .take(40)
                    .collect();
                Err(format!("{field}: {written:?} {error}"))
            }
            read => Ok(read.cents()),
        }
    }

    fn day(
        &self,
        column: Option<usize>,
        field: Field,
        remarks: &mut Vec<Remark>,
    ) -> Result<Option<Date>, String> {
        let Some(column) = column else {
            return Ok(None);
        };
        let text = self.get(column, field)?;
        match day::read(&text, &self.mapping.dates.forms) {
            Ok(day) => Ok(day),
            Err(error) => {
                remarks.push(Remark::DateLeftOut { field, error });
                Ok(None)
            }
        }
    }
}
