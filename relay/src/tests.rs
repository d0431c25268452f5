// SPDX-License-Identifier: EUPL-1.2
//! The relay on a chain in memory, which runs the real rules and loses, delays and breaks off what it can; and the relay
//! killed at every point between two steps.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    time::Duration,
};

use fastrand::Rng;
use portico_client::{ClientError, CommandError, Limits, Weight};
use portico_commands::queue::{
    Cost, Door, EntryReference, Extrinsic, Queue, QueueError, Queued, Rates, RelayState, State,
};
use portico_commands::{Act, SignedCommand, UnsignedCommand, with_body};
use portico_rules::entry::Entry;
use portico_rules::memory::{self, sample};
use portico_rules::party::{PartyBody, PartyKind, Permission};
use portico_rules::primitives::{Digest, Key, SignatureBytes};
use portico_rules::refusal::Refusal;
use portico_rules::subject::SubjectKind;
use tempfile::TempDir;
use tokio::{sync::Notify, time::sleep};

use crate::{
    RelayError,
    carrier::{Bounds, Carrier},
    chain::{Chain, NotSent, Outcome},
};

const NOW: u64 = 1_795_000_000;
/// For how many blocks an extrinsic can be included.
const LIFETIME: u32 = 64;
/// The most that an extrinsic can cost, and the fee that is paid.
const MOST: Cost = Cost {
    fee: 12,
    deposit: 3,
};
const FEE: u128 = 7;

/// A chain, and what its pool holds. Cloned, it is the same.
#[derive(Clone)]
struct World(Rc<Inside>);

struct Inside {
    ledger: RefCell<memory::Chain>,
    /// Signed, by the nonce.
    pool: RefCell<BTreeMap<u64, (Extrinsic, SignedCommand)>>,
    /// What became of each extrinsic that is in a block.
    included: RefCell<BTreeMap<Digest, Result<EntryReference, Refusal>>>,
    /// The nonce of the relay's account in the newest block.
    nonce: Cell<u64>,
    funds: Cell<u128>,
    random: RefCell<Rng>,
    /// How many steps until the relay is killed.
    life: Cell<u32>,
    killed: Notify,
    /// Whether the node answers.
    answers: Cell<bool>,
    /// Whether the line breaks now and then.
    breaks: Cell<bool>,
    /// Fees that were spent: one for each extrinsic in a block.
    spent: Cell<u32>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut ledger = memory::Chain::new(NOW);
        let founder = sample::registration(
            PartyKind::Administration,
            "Comune di Portico di Sotto",
            1_234_500_037,
            1,
            &Permission::ALL,
        );
        ledger
            .direct(&memory::pair(1), None, PartyBody::Found(founder))
            .expect("the rules accept the founder");
        World(Rc::new(Inside {
            ledger: RefCell::new(ledger),
            pool: RefCell::default(),
            included: RefCell::default(),
            nonce: Cell::new(0),
            funds: Cell::new(u128::MAX),
            random: RefCell::new(Rng::with_seed(seed)),
            life: Cell::new(u32::MAX),
            killed: Notify::new(),
            answers: Cell::new(true),
            breaks: Cell::new(false),
            spent: Cell::new(0),
        }))
    }

    fn chance(&self, in_a_hundred: u8) -> bool {
        self.0.random.borrow_mut().u8(..100) < in_a_hundred
    }

    /// A point at which the relay may be killed; and at which the line may break.
    async fn point(&self) -> Result<(), ClientError> {
        match self.0.life.get().checked_sub(1) {
            Some(left) => self.0.life.set(left),
            None => {
                self.0.killed.notify_one();
                std::future::pending::<()>().await;
            }
        }
        tokio::task::yield_now().await;
        let breaks = self.0.breaks.get() && self.chance(5);
        if self.0.answers.get() && !breaks {
            Ok(())
        } else {
            Err(ClientError::Lost {
                url: "memory".into(),
                doing: "testing".into(),
                reason: "the line is cut".into(),
            })
        }
    }

    /// The next block: extrinsics from the pool in the order of their nonces, as far as there is no gap.
    fn block(&self) {
        let mut ledger = self.0.ledger.borrow_mut();
        ledger.advance(6);
        let height = ledger.block;
        let mut pool = self.0.pool.borrow_mut();
        pool.retain(|nonce, (extrinsic, _)| {
            *nonce >= self.0.nonce.get() && extrinsic.signed_at.0 + LIFETIME >= height
        });
        while let Some((extrinsic, command)) = pool.remove(&self.0.nonce.get()) {
            self.0.nonce.set(extrinsic.nonce + 1);
            self.0.spent.set(self.0.spent.get() + 1);
            let act = command.act();
            let authority = command.authority();
            let done = with_body!(act.body, body =>
                ledger.submit(Key([0; 32]), act.subject, body, &authority));
            let done = done.map(|appended| reference(height, &appended.entry, appended.head));
            self.0.included.borrow_mut().insert(extrinsic.hash, done);
        }
    }

    /// Makes blocks, and mishaps if there are to be any, until dropped.
    async fn live(&self, mishaps: bool) {
        loop {
            sleep(Duration::from_secs(1)).await;
            if mishaps && self.chance(10) {
                self.0.answers.set(!self.0.answers.get());
            }
            if mishaps && self.chance(10) {
                // The pool forgets.
                self.0.pool.borrow_mut().clear();
            }
            // Often later than what waits for it asks again.
            if !mishaps || self.chance(20) {
                self.block();
            }
        }
    }

    /// How often each command is on the ledger, by the signer's key and nonce.
    fn carried(&self) -> BTreeMap<(Key, u64), usize> {
        let mut carried = BTreeMap::new();
        for placed in &self.0.ledger.borrow().entries {
            let entry = &placed.appended.entry;
            if let portico_rules::authority::Signature::Carried { nonce, .. } = entry.signature {
                *carried.entry((entry.by, nonce)).or_default() += 1;
            }
        }
        carried
    }
}

