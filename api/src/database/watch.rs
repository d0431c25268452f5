// SPDX-License-Identifier: EUPL-1.2
//! Tells in which state the database is, without a question to it while nobody has written to it.
//!
//! Who has written is seen in the index of the write-ahead log, the file `-shm` that all connections share: every commit
//! changes its header (<https://www.sqlite.org/walformat.html>). SQLite asks it, too, but under locks, which takes as long as
//! sending an answer. Nothing is read out of the header: as long as it is the same, so is the database.
//!
//! Must not know what follows from it.

use std::{
    ffi::OsString,
    fs::File,
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::reader::{Failure, Identity, Reader, State, identity};

/// Bytes of the header: two copies, so that one that is just being written is not taken for good.
const HEADER: usize = 96;

type Header = [u8; HEADER];

/// Watches a file.
pub(crate) struct Watch {
    file: PathBuf,
    connected: Option<Connected>,
}

/// A connection, and what it saw last.
struct Connected {
    reader: Reader,
    /// The index of the log. As long as the connection is open nobody removes it.
    index: Option<File>,
    seen: Option<(Header, Arc<State>)>,
}

impl Watch {
    /// Watches a file, which need not exist yet.
    pub(crate) fn new(file: PathBuf) -> Self {
        Watch {
            file,
            connected: None,
        }
    }

    /// The state that the database is in now. None if that cannot be told at once; whoever then asks the database is
    /// told why.
    pub(crate) fn state(&mut self) -> Option<Arc<State>> {
        // A connection that failed once is not asked again.
        let connected = self.connected.take();
        match self.look(connected) {
            Ok((connected, state)) => {
                self.connected = Some(connected);
                Some(state)
            }
            Err(failure) => {
                tracing::debug!(file = %self.file.display(), ?failure, "the database's state cannot be told");
                None
            }
        }
    }

    fn look(&self, connected: Option<Connected>) -> Result<(Connected, Arc<State>), Failure> {
        let identity = identity(&self.file)?;
        let mut connected = match connected {
            Some(connected) if connected.reader.identity == identity => connected,
            _ => Connected::open(&self.file, identity)?,
        };
        let state = connected.state(&self.file)?;
        Ok((connected, state))
    }
}

impl Connected {
    fn open(file: &Path, identity: Identity) -> Result<Self, Failure> {
        Ok(Connected {
            // Asked on threads that must not wait.
            reader: Reader::open(file, identity)?.impatient()?,
            index: None,
            seen: None,
        })
    }

    fn state(&mut self, file: &Path) -> Result<Arc<State>, Failure> {
        // Read before the database is asked: what is written meanwhile is seen the next time.
        let header = self.header();
        if let Some(state) = self.unchanged(header) {
            return Ok(state);
        }
        let state = self.reader.state()?;
        self.seen = header.map(|header| (header, state.clone()));
        if self.index.is_none() {
            // There since the connection has read. Without it SQLite is asked every time.
            self.index = index_of(file).and_then(File::open).ok();
        }
        Ok(state)
    }

    /// What was seen, if nobody has written since.
    fn unchanged(&self, header: Option<Header>) -> Option<Arc<State>> {
        let (then, state) = self.seen.as_ref()?;
        (*then == header?).then(|| state.clone())
    }

    fn header(&self) -> Option<Header> {
        let mut header = [0; HEADER];
        self.index.as_ref()?.read_exact_at(&mut header, 0).ok()?;
        Some(header)
    }
}

/// The file beside the database in which SQLite keeps the index of the write-ahead log: where the database is, not a link to it.
fn index_of(file: &Path) -> io::Result<PathBuf> {
    let mut name = OsString::from(file.canonicalize()?);
    name.push("-shm");
    Ok(name.into())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::database::tests::make_ledger;

    #[test]
    fn what_is_written_is_seen_at_once_and_nothing_is_asked_before() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("ledger.sqlite");
        let mut watch = Watch::new(file.clone());
        assert!(watch.state().is_none(), "there is no file yet");
        let writer = make_ledger(&file);
        for entry in 1..20 {
            let head = format!("0x{entry}");
            writer
                .execute("INSERT INTO entries VALUES (?1, ?2)", (entry, &head))
                .unwrap();
            if entry % 7 == 0 {
                // The log begins anew.
                writer
                    .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
                    .unwrap();
            }
            for _ in 0..3 {
                let state = watch.state().unwrap();
                assert_eq!(state.newest, entry);
                assert_eq!(state.head.as_deref(), Some(head.as_str()));
            }
            let connected = watch.connected.as_ref().unwrap();
            let seen = connected.unchanged(connected.header());
            assert_eq!(seen.map(|state| state.newest), Some(entry));
        }
    }

    #[test]
    fn a_file_in_the_place_of_another_is_another() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("ledger.sqlite");
        let mut watch = Watch::new(file.clone());
        let write = |connection: &Connection, entry: i64| {
            connection
                .execute("INSERT INTO entries VALUES (?1, '0x')", [entry])
                .unwrap();
        };
        write(&make_ledger(&file), 1);
        for _ in 0..3 {
            assert_eq!(watch.state().unwrap().newest, 1);
        }
        for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
            let from = directory.path().join(name);
            if from.exists() {
                std::fs::rename(from, directory.path().join(format!("old-{name}"))).unwrap();
            }
        }
        assert!(watch.state().is_none());
        write(&make_ledger(&file), 2);
        for _ in 0..3 {
            assert_eq!(watch.state().unwrap().newest, 2);
        }
    }
}
