// SPDX-License-Identifier: EUPL-1.2
//! Runs the program and keeps what it said. It must not know what the commands do.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// When something that should come about is given up, so that a failing test ends.
const PATIENCE: Duration = Duration::from_secs(300);

/// The program under test.
fn binary() -> PathBuf {
    if let Some(path) = env::var_os("PORTICO_BIN") {
        return path.into();
    }
    // This test runs as <targets>/host/debug/deps/<name>.
    let test = env::current_exe().expect("a test knows where it is");
    let path = test.ancestors().nth(2).unwrap_or(&test).join("portico");
    assert!(
        path.is_file(),
        "no program at {}: build it (cargo build -p portico-cli), or name one in PORTICO_BIN",
        path.display()
    );
    path
}

/// A command on a data folder. What the environment says to a person's own `portico` is not meant for it.
pub fn portico(data: &Path) -> Command {
    let mut command = Command::new(binary());
    for name in ["LEDGER", "URL", "KEY", "CARRIER", "LOG", "PASSPHRASE_FILE"] {
        command.env_remove(format!("PORTICO_{name}"));
    }
    command
        .arg("--data")
        .arg(data)
        // Rejects and the like are written where one works.
        .current_dir(data)
        .stdin(Stdio::null());
    command
}

/// What a command that has ended has said.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ended {
    let output = command.output().expect("the program starts");
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("it writes UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("it writes UTF-8"),
    }
}

impl Ended {
    /// The JSON that it printed, having ended well.
    pub fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{self:?}");
        serde_json::from_str(&self.stdout).expect("JSON")
    }

    /// Asserts that it ended with a code and a sentence that has these words, and not with a panic.
    pub fn refused(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} is not in {self:?}");
        }
        assert!(!self.stderr.contains("panicked"), "{self:?}");
    }
}

/// A command on a data folder with these arguments, run to its end.
pub fn run_on<A: AsRef<OsStr>>(data: &Path, arguments: impl IntoIterator<Item = A>) -> Ended {
    run(portico(data).args(arguments))
}

/// Sends a signal to a process that is a child of ours, or of our child.
pub fn signal(process: u32, signal: Signal) {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw);
    kill_process(process.expect("a process has a number"), signal).expect("it can be signalled");
}

/// Ends a process as Ctrl-C would, and returns its exit code.
pub fn interrupt(process: &mut Child) -> Option<i32> {
    signal(process.id(), Signal::INT);
    wait(process)
}

/// Waits for the end of a process, and returns its exit code.
pub fn wait(process: &mut Child) -> Option<i32> {
    until("a process ends", || {
        process.try_wait().expect("it is ours to wait for")
    })
    .code()
}

/// Asks again and again until there is an answer.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(50));
    }
}
