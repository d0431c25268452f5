// SPDX-License-Identifier: EUPL-1.2
//! Questions on a tender's documents, answered for all to read, without who asked.

use portico_rules::date::Date;
use rusqlite::Row;
use serde::Serialize;
use utoipa::ToSchema;

use super::exists;
use crate::{
    database::Snapshot,
    list::{Filter, Key, List, Sort},
    parameters::Number,
    problem::Problem,
    recent::Recent,
    times::Time,
};

/// A question on the tender's documents, answered for all to read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Clarification {
    clarification: u32,
    question: String,
    answer: String,
    answered_at: Time,
}

/// `GET /v1/tenders/{id}/clarifications`
pub(crate) struct Clarifications;

impl List for Clarifications {
    type Item = Clarification;
    type Scope = Number;
    const PATH: &'static str = "/tenders/{id}/clarifications";
    const NAME: &'static str = "list_tender_clarifications";
    const TAG: &'static str = "tenders";
    const SUMMARY: &'static str = "Questions on a tender, answered";
    const DESCRIPTION: &'static str = "Every question on the tender's documents with its answer (art. 88 D.Lgs. 36/2023), without who asked.";
    const COLUMNS: &'static str = "c.tender, c.clarification, c.question, c.answer, c.answered_at";
    const FROM: &'static str = "clarifications c";
    const WITHIN: Option<&'static str> = Some("c.tender = ?");
    const KEY: Key = Key::one("clarification", "c.clarification");
    const SORTS: &'static [Sort] = &[];
    const FILTERS: &'static [Filter] = &[];

    fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<Clarification> {
        clarification(row)
    }

    fn exists(snapshot: &Snapshot<'_>, number: &Number) -> Result<(), Problem> {
        exists(snapshot, number)
    }
}

/// The newest clarifications.
pub(super) fn of_tender(
    snapshot: &Snapshot<'_>,
    number: u32,
) -> Result<Recent<Clarification>, Problem> {
    Recent::read(
        snapshot,
        "SELECT clarification, question, answer, answered_at FROM clarifications WHERE tender = ?1",
        &["clarification"],
        number,
        clarification,
    )
}

fn clarification(row: &Row<'_>) -> rusqlite::Result<Clarification> {
    Ok(Clarification {
        clarification: row.get("clarification")?,
        question: row.get("question")?,
        answer: row.get("answer")?,
        answered_at: row.get("answered_at")?,
    })
}
