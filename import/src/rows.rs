// SPDX-License-Identifier: EUPL-1.2
//! CSV rows as bytes, one at a time, each with the line it begins on and its bytes as they stand in the file.
//! What a quotation mark means is csv-core's business; here is only what it does not say: where a row came from,
//! how long a row may get, and whether the file ends inside one. This module must not know what columns mean.

use csv_core::ReadRecordResult;
use std::io::{BufRead, BufReader, Read};

/// The longest row that is read, bytes: a hundred times what a row of a public file has.
pub const ROW_LIMIT: usize = 1 << 20;
/// More columns than any public file has.
const COLUMN_LIMIT: usize = 4_096;

/// Why rows end early.
#[derive(Debug)]
pub(crate) enum RowsError {
    Io(std::io::Error),
    TooLong {
        line: u64,
    },
    /// A quotation mark is open where the file ends.
    OpenQuotation {
        line: u64,
    },
}

/// One row.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawRow {
    /// Line in the file on which it begins, from 1.
    pub(crate) line: u64,
    /// Its bytes in the file, the line break at its end left out.
    pub(crate) bytes: Vec<u8>,
    /// Whether the file ends without a line break after it.
    pub(crate) unterminated: bool,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

impl RawRow {
    /// How many fields it has.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A field's bytes, quotation undone; `None` if the row has not so many.
    pub(crate) fn field(&self, index: usize) -> Option<&[u8]> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.fields.get(start..end)
    }

    /// Whether quotation marks come in pairs. An odd one swallows what follows it, up to the next.
    pub(crate) fn quotation_is_paired(&self) -> bool {
        self.bytes.iter().filter(|byte| **byte == b'"').count() % 2 == 0
    }
}

/// The rows of a file, its heading included.
pub(crate) struct RawRows<R> {
    input: BufReader<R>,
    reader: csv_core::Reader,
    delimiter: u8,
    /// Line breaks before the next byte.
    breaks: u64,
}

impl<R: Read> RawRows<R> {
    pub(crate) fn new(input: R, delimiter: u8) -> Self {
        RawRows {
            input: BufReader::with_capacity(1 << 16, input),
            reader: reader(delimiter),
            delimiter,
            breaks: 0,
        }
    }

    pub(crate) fn input(&self) -> &R {
        self.input.get_ref()
    }

    /// The next row, `None` at the end. Empty lines are skipped.
    pub(crate) fn next(&mut self) -> Result<Option<RawRow>, RowsError> {
        let mut row = RawRow {
            fields: vec![0; 4_096],
            ends: vec![0; 64],
            ..RawRow::default()
        };
        let (mut length, mut columns) = (0, 0);
        loop {
            let buffer = self.input.fill_buf().map_err(RowsError::Io)?;
            let at_end = buffer.is_empty();
            // Both indices only grow by what csv-core says it wrote into exactly these slices.
            let (result, read, wrote, ended) = self.reader.read_record(
                buffer,
                &mut row.fields[length..],
                &mut row.ends[columns..],
            );
            row.bytes.extend_from_slice(&buffer[..read]);
            self.input.consume(read);
            length += wrote;
            columns += ended;
            let too_long = RowsError::TooLong {
                line: self.breaks + 1 + leading_breaks(&row.bytes),
            };
            if row.bytes.len() > ROW_LIMIT {
                return Err(too_long);
            }
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => row.fields.resize(row.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if columns >= COLUMN_LIMIT => {
                    return Err(too_long);
                }
                ReadRecordResult::OutputEndsFull => row.ends.resize(row.ends.len() * 2, 0),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record => {
                    row.fields.truncate(length);
                    row.ends.truncate(columns);
                    row.unterminated = at_end;
                    return self.complete(row).map(Some);
                }
            }
        }
    }