fn reference(block: u32, entry: &Entry, head: Digest) -> EntryReference {
    EntryReference {
        subject: entry.subject.number(),
        seq: entry.seq,
        head,
        block: (block, Digest([block as u8; 32])),
        event_index: 0,
    }
}

impl Chain for World {
    type Sent = Extrinsic;

    fn account(&self) -> Key {
        Key([8; 32])
    }

    fn now(&self) -> u64 {
        self.0.ledger.borrow().now
    }

    async fn funds(&self) -> Result<u128, ClientError> {
        self.point().await?;
        Ok(self.0.funds.get())
    }

    async fn dry_run(&self, command: &SignedCommand) -> Result<Limits, CommandError> {
        self.point().await?;
        let act = command.act();
        let mut ledger = self.0.ledger.borrow().clone();
        with_body!(act.body, body =>
            ledger.submit(Key([0; 32]), act.subject, body, &command.authority()))
        .map_err(|refusal| CommandError::Refused {
            refusal,
            failed_in: None,
            index: 0,
        })?;
        let weight = Weight::default();
        Ok(Limits { weight, deposit: 0 })
    }

    async fn send(
        &self,
        command: &SignedCommand,
        _: Limits,
        note: impl FnOnce(&Extrinsic, Cost) -> Result<bool, QueueError>,
    ) -> Result<Extrinsic, NotSent> {
        self.point().await.map_err(NotSent::Unsigned)?;
        let next = self.0.pool.borrow().keys().max().map_or(0, |last| last + 1);
        let nonce = next.max(self.0.nonce.get());
        let height = self.0.ledger.borrow().block;
        let extrinsic = Extrinsic {
            bytes: nonce.to_be_bytes().to_vec(),
            hash: Digest(
                self.0
                    .random
                    .borrow_mut()
                    .u128(..)
                    .to_be_bytes()
                    .repeat(2)
                    .try_into()
                    .expect("32 bytes"),
            ),
            account: self.account(),
            nonce,
            signed_at: (height, Digest([height as u8; 32])),
        };
        // Killed before it is noted, between noting and sending, or after sending.
        self.point().await.map_err(NotSent::Unsigned)?;
        if !note(&extrinsic, MOST).map_err(NotSent::Queue)? {
            return Err(NotSent::TooDear);
        }
        self.point().await.map_err(NotSent::PerhapsSent)?;
        self.0
            .pool
            .borrow_mut()
            .insert(nonce, (extrinsic.clone(), command.clone()));
        self.point().await.map_err(NotSent::PerhapsSent)?;
        Ok(extrinsic)
    }

