// SPDX-License-Identifier: EUPL-1.2
use super::*;
use crate::{Act, SignedCommand, UnsignedCommand};
use portico_rules::award::AwardBody;
use portico_rules::message::Place;
use portico_rules::primitives::{Address, Digest, Key};
use portico_rules::refusal::Refusal;
use proptest::prelude::*;
use tempfile::TempDir;

const NOW: u64 = 1_795_000_000;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn queue(&self) -> Queue {
        Queue::open(self.0.path().join("queue.sqlite")).unwrap()
    }
}

/// A command of a key about an award. Its signature is of no interest here.
fn command(signer: u8, award: u32, nonce: u64) -> SignedCommand {
    let place = Place {
        genesis: Digest([7; 32]),
        contract: Address([3; 20]),
    };
    let act = Act::on(award, AwardBody::Confirm { payment: 1 });
    UnsignedCommand::new(act, place, Key([signer; 32]), nonce, NOW + 1000)
        .with_signature(portico_rules::primitives::SignatureBytes([nonce as u8; 64]))
}

fn extrinsic(nonce: u64) -> Extrinsic {
    Extrinsic {
        bytes: vec![1, 2, 3],
        hash: Digest([9; 32]),
        account: Key([8; 32]),
        nonce,
        signed_at: (5, Digest([5; 32])),
    }
}

/// Of all that an extrinsic costs.
const DEPOSIT: u128 = 3;

/// What costs so much in all.
fn costing(total: u128) -> Cost {
    Cost {
        fee: total - DEPOSIT,
        deposit: DEPOSIT,
    }
}

fn entry(seq: u32) -> EntryReference {
    EntryReference {
        subject: 1,
        seq,
        head: Digest([4; 32]),
        block: (9, Digest([6; 32])),
        event_index: 2,
    }
}

fn refused() -> Refused {
    Refused {
        refusal: Some(Refusal::NonceUsed { nonce: 1 }),
        sentence: "the nonce 1 was used before".into(),
    }
}

fn put(queue: &mut Queue, signed: &SignedCommand) -> Queued {
    queue.put(signed, NOW, &Door::default()).unwrap()
}

fn next(queue: &Queue) -> Vec<u64> {
    let chosen = queue.next(NOW, &Rates::default()).unwrap();
    chosen.iter().map(|queued| queued.signed.nonce()).collect()
}

#[test]
fn a_command_is_taken_once_and_goes_its_way() {
    let folder = Folder::new();
    let mut queue = folder.queue();
    let signed = command(1, 1, 1);
    let queued = put(&mut queue, &signed);
    assert_eq!((queued.state, &queued.signed), (State::Waiting, &signed));
    assert_eq!(put(&mut queue, &signed), queued);
    assert_eq!(queue.length().unwrap(), (1, Some(NOW)));

    queue
        .set_carrying(&queued, &extrinsic(3), costing(10), NOW)
        .unwrap();
    // Somebody else opens the file: it is all there.
    drop(queue);
    let mut queue = folder.queue();
    let [under_way] = &queue.carrying().unwrap()[..] else {
        panic!("one is under way")
    };
    assert_eq!(under_way.extrinsic, Some(extrinsic(3)));
    assert_eq!(put(&mut queue, &signed).state, State::Carrying);
    assert!(matches!(
        queue.set_carrying(&queued, &extrinsic(4), costing(10), NOW),
        Err(QueueError::OutOfTurn { .. })
    ));

    queue
        .set_carried(&queued.id, &entry(3), true, NOW + 5)
        .unwrap();
    let carried = put(&mut queue, &signed);
    assert_eq!(carried.state, State::Carried);
    assert_eq!(
        (carried.entry, carried.carried_here),
        (Some(entry(3)), Some(true))
    );
    assert_eq!(carried.settled_at, Some(NOW + 5));
    for again in [
        queue.set_carried(&queued.id, &entry(4), true, NOW),
        queue.set_refused(&queued.id, &refused(), NOW),
        queue.put_off(&queued.id, "later", NOW),
    ] {
        assert!(matches!(again, Err(QueueError::OutOfTurn { .. })));
    }
    assert_eq!(queue.get(&queued.id).unwrap(), Some(carried));
    assert_eq!(queue.get(&Digest([1; 32])).unwrap(), None);
}