    /// Finds where the row begins, cuts the line breaks around it, and sees whether it is whole.
    fn complete(&mut self, mut row: RawRow) -> Result<RawRow, RowsError> {
        row.line = self.breaks + 1 + leading_breaks(&row.bytes);
        self.breaks += breaks(&row.bytes);
        if row.unterminated && self.is_open(&row.bytes) {
            return Err(RowsError::OpenQuotation { line: row.line });
        }
        let is_break = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let start = row
            .bytes
            .iter()
            .position(|byte| !is_break(byte))
            .unwrap_or(0);
        row.bytes.drain(..start);
        while row.bytes.last().is_some_and(is_break) {
            row.bytes.pop();
        }
        Ok(row)
    }

    /// Whether a line break after these bytes would still belong to the row: then a quotation mark is open.
    fn is_open(&self, bytes: &[u8]) -> bool {
        let mut with_break = bytes.to_vec();
        with_break.push(b'\n');
        let (mut fields, mut ends) = (vec![0; with_break.len() + 1], vec![0; COLUMN_LIMIT + 1]);
        let (result, ..) = reader(self.delimiter).read_record(&with_break, &mut fields, &mut ends);
        result == ReadRecordResult::InputEmpty
    }
}

fn reader(delimiter: u8) -> csv_core::Reader {
    csv_core::ReaderBuilder::new().delimiter(delimiter).build()
}

fn breaks(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// Line breaks before the first byte that is none.
fn leading_breaks(bytes: &[u8]) -> u64 {
    let end = bytes
        .iter()
        .position(|byte| !matches!(byte, b'\r' | b'\n'))
        .unwrap_or(bytes.len());
    breaks(bytes.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &[u8]) -> Result<Vec<RawRow>, RowsError> {
        let mut rows = RawRows::new(text, b',');
        std::iter::from_fn(|| rows.next().transpose()).collect()
    }

    fn strings(row: &RawRow) -> Vec<String> {
        (0..row.len())
            .map(|index| String::from_utf8_lossy(row.field(index).unwrap()).into_owned())
            .collect()
    }

    #[test]
    fn rows_know_their_lines_and_bytes() {
        let rows = read(b"a,b\r\n1,\"x\r\ny\"\"z\"\r\n\r\n3,4\n5,6").unwrap();
        let seen: Vec<_> = rows.iter().map(|row| (row.line, strings(row))).collect();
        assert_eq!(
            seen,
            [
                (1, vec!["a".to_owned(), "b".to_owned()]),
                (2, vec!["1".to_owned(), "x\r\ny\"z".to_owned()]),
                (5, vec!["3".to_owned(), "4".to_owned()]),
                (6, vec!["5".to_owned(), "6".to_owned()]),
            ]
        );
        assert_eq!(rows[1].bytes, b"1,\"x\r\ny\"\"z\"");
        assert_eq!(rows[2].bytes, b"3,4");
        assert!(rows[3].unterminated && !rows[2].unterminated);
    }

    #[test]
    fn an_open_quotation_is_found() {
        for text in [
            "a,b\n1,\"x",
            "a,b\n1,\"x\n2,y\n3,z\n",
            "a,b\n1,\"",
            "a,b\n1,\"x\"\"",
        ] {
            assert!(
                matches!(
                    read(text.as_bytes()),
                    Err(RowsError::OpenQuotation { line: 2 })
                ),
                "{text}"
            );
        }
        for text in ["a,b\n1,\"x\"", "a,b\n1,x\"y", "a,b\n1,", "a,b\n1,\"\""] {
            assert!(read(text.as_bytes()).is_ok(), "{text}");
        }
    }

    #[test]
    fn endless_rows_are_not_read() {
        let mut text = b"a,b\n1,\"".to_vec();
        text.resize(text.len() + ROW_LIMIT + 1, b'x');
        assert!(matches!(read(&text), Err(RowsError::TooLong { line: 2 })));
        let many = b",".repeat(COLUMN_LIMIT + 10);
        assert!(matches!(read(&many), Err(RowsError::TooLong { line: 1 })));
    }

    proptest! {
        #[test]
        fn rows_are_those_of_the_csv_crate(text in "[ab,\"\\n\\r]{0,60}") {
            let mut other = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> =
                other.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            if let Ok(rows) = read(text.as_bytes()) {
                prop_assert_eq!(rows.iter().map(strings).collect::<Vec<_>>(), expected);
            }
        }
    }
}
