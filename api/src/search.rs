// SPDX-License-Identifier: EUPL-1.2
//! Search: parties, agreements, awards with their milestones and claims, tenders, documents, imports and historical records by
//! their words and codes, best first.
//!
//! What was typed is data, never a query (`expression`); what is shown of a text is plain data, never markup (`snippet`).
//! Two steps keep a page cheap: first which texts stand on it, by rank, then the part to show of each of those.

mod expression;
mod snippet;

use std::collections::BTreeMap;

use axum::response::Response;
use rusqlite::{params_from_iter, types::Value};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use self::{
    expression::Expression,
    snippet::{AFTER, BEFORE, Piece, pieces},
};
use crate::{
    at::{At, Moment},
    database::Snapshot,
    list::{Cursor, Page, Place, Question, USUAL_LIMIT, cut, limit},
    parameters::{FromParameters, Parameters, Query},
    problem::Problem,
    reading::Reading,
};

/// What can be found.
const KINDS: &[&str] = &[
    "party",
    "agreement",
    "award",
    "milestone",
    "claim",
    "tender",
    "import",
    "historical_record",
    "document",
];

/// How many words of a text are shown.
const WORDS_SHOWN: u32 = 24;

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Found {
    /// `party`, `agreement`, `award`, `milestone`, `claim`, `tender`, `import`, `historical_record` or `document`.
    kind: String,
    /// The number of a party, an agreement, an award, a tender or an import.
    id: Option<u32>,
    /// Of a milestone or a claim: the award, and the milestone's number in it.
    award: Option<u32>,
    milestone: Option<u32>,
    /// Of a claim: its number among the milestone's claims.
    claim: Option<u32>,
    /// Of a historical record: the file, and the row in it.
    import: Option<u32>,
    row: Option<u32>,
    /// Of a document.
    sha256: Option<String>,
    /// Its name or title; of a claim the milestone's. A party is found by every name it has had, and a milestone by every
    /// title.
    title: String,
    /// The part of its text in which the words stand, in pieces that are to be put one after the other.
    #[schema(max_items = 200)]
    snippet: Vec<Piece>,
}

/// What `GET /v1/search` can be asked.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Words and codes, all of which must occur; the last word may be the beginning of one. Case and accents make no
    /// difference. A CIG, a CUP or a tax code is found as it is.
    #[param(value_type = String, max_length = 200, example = "asilo nido")]
    q: Expression,
    /// What to look for, separated by commas: party, agreement, award, milestone, claim, tender, import,
    /// historical_record, document.
    #[param(value_type = String, required = false, max_length = 100, example = "party,award")]
    kind: Vec<&'static str>,
    /// How many items a page has.
    #[param(required = false, minimum = 1, maximum = 200, default = 50)]
    limit: u32,
    /// The next_cursor of the page before, with the same q, kind and at.
    #[param(value_type = String, required = false, max_length = 4096)]
    cursor: Option<After>,
    #[param(ignore)]
    at: At,
}

/// The last item of the page before.
struct After {
    score: f64,
    item: i64,
    /// The newest entry of the moment that the walk is of.
    entry: i64,
}

impl FromParameters for Asked {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        let q = parameters.read("q", Expression::of)?.ok_or_else(|| {
            Problem::parameter(
                "q",
                "q is missing: write what to look for, such as ?q=asilo",
            )
        })?;
        let kind = parameters.read("kind", kinds)?.unwrap_or_default();
        let limit = parameters.read("limit", limit)?.unwrap_or(USUAL_LIMIT);
        let at = At::take_from(parameters)?;
        let question = question(&q, &kind, at);
        let cursor = parameters.read("cursor", |text| {
            after(text, question).ok_or_else(|| {
                "hand back the next_cursor of the page before as it is, with the same q, kind and at"
                    .to_owned()
            })
        })?;
        Ok(Asked {
            q,
            kind,
            limit,
            cursor,
            at,
        })
    }
}

/// Some of the kinds, each once.
fn kinds(text: &str) -> Result<Vec<&'static str>, String> {
    let mut kinds = Vec::new();
    for word in text.split(',') {
        match KINDS.iter().find(|kind| **kind == word) {
            Some(kind) if !kinds.contains(kind) => kinds.push(*kind),
            Some(_) => return Err(format!("write {word} once")),
            None => {
                return Err(format!(
                    "write some of these, separated by commas: {}",
                    KINDS.join(", ")
                ));
            }
        }
    }
    kinds.sort_unstable();
    Ok(kinds)
}

fn question(q: &Expression, kind: &[&'static str], At(at): At) -> Question {
    let at = at.map(|moment| format!("{moment:?}"));
    Question::new(
        ["search", q.as_str(), at.as_deref().unwrap_or_default()]
            .into_iter()
            .chain(kind.iter().copied()),
    )
}

fn after(text: &str, question: Question) -> Option<After> {
    let cursor = Cursor::read(text, 2).filter(|cursor| cursor.question == question)?;
    match *cursor.after.as_slice() {
        [Place::Number(score), Place::Number(item)] => Some(After {
            score: f64::from_be_bytes(score.to_be_bytes()),
            item,
            entry: cursor.entry,
        }),
        _ => None,
    }
}

/// A score as a whole number of the same bits, since a cursor has no other numbers.
fn place(score: f64) -> Place {
    Place::Number(i64::from_be_bytes(score.to_be_bytes()))
}

/// What is on the ledger, by its words
///
/// The best first: what has the words in its name or title before what has them elsewhere. Going through the pages while
/// entries are added can miss an item or meet it twice, since each entry changes how rare words are. With `at` there is
/// what could be found then, by the names and titles that had been given, in an order by how rare words are now.
#[utoipa::path(get, path = "/search", operation_id = "search", tag = "search", params(Asked, At),
    responses((status = 200, description = "A page of what was found.", body = Page<Found>)))]
