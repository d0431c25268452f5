// SPDX-License-Identifier: EUPL-1.2
//! Awards, as `/v1/awards` answers them.

use crate::asking::about_the_story;

#[tokio::test]
async fn list() {
    insta::assert_snapshot!(about_the_story("/v1/awards?limit=2").await);
}

#[tokio::test]
async fn closed_contracts() {
    insta::assert_snapshot!(
        about_the_story("/v1/awards?kind=contract&status=closed&administration=1&beneficiary=5")
            .await
    );
}

#[tokio::test]
async fn by_agreement() {
    insta::assert_snapshot!(about_the_story("/v1/awards?agreement=1").await);
}

#[tokio::test]
async fn by_cig() {
    insta::assert_snapshot!(about_the_story("/v1/awards?cig=5462644C6C").await);
}

#[tokio::test]
async fn a_grant_with_everything() {
    insta::assert_snapshot!(about_the_story("/v1/awards/1").await);
}

#[tokio::test]
async fn a_closed_contract() {
    insta::assert_snapshot!(about_the_story("/v1/awards/2").await);
}

#[tokio::test]
async fn an_unknown_award() {
    insta::assert_snapshot!(about_the_story("/v1/awards/13").await);
}
