// SPDX-License-Identifier: EUPL-1.2
//! Ctrl-C and SIGTERM, for what runs until it is told to end.

use crate::failure::Failure;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// SIGINT and SIGTERM, which are ours to handle from the moment this exists.
pub struct Signals(watch::Receiver<bool>);

impl Signals {
    /// Begins to listen.
    ///
    /// # Errors
    /// [`Failure::Local`] if the system gives no signals.
    pub fn new() -> Result<Self, Failure> {
        let failed = |error| Failure::local("listening for signals", error);
        let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
        let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
        let (caught, signals) = watch::channel(false);
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            caught.send_replace(true);
            // The channel stays open: a signal that was caught is never forgotten.
            std::future::pending::<()>().await;
        });
        Ok(Signals(signals))
    }

    /// Resolves when one was caught, also if that was before.
    pub async fn wait(&self) {
        until(self.0.clone()).await;
    }
}

/// Resolves when told to stop, or when nobody is left who could tell.
pub async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone: then all is over too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
