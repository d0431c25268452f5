// SPDX-License-Identifier: EUPL-1.2
//! Without a database that can be read there is no answer, and the reason is said.

use axum::http::{StatusCode, header};
use portico_rules::memory::{Chain, sample::START};
use rusqlite::Connection;

use crate::{
    asking::get,
    ledger::{Mirror, config},
};

const ASKED: [&str; 5] = [
    "/v1/status",
    "/ready",
    "/v1/awards",
    "/v1/awards/1",
    "/v1/awards/1/trail",
];

#[tokio::test]
async fn before_the_indexer_has_made_it() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ledger.sqlite");
    let router = portico_api::router(&config(&file));
    for uri in ASKED {
        let answer = get(&router, uri).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{uri}");
        assert_eq!(answer.problem(), "/problems/not-ready");
        assert_eq!(answer.header(header::RETRY_AFTER), "5");
    }
    assert_eq!(get(&router, "/health").await.status, StatusCode::OK);
    assert!(!file.exists(), "a reader made the file");

    // An empty file is what the indexer leaves when it is killed at once.
    std::fs::write(&file, b"").unwrap();
    assert_eq!(
        get(&router, "/ready").await.problem(),
        "/problems/not-ready"
    );
    std::fs::remove_file(&file).unwrap();

    // As soon as it is there, it is read.
    let mirror = Mirror::of_the_story();
    Connection::open(mirror.file())
        .and_then(|c| c.execute("VACUUM INTO ?1", [file.to_str()]))
        .unwrap();
    for uri in ASKED {
        assert_eq!(get(&router, uri).await.status, StatusCode::OK, "{uri}");
    }
}

#[tokio::test]
async fn a_file_of_something_else() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ledger.sqlite");
    let database = directory.path().join("other.sqlite");
    std::fs::write(&file, "This is not a database.".repeat(100)).unwrap();
    Connection::open(&database)
        .and_then(|c| c.execute_batch("CREATE TABLE awards (number INTEGER)"))
        .unwrap();
    for file in [file, database] {
        let router = portico_api::router(&config(&file));
        for uri in ASKED {
            let answer = get(&router, uri).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{uri}");
            assert_eq!(answer.problem(), "/problems/database-unavailable");
            let said = String::from_utf8(answer.body).unwrap();
            assert!(!said.contains(directory.path().to_str().unwrap()), "{said}");
        }
    }
}

#[tokio::test]
async fn a_schema_of_another_version() {
    let mirror = Mirror::of_the_story();
    Connection::open(mirror.file())
        .and_then(|c| c.pragma_update(None, "user_version", 99))
        .unwrap();
    let answer = get(&portico_api::router(&mirror.config()), "/v1/awards").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.problem(), "/problems/database-unavailable");
    assert!(
        answer.json()["detail"]
            .as_str()
            .unwrap()
            .contains("schema 99")
    );
}

#[tokio::test]
async fn a_rebuilt_file_is_read_as_soon_as_it_is_in_place() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    assert_eq!(
        get(&router, "/v1/status").await.json()["entries"],
        mirror.chain.entries.len()
    );

    let empty = Mirror::of(Chain::new(START));
    let beside = mirror.file().with_extension("new");
    Connection::open(empty.file())
        .and_then(|c| c.execute("VACUUM INTO ?1", [beside.to_str()]))
        .unwrap();
    let file = mirror.file();
    for extension in ["sqlite-wal", "sqlite-shm"] {
        std::fs::remove_file(file.with_extension(extension)).unwrap();
    }
    std::fs::rename(beside, &file).unwrap();
    assert_eq!(get(&router, "/v1/status").await.json()["entries"], 0);

    std::fs::remove_file(&file).unwrap();
    assert_eq!(
        get(&router, "/v1/status").await.problem(),
        "/problems/not-ready"
    );
}

#[tokio::test]
async fn a_schema_that_changes_while_it_is_read() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    assert_eq!(get(&router, "/v1/awards").await.status, StatusCode::OK);
    Connection::open(mirror.file())
        .and_then(|c| c.pragma_update(None, "user_version", 99))
        .unwrap();
    assert_eq!(
        get(&router, "/v1/awards").await.problem(),
        "/problems/database-unavailable"
    );
}
