// SPDX-License-Identifier: EUPL-1.2
//! One writer to a data folder: the database in it has room for a single indexer. The system frees the lock when the
//! process ends, whatever ends it.

use crate::failure::Failure;
use crate::running::Running;
use std::fs::{File, TryLockError};
use std::path::Path;

/// Takes the folder, for as long as the file that is returned stays open.
///
/// # Errors
/// [`Failure::Local`] if somebody else has it, or the folder cannot be written.
pub fn lock(data: &Path) -> Result<File, Failure> {
    let path = data.join("lock");
    let file = File::create(&path).map_err(|error| Failure::file(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let who = match Running::read(data)? {
                Some(running) => format!(
                    "`portico up` (process {}, API http://{})",
                    running.pid, running.api
                ),
                None => "another `portico up` or `portico index`".into(),
            };
            Err(Failure::Local(format!(
                "{who} works on {} already: end it first, or use another folder",
                data.display()
            )))
        }
        Err(TryLockError::Error(error)) => Err(Failure::file(&path, error)),
    }
}

/// Takes a queue of signed commands, for as long as the file that is returned stays open: two relays on one queue would
/// send what the other has sent.
///
/// # Errors
/// [`Failure::Local`] if another relay has it, or its folder cannot be written.
pub fn lock_queue(queue: &Path) -> Result<File, Failure> {
    lock_beside(queue, "another relay works on the queue")
}

/// Takes the file in which the places of webhooks are kept, for as long as the file that is returned stays open: two
/// processes would tell everything twice.
///
/// # Errors
/// [`Failure::Local`] if another process has it, or its folder cannot be written.
pub fn lock_webhooks(state: &Path) -> Result<File, Failure> {
    lock_beside(state, "another `portico notify` works on")
}

/// Takes the memory of a witness, for as long as the file that is returned stays open: two processes could sign two histories.
///
/// # Errors
/// [`Failure::Local`] if another process has it, or its folder cannot be written.
pub fn lock_witness(state: &Path) -> Result<File, Failure> {
    lock_beside(state, "another `portico witness` works with")
}

fn lock_beside(file: &Path, who: &str) -> Result<File, Failure> {
    let mut path = file.as_os_str().to_owned();
    path.push(".lock");
    let path = Path::new(&path);
    let lock = File::create(path).map_err(|error| Failure::file(path, error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Failure::Local(format!(
            "{who} {} already: end it first",
            file.display()
        ))),
        Err(TryLockError::Error(error)) => Err(Failure::file(path, error)),
    }
}
