// SPDX-License-Identifier: EUPL-1.2
//! Entries into the database, exactly once: each is checked against the ones before it by the rules' replay,
//! and stands in the same transaction as the cursor that passes it.
//!
//! Must not know where entries come from, nor whether they follow: [`crate::check`] says so.

use portico_client::{Block, LocatedEntry};
use portico_rules::{
    authority::Signature,
    award::{AwardBody, Outcome},
    entry::Body,
    message::Describe,
    party::PartyBody,
    primitives::Cents,
    tender::TenderBody,
    with_body,
};
use rusqlite::params;

use crate::{
    Database, IndexerError, ahead,
    check::{Check, Checked, Follows},
    database::{explain, hex0x, in_transaction, write_cursor},
    project::{Projection, Statements, signer_party},
};

/// What one call of [`Database::apply`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// How many entries were written.
    pub written: usize,
    /// How many entries were there already.
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
        let Database {
            connection,
            reader,
            file,
            ledger,
        } = self;
        let doing = "writing entries";
        in_transaction(connection, file, doing, |transaction| {
            let failed = |e| explain(file, doing, e);
            let statements = Statements::new(transaction);
            let mut check = Check::begin(reader, file, ledger, (from, upto))?;
            let mut applied = Applied {
                written: 0,
                known: 0,
            };
            let mut block = None;
            ahead::each(
                entries,
                |located| check.entry(located),
                |located, checked| {
                    match checked {
                        Checked::Known => applied.known += 1,
                        Checked::Follows(follows) => {
                            // Most entries stand in the block of the one before.
                            if block.replace(located.block.number) != Some(located.block.number) {
                                insert_block(&statements, located).map_err(failed)?;
                            }
                            write(&statements, located, &follows).map_err(failed)?;
                            applied.written += 1;
                        }
                    }
                    Ok(())
                },
            )?;
            check.finish(&statements).map_err(failed)?;
            write_cursor(transaction, upto).map_err(failed)?;
            Ok(applied)
        })
    }
}

/// Writes an entry that follows, and what it changes.
fn write(
    statements: &Statements<'_>,
    located: &LocatedEntry,
    follows: &Follows,
) -> rusqlite::Result<()> {
    let projection = Projection {
        statements,
        entry_id: insert(statements, located, follows)?,
        entry: &located.appended.entry,
    };
    for change in &follows.changes {
        // The rules remove no row that a table shows.
        if let Some(after) = &change.after {
            projection.row(&change.key, change.before.as_ref(), after)?;
        }
    }
    projection.texts(&follows.prepared.documents)
}

fn insert_block(statements: &Statements<'_>, located: &LocatedEntry) -> rusqlite::Result<()> {
    let LocatedEntry {
        block, appended, ..
    } = located;
    statements.run(
        "INSERT INTO blocks (number, hash, at) VALUES (?1, ?2, ?3) ON CONFLICT (number) DO NOTHING",
        params![block.number, hex0x(&block.hash), appended.entry.at],
    )
}

fn insert(
    statements: &Statements<'_>,
    located: &LocatedEntry,
    follows: &Follows,
) -> rusqlite::Result<i64> {
    let LocatedEntry {
        block,
        event_index,
        appended,
        ..
    } = located;
    let entry = &appended.entry;
    let prepared = &follows.prepared;
    statements.run(
        "INSERT INTO entries (block_number, block_hash, event_index, subject_kind, subject_number, seq, at,
             signer_key, signer_party, carried, action, amount, head, scale, json)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        params![
            block.number,
            hex0x(&block.hash),
            event_index,
            entry.subject.kind().word(),
            entry.subject.number(),
            entry.seq,
            entry.at,
            entry.by.to_hex(),
            signer_party(entry),
            matches!(entry.signature, Signature::Carried { .. }),
            action(&entry.body),
            amount(&entry.body).map(|amount| amount.0),
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
    with_body!(body, body => body.action())
}

/// The amount that a body names, if it names one.
fn amount(body: &Body) -> Option<Cents> {
    match body {
        Body::Award(body) => match body {
            AwardBody::Publish(publication) | AwardBody::PublishDeMinimis { publication, .. } => {
                Some(publication.amount)
            }
            AwardBody::Claim { amount, .. } | AwardBody::Recover { amount, .. } => Some(*amount),
            AwardBody::Attest { outcome, .. } => match outcome {
                Outcome::PartlyMet { amount } => Some(*amount),
                Outcome::Met | Outcome::NotMet => None,
            },
            AwardBody::Pay(payment) => Some(payment.amount),
            AwardBody::ProposeAmendment(terms) | AwardBody::AcceptAmendment(terms) => {
                Some(terms.amount)
            }
            AwardBody::Confirm { .. }
            | AwardBody::Dispute { .. }
            | AwardBody::WithdrawAmendment { .. }
            | AwardBody::Suspend { .. }
            | AwardBody::Resume { .. }
            | AwardBody::Close { .. } => None,
        },
        Body::Tender(body) => match body {
            TenderBody::Publish(notice) => Some(notice.value),
            TenderBody::AwardDirectly(award) => Some(award.amount),
            TenderBody::Reveal { offer, .. } => Some(offer.price),
            TenderBody::Award(decision) => Some(decision.price),
            TenderBody::Change(change) => Some(change.value),
            TenderBody::RequestSubcontract(request) => Some(request.amount),
            TenderBody::Invite { .. }
            | TenderBody::Clarify { .. }
            | TenderBody::Extend { .. }
            | TenderBody::Bid { .. }
            | TenderBody::WithdrawBid
            | TenderBody::Exclude { .. }
            | TenderBody::Evaluate { .. }
            | TenderBody::RevokeAward { .. }
            | TenderBody::Contract(_)
            | TenderBody::DecideSubcontract { .. }
            | TenderBody::Cancel { .. } => None,
        },
        Body::Party(body) => match body {
            PartyBody::RegisterAid(aid) => Some(aid.amount),
            PartyBody::ReduceAid { amount, .. } => Some(*amount),
            PartyBody::Found(_)
            | PartyBody::Register(_)
            | PartyBody::AddKey { .. }
            | PartyBody::RevokeKey { .. }
            | PartyBody::AttestStanding { .. }
            | PartyBody::Suspend { .. }
            | PartyBody::Reinstate { .. }
            | PartyBody::Rename { .. }
            | PartyBody::Link { .. }
            | PartyBody::Unlink { .. }
            | PartyBody::DepositMembers { .. }
            | PartyBody::CorrectMembers { .. } => None,
        },
        Body::Agreement(_) | Body::Import(_) => None,
    }
}

#[cfg(test)]
mod tests;
