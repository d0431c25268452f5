// SPDX-License-Identifier: EUPL-1.2
//! The relay at work: takes commands from the queue, carries them, and writes down what became of them. Every decision
//! about what happens to a command next is here; how a chain is spoken to is not.

use std::{cell::RefCell, collections::VecDeque, future::Future, pin::pin, time::Duration};

use futures::{StreamExt, future::LocalBoxFuture, stream::FuturesUnordered};
use portico_client::{ClientError, CommandError};
use portico_commands::queue::{
    Extrinsic, Queue, QueueError, Queued, Rates, Refused, RelayReport, RelayState,
};
use portico_rules::{primitives::Digest, refusal::Refusal};
use tokio::time::{Instant, sleep};

use crate::{
    RelayError,
    chain::{Chain, NotSent, Outcome},
};

/// How often the queue is looked into.
const LOOK: Duration = Duration::from_millis(500);
/// How often the relay says how it does, and looks at its funds.
const REPORT: Duration = Duration::from_secs(10);
/// How often what is old is forgotten.
const FORGET: Duration = Duration::from_secs(3600);
/// Pause after a node did not answer.
const NODE_PAUSE: Duration = Duration::from_secs(3);
/// How often a command is tried that fails for reasons that are none of the rules.
const ATTEMPTS: u32 = 4;
/// For how long a command is put off the first time, seconds; then four times as long, and so on.
const FIRST_WAIT: u64 = 5;
/// Longest time for which a command is put off, seconds.
const LONGEST_WAIT: u64 = 300;

/// What bounds a relay. Amounts are in the chain's smallest unit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// How many commands may be sent.
    pub(crate) rates: Rates,
    /// What must stay on the account.
    pub(crate) keep: u128,
    /// What may be spent within a rolling day, if that is bounded.
    pub(crate) daily_budget: Option<u128>,
}

/// A relay.
pub(crate) struct Carrier<C> {
    chain: C,
    queue: RefCell<Queue>,
    bounds: Bounds,
    remember: Duration,
}

/// A command that was sent, by which extrinsic, and what became of it.
type Ended = (Queued, Digest, Outcome);
/// A command that was sent and is waited for.
type UnderWay<'a> = LocalBoxFuture<'a, Ended>;

/// How a round of work went.
enum Round {
    /// All that could be taken was taken.
    Done,
    /// The node did not answer.
    NoNode(ClientError),
    /// There is too little money to take anything.
    NoFunds(String),
    /// The budget for a day has no room for the next command before a moment, seconds since the epoch.
    NoBudget(u64),
}

/// Why nothing more is taken in this round.
enum Trouble {
    NoNode(ClientError),
    NoBudget(u64),
}

impl<C: Chain> Carrier<C> {
    pub(crate) fn new(chain: C, queue: Queue, bounds: Bounds, remember: Duration) -> Self {
        Carrier {
            chain,
            queue: RefCell::new(queue),
            bounds,
            remember,
        }
    }

    /// Works until `stop` resolves.
    pub(crate) async fn run(&self, stop: impl Future<Output = ()>) -> Result<(), RelayError> {
        let mut stop = pin!(stop);
        let worked = tokio::select! {
            () = &mut stop => Ok(()),
            ended = self.work() => ended,
        };
        self.report(RelayState::Stopped, None, None)?;
        worked
    }

