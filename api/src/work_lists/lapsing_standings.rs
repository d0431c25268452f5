// SPDX-License-Identifier: EUPL-1.2
//! Parties whose attested standing ends soon.

use portico_rules::{date::Date, party::PartyKind};
use rusqlite::Row;

use super::TAG;
use crate::{
    list::{Filter, Key, List, Sort, Whole},
    parties::{self, Party},
};

/// `GET /v1/work-lists/lapsing-standings`
pub(crate) struct LapsingStandings;

impl List for LapsingStandings {
    type Item = Party;
    type Scope = Whole;
    const PATH: &'static str = "/work-lists/lapsing-standings";
    const NAME: &'static str = "list_lapsing_standings";
    const TAG: &'static str = TAG;
    const SUMMARY: &'static str = "Parties whose standing is about to lapse";
    const DESCRIPTION: &'static str = "Parties whose attested standing ends today or within so many days, the first to \
        end first. Afterwards no award, claim or payment is open to a cooperative until its standing is attested again.";
    const COLUMNS: &'static str = parties::COLUMNS;
    const FROM: &'static str = parties::FROM;
    const WITHIN: Option<&'static str> = Some("p.valid_until >= :day");
    const KEY: Key = Key::many("valid_until", "p.valid_until", &["p.number"]);
    const SORTS: &'static [Sort] = &[];
    const FILTERS: &'static [Filter] = &[
        Filter::days(
            "within_days",
            "p.valid_until <= date(:day, '+' || ? || ' days')",
            "At most so many days from today, or from the day of `at`.",
        )
        .or("60"),
        Filter::word::<PartyKind>("kind", "p.kind = ?", "What kind of party."),
        Filter::number(
            "attested_by",
            "p.standing_by = ?",
            "Who attested the standing.",
        ),
        Filter::municipality("municipality", "p.municipality = ?", "Of its seat."),
    ];

    fn read(row: &Row<'_>, day: Date) -> rusqlite::Result<Party> {
        parties::party(row, day)
    }
}