#[test]
fn what_was_refused_waits_again_when_it_is_brought_again() {
    let folder = Folder::new();
    let mut queue = folder.queue();
    let (first, second) = (command(1, 1, 1), command(1, 1, 2));
    let queued = put(&mut queue, &first);
    put(&mut queue, &second);
    queue.set_refused(&queued.id, &refused(), NOW).unwrap();
    let read = queue.get(&queued.id).unwrap().unwrap();
    assert_eq!(
        (read.state, read.refused),
        (State::Refused, Some(refused()))
    );
    let again = put(&mut queue, &first);
    assert_eq!((again.state, again.refused), (State::Waiting, None));
    // Behind what came meanwhile.
    assert_eq!(next(&queue), [2]);
}

#[test]
fn signers_and_subjects_are_served_in_order() {
    let folder = Folder::new();
    let mut queue = folder.queue();
    // Two of one signer; one of another about the same award; one about another award; in this order.
    let all = [
        command(1, 1, 1),
        command(1, 2, 2),
        command(2, 1, 3),
        command(3, 9, 4),
    ];
    let queued: Vec<_> = all.iter().map(|signed| put(&mut queue, signed)).collect();
    assert_eq!(next(&queue), [1, 4]);
    queue
        .set_carrying(&queued[0], &extrinsic(0), costing(10), NOW)
        .unwrap();
    assert_eq!(next(&queue), [4]);
    queue
        .set_carried(&queued[0].id, &entry(1), true, NOW)
        .unwrap();
    assert_eq!(next(&queue), [2, 3, 4]);
    // What is put off keeps its signer's others back, and nobody else's.
    queue
        .put_off(&queued[1].id, "the node is away", NOW + 1)
        .unwrap();
    assert_eq!(next(&queue), [3, 4]);
    let later = queue.next(NOW + 1, &Rates::default()).unwrap();
    assert_eq!(later[0].attempts, 1);
    assert_eq!(later[0].last_error.as_deref(), Some("the node is away"));
}

#[test]
fn no_more_is_sent_than_the_rates_allow() {
    let folder = Folder::new();
    let mut queue = folder.queue();
    let rates = Rates {
        a_minute: 3,
        a_minute_of_a_key: 1,
        at_once: 2,
    };
    for signer in 1..=5 {
        for nonce in 0..2 {
            put(&mut queue, &command(signer, u32::from(signer), nonce));
        }
    }
    let mut sent = Vec::new();
    for moment in [NOW, NOW, NOW + 60] {
        let chosen = queue.next(moment, &rates).unwrap();
        for queued in &chosen {
            queue
                .set_carrying(queued, &extrinsic(0), costing(10), moment)
                .unwrap();
        }
        let under_way = queue.carrying().unwrap();
        for queued in under_way {
            queue
                .set_carried(&queued.id, &entry(0), true, moment)
                .unwrap();
        }
        sent.push(chosen.len());
    }
    // Two at once; one more in this minute; and after a minute two at once again.
    assert_eq!(sent, [2, 1, 2]);
}

#[test]
fn what_is_spent_counts_for_a_day_and_is_known_after_a_restart() {
    let folder = Folder::new();
    let mut queue = folder.queue();
    const HOUR: u64 = 3600;
    const DAY: u64 = 24 * HOUR;
    for (index, cost) in [(0, 40), (1, 30), (2, 20)] {
        let queued = put(&mut queue, &command(index, u32::from(index), 1));
        let sent = Extrinsic {
            hash: Digest([index; 32]),
            ..extrinsic(u64::from(index))
        };
        queue
            .set_carrying(&queued, &sent, costing(cost), NOW + u64::from(index) * HOUR)
            .unwrap();
    }
    let now = NOW + 3 * HOUR;
    drop(queue);
    let mut queue = folder.queue();
    assert_eq!(queue.spent(now).unwrap(), 90);
    assert_eq!(queue.room_in_budget(now, 10, 100).unwrap(), None);
    // When the first is a day old; when the second is, too.
    for (cost, hours) in [(11, 0), (50, 0), (51, 1), (80, 1), (81, 2), (100, 2)] {
        assert_eq!(
            queue.room_in_budget(now, cost, 100).unwrap(),
            Some(NOW + hours * HOUR + DAY),
            "{cost}"
        );
    }
    // It did cost less, or nothing at all.
    queue.set_fee(&Digest([0; 32]), 25 - DEPOSIT).unwrap();
    queue.set_unspent(&Digest([1; 32])).unwrap();
    assert_eq!(queue.spent(now).unwrap(), 45);
    assert_eq!(queue.spent(NOW + DAY - 1).unwrap(), 45);
    assert_eq!(queue.spent(NOW + DAY).unwrap(), 20);
    assert_eq!(queue.spent(NOW + 2 * HOUR + DAY).unwrap(), 0);
    // What no table can hold is more than any budget.
    let queued = put(&mut queue, &command(9, 9, 1));
    queue
        .set_carrying(&queued, &extrinsic(9), costing(u128::MAX), now)
        .unwrap();
    assert!(queue.room_in_budget(now, 1, 1 << 62).unwrap().is_some());
}

