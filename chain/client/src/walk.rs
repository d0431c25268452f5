// SPDX-License-Identifier: EUPL-1.2
//! All entries between two finalised blocks, in order, at the cost of the blocks that hold some.
//!
//! Every entry names the block of its contract's entry before it, and a contract's own row
//! `{entries, subjects, last_block}` names the block of the last. So a reader that begins at the newest entry
//! gets to the oldest in one step per block that holds entries, whatever lies between. Two things stand
//! against doing just that: each step waits for the one before, and what comes last is wanted first.
//!
//! Both are met by cutting the way into *segments*. The row can be read at any height of an archive, and tells
//! how many entries there are up to there; so the plan halves a stretch of blocks until it holds few enough
//! entries, or is one block. The segments are walked backwards, several at once, each knowing from its two
//! ends where it has to begin, where it has to arrive and how many entries it has to find. They are handed
//! over forwards. Every block with entries is read once, and for each cut one row of each contract.
//!
//! **Memory** does not grow with the chain: at most [`WORKERS`] segments exist besides what was handed over, each with at most [`MOST`] entries, or of one block. An entry is at most 14 KiB
//! (`portico_rules::bounds`: a body of 12,288 bytes, at most a handful of facts), usually less than one; and a
//! segment that turns out to hold more than its ends say is given up. The plan keeps one end of each stretch
//! that it has halved: as many as a height has bits. Keeping the numbers of all blocks, to read them in a second
//! pass forwards, would cost four bytes each without any bound, and the reading could not begin before the end.
//!
//! **What a node can do to us** is to be away, which is waited for below this module, or to lie. It cannot leave an
//! entry out, add one or run in circles: the numbers of blocks fall with each step, both ends and the count
//! must be met, and whether the entries themselves follow from each other is checked by the rules' replay.
//! Blocks are final, so no reorganisation can change them.
//!
//! Must not know a node's protocol, nor what is done with the entries.

use std::{
    panic::resume_unwind,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use tokio::{sync::mpsc, task::JoinHandle};

use crate::{Address, Block, ClientError, LocatedEntry, Mark, entries::missing};

/// How many segments are walked at the same time.
pub const WORKERS: usize = 8;
/// How many entries a segment has at most, but for a block that holds more.
pub const MOST: u64 = 512;
/// A segment of fewer entries is not cut, however few segments there are: a cut costs reads too.
const FEWEST: u64 = 32;

/// Where a walk reads.
pub trait Source: Send + Sync + 'static {
    /// The contracts whose entries are wanted.
    fn contracts(&self) -> &[Address];

    /// How the contracts stood after the finalised block of this height.
    fn mark(&self, number: u32) -> impl Future<Output = Result<Mark, ClientError>> + Send;

    /// The contracts' entries in the finalised block of this height, in order. `executed_by` is the version of
    /// the runtime that executed it, where that is known.
    fn entries(
        &self,
        number: u32,
        executed_by: Option<u32>,
    ) -> impl Future<Output = Result<(Block, Vec<LocatedEntry>), ClientError>> + Send;
}

/// A stretch of blocks, and all that the contracts appended in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The block before its first.
    pub from: Block,
    /// Its last block, and how the contracts stood after it.
    pub upto: Mark,
    /// Its entries in order.
    pub entries: Vec<LocatedEntry>,
}

/// The way from one finalised block to another, walked in the background. Dropping it ends it.
#[derive(Debug)]
pub struct Walk {
    planner: Task<()>,
    segments: mpsc::Receiver<Task<Segment>>,
    /// The segment that is waited for.
    coming: Option<Task<Segment>>,
    /// How the walk ended, if that was met where nobody could be told yet.
    over: Option<Result<(), ClientError>>,
}

impl Walk {
    /// Begins to read everything above `from`, up to `upto`. Must be called in a Tokio runtime.
    pub fn start<S: Source>(source: Arc<S>, from: Mark, upto: Mark) -> Self {
        // One more is being walked while the plan waits for room.
        let (sender, segments) = mpsc::channel(WORKERS - 1);
        Walk {
            planner: Task(tokio::spawn(plan(source, from, upto, sender))),
            segments,
            coming: None,
            over: None,
        }
    }

