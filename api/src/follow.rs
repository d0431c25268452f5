// SPDX-License-Identifier: EUPL-1.2
//! Following the ledger: the entries after a position, in the ledger's order, each as the trail shows it. Whoever
//! remembers the last position that it has dealt with misses no entry and meets none twice.
//!
//! Must not know who follows, nor how entries are carried to them.

use std::{fmt, path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use portico_rules::{date::Date, subject::SubjectKind};
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use crate::{
    concerns::CONCERNS,
    database::{Database, Snapshot},
    entries,
    metrics::Metrics,
    parameters::Parameters,
    problem::Problem,
    words::from_word,
};

/// Most entries that are read at once.
const PAGE: u32 = 100;
/// Most entries that are looked at for them: who asks for few of many reads in several turns, each of them short.
const WINDOW: i64 = 20_000;

/// Where in the ledger an entry stands: its block, and the number of its event in it. The chain's own, so that it
/// means the same in every database of the same chain. Written `120-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The block's number.
    pub block: u32,
    /// The event's number in the block, from 0.
    pub event: u32,
}

impl Position {
    /// Before all entries: no entry is in the genesis block.
    pub const START: Position = Position { block: 0, event: 0 };
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.block, self.event)
    }
}

impl FromStr for Position {
    type Err = String;

    /// From what [`Display`](fmt::Display) writes, and nothing else.
    ///
    /// # Errors
    /// How to write it.
    fn from_str(text: &str) -> Result<Self, String> {
        let read = |text: &str| -> Option<Position> {
            let (block, event) = text.split_once('-')?;
            Some(Position {
                block: block.parse().ok()?,
                event: event.parse().ok()?,
            })
        };
        read(text)
            // "+1-02" are numbers, too.
            .filter(|position| position.to_string() == text)
            .ok_or_else(|| {
                "write the id of an event, such as 120-3, or 0-0 for the beginning".into()
            })
    }
}

/// Which entries somebody wants to be told of; all conditions must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EntryFilter {
    /// What they are about.
    pub subject_kind: Option<SubjectKind>,
    /// The subject's number.
    pub subject: Option<u32>,
    /// Number of a party that they concern: it signed, it is the subject, or it is the administration, the beneficiary, a
    /// participant, a bidder, the winner or invited.
    pub party: Option<u32>,
    /// What was done, such as `claim`.
    pub action: Option<String>,
}

/// An entry on its way to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// Where it stands.
    pub position: Position,
    /// What it is about.
    pub subject_kind: SubjectKind,
    /// The subject's number.
    pub subject: u32,
    /// Its head, `0x` and 64 digits: the same for ever, and no other entry's.
    pub head: String,
    /// Block time, seconds since the epoch.
    pub at: i64,
    /// The line of the trail, JSON.
    pub json: String,
}

/// Entries after a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followup {
    /// Those that were asked for, in order.
    pub entries: Vec<Followed>,
    /// Up to where there are no others: from here to go on.
    pub upto: Position,
    /// Whether there may be more by now.
    pub more: bool,
}

/// Why the ledger cannot be followed now; it is worth trying again.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the ledger cannot be read: {0}")]
pub struct FollowError(String);

impl From<Problem> for FollowError {
    fn from(problem: Problem) -> Self {
        FollowError(problem.to_string())
    }
}

/// Reads a database for followers.
#[derive(Clone)]
pub struct Follower {
    database: Arc<Database>,
}

impl fmt::Debug for Follower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follower").finish_non_exhaustive()
    }
}

impl Follower {
    /// Of the indexer's SQLite file, read by at most `readers` connections; it need not exist yet. A question may take
    /// `query_time`.
    pub fn new(database: PathBuf, readers: usize, query_time: Duration, metrics: Metrics) -> Self {
        Follower {
            database: Arc::new(Database::new(database, readers, query_time, metrics)),
        }
    }

