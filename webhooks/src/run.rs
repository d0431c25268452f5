// SPDX-License-Identifier: EUPL-1.2
//! Follows the ledger for every subscription, each by itself.

use std::{
    future::Future,
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use portico_api::{FollowError, Follower, Position};
use tokio::{sync::watch, task::JoinSet, time::sleep};

use crate::{
    config::{Begin, Subscription, Subscriptions},
    metrics::Metrics,
    retry::Patience,
    send::{NotTaken, Sender},
    state::{Standing, State, StateError},
};

/// How long the database may stay unreadable before that is said again.
const SAY_AGAIN: Duration = Duration::from_secs(60);

/// Why notifying ends.
#[derive(Debug, thiserror::Error)]
pub enum NotifyError {
    /// The state cannot be kept: without it, everything would be sent again.
    #[error(transparent)]
    State(#[from] StateError),
    /// No connections can be made.
    #[error("no HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// Tells subscribers of new entries.
#[derive(Debug)]
pub struct Notifier {
    /// Where entries are read.
    pub follower: Follower,
    /// Who is told of what.
    pub subscriptions: Subscriptions,
    /// Where each subscription's place is kept.
    pub state: PathBuf,
    /// How patient to be.
    pub patience: Patience,
    /// Between two looks for new entries.
    pub look: Duration,
    /// Where it is counted.
    pub metrics: Metrics,
}

/// What every subscription's task has.
struct Shared {
    follower: Follower,
    state: State,
    patience: Patience,
    look: Duration,
    metrics: Metrics,
}

impl Notifier {
    /// Tells until `shutdown` resolves; a request under way is then waited for.
    ///
    /// # Errors
    /// [`NotifyError`]. A receiver that fails is none.
    pub async fn run(
        self,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), NotifyError> {
        // Whoever else in this process speaks TLS may have chosen it already: it is the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let Notifier {
            follower,
            subscriptions,
            state,
            patience,
            look,
            metrics,
        } = self;
        let shared = Arc::new(Shared {
            follower,
            state: State::open(&state)?,
            patience,
            look,
            metrics,
        });
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let public_url = subscriptions.public_url.as_deref();
        for subscription in subscriptions.subscriptions {
            let sender = Sender::new(subscription.clone(), public_url, patience.answer)?;
            let (shared, stopped) = (shared.clone(), stopped.clone());
            tasks.spawn(async move { shared.tell(&subscription, &sender, &stopped).await });
        }
        tokio::pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                ended = tasks.join_next(), if !tasks.is_empty() => match ended {
                    Some(Ok(Err(error))) => return Err(error),
                    Some(Err(panic)) if panic.is_panic() => {
                        std::panic::resume_unwind(panic.into_panic());
                    }
                    _ => {}
                },
            }
        }
        stop.send_replace(true);
        while let Some(ended) = tasks.join_next().await {
            if let Ok(Err(error)) = ended {
                return Err(error);
            }
        }
        Ok(())
    }
}

