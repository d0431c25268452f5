// SPDX-License-Identifier: EUPL-1.2
//! Walks over chains in memory, told by nodes that are honest, slow, or lie.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use portico_rules::{
    authority::Signature,
    entry::{Appended, Body, Entry, Previous},
    party::PartyBody,
    primitives::{Digest, Key},
    row::LedgerRow,
    subject::Subject,
};

use super::*;

const CONTRACTS: [Address; 2] = [[1; 20], [2; 20]];

/// What a lying node makes of a mark, and of the entries in a block.
type Marks = Box<dyn Fn(&mut Mark) + Send + Sync>;
type Blocks = Box<dyn Fn(u32, &mut Vec<LocatedEntry>) + Send + Sync>;

/// A chain in memory.
struct Memory {
    blocks: BTreeMap<u32, Vec<LocatedEntry>>,
    marks: Marks,
    lies: Blocks,
    /// The height from which on there is another runtime.
    upgrade: u32,
    read: Mutex<Vec<u32>>,
    marked: AtomicUsize,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

fn block(number: u32) -> Block {
    let mut hash = [0; 32];
    hash[..4].copy_from_slice(&number.to_be_bytes());
    Block { number, hash }
}

fn entry(number: u32, event_index: u32, contract: usize, before: u32) -> LocatedEntry {
    LocatedEntry {
        block: block(number),
        event_index,
        contract: CONTRACTS[contract],
        appended: Appended {
            entry: Entry {
                subject: Subject::Party(1),
                seq: 0,
                at: number.into(),
                by: Key([7; 32]),
                signature: Signature::Direct,
                facts: Vec::new(),
                body: Body::Party(PartyBody::Suspend {
                    reason: "a reason".into(),
                }),
                previous: Previous {
                    subject_block: 0,
                    contract_block: before,
                },
            },
            head: Digest([9; 32]),
        },
    }
}

impl Memory {
    /// Entries of contracts (0 or 1) in blocks, in order.
    fn new(appended: impl IntoIterator<Item = (u32, usize)>) -> Self {
        let mut blocks: BTreeMap<u32, Vec<LocatedEntry>> = BTreeMap::new();
        let mut last = [0; 2];
        for (number, contract) in appended {
            let held = blocks.entry(number).or_default();
            let index = u32::try_from(held.len()).unwrap();
            held.push(entry(number, index, contract, last[contract]));
            last[contract] = number;
        }
        Memory {
            blocks,
            marks: Box::new(|_| {}),
            lies: Box::new(|_, _| {}),
            upgrade: u32::MAX,
            read: Mutex::default(),
            marked: AtomicUsize::new(0),
            at_once: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
        }
    }

    fn all(&self) -> Vec<LocatedEntry> {
        self.blocks.values().flatten().cloned().collect()
    }

    /// The blocks that were read, in order of height.
    fn read(&self) -> Vec<u32> {
        let mut read = self.read.lock().unwrap().clone();
        read.sort_unstable();
        read
    }
}

impl Source for Memory {
    fn contracts(&self) -> &[Address] {
        &CONTRACTS
    }

    async fn mark(&self, number: u32) -> Result<Mark, ClientError> {
        self.marked.fetch_add(1, Ordering::Relaxed);
        let mut rows = vec![LedgerRow::default(); CONTRACTS.len()];
        for entry in self.blocks.range(..=number).flat_map(|(_, held)| held) {
            let contract = CONTRACTS.iter().position(|c| *c == entry.contract);
            let row = &mut rows[contract.unwrap()];
            row.entries += 1;
            row.last_block = entry.block.number;
        }
        let mut mark = Mark {
            block: block(number),
            runtime: 1 + u32::from(number >= self.upgrade),
            rows,
        };
        (self.marks)(&mut mark);
        Ok(mark)
    }

