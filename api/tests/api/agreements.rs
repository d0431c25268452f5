// SPDX-License-Identifier: EUPL-1.2
//! Agreements, as `/v1/agreements` answers them.

use crate::asking::about_the_story;

#[tokio::test]
async fn list() {
    insta::assert_snapshot!(about_the_story("/v1/agreements").await);
}

#[tokio::test]
async fn in_force() {
    insta::assert_snapshot!(
        about_the_story("/v1/agreements?status=in_force&administration=1&participant=3").await
    );
}

#[tokio::test]
async fn of_nobody() {
    insta::assert_snapshot!(about_the_story("/v1/agreements?participant=4").await);
}

#[tokio::test]
async fn one_with_two_versions() {
    insta::assert_snapshot!(about_the_story("/v1/agreements/1").await);
}

#[tokio::test]
async fn a_terminated_one() {
    insta::assert_snapshot!(about_the_story("/v1/agreements/3").await);
}

#[tokio::test]
async fn an_unknown_agreement() {
    insta::assert_snapshot!(about_the_story("/v1/agreements/4").await);
}
