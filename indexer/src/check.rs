// SPDX-License-Identifier: EUPL-1.2
//! Whether entries follow from those before them, and which rows they change: by the rules' replay, over the rows as they
//! stood before the batch and as its entries have changed them so far.
//!
//! It reads on a connection of its own and writes nothing before the end, so that a second thread can do it for the
//! entries to come while the first one writes those that follow.

use std::path::Path;

use portico_client::{Block, LocatedEntry};
use portico_rules::{
    entry::Entry,
    message::Place,
    primitives::{Address, Digest},
    replay::{Broken, Signatures, replay},
    row::{HeadRow, LedgerRow, Row, RowKey},
    subject::SubjectKind,
};
use rusqlite::{Connection, OptionalExtension, params};
use scale::Encode;

use crate::{
    IndexerError, Ledger,
    database::{explain, hex0x, read_cursor},
    prepare::Prepared,
    project::Statements,
    rows::{Batch, StoredRows},
};

/// The check of a batch.
pub(crate) struct Check<'a> {
    batch: Batch<'a>,
    file: &'a Path,
    ledger: &'a Ledger,
    from: Block,
    upto: Block,
}

/// What an entry turned out to be.
// One at a time exists, in a queue of known length.
#[allow(clippy::large_enum_variant)]
pub(crate) enum Checked {
    /// It is in the database already.
    Known,
    /// It is the next one.
    Follows(Follows),
}

/// An entry that follows: what was made of it, and the rows that it changes.
pub(crate) struct Follows {
    pub(crate) prepared: Prepared,
    pub(crate) changes: Vec<Change>,
}

/// A row before and after an entry; `None` where there is none.
pub(crate) struct Change {
    pub(crate) key: RowKey,
    pub(crate) before: Option<Row>,
    pub(crate) after: Option<Row>,
}

impl<'a> Check<'a> {
    /// Begins to read at the cursor, which must be at `from`. Nobody else may write until the check is dropped.
    ///
    /// # Errors
    /// [`IndexerError::Shared`] if it is elsewhere; what SQLite fails with.
    pub(crate) fn begin(
        reader: &'a mut Connection,
        file: &'a Path,
        ledger: &'a Ledger,
        (from, upto): (Block, Block),
    ) -> Result<Self, IndexerError> {
        let failed = |e| explain(file, READING, e);
        let batch = Batch::begin(reader).map_err(failed)?;
        if read_cursor(batch.connection()).map_err(failed)? != from {
            return Err(IndexerError::Shared {
                file: file.to_owned(),
            });
        }
        Ok(Check {
            batch,
            file,
            ledger,
            from,
            upto,
        })
    }

    /// Checks the next entry.
    ///
    /// # Errors
    /// [`IndexerError::Entry`] if it does not follow; what SQLite fails with.
    pub(crate) fn entry(&mut self, located: &LocatedEntry) -> Result<Checked, IndexerError> {
        let failed = |e| explain(self.file, READING, e);
        let kind = self
            .ledger
            .contracts
            .iter()
            .find(|(_, address)| *address == located.contract)
            .map(|(kind, _)| *kind)
            .ok_or_else(|| {
                misfit(
                    located,
                    "it was appended by a contract that is not the ledger's",
                )
            })?;
        // Above the cursor nothing can be known.
        if located.block.number <= self.from.number
            && is_known(self.batch.connection(), located)
                .map_err(failed)?
                .transpose()?
                .is_some()
        {
            return Ok(Checked::Known);
        }
        if located.block.number > self.upto.number {
            return Err(misfit(
                located,
                "it lies beyond the block that is being indexed",
            ));
        }
        let place = Place {
            genesis: Digest(self.ledger.genesis),
            contract: Address(located.contract),
        };
        self.follows(located, kind, &place).map(Checked::Follows)
    }

