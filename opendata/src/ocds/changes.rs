// SPDX-License-Identifier: EUPL-1.2
//! The feed of changes, as harvesters read it: releases in the order in which they became public, a page at a time.

use std::{fmt, io::Write, str::FromStr};

use portico_rules::date::Date;
use serde_json::{Map, Value};

use super::{KINDS, package, release};
use crate::{Error, Ledger, source::Goes};

/// Which page of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// From this moment on.
    pub since: Option<Since>,
    /// Behind this place.
    pub cursor: Option<Cursor>,
    /// How many releases, at least, if there are as many: those of one entry stay together.
    pub limit: usize,
    /// The parameters that a link to the next page has beside its cursor, ready for an address, such as `limit=50`.
    pub parameters: String,
}

/// A moment from which on changes are wanted, seconds since the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since(pub u64);

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (day, time) = match text.split_once('T') {
            None => (text, "00:00:00Z"),
            Some(both) => both,
        };
        let wrong = || {
            "write a day, such as 2026-11-22, or a moment in UTC, such as 2026-11-22T10:15:00Z"
                .to_owned()
        };
        let day = Date::parse(day).map_err(|_| wrong())?;
        let part = |from: usize, limit: u64| -> Option<u64> {
            let digits = time.get(from..from + 2)?;
            let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits
                .parse()
                .ok()
                .filter(|part: &u64| is_number && *part < limit)
        };
        let is_shaped = time.len() == 9
            && [(2, b':'), (5, b':'), (8, b'Z')]
                .iter()
                .all(|(at, mark)| time.as_bytes()[*at] == *mark);
        match (is_shaped, part(0, 24), part(3, 60), part(6, 60)) {
            (true, Some(hours), Some(minutes), Some(seconds)) => Ok(Since(
                u64::from(day.days()) * 86_400 + hours * 3_600 + minutes * 60 + seconds,
            )),
            _ => Err(wrong()),
        }
    }
}

/// A place in the order of the ledger: the block and the event of the last entry that was read. It is the same in every
/// mirror of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    block: u32,
    event: u32,
}

impl FromStr for Cursor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| {
            let is_canonical = text == "0"
                || text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
            text.parse().ok().filter(|_| is_canonical)
        };
        text.split_once('-')
            .and_then(|(block, event)| {
                Some(Cursor {
                    block: number(block)?,
                    event: number(event)?,
                })
            })
            .ok_or_else(|| "write what a link to the next page has, such as 120-3".to_owned())
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.block, self.event)
    }
}

/// Writes a page.
pub(crate) fn changes(
    ledger: &Ledger<'_>,
    asked: &Changes,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let mut given: Vec<_> = asked
        .cursor
        .iter()
        .map(|cursor| format!("cursor={cursor}"))
        .collect();
    if !asked.parameters.is_empty() {
        given.push(asked.parameters.clone());
    }
    let mark = if given.is_empty() { "" } else { "?" };
    let address = format!("{PATH}{mark}{}", given.join("&"));
    let mut list = package::begin(ledger, "ocds-changes.json", "releases", Some(&address), out)?;
    // Behind what was read, and not before the first block of that moment: both are found by their indexes.
    let behind = match asked.cursor {
        Some(Cursor { block, event }) => ledger.first(
            "SELECT id FROM entries WHERE (block_number, event_index) <= (?1, ?2)
             ORDER BY block_number DESC, event_index DESC LIMIT 1",
            (block, event),
            |row| row.get(0),
        )?,
        None => None,
    };
    let from = match asked.since {
        Some(Since(since)) => ledger
            .first(
                "SELECT id FROM entries WHERE block_number >=
                 (SELECT number FROM blocks WHERE at >= ?1 ORDER BY at, number LIMIT 1)
             ORDER BY block_number, event_index LIMIT 1",
                [i64::try_from(since).unwrap_or(i64::MAX)],
                |row| row.get(0),
            )?
            .unwrap_or(i64::MAX),
        None => 0,
    };
    let condition = format!("{KINDS} AND id > ?1 AND id >= ?2");
    let parameters: (i64, i64) = (behind.unwrap_or_default(), from);
    let mut count = 0;
    let mut last = None;
    let mut is_more = false;
    ledger.entries(&condition, parameters, |stored| {
        let is_full = count >= asked.limit;
        release::each_of(ledger, &stored, &mut |release| {
            if is_full {
                is_more = true;
                return Ok(());
            }
            count += 1;
            list.item(&release)
        })?;
        if is_more {
            return Ok(Goes::Enough);
        }
        last = Some(Cursor {
            block: stored.block,
            event: stored.event,
        });
        Ok(Goes::On)
    })?;
    if let (true, Some(last)) = (is_more, last) {
        let rest = if asked.parameters.is_empty() {
            String::new()
        } else {
            format!("&{}", asked.parameters)
        };
        let next = format!("{PATH}?cursor={last}{rest}");
        let next = ledger.address(&next).unwrap_or(next);
        let mut links = Map::new();
        links.insert("next".to_owned(), Value::from(next));
        list.links(links);
    }
    list.end()
}

/// Where pages are served.
const PATH: &str = "/v1/open-data/ocds-changes.json";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_or_a_moment_is_taken() {
        assert_eq!("1970-01-02".parse(), Ok(Since(86_400)));
        assert_eq!("1970-01-02T01:02:03Z".parse(), Ok(Since(86_400 + 3_723)));
        for wrong in [
            "",
            "1970-01-02T",
            "1970-01-02T01:02:03",
            "1970-01-02T24:00:00Z",
            "1970-01-02T01:02:03+01:00",
            "1970-01-02T0\u{e9}:02:03Z",
            "1970-02-30",
        ] {
            assert!(wrong.parse::<Since>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_cursor_has_one_spelling() {
        assert_eq!(
            "120-3".parse::<Cursor>().map(|cursor| cursor.to_string()),
            Ok("120-3".to_owned())
        );
        for wrong in [
            "",
            "-",
            "120",
            "120-",
            "-3",
            "01-1",
            "1-01",
            "+1-1",
            "1-1-1",
            "4294967296-1",
        ] {
            assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
        }
    }
}
