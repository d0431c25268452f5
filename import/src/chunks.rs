// SPDX-License-Identifier: EUPL-1.2
//! Records in bodies: as many to an entry as the rules allow.

use crate::error::ImportError;
use portico_rules::bounds;
use portico_rules::import::{HistoricalRecord, ImportBody};
use scale::Encode;

/// What `ImportBody::Record` adds to its records, bytes: its index, the row before them, and the length of a list of up to
/// [`bounds::RECORDS`].
const AROUND: usize = 7;

/// Bodies of consecutive records, none beyond [`bounds::RECORDS`] records or [`bounds::BODY`] bytes.
pub struct Chunks<I> {
    records: I,
    after: u32,
    next: Option<HistoricalRecord>,
}

impl<I: Iterator<Item = Result<HistoricalRecord, ImportError>>> Chunks<I> {
    /// Chunks of these records; `after` is the number of the last row recorded before them, 0 before the first.
    pub fn of(records: I, after: u32) -> Self {
        Chunks {
            records,
            after,
            next: None,
        }
    }

    fn body(&mut self) -> Result<Option<ImportBody>, ImportError> {
        let (mut chunk, mut size) = (Vec::new(), AROUND);
        loop {
            let record = match self.next.take() {
                Some(record) => record,
                None => match self.records.next().transpose()? {
                    Some(record) => record,
                    None => break,
                },
            };
            size += record.encoded_size();
            // A single record is far below the bound: its texts are.
            if !chunk.is_empty() && (chunk.len() == bounds::RECORDS || size > bounds::BODY) {
                self.next = Some(record);
                break;
            }
            chunk.push(record);
        }
        let Some(last) = chunk.last() else {
            return Ok(None);
        };
        let after = std::mem::replace(&mut self.after, last.row);
        Ok(Some(ImportBody::Record {
            after,
            records: chunk,
        }))
    }
}

impl<I: Iterator<Item = Result<HistoricalRecord, ImportError>>> Iterator for Chunks<I> {
    type Item = Result<ImportBody, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.body().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_rules::codes::TaxCode;
    use portico_rules::primitives::Cents;
    use proptest::prelude::*;

    fn record(row: u32, name: usize) -> HistoricalRecord {
        HistoricalRecord {
            row,
            authority: None,
            recipient: TaxCode::parse("00743110157").unwrap(),
            recipient_name: "x".repeat(name),
            cig: None,
            cup: None,
            procedure: "y".repeat(name),
            awarded: Some(Cents(1)),
            paid: None,
            start: None,
            end: None,
            year: None,
        }
    }

    proptest! {
        #[test]
        fn chunks_hold_everything_in_order_within_bounds(names in prop::collection::vec(0usize..=160, 0..400)) {
            let records: Vec<_> = names.iter().zip(1..).map(|(name, row)| record(row, *name)).collect();
            let bodies: Vec<_> = Chunks::of(records.iter().cloned().map(Ok), 0).map(Result::unwrap).collect();
            let mut seen = Vec::new();
            for body in &bodies {
                prop_assert!(body.encoded_size() <= bounds::BODY);
                let ImportBody::Record { after, records } = body else { panic!("not records") };
                prop_assert_eq!(*after, seen.last().map_or(0, |record: &HistoricalRecord| record.row));
                prop_assert!((1..=bounds::RECORDS).contains(&records.len()));
                seen.extend(records.iter().cloned());
            }
            prop_assert_eq!(&seen, &records);
            // Never two bodies where one would do.
            for pair in bodies.windows(2) {
                let (ImportBody::Record { records: a, .. }, ImportBody::Record { records: b, .. }) = (&pair[0], &pair[1]) else {
                    panic!("not records")
                };
                prop_assert!(a.len() == bounds::RECORDS || pair[0].encoded_size() + b[0].encoded_size() >= bounds::BODY);
            }
        }
    }
}
