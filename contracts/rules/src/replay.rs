// SPDX-License-Identifier: EUPL-1.2
//! Replay: a subject's state from its own entries, by the very decisions that made them.
//!
//! Facts come from the entries; whether *they* were true is for who holds the other subjects' histories.
//! What only the contract can see (that a tax code, a key, a mandate, a CIG or a nonce was not used by somebody
//! else before, and that a tender or an aid has no other award) is not repeated here: absence in other subjects has no entry.

use crate::authority::{Signature, is_signed};
use crate::entry::{Appended, Entry, first_bytes, next_bytes};
use crate::fact::{Fact, Question};
use crate::host::{Host, View};
use crate::ledger::{Domain, signed_text};
use crate::message::Place;
use crate::primitives::{Digest, Key, SignatureBytes};
use crate::refusal::Refusal;
use crate::row::{HeadRow, Row, RowKey};
use crate::subject::Subject;
use crate::with_body;
use crate::work::{Changes, Work};
use alloc::collections::BTreeMap;
use alloc::string::String;

/// Why an entry does not follow from those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It is about another subject, or its body is.
    Subject,
    /// Its number is not the next.
    Seq {
        /// The next number.
        expected: u32,
        /// Its own number.
        found: u32,
    },
    /// Its head is not the digest of the one before and itself.
    Head {
        /// What it should be.
        expected: Digest,
        /// What it is.
        found: Digest,
    },
    /// Its carried signature is not the key's signature of its text, or had expired.
    Signature,
    /// The rules refuse it.
    Refused(Refusal),
    /// It states facts that its decision does not read, or in another order.
    Facts,
}

/// What a replay is told of the world: hashing and signatures, and nothing else.
pub trait Crypto {
    /// SHA-256 (FIPS 180-4).
    fn sha256(&self, bytes: &[u8]) -> Digest;

    /// Whether it is the key's sr25519 signature of exactly these bytes, in the context `substrate`.
    fn sr25519_verify(&self, key: &Key, message: &[u8], signature: &SignatureBytes) -> bool;
}

/// Whether to check carried signatures again. They cost more than everything else together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatures {
    /// Check each.
    Check,
    /// Take them on the contract's word: the chain checked them.
    Trust,
}

/// Where rows are read during a replay.
pub trait Rows {
    /// The row under a key.
    fn row(&self, key: &RowKey) -> Option<Row>;
}

impl Rows for BTreeMap<RowKey, Row> {
    fn row(&self, key: &RowKey) -> Option<Row> {
        self.get(key).copied()
    }
}

/// Checks that an entry follows, and returns the rows it writes, its head row among them.
///
/// `rows` holds what the entries before it wrote.
///
/// # Errors
/// How it does not follow.
pub fn replay(
    crypto: &impl Crypto,
    rows: &impl Rows,
    place: &Place,
    appended: &Appended,
    block: u32,
    signatures: Signatures,
) -> Result<Changes, Broken> {
    let view = Replay {
        crypto,
        rows,
        entry: &appended.entry,
    };
    with_body!(&appended.entry.body, body => step(&view, place, appended, block, signatures, body))
}

/// The state after a subject's whole history: every row its entries wrote. Block numbers are not part of a
/// history, so the head row's is 0.
///
/// # Errors
/// The first entry, by its place in the list, that does not follow, and how.
pub fn fold<'e>(
    crypto: &impl Crypto,
    place: &Place,
    entries: impl IntoIterator<Item = &'e Appended>,
    signatures: Signatures,
) -> Result<BTreeMap<RowKey, Row>, (usize, Broken)> {
    let mut rows = BTreeMap::new();
    let mut subject: Option<Subject> = None;
    for (index, appended) in entries.into_iter().enumerate() {
        if *subject.get_or_insert(appended.entry.subject) != appended.entry.subject {
            return Err((index, Broken::Subject));
        }
        let changes = replay(crypto, &rows, place, appended, 0, signatures)
            .map_err(|broken| (index, broken))?;
        apply(&mut rows, changes);
    }
    Ok(rows)
}

/// Writes rows into a map.
pub fn apply(rows: &mut BTreeMap<RowKey, Row>, changes: Changes) {
    for (key, row) in changes {
        match row {
            Some(row) => rows.insert(key, row),
            None => rows.remove(&key),
        };
    }
}

