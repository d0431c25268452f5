// SPDX-License-Identifier: EUPL-1.2
//! Runs the program and keeps what it said. It must not know what the commands do.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::clock;
use portico_tests::PATIENCE;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

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
    for name in [
        "LEDGER",
        "URL",
        "KEY",
        "CARRIER",
        "LOG",
        "PASSPHRASE_FILE",
        "QUEUE",
        "RELAY",
    ] {
        command.env_remove(format!("PORTICO_{name}"));
    }
    command
        .arg("--data")
        .arg(data)
        // Rejects and the like are written where one works.
        .current_dir(data)
        .stdin(Stdio::null());
    clock::wear(data, &mut command);
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

/// A person at work: a folder that holds the program's data, files, and the passphrase of all keys.
pub struct Portico {
    folder: TempDir,
}

impl Portico {
    /// An empty folder, but for the passphrase.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("portico-").tempdir();
        let portico = Portico {
            folder: folder.expect("a folder"),
        };
        portico.file("passphrase", "una frase di prova\n");
        portico
    }

    /// The data folder, in which the program also runs.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// A file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.data().join(name)
    }

    /// Writes a file into the folder; its path as text.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        fs::write(&path, content).expect("it can be written");
        path.to_str().expect("a path in UTF-8").to_owned()
    }

    /// A command with these arguments.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = portico(self.data());
        command
            .env("PORTICO_PASSPHRASE_FILE", self.path("passphrase"))
            .args(arguments);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        run(&mut self.command(arguments))
    }

    /// Runs with `--json`, and expects it to end well.
    pub fn json(&self, arguments: &[&str]) -> Value {
        self.run(&[&["--json"], arguments].concat()).json()
    }

    /// Runs and expects an exit code and a piece of the message.
    pub fn fails(&self, arguments: &[&str], code: i32, said: &str) {
        self.run(arguments).refused(code, &[said]);
    }

    /// The public key of a key.
    pub fn public_key(&self, name: &str) -> String {
        let key = self.json(&["key", "show", name]);
        key["public_key"].as_str().expect("a key").to_owned()
    }
}

/// A file that this crate's tests bring along; its path as text.
pub fn fixture(name: &str) -> String {
    format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The same of the import crate's tests.
pub fn import_fixture(name: &str) -> String {
    format!(
        "{}/../import/tests/fixtures/{name}",
        env!("CARGO_MANIFEST_DIR")
    )
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
