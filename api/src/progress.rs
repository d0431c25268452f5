// SPDX-License-Identifier: EUPL-1.2
//! Whether a connection goes on: whether it has a request under way, and whether the other side takes the answers.
//!
//! A writing time limit on the socket sees a reader that takes nothing at all. It does not see a reader of HTTP/2 that
//! opens no window for one of its streams; that is seen here, by pieces of an answer that nobody asks for.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Instant;

/// What is known of a connection.
pub(crate) struct Progress(Arc<Mutex<State>>);

struct State {
    next: u64,
    /// Requests under way, each with the moment since when its answer has waited to be taken.
    under_way: Vec<(u64, Option<Instant>)>,
    /// Since when none is.
    silent_since: Instant,
}

/// Why a connection does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standstill {
    /// No request.
    Silent,
    /// An answer is not taken.
    Untaken,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Progress(Arc::new(Mutex::new(State {
            next: 0,
            under_way: Vec::new(),
            silent_since: Instant::now(),
        })))
    }

    /// A request begins; it ends when what is returned is dropped.
    pub(crate) fn begin(&self) -> UnderWay {
        let mut state = lock(&self.0);
        let number = state.next;
        state.next += 1;
        state.under_way.push((number, None));
        UnderWay {
            state: self.0.clone(),
            number,
        }
    }

    /// Whether the connection stands still: without a request for `silent`, or with an answer untaken for `untaken`.
    pub(crate) fn standstill(&self, silent: Duration, untaken: Duration) -> Option<Standstill> {
        let state = lock(&self.0);
        let is_untaken = state
            .under_way
            .iter()
            .any(|(_, since)| since.is_some_and(|since| since.elapsed() >= untaken));
        if is_untaken {
            Some(Standstill::Untaken)
        } else if state.under_way.is_empty() && state.silent_since.elapsed() >= silent {
            Some(Standstill::Silent)
        } else {
            None
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // A panic while the lock was held cannot leave the list half-changed.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request and its answer.
pub(crate) struct UnderWay {
    state: Arc<Mutex<State>>,
    number: u64,
}

impl UnderWay {
    fn waits(&self, since: Option<Instant>) {
        let mut state = lock(&self.state);
        let number = self.number;
        if let Some(entry) = state.under_way.iter_mut().find(|(n, _)| *n == number) {
            entry.1 = since;
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        let number = self.number;
        state.under_way.retain(|(n, _)| *n != number);
        if state.under_way.is_empty() {
            state.silent_since = Instant::now();
        }
    }
}

/// An answer's body that says when it waits to be taken.
pub(crate) struct Tracked {
    body: Body,
    under_way: UnderWay,
}

impl Tracked {
    pub(crate) fn new(body: Body, under_way: UnderWay) -> Self {
        // HTTP/2 asks for nothing before there is room for some of it.
        under_way.waits(Some(Instant::now()));
        Tracked { body, under_way }
    }
}

impl HttpBody for Tracked {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let piece = Pin::new(&mut self.body).poll_frame(context);
        // Once a piece is handed over, the next is asked for when there is room for it.
        let since = piece.is_ready().then(Instant::now);
        self.under_way.waits(since);
        piece
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    const SILENT: Duration = Duration::from_secs(10);
    const UNTAKEN: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn a_connection_without_requests_stands_still() {
        let progress = Progress::new();
        let standstill = || progress.standstill(SILENT, UNTAKEN);
        assert_eq!(standstill(), None);
        tokio::time::advance(SILENT).await;
        assert_eq!(standstill(), Some(Standstill::Silent));
        let first = progress.begin();
        let second = progress.begin();
        tokio::time::advance(SILENT * 10).await;
        assert_eq!(standstill(), None, "answers take as long as they take");
        drop(first);
        assert_eq!(standstill(), None);
        drop(second);
        assert_eq!(standstill(), None);
        tokio::time::advance(SILENT).await;
        assert_eq!(standstill(), Some(Standstill::Silent));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_not_taken_stands_still() {
        let progress = Progress::new();
        let mut body = Tracked::new(Body::from("abc"), progress.begin());
        let standstill = || progress.standstill(SILENT, UNTAKEN);
        let mut poll = || {
            let mut context = Context::from_waker(Waker::noop());
            Pin::new(&mut body).poll_frame(&mut context).is_ready()
        };
        assert!(poll());
        tokio::time::advance(UNTAKEN / 2).await;
        assert_eq!(standstill(), None);
        tokio::time::advance(UNTAKEN / 2).await;
        assert_eq!(standstill(), Some(Standstill::Untaken));
        // Asked for the next piece, it goes on.
        assert!(poll());
        assert_eq!(standstill(), None);
    }
}