    /// The next segment, which begins where the last one ended; `None` after the last. Dropping the future loses nothing.
    ///
    /// # Errors
    /// [`ClientError::Ledger`] if what the node says does not hold together; otherwise what concerns the node.
    /// After an error the walk is over.
    pub async fn next(&mut self) -> Result<Option<Segment>, ClientError> {
        if let Some(over) = self.over.take() {
            return over.map(|()| None);
        }
        if self.coming.is_none() {
            self.coming = self.segments.recv().await;
        }
        let Some(coming) = &mut self.coming else {
            return self.planner.done().await.map(|()| None);
        };
        let walked = coming.done().await;
        self.coming = None;
        walked.map(Some)
    }

    /// The next segment, and in one with it those behind it that have been walked meanwhile, until there are as many
    /// entries as `enough`, or more: whoever is slower than the node has fewer and larger pieces to take, and whoever is quicker waits
    /// for none. `None` after the last.
    ///
    /// # Errors
    /// As [`Walk::next`].
    pub async fn next_batch(&mut self, enough: usize) -> Result<Option<Segment>, ClientError> {
        let Some(mut batch) = self.next().await? else {
            return Ok(None);
        };
        while batch.entries.len() < enough {
            // Looked at once, and not waited for: nobody has to be woken.
            let more = { pin!(self.next()).poll(&mut Context::from_waker(Waker::noop())) };
            match more {
                Poll::Pending => break,
                Poll::Ready(Ok(Some(segment))) => {
                    batch.upto = segment.upto;
                    batch.entries.extend(segment.entries);
                }
                Poll::Ready(Ok(None)) => {
                    self.over = Some(Ok(()));
                    break;
                }
                // What was walked before it is good.
                Poll::Ready(Err(error)) => {
                    self.over = Some(Err(error));
                    break;
                }
            }
        }
        Ok(Some(batch))
    }
}

/// Work in the background that ends when nobody wants its result any more.
#[derive(Debug)]
struct Task<T>(JoinHandle<Result<T, ClientError>>);

