// SPDX-License-Identifier: EUPL-1.2
//! How a command becomes an entry: authenticate, decide, append. The one path for every contract.

use crate::agreement::{self, AgreementBody};
use crate::authority::Authority;
use crate::award::{self, AwardBody};
use crate::bounds;
use crate::check;
use crate::entry::{Appended, Body, Entry, Previous, first_bytes, next_bytes};
use crate::host::{Host, View};
use crate::import::{self, ImportBody};
use crate::message::{self, Describe, Place};
use crate::party::{self, PartyBody};
use crate::primitives::Digest;
use crate::refusal::{Field, Refusal};
use crate::row::{HeadRow, LedgerRow, Row, RowKey};
use crate::subject::{Subject, SubjectKind};
use crate::tender::{self, TenderBody};
use crate::work::{Changes, Work};
use scale::Encode;

/// What a contract keeps: one kind of subject, with its commands.
pub trait Domain: Describe + Encode + Clone + Into<Body> {
    /// Which kind of subject.
    const KIND: SubjectKind;

    /// Whether the command opens a new subject.
    fn opens(&self) -> bool;

    /// Decides the command.
    ///
    /// # Errors
    /// The first rule that it breaks.
    fn decide<V: View>(&self, work: &mut Work<V>) -> Result<(), Refusal>;
}

macro_rules! domains {
    ($($body:ident: $kind:ident, $module:ident;)*) => { $(
        impl From<$body> for Body {
            fn from(body: $body) -> Self {
                Body::$kind(body)
            }
        }

        impl Domain for $body {
            const KIND: SubjectKind = SubjectKind::$kind;

            fn opens(&self) -> bool {
                $body::opens(self)
            }

            fn decide<V: View>(&self, work: &mut Work<V>) -> Result<(), Refusal> {
                $module::decide(work, self)
            }
        }
    )* };
}

domains! {
    PartyBody: Party, party;
    AgreementBody: Agreement, agreement;
    AwardBody: Award, award;
    TenderBody: Tender, tender;
    ImportBody: Import, import;
}

/// What a signer signs to have this command carried: docs/format.md, "The text that is signed". `number` is the subject's, `None` for a
/// command that opens one; `expiry` is in seconds since the epoch.
pub fn signed_text<D: Domain>(
    view: &impl View,
    place: &Place,
    number: Option<u32>,
    body: &D,
    nonce: u64,
    expiry: u64,
) -> alloc::string::String {
    message::text(
        place,
        D::KIND,
        number,
        body,
        &view.sha256(&body.encode()),
        nonce,
        expiry,
    )
}

/// Takes a command: the entry to emit and the rows to write, or why it is refused.
///
/// # Errors
/// The first rule that it breaks; then nothing is to be written.
pub fn submit<D: Domain>(
    host: &impl Host,
    place: &Place,
    number: Option<u32>,
    body: D,
    authority: &Authority,
) -> Result<(Appended, Changes), Refusal> {
    let length = body.encoded_size();
    if length > bounds::BODY {
        return Err(Refusal::BodyTooLong {
            found: length as u32,
            limit: bounds::BODY as u32,
        });
    }
    let ledger = ledger_row(host);
    let subject = D::KIND.numbered(match (number, body.opens()) {
        (None, true) => ledger.subjects.checked_add(1).ok_or(Refusal::OpensOnly)?,
        (Some(number), false) => number,
        (Some(_), true) => return Err(Refusal::OpensOnly),
        (None, false) => return Err(Refusal::NeedsSubject),
    });
    let used = authority.check(host, |nonce, expiry| {
        signed_text(host, place, number, &body, nonce, expiry)
    })?;

    let mut work = Work::new(host, subject.number(), authority.key(), host.now());
    body.decide(&mut work)?;
    let Work {
        facts,
        mut changes,
        at,
        by,
        ..
    } = work;
    changes.extend(used);

    let last = head_row(host, &subject);
    let (seq, head) = match &last {
        Some(row) => (row.seq.checked_add(1).ok_or(Refusal::OpensOnly)?, row.head),
        None => (0, sha256(host, &first_bytes(place, &subject))?),
    };
    let entry = Entry {
        subject,
        seq,
        at,
        by,
        signature: authority.signature(),
        facts,
        body: body.into(),
        previous: Previous {
            subject_block: last.map_or(0, |row| row.last_block),
            contract_block: ledger.last_block,
        },
    };
    let head = sha256(host, &next_bytes(&head, &entry))?;
    let block = host.block();
    changes.push((
        RowKey::Head(subject),
        Some(Row::Head(HeadRow {
            seq,
            head,
            last_block: block,
        })),
    ));
    let ledger = ledger.with(&subject, seq, block);
    changes.push((RowKey::Ledger, Some(Row::Ledger(ledger))));
    Ok((Appended { entry, head }, changes))
}

impl LedgerRow {
    /// The contract's row after one more entry: this subject's, with this number, in this block.
    #[must_use]
    pub fn with(&self, subject: &Subject, seq: u32, block: u32) -> Self {
        LedgerRow {
            entries: self.entries.saturating_add(1),
            // Entry 0 opens its subject, and subjects are numbered as they are opened.
            subjects: if seq == 0 {
                subject.number()
            } else {
                self.subjects
            },
            last_block: block,
        }
    }
}

/// A subject's head, if it has entries.
pub fn head_row(view: &impl View, subject: &Subject) -> Option<HeadRow> {
    match view.row(&RowKey::Head(*subject)) {
        Some(Row::Head(row)) => Some(row),
        _ => None,
    }
}

/// The contract's own row; all zeros before the first entry.
pub fn ledger_row(view: &impl View) -> LedgerRow {
    match view.row(&RowKey::Ledger) {
        Some(Row::Ledger(row)) => row,
        _ => LedgerRow::default(),
    }
}

/// A digest that was really taken: a failed hash call on the chain gives zeros.
fn sha256(view: &impl View, bytes: &[u8]) -> Result<Digest, Refusal> {
    let digest = view.sha256(bytes);
    check::digest(Field::Sha256, &digest)?;
    Ok(digest)
}