    async fn entries(
        &self,
        number: u32,
        executed_by: Option<u32>,
    ) -> Result<(Block, Vec<LocatedEntry>), ClientError> {
        // The upgrading block itself is still executed by the old runtime.
        let executed = 1 + u32::from(number > self.upgrade);
        assert!(executed_by.is_none_or(|version| version == executed));
        let now = self.at_once.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_at_once.fetch_max(now, Ordering::Relaxed);
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        self.at_once.fetch_sub(1, Ordering::Relaxed);
        self.read.lock().unwrap().push(number);
        let mut entries = self.blocks.get(&number).cloned().unwrap_or_default();
        (self.lies)(number, &mut entries);
        Ok((block(number), entries))
    }
}

/// Walks from one height to another, and checks that the segments join up.
async fn walked(
    memory: &Arc<Memory>,
    from: u32,
    upto: u32,
) -> Result<Vec<LocatedEntry>, ClientError> {
    let (begin, end) = (memory.mark(from).await?, memory.mark(upto).await?);
    let mut walk = Walk::start(memory.clone(), begin, end);
    let mut at = block(from);
    let mut entries: Vec<LocatedEntry> = Vec::new();
    while let Some(segment) = walk.next().await? {
        assert_eq!(segment.from, at);
        for entry in &segment.entries {
            assert!(entry.block.number > at.number);
            assert!(entry.block.number <= segment.upto.block.number);
        }
        at = segment.upto.block;
        entries.extend(segment.entries);
    }
    assert_eq!(at, block(upto));
    Ok(entries)
}

async fn refused(memory: Memory, upto: u32) -> String {
    let error = walked(&Arc::new(memory), 0, upto)
        .await
        .expect_err("the node lies");
    assert!(matches!(error, ClientError::Ledger(_)), "{error:?}");
    error.to_string()
}

/// A thousand entries in a hundred thousand blocks, at heights that look random.
fn sparse() -> Memory {
    let mut number = 0;
    Memory::new((0..1000_u32).map(|index| {
        number += 1 + index * 7919 % 199;
        (number, (index % 3 / 2) as usize)
    }))
}

#[tokio::test]
async fn a_sparse_chain_costs_by_entries() {
    let memory = Arc::new(sparse());
    let entries = walked(&memory, 0, 100_000).await.unwrap();
    assert_eq!(entries, memory.all());
    // Every block with entries once, and no other.
    let held: Vec<u32> = memory.blocks.keys().copied().collect();
    assert_eq!(memory.read(), held);
    assert!(held.len() <= 1000);
    let marked = memory.marked.load(Ordering::Relaxed);
    assert!(marked <= 8 * WORKERS, "{marked} cuts");
    assert!(memory.most_at_once.load(Ordering::Relaxed) > 1);
    assert!(memory.most_at_once.load(Ordering::Relaxed) <= WORKERS + 1);
}

#[tokio::test]
async fn any_stretch_gives_what_it_holds() {
    // Several in one block, of one contract and of both; stretches with nothing; a run of neighbours.
    let memory = Arc::new(Memory::new(
        [
            (3, 0),
            (3, 0),
            (3, 1),
            (4, 1),
            (5, 0),
            (900, 1),
            (900, 0),
            (900, 1),
        ]
        .into_iter()
        .chain((2000..2200).map(|number| (number, (number % 2) as usize)))
        .chain([(9_999, 0)]),
    ));
    for from in [0, 2, 3, 4, 5, 899, 900, 1999, 2100, 9_998, 9_999] {
        for upto in [from, from + 1, 2050, 5000, 9_999, 20_000] {
            if upto < from {
                continue;
            }
            let expected: Vec<LocatedEntry> = memory
                .all()
                .into_iter()
                .filter(|entry| entry.block.number > from && entry.block.number <= upto)
                .collect();
            let found = walked(&memory, from, upto).await.unwrap();
            assert_eq!(found, expected, "{from} to {upto}");
        }
    }
}

#[tokio::test]
async fn segments_are_bounded() {
    let memory = Arc::new(Memory::new(
        (1..=30_000_u32).map(|index| (index / 5 + 1, (index % 2) as usize)),
    ));
    let (begin, end) = (
        memory.mark(0).await.unwrap(),
        memory.mark(7_000).await.unwrap(),
    );
    let mut walk = Walk::start(memory.clone(), begin, end);
    let mut found = 0;
    while let Some(segment) = walk.next().await.unwrap() {
        assert!(segment.entries.len() as u64 <= MOST);
        found += segment.entries.len();
    }
    assert_eq!(found, 30_000);

    // One block can hold more: it is not cut.
    let memory = Arc::new(Memory::new((0..2_000).map(|_| (77, 0))));
    assert_eq!(walked(&memory, 0, 100_000).await.unwrap().len(), 2_000);
    assert_eq!(memory.read(), [77]);
}

#[tokio::test]
async fn whoever_does_not_ask_is_not_read_ahead_of() {
    let memory = Arc::new(Memory::new((1..=30_000).map(|number| (number, 0))));
    let (begin, end) = (
        memory.mark(0).await.unwrap(),
        memory.mark(30_000).await.unwrap(),
    );
    let walk = Walk::start(memory.clone(), begin, end);
    let mut read = 0;
    loop {
        for _ in 0..100_000 {
            tokio::task::yield_now().await;
        }
        let now = memory.read().len();
        if now == read {
            break;
        }
        read = now;
    }
    assert!(read as u64 <= WORKERS as u64 * MOST, "{read} entries read");
    drop(walk);
}

#[tokio::test]
async fn a_runtime_upgrade_is_passed() {
    for upgrade in [1, 500, 501, 600, 999] {
        let memory = Arc::new(Memory {
            upgrade,
            ..Memory::new((1..=1000).map(|number| (number, 0)))
        });
        assert_eq!(walked(&memory, 0, 1000).await.unwrap(), memory.all());
    }
}

#[tokio::test]
async fn a_node_that_leaves_out_what_it_announced_is_caught() {
    // All entries of a block.
    let memory = Memory {
        lies: Box::new(|number, entries| entries.retain(|_| number != 30)),
        ..Memory::new((1..=60).map(|number| (number, 0)))
    };
    let error = refused(memory, 60).await;
    assert!(
        error.contains("block 30") && error.contains("should hold"),
        "{error}"
    );

    // One of two in a block: the count tells.
    let memory = Memory {
        lies: Box::new(|_, entries| entries.truncate(1)),
        ..Memory::new([(5, 0), (9, 0), (9, 0)])
    };
    let error = refused(memory, 60).await;
    assert!(error.contains("1 entries of contract 0x0101"), "{error}");

    // A block on the way, by pointing past it.
    let memory = Memory {
        lies: Box::new(|number, entries| {
            if number == 9 {
                entries[0].appended.entry.previous.contract_block = 2;
            }
        }),
        ..Memory::new([(2, 0), (5, 0), (9, 0)])
    };
    let error = refused(memory, 60).await;
    assert!(error.contains("were not found"), "{error}");
}

#[tokio::test]
async fn a_way_that_does_not_lead_back_is_not_gone() {
    for before in [9, 10, 40, u32::MAX] {
        let memory = Memory {
            lies: Box::new(move |number, entries| {
                if number == 9 {
                    entries[0].appended.entry.previous.contract_block = before;
                }
            }),
            ..Memory::new([(2, 0), (5, 0), (9, 0)])
        };
        let error = refused(memory, 60).await;
        assert!(
            error.contains(&format!("names block {before}")) && error.contains("(block 9 "),
            "{error}"
        );
    }
    // The second of two in a block must name that block.
    let memory = Memory {
        lies: Box::new(|number, entries| {
            if number == 9 {
                entries[1].appended.entry.previous.contract_block = 5;
            }
        }),
        ..Memory::new([(5, 0), (9, 0), (9, 0)])
    };
    let error = refused(memory, 60).await;
    assert!(error.contains("names block 5"), "{error}");
}

#[tokio::test]
async fn an_entry_too_many_is_caught() {
    // In a block on the way.
    let memory = Memory {
        lies: Box::new(|number, entries| {
            if number == 5 {
                entries.push(entry(5, 1, 0, 5));
            }
        }),
        ..Memory::new([(2, 0), (5, 0), (9, 0)])
    };
    let error = refused(memory, 60).await;
    assert!(error.contains("more entries"), "{error}");

    // Of a contract that has none there.
    let memory = Memory {
        lies: Box::new(|number, entries| {
            if number == 5 {
                entries.push(entry(5, 1, 1, 0));
            }
        }),
        ..Memory::new([(2, 0), (5, 0), (9, 0)])
    };
    let error = refused(memory, 60).await;
    assert!(error.contains("not on the way back"), "{error}");

    // Inserted between two blocks.
    let memory = Memory {
        lies: Box::new(|number, entries| match number {
            9 => entries[0].appended.entry.previous.contract_block = 7,
            7 => entries.push(entry(7, 0, 0, 5)),
            _ => {}
        }),
        ..Memory::new([(2, 0), (5, 0), (9, 0)])
    };
    let error = refused(memory, 60).await;
    assert!(error.contains("more entries"), "{error}");
}

#[tokio::test]
async fn rows_that_cannot_be_are_caught() {
    type Lie = fn(&mut LedgerRow);
    let lies: [(u32, Lie); 5] = [
        // The last entry in a block that is yet to come.
        (60, |row| row.last_block = 61),
        // Fewer entries than before.
        (0, |row| row.entries = 10),
        // No more entries, but a later last one.
        (0, |row| (row.entries, row.last_block) = (3, 1)),
        // More entries, and none of them in the blocks between.
        (60, |row| row.last_block = 0),
        // No more entries, but more subjects.
        (0, |row| {
            (row.entries, row.last_block, row.subjects) = (3, 9, 1)
        }),
    ];
    for (index, (at, lie)) in lies.into_iter().enumerate() {
        let memory = Memory {
            marks: Box::new(move |mark| {
                if mark.block.number == at {
                    lie(&mut mark.rows[0]);
                }
            }),
            ..Memory::new([(2, 0), (5, 0), (9, 0)])
        };
        let error = refused(memory, 60).await;
        assert!(
            error.contains("one cannot have become the other"),
            "{index}: {error}"
        );
    }

    // A cut in the middle that tells of entries that are not there.
    let memory = Memory {
        marks: Box::new(|mark| {
            if mark.block.number == 500 {
                mark.rows[0].entries += 1;
            }
        }),
        ..Memory::new((1..=1000).map(|number| (number, 0)))
    };
    let error = refused(memory, 1000).await;
    assert!(error.contains("were not found"), "{error}");
}

#[tokio::test]
async fn a_way_must_arrive_where_it_began() {
    // As many entries as there should be, but the first of them does not follow the last one before.
    let memory = Arc::new(Memory {
        lies: Box::new(|number, entries| {
            if number == 5 {
                entries[0].appended.entry.previous.contract_block = 1;
            }
        }),
        ..Memory::new([(2, 0), (5, 0), (9, 0)])
    });
    let error = walked(&memory, 3, 60).await.expect_err("the node lies");
    assert!(error.to_string().contains("led to block 1"), "{error}");
}

#[tokio::test]
async fn what_was_walked_before_a_lie_is_given_first() {
    let memory = Arc::new(Memory {
        lies: Box::new(|number, entries| entries.retain(|_| number != 900)),
        ..Memory::new((1..=1000).map(|number| (number, 0)))
    });
    let (begin, end) = (
        memory.mark(0).await.unwrap(),
        memory.mark(1000).await.unwrap(),
    );
    let mut walk = Walk::start(memory, begin, end);
    let mut upto = 0;
    let error = loop {
        match walk.next().await {
            Ok(Some(segment)) => upto = segment.upto.block.number,
            Ok(None) => panic!("the lie was not seen"),
            Err(error) => break error,
        }
    };
    assert!((800..900).contains(&upto), "{upto}");
    assert!(error.to_string().contains("block 900"), "{error}");
}

/// Goes on in batches of at least so many entries, having let the walk come ahead each time.
async fn in_batches(memory: Arc<Memory>, upto: u32, enough: usize) -> Vec<Result<Segment, String>> {
    let (begin, end) = (
        memory.mark(0).await.unwrap(),
        memory.mark(upto).await.unwrap(),
    );
    let mut walk = Walk::start(memory, begin, end);
    let mut batches = Vec::new();
    loop {
        for _ in 0..100_000 {
            tokio::task::yield_now().await;
        }
        match walk.next_batch(enough).await {
            Ok(Some(batch)) => batches.push(Ok(batch)),
            Ok(None) => return batches,
            Err(error) => {
                batches.push(Err(error.to_string()));
                return batches;
            }
        }
    }
}

#[tokio::test]
async fn whoever_is_slow_gets_what_has_come_meanwhile_in_one() {
    let memory = Arc::new(Memory::new((1..=10_000).map(|number| (number, 0))));
    let batches = in_batches(memory.clone(), 10_500, 1_500).await;
    let mut at = block(0);
    let mut entries = Vec::new();
    let count = batches.len();
    for (index, batch) in (1..).zip(batches) {
        let batch = batch.unwrap();
        assert_eq!(batch.from, at);
        at = batch.upto.block;
        // Enough, and no more than one segment above; the last one is what is left.
        assert!(batch.entries.len() >= 1_500 || index == count);
        assert!(batch.entries.len() < 1_500 + MOST as usize);
        entries.extend(batch.entries);
    }
    assert_eq!(at, block(10_500));
    assert_eq!(entries, memory.all());

    // Of nothing but one segment there is one batch, and then the end.
    let memory = Arc::new(Memory::new([(3, 0)]));
    let batches = in_batches(memory.clone(), 10, 1_500).await;
    assert_eq!(batches.len(), 1);
    assert_eq!(batches[0].as_ref().unwrap().entries, memory.all());
}

#[tokio::test]
async fn a_batch_ends_before_a_lie() {
    // Met while waiting, and met by who looks what else has come.
    for (count, lie) in [(1000, 900), (300, 100)] {
        let memory = Arc::new(Memory {
            lies: Box::new(move |number, entries| entries.retain(|_| number != lie)),
            ..Memory::new((1..=count).map(|number| (number, 0)))
        });
        let batches = in_batches(memory.clone(), count, usize::MAX).await;
        let Some((Err(error), good)) = batches.split_last() else {
            panic!("the lie was not told: {batches:?}");
        };
        assert!(error.contains(&format!("block {lie}")), "{error}");
        let good: Vec<&Segment> = good.iter().map(|batch| batch.as_ref().unwrap()).collect();
        let upto = good.last().unwrap().upto.block.number;
        assert!((lie - 100..lie).contains(&upto), "{upto}");
        let entries: Vec<_> = good
            .iter()
            .flat_map(|batch| batch.entries.clone())
            .collect();
        assert_eq!(entries, memory.all()[..upto as usize]);
    }
}

#[tokio::test]
async fn blocks_above_the_last_entry_cost_nothing() {
    let mut marked = Vec::new();
    for head in [1_000, 1_000_000] {
        let memory = Arc::new(Memory::new((1..=1_000).map(|number| (number, 0))));
        assert_eq!(walked(&memory, 0, head).await.unwrap(), memory.all());
        marked.push(memory.marked.load(Ordering::Relaxed));
    }
    assert_eq!(marked[0], marked[1]);
}