impl<T> Task<T> {
    async fn done(&mut self) -> Result<T, ClientError> {
        match (&mut self.0).await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // Only the runtime's own end cancels what we still hold; then nobody is waiting either.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Cuts the way into segments and has them walked, in order.
async fn plan<S: Source>(
    source: Arc<S>,
    from: Mark,
    upto: Mark,
    segments: mpsc::Sender<Task<Segment>>,
) -> Result<(), ClientError> {
    let total = held_between(source.contracts(), &from, &upto)?;
    let few = (total / (2 * WORKERS as u64)).clamp(FEWEST, MOST);
    // Ends of stretches that are to come, the next one last.
    let mut ends = vec![upto];
    let mut begin = from;
    // Where a stretch began that holds nothing: it is handed over with what follows.
    let mut empty_since: Option<Block> = None;
    while let Some(end) = ends.pop() {
        let held = held_between(source.contracts(), &begin, &end)?;
        // Above the last entry there is nothing to halve.
        let last = last_block(&end).min(end.block.number);
        let middle = begin.block.number + last.saturating_sub(begin.block.number) / 2;
        if held > few && middle > begin.block.number {
            let mark = source.mark(middle).await?;
            ends.push(end);
            ends.push(mark);
            continue;
        }
        if held == 0 && !ends.is_empty() {
            empty_since.get_or_insert(begin.block);
            begin = end;
            continue;
        }
        let Ok(room) = segments.reserve().await else {
            // Nobody is interested any more.
            return Ok(());
        };
        let since = empty_since.take().unwrap_or(begin.block);
        let walked = walk(source.clone(), since, begin, end.clone());
        room.send(Task(tokio::spawn(walked)));
        begin = end;
    }
    Ok(())
}

/// How many entries the contracts appended between two blocks, by their own rows.
fn held_between(contracts: &[Address], from: &Mark, upto: &Mark) -> Result<u64, ClientError> {
    let mut sum: u64 = 0;
    for (contract, (before, after)) in contracts.iter().zip(from.rows.iter().zip(&upto.rows)) {
        let added = after.entries.checked_sub(before.entries);
        let holds_together = match added {
            None => false,
            Some(0) => after == before,
            Some(_) => {
                after.last_block > from.block.number && after.last_block <= upto.block.number
            }
        };
        let Some(added) = added.filter(|_| holds_together) else {
            return Err(ClientError::Ledger(format!(
                "the own row of contract 0x{} says {} at {}, and {} at {}: one cannot have become the other; do not trust this node",
                hex::encode(contract),
                row(before.entries, before.last_block),
                from.block,
                row(after.entries, after.last_block),
                upto.block,
            )));
        };
        sum = sum.saturating_add(added);
    }
    Ok(sum)
}

fn row(entries: u64, last_block: u32) -> String {
    format!("{entries} entries, the last one in block {last_block},")
}

/// The last block with an entry of any contract.
fn last_block(mark: &Mark) -> u32 {
    mark.rows
        .iter()
        .map(|row| row.last_block)
        .max()
        .unwrap_or_default()
}

/// Walks a segment backwards. `since` is where it begins for whoever gets it; between there and `from` there
/// is nothing.
async fn walk<S: Source>(
    source: Arc<S>,
    since: Block,
    from: Mark,
    upto: Mark,
) -> Result<Segment, ClientError> {
    let contracts = source.contracts();
    // An upgrade makes the version higher (System::set_code refuses anything else), so if it is the same at both
    // ends, it was the same in between.
    let executed_by = (from.runtime == upto.runtime).then_some(upto.runtime);
    let mut next: Vec<u32> = upto.rows.iter().map(|row| row.last_block).collect();
    let mut missing_entries: Vec<u64> = upto
        .rows
        .iter()
        .zip(&from.rows)
        .map(|(after, before)| after.entries.saturating_sub(before.entries))
        .collect();
    let mut newest_first: Vec<Vec<LocatedEntry>> = Vec::new();
    while let Some(number) = next
        .iter()
        .copied()
        .max()
        .filter(|number| *number > from.block.number)
    {
        let (block, entries) = source.entries(number, executed_by).await?;
        for ((contract, next), missing_entries) in
            contracts.iter().zip(&mut next).zip(&mut missing_entries)
        {
            let own = entries.iter().filter(|entry| entry.contract == *contract);
            step(contract, block, own, next, missing_entries)?;
        }
        newest_first.push(entries);
    }
    for (contract, (missing_entries, (next, row))) in contracts
        .iter()
        .zip(missing_entries.iter().zip(next.iter().zip(&from.rows)))
    {
        if *missing_entries > 0 || *next != row.last_block {
            return Err(ClientError::Ledger(format!(
                "walking back from {} to {}, {missing_entries} entries of contract 0x{} were not found, and the way led to block {next} where its own row names block {}: do not trust this node",
                upto.block,
                from.block,
                hex::encode(contract),
                row.last_block
            )));
        }
    }
    Ok(Segment {
        from: since,
        upto,
        entries: newest_first.into_iter().rev().flatten().collect(),
    })
}

/// One contract's entries in a block: there must be some exactly if the way leads through this block.
fn step<'e>(
    contract: &Address,
    block: Block,
    entries: impl Iterator<Item = &'e LocatedEntry>,
    next: &mut u32,
    missing_entries: &mut u64,
) -> Result<(), ClientError> {
    let expected = *next == block.number;
    let mut found = false;
    for entry in entries {
        let before = entry.appended.entry.previous.contract_block;
        if !expected {
            return Err(ClientError::Ledger(format!(
                "{entry} is not on the way back from its contract's last entry, which leads to block {next}: do not trust this node"
            )));
        }
        if found && before != block.number || !found && before >= block.number {
            return Err(ClientError::Ledger(format!(
                "{entry} names block {before} as that of its contract's entry before it, which cannot be: do not trust this node"
            )));
        }
        if !found {
            *next = before;
        }
        found = true;
        *missing_entries = missing_entries.checked_sub(1).ok_or_else(|| {
            ClientError::Ledger(format!(
                "{block} holds more entries of contract 0x{} than its own row counts: do not trust this node",
                hex::encode(contract)
            ))
        })?;
    }
    if expected && !found {
        return Err(missing(contract, block));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
