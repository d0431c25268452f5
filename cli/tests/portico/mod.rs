// SPDX-License-Identifier: EUPL-1.2
//! Runs the program as a person would, in a data folder of its own.
#![allow(dead_code)] // each test file uses a part of it

use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// A data folder, and the program on it.
pub struct Portico {
    pub folder: TempDir,
}

/// What a run of the program came to.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Portico {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("passphrase"), "una frase di prova\n").unwrap();
        Portico { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder; its path as text.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
        command
            .current_dir(self.folder.path())
            .env("PORTICO_DATA", self.path("data"))
            .env("PORTICO_PASSPHRASE_FILE", self.path("passphrase"))
            .stdin(Stdio::null())
            .args(arguments);
        for name in [
            "PORTICO_KEY",
            "PORTICO_CARRIER",
            "PORTICO_LEDGER",
            "PORTICO_URL",
            "PORTICO_LOG",
        ] {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(arguments).output().unwrap();
        Ran {
            code: status.code().expect("the program was killed"),
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        }
    }

    /// Runs with --json and expects success.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[&["--json"], arguments].concat());
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        serde_json::from_str(&ran.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", ran.stdout))
    }

    /// Runs and expects an exit code and a piece of the message.
    pub fn fails(&self, arguments: &[&str], code: i32, said: &str) {
        let ran = self.run(arguments);
        assert_eq!(
            ran.code, code,
            "{arguments:?}: {}{}",
            ran.stdout, ran.stderr
        );
        assert!(
            ran.stderr.contains(said),
            "{arguments:?} should say {said:?}: {}",
            ran.stderr
        );
    }

    /// The public key of a key.
    pub fn public_key(&self, name: &str) -> String {
        self.json(&["key", "show", name])["public_key"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// A file of the import crate's tests.
pub fn import_fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../import/tests/fixtures")
        .join(name);
    path.to_str().unwrap().to_owned()
}

/// `portico up`, killed when dropped.
pub struct Up(pub Child);

impl Drop for Up {
    fn drop(&mut self) {
        // It may have ended already; a failing test is not helped by a second panic.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
