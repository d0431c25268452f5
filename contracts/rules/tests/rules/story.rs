// SPDX-License-Identifier: EUPL-1.2
//! Does the whole story come out as told, and is its state what its entries fold to?

use portico_rules::award::{AwardRow, AwardStatus, PaymentRow, Receipt};
use portico_rules::memory::{Chain, sample};
use portico_rules::native::Native;
use portico_rules::primitives::Cents;
use portico_rules::replay::{Signatures, fold};
use portico_rules::row::{Row, RowKey};
use portico_rules::subject::{Subject, SubjectKind};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_lowest_attestation_counts_and_is_what_can_be_paid() {
    let chain = sample::story().unwrap();
    let rows = chain.rows(SubjectKind::Award);
    let Some(Row::Award(award)) = rows.get(&RowKey::Award(1)) else {
        panic!("no award")
    };
    let AwardRow {
        status,
        granted,
        attested,
        paid,
        recovered,
        ..
    } = award;
    assert_eq!(*status, AwardStatus::Published);
    assert_eq!(
        (*granted, *attested, *paid, *recovered),
        (
            Cents(3_000_000),
            Cents(1_000_000),
            Cents(1_000_000),
            Cents(0)
        )
    );
    let Some(Row::Payment(PaymentRow {
        receipt, amount, ..
    })) = rows.get(&RowKey::Payment {
        award: 1,
        payment: 1,
    })
    else {
        panic!("no payment")
    };
    assert_eq!((*receipt, *amount), (Receipt::Confirmed, Cents(1_000_000)));
}

#[test]
fn entries_fold_to_what_the_contracts_hold() {
    assert_folds(&sample::story().unwrap());
    assert_folds(&sample::tender_story().unwrap());
}

/// Every subject's entries, folded alone, give exactly the rows that the contracts hold, block numbers aside.
pub fn assert_folds(chain: &Chain) {
    let subjects: BTreeSet<Subject> = chain
        .entries
        .iter()
        .map(|placed| placed.appended.entry.subject)
        .collect();
    let mut folded: BTreeMap<SubjectKind, BTreeMap<RowKey, Row>> = BTreeMap::new();
    for subject in subjects {
        let history = chain.history(subject);
        let rows = fold(
            &Native,
            &chain.place(subject.kind()),
            &history,
            Signatures::Check,
        )
        .unwrap_or_else(|(index, broken)| panic!("{subject}, entry {index}: {broken:?}"));
        for (key, row) in rows {
            let twice = folded.entry(subject.kind()).or_default().insert(key, row);
            assert_eq!(twice, None, "{key:?} belongs to two subjects");
        }
    }
    for (kind, folded) in folded {
        let mut held = chain.rows(kind);
        held.remove(&RowKey::Ledger);
        for row in held.values_mut() {
            if let Row::Head(head) = row {
                head.last_block = 0;
            }
        }
        assert_eq!(folded, held, "{}", kind.word());
    }
}

#[test]
fn every_entry_names_the_blocks_before_it() {
    let chain = sample::story().unwrap();
    let mut last_of_subject = BTreeMap::new();
    let mut last_of_contract = BTreeMap::new();
    for placed in &chain.entries {
        let entry = &placed.appended.entry;
        let before = (
            last_of_subject
                .insert(entry.subject, placed.block)
                .unwrap_or(0),
            last_of_contract
                .insert(entry.subject.kind(), placed.block)
                .unwrap_or(0),
        );
        assert_eq!(
            (entry.previous.subject_block, entry.previous.contract_block),
            before
        );
    }
}