    async fn send_again(
        &self,
        command: &SignedCommand,
        extrinsic: &Extrinsic,
    ) -> Result<Extrinsic, ClientError> {
        self.point().await?;
        let height = self.0.ledger.borrow().block;
        let can_be_included =
            extrinsic.nonce >= self.0.nonce.get() && extrinsic.signed_at.0 + LIFETIME >= height;
        if can_be_included {
            let mut pool = self.0.pool.borrow_mut();
            pool.entry(extrinsic.nonce)
                .or_insert_with(|| (extrinsic.clone(), command.clone()));
        }
        Ok(extrinsic.clone())
    }

    async fn outcome(&self, _: &SignedCommand, sent: Extrinsic) -> Result<Outcome, ClientError> {
        for _ in 0..3 {
            self.point().await?;
            let height = self.0.ledger.borrow().block;
            match self.0.included.borrow().get(&sent.hash) {
                Some(Ok(entry)) => {
                    return Ok(Outcome::Carried {
                        entry: *entry,
                        fee: FEE,
                    });
                }
                Some(Err(refusal)) => {
                    return Ok(Outcome::Refused {
                        refusal: *refusal,
                        sentence: refusal.to_string(),
                    });
                }
                None if self.0.nonce.get() > sent.nonce => {
                    return Ok(Outcome::Gone("another one used its nonce".into()));
                }
                None if height > sent.signed_at.0 + LIFETIME => {
                    return Ok(Outcome::Gone("it has expired".into()));
                }
                None => {}
            }
            sleep(Duration::from_secs(1)).await;
        }
        Ok(Outcome::Unknown("it takes long".into()))
    }

    async fn entry_of(
        &self,
        command: &SignedCommand,
    ) -> Result<Option<EntryReference>, ClientError> {
        self.point().await?;
        let act = command.act();
        Ok(self.0.ledger.borrow().entries.iter().find_map(|placed| {
            let entry = &placed.appended.entry;
            let same = entry.by == command.key()
                && entry.body == act.body
                && matches!(entry.signature, portico_rules::authority::Signature::Carried { nonce, .. } if nonce == command.nonce());
            same.then(|| reference(placed.block, entry, placed.appended.head))
        }))
    }
}

/// A rename of party 1 by its first key: accepted every time.
fn rename(world: &World, nonce: u64) -> SignedCommand {
    let body = PartyBody::Rename {
        name: format!("Comune numero {nonce}"),
        municipality: None,
    };
    signed(world, 1, Act::on(1, body), nonce)
}

fn registration(world: &World, stem: u64, nonce: u64) -> SignedCommand {
    let body = sample::registration(
        PartyKind::Supplier,
        "Ditta Alfa",
        stem,
        100 + nonce as u8,
        &[Permission::ManageKeys, Permission::Sign],
    );
    signed(world, 1, Act::opening(PartyBody::Register(body)), nonce)
}

fn signed(world: &World, signer: u8, act: Act, nonce: u64) -> SignedCommand {
    let pair = memory::pair(signer);
    let place = world.0.ledger.borrow().place(SubjectKind::Party);
    let expiry = NOW + 80 * 86_400;
    let unsigned = UnsignedCommand::new(act, place, memory::key(&pair), nonce, expiry);
    let signature = memory::sign(&pair, unsigned.text().as_bytes());
    unsigned.with_signature(signature)
}

struct Desk {
    folder: TempDir,
    world: World,
}

