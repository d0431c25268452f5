// SPDX-License-Identifier: EUPL-1.2
//! Parties, as `/v1/parties` answers them.

use crate::asking::about_the_story;

#[tokio::test]
async fn list() {
    insta::assert_snapshot!(about_the_story("/v1/parties?limit=5").await);
}

#[tokio::test]
async fn cooperatives() {
    insta::assert_snapshot!(about_the_story("/v1/parties?kind=cooperative").await);
}

#[tokio::test]
async fn by_tax_code() {
    insta::assert_snapshot!(about_the_story("/v1/parties?identifier=52345000377").await);
}

#[tokio::test]
async fn the_city() {
    insta::assert_snapshot!(about_the_story("/v1/parties/1").await);
}

#[tokio::test]
async fn a_cooperative() {
    insta::assert_snapshot!(about_the_story("/v1/parties/3").await);
}

#[tokio::test]
async fn a_lapsed_cooperative() {
    insta::assert_snapshot!(about_the_story("/v1/parties/4").await);
}

#[tokio::test]
async fn a_suspended_body() {
    insta::assert_snapshot!(about_the_story("/v1/parties/16").await);
}

#[tokio::test]
async fn an_unknown_party() {
    insta::assert_snapshot!(about_the_story("/v1/parties/999").await);
}
