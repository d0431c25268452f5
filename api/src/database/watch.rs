// SPDX-License-Identifier: EUPL-1.2
//! Tells in which state the database is, without a question to it while nobody has written to it.
//!
//! Must not know what follows from it.

use std::{path::PathBuf, sync::Arc};

use super::reader::{Failure, Reader, State, identity};

/// Watches a file.
pub(crate) struct Watch {
    file: PathBuf,
    reader: Option<Reader>,
}

impl Watch {
    /// Watches a file, which need not exist yet.
    pub(crate) fn new(file: PathBuf) -> Self {
        Watch { file, reader: None }
    }

    /// The state that the database is in now. None if that cannot be told at once; whoever then asks the database is
    /// told why.
    pub(crate) fn state(&mut self) -> Option<Arc<State>> {
        // A connection that failed once is not asked again.
        let reader = self.reader.take();
        match self.look(reader) {
            Ok((reader, state)) => {
                self.reader = Some(reader);
                Some(state)
            }
            Err(failure) => {
                tracing::debug!(file = %self.file.display(), ?failure, "the database's state cannot be told");
                None
            }
        }
    }

    fn look(&self, reader: Option<Reader>) -> Result<(Reader, Arc<State>), Failure> {
        let identity = identity(&self.file)?;
        let mut reader = match reader {
            Some(reader) if reader.identity == identity => reader,
            // Asked on threads that must not wait.
            _ => Reader::open(&self.file, identity)?.impatient()?,
        };
        let state = reader.state()?;
        Ok((reader, state))
    }
}
