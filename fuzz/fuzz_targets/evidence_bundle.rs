// SPDX-License-Identifier: EUPL-1.2
//! Any file as an evidence bundle, and any entries in a state that fits: verifying ends with a report, never in a panic. What it calls valid
//! has one spelling, is a history that the validators signed, and never shows more paid than attested.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portico_evidence::memory::forged::forged;
use portico_fuzz::evidence::{provable_only, sound, world};
use portico_rules::entry::Entry;
use portico_rules::subject::Subject;
use scale::{Decode, Encode};

const SUBJECTS: [Subject; 3] = [Subject::Party(3), Subject::Agreement(1), Subject::Award(1)];

fuzz_target!(|bytes: &[u8]| {
    let [form, rest @ ..] = bytes else {
        return;
    };
    if form & 1 == 0 {
        return provable_only(rest);
    }
    // A contract that holds whatever it was told, and validators who sign it.
    let [which, beginning, rest @ ..] = rest else {
        return;
    };
    let mut entries = rest;
    let world = world();
    let subject = SUBJECTS[usize::from(*which) % SUBJECTS.len()];
    let mut history: Vec<Vec<u8>> = (world.ledger.history(subject).iter())
        .take(usize::from(*beginning))
        .map(|appended| appended.entry.encode())
        .collect();
    while let Ok(mut entry) = Entry::decode(&mut entries) {
        // Numbers and subjects that fit are easily made up.
        if form & 2 == 0 {
            entry.subject = subject;
            entry.seq = u32::try_from(history.len()).expect("a short history");
        }
        history.push(entry.encode());
    }
    // What cannot be decoded is an entry, too, of a later program perhaps.
    if form & 4 != 0 && !entries.is_empty() {
        history.push(entries.to_vec());
    }
    let others = if form & 8 == 0 {
        world.subjects()
    } else {
        Default::default()
    };
    let bundle = forged(world, subject, &history, others).expect("all others are there");
    if let Some(mut bundle) = sound(bundle.write().as_bytes()) {
        // Whatever the entries are: none can be taken away.
        for contract in &mut bundle.contracts {
            for history in &mut contract.histories {
                if history.subject == subject {
                    history.entries.pop();
                }
            }
        }
        assert!(sound(bundle.write().as_bytes()).is_none());
    }
});
