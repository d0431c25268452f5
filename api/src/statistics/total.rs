// SPDX-License-Identifier: EUPL-1.2
//! Sums over everything: awards, and beside them, never added, historical records.

use axum::response::Response;
use portico_rules::date::Date;
use rusqlite::{params_from_iter, types::Value};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    awards::{AwardSums, sums as award_sums},
    historical::{RecordSums, sums as record_sums},
};
use crate::{
    at::At,
    database::Snapshot,
    parameters::{FromParameters, Parameters, Query, subject_number, year},
    problem::Problem,
    reading::Reading,
};

/// Sums over awards, and over historical records. The two are never to be added.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Statistics {
    awards: AwardSums,
    /// What public files report, as they report it; nobody signed it as claim, attestation or payment.
    historical_records: RecordSums,
}

// In the attribute below only literals can stand.
const _: () = assert!(*Date::YEARS.start() == 1970 && *Date::YEARS.end() == 2199);

/// What `GET /v1/statistics` can be asked: what both awards and historical records have.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Who made the awards; of historical records, those with its tax code.
    #[param(required = false, minimum = 1)]
    administration: Option<u32>,
    /// For whom the awards are; of historical records, those with its tax code.
    #[param(required = false, minimum = 1)]
    beneficiary: Option<u32>,
    /// The year in which the awards were published, UTC; of historical records, the year they speak of.
    #[param(required = false, minimum = 1970, maximum = 2199)]
    year: Option<u16>,
}

impl FromParameters for Asked {
    fn take_from(parameters: &mut Parameters) -> Result<Self, Problem> {
        Ok(Asked {
            administration: parameters.read("administration", subject_number)?,
            beneficiary: parameters.read("beneficiary", subject_number)?,
            year: parameters.read("year", year)?,
        })
    }
}

/// Sums over all awards, and beside them over historical records
///
/// An award counts in the year in which it was published, with everything attested, paid and recovered of it since; what
/// was recovered is not taken off what was paid. What historical records report is never added.
#[utoipa::path(get, path = "/statistics", operation_id = "show_statistics", tag = super::TAG, params(Asked, At),
    responses((status = 200, description = "The sums.", body = Statistics)))]
pub(crate) async fn show(
    reading: Reading,
    Query((asked, at)): Query<(Asked, At)>,
) -> Result<Response, Problem> {
    reading
        .at(at)
        .answer(move |snapshot| {
            Ok(Statistics {
                awards: awards(snapshot, &asked)?,
                historical_records: records(snapshot, &asked)?,
            })
        })
        .await
}

fn awards(snapshot: &Snapshot<'_>, asked: &Asked) -> Result<AwardSums, Problem> {
    let year = asked.year.map(|year| year.to_string());
    let (condition, values) = conditions([
        (
            "a.administration = ?",
            asked.administration.map(Value::from),
        ),
        ("a.beneficiary = ?", asked.beneficiary.map(Value::from)),
        ("substr(a.published, 1, 4) = ?", year.map(Value::from)),
    ]);
    let sql = format!("SELECT {} FROM awards a{condition}", award_sums!(""));
    snapshot
        .first(&sql, params_from_iter(values), AwardSums::read)?
        // A sum over nothing is a row, too.
        .ok_or_else(Problem::internal)
}

fn records(snapshot: &Snapshot<'_>, asked: &Asked) -> Result<RecordSums, Problem> {
    let (condition, values) = conditions([
        (
            "h.authority = (SELECT identifier FROM parties WHERE number = ?)",
            asked.administration.map(Value::from),
        ),
        (
            "h.recipient = (SELECT identifier FROM parties WHERE number = ?)",
            asked.beneficiary.map(Value::from),
        ),
        ("h.year = ?", asked.year.map(Value::from)),
    ]);
    let sql = format!(
        "SELECT {} FROM historical_records h{condition}",
        record_sums!("")
    );
    snapshot
        .first(&sql, params_from_iter(values), RecordSums::read)?
        .ok_or_else(Problem::internal)
}

/// The conditions for which there is a value, each of which has one `?`.
fn conditions(
    all: impl IntoIterator<Item = (&'static str, Option<Value>)>,
) -> (String, Vec<Value>) {
    let mut sql = String::new();
    let mut values = Vec::new();
    for (condition, value) in all {
        if let Some(value) = value {
            sql.push_str(if values.is_empty() {
                " WHERE "
            } else {
                " AND "
            });
            sql.push_str(condition);
            values.push(value);
        }
    }
    (sql, values)
}