impl Desk {
    fn new(seed: u64) -> Self {
        Desk {
            folder: tempfile::tempdir().unwrap(),
            world: World::new(seed),
        }
    }

    fn queue(&self) -> Queue {
        Queue::open(self.folder.path().join("queue.sqlite")).unwrap()
    }

    fn put(&self, signed: &SignedCommand) {
        let now = self.world.now();
        self.queue().put(signed, now, &Door::default()).unwrap();
    }

    fn get(&self, signed: &SignedCommand) -> Queued {
        self.queue()
            .get(&signed.id())
            .unwrap()
            .expect("it is there")
    }

    /// Resolves when nothing waits or is under way any more.
    async fn all_settled(&self) {
        while self.queue().length().unwrap().0 > 0 {
            sleep(Duration::from_secs(5)).await;
        }
    }

    /// Runs the relay for a while (in the time of the test), or until it is killed.
    async fn run(&self, time: Duration, mishaps: bool) -> Result<(), RelayError> {
        self.run_within(None, time, mishaps).await
    }

    /// Likewise, with a budget for a day.
    async fn run_within(
        &self,
        daily_budget: Option<u128>,
        time: Duration,
        mishaps: bool,
    ) -> Result<(), RelayError> {
        let rates = Rates {
            a_minute: u32::MAX,
            a_minute_of_a_key: u32::MAX,
            at_once: 8,
        };
        let remember = Duration::from_secs(86_400);
        self.world.0.breaks.set(mishaps);
        let carrier = Carrier::new(
            self.world.clone(),
            self.queue(),
            Bounds {
                rates,
                keep: 1,
                daily_budget,
            },
            remember,
        );
        tokio::select! {
            ended = carrier.run(sleep(time)) => ended,
            () = self.world.live(mishaps) => Ok(()),
            () = self.world.0.killed.notified() => Ok(()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_clean_is_carried_and_what_is_not_is_refused_with_its_sentence() {
    let desk = Desk::new(1);
    let good = rename(&desk.world, 1);
    let opening = registration(&desk.world, 5_234_500_037, 2);
    let stranger = PartyBody::Rename {
        name: "Comune di Altrove".into(),
        municipality: None,
    };
    let stranger = signed(&desk.world, 9, Act::on(1, stranger), 1);
    let forged = {
        let place = desk.world.0.ledger.borrow().place(SubjectKind::Party);
        UnsignedCommand::new(good.act(), place, good.key(), 77, good.expiry())
            .with_signature(SignatureBytes([1; 64]))
    };
    // The same key first: what comes after it waits for it.
    for command in [&good, &opening, &stranger, &forged] {
        desk.put(command);
    }
    desk.run(Duration::from_secs(30), false).await.unwrap();
    for command in [&good, &opening] {
        let carried = desk.get(command);
        assert_eq!(carried.state, State::Carried, "{carried:?}");
        assert_eq!(carried.carried_here, Some(true));
    }
    assert_eq!(desk.get(&opening).entry.unwrap().subject, 2);
    for (command, refusal) in [
        (&stranger, Refusal::UnknownKey),
        (&forged, Refusal::BadSignature),
    ] {
        let refused = desk.get(command);
        assert_eq!(refused.state, State::Refused);
        let why = refused.refused.unwrap();
        assert_eq!(why.refusal, Some(refusal));
        assert_eq!(why.sentence, refusal.to_string());
    }
    // A refusal costs nothing.
    assert_eq!(desk.world.0.spent.get(), 2);
    let report = desk.queue().relay().unwrap().unwrap();
    assert_eq!(report.state, RelayState::Stopped);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_carried_is_carried() {
    let desk = Desk::new(2);
    let command = rename(&desk.world, 1);
    let other = {
        let body = PartyBody::Rename {
            name: "Comune con lo stesso numero".into(),
            municipality: None,
        };
        signed(&desk.world, 1, Act::on(1, body), 1)
    };
    let act = command.act();
    with_body!(act.body, body => {
        let mut ledger = desk.world.0.ledger.borrow_mut();
        ledger.submit(Key([0; 32]), act.subject, body, &command.authority()).unwrap();
    });
    desk.put(&command);
    desk.put(&other);
    desk.run(Duration::from_secs(30), false).await.unwrap();
    let carried = desk.get(&command);
    assert_eq!(
        (carried.state, carried.carried_here),
        (State::Carried, Some(false))
    );
    // Another command with the nonce is not that command.
    let refused = desk.get(&other);
    assert_eq!(refused.state, State::Refused);
    assert_eq!(
        refused.refused.unwrap().refusal,
        Some(Refusal::NonceUsed { nonce: 1 })
    );
    assert_eq!(desk.world.0.spent.get(), 0);
}

#[tokio::test(start_paused = true)]
async fn without_funds_or_node_it_says_so_and_everything_waits() {
    let desk = Desk::new(3);
    let command = rename(&desk.world, 1);
    desk.put(&command);
    for cut in [false, true] {
        desk.world.0.answers.set(!cut);
        desk.world.0.funds.set(0);
        let said = async {
            loop {
                sleep(Duration::from_secs(1)).await;
                let report = desk.queue().relay().unwrap();
                if let Some(report) =
                    report.filter(|r| !matches!(r.state, RelayState::Working | RelayState::Stopped))
                {
                    break report;
                }
            }
        };
        let report = tokio::select! {
            _ = desk.run(Duration::from_secs(600), false) => panic!("it said nothing"),
            report = said => report,
        };
        let expected = if cut {
            RelayState::NodeUnreachable
        } else {
            RelayState::OutOfFunds
        };
        assert_eq!(report.state, expected);
        assert!(report.detail.is_some());
        assert_eq!(desk.get(&command).state, State::Waiting);
        // The next run begins anew.
        desk.world.0.answers.set(true);
        desk.queue()
            .report(&portico_commands::queue::RelayReport {
                state: RelayState::Stopped,
                ..report
            })
            .unwrap();
    }
    desk.world.0.funds.set(u128::MAX);
    desk.run(Duration::from_secs(30), false).await.unwrap();
    assert_eq!(desk.get(&command).state, State::Carried);
}

/// What the relay last said, once it is in this state.
async fn said(desk: &Desk, state: RelayState) -> portico_commands::queue::RelayReport {
    loop {
        sleep(Duration::from_secs(1)).await;
        if let Some(report) = desk.queue().relay().unwrap()
            && report.state == state
        {
            return report;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_more_is_spent_in_a_day_than_the_budget_however_often_it_is_started() {
    const DAY: u64 = 86_400;
    let desk = Desk::new(4);
    let commands: Vec<_> = (1..=5).map(|nonce| rename(&desk.world, nonce)).collect();
    for command in &commands {
        desk.put(command);
    }
    let carried = || desk.world.carried().len();
    let each = FEE + MOST.deposit;
    // Room for two as they turn out, and then not for the most that a third one can cost.
    let budget = Some(2 * each + MOST.total() - 1);
    let began = desk.world.now();
    // However often it is started anew, it knows what it has spent.
    for _ in 0..5 {
        let report = tokio::select! {
            ended = desk.run_within(budget, Duration::from_secs(600), false) => panic!("{ended:?}"),
            report = said(&desk, RelayState::BudgetSpent) => report,
        };
        assert_eq!(carried(), 2);
        assert_eq!((report.budget, report.spent), (budget, 2 * each));
        let resumes = report.resumes_at.unwrap();
        assert!(
            (began + DAY..=began + DAY + 60).contains(&resumes),
            "{resumes}"
        );
        desk.queue()
            .report(&portico_commands::queue::RelayReport {
                state: RelayState::Stopped,
                ..report
            })
            .unwrap();
    }
    assert_eq!(desk.world.0.spent.get(), 2);
    // A day later there is room for two more, and no more.
    desk.world.0.ledger.borrow_mut().advance(DAY);
    let report = tokio::select! {
        ended = desk.run_within(budget, Duration::from_secs(600), false) => panic!("{ended:?}"),
        report = said(&desk, RelayState::BudgetSpent) => report,
    };
    assert_eq!((carried(), report.spent), (4, 2 * each));
    // Without a budget the rest is carried, and it is known all the same what is spent.
    desk.run(Duration::from_secs(60), false).await.unwrap();
    assert_eq!(carried(), 5);
    let report = desk.queue().relay().unwrap().unwrap();
    assert_eq!((report.budget, report.spent), (None, 3 * each));
}

#[tokio::test(start_paused = true)]
async fn what_the_budget_never_has_room_for_keeps_nobody_waiting() {
    let desk = Desk::new(5);
    let command = rename(&desk.world, 1);
    desk.put(&command);
    let budget = Some(MOST.total() - 1);
    desk.run_within(budget, Duration::from_secs(30), false)
        .await
        .unwrap();
    let failed = desk.get(&command);
    assert_eq!(failed.state, State::Failed);
    let sentence = failed.refused.unwrap().sentence;
    assert!(sentence.contains("--daily-budget"), "{sentence}");
    assert_eq!(desk.world.0.spent.get(), 0);
}

/// Whenever the relay is killed, whatever the pool forgets and whenever the line breaks: every command that is clean is
/// on the ledger once, and was paid for once.
#[tokio::test(start_paused = true)]
async fn whenever_it_is_killed_nothing_is_carried_twice() {
    let histories = std::env::var("PORTICO_KILLS").map_or(10, |text| text.parse().unwrap());
    for seed in 0..histories {
        let desk = Desk::new(seed);
        let random = &mut Rng::with_seed(seed);
        let mut commands = Vec::new();
        for nonce in 0..random.u64(3..9) {
            commands.push(match random.u8(..3) {
                // Some of them of the same organisation: the second is refused.
                0 => registration(&desk.world, 5_234_500_037 + nonce % 2, nonce),
                _ => rename(&desk.world, nonce),
            });
        }
        for command in &commands {
            desk.put(command);
        }
        for _ in 0..random.u32(1..12) {
            desk.world.0.life.set(random.u32(..40));
            let time = Duration::from_secs(random.u64(1..40));
            desk.run(time, true).await.unwrap();
            // Somebody brings some of them a second time.
            desk.put(&commands[random.usize(..commands.len())]);
        }
        desk.world.0.life.set(u32::MAX);
        desk.world.0.answers.set(true);
        tokio::select! {
            ended = desk.run(Duration::from_secs(86_400), false) => ended.unwrap(),
            () = desk.all_settled() => {}
        }

        let on_the_ledger = desk.world.carried();
        let mut settled = BTreeSet::new();
        for command in &commands {
            let queued = desk.get(command);
            let times = on_the_ledger.get(&(command.key(), command.nonce()));
            match queued.state {
                // Nobody else carries here: the relay knows of each that it was its own doing.
                State::Carried => {
                    assert_eq!(times, Some(&1), "seed {seed}: {queued:?}");
                    assert_eq!(queued.carried_here, Some(true), "seed {seed}: {queued:?}");
                }
                State::Refused => assert_eq!(times, None, "seed {seed}: {queued:?}"),
                other => panic!("seed {seed}: {other:?} is not the end of {queued:?}"),
            }
            settled.insert(queued.state.word());
        }
        assert!(settled.contains("carried"));
        // What was paid is known to the unit, but for what was refused in a block: there it is counted with the most.
        let paid = u128::from(desk.world.0.spent.get());
        let counted = desk.queue().spent(desk.world.now()).unwrap();
        if desk.world.now() < NOW + 86_400 {
            assert!(counted >= paid * (FEE + MOST.deposit), "seed {seed}");
        }
        let refused_in_a_block = desk
            .world
            .0
            .included
            .borrow()
            .values()
            .filter(|done| matches!(done, Err(Refusal::NonceUsed { .. })))
            .count();
        assert_eq!(
            refused_in_a_block, 0,
            "seed {seed}: a fee was spent on a second carriage"
        );
    }
}
