// SPDX-License-Identifier: EUPL-1.2
//! Lists in pages. A cursor says after which item the next page begins; for the caller it is a word to hand
//! back. Items are in an order that never changes, and new ones come at the end: going through the pages meets
//! every item exactly once, whatever the page size and whatever is indexed meanwhile.

use data_encoding::BASE64URL_NOPAD;
use rusqlite::types::Value;
use serde::Serialize;

use crate::{
    database::Snapshot,
    parameters::{FromParameters, Parameters},
    problem::Problem,
};

/// Items of a page if the caller names no limit.
const USUAL_LIMIT: u32 = 50;
/// Most items of a page.
pub(crate) const LARGEST_LIMIT: u32 = 200;

/// Where in a list an item stands.
pub(crate) trait Position: Sized {
    /// The list, so that a cursor of one is refused by another.
    const LIST: &'static str;

    /// As text.
    fn write(&self) -> String;

    /// From the same text.
    fn read(text: &str) -> Option<Self>;
}

/// Positions that are a number.
macro_rules! numbered {
    ($($(#[$doc:meta])* $name:ident: $list:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) struct $name(pub(crate) u32);

        impl Position for $name {
            const LIST: &'static str = $list;

            fn write(&self) -> String {
                self.0.to_string()
            }

            fn read(text: &str) -> Option<Self> {
                text.parse().ok().map($name)
            }
        }
    )* };
}

numbered! {
    /// A party's number.
    PartyPosition: "parties";
    /// An agreement's number.
    AgreementPosition: "agreements";
    /// An award's number.
    AwardPosition: "awards";
    /// An import's number.
    ImportPosition: "imports";
    /// An entry's number in its subject's history.
    EntryPosition: "entries";
}

/// Which page of a list.
#[derive(Debug)]
pub(crate) struct Paging<P> {
    pub(crate) limit: u32,
    pub(crate) after: Option<P>,
}

impl<P: Position> FromParameters for Paging<P> {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        let limit = parameters.read("limit", |text| match text.parse() {
            Ok(limit @ 1..=LARGEST_LIMIT) => Ok(limit),
            _ => Err(format!("write a number from 1 to {LARGEST_LIMIT}")),
        })?;
        let after = parameters.read("cursor", |text| {
            from_cursor(text).ok_or_else(|| {
                "hand back the next_cursor of this list's page before, as it is".to_owned()
            })
        })?;
        Ok(Paging {
            limit: limit.unwrap_or(USUAL_LIMIT),
            after,
        })
    }
}

fn to_cursor<P: Position>(position: &P) -> String {
    BASE64URL_NOPAD.encode(format!("{}:{}", P::LIST, position.write()).as_bytes())
}

fn from_cursor<P: Position>(cursor: &str) -> Option<P> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    let position = P::read(text.strip_prefix(P::LIST)?.strip_prefix(':')?)?;
    // Only what we write ourselves: "+7" or "007" are numbers, too.
    (to_cursor(&position) == cursor).then_some(position)
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub(crate) struct Page<T> {
    items: Vec<T>,
    /// What to give as `cursor` for the next page; none on the last one.
    next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Whether it has no items.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// A page of `limit` items from `items`, which has one more if there is a next page.
    fn cut<P: Position>(mut items: Vec<T>, limit: u32, position: impl FnOnce(&T) -> P) -> Self {
        // u32 fits usize on every machine this runs on.
        let limit = limit as usize;
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items
            .last()
            .filter(|_| more)
            .map(|last| to_cursor(&position(last)));
        Page { items, next_cursor }
    }
}

/// A query for a list: what to select, and the conditions that grow with what was asked.
pub(crate) struct Listing {
    sql: &'static str,
    conditions: Vec<&'static str>,
    values: Vec<Value>,
}

