// SPDX-License-Identifier: EUPL-1.2
//! Two threads at the same entries: one makes something of each, the other takes what was made, in order.
//!
//! Must not know what is made, nor what for.

use std::{sync::mpsc, thread};

use portico_client::LocatedEntry;

use crate::IndexerError;

/// How many entries the second thread hands over at once: threads that wait for each other with every entry come to
/// nothing. Fewer are not worth a thread.
const CHUNK: usize = 32;
/// How many chunks the second thread is ahead at most.
const AHEAD: usize = 8;

/// Makes something of each entry and has it taken, in order, until either fails: what was made before is taken.
///
/// # Errors
/// The first one's.
pub(crate) fn each<'e, T: Send>(
    entries: &'e [LocatedEntry],
    mut make: impl FnMut(&'e LocatedEntry) -> Result<T, IndexerError> + Send,
    mut take: impl FnMut(&'e LocatedEntry, T) -> Result<(), IndexerError>,
) -> Result<(), IndexerError> {
    if entries.len() < CHUNK {
        for entry in entries {
            take(entry, make(entry)?)?;
        }
        return Ok(());
    }
    thread::scope(|scope| {
        let (sender, made) = mpsc::sync_channel(AHEAD);
        scope.spawn(move || {
            for chunk in entries.chunks(CHUNK) {
                let mut results = Vec::with_capacity(CHUNK);
                for entry in chunk {
                    let result = make(entry);
                    let is_last = result.is_err();
                    results.push(result);
                    if is_last {
                        break;
                    }
                }
                let is_over = results.last().is_some_and(Result::is_err);
                // Nobody takes it any more once taking has failed.
                if sender.send(results).is_err() || is_over {
                    return;
                }
            }
        });
        // Had the other thread panicked, there would be fewer; then so does the scope.
        for (entry, made) in entries.iter().zip(made.into_iter().flatten()) {
            take(entry, made?)?;
        }
        Ok(())
    })
}
