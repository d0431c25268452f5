// SPDX-License-Identifier: EUPL-1.2
//! A ledger in memory that something has happened on, and what must hold of any ledger.

use portico_rules::bounds;
use portico_rules::import::{ImportBody, Source};
use portico_rules::memory::sample::{self, who};
use portico_rules::memory::{Chain, key, pair};
use portico_rules::primitives::{Cents, Key};
use portico_rules::row::{Row, RowKey};
use portico_rules::subject::Subject;
use scale::Encode;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What ink! can move: call data, event or answer, bytes.
pub const BUFFER: usize = 16_384;

/// The rules' sample story, and an import that has begun.
///
/// # Panics
/// If the rules do not accept their own sample.
pub fn story() -> &'static Chain {
    static STORY: OnceLock<Chain> = OnceLock::new();
    STORY.get_or_init(|| {
        let mut chain = sample::story().expect("the rules accept the sample");
        let source = Source {
            sha256: sample::document("file").sha256,
            format: "l190-2020".into(),
            title: "Contratti".into(),
            publisher: "Comune".into(),
            licence: "CC-BY-4.0".into(),
            uri: String::new(),
            rows: 1_000,
        };
        chain.advance(6);
        chain
            .direct(&pair(who::CITY), None, ImportBody::Open(source))
            .expect("the rules accept an import");
        chain
    })
}

/// The subjects whose histories the hostile ones grow out of.
pub const SUBJECTS: [Subject; 4] = [
    Subject::Party(3),
    Subject::Agreement(1),
    Subject::Award(1),
    Subject::Import(1),
];

/// The key of one of the sample's people; a number beyond them is a stranger's.
pub fn person(number: u8) -> Key {
    static KEYS: OnceLock<Vec<Key>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| (1..=10).map(|number| key(&pair(number))).collect());
    keys[usize::from(number) % keys.len()]
}

/// What holds of every contract's rows, whatever was sent: each fits into storage, and of no award is more paid than
/// attested, more attested than granted, or more recovered than paid, in total and for each milestone.
///
/// # Panics
/// If it does not hold, which is what is looked for.
pub fn assert_sound(rows: &BTreeMap<RowKey, Row>) {
    for (key, row) in rows {
        assert!(key.encoded_size() <= bounds::ROW_KEY, "{key:?}");
        assert!(row.encoded_size() <= bounds::ROW, "{row:?}");
        match (key, row) {
            (RowKey::Award(award), Row::Award(row)) => {
                assert!(
                    row.recovered <= row.paid
                        && row.paid <= row.attested
                        && row.attested <= row.granted,
                    "{row:?}"
                );
                let sum = |of: fn(&portico_rules::award::MilestoneRow) -> Cents| {
                    Cents::sum(rows.iter().filter_map(|(key, row)| match (key, row) {
                        (RowKey::Milestone { award: found, .. }, Row::Milestone(row))
                            if found == award =>
                        {
                            Some(of(row))
                        }
                        _ => None,
                    }))
                };
                assert_eq!(sum(|row| row.amount), Some(row.granted), "{row:?}");
                assert_eq!(sum(|row| row.attested), Some(row.attested), "{row:?}");
                assert_eq!(sum(|row| row.paid), Some(row.paid), "{row:?}");
            }
            (_, Row::Milestone(row)) => {
                assert!(
                    row.paid <= row.attested && row.attested <= row.amount,
                    "{row:?}"
                );
            }
            (_, Row::Payment(row)) => assert!(row.recovered <= row.amount, "{row:?}"),
            (_, Row::Import(row)) => {
                assert!(
                    row.recorded.rows <= row.last_row && row.last_row <= row.rows,
                    "{row:?}"
                );
            }
            _ => (),
        }
    }
}
