// SPDX-License-Identifier: EUPL-1.2
//! The queue's file, for handlers: one connection, on threads that may block. It is opened when it is first needed, so
//! that reading the ledger never depends on it.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use portico_commands::{
    SignedCommand,
    queue::{Door, EntryReference, NotTaken, Queue, QueueError, Queued, RelayReport},
};
use portico_rules::primitives::Digest;

use crate::{database::disk_is_full, problem::Problem};

/// For how long whoever finds the queue full is asked to wait, seconds.
const WHEN_FULL: u32 = 60;

/// A queue of signed commands.
pub(crate) struct CommandQueue {
    file: PathBuf,
    door: Door,
    open: Mutex<Option<Queue>>,
}

impl CommandQueue {
    /// A queue in a file, which need not exist yet.
    pub(crate) fn new(file: PathBuf, door: Door) -> Self {
        CommandQueue {
            file,
            door,
            open: Mutex::new(None),
        }
    }

    /// Takes a command.
    ///
    /// # Errors
    /// 429 or 503 if there is no room for it; 503 if its disk is full; 500 if it cannot be written for another reason.
    pub(crate) async fn put(
        self: Arc<Self>,
        signed: SignedCommand,
        now: u64,
    ) -> Result<Queued, Problem> {
        let door = self.door;
        self.with(move |queue| Ok(queue.put(&signed, now, &door)))
            .await?
            .map_err(|not_taken| {
                let why = not_taken.to_string();
                match not_taken {
                    NotTaken::Full(_) => Problem::queue_full(why, WHEN_FULL),
                    NotTaken::TooManyWaiting(_) => Problem::too_many_commands(why, WHEN_FULL),
                    NotTaken::TooManyAnHour { wait, .. } => {
                        Problem::too_many_commands(why, u32::try_from(wait).unwrap_or(u32::MAX))
                    }
                    NotTaken::Queue(error) => broken(&error),
                }
            })
    }

    /// Notes a command that is on the ledger already.
    ///
    /// # Errors
    /// 503 if its disk is full; 500 if it cannot be written for another reason.
    pub(crate) async fn put_carried(
        self: Arc<Self>,
        signed: SignedCommand,
        now: u64,
        entry: EntryReference,
    ) -> Result<Queued, Problem> {
        self.with(move |queue| queue.put_carried(&signed, now, &entry))
            .await
    }

    /// A command by its name.
    ///
    /// # Errors
    /// 500 if the queue cannot be read.
    pub(crate) async fn get(self: Arc<Self>, id: Digest) -> Result<Option<Queued>, Problem> {
        self.with(move |queue| queue.get(&id)).await
    }

    /// How many commands wait, since when the first; and what the relay says of itself.
    ///
    /// # Errors
    /// 500 if the queue cannot be read.
    #[allow(clippy::type_complexity, reason = "a pair of what the queue gives")]
    pub(crate) async fn report(
        self: Arc<Self>,
    ) -> Result<((u32, Option<u64>), Option<RelayReport>), Problem> {
        self.with(|queue| Ok((queue.length()?, queue.relay()?)))
            .await
    }

    async fn with<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&mut Queue) -> Result<T, QueueError> + Send + 'static,
    ) -> Result<T, Problem> {
        let done = tokio::task::spawn_blocking(move || {
            // Every change is one transaction: a panic cannot leave half of one.
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let queue = match &mut *open {
                Some(queue) => queue,
                none => none.insert(Queue::open(&self.file)?),
            };
            let done = work(queue);
            if done.is_err() {
                // The next one opens it anew.
                *open = None;
            }
            done
        });
        match done.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(broken(&error)),
            Err(panic) => {
                tracing::error!(%panic, "a question to the queue ended abnormally");
                Err(Problem::internal())
            }
        }
    }
}

fn broken(error: &QueueError) -> Problem {
    match error {
        QueueError::Sqlite { source, .. } if disk_is_full(source) => {
            tracing::error!(%error, "the disk is full: a command was not taken, and whoever brought it was told so; free some space where the queue is");
            Problem::disk_full()
        }
        _ => {
            tracing::error!(%error, "the queue cannot be used");
            Problem::internal()
        }
    }
}