#[test]
fn a_queue_of_an_older_program_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("queue.sqlite");
    let older = Connection::open(&file).unwrap();
    older.execute_batch(MIGRATIONS[0]).unwrap();
    older
        .execute_batch(&format!(
            "INSERT INTO sendings VALUES ({NOW}, '0x'); INSERT INTO relay VALUES (1, '0x{}', 'working', NULL, 1);
             PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1",
            "08".repeat(32)
        ))
        .unwrap();
    drop(older);
    let mut queue = Queue::open(&file).unwrap();
    assert_eq!(queue.spent(NOW + 1).unwrap(), 0);
    assert_eq!(queue.relay().unwrap(), None);
    let queued = put(&mut queue, &command(1, 1, 1));
    queue
        .set_carrying(&queued, &extrinsic(0), costing(5), NOW)
        .unwrap();
    assert_eq!(queue.spent(NOW + 1).unwrap(), 5);
}

#[test]
fn no_more_is_taken_than_there_is_room_for() {
    let folder = Folder::new();
    let mut queue = folder.queue();
    let door = Door {
        waiting: 3,
        waiting_of_a_key: 2,
        an_hour_of_a_key: 3,
    };
    let mut put = |signed: SignedCommand, now| queue.put(&signed, now, &door).map(|q| q.id);
    let first = put(command(1, 1, 1), NOW).unwrap();
    put(command(1, 1, 2), NOW + 1).unwrap();
    assert!(matches!(
        put(command(1, 1, 3), NOW),
        Err(NotTaken::TooManyWaiting(2))
    ));
    // What is there already needs no room.
    assert_eq!(put(command(1, 1, 1), NOW).unwrap(), first);
    put(command(2, 1, 1), NOW).unwrap();
    assert!(matches!(put(command(3, 1, 1), NOW), Err(NotTaken::Full(3))));
    let mut queue = folder.queue();
    queue.set_carried(&first, &entry(1), true, NOW).unwrap();
    let third = queue.put(&command(1, 1, 3), NOW + 2, &door).unwrap();
    queue.set_carried(&third.id, &entry(2), true, NOW).unwrap();
    match queue.put(&command(1, 1, 4), NOW + 10, &door) {
        Err(NotTaken::TooManyAnHour { limit: 3, wait }) => assert_eq!(wait, 3590),
        other => panic!("{other:?}"),
    }
    assert!(queue.put(&command(1, 1, 4), NOW + 3600, &door).is_ok());
}

#[test]
fn what_nobody_carried_in_time_expires_and_what_is_old_is_forgotten() {
    let folder = Folder::new();
    let mut queue = folder.queue();
    let queued = put(&mut queue, &command(1, 1, 1));
    assert_eq!(queue.expire(NOW + 1000).unwrap(), 0);
    assert_eq!(queue.expire(NOW + 1001).unwrap(), 1);
    assert_eq!(put(&mut queue, &queued.signed).state, State::Expired);
    assert_eq!(queue.forget(NOW + 1001).unwrap(), 0);
    assert_eq!(queue.forget(NOW + 1002).unwrap(), 1);
    assert_eq!(queue.get(&queued.id).unwrap(), None);
}

