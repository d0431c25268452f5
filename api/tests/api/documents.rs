// SPDX-License-Identifier: EUPL-1.2
//! Where documents are referred to, as `/v1/documents/{sha256}` answers.

use axum::http::StatusCode;
use portico_rules::{memory::sample, native::sha256};

use crate::{
    asking::{about_the_story, get},
    ledger::Mirror,
};

#[tokio::test]
async fn a_report_that_several_entries_refer_to() {
    let digest = sample::document("Verbale di verifica").sha256;
    insta::assert_snapshot!(about_the_story(&format!("/v1/documents/{digest}?limit=2")).await);
}

#[tokio::test]
async fn an_imported_file() {
    let digest = sha256(b"file 1");
    insta::assert_snapshot!(about_the_story(&format!("/v1/documents/{digest}")).await);
}

#[tokio::test]
async fn the_rejects_of_an_imported_file() {
    let digest = sha256(b"rejects of file 1");
    insta::assert_snapshot!(about_the_story(&format!("/v1/documents/{digest}")).await);
}

#[tokio::test]
async fn an_unknown_document() {
    let digest = sha256(b"not on the ledger");
    insta::assert_snapshot!(about_the_story(&format!("/v1/documents/{digest}")).await);
}

#[tokio::test]
async fn a_digest_may_be_written_without_prefix_and_in_capitals() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let digest = sample::document("Convenzione").sha256.to_hex();
    let plain = digest.trim_start_matches("0x");
    let answer = get(&router, &format!("/v1/documents/{digest}")).await;
    assert_eq!(answer.status, StatusCode::OK);
    for other in [plain.to_owned(), plain.to_uppercase()] {
        let same = get(&router, &format!("/v1/documents/{other}")).await;
        assert_eq!(same.body, answer.body, "{other}");
    }
}
