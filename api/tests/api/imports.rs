// SPDX-License-Identifier: EUPL-1.2
//! Imports and historical records, as `/v1/imports` and `/v1/historical-records` answer them.

use crate::asking::about_the_story;

#[tokio::test]
async fn list() {
    insta::assert_snapshot!(about_the_story("/v1/imports?administration=1").await);
}

#[tokio::test]
async fn a_finished_import() {
    insta::assert_snapshot!(about_the_story("/v1/imports/1").await);
}

#[tokio::test]
async fn an_unknown_import() {
    insta::assert_snapshot!(about_the_story("/v1/imports/3").await);
}

#[tokio::test]
async fn records_by_cig() {
    insta::assert_snapshot!(
        about_the_story("/v1/historical-records?import=1&cig=ZDB27337A5").await
    );
}