/// The text that the signer of a carried entry signed, as it is or wrapped; `None` if its signer called.
pub fn carried_text(crypto: &impl Crypto, place: &Place, entry: &Entry) -> Option<String> {
    let Signature::Carried { nonce, expiry, .. } = entry.signature else {
        return None;
    };
    let view = Replay {
        crypto,
        rows: &BTreeMap::new(),
        entry,
    };
    let text = with_body!(&entry.body, body => text_of(&view, place, entry, body, nonce, expiry));
    Some(text)
}

fn text_of<D: Domain>(
    view: &impl View,
    place: &Place,
    entry: &Entry,
    body: &D,
    nonce: u64,
    expiry: u64,
) -> String {
    let number = (!body.opens()).then(|| entry.subject.number());
    signed_text(view, place, number, body, nonce, expiry)
}

fn step<D: Domain, C: Crypto, R: Rows>(
    view: &Replay<C, R>,
    place: &Place,
    appended: &Appended,
    block: u32,
    signatures: Signatures,
    body: &D,
) -> Result<Changes, Broken> {
    let Entry {
        subject,
        seq,
        at,
        by,
        signature,
        facts,
        ..
    } = &appended.entry;
    let last = match view.rows.row(&RowKey::Head(*subject)) {
        Some(Row::Head(row)) => Some(row),
        _ => None,
    };
    if subject.kind() != D::KIND || body.opens() != last.is_none() {
        return Err(Broken::Subject);
    }
    let expected = last.map_or(0, |row| row.seq.saturating_add(1));
    if *seq != expected {
        return Err(Broken::Seq {
            expected,
            found: *seq,
        });
    }
    let before = last.map_or_else(|| view.sha256(&first_bytes(place, subject)), |row| row.head);
    let head = view.sha256(&next_bytes(&before, &appended.entry));
    if head != appended.head {
        return Err(Broken::Head {
            expected: head,
            found: appended.head,
        });
    }
    if let (
        Signatures::Check,
        Signature::Carried {
            signature,
            nonce,
            expiry,
        },
    ) = (signatures, signature)
    {
        let text = text_of(view, place, &appended.entry, body, *nonce, *expiry);
        if expiry < at || !is_signed(view, by, &text, signature) {
            return Err(Broken::Signature);
        }
    }
    let mut work = Work::new(view, subject.number(), *by, *at);
    body.decide(&mut work).map_err(Broken::Refused)?;
    if work.facts != *facts {
        return Err(Broken::Facts);
    }
    let mut changes = work.changes;
    if let Signature::Carried { nonce, .. } = signature {
        changes.push((
            RowKey::Nonce {
                key: *by,
                nonce: *nonce,
            },
            Some(Row::Nonce),
        ));
    }
    changes.push((
        RowKey::Head(*subject),
        Some(Row::Head(HeadRow {
            seq: *seq,
            head,
            last_block: block,
        })),
    ));
    Ok(changes)
}

struct Replay<'a, C, R> {
    crypto: &'a C,
    rows: &'a R,
    entry: &'a Entry,
}

impl<C: Crypto, R: Rows> View for Replay<'_, C, R> {
    fn row(&self, key: &RowKey) -> Option<Row> {
        self.rows.row(key)
    }

    fn ask(&self, question: &Question) -> Result<Fact, Refusal> {
        self.entry
            .facts
            .iter()
            .find(|fact| fact.value.answers(question))
            .copied()
            .ok_or(Refusal::Unanswered)
    }

    fn sha256(&self, bytes: &[u8]) -> Digest {
        self.crypto.sha256(bytes)
    }
}

impl<C: Crypto, R: Rows> Host for Replay<'_, C, R> {
    fn now(&self) -> u64 {
        self.entry.at
    }

    fn block(&self) -> u32 {
        0
    }

    fn is_caller(&self, key: &Key) -> bool {
        *key == self.entry.by
    }

    fn sr25519_verify(&self, key: &Key, message: &[u8], signature: &SignatureBytes) -> bool {
        self.crypto.sr25519_verify(key, message, signature)
    }
}
