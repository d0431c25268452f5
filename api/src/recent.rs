// SPDX-License-Identifier: EUPL-1.2
//! Lists that stand inside an answer: their newest items only, so that every answer has a bound.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{database::Snapshot, problem::Problem};

/// Most items of a list that stands inside an answer.
pub(crate) const RECENT: u32 = 100;

/// A list inside an answer: its newest items, oldest first, and how many there are in all. The subject's
/// entries have every one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Recent<T> {
    total: u32,
    #[schema(max_items = 100)]
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
