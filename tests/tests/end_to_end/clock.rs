// SPDX-License-Identifier: EUPL-1.2
//! A clock that can be put forward: the law's waiting times (a day to reveal a bid in, 32 days before a contract) can't be waited for, and
//! the chain's time is its node's. A small library, which the C compiler that links Rust makes on the spot, stands between the programs
//! of a test and the system's clock (`LD_PRELOAD`), and adds what a file says. Nothing in the programs knows of it.

use std::{
    fs,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

const SHIM: &str = include_str!("clock.c");

/// The clock of a data folder: every program that runs on the folder goes by it.
pub struct Clock {
    file: fs::File,
}

fn library(data: &Path) -> PathBuf {
    data.join("clock.so")
}

fn offset(data: &Path) -> PathBuf {
    data.join("clock")
}

impl Clock {
    /// A clock for the programs on this folder that are started from now on.
    pub fn of(data: &Path) -> Self {
        let source = data.join("clock.c");
        fs::write(&source, SHIM).expect("it can be written");
        fs::write(offset(data), 0i64.to_ne_bytes()).expect("it can be written");
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(library(data))
            .arg(&source)
            .output()
            .expect("the C compiler that links Rust is there");
        assert!(compiled.status.success(), "{compiled:?}");
        let file = fs::OpenOptions::new()
            .read(true)
            .write(true)
            .open(offset(data));
        Clock {
            file: file.expect("it is there"),
        }
    }

    fn ahead(&self) -> u64 {
        let mut seconds = [0; 8];
        self.file
            .read_exact_at(&mut seconds, 0)
            .expect("it has eight bytes");
        u64::from_ne_bytes(seconds)
    }

    /// What it shows, seconds since the epoch.
    pub fn now(&self) -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.expect("it is after 1970").as_secs() + self.ahead()
    }

    /// Puts it forward by so many seconds.
    pub fn forward(&self, seconds: u64) {
        let ahead = self.ahead() + seconds;
        self.file
            .write_all_at(&ahead.to_ne_bytes(), 0)
            .expect("it can be written");
    }
}

/// Lets a program on this folder go by the folder's clock, if it has one.
pub fn wear(data: &Path, command: &mut Command) {
    if library(data).exists() {
        command
            .env("LD_PRELOAD", library(data))
            .env("PORTICO_TEST_CLOCK", offset(data));
    }
}