    /// The hash of the chain's genesis block, `0x` and 64 digits: which ledger it is.
    ///
    /// # Errors
    /// [`FollowError`].
    pub async fn genesis(&self) -> Result<String, FollowError> {
        let genesis = self.read(|snapshot| {
            snapshot
                .first("SELECT genesis FROM chain", [], |row| row.get(0))?
                .ok_or_else(|| Problem::not_ready("the indexer has not been told its chain yet"))
        });
        Ok(genesis.await?)
    }

    /// Where the newest entry stands; the start if there is none.
    ///
    /// # Errors
    /// [`FollowError`].
    pub async fn newest(&self) -> Result<Position, FollowError> {
        Ok(self.read(newest).await?)
    }

    /// The next entries after a position.
    ///
    /// # Errors
    /// [`FollowError`].
    pub async fn after(
        &self,
        position: Position,
        filter: &EntryFilter,
    ) -> Result<Followup, FollowError> {
        let filter = filter.clone();
        let followup = self.read(move |snapshot| after(snapshot, position, &filter));
        Ok(followup.await?)
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        // Nothing that is asked here depends on what day it is.
        self.database.read(Date::MIN, question).await
    }
}

impl EntryFilter {
    /// A filter by the words and numbers of a query.
    ///
    /// # Errors
    /// 400, with the parameter's name.
    pub(crate) fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        let filter = EntryFilter {
            subject_kind: parameters.read("subject_kind", |text| {
                from_word(text).map_err(|error| error.to_string())
            })?,
            subject: parameters.number("subject")?,
            party: parameters.number("party")?,
            action: parameters.read("action", |text| action(text).map(str::to_owned))?,
        };
        match filter.check() {
            Ok(()) => Ok(filter),
            Err(why) => Err(Problem::parameter("subject", why)),
        }
    }

    /// Whether it makes sense.
    ///
    /// # Errors
    /// What does not, and what to do.
    pub fn check(&self) -> Result<(), String> {
        if self.subject.is_some() && self.subject_kind.is_none() {
            return Err("subject is a number of one kind: give subject_kind, too".into());
        }
        if let Some(text) = &self.action {
            action(text)?;
        }
        Ok(())
    }

    /// As conditions of SQL, each with its value.
    pub(crate) fn conditions(&self) -> Vec<(&'static str, Value)> {
        let mut conditions = Vec::new();
        if let Some(kind) = self.subject_kind {
            conditions.push(("e.subject_kind = ?", kind.word().to_owned().into()));
        }
        if let Some(number) = self.subject {
            conditions.push(("e.subject_number = ?", number.into()));
        }
        if let Some(party) = self.party {
            conditions.push((CONCERNS, party.into()));
        }
        if let Some(action) = &self.action {
            conditions.push(("e.action = ?", action.clone().into()));
        }
        conditions
    }
}

/// What actions are written with.
fn action(text: &str) -> Result<&str, String> {
    let is_written_so = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b' ' || byte == b'-');
    if is_written_so && (1..=64).contains(&text.len()) {
        Ok(text)
    } else {
        Err("write the action of an entry as trails show it, such as claim".into())
    }
}

