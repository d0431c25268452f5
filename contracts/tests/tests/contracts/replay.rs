// SPDX-License-Identifier: EUPL-1.2
//! What the events say is what the storage holds: a subject's rows are the fold of its own entries, and its head recomputes.

use std::collections::{BTreeMap, BTreeSet};

use portico_contract_tests::ledger::{CONTRACTS, Ledger};
use portico_rules::{
    memory::sample,
    native::Native,
    replay::{Signatures, apply, fold, replay},
    row::{LedgerRow, Row, RowKey},
    subject::Subject,
};

use portico_contract_tests::twin::Twin;

/// Rebuilds every row of every contract from the events alone and compares with the state.
pub fn assert_rebuilt(ledger: &mut Ledger) {
    for (kind, name) in CONTRACTS {
        let place = ledger.place(kind);
        let subjects: BTreeSet<Subject> = ledger
            .entries
            .iter()
            .map(|(_, appended)| appended.entry.subject)
            .filter(|subject| subject.kind() == kind)
            .collect();
        let mut rebuilt = BTreeMap::new();
        let mut totals = LedgerRow {
            subjects: subjects.len() as u32,
            ..LedgerRow::default()
        };
        for subject in subjects {
            // Each subject from its own entries alone.
            let mut rows = BTreeMap::new();
            let mut last_block = 0;
            for (block, appended) in &ledger.entries {
                if appended.entry.subject != subject {
                    continue;
                }
                assert_eq!(appended.entry.previous.subject_block, last_block);
                last_block = *block;
                totals.entries += 1;
                totals.last_block = totals.last_block.max(*block);
                let changes = replay(&Native, &rows, &place, appended, *block, Signatures::Check)
                    .unwrap_or_else(|broken| {
                        panic!("{subject}, entry {}: {broken:?}", appended.entry.seq)
                    });
                apply(&mut rows, changes);
            }
            let folded = fold(&Native, &place, &ledger.history(subject), Signatures::Trust)
                .expect("it was just replayed");
            assert_eq!(
                folded.keys().collect::<Vec<_>>(),
                rows.keys().collect::<Vec<_>>()
            );
            rebuilt.extend(rows);
        }
        if totals.entries > 0 {
            rebuilt.insert(RowKey::Ledger, Row::Ledger(totals));
        }
        let held = ledger.rows(kind);
        assert_eq!(
            rebuilt, held,
            "the {name} contract holds other rows than its entries give"
        );
    }
}

#[test]
fn the_sample_story_is_rebuilt_from_its_events() {
    let mut twin = Twin::new(sample::START);
    twin.memory = sample::story().expect("the rules accept the sample");
    twin.follow();
    assert!(twin.ledger.entries.len() > 15);
    assert_rebuilt(&mut twin.ledger);
}
