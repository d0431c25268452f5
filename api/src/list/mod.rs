// SPDX-License-Identifier: EUPL-1.2
//! The frame of lists: from a declaration to pages with cursors, sorting, filters, CSV, JSON Lines and
//! documentation. Every list of the service is made here, so that all of them behave alike.
//!
//! To add one, in `router.rs` and a module of its resource:
//! 1. An item: a struct that derives `Serialize` and `ToSchema`; its CSV columns follow from its schema.
//! 2. `impl List for` a marker type: the address (without `/v1`), what is selected from where, the key, what it can be
//!    sorted and filtered by, and `read`, from a row to an item.
//! 3. The key is unique, never null, never changes; columns to sort by are never null (`coalesce` those that are).
//! 4. A list that is part of something else names that in `Scope`, with a condition.
//! 5. `.routes(list::<Marker>())` in `router.rs`; a line in the tests' `lists()`, with how many items it has.
//!
//! In any of a list's SQL `:day` is the day that the answer speaks of.
//!
//! **Going through the pages meets every item of the first page's moment once**, whatever the page size, the sorting and
//! what is indexed meanwhile: an item's place is the value it is sorted by and its key, a page has what comes after the
//! last one's place, and the cursor says which entry was the newest when the walk began: where there are newer ones,
//! the next page is of the database as it stood then.
//!
//! The frame must not know what any list is about.

mod asked;
mod csv;
mod cursor;
mod documentation;
mod export;
mod filter;
mod format;
mod page;
mod query;
mod scope;

use axum::{extract::FromRequestParts, http::HeaderMap, response::Response, routing::get};
use portico_rules::date::Date;
use rusqlite::{Row, types::Value};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::UtoipaMethodRouter;

use self::{asked::Asked, format::Format};
use crate::{
    database::Snapshot, parameters::Query, problem::Problem, reading::Reading, state::AppState,
};

pub(crate) use self::{
    asked::{USUAL_LIMIT, limit},
    cursor::{Cursor, Place, Question},
    filter::Filter,
    page::{Page, cut},
    scope::{Scope, Whole},
};

/// A list, as it is declared.
pub(crate) trait List: Send + Sync + 'static {
    /// What it has.
    type Item: Serialize + ToSchema + Send + 'static;
    /// What it is a part of: [`Whole`], or something that the address names.
    type Scope: Scope;
    /// Its address, without `/v1`.
    const PATH: &'static str;
    /// Its name in the documentation (the operation's id) and in the names of files, such as `list_awards`.
    const NAME: &'static str;
    /// Under which heading it is documented.
    const TAG: &'static str;
    /// In a line, what it lists.
    const SUMMARY: &'static str;
    /// What a reader should know.
    const DESCRIPTION: &'static str;
    /// SQL: what is selected; names are as in the table, for [`List::read`].
    const COLUMNS: &'static str;
    /// SQL: from which tables.
    const FROM: &'static str;
    /// SQL: what is always asked, if anything, with a `?` for the scope's value where there is one.
    const WITHIN: Option<&'static str> = None;
    /// SQL: of which rows an item is made, if of more than one. What is filtered is the rows; the key and what the
    /// list can be sorted by are then of groups.
    const GROUP_BY: Option<&'static str> = None;
    /// What no two items share, and the order if no other is asked for.
    const KEY: Key;
    /// By what else it can be sorted.
    const SORTS: &'static [Sort];
    /// By what it can be filtered.
    const FILTERS: &'static [Filter];

    /// SQL: tables that are made for the question (common table expressions, without `WITH`), if any.
    fn tables(_: &AppState) -> Option<String> {
        None
    }

    /// The item of a row. `day` is the day that the answer speaks of.
    ///
    /// # Errors
    /// A row that is not as the schema says.
    fn read(row: &Row<'_>, day: Date) -> rusqlite::Result<Self::Item>;

    /// Whether what it is a part of is there at all.
    ///
    /// # Errors
    /// 404 if not.
    fn exists(_: &Snapshot<'_>, _: &Self::Scope) -> Result<(), Problem> {
        Ok(())
    }

    /// Everything that it can be sorted by, the key first.
    fn sorts() -> impl Iterator<Item = &'static Sort> {
        std::iter::once(&Self::KEY.sort).chain(Self::SORTS)
    }
}

/// What a list can be sorted by.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    /// Its name in `?sort=`.
    pub(crate) name: &'static str,
    /// The column or expression: a whole number or text, never null.
    pub(crate) sql: &'static str,
}

/// What no two items of a list share.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// Its first column, and the name by which to sort by it.
    pub(crate) sort: Sort,
    /// Its other columns.
    pub(crate) then: &'static [&'static str],
}

impl Key {
    /// A key of one column.
    pub(crate) const fn one(name: &'static str, sql: &'static str) -> Self {
        Key::many(name, sql, &[])
    }

    /// A key of several columns.
    pub(crate) const fn many(
        name: &'static str,
        sql: &'static str,
        then: &'static [&'static str],
    ) -> Self {
        Key {
            sort: Sort { name, sql },
            then,
        }
    }

    fn columns(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.sort.sql).chain(self.then.iter().copied())
    }
}

/// The route of a list, with its documentation.
pub(crate) fn list<L: List>() -> UtoipaMethodRouter<AppState>
where
    L::Scope: FromRequestParts<AppState, Rejection = Problem>,
{
    let handler = |reading: Reading,
                   scope: L::Scope,
                   headers: HeaderMap,
                   asked: Query<Asked<L>>| async move {
        answer(reading, scope, &headers, asked.0).await
    };
    let (schemas, paths) = documentation::of::<L>();
    (schemas, paths, get(handler))
}

async fn answer<L: List>(
    reading: Reading,
    scope: L::Scope,
    headers: &HeaderMap,
    asked: Asked<L>,
) -> Result<Response, Problem> {
    let format = asked.format.unwrap_or_else(|| Format::accepted(headers));
    match format {
        Format::Json => page::answer(reading, scope, asked).await,
        Format::Csv | Format::Jsonl => export::answer(reading, scope, asked, format).await,
    }
}

impl<L: List> Asked<L> {
    /// The conditions, with their values.
    fn conditions(
        &self,
        scope: Option<Value>,
    ) -> impl Iterator<Item = (&'static str, Option<Value>)> + use<'_, L> {
        let filters = self.filters.iter();
        L::WITHIN
            .into_iter()
            .map(move |condition| (condition, scope.clone()))
            .chain(filters.map(|(filter, value)| (filter.condition, Some(value.clone()))))
    }

    /// What the pages of a walk have in common.
    fn question(&self, scope: Option<&Value>) -> Question {
        let scope = format!("{scope:?}");
        let given = self.question.iter().map(String::as_str);
        Question::new([L::NAME, &scope].into_iter().chain(given))
    }
}
