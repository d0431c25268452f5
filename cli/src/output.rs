// SPDX-License-Identifier: EUPL-1.2
//! What is printed: tables for people, JSON for programs, messages beside them on standard error.

use crate::arguments::{Arguments, Command};
use crate::commands::notify::Notify;
use crate::failure::Failure;
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};
use tracing_subscriber::EnvFilter;

/// How results are printed.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// JSON instead of tables.
    pub json: bool,
}

impl Output {
    /// Prints a result: `value` as JSON, or what `human` writes.
    ///
    /// # Errors
    /// [`Failure::Local`] if standard output cannot be written.
    pub fn result(
        self,
        value: &impl Serialize,
        human: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if self.json {
            let json = serde_json::to_string_pretty(value)
                .map_err(|error| Failure::local("writing JSON", error))?;
            print(&json)
        } else {
            print(human().trim_end())
        }
    }

    /// Tells a person something beside the result; programs are not told.
    pub fn tell(self, message: &str) {
        if !self.json {
            // Whoever closed standard error does not want to know.
            let _ = writeln!(stderr(), "{message}");
        }
    }

    /// Whether progress bars make sense.
    pub fn shows_progress(self) -> bool {
        !self.json && stderr().is_terminal()
    }
}

fn print(text: &str) -> Result<(), Failure> {
    match writeln!(stdout(), "{text}") {
        // `portico log … | head` has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| Failure::local("writing the result", error)),
    }
}

/// Prints why a command failed.
pub fn print_failure(failure: &Failure, json: bool) {
    let message = if json {
        let refusal = match failure {
            Failure::Refused { refusal, .. } => Some(refusal),
            _ => None,
        };
        let error = serde_json::json!({
            "error": { "kind": failure.kind(), "message": failure.to_string(), "refusal": refusal }
        });
        error.to_string()
    } else {
        format!("portico: {failure}")
    };
    // Whoever closed standard error still gets the exit code.
    let _ = writeln!(stderr(), "{message}");
}

/// Starts the log on standard error: `PORTICO_LOG` decides, or else --verbose.
pub fn start_log(arguments: &Arguments) {
    let usual = match (arguments.global.verbose, &arguments.command) {
        (
            0,
            Command::Up(_)
            | Command::Index(_)
            | Command::Relay(_)
            | Command::Serve(_)
            | Command::Notify(Notify::Run(_)),
        ) => "warn,portico=info",
        (0, _) => "error",
        (1, _) => "warn,portico=info,portico_client=debug,portico_indexer=info,portico_api=info",
        (_, _) => "debug",
    };
    let filter = EnvFilter::try_from_env("PORTICO_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal())
        .init();
}

/// A table with these headings; columns whose heading begins with `#` are numbers and stand to the right.
pub fn table(headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(
        headings
            .iter()
            .map(|heading| heading.trim_start_matches('#').to_uppercase()),
    );
    for row in rows {
        table.add_row(row);
    }
    for (index, heading) in headings.iter().enumerate() {
        if let Some(column) = table.column_mut(index) {
            column.set_padding((0, 2));
            if heading.starts_with('#') {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    lines_trimmed(&table.to_string())
}

/// Names and values, one a line; empty values are left out.
pub fn facts(facts: &[(&str, String)]) -> String {
    let shown: Vec<_> = facts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let width = shown.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    shown
        .iter()
        .map(|(name, value)| format!("{name:width$}  {value}\n"))
        .collect()
}

fn lines_trimmed(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

/// What is there, or nothing.
pub fn optional(value: Option<impl std::fmt::Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