impl Shared {
    /// Tells one subscription of everything, without end.
    async fn tell(
        &self,
        subscription: &Subscription,
        sender: &Sender,
        stopped: &watch::Receiver<bool>,
    ) -> Result<(), NotifyError> {
        let name = &subscription.name;
        let rest = |time: Duration| rest(stopped.clone(), time);
        let mut unreadable: Option<tokio::time::Instant> = None;
        let mut standing = None;
        while !*stopped.borrow() {
            let known = match standing.take() {
                Some(known) => known,
                None => match self.begin(subscription).await {
                    Ok(known) => known,
                    Err(Interrupted::Ledger(error)) => {
                        say_sometimes(&mut unreadable, name, &error);
                        rest(self.look).await;
                        continue;
                    }
                    Err(Interrupted::State(error)) => return Err(error.into()),
                },
            };
            self.metrics.stopped(name, known.stopped);
            if known.stopped {
                // Somebody may say that it goes on.
                rest(self.look.max(Duration::from_secs(1))).await;
                continue;
            }
            if let Some(wait) = known.next_try.and_then(|at| at.checked_sub(now())) {
                rest(Duration::from_secs(wait).min(Duration::from_secs(5))).await;
                if wait > 0 {
                    continue;
                }
            }
            match self.turn(subscription, sender, &known, stopped).await {
                Ok(Turn::GoOn) => unreadable = None,
                Ok(Turn::Rest) => {
                    unreadable = None;
                    rest(self.look).await;
                }
                Err(Interrupted::Ledger(error)) => {
                    say_sometimes(&mut unreadable, name, &error);
                    rest(self.look).await;
                }
                Err(Interrupted::State(error)) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// How a subscription stands; where it begins, if it is new.
    async fn begin(&self, subscription: &Subscription) -> Result<Standing, Interrupted> {
        self.state.belongs_to(&self.follower.genesis().await?)?;
        if let Some(known) = self.state.standing(&subscription.name)? {
            return Ok(known);
        }
        let position = match subscription.begin {
            Begin::Now => self.follower.newest().await?,
            Begin::Start => Position::START,
        };
        Ok(self.state.begin(&subscription.name, position)?)
    }

    /// Sends the next entries, until one is not taken.
    async fn turn(
        &self,
        subscription: &Subscription,
        sender: &Sender,
        known: &Standing,
        stopped: &watch::Receiver<bool>,
    ) -> Result<Turn, Interrupted> {
        let name = &subscription.name;
        let next = self
            .follower
            .after(known.upto, &subscription.filter)
            .await?;
        let mut failures = known.failures;
        let mut failing_since = known.failing_since;
        for entry in &next.entries {
            if *stopped.borrow() {
                return Ok(Turn::GoOn);
            }
            match sender.send(entry).await {
                Ok(()) => {
                    self.state.delivered(name, entry.position, now())?;
                    self.metrics.delivered(name);
                    (failures, failing_since) = (0, None);
                }
                Err(not_taken) => {
                    self.metrics.failed(name);
                    let since = failing_since.unwrap_or_else(now);
                    self.not_taken(name, &not_taken, failures + 1, since)?;
                    return Ok(Turn::GoOn);
                }
            }
        }
        if next.upto != known.upto {
            self.state.passed(name, next.upto)?;
        }
        Ok(if next.more { Turn::GoOn } else { Turn::Rest })
    }

    fn not_taken(
        &self,
        name: &str,
        not_taken: &NotTaken,
        failures: u32,
        since: u64,
    ) -> Result<(), StateError> {
        let now = now();
        let why = &not_taken.why;
        let is_over = Duration::from_secs(now.saturating_sub(since)) >= self.patience.give_up;
        let next_try = if not_taken.is_gone || is_over {
            tracing::error!(
                subscription = name,
                why,
                "stopped: see to the receiver, then say `portico notify resume`; nothing is lost until then"
            );
            None
        } else {
            let wait = self
                .patience
                .wait(failures, fastrand::f64(), not_taken.retry_after);
            tracing::warn!(subscription = name, why, failures, ?wait, "not taken");
            Some(now + wait.as_secs())
        };
        self.state.failed(name, why, now, next_try)
    }
}

/// What to do next.
enum Turn {
    GoOn,
    Rest,
}

/// Why a turn was not finished.
enum Interrupted {
    /// The ledger cannot be read now.
    Ledger(FollowError),
    State(StateError),
}

impl From<FollowError> for Interrupted {
    fn from(error: FollowError) -> Self {
        Interrupted::Ledger(error)
    }
}

impl From<StateError> for Interrupted {
    fn from(error: StateError) -> Self {
        Interrupted::State(error)
    }
}

/// Waits, but not longer than until it is to stop.
async fn rest(mut stopped: watch::Receiver<bool>, time: Duration) {
    tokio::select! {
        () = sleep(time) => {}
        // An error means that nobody is left who could tell.
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
}

fn say_sometimes(said: &mut Option<tokio::time::Instant>, name: &str, error: &FollowError) {
    if said.is_none_or(|at| at.elapsed() >= SAY_AGAIN) {
        tracing::warn!(subscription = name, %error, "waiting");
        *said = Some(tokio::time::Instant::now());
    }
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        // A clock before 1970 is wrong whatever is written; waits are then too long, never lost.
        .map_or(0, |since| since.as_secs())
}
