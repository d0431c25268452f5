// SPDX-License-Identifier: EUPL-1.2
//! Evidence as the API hands it out. What is in a bundle is for whoever proves it, and is tested on a real node
//! (`tests/tests/end_to_end/nodes/evidence.rs`); here something only says what can be said.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    http::{StatusCode, header},
};
use futures::{FutureExt, future::BoxFuture};
use portico_api::{Evidence, EvidenceFailure, EvidenceSource};
use portico_rules::{primitives::Digest, subject::Subject};

use crate::{
    asking::{get, get_with},
    ledger::Mirror,
};

const FILE: &str = "{\"format\":\"portico/evidence/v1\",\"genesis\":\"0x\",\"about\":[],\"header\":\"0x\",\"state\":[],\"contracts\":[],\"documents\":[],\"finality\":{}}\n";

/// Says what it was told to say.
struct Said {
    answer: Mutex<Result<Digest, EvidenceFailure>>,
    /// What it was asked for.
    asked: Mutex<Vec<(Subject, bool)>>,
}

impl EvidenceSource for Said {
    fn evidence(
        &self,
        subject: Subject,
        with_facts: bool,
    ) -> BoxFuture<'_, Result<Evidence, EvidenceFailure>> {
        self.asked.lock().unwrap().push((subject, with_facts));
        let answer = self.answer.lock().unwrap().map(|id| Evidence {
            block: 7,
            id,
            file: FILE.into(),
        });
        async { answer }.boxed()
    }
}

fn saying(answer: Result<Digest, EvidenceFailure>) -> (Arc<Said>, Router) {
    let said = Arc::new(Said {
        answer: Mutex::new(answer),
        asked: Mutex::default(),
    });
    let mut config = Mirror::of_the_story().config();
    config.evidence = Some(said.clone());
    (said, portico_api::router(&config))
}

#[tokio::test]
async fn a_bundle_comes_as_a_file_named_for_its_subject() {
    let (said, router) = saying(Ok(Digest([5; 32])));
    for (path, subject, with_facts, name) in [
        ("awards/1/evidence", Subject::Award(1), false, "award-1"),
        (
            "awards/1/evidence?with_facts=true",
            Subject::Award(1),
            true,
            "award-1",
        ),
        (
            "parties/3/evidence?with_facts=false",
            Subject::Party(3),
            false,
            "party-3",
        ),
        (
            "agreements/4294967295/evidence",
            Subject::Agreement(u32::MAX),
            false,
            "agreement-4294967295",
        ),
    ] {
        let answer = get(&router, &format!("/v1/{path}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.body, FILE.as_bytes());
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
        assert_eq!(
            answer.header(header::CONTENT_DISPOSITION),
            format!("attachment; filename=\"{name}.evidence.json\"")
        );
        assert_eq!(
            said.asked.lock().unwrap().pop(),
            Some((subject, with_facts))
        );
    }
    for path in ["awards/x/evidence", "awards/1/evidence?with_facts=yes"] {
        let answer = get(&router, &format!("/v1/{path}")).await;
        assert_eq!(answer.problem(), "/problems/invalid-parameter", "{path}");
    }
    assert!(said.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn who_has_the_bundle_is_not_sent_it_again() {
    let (said, router) = saying(Ok(Digest([5; 32])));
    let uri = "/v1/awards/1/evidence";
    let tag = get(&router, uri).await.header(header::ETAG).to_owned();
    assert_eq!(tag, format!("W/\"{}\"", Digest([5; 32])));
    let known = [
        tag.clone(),
        tag.trim_start_matches("W/").to_owned(),
        format!("\"other\", {tag}"),
    ];
    for tags in &known {
        let answer = get_with(&router, uri, &[(header::IF_NONE_MATCH, tags)]).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{tags}");
        assert_eq!(answer.header(header::ETAG), tag);
        assert!(answer.body.is_empty());
    }
    for tags in ["\"other\"", "*"] {
        let answer = get_with(&router, uri, &[(header::IF_NONE_MATCH, tags)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{tags}");
    }
    // An entry later it is another bundle.
    *said.answer.lock().unwrap() = Ok(Digest([6; 32]));
    let answer = get_with(&router, uri, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_ne!(answer.header(header::ETAG), tag);
}

#[tokio::test]
async fn why_there_is_none_is_told() {
    let uri = "/v1/parties/3/evidence";
    for (failure, problem, status, retry_after) in [
        (EvidenceFailure::NoSubject, "not-found", 404, None),
        (EvidenceFailure::Busy, "busy", 503, Some("1")),
        (EvidenceFailure::NoNode, "node-unavailable", 503, Some("5")),
        (EvidenceFailure::TooLong, "evidence-too-long", 422, None),
    ] {
        let (_, router) = saying(Err(failure));
        let answer = get(&router, uri).await;
        assert_eq!(answer.problem(), format!("/problems/{problem}"));
        assert_eq!(answer.status.as_u16(), status);
        let said = answer.headers.get(header::RETRY_AFTER);
        assert_eq!(said.map(|value| value.to_str().unwrap()), retry_after);
        // Described where its type says.
        let described = get(&router, &format!("/problems/{problem}")).await;
        assert_eq!(described.json()["status"], status);
    }
    // What to do about a bundle that is too long depends on what was asked for.
    let (_, router) = saying(Err(EvidenceFailure::TooLong));
    let with = get(&router, &format!("{uri}?with_facts=true")).await.json();
    let without = get(&router, uri).await.json();
    assert!(
        with["detail"]
            .as_str()
            .unwrap()
            .contains("with_facts=false")
    );
    assert_ne!(with["detail"], without["detail"]);
    // Without anybody who could prove it.
    let router = portico_api::router(&Mirror::of_the_story().config());
    assert_eq!(get(&router, uri).await.problem(), "/problems/no-node");
}