impl Listing {
    /// `sql` is everything before `WHERE`.
    pub(crate) fn new(sql: &'static str) -> Self {
        Listing {
            sql,
            conditions: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds a condition with one `?`, if there is a value for it.
    pub(crate) fn given(self, condition: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(condition, [value.into()]),
            None => self,
        }
    }

    /// Adds a condition with a `?` for each value.
    pub(crate) fn with(
        mut self,
        condition: &'static str,
        values: impl IntoIterator<Item = Value>,
    ) -> Self {
        self.conditions.push(condition);
        self.values.extend(values);
        self
    }

    /// Reads the page; the conditions must already say after which item.
    ///
    /// # Errors
    /// What the database fails with.
    pub(crate) fn page<T, P: Position>(
        mut self,
        snapshot: &Snapshot<'_>,
        order: &'static str,
        limit: u32,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
        position: impl FnOnce(&T) -> P,
    ) -> Result<Page<T>, Problem> {
        let mut sql = self.sql.to_owned();
        for (index, condition) in self.conditions.iter().enumerate() {
            sql.push_str(if index == 0 { " WHERE " } else { " AND " });
            sql.push_str(condition);
        }
        sql.push_str(" ORDER BY ");
        sql.push_str(order);
        sql.push_str(" LIMIT ?");
        self.values.push(Value::from(limit + 1));
        let items = snapshot.all(&sql, rusqlite::params_from_iter(self.values), read)?;
        Ok(Page::cut(items, limit, position))
    }
}

/// Most items of a list that stands inside an answer.
pub(crate) const RECENT: u32 = 100;

/// A list inside an answer: its newest items, oldest first, and how many there are in all. The subject's
/// entries have every one.
#[derive(Debug, Serialize)]
pub(crate) struct Recent<T> {
    total: u32,
    items: Vec<T>,
}

impl<T> Recent<T> {
    /// Reads what belongs to the subject with this number, which the query has as `?1`. `order` names the
    /// columns by which items grow newer.
    ///
    /// # Errors
    /// What the database fails with.
    pub(crate) fn read(
        snapshot: &Snapshot<'_>,
        sql: &str,
        order: &[&str],
        number: u32,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Self, Problem> {
        let total = snapshot
            .first(&format!("SELECT count(*) FROM ({sql})"), [number], |row| {
                row.get(0)
            })?
            // A count always has a row.
            .unwrap_or_default();
        let order = order.join(" DESC, ");
        let newest = format!("{sql} ORDER BY {order} DESC LIMIT {RECENT}");
        let mut items = snapshot.all(&newest, [number], read)?;
        items.reverse();
        Ok(Recent { total, items })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back() {
        for number in [1, 17, u32::MAX] {
            let cursor = to_cursor(&AwardPosition(number));
            assert_eq!(from_cursor(&cursor), Some(AwardPosition(number)));
            assert_eq!(from_cursor::<PartyPosition>(&cursor), None, "another list");
        }
    }

    #[test]
    fn only_cursors_that_were_given_out_are_taken() {
        for text in [
            "awards:+1",
            "awards:01",
            "awards:",
            "awards",
            "awards:1 ",
            "awards:4294967296",
        ] {
            let cursor = BASE64URL_NOPAD.encode(text.as_bytes());
            assert_eq!(from_cursor::<AwardPosition>(&cursor), None, "{text}");
        }
        for cursor in ["", "!", "YXdhcmRzOjE=", "ÿ"] {
            assert_eq!(from_cursor::<AwardPosition>(cursor), None, "{cursor}");
        }
    }

    #[test]
    fn only_a_page_that_has_a_next_one_says_so() {
        let page = |items: Vec<u32>, limit| Page::cut(items, limit, |last| AwardPosition(*last));
        assert_eq!(page(vec![], 2).next_cursor, None);
        assert_eq!(page(vec![1, 2], 2).next_cursor, None);
        let more = page(vec![1, 2, 3], 2);
        assert_eq!(more.items, [1, 2]);
        assert_eq!(more.next_cursor, Some(to_cursor(&AwardPosition(2))));
    }
}
