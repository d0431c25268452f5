// SPDX-License-Identifier: EUPL-1.2
//! Does any byte from outside make the rules panic? Bodies and entries that were cut, stretched or changed must be
//! undecodable or refused. `PROPTEST_CASES` says how many are tried.

use portico_rules::award::AwardBody;
use portico_rules::entry::{Appended, Body};
use portico_rules::memory::{Chain, pair, sample};
use portico_rules::native::Native;
use portico_rules::replay::{Signatures, replay};
use portico_rules::row::{Row, RowKey};
use proptest::prelude::*;
use scale::{Decode, Encode};
use std::sync::OnceLock;

fn story() -> &'static Chain {
    static STORY: OnceLock<Chain> = OnceLock::new();
    STORY.get_or_init(|| sample::story().unwrap())
}

/// Agreements and awards, or tenders.
fn either(tenders: bool) -> &'static Chain {
    static TENDERS: OnceLock<Chain> = OnceLock::new();
    if tenders {
        TENDERS.get_or_init(|| sample::tender_story().unwrap())
    } else {
        story()
    }
}

/// Changes some bytes, cuts some off, or adds some.
fn damage(
    bytes: &mut Vec<u8>,
    changes: &[(prop::sample::Index, u8)],
    cut: Option<prop::sample::Index>,
    tail: &[u8],
) {
    for (at, byte) in changes {
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
    }
    if let Some(cut) = cut {
        bytes.truncate(cut.index(bytes.len() + 1));
    }
    bytes.extend_from_slice(tail);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(256),
        ..ProptestConfig::default()
    })]

    #[test]
    fn damaged_bodies_are_undecodable_refused_or_as_good_as_new(
        tenders in any::<bool>(),
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
        tail in prop::collection::vec(any::<u8>(), 0..12),
        signer in 1u8..7,
        number in prop::option::of(0u32..4),
    ) {
        let mut chain = either(tenders).clone();
        let mut bytes = which.get(&chain.entries).appended.entry.body.encode();
        damage(&mut bytes, &changes, cut, &tail);
        if let Ok(body) = Body::decode(&mut &bytes[..]) {
            let signer = pair(signer);
            let _ = match body {
                Body::Party(body) => chain.direct(&signer, number, body),
                Body::Agreement(body) => chain.direct(&signer, number, body),
                Body::Award(body) => chain.direct(&signer, number, body),
                Body::Tender(body) => chain.direct(&signer, number, body),
                Body::Import(body) => chain.direct(&signer, number, body),
            };
        }
    }

    #[test]
    fn damaged_entries_do_not_follow(
        tenders in any::<bool>(),
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
        tail in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let chain = either(tenders);
        let original = &which.get(&chain.entries).appended;
        let mut bytes = original.encode();
        damage(&mut bytes, &changes, cut, &tail);
        if let Ok(damaged) = Appended::decode(&mut &bytes[..])
            && damaged != *original
        {
            // All rows of the contract as they stand at the end: the entry follows them even less.
            let kind = damaged.entry.subject.kind();
            let rows = chain.rows(kind);
            prop_assert!(replay(&Native, &rows, &chain.place(kind), &damaged, 1, Signatures::Check).is_err());
        }
    }

    #[test]
    fn random_bytes_decode_or_not_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Appended::decode(&mut &bytes[..]);
        let _ = Body::decode(&mut &bytes[..]);
        let _ = RowKey::decode(&mut &bytes[..]);
        let _ = Row::decode(&mut &bytes[..]);
        if let Ok(body) = AwardBody::decode(&mut &bytes[..]) {
            let _ = story().text(Some(1), &body, u64::MAX, u64::MAX);
        }
    }
}

#[test]
fn a_length_that_promises_more_than_there_is_costs_no_memory() {
    // After row 0, Compact(2^30 - 1) as the number of records, and nothing behind it.
    let mut bytes = vec![4, 1, 0, 0, 0, 0];
    bytes.extend_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    assert!(Body::decode(&mut &bytes[..]).is_err());
}
