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

const SHIM: &str = r#"
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* The seconds by which the clock is ahead: a file of eight bytes, which the test writes to. */
static long ahead(void) {
    static volatile long *seconds;
    if (!seconds) {
        const char *path = getenv("PORTICO_TEST_CLOCK");
        int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        if (file < 0) return 0;
        void *mapped = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
        close(file);
        if (mapped == MAP_FAILED) abort();
        seconds = mapped;
    }
    return *seconds;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int done = syscall(SYS_clock_gettime, clock, now);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += ahead();
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int done = syscall(SYS_gettimeofday, now, zone);
    if (done == 0 && now) now->tv_sec += ahead();
    return done;
}

time_t time(time_t *now) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (now) *now = found.tv_sec;
    return found.tv_sec;
}
"#;

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
