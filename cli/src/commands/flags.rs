// SPDX-License-Identifier: EUPL-1.2
//! `portico flags`: what in the indexed ledger deserves a question, with the entries behind it. A flag is a question, not an
//! accusation. The database is only read; no node is asked.

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{facts, table};
use clap::Args;
use portico_indicators::{ALL, Active, Definition, Flag, Indicators, Unit, Value, flags};
use portico_rules::date::Date;
use portico_rules::primitives::Cents;
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Show red flags.
#[derive(Debug, Args)]
pub struct Flags {
    /// Only those of this indicator
    #[arg(long, value_name = "NAME", value_parser = indicator)]
    indicator: Option<String>,
    /// Only those about this award
    #[arg(long, value_name = "NUMBER")]
    award: Option<u32>,
    /// Only those about this party, or about money that it gave or was to receive
    #[arg(long, value_name = "NUMBER")]
    party: Option<u32>,
    /// The day that is asked about: how long something has waited is counted up to it [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    day: Option<Date>,
    /// Say how flags are found, instead of finding them: definitions, parameters and queries
    #[arg(long, conflicts_with_all = ["award", "party", "day"])]
    definitions: bool,
    /// Database to read [default: ledger.sqlite in the data folder]
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Settings of the indicators (TOML), where they are not the usual ones
    #[arg(long, env = "PORTICO_INDICATORS", value_name = "FILE", value_parser = settings)]
    indicators: Option<Arc<Indicators>>,
}

/// The settings in a TOML file.
///
/// # Errors
/// What is wrong with the file, for the command line.
pub fn settings(path: &str) -> Result<Arc<Indicators>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Indicators::from_toml(&text)
        .map(Arc::new)
        .map_err(|error| error.to_string())
}

fn indicator(text: &str) -> Result<String, String> {
    let mut names = ALL.iter().map(|indicator| indicator.definition().id);
    if names.any(|name| name == text) {
        return Ok(text.to_owned());
    }
    let names: Vec<_> = ALL.iter().map(|known| known.definition().id).collect();
    Err(format!("write one of these: {}", names.join(", ")))
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|error| error.to_string())
}

/// An indicator as it is set.
#[derive(Debug, Serialize)]
struct Defined {
    #[serde(flatten)]
    definition: &'static Definition,
    parameters: Vec<Set>,
    sql: String,
}

#[derive(Debug, Serialize)]
struct Set {
    name: &'static str,
    unit: Unit,
    value: Value,
    about: &'static str,
}

/// Flags, and the day of which they are.
#[derive(Debug, Serialize)]
struct Found {
    day: Date,
    flags: Vec<Flag>,
}

impl Flags {
    /// Does what the command line says.
    ///
    /// # Errors
    /// [`Failure::Local`] for a database that is not there or cannot be read.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let indicators = self.indicators.clone().unwrap_or_default();
        if self.definitions {
            let defined: Vec<_> = indicators
                .active()
                .iter()
                .filter(|active| self.is_asked(active.definition().id))
                .map(Defined::of)
                .collect();
            return context
                .output
                .result(&defined, || defined.iter().map(Defined::human).collect());
        }
        let day = match self.day {
            Some(day) => day,
            None => today()?,
        };
        let database = self.database.clone().unwrap_or_else(|| context.database());
        let read = tokio::task::spawn_blocking(move || read(&database, &indicators, day));
        let mut found = read
            .await
            .map_err(|error| Failure::local("reading the database", error))??;
        found.retain(|flag| self.shows(flag));
        let found = Found { day, flags: found };
        context.output.result(&found, || found.human())?;
        context
            .output
            .tell("a flag is a question, not an accusation: `portico flags --definitions` says what else can raise it");
        Ok(())
    }

    fn is_asked(&self, indicator: &str) -> bool {
        self.indicator
            .as_deref()
            .is_none_or(|asked| asked == indicator)
    }

    fn shows(&self, flag: &Flag) -> bool {
        let is_about = |kind, number| flag.subject_kind == kind && flag.subject_number == number;
        self.is_asked(&flag.indicator)
            && self.award.is_none_or(|award| is_about("award", award))
            && self.party.is_none_or(|party| {
                is_about("party", party)
                    || flag.administration == Some(party)
                    || flag.beneficiary == Some(party)
            })
    }
}

fn read(path: &Path, indicators: &Indicators, day: Date) -> Result<Vec<Flag>, Failure> {
    if !path.exists() {
        return Err(Failure::Local(format!(
            "{} does not exist: run `portico up` or `portico index`, or name another with --database",
            path.display()
        )));
    }
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(|error| Failure::file(path, error))?;
    flags(&connection, indicators, day).map_err(|error| Failure::file(path, error))
}

/// The day it is, UTC, as contracts count days.
fn today() -> Result<Date, Failure> {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_err(|error| Failure::local("reading the clock", error))?;
    Ok(Date::from_unix_seconds(since.as_secs()))
}

impl Defined {
    fn of(active: &Active) -> Self {
        let parameters = active.parameters().map(|(parameter, value)| Set {
            name: parameter.name,
            unit: parameter.unit,
            value: value.clone(),
            about: parameter.about,
        });
        Defined {
            definition: active.definition(),
            parameters: parameters.collect(),
            sql: active.sql(),
        }
    }

    fn human(&self) -> String {
        let about = self.definition;
        let source = match about.source_url {
            Some(url) => format!("{} ({url})", about.source),
            None => about.source.to_owned(),
        };
        let mut text = format!("{} — {}\n", about.id, about.title);
        text.push_str(&facts(&[
            ("when", about.definition.to_owned()),
            ("why", about.why.to_owned()),
            ("or else", about.false_positives.to_owned()),
            ("source", source),
            ("computed from", about.data.join(", ")),
        ]));
        for set in &self.parameters {
            text.push_str(&format!(
                "{} = {} ({}): {}\n",
                set.name,
                set.value,
                set.unit.word(),
                set.about
            ));
        }
        text.push('\n');
        text
    }
}

impl Found {
    fn human(&self) -> String {
        if self.flags.is_empty() {
            return format!("no flags on {}", self.day);
        }
        let rows = self.flags.iter().map(|flag| {
            let about = [
                flag.subject_kind.as_str(),
                &flag.subject_number.to_string(),
                &flag.part,
            ];
            let entries = flag.entries.iter().map(|entry| {
                format!(
                    "{} {} #{}",
                    entry.subject_kind, entry.subject_number, entry.seq
                )
            });
            let mut entries: Vec<_> = entries.collect();
            let more = entries.len().saturating_sub(6);
            entries.truncate(6);
            if more > 0 {
                entries.push(format!("and {more} more"));
            }
            vec![
                flag.indicator.clone(),
                about.join(" ").trim_end().to_owned(),
                flag.day.clone(),
                flag.amount_cents
                    .map(|cents| Cents(cents).to_string())
                    .unwrap_or_default(),
                entries.join(", "),
            ]
        });
        table(&["indicator", "about", "since", "#EUR", "entries"], rows)
    }
}
