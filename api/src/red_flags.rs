// SPDX-License-Identifier: EUPL-1.2
//! Red flags: what deserves a question, with the entries behind it; and how each is found. A flag is a question, not an
//! accusation.
//!
//! The indicators are `portico-indicators`': here their query is a table like others, so that flags are listed, filtered and looked
//! back at as everything else is. Nothing is decided here.

use axum::{extract::State, response::Response};
use portico_indicators::{ALL, Active, COLUMNS, FlaggedEntry};
use portico_rules::{date::Date, subject::SubjectKind};
use rusqlite::{Row, types::Value as SqlValue};
use serde::Serialize;
use serde_json::Value;
use utoipa::{
    ToSchema,
    openapi::{
        ObjectBuilder,
        schema::{SchemaType, Type},
    },
};

use crate::{
    columns::{json, unreadable},
    database::Snapshot,
    entries::SubjectReference,
    list::{Filter, Key, List, Sort, Whole},
    money::Money,
    parameters::{Nothing, Number, Query},
    parties::PartyReference,
    problem::Problem,
    reading::Reading,
    state::AppState,
    times::{Day, Time},
};

/// Under which heading they are documented.
const TAG: &str = "red-flags";

/// A red flag: a question that the ledger raises. What the indicator is, with its parameters, is at `/v1/red-flags/definitions`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RedFlag {
    /// The indicator's name.
    indicator: String,
    /// What it is about.
    subject: SubjectReference,
    /// Which of the subject's flags of this indicator; empty if there can only be one.
    part: String,
    /// Whose money it is.
    administration: Option<PartyReference>,
    /// Who was to receive it.
    beneficiary: Option<PartyReference>,
    /// The day since which it is so.
    day: Day,
    /// The money it is about.
    amount: Option<Money>,
    /// What was found; amounts in it end in `_cents`.
    #[schema(max_items = 20)]
    observed: Vec<Observation>,
    /// How many entries are behind it.
    entry_count: u32,
    /// The entries behind it, oldest first; of more than a hundred the newest.
    #[schema(max_items = 100)]
    entries: Vec<EntryReference>,
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
struct Observation {
    name: String,
    /// A number or a text.
    #[schema(value_type = Value)]
    value: Value,
}

/// An entry, where it is only referred to.
#[derive(Debug, Serialize, ToSchema)]
struct EntryReference {
    subject: SubjectReference,
    /// Its place in the subject's history.
    seq: u32,
    at: Time,
    action: String,
    head: String,
}

/// `GET /v1/red-flags`
pub(crate) struct RedFlags;
/// `GET /v1/awards/{id}/red-flags`
pub(crate) struct AwardRedFlags;
/// `GET /v1/tenders/{id}/red-flags`
pub(crate) struct TenderRedFlags;
/// `GET /v1/parties/{id}/red-flags`
pub(crate) struct PartyRedFlags;

const KEY: Key = Key::many(
    "indicator",
    "f.indicator",
    &["f.subject_kind", "f.subject_number", "f.part"],
);
const SORTS: &[Sort] = &[
    Sort {
        name: "day",
        sql: "f.day",
    },
    Sort {
        name: "amount",
        sql: "coalesce(f.amount, 0)",
    },
];
const DESCRIPTION: &str = "A flag is a question, not an accusation: it says what was found, since when, and which entries \
    are behind it; what else can make it true stands in the indicator's definition. Flags follow from the entries and the \
    day alone, so that with `at` there are those that could be seen then.";

/// One of the indicators' names.
const fn indicator() -> Filter {
    Filter::other(
        "indicator",
        "f.indicator = ?",
        "The indicator's name.",
        |text| match names().find(|name| *name == text) {
            Some(name) => Ok(SqlValue::from(name.to_owned())),
            None => Err(format!(
                "write one of these: {}",
                names().collect::<Vec<_>>().join(", ")
            )),
        },
        || {
            ObjectBuilder::new()
                .schema_type(SchemaType::Type(Type::String))
                .enum_values(Some(names()))
        },
    )
}

fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|indicator| indicator.definition().id)
}

fn table(state: &AppState) -> Option<String> {
    Some(format!("red_flags AS ({})", state.indicators.sql()))
}