pub(crate) async fn search(
    reading: Reading,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let at = match (asked.at, &asked.cursor) {
        // A day that is not over yet: all pages of a walk are of the moment of the first one.
        (At(Some(Moment::Day(day))), Some(after)) => {
            At(Some(Moment::Entry(after.entry, Some(day))))
        }
        (at, _) => at,
    };
    reading
        .at(at)
        .answer(move |snapshot| page(snapshot, asked))
        .await
}

fn page(snapshot: &Snapshot<'_>, asked: Asked) -> Result<Page<Found>, Problem> {
    let question = question(&asked.q, &asked.kind, asked.at);
    let entry = asked
        .cursor
        .as_ref()
        .map_or_else(|| snapshot.newest_entry(), |after| after.entry);
    let expression = asked.q.as_str();
    let mut sql = "SELECT t.id AS item, bm25(search, 10.0, 1.0) AS score, t.kind, t.number, t.milestone, t.claim, t.row,
            t.sha256, t.title
         FROM search JOIN search_items t ON t.id = search.rowid WHERE search MATCH ?"
        .to_owned();
    let mut values = vec![Value::from(expression.to_owned())];
    if !asked.kind.is_empty() {
        let places = vec!["?"; asked.kind.len()].join(", ");
        sql.push_str(&format!(" AND t.kind IN ({places})"));
        values.extend(
            asked
                .kind
                .iter()
                .map(|kind| Value::from((*kind).to_owned())),
        );
    }
    if let Some(After { score, item, .. }) = asked.cursor {
        sql.push_str(" AND (bm25(search, 10.0, 1.0), t.id) > (?, ?)");
        values.extend([Value::from(score), Value::from(item)]);
    }
    // One more than the page has tells whether there is another page.
    sql.push_str(&format!(" ORDER BY score, item LIMIT {}", asked.limit + 1));
    let mut found = snapshot.all(&sql, params_from_iter(values), |row| {
        let kind: String = row.get("kind")?;
        let number: Option<u32> = row.get("number")?;
        let is_record = kind == "historical_record";
        let is_of_an_award = matches!(&*kind, "milestone" | "claim");
        let item: i64 = row.get("item")?;
        let found = Found {
            kind,
            id: number.filter(|_| !is_record && !is_of_an_award),
            award: number.filter(|_| is_of_an_award),
            milestone: row.get("milestone")?,
            claim: row.get("claim")?,
            import: number.filter(|_| is_record),
            row: row.get("row")?,
            sha256: row.get("sha256")?,
            title: row.get("title")?,
            snippet: Vec::new(),
        };
        Ok((found, vec![place(row.get("score")?), Place::Number(item)]))
    })?;
    let items = found.iter().filter_map(|(_, places)| match places.last() {
        Some(Place::Number(item)) => Some(*item),
        _ => None,
    });
    let mut shown = shown(snapshot, expression, &items.collect::<Vec<_>>())?;
    for (found, places) in &mut found {
        if let Some(Place::Number(item)) = places.last() {
            found.snippet = shown.remove(item).unwrap_or_default();
        }
        if found.kind == "claim" {
            found.title = milestone_title(snapshot, found)?;
        }
    }
    cut(found, asked.limit, |after| Cursor {
        question,
        entry,
        after,
    })
}

/// The title of the milestone that is claimed: a claim has none of its own.
fn milestone_title(snapshot: &Snapshot<'_>, claim: &Found) -> Result<String, Problem> {
    let title = snapshot.first(
        "SELECT title FROM milestones WHERE award = ?1 AND milestone = ?2",
        (claim.award, claim.milestone),
        |row| row.get(0),
    )?;
    title.ok_or_else(|| {
        tracing::error!(?claim, "a claim is found, and its milestone is not there");
        Problem::internal()
    })
}

/// The part to show of each of these texts.
fn shown(
    snapshot: &Snapshot<'_>,
    expression: &str,
    items: &[i64],
) -> Result<BTreeMap<i64, Vec<Piece>>, Problem> {
    // In one pass: looking up each item by itself would begin the search anew each time, which is dear for a word that
    // may go on. The sign keeps SQLite from doing that.
    let places = vec!["?"; items.len()].join(", ");
    let sql = format!(
        "SELECT rowid, snippet(search, -1, ?1, ?2, '…', ?3) AS marked FROM search
         WHERE search MATCH ?4 AND +rowid IN ({places})"
    );
    let mut values = vec![
        Value::from(BEFORE.to_string()),
        Value::from(AFTER.to_string()),
        Value::from(WORDS_SHOWN),
        Value::from(expression.to_owned()),
    ];
    values.extend(items.iter().copied().map(Value::from));
    let rows = snapshot.all(&sql, params_from_iter(values), |row| {
        let marked: String = row.get("marked")?;
        Ok((row.get("rowid")?, pieces(&marked)))
    })?;
    Ok(rows.into_iter().collect())
}
