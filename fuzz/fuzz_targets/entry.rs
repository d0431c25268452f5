// SPDX-License-Identifier: EUPL-1.2
//! Any bytes as an entry, a body, a row or a refusal, as a hostile node could send them: they are undecodable, or a value
//! with these bytes alone, that can be written as JSON and as a text to sign.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portico_fuzz::{canonical, json, ledger::story};
use portico_rules::entry::{Appended, Body, Entry};
use portico_rules::fact::{Fact, Question};
use portico_rules::refusal::Refusal;
use portico_rules::row::{Row, RowKey};
use portico_rules::with_body;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    match kind % 7 {
        0 => {
            canonical::<Appended>(bytes).as_ref().and_then(json);
        }
        1 => {
            canonical::<Entry>(bytes).as_ref().and_then(json);
        }
        2 => {
            if let Some(body) = canonical::<Body>(bytes) {
                json(&body);
                let story = story();
                let text = match &body {
                    Body::Import(body) => story.text(None, body, u64::MAX, 0),
                    other => with_body!(other, body => story.text(Some(1), body, 1, u64::MAX)),
                };
                assert!(text.ends_with('\n'));
            }
        }
        3 => {
            canonical::<Row>(bytes).as_ref().and_then(json);
        }
        4 => {
            canonical::<RowKey>(bytes).as_ref().and_then(json);
        }
        5 => {
            canonical::<Fact>(bytes).as_ref().and_then(json);
            canonical::<Question>(bytes).as_ref().and_then(json);
        }
        _ => {
            if let Some(refusal) = canonical::<Refusal>(bytes) {
                assert!(!refusal.to_string().is_empty());
                json(&refusal);
            }
        }
    }
});