fn read(row: &Row<'_>) -> rusqlite::Result<RedFlag> {
    let entries: Vec<FlaggedEntry> = serde_json::from_str(&row.get::<_, String>("entries")?)
        .map_err(|error| unreadable("entries", error))?;
    Ok(RedFlag {
        indicator: row.get("indicator")?,
        subject: SubjectReference {
            kind: row.get("subject_kind")?,
            id: row.get("subject_number")?,
        },
        part: row.get("part")?,
        administration: PartyReference::optional(row, "administration", "administration_name")?,
        beneficiary: PartyReference::optional(row, "beneficiary", "beneficiary_name")?,
        day: row.get("day")?,
        amount: row.get("amount")?,
        observed: observed(row)?,
        entry_count: row.get("entry_count")?,
        entries: entries.into_iter().map(reference).collect(),
    })
}

/// A list, whose items are the same whatever the indicator: its table has the same columns for all of them.
fn observed(row: &Row<'_>) -> rusqlite::Result<Vec<Observation>> {
    match json(row, "observed")? {
        Value::Object(found) => Ok(found
            .into_iter()
            .map(|(name, value)| Observation { name, value })
            .collect()),
        _ => Err(unreadable("observed", "it is no object")),
    }
}

fn reference(entry: FlaggedEntry) -> EntryReference {
    EntryReference {
        subject: SubjectReference {
            kind: entry.subject_kind,
            id: entry.subject_number,
        },
        seq: entry.seq,
        at: Time(entry.at),
        action: entry.action,
        head: entry.head,
    }
}

/// What the lists have in common.
macro_rules! flags {
    ($name:ident, $scope:ty, $path:literal, $id:literal, $summary:literal, $within:expr, $filters:expr, $exists:expr) => {
        impl List for $name {
            type Item = RedFlag;
            type Scope = $scope;
            const PATH: &'static str = $path;
            const NAME: &'static str = $id;
            const TAG: &'static str = TAG;
            const SUMMARY: &'static str = $summary;
            const DESCRIPTION: &'static str = DESCRIPTION;
            const COLUMNS: &'static str = COLUMNS;
            const FROM: &'static str = "red_flags f";
            const WITHIN: Option<&'static str> = $within;
            const KEY: Key = KEY;
            const SORTS: &'static [Sort] = SORTS;
            const FILTERS: &'static [Filter] = $filters;

            fn tables(state: &AppState) -> Option<String> {
                table(state)
            }

            fn read(row: &Row<'_>, _: Date) -> rusqlite::Result<RedFlag> {
                read(row)
            }

            fn exists(snapshot: &Snapshot<'_>, scope: &$scope) -> Result<(), Problem> {
                $exists(snapshot, scope)
            }
        }
    };
}

const FROM_DAY: Filter = Filter::date("day_from", "f.day >= ?", "So since this day or later.");
const TO_DAY: Filter = Filter::date("day_to", "f.day <= ?", "So since this day or earlier.");

flags!(
    RedFlags,
    Whole,
    "/red-flags",
    "list_red_flags",
    "What deserves a question",
    None,
    &[
        indicator(),
        Filter::word::<SubjectKind>("subject_kind", "f.subject_kind = ?", "What it is about."),
        Filter::number("subject", "f.subject_number = ?", "The subject's number."),
        Filter::number(
            "administration",
            "f.administration = ?",
            "Whose money it is."
        ),
        Filter::number("beneficiary", "f.beneficiary = ?", "Who was to receive it."),
        FROM_DAY,
        TO_DAY,
        Filter::amount("amount_min", "f.amount >= ?", "At least so many euro."),
    ],
    |_: &Snapshot<'_>, _: &Whole| Ok(())
);

flags!(
    AwardRedFlags,
    Number,
    "/awards/{id}/red-flags",
    "list_award_red_flags",
    "What deserves a question about an award",
    Some("f.subject_kind = 'award' AND f.subject_number = ?"),
    &[indicator(), FROM_DAY, TO_DAY],
    |snapshot: &Snapshot<'_>, number: &Number| is_there(snapshot, "award", number)
);

flags!(
    TenderRedFlags,
    Number,
    "/tenders/{id}/red-flags",
    "list_tender_red_flags",
    "What deserves a question about a tender",
    Some("f.subject_kind = 'tender' AND f.subject_number = ?"),
    &[indicator(), FROM_DAY, TO_DAY],
    |snapshot: &Snapshot<'_>, number: &Number| is_there(snapshot, "tender", number)
);

