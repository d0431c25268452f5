// SPDX-License-Identifier: EUPL-1.2
//! Any sequence of entries after a beginning that is true, with heads that fit, as whoever serves histories could make it up:
//! replaying it ends with the entry that does not follow, or with a sound state. It never panics, and never shows more paid
//! than attested, or more attested than granted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portico_fuzz::ledger::{SUBJECTS, assert_sound, story};
use portico_rules::entry::{Appended, Entry, first_bytes, next_bytes};
use portico_rules::native::{Native, sha256};
use portico_rules::replay::{Signatures, fold};
use portico_rules::row::{Row, RowKey};
use scale::Decode;

fuzz_target!(|bytes: &[u8]| {
    let [which, beginning, form, entries @ ..] = bytes else {
        return;
    };
    let story = story();
    let subject = SUBJECTS[usize::from(*which) % SUBJECTS.len()];
    let place = story.place(subject.kind());
    let mut history = story.history(subject);
    history.truncate(usize::from(*beginning));
    let mut bytes = entries;
    while let Ok(mut entry) = Entry::decode(&mut bytes) {
        // Numbers and subjects that fit are easily made up; entries with others end at once.
        if form & 1 == 0 {
            entry.subject = subject;
            entry.seq = u32::try_from(history.len()).expect("a short history");
        }
        let before = history.last().map_or_else(
            || sha256(&first_bytes(&place, &subject)),
            |appended| appended.head,
        );
        let head = sha256(&next_bytes(&before, &entry));
        history.push(Appended { entry, head });
    }
    let signatures = if form & 2 == 0 {
        Signatures::Trust
    } else {
        Signatures::Check
    };
    match fold(&Native, &place, &history, signatures) {
        Ok(rows) => {
            assert_sound(&rows);
            if let Some(last) = history.last() {
                let Some(Row::Head(head)) = rows.get(&RowKey::Head(subject)) else {
                    panic!("no head")
                };
                assert_eq!(head.head, last.head);
            }
        }
        // What follows until there is sound, too.
        Err((index, broken)) => {
            let _ = format!("{broken:?}");
            let rows = fold(&Native, &place, &history[..index], signatures)
                .expect("what came before was accepted");
            assert_sound(&rows);
        }
    }
});
