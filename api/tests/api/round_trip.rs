// SPDX-License-Identifier: EUPL-1.2
//! What this ledger publishes as open data, another one can import: the same rows, and the same sums to the cent.

use axum::{Router, http::StatusCode};
use portico_import::{Mapping, Outcome, Reader};
use rusqlite::{Connection, OpenFlags};

use crate::{asking::get, ledger::Mirror};

/// Rows, cents awarded, cents paid.
type Sums = (u64, u64, u64);

/// What comes of a file: every row is a record.
async fn imported(router: &Router, file: &str, format: &str) -> Sums {
    let answer = get(router, &format!("/v1/open-data/{file}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{file}");
    let mapping = Mapping::find(format).unwrap();
    let reader = Reader::new(answer.body.as_slice(), file.as_ref(), &mapping).unwrap();
    let mut sums = (0, 0, 0);
    for row in reader {
        match row.unwrap().outcome {
            Outcome::Record(record) => {
                sums.0 += 1;
                sums.1 += record.awarded.map_or(0, |cents| cents.0);
                sums.2 += record.paid.map_or(0, |cents| cents.0);
            }
            Outcome::Reject(reject) => panic!("{file}: {reject:?}"),
        }
    }
    sums
}

fn sums(mirror: &Mirror, sql: &str) -> Sums {
    let connection =
        Connection::open_with_flags(mirror.file(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    connection
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
}

#[tokio::test]
async fn ocds_of_this_ledger_is_the_same_in_another() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    // An award is published with its first amount, and its contract is amended. What was recovered is not paid any more.
    let awards = sums(
        &mirror,
        "SELECT count(*), sum(p.amount), sum(a.paid - a.recovered) FROM awards a
         JOIN entries p ON p.subject_kind = 'award' AND p.subject_number = a.number AND p.seq = 0",
    );
    let records = sums(
        &mirror,
        "SELECT count(*), sum(awarded), sum(paid) FROM historical_records",
    );
    let all = (
        awards.0 + records.0,
        awards.1 + records.1,
        awards.2 + records.2,
    );
    assert!(awards.2 > 0 && records.2 > 0);
    for (file, format) in [
        ("ocds-record-package.json", "ocds-record-package"),
        ("ocds-records.jsonl", "ocds-lines"),
        ("ocds-compiled-releases.jsonl", "ocds-lines"),
    ] {
        assert_eq!(imported(&router, file, format).await, all, "{file}");
    }
}

#[tokio::test]
async fn grants_of_this_ledger_are_the_same_in_another() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let grants = sums(
        &mirror,
        "SELECT count(*), sum(granted), sum(paid - recovered) FROM awards WHERE kind = 'grant'",
    );
    assert_eq!(
        imported(&router, "360giving.json", "360giving").await,
        grants
    );
    let (rows, awarded, _) = imported(&router, "360giving.csv", "360giving-csv").await;
    assert_eq!((rows, awarded), (grants.0, grants.1));
}
