// SPDX-License-Identifier: EUPL-1.2
//! Histories: every entry follows from the ones before it, by hash, signature and rule, and what it says of other
//! subjects was so.
//!
//! The rules replay; this module only asks them, and keeps what one history says of another.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use portico_rules::{
    agreement,
    entry::{Appended, first_bytes},
    fact::{Fact, FactValue, Question},
    host::View,
    message::Place as Where,
    native::{Native, sha256},
    party,
    primitives::Digest,
    refusal::Refusal,
    replay::{Broken, Signatures, apply, replay},
    row::{HeadRow, Row, RowKey},
    subject::Subject,
    tender,
};
use scale::{DecodeAll, Encode};

use crate::{
    bundle::{History, subject_text},
    report::{CheckName, Place},
};

/// What went wrong in a history, or could not be told.
pub(crate) struct Bad {
    pub(crate) check: CheckName,
    /// Whether it only cannot be told.
    pub(crate) undecided: bool,
    pub(crate) expected: String,
    pub(crate) found: String,
    pub(crate) place: Place,
}

/// The length of a head at the end of an entry's bytes.
const HEAD: usize = 32;

/// What entries say of other subjects: by subject and number of its entry.
#[derive(Default)]
pub(crate) struct Stated {
    facts: BTreeMap<(Subject, u32), Vec<Statement>>,
}

struct Statement {
    fact: Fact,
    /// The entry that states it.
    by: (Subject, u32),
    /// Its time.
    at: u64,
}

/// A history whose bytes were read.
pub(crate) struct Read<'b> {
    pub(crate) history: &'b History,
    pub(crate) place: Where,
    /// Up to the first entry that could not be read.
    pub(crate) entries: Vec<Appended>,
}

/// Reads as many entries as can be read.
pub(crate) fn read(history: &History, place: Where) -> Read<'_> {
    let entries = history
        .entries
        .iter()
        .map_while(|bytes| {
            let appended = Appended::decode_all(&mut bytes.as_slice()).ok()?;
            // One value has one spelling, or bytes could be changed unnoticed.
            (appended.encode() == *bytes).then_some(appended)
        })
        .collect();
    Read {
        history,
        place,
        entries,
    }
}

impl Stated {
    /// Collects what a history's entries state.
    pub(crate) fn add(&mut self, read: &Read) {
        for Appended { entry, .. } in &read.entries {
            for fact in &entry.facts {
                let statement = Statement {
                    fact: *fact,
                    by: (entry.subject, entry.seq),
                    at: entry.at,
                };
                let facts = self.facts.entry((fact.subject, fact.seq));
                facts.or_default().push(statement);
            }
        }
    }
}

/// How many facts were checked, by the subject that stated them.
pub(crate) type Checked = BTreeMap<Subject, u32>;

/// What a history comes to.
pub(crate) struct Folded {
    pub(crate) row: Row,
    pub(crate) at: u64,
    pub(crate) facts: u32,
    pub(crate) carried: u32,
}

/// Replays a history up to the head that the chain holds.
pub(crate) fn check(
    read: &Read,
    proven: &HeadRow,
    stated: &Stated,
    checked: &mut Checked,
) -> Result<Folded, Bad> {
    let subject = read.history.subject;
    let bad = |check, seq, expected: String, found: String| Bad {
        check,
        undecided: false,
        expected,
        found,
        place: Place::Entry {
            subject: subject_text(&subject),
            seq,
        },
    };
    let mut rows = BTreeMap::new();
    let (mut facts, mut carried) = (0u32, 0u32);
    for (seq, appended) in (0u32..).zip(&read.entries) {
        if appended.entry.subject != subject {
            return Err(bad(
                CheckName::HashChain,
                seq,
                subject_text(&subject),
                subject_text(&appended.entry.subject),
            ));
        }
        let changes = replay(&Native, &rows, &read.place, appended, 0, Signatures::Check).map_err(
            |broken| {
                let (check, expected, found) = in_words(&broken);
                bad(check, seq, expected, found)
            },
        )?;
        apply(&mut rows, changes);
        facts = facts.saturating_add(appended.entry.facts.len() as u32);
        if matches!(
            appended.entry.signature,
            portico_rules::authority::Signature::Carried { .. }
        ) {
            carried = carried.saturating_add(1);
        }
        let statements = stated.facts.get(&(subject, seq));
        for statement in statements.into_iter().flatten() {
            true_then(read, &rows, appended, statement)?;
            let count = checked.entry(statement.by.0).or_default();
            *count = count.saturating_add(1);
        }
    }
    let undecodable = read.history.entries.get(read.entries.len());
    if undecodable.is_some() {
        return Err(newer_or_broken(read, proven));
    }
    let Some((last, appended)) = (0u32..).zip(&read.entries).last() else {
        return Err(bad(
            CheckName::HashChain,
            0,
            "at least one entry".into(),
            "none".into(),
        ));
    };
    if (last, appended.head) != (proven.seq, proven.head) {
        return Err(bad(
            CheckName::HashChain,
            last,
            format!("entry {}, head {}", proven.seq, proven.head.to_hex()),
            format!("entry {last}, head {}", appended.head.to_hex()),
        ));
    }
    let beyond = (stated.facts)
        .range((subject, last.saturating_add(1))..=(subject, u32::MAX))
        .next();
    if let Some((_, statements)) = beyond
        && let Some(Statement { by, fact, .. }) = statements.first()
    {
        return Err(Bad {
            check: CheckName::Facts,
            undecided: false,
            expected: format!("{} to have at most {last} entries", subject_text(&subject)),
            found: format!("its entry {}", fact.seq),
            place: Place::Entry {
                subject: subject_text(&by.0),
                seq: by.1,
            },
        });
    }
    let row = rows.get(&row_key(&subject)).copied().ok_or_else(|| {
        bad(
            CheckName::Rules,
            last,
            "the subject's row".into(),
            "none".into(),
        )
    })?;
    Ok(Folded {
        row,
        at: appended.entry.at,
        facts,
        carried,
    })
}