    /// Works without end. It may be dropped at any moment: what is under way is on disk.
    async fn work(&self) -> Result<(), RelayError> {
        let mut under_way: FuturesUnordered<UnderWay<'_>> = FuturesUnordered::new();
        // What an earlier run may have sent comes before everything else, in the order of its nonces.
        let mut earlier: VecDeque<Queued> = self.queue.borrow().carrying()?.into();
        if !earlier.is_empty() {
            tracing::info!(commands = earlier.len(), "taking up what was under way");
        }
        let mut reported: Option<(RelayState, Instant)> = None;
        let mut forgot: Option<Instant> = None;
        loop {
            let mut new = Vec::new();
            let round = {
                // What is under way goes on meanwhile: it may hold what a new one waits for.
                let mut round = pin!(self.round(&mut earlier, &mut new));
                loop {
                    tokio::select! {
                        round = &mut round => break round?,
                        Some(ended) = under_way.next() => self.settle(ended).await?,
                    }
                }
            };
            under_way.extend(new);
            let mut resumes_at = None;
            let (state, detail, pause) = match round {
                Round::Done => (RelayState::Working, None, LOOK),
                Round::NoNode(error) => (
                    RelayState::NodeUnreachable,
                    Some(error.to_string()),
                    NODE_PAUSE,
                ),
                Round::NoFunds(why) => (RelayState::OutOfFunds, Some(why), REPORT),
                Round::NoBudget(at) => {
                    resumes_at = Some(at);
                    let why = format!(
                        "the budget for a day has no room for the next command before {} seconds have passed: commands wait",
                        at.saturating_sub(self.chain.now())
                    );
                    (RelayState::BudgetSpent, Some(why), REPORT)
                }
            };
            let due = reported.is_none_or(|(said, at)| said != state || at.elapsed() >= REPORT);
            if due {
                self.tell(state, detail, resumes_at, reported.map(|(said, _)| said))?;
                reported = Some((state, Instant::now()));
            }
            if forgot.is_none_or(|at| at.elapsed() >= FORGET) {
                let old = self.chain.now().saturating_sub(self.remember.as_secs());
                self.queue.borrow_mut().forget(old)?;
                forgot = Some(Instant::now());
            }
            let mut pause = pin!(sleep(pause));
            loop {
                tokio::select! {
                    Some(ended) = under_way.next() => self.settle(ended).await?,
                    () = &mut pause => break,
                }
            }
        }
    }

