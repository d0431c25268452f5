// SPDX-License-Identifier: EUPL-1.2
//! Tables in CSV (RFC 4180), each with its columns declared once: the heading of the file and the schema in `datapackage.json`.

use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};

use crate::Error;

/// A column.
pub(crate) struct Column {
    /// Its heading.
    pub(crate) name: &'static str,
    /// What its cells are.
    pub(crate) kind: Kind,
    /// What it says.
    pub(crate) about: &'static str,
}

/// What cells are (types of Table Schema).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// Euro with two decimals.
    Amount,
    /// A day, ISO 8601.
    Day,
    /// A moment, RFC 3339.
    Moment,
    /// An address.
    Address,
}

/// A table that is being written.
pub(crate) struct Table<'w>(Writer<&'w mut dyn Write>);

impl<'w> Table<'w> {
    /// Begins a table with these columns.
    pub(crate) fn begin(columns: &[Column], out: &'w mut dyn Write) -> Result<Self, Error> {
        let mut writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .from_writer(out);
        writer
            .write_record(columns.iter().map(|column| column.name))
            .map_err(failed)?;
        Ok(Table(writer))
    }

    /// Adds a row, a cell for each column.
    pub(crate) fn row<'c>(
        &mut self,
        cells: impl IntoIterator<Item = Cell<'c>>,
    ) -> Result<(), Error> {
        for cell in cells {
            match cell {
                Cell::Text(text) => self.0.write_field(harmless(text)),
                Cell::Number(text) => self.0.write_field(text),
            }
            .map_err(failed)?;
        }
        self.0.write_record(None::<&[u8]>).map_err(failed)
    }

    /// Ends it.
    pub(crate) fn end(mut self) -> Result<(), Error> {
        Ok(self.0.flush()?)
    }
}

/// A cell.
pub(crate) enum Cell<'c> {
    /// What somebody wrote.
    Text(&'c str),
    /// What we made: an amount, a day, a code of digits.
    Number(String),
}

/// An amount, or less than nothing.
pub(crate) fn amount(cents: i128) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// A text that no spreadsheet takes for a formula, as the API's other tables write it.
fn harmless(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\'' | '＝' | '＋' | '－' | '＠') => {
            format!("'{text}")
        }
        _ => text.to_owned(),
    }
}

fn failed(error: csv::Error) -> Error {
    Error::Write(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_a_formula_is_text() {
        let columns = [
            Column {
                name: "a",
                kind: Kind::Text,
                about: "",
            },
            Column {
                name: "b",
                kind: Kind::Amount,
                about: "",
            },
        ];
        let mut out = Vec::new();
        let mut table = Table::begin(&columns, &mut out).unwrap();
        table
            .row([Cell::Text("=1+1"), Cell::Number(amount(-5))])
            .unwrap();
        table
            .row([Cell::Text("a \"b\", c"), Cell::Number(amount(1_200_005))])
            .unwrap();
        table.end().unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a,b\r\n'=1+1,-0.05\r\n\"a \"\"b\"\", c\",12000.05\r\n"
        );
    }
}