/// The row in which a subject's state is summed up.
fn row_key(subject: &Subject) -> RowKey {
    match *subject {
        Subject::Party(number) => RowKey::Party(number),
        Subject::Agreement(number) => RowKey::Agreement(number),
        Subject::Award(number) => RowKey::Award(number),
        Subject::Import(number) => RowKey::Import(number),
        Subject::Tender(number) => RowKey::Tender(number),
    }
}

/// An entry cannot be read. If the chain of hashes nevertheless leads over its bytes to the head that the chain holds, then
/// it is the ledger's, and this verifier is too old for it; otherwise it is nobody's.
fn newer_or_broken(read: &Read, proven: &HeadRow) -> Bad {
    let History { subject, entries } = read.history;
    let mut head = sha256(&first_bytes(&read.place, subject));
    let mut whole = true;
    for bytes in entries {
        let Some((entry, stated)) = bytes.split_last_chunk::<HEAD>() else {
            whole = false;
            break;
        };
        head = sha256(&[&head.0[..], entry].concat());
        whole &= head == Digest(*stated);
    }
    Bad {
        check: CheckName::HashChain,
        undecided: whole && head == proven.head,
        expected: "an entry that this program knows".into(),
        found: "bytes that it cannot read".into(),
        place: Place::Entry {
            subject: subject_text(subject),
            seq: u32::try_from(read.entries.len()).unwrap_or(u32::MAX),
        },
    }
}

/// Whether what another entry states of this subject was so after its entry `now`.
fn true_then(
    read: &Read,
    rows: &BTreeMap<RowKey, Row>,
    now: &Appended,
    statement: &Statement,
) -> Result<(), Bad> {
    let Statement { fact, by, at } = statement;
    let bad = |expected: String, found: String| Bad {
        check: CheckName::Facts,
        undecided: false,
        expected,
        found,
        place: Place::Entry {
            subject: subject_text(&by.0),
            seq: by.1,
        },
    };
    let about = subject_text(&fact.subject);
    if fact.head != now.head {
        return Err(bad(
            format!("{about} at head {}", now.head.to_hex()),
            format!("at head {}", fact.head.to_hex()),
        ));
    }
    if now.entry.at > *at {
        return Err(bad(
            format!("an entry of {about} that was there at {at}"),
            format!("one of {}", now.entry.at),
        ));
    }
    // What came after it must not have been there yet.
    let next = usize::try_from(fact.seq)
        .ok()
        .and_then(|seq| read.entries.get(seq.checked_add(1)?));
    if let Some(next) = next
        && next.entry.at < *at
    {
        return Err(bad(
            format!("{about} after its entry {}", next.entry.seq),
            format!("after its entry {}", fact.seq),
        ));
    }
    let question = match fact.value {
        FactValue::Signer(signer) => Question::Signer(signer.key),
        FactValue::Standing(standing) => Question::Standing(standing.party),
        FactValue::Agreement(agreement) => Question::Agreement {
            agreement: agreement.agreement,
            party: agreement.party,
        },
        FactValue::Tender(tender) => Question::Tender(tender.tender),
        FactValue::Undertaking(undertaking) => Question::Undertaking {
            party: undertaking.party,
            after: undertaking.after,
        },
        FactValue::Aid(aid) => Question::Aid {
            party: aid.party,
            aid: aid.aid,
        },
    };
    let view = Then(rows);
    let answer = match fact.value {
        FactValue::Signer(_)
        | FactValue::Standing(_)
        | FactValue::Undertaking(_)
        | FactValue::Aid(_) => party::answer(&view, &question),
        FactValue::Tender(_) => tender::answer(&view, &question),
        FactValue::Agreement(_) => agreement::answer(&view, &question),
    };
    match answer {
        Ok((subject, value)) if (subject, value) == (fact.subject, fact.value) => Ok(()),
        Ok((_, value)) => Err(bad(format!("{value:?}"), format!("{:?}", fact.value))),
        Err(refusal) => Err(bad(format!("{refusal:?}"), format!("{:?}", fact.value))),
    }
}

/// A subject's rows as they were.
struct Then<'r>(&'r BTreeMap<RowKey, Row>);

impl View for Then<'_> {
    fn row(&self, key: &RowKey) -> Option<Row> {
        self.0.get(key).copied()
    }

    fn ask(&self, _: &Question) -> Result<Fact, Refusal> {
        Err(Refusal::Unanswered)
    }

    fn sha256(&self, bytes: &[u8]) -> Digest {
        sha256(bytes)
    }
}

fn in_words(broken: &Broken) -> (CheckName, String, String) {
    match broken {
        Broken::Subject => (
            CheckName::HashChain,
            "an entry of this subject, in its turn".into(),
            "another".into(),
        ),
        Broken::Seq { expected, found } => (
            CheckName::HashChain,
            format!("entry {expected}"),
            format!("entry {found}"),
        ),
        Broken::Head { expected, found } => (
            CheckName::HashChain,
            format!("head {}", expected.to_hex()),
            format!("head {}", found.to_hex()),
        ),
        Broken::Signature => (
            CheckName::Signatures,
            "the key's signature of the command's text, before its expiry".into(),
            "another signature, or a later one".into(),
        ),
        Broken::Refused(refusal) => (
            CheckName::Rules,
            "a command that the rules allow".into(),
            format!("{refusal:?}"),
        ),
        Broken::Facts => (
            CheckName::Rules,
            "the facts that the decision reads, in their order".into(),
            "others".into(),
        ),
    }
}