#[test]
fn an_entry_that_is_there_settles_a_command() {
    let folder = Folder::new();
    let mut queue = folder.queue();
    let new = queue
        .put_carried(&command(1, 1, 1), NOW, &entry(1))
        .unwrap();
    assert_eq!((new.state, new.carried_here), (State::Carried, Some(false)));
    let waiting = put(&mut queue, &command(1, 1, 2));
    let carried = queue.put_carried(&waiting.signed, NOW, &entry(2)).unwrap();
    assert_eq!(carried.state, State::Carried);
    let sent = put(&mut queue, &command(1, 1, 3));
    queue
        .set_carrying(&sent, &extrinsic(1), costing(10), NOW)
        .unwrap();
    // The relay will find out by itself whether it was its own.
    let still = queue.put_carried(&sent.signed, NOW, &entry(3)).unwrap();
    assert_eq!(still.state, State::Carrying);
}

#[test]
fn the_relay_says_how_it_does() {
    let folder = Folder::new();
    let mut queue = folder.queue();
    assert_eq!(queue.relay().unwrap(), None);
    for state in RelayState::ALL {
        let report = RelayReport {
            account: Key([8; 32]),
            state,
            detail: Some("why".into()),
            budget: Some(u128::MAX),
            spent: 7,
            resumes_at: Some(NOW + 5),
            at: NOW,
        };
        queue.report(&report).unwrap();
        assert_eq!(queue.relay().unwrap(), Some(report));
    }
}

#[test]
fn other_files_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other");
    std::fs::write(
        &file,
        "something else entirely, longer than a header of SQLite's".repeat(20),
    )
    .unwrap();
    assert!(matches!(Queue::open(&file), Err(QueueError::NotOurs(_))));
    let file = folder.path().join("other.sqlite");
    let other = Connection::open(&file).unwrap();
    other.execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(Queue::open(&file), Err(QueueError::NotOurs(_))));
    let file = folder.path().join("newer.sqlite");
    drop(Queue::open(&file).unwrap());
    let newer = Connection::open(&file).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    let error = Queue::open(&file).unwrap_err();
    assert!(
        matches!(error, QueueError::Newer { found: 99, .. }),
        "{error}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// Whatever comes in and goes out in whatever order: no command is ever in two places, one that is settled as carried
    /// or expired stays so, a signer has at most one under way, and so has a subject.
    #[test]
    fn every_command_is_in_one_place(steps in prop::collection::vec((0u8..6, 0u8..3, 1u32..4, 0u64..4), 1..80)) {
        let folder = Folder::new();
        let mut queue = folder.queue();
        let mut now = NOW;
        let mut done = std::collections::BTreeMap::new();
        for (what, signer, award, nonce) in steps {
            now += 1;
            let under_way = queue.carrying().unwrap();
            match (what, under_way.first()) {
                (0 | 1, _) => {
                    let queued = queue.put(&command(signer, award, nonce), now, &Door::default()).unwrap();
                    if let Some(state) = done.get(&queued.id) {
                        prop_assert_eq!(queued.state, *state);
                    }
                }
                (2, _) => {
                    for queued in queue.next(now, &Rates::default()).unwrap() {
                        prop_assert_eq!(queued.state, State::Waiting);
                        queue.set_carrying(&queued, &extrinsic(now), costing(10), now).unwrap();
                    }
                }
                (3, Some(queued)) => {
                    queue.set_carried(&queued.id, &entry(1), true, now).unwrap();
                    done.insert(queued.id, State::Carried);
                }
                (4, Some(queued)) => queue.set_refused(&queued.id, &refused(), now).unwrap(),
                (5, Some(queued)) => queue.put_off(&queued.id, "later", now + 3).unwrap(),
                _ => {}
            }
            let under_way = queue.carrying().unwrap();
            let distinct = |keys: Vec<String>| keys.iter().collect::<std::collections::BTreeSet<_>>().len();
            let signers = under_way.iter().map(|queued| queued.signed.key().to_hex()).collect();
            let subjects = under_way.iter().map(|queued| format!("{:?}", queued.signed.act().subject)).collect();
            prop_assert_eq!(distinct(signers), under_way.len());
            prop_assert_eq!(distinct(subjects), under_way.len());
        }
    }
}
