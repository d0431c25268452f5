// SPDX-License-Identifier: EUPL-1.2
//! A disk that is full: the indexer says so, loses nothing, and goes on when there is room again. It takes a file system
//! of a few hundred kilobytes, which only root can mount; without it this is left to the indexer's own tests.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{
    database::{self, Dump},
    system::{Indexer, Up},
};

/// A small file system in memory.
struct Disk {
    folder: TempDir,
}

impl Disk {
    /// `None` where it may not be mounted.
    fn new(bytes: u64) -> Option<Self> {
        let folder = TempDir::new().expect("a folder");
        mount(&format!("size={bytes}"), folder.path()).then_some(Disk { folder })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    fn grow(&self, bytes: u64) {
        assert!(mount(&format!("remount,size={bytes}"), self.folder.path()));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // What remains mounted is memory until the machine ends: say so.
        let done = Command::new("umount").arg(self.folder.path()).status();
        if !done.is_ok_and(|status| status.success()) {
            println!("{} stays mounted", self.folder.path().display());
        }
    }
}

fn mount(options: &str, folder: &Path) -> bool {
    Command::new("mount")
        .args(["-t", "tmpfs", "-o", options, "tmpfs"])
        .arg(folder)
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Indexes onto a disk that is too small, and then onto the same disk made larger. `undisturbed` is the folder of an
/// indexer that had room.
pub fn check(up: &Up, head: u32, undisturbed: &TempDir, expected: &Dump) {
    let needed = fs::metadata(database::of(undisturbed.path())).expect("a database");
    // No room for the shared memory beside the database; for the first tables; for the schema; for the entries.
    for room in [16 * 1024, 64 * 1024, 256 * 1024, needed.len() / 2] {
        let Some(disk) = Disk::new(room) else {
            println!("skipped: a disk that is full (tmpfs cannot be mounted here)");
            return;
        };
        let data = disk.path();
        // Whoever starts it again while there is still no room is told the same.
        for _ in 0..2 {
            let mut indexer = Indexer::start(up, &data);
            assert_eq!(indexer.wait(), Some(4), "{room}: {}", indexer.log());
            let log = indexer.log();
            assert!(log.contains("the disk is full"), "{room}: {log}");
            println!("{log}");
        }
        // Nothing is half-written: what is there is a sound database, at most without the entries.
        disk.grow(needed.len() * 8);
        let cursor = database::cursor(&database::of(&data));
        assert!(cursor.is_none_or(|cursor| cursor.number < head));

        let mut indexer = Indexer::start(up, &data);
        indexer.wait_for(head);
        indexer.end();
        let dump = Dump::of(&database::of(&data));
        expected.assert_same(&dump, "continued after the disk was full");
    }
}
