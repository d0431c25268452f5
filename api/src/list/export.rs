// SPDX-License-Identifier: EUPL-1.2
//! A whole list, in CSV or JSON Lines: one query in one snapshot, written row by row and sent as fast as the caller
//! takes it, so that the memory it costs does not grow with the list.

use axum::{
    http::{HeaderValue, header},
    response::Response,
};

use super::{List, Scope, asked::Asked, csv, format::Format, query::query};
use crate::{problem::Problem, reading::Reading};

/// Answers with the whole list.
///
/// # Errors
/// 404 if what the list is a part of is not there, 503 if too many are being written, and the database's.
pub(super) async fn answer<L: List>(
    reading: Reading,
    scope: L::Scope,
    asked: Asked<L>,
    format: Format,
) -> Result<Response, Problem> {
    let tables = L::tables(reading.state());
    let mut response = reading
        .at(asked.at)
        .stream(format.word(), format.media_type(), move |snapshot, out| {
            L::exists(snapshot, &scope)?;
            let query = query::<L>(
                tables.as_deref(),
                asked.conditions(scope.value()),
                asked.sort,
                asked.descending,
                None,
                None,
                snapshot.day(),
            );
            let columns = match format {
                Format::Csv => csv::columns::<L::Item>(),
                Format::Json | Format::Jsonl => Vec::new(),
            };
            out.begin();
            if format == Format::Csv {
                out.write(|bytes| Ok(csv::headings(&columns, bytes)?))?;
            }
            let day = snapshot.day();
            snapshot.each(
                &query.sql,
                rusqlite::params_from_iter(query.values),
                |row| L::read(row, day),
                |item| {
                    out.write(|bytes| {
                        match format {
                            Format::Csv => {
                                csv::item(&columns, &serde_json::to_value(&item)?, bytes)?;
                            }
                            Format::Json | Format::Jsonl => {
                                serde_json::to_writer(&mut *bytes, &item)?;
                                bytes.push(b'\n');
                            }
                        }
                        Ok(())
                    })
                },
            )
        })
        .await?;
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    let name = L::NAME.trim_start_matches("list_");
    let disposition = format!("attachment; filename=\"portico_{name}.{}\"", format.word());
    // Names are ASCII.
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}