    /// Takes from the queue what can be taken.
    async fn round<'a>(
        &'a self,
        earlier: &mut VecDeque<Queued>,
        under_way: &mut Vec<UnderWay<'a>>,
    ) -> Result<Round, RelayError> {
        while let Some(queued) = earlier.front() {
            let Some(extrinsic) = queued.extrinsic.clone() else {
                // The schema does not let a command be under way without.
                earlier.pop_front();
                continue;
            };
            match self.chain.send_again(&queued.signed, &extrinsic).await {
                Ok(sent) => {
                    let queued = queued.clone();
                    earlier.pop_front();
                    under_way.push(Box::pin(self.follow(queued, extrinsic, Some(sent))));
                }
                Err(error) => return Ok(Round::NoNode(error)),
            }
        }
        let now = self.chain.now();
        let (expired, next) = {
            let mut queue = self.queue.borrow_mut();
            (queue.expire(now)?, queue.next(now, &self.bounds.rates)?)
        };
        if expired > 0 {
            tracing::info!(commands = expired, "expired before they were carried");
        }
        if next.is_empty() {
            return Ok(Round::Done);
        }
        match self.chain.funds().await {
            Ok(funds) if funds < self.bounds.keep => {
                return Ok(Round::NoFunds(format!(
                    "the account {} owns {funds}, of which {} are kept: nothing is carried until it owns more",
                    self.chain.account(),
                    self.bounds.keep
                )));
            }
            Ok(_) => {}
            Err(error) => return Ok(Round::NoNode(error)),
        }
        for queued in next {
            match self.take(queued, under_way).await? {
                None => {}
                Some(Trouble::NoNode(error)) => return Ok(Round::NoNode(error)),
                Some(Trouble::NoBudget(at)) => return Ok(Round::NoBudget(at)),
            }
        }
        Ok(Round::Done)
    }

    /// Tries a command and, if it is accepted, sends it. Returns what keeps the relay from taking more, if something does.
    async fn take<'a>(
        &'a self,
        queued: Queued,
        under_way: &mut Vec<UnderWay<'a>>,
    ) -> Result<Option<Trouble>, RelayError> {
        let limits = match self.chain.dry_run(&queued.signed).await {
            Ok(limits) => limits,
            Err(CommandError::Refused { refusal, .. }) => {
                let error = self.refuse(&queued, refusal, refusal.to_string()).await?;
                return Ok(error.map(Trouble::NoNode));
            }
            Err(CommandError::Client(error)) => return self.trouble(&queued, error),
        };
        let mut noted = None;
        let mut too_dear = None;
        let sent = self
            .chain
            .send(&queued.signed, limits, |extrinsic, cost| {
                let now = self.chain.now();
                let mut queue = self.queue.borrow_mut();
                if let Some(budget) = self.bounds.daily_budget
                    && let Some(at) = queue.room_in_budget(now, cost.total(), budget)?
                {
                    too_dear = Some((cost.total(), budget, at));
                    return Ok(false);
                }
                noted = Some(extrinsic.clone());
                queue.set_carrying(&queued, extrinsic, cost, now)?;
                Ok(true)
            })
            .await;
        let sent = match sent {
            Ok(sent) => Some(sent),
            Err(NotSent::Queue(error)) => return Err(error.into()),
            Err(NotSent::TooDear) => return self.too_dear(&queued, too_dear),
            // No node has it, and it was not noted: it is as if it had not been signed.
            Err(NotSent::Unsigned(error)) => return self.trouble(&queued, error),
            // Noted, and no node has it: it costs nothing.
            Err(NotSent::NotTaken(error)) => {
                if let Some(extrinsic) = noted {
                    self.queue.borrow_mut().set_unspent(&extrinsic.hash)?;
                }
                return self.trouble(&queued, error);
            }
            Err(NotSent::PerhapsSent(error)) => {
                tracing::warn!(%error, command = %queued.id, "perhaps sent");
                None
            }
        };
        if let Some(extrinsic) = noted {
            tracing::info!(
                command = %queued.id,
                action = queued.signed.act().action(),
                signer = %queued.signed.key(),
                extrinsic = %extrinsic.hash,
                "carrying"
            );
            under_way.push(Box::pin(self.follow(queued, extrinsic, sent)));
        }
        Ok(None)
    }

    /// Waits until it is certain what became of an extrinsic.
    async fn follow(
        &self,
        queued: Queued,
        extrinsic: Extrinsic,
        mut sent: Option<C::Sent>,
    ) -> Ended {
        loop {
            let outcome = match sent.take() {
                Some(sent) => self.chain.outcome(&queued.signed, sent).await,
                None => match self.chain.send_again(&queued.signed, &extrinsic).await {
                    Ok(again) => {
                        sent = Some(again);
                        continue;
                    }
                    Err(error) => Err(error),
                },
            };
            match outcome {
                Ok(Outcome::Unknown(why)) => {
                    tracing::debug!(command = %queued.id, why, "not known yet");
                }
                Ok(outcome) => return (queued, extrinsic.hash, outcome),
                Err(error) => {
                    tracing::warn!(%error, command = %queued.id, "cannot learn what became of it yet");
                }
            }
            sleep(NODE_PAUSE).await;
        }
    }

    /// Writes down what became of a command.
    async fn settle(&self, (queued, extrinsic, outcome): Ended) -> Result<(), RelayError> {
        let id = queued.id;
        let now = self.chain.now();
        match outcome {
            Outcome::Carried { entry, fee } => {
                tracing::info!(command = %id, block = entry.block.0, fee, "carried");
                let mut queue = self.queue.borrow_mut();
                queue.set_fee(&extrinsic, fee)?;
                queue.set_carried(&id, &entry, true, now)?;
            }
            Outcome::Refused { refusal, sentence } => {
                // The node has just answered; should it not answer now, the sentence says the same.
                if let Some(error) = self.refuse(&queued, refusal, sentence.clone()).await? {
                    tracing::warn!(%error, command = %id, "cannot look for its entry");
                    self.set_refused(&queued, Some(refusal), sentence)?;
                }
            }
            Outcome::Failed(why) => {
                self.failed(&queued, why)?;
            }
            Outcome::Gone(why) => {
                tracing::warn!(command = %id, why, "to be sent anew");
                let mut queue = self.queue.borrow_mut();
                queue.set_unspent(&extrinsic)?;
                queue.put_off(&id, &why, now)?;
            }
            // `follow` waits until it is known.
            Outcome::Unknown(why) => self.queue.borrow_mut().put_off(&id, &why, now)?,
        }
        Ok(())
    }

    /// What the rules refuse is refused; but if its nonce is used, it may be by this very command.
    async fn refuse(
        &self,
        queued: &Queued,
        refusal: Refusal,
        sentence: String,
    ) -> Result<Option<ClientError>, RelayError> {
        if let Refusal::NonceUsed { .. } = refusal {
            match self.chain.entry_of(&queued.signed).await {
                Ok(Some(entry)) => {
                    tracing::info!(command = %queued.id, block = entry.block.0, "carried by somebody else");
                    let now = self.chain.now();
                    let mut queue = self.queue.borrow_mut();
                    queue.set_carried(&queued.id, &entry, false, now)?;
                    return Ok(None);
                }
                Ok(None) => {}
                Err(error) => return Ok(Some(error)),
            }
        }
        self.set_refused(queued, Some(refusal), sentence)?;
        Ok(None)
    }

    fn set_refused(
        &self,
        queued: &Queued,
        refusal: Option<Refusal>,
        sentence: String,
    ) -> Result<(), QueueError> {
        tracing::info!(command = %queued.id, sentence, "refused");
        let refused = Refused { refusal, sentence };
        let now = self.chain.now();
        self.queue
            .borrow_mut()
            .set_refused(&queued.id, &refused, now)
    }

    /// What the budget has no room for waits; what it would never have room for does not keep the others waiting.
    fn too_dear(
        &self,
        queued: &Queued,
        too_dear: Option<(u128, u128, u64)>,
    ) -> Result<Option<Trouble>, RelayError> {
        let Some((cost, budget, at)) = too_dear else {
            return Ok(None);
        };
        if cost <= budget {
            return Ok(Some(Trouble::NoBudget(at)));
        }
        let why = format!(
            "carrying it can cost {cost}, and the budget for a day is {budget} (--daily-budget)"
        );
        self.set_refused(queued, None, why)?;
        Ok(None)
    }

    /// What an error on the way means for the command, or for all of them.
    fn trouble(&self, queued: &Queued, error: ClientError) -> Result<Option<Trouble>, RelayError> {
        match error {
            ClientError::Contract { .. }
            | ClientError::Unbuildable { .. }
            | ClientError::NotAccepted { .. } => {
                self.failed(queued, error.to_string())?;
                Ok(None)
            }
            // Nothing was noted of it; it keeps its place.
            other => Ok(Some(Trouble::NoNode(other))),
        }
    }

    /// A command that failed for a reason that is none of the rules is tried again, later and later, and not for ever.
    fn failed(&self, queued: &Queued, why: String) -> Result<(), QueueError> {
        if queued.attempts + 1 >= ATTEMPTS {
            return self.set_refused(queued, None, why);
        }
        tracing::warn!(command = %queued.id, why, "to be tried again");
        let wait = 4u64
            .saturating_pow(queued.attempts)
            .saturating_mul(FIRST_WAIT)
            .min(LONGEST_WAIT);
        let until = self.chain.now().saturating_add(wait);
        self.queue.borrow_mut().put_off(&queued.id, &why, until)
    }

    /// Says how the relay does.
    fn tell(
        &self,
        state: RelayState,
        detail: Option<String>,
        resumes_at: Option<u64>,
        before: Option<RelayState>,
    ) -> Result<(), QueueError> {
        match (state, &detail) {
            _ if before == Some(state) => {}
            (RelayState::Working, _) => tracing::info!("working"),
            (_, Some(why)) => tracing::warn!(why, "nothing is carried for now"),
            (_, None) => {}
        }
        self.report(state, detail, resumes_at)
    }

    fn report(
        &self,
        state: RelayState,
        detail: Option<String>,
        resumes_at: Option<u64>,
    ) -> Result<(), QueueError> {
        let at = self.chain.now();
        let mut queue = self.queue.borrow_mut();
        let spent = queue.spent(at)?;
        queue.report(&RelayReport {
            account: self.chain.account(),
            state,
            detail,
            budget: self.bounds.daily_budget,
            spent,
            resumes_at,
            at,
        })
    }
}
