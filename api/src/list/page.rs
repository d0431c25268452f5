// SPDX-License-Identifier: EUPL-1.2
//! A page of a list, as JSON.

use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    List, Scope,
    asked::Asked,
    cursor::{Cursor, Place},
    query::{order, places, query},
};
use crate::{
    at::{At, Moment},
    problem::Problem,
    reading::Reading,
};

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    #[schema(max_items = 200)]
    items: Vec<T>,
    /// What to give as `cursor` for the next page, with the same parameters otherwise; null on the last one.
    #[schema(max_length = 4096)]
    next_cursor: Option<String>,
}

/// Answers with a page.
///
/// # Errors
/// 400 for a cursor of another question, 404 if what the list is a part of is not there, and the database's.
pub(super) async fn answer<L: List>(
    reading: Reading,
    scope: L::Scope,
    asked: Asked<L>,
) -> Result<Response, Problem> {
    let columns = order::<L>(asked.sort).len();
    let after = match &asked.cursor {
        None => None,
        Some(text) => match Cursor::read(text, columns) {
            Some(cursor) if cursor.question == asked.question(scope.value().as_ref()) => {
                Some(cursor)
            }
            _ => {
                return Err(Problem::parameter(
                    "cursor",
                    "cursor cannot be this: hand back the next_cursor of the page before as it is, \
                     with the same address, filters and sort",
                ));
            }
        },
    };
    let pinned = after.as_ref().map(|cursor| cursor.entry);
    // All pages of a walk are of the moment of the first one.
    let at = match (pinned, asked.at) {
        (Some(entry), At(Some(Moment::Day(day)))) => At(Some(Moment::Entry(entry, Some(day)))),
        (Some(entry), At(None)) => At(Some(Moment::Entry(entry, None))),
        // What stood at the end of a block never changes.
        (_, at) => at,
    };
    let mut response = reading
        .at(at)
        .answer(move |snapshot| {
            L::exists(snapshot, &scope)?;
            // One more than the page has tells whether there is another page.
            let query = query::<L>(
                asked.conditions(scope.value()),
                asked.sort,
                asked.descending,
                after,
                Some(asked.limit + 1),
                snapshot.day(),
            );
            let day = snapshot.day();
            let items = snapshot.all(
                &query.sql,
                rusqlite::params_from_iter(query.values),
                |row| Ok((L::read(row, day)?, places(row, query.places)?)),
            )?;
            let entry = pinned.unwrap_or_else(|| snapshot.newest_entry());
            cut(items, asked.limit, |after| Cursor {
                question: asked.question(scope.value().as_ref()),
                entry,
                after,
            })
        })
        .await?;
    // The same address has other forms for whoever asks for them.
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// A page of `limit` items, which has a next one if there are more.
///
/// # Errors
/// None that is known: a cursor that cannot be written.
pub(crate) fn cut<T>(
    mut items: Vec<(T, Vec<Place>)>,
    limit: u32,
    cursor: impl FnOnce(Vec<Place>) -> Cursor,
) -> Result<Page<T>, Problem> {
    // u32 fits usize on every machine this runs on.
    let limit = limit as usize;
    let more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = match items.last() {
        Some((_, last)) if more => {
            Some(cursor(last.clone()).write().ok_or_else(Problem::internal)?)
        }
        _ => None,
    };
    let items = items.into_iter().map(|(item, _)| item).collect();
    Ok(Page { items, next_cursor })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::cursor::Question;

    #[test]
    fn only_a_page_that_has_a_next_one_says_so() {
        let cursor = |after| Cursor {
            question: Question::new(["test"]),
            entry: 1,
            after,
        };
        let page = |numbers: &[i64], limit| {
            let items = numbers
                .iter()
                .map(|number| (*number, vec![Place::Number(*number)]));
            cut(items.collect(), limit, cursor).unwrap()
        };
        assert_eq!(page(&[], 2).next_cursor, None);
        assert_eq!(page(&[1, 2], 2).next_cursor, None);
        let more = page(&[1, 2, 3], 2);
        assert_eq!(more.items, [1, 2]);
        assert_eq!(more.next_cursor, cursor(vec![Place::Number(2)]).write());
    }
}