    fn follows(
        &self,
        located: &LocatedEntry,
        kind: SubjectKind,
        place: &Place,
    ) -> Result<Follows, IndexerError> {
        let failed = |e| explain(self.file, READING, e);
        let LocatedEntry {
            block, appended, ..
        } = located;
        let entry = &appended.entry;
        if entry.subject.kind() != kind {
            return Err(misfit(
                located,
                format!("the contract keeps subjects of kind {}", kind.word()),
            ));
        }
        let prepared = Prepared::new(entry, place)
            .map_err(|e| misfit(located, format!("it has no JSON form: {e}")))?;

        let rows = self.batch.of(kind.word());
        let replayed = replay(
            &prepared,
            &rows,
            place,
            appended,
            block.number,
            Signatures::Check,
        );
        // A row that could not be read was taken for absent: what the rules made of that is worth nothing.
        if let Some(error) = rows.take_failure() {
            return Err(failed(error));
        }
        let mut changed = replayed.map_err(|broken| misfit(located, why(&broken)))?;
        check_links(&rows, located, &failed)?;
        let own = own_row(&rows, located).map_err(failed)?;
        changed.push((RowKey::Ledger, Some(Row::Ledger(own))));
        let mut changes = Vec::with_capacity(changed.len());
        for (key, after) in changed {
            let before = rows.read(&key).map_err(failed)?;
            rows.write(key, after);
            changes.push(Change { key, before, after });
        }
        Ok(Follows { prepared, changes })
    }

    /// Writes the rows as the batch leaves them.
    ///
    /// # Errors
    /// What SQLite fails with.
    pub(crate) fn finish(mut self, statements: &Statements<'_>) -> rusqlite::Result<()> {
        self.batch.flush(statements)
    }
}

/// What is being done, for errors.
const READING: &str = "reading rows";

fn misfit(located: &LocatedEntry, reason: impl Into<String>) -> IndexerError {
    IndexerError::Entry {
        entry: located.to_string(),
        reason: reason.into(),
    }
}

/// Whether the database holds this very entry; an error if it holds another one under the same name.
fn is_known(
    connection: &Connection,
    located: &LocatedEntry,
) -> rusqlite::Result<Option<Result<(), IndexerError>>> {
    let found: Option<(Vec<u8>, String)> = connection
        .prepare_cached(
            "SELECT scale, head FROM entries WHERE block_hash = ?1 AND event_index = ?2",
        )?
        .query_row(
            params![hex0x(&located.block.hash), located.event_index],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let appended = &located.appended;
    Ok(found.map(|(scale, head)| {
        if scale == appended.entry.encode() && head == appended.head.to_hex() {
            Ok(())
        } else {
            Err(misfit(
                located,
                "another entry was indexed under the same block and event",
            ))
        }
    }))
}

/// An entry names the blocks that hold the entries before it, its subject's and its contract's. If they are
/// not the ones we know, an entry was left out.
fn check_links(
    rows: &StoredRows<'_>,
    located: &LocatedEntry,
    failed: &impl Fn(rusqlite::Error) -> IndexerError,
) -> Result<(), IndexerError> {
    let previous = &located.appended.entry.previous;
    let subject_block = match rows
        .read(&RowKey::Head(located.appended.entry.subject))
        .map_err(failed)?
    {
        Some(Row::Head(HeadRow { last_block, .. })) => last_block,
        _ => 0,
    };
    let contract_block = ledger_row(rows).map_err(failed)?.last_block;
    for (what, named, known) in [
        ("subject", previous.subject_block, subject_block),
        ("contract", previous.contract_block, contract_block),
    ] {
        if named != known {
            return Err(misfit(
                located,
                format!(
                    "it says that its {what}'s entry before it is in block {named}, the last one indexed is in block {known}"
                ),
            ));
        }
    }
    Ok(())
}

/// The contract's own row after this entry.
fn own_row(rows: &StoredRows<'_>, located: &LocatedEntry) -> rusqlite::Result<LedgerRow> {
    let Entry { subject, seq, .. } = &located.appended.entry;
    Ok(ledger_row(rows)?.with(subject, *seq, located.block.number))
}

fn ledger_row(rows: &StoredRows<'_>) -> rusqlite::Result<LedgerRow> {
    Ok(match rows.read(&RowKey::Ledger)? {
        Some(Row::Ledger(row)) => row,
        _ => LedgerRow::default(),
    })
}

fn why(broken: &Broken) -> String {
    match broken {
        Broken::Subject => {
            "its body is about another subject, or opens one that is open already".into()
        }
        Broken::Seq { expected, found } => {
            format!("it is number {found} of its subject, the next one is {expected}")
        }
        Broken::Head { expected, found } => {
            format!("its head is {found}, but the one before and its content give {expected}")
        }
        Broken::Signature => "its signature is not the signer's, or had expired".into(),
        Broken::Refused(refusal) => format!("the rules refuse it: {refusal}"),
        Broken::Facts => "it states other facts than its decision reads".into(),
    }
}
