// SPDX-License-Identifier: EUPL-1.2
//! Audit trails, as `/v1/awards/{id}/trail` and the other subjects' `entries` answer them.

use axum::{Router, http::StatusCode};
use portico_rules::{
    entry::{Entry, first_bytes, next_bytes},
    memory::Chain,
    native::sha256,
    primitives::Digest,
    subject::{Subject, SubjectKind},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    asking::{about_the_story, get},
    ledger::Mirror,
    pages::walk,
};

#[tokio::test]
async fn an_award_from_publication_to_the_first_attestation() {
    insta::assert_snapshot!(about_the_story("/v1/awards/1/trail?limit=3").await);
}

#[tokio::test]
async fn a_contract_to_its_closing() {
    insta::assert_snapshot!(about_the_story("/v1/awards/2/trail").await);
}

#[tokio::test]
async fn a_party_suspended_and_reinstated() {
    insta::assert_snapshot!(about_the_story("/v1/parties/4/entries").await);
}

#[tokio::test]
async fn an_agreement_that_ended() {
    insta::assert_snapshot!(about_the_story("/v1/agreements/3/entries").await);
}

#[tokio::test]
async fn the_beginning_of_an_import() {
    insta::assert_snapshot!(about_the_story("/v1/imports/1/entries?limit=2").await);
}

#[tokio::test]
async fn the_ledger_from_its_first_entry() {
    insta::assert_snapshot!(about_the_story("/v1/entries?limit=2").await);
}

#[tokio::test]
async fn subjects_that_do_not_exist_have_no_entries() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for uri in [
        "/v1/parties/999/entries",
        "/v1/agreements/4/entries",
        "/v1/awards/13/trail",
        "/v1/imports/3/entries",
    ] {
        let answer = get(&router, uri).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{uri}");
        assert_eq!(answer.problem(), "/problems/not-found");
    }
}

/// What is served is enough to check it: from the lines alone every entry is put together again, equal to the
/// ledger's, and every head is computed from the one before.
#[tokio::test]
async fn every_line_is_the_ledgers_own_entry() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let mut checked = 0;
    for (kind, number, uri) in [
        (SubjectKind::Party, 1, "/v1/parties/1/entries"),
        (SubjectKind::Party, 3, "/v1/parties/3/entries"),
        (SubjectKind::Agreement, 1, "/v1/agreements/1/entries"),
        (SubjectKind::Award, 1, "/v1/awards/1/trail"),
        (SubjectKind::Award, 2, "/v1/awards/2/trail"),
        (SubjectKind::Import, 1, "/v1/imports/1/entries"),
    ] {
        checked += check(&router, &mirror.chain, kind.numbered(number), uri).await;
    }
    assert!(checked > 40, "only {checked} entries were checked");
    let mirror = Mirror::of_tenders();
    let router = portico_api::router(&mirror.config());
    for number in 1..=3 {
        let (subject, uri) = (
            Subject::Tender(number),
            format!("/v1/tenders/{number}/trail"),
        );
        check(&router, &mirror.chain, subject, &uri).await;
    }
}

async fn check(router: &Router, chain: &Chain, subject: Subject, uri: &str) -> usize {
    let lines = walk(router, uri, 4).await;
    let history = chain.history(subject);
    assert_eq!(lines.len(), history.len(), "{uri}");
    let mut head = sha256(&first_bytes(&chain.place(subject.kind()), &subject));
    for (line, appended) in lines.iter().zip(&history) {
        let entry = entry(line);
        assert_eq!(entry, appended.entry);
        head = sha256(&next_bytes(&head, &entry));
        assert_eq!(read::<Digest>(line, "head"), head);
        assert_eq!(line["carried"], line["signature"] != "direct");
        let placed = chain
            .entries
            .iter()
            .find(|placed| placed.appended == *appended);
        assert_eq!(line["block"]["number"], placed.unwrap().block);
    }
    lines.len()
}

fn entry(line: &Value) -> Entry {
    let number = line["subject"]["id"].as_u64().unwrap() as u32;
    let kind: SubjectKind = read(&line["subject"], "kind");
    let at = OffsetDateTime::parse(line["at"].as_str().unwrap(), &Rfc3339).unwrap();
    Entry {
        subject: kind.numbered(number),
        seq: read(line, "seq"),
        at: at.unix_timestamp() as u64,
        by: read(&line["signer"], "key"),
        signature: read(line, "signature"),
        facts: read(line, "facts"),
        body: read(line, "body"),
        previous: read(line, "previous"),
    }
}

fn read<T: DeserializeOwned>(line: &Value, field: &str) -> T {
    serde_json::from_value(line[field].clone())
        .unwrap_or_else(|error| panic!("{field} of {line}: {error}"))
}