flags!(
    PartyRedFlags,
    Number,
    "/parties/{id}/red-flags",
    "list_party_red_flags",
    "What deserves a question about an organisation, or about money that it gave or was to receive",
    Some(
        "f.subject_kind = 'party' AND f.subject_number = ? OR f.administration = ? OR f.beneficiary = ?"
    ),
    &[indicator(), FROM_DAY, TO_DAY],
    |snapshot: &Snapshot<'_>, number: &Number| is_there(snapshot, "party", number)
);

/// Every subject has a first entry.
fn is_there(
    snapshot: &Snapshot<'_>,
    kind: &'static str,
    Number(number): &Number,
) -> Result<(), Problem> {
    snapshot
        .first(
            "SELECT 1 FROM entries WHERE subject_kind = ?1 AND subject_number = ?2 AND seq = 0",
            (kind, number),
            |_| Ok(()),
        )?
        .ok_or_else(|| Problem::not_found(kind, number))
}

/// The indicators, as they are set here.
#[derive(Debug, Serialize, ToSchema)]
struct RedFlagDefinitions {
    #[schema(max_items = 100)]
    items: Vec<RedFlagDefinition>,
}

/// An indicator: whoever has the indexer's database and this gets the same flags.
#[derive(Debug, Serialize, ToSchema)]
struct RedFlagDefinition {
    /// Its name.
    indicator: &'static str,
    title: &'static str,
    /// When exactly a flag is raised; the names in it are those of the parameters.
    definition: &'static str,
    /// Why one asks.
    why: &'static str,
    /// What else can make it true.
    false_positives: &'static str,
    /// Where it comes from.
    source: &'static str,
    source_url: Option<&'static str>,
    /// The tables from which it is computed (docs/database.md).
    #[schema(max_items = 20)]
    data: Vec<&'static str>,
    #[schema(max_items = 20)]
    parameters: Vec<IndicatorParameter>,
    /// The query in SQLite's SQL, parameters filled in; `:day` is the day that is asked about.
    sql: String,
}

/// A parameter of an indicator.
#[derive(Debug, Serialize, ToSchema)]
struct IndicatorParameter {
    name: &'static str,
    /// `days`, `percent`, `hundredths` (of a percent), `count` or `cents`.
    unit: &'static str,
    /// What it is here: a whole number, or a list of them.
    #[schema(value_type = Value)]
    value: Value,
    /// What it is where nothing is set.
    #[schema(value_type = Value)]
    usual: Value,
    about: &'static str,
}

/// How red flags are found
///
/// Each indicator that is on, with its definition, its source, the parameters in force and the query itself.
#[utoipa::path(get, path = "/red-flags/definitions", operation_id = "show_red_flag_definitions", tag = TAG,
    responses((status = 200, description = "The indicators.", body = RedFlagDefinitions)))]
pub(crate) async fn definitions(
    State(state): State<AppState>,
    reading: Reading,
    Query(Nothing): Query<Nothing>,
) -> Result<Response, Problem> {
    reading
        .answer(move |_| {
            let items = state.indicators.active().iter().map(definition);
            Ok(RedFlagDefinitions {
                items: items.collect::<Result<_, _>>()?,
            })
        })
        .await
}

fn definition(active: &Active) -> Result<RedFlagDefinition, Problem> {
    let value = |value: &portico_indicators::Value| {
        serde_json::to_value(value).map_err(|error| {
            tracing::error!(%error, "a parameter cannot be written as JSON");
            Problem::internal()
        })
    };
    let about = active.definition();
    let parameters = active.parameters().map(|(parameter, set)| {
        Ok(IndicatorParameter {
            name: parameter.name,
            unit: parameter.unit.word(),
            value: value(set)?,
            usual: value(&parameter.usual.into())?,
            about: parameter.about,
        })
    });
    Ok(RedFlagDefinition {
        indicator: about.id,
        title: about.title,
        definition: about.definition,
        why: about.why,
        false_positives: about.false_positives,
        source: about.source,
        source_url: about.source_url,
        data: about.data.to_vec(),
        parameters: parameters.collect::<Result<_, Problem>>()?,
        sql: active.sql(),
    })
}
