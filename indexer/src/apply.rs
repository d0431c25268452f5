// SPDX-License-Identifier: EUPL-1.2
//! Entries into the database, exactly once: each is checked against the ones before it by the rules' replay,
//! and stands in the same transaction as the cursor that passes it.
//!
//! Must not know where entries come from.

use portico_client::{Block, LocatedEntry};
use portico_rules::{
    authority::Signature,
    entry::{Body, Entry},
    message::{Describe, Place},
    primitives::{Address, Digest},
    replay::{Broken, Signatures, replay},
    row::{HeadRow, LedgerRow, Row, RowKey},
    subject::SubjectKind,
};
use rusqlite::{Connection, OptionalExtension, params};
use scale::Encode;

use crate::{
    Database, IndexerError,
    database::{explain, hex0x, read_cursor, write_cursor},
    prepare::{self, Prepared},
    project::{Projection, Statements, signer_party},
    rows::{Batch, StoredRows},
};

/// What one call of [`Database::apply`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// Entries written.
    pub written: usize,
    /// Entries that were there already.
    pub known: usize,
}

impl Database {
    /// Writes entries and moves the cursor from `from` to `upto`, in one transaction. `entries` must be all
    /// entries of the ledger's contracts above `from`, up to `upto`, in the order of the chain; an entry that
    /// is delivered again is recognised and changes nothing.
    ///
    /// # Errors
    /// [`IndexerError::Entry`] for an entry that does not follow; [`IndexerError::Shared`] if the cursor is
    /// not at `from`; [`IndexerError::DiskFull`] and whatever else SQLite fails with. Then nothing is written.
    pub fn apply(
        &mut self,
        from: Block,
        upto: Block,
        entries: &[LocatedEntry],
    ) -> Result<Applied, IndexerError> {
        let (file, ledger) = (self.file().to_owned(), self.ledger.clone());
        self.transaction("writing entries", |transaction| {
            let failed = |e| explain(&file, "writing entries", e);
            if read_cursor(transaction).map_err(failed)? != from {
                return Err(IndexerError::Shared { file: file.clone() });
            }
            let mut applied = Applied {
                written: 0,
                known: 0,
            };
            let batch = Batch::new(transaction);
            let statements = Statements::new(transaction);
            let place = |located: &LocatedEntry| Place {
                genesis: Digest(ledger.genesis),
                contract: Address(located.contract),
            };
            prepare::each(entries, place, |located, prepared| {
                let kind = ledger
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
                if located.block.number <= from.number
                    && is_known(transaction, located)
                        .map_err(failed)?
                        .transpose()?
                        .is_some()
                {
                    applied.known += 1;
                    return Ok(());
                }
                if located.block.number > upto.number {
                    return Err(misfit(
                        located,
                        "it lies beyond the block that is being indexed",
                    ));
                }
                let place = place(located);
                append(
                    &statements,
                    &batch,
                    kind,
                    &place,
                    located,
                    prepared,
                    &failed,
                )?;
                applied.written += 1;
                Ok(())
            })?;
            batch.flush().map_err(failed)?;
            write_cursor(transaction, upto).map_err(failed)?;
            Ok(applied)
        })
    }
}

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

fn append(
    statements: &Statements<'_>,
    batch: &Batch<'_>,
    kind: SubjectKind,
    place: &Place,
    located: &LocatedEntry,
    prepared: &Prepared,
    failed: &impl Fn(rusqlite::Error) -> IndexerError,
) -> Result<(), IndexerError> {
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

    let rows = batch.of(kind.word());
    let replayed = replay(
        prepared,
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
    let mut changes = replayed.map_err(|broken| misfit(located, why(&broken)))?;
    check_links(&rows, located, failed)?;
    let own = own_row(&rows, located).map_err(failed)?;
    changes.push((RowKey::Ledger, Some(Row::Ledger(own))));

    let entry_id = insert(statements, located, prepared).map_err(failed)?;
    let projection = Projection {
        statements,
        entry_id,
        entry,
    };
    for (key, row) in changes {
        let before = rows.read(&key).map_err(failed)?;
        // The rules remove no row that a table shows.
        if let Some(row) = &row {
            projection.row(&key, before.as_ref(), row).map_err(failed)?;
        }
        rows.write(key, row);
    }
    projection.texts(&prepared.documents).map_err(failed)
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

fn insert(
    statements: &Statements<'_>,
    located: &LocatedEntry,
    prepared: &Prepared,
) -> rusqlite::Result<i64> {
    let LocatedEntry {
        block,
        event_index,
        appended,
        ..
    } = located;
    let entry = &appended.entry;
    let hash = hex0x(&block.hash);
    statements.run(
        "INSERT INTO blocks (number, hash, at) VALUES (?1, ?2, ?3) ON CONFLICT (number) DO NOTHING",
        params![block.number, hash, entry.at],
    )?;
    statements.run(
        "INSERT INTO entries (block_number, block_hash, event_index, subject_kind, subject_number, seq, at,
             signer_key, signer_party, carried, action, head, scale, json)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            block.number,
            hash,
            event_index,
            entry.subject.kind().word(),
            entry.subject.number(),
            entry.seq,
            entry.at,
            entry.by.to_hex(),
            signer_party(entry),
            matches!(entry.signature, Signature::Carried { .. }),
            action(&entry.body),
            appended.head.to_hex(),
            prepared.scale,
            prepared.json,
        ],
    )?;
    let entry_id = statements.last_row();
    for (position, (fact, value)) in entry.facts.iter().zip(&prepared.facts).enumerate() {
        statements.run(
            "INSERT INTO facts (entry_id, position, subject_kind, subject_number, seq, head, value)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                entry_id,
                position,
                fact.subject.kind().word(),
                fact.subject.number(),
                fact.seq,
                fact.head.to_hex(),
                value,
            ],
        )?;
    }
    Ok(entry_id)
}

/// The word for what was done.
fn action(body: &Body) -> &'static str {
    match body {
        Body::Party(body) => body.action(),
        Body::Agreement(body) => body.action(),
        Body::Award(body) => body.action(),
        Body::Import(body) => body.action(),
    }
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

#[cfg(test)]
mod tests;