/// A kind of subject from its word.
fn kind(word: &str) -> rusqlite::Result<SubjectKind> {
    from_word(word).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// Where every entry of the subject with this number is listed.
pub fn trail_path(kind: SubjectKind, number: u32) -> String {
    match kind {
        SubjectKind::Party => format!("/v1/parties/{number}/entries"),
        SubjectKind::Agreement => format!("/v1/agreements/{number}/entries"),
        SubjectKind::Award => format!("/v1/awards/{number}/trail"),
        SubjectKind::Import => format!("/v1/imports/{number}/entries"),
        SubjectKind::Tender => format!("/v1/tenders/{number}/trail"),
    }
}

/// Where the newest entry stands.
pub(crate) fn newest(snapshot: &Snapshot<'_>) -> Result<Position, Problem> {
    let newest = snapshot.first(
        "SELECT block_number, event_index FROM entries ORDER BY id DESC LIMIT 1",
        [],
        |row| {
            Ok(Position {
                block: row.get(0)?,
                event: row.get(1)?,
            })
        },
    )?;
    Ok(newest.unwrap_or(Position::START))
}

/// The id of the last entry at or before a position; 0 if there is none.
pub(crate) fn id_at(snapshot: &Snapshot<'_>, position: Position) -> Result<i64, Problem> {
    let id = snapshot.first(
        // Entries' ids are in the order of the ledger.
        "SELECT id FROM entries WHERE block_number <= ?1 AND (block_number < ?1 OR event_index <= ?2)
         ORDER BY block_number DESC, id DESC LIMIT 1",
        (position.block, position.event),
        |row| row.get(0),
    )?;
    Ok(id.unwrap_or(0))
}

fn after(
    snapshot: &Snapshot<'_>,
    position: Position,
    filter: &EntryFilter,
) -> Result<Followup, Problem> {
    let last = newest(snapshot)?;
    if last <= position {
        return Ok(Followup {
            entries: Vec::new(),
            upto: position,
            more: false,
        });
    }
    let from = id_at(snapshot, position)?;
    let end = id_at(snapshot, last)?.min(from + WINDOW);
    let mut sql = format!(
        "SELECT {} FROM {} WHERE e.id > ? AND e.id <= ?",
        entries::COLUMNS,
        entries::FROM
    );
    let mut values: Vec<Value> = vec![from.into(), end.into()];
    for (condition, value) in filter.conditions() {
        sql.push_str(" AND ");
        sql.push_str(condition);
        values.push(value);
    }
    sql.push_str(" ORDER BY e.id LIMIT ?");
    values.push(PAGE.into());
    let found = snapshot.all(&sql, rusqlite::params_from_iter(values), |row| {
        let line = entries::line(row)?;
        let json = serde_json::to_string(&line)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        Ok(Followed {
            position: Position {
                block: row.get("block_number")?,
                event: row.get("event_index")?,
            },
            subject_kind: kind(&row.get::<_, String>("subject_kind")?)?,
            subject: row.get("subject_number")?,
            head: row.get("head")?,
            at: row.get("at")?,
            json,
        })
    })?;
    let is_full = found.len() == PAGE as usize;
    let upto = match found.last() {
        Some(entry) if is_full => entry.position,
        _ => at(snapshot, end)?,
    };
    Ok(Followup {
        entries: found,
        more: upto < last,
        upto,
    })
}

/// Where the entry with an id stands.
fn at(snapshot: &Snapshot<'_>, id: i64) -> Result<Position, Problem> {
    snapshot
        .first(
            "SELECT block_number, event_index FROM entries WHERE id = ?1",
            [id],
            |row| {
                Ok(Position {
                    block: row.get(0)?,
                    event: row.get(1)?,
                })
            },
        )?
        .ok_or_else(|| {
            tracing::error!(id, "the entries' ids have a gap");
            Problem::internal()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_is_written() {
        for (block, event) in [(0, 0), (120, 3), (u32::MAX, u32::MAX)] {
            let position = Position { block, event };
            assert_eq!(position.to_string().parse(), Ok(position));
        }
        for text in [
            "",
            "1",
            "1-",
            "-1",
            "+1-2",
            "01-2",
            "1-02",
            "1-2-3",
            "4294967296-0",
            "1 -2",
        ] {
            assert!(text.parse::<Position>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_filter_must_make_sense() {
        let filter = |subject_kind, subject, action: Option<&str>| EntryFilter {
            subject_kind,
            subject,
            party: None,
            action: action.map(str::to_owned),
        };
        assert!(
            filter(Some(SubjectKind::Award), Some(1), Some("claim"))
                .check()
                .is_ok()
        );
        assert!(filter(None, Some(1), None).check().is_err());
        for action in ["", "Claim", "claim'", "è"] {
            assert!(
                filter(None, None, Some(action)).check().is_err(),
                "{action}"
            );
        }
    }
}
