// SPDX-License-Identifier: EUPL-1.2
//! Answers that are written while they are sent: from a thread that may block, through a short queue, so that writing
//! goes no faster than the caller takes it.
//!
//! Must not know what is written.

use std::{io, time::Duration};

use axum::body::{Body, Bytes};
use futures::{StreamExt, channel::oneshot};
use tokio::{runtime::Handle, sync::mpsc, time::timeout};

use crate::problem::Problem;

/// Bytes that are sent at once.
const CHUNK: usize = 32 * 1024;
/// Chunks that wait to be sent.
const WAITING: usize = 2;

/// Where an answer is written.
pub(crate) struct Out {
    begin: Option<oneshot::Sender<()>>,
    chunks: mpsc::Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
    patience: Duration,
    runtime: Handle,
    /// The caller is gone, or takes nothing.
    gone: bool,
}

/// Why something could not be written.
pub(crate) type WriteError = Box<dyn std::error::Error + Send + Sync>;

/// A body, and where it is written. `begun` is told when it begins: before that, there can be another answer. A caller
/// that takes nothing for longer than `patience` gets no more.
pub(crate) fn stream(patience: Duration) -> (Out, oneshot::Receiver<()>, Body) {
    let (begin, begun) = oneshot::channel();
    let (chunks, taken) = mpsc::channel(WAITING);
    let out = Out {
        begin: Some(begin),
        chunks,
        buffer: Vec::with_capacity(CHUNK),
        patience,
        runtime: Handle::current(),
        gone: false,
    };
    let body = futures::stream::unfold(taken, |mut taken| async {
        taken.recv().await.map(|chunk| (chunk, taken))
    });
    // Compression asks once more after the end.
    (out, begun, Body::from_stream(body.fuse()))
}

impl Out {
    /// There will be a body: everything that can be refused has been looked at.
    pub(crate) fn begin(&mut self) {
        if let Some(begin) = self.begin.take() {
            // Whoever asked may be gone; writing will tell.
            let _ = begin.send(());
        }
    }

    /// Writes something, on a thread that may block.
    ///
    /// # Errors
    /// What cannot be written, and a caller that is gone or takes nothing.
    pub(crate) fn write(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), WriteError>,
    ) -> Result<(), Problem> {
        write(&mut self.buffer).map_err(|error| {
            tracing::error!(%error, "an item cannot be written");
            Problem::internal()
        })?;
        if self.buffer.len() < CHUNK {
            return Ok(());
        }
        self.send()
    }

    /// Sends what is left, or breaks the body off, so that nobody takes a part for the whole.
    ///
    /// # Errors
    /// What `written` failed with, but for a caller that is gone.
    pub(crate) fn end(mut self, written: Result<(), Problem>) -> Result<(), Problem> {
        let ended = written.and_then(|()| self.send());
        if self.gone {
            return Ok(());
        }
        if ended.is_err() && self.begin.is_none() {
            let broken = Err(io::Error::other(
                "the answer could not be written to its end",
            ));
            let _ = self
                .runtime
                .block_on(timeout(self.patience, self.chunks.send(broken)));
        }
        ended
    }

    fn send(&mut self) -> Result<(), Problem> {
        let chunk = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK));
        let sent = timeout(self.patience, self.chunks.send(Ok(chunk.into())));
        match self.runtime.block_on(sent) {
            Ok(Ok(())) => Ok(()),
            // Nobody reads this problem: it ends the writing.
            Ok(Err(_)) | Err(_) => {
                self.gone = true;
                Err(Problem::timeout())
            }
        }
    }
}
