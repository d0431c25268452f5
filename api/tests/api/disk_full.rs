// SPDX-License-Identifier: EUPL-1.2
//! A disk that is full: even a reader needs a few kilobytes, for the shared memory of SQLite's write-ahead log. It is told so, with
//! when to come again, and is answered as soon as there is room. It takes a file system of a few hundred kilobytes, which only root can
//! mount; without it this is left to the tests of `database.rs`.

use std::{
    fs::File,
    io::{ErrorKind, Write},
    path::Path,
    process::Command,
};

use axum::http::{StatusCode, header};
use rusqlite::Connection;

use crate::{
    asking::get,
    ledger::{Mirror, config},
};

/// A small file system in memory; `None` where it may not be mounted.
struct Disk(tempfile::TempDir);

impl Disk {
    fn new(bytes: u64) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"])
            .arg(folder.path())
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then_some(Disk(folder))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // What remains mounted is memory until the machine ends: say so. Lazily, since a connection may still be open.
        let done = Command::new("umount").arg("-l").arg(self.0.path()).status();
        if !done.is_ok_and(|status| status.success()) {
            println!("{} stays mounted", self.0.path().display());
        }
    }
}

/// Fills a disk to the last byte.
fn fill(file: &Path) {
    let mut file = File::create(file).unwrap();
    loop {
        match file.write(&[0; 4096]) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::StorageFull => return,
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn a_reader_is_told_so_and_answered_as_soon_as_there_is_room() {
    let mirror = Mirror::of_the_story();
    let beside = tempfile::tempdir().unwrap();
    let copy = beside.path().join("ledger.sqlite");
    Connection::open(mirror.file())
        .and_then(|c| c.execute("VACUUM INTO ?1", [copy.to_str()]))
        .unwrap();
    // As the indexer leaves it: one file, in write-ahead mode.
    Connection::open(&copy)
        .and_then(|c| c.pragma_update(None, "journal_mode", "wal"))
        .unwrap();
    let Some(disk) = Disk::new(copy.metadata().unwrap().len() + 256 * 1024) else {
        println!("skipped: a disk that is full (tmpfs cannot be mounted here)");
        return;
    };
    let file = disk.0.path().join("ledger.sqlite");
    std::fs::copy(&copy, &file).unwrap();
    let ballast = disk.0.path().join("ballast");
    fill(&ballast);

    let router = portico_api::router(&config(&file));
    // Not once only, and not only lists: whatever is asked of the database.
    for uri in [
        "/v1/awards",
        "/v1/awards/1/trail",
        "/v1/status",
        "/v1/red-flags",
        "/v1/open-data/iati.xml",
        "/ready",
        "/v1/awards",
    ] {
        let answer = get(&router, uri).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{uri}");
        assert_eq!(answer.problem(), "/problems/disk-full", "{uri}");
        assert_eq!(answer.header(header::RETRY_AFTER), "60", "{uri}");
        let said = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(said.contains("free some space"), "{said}");
        assert!(!said.contains(disk.0.path().to_str().unwrap()), "{said}");
    }
    assert_eq!(get(&router, "/health").await.status, StatusCode::OK);

    std::fs::remove_file(&ballast).unwrap();
    for uri in ["/v1/awards", "/v1/awards/1/trail", "/v1/status"] {
        assert_eq!(get(&router, uri).await.status, StatusCode::OK, "{uri}");
    }
}
