// SPDX-License-Identifier: EUPL-1.2
//! Wallets that pay their own fees, as the API tells of them. What a chain does with them is tested on a real node
//! (`tests/tests/end_to_end/nodes/wallets.rs`); here a chain only says what one can say.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use futures::{FutureExt, future::BoxFuture};
use portico_api::{Prepared, Transaction, TransactionState, WalletFailure, Wallets};
use portico_commands::{Act, queue::EntryReference};
use portico_rules::{
    primitives::{Address, Digest, Key},
    refusal::Refusal,
    subject::SubjectKind,
};
use serde_json::{Value, json};

use crate::{
    asking::{Answer, get, send},
    ledger::Mirror,
};

const HASH: Digest = Digest([7; 32]);
const KEY: Key = Key([8; 32]);

/// Says what it was told to say.
struct Said {
    failure: Option<WalletFailure>,
    state: TransactionState,
    /// The extrinsics that it was given.
    given: Mutex<Vec<Vec<u8>>>,
}

impl Said {
    fn transaction(&self) -> Transaction {
        Transaction {
            hash: HASH,
            account: KEY,
            nonce: 4,
            kind: SubjectKind::Award,
            subject: Some(1),
            action: "confirm",
            submitted_at: 1_772_442_000,
            last_block: 164,
            state: self.state.clone(),
        }
    }
}

impl Wallets for Said {
    fn prepare(&self, _: Act, _: Key) -> BoxFuture<'_, Result<Prepared, WalletFailure>> {
        let prepared = Prepared {
            genesis: Digest([1; 32]),
            contract: Address([2; 20]),
            to_sign: vec![1, 2, 3],
            extrinsic: vec![0; 200],
            signature_at: 35,
            call: vec![4, 5],
            nonce: 4,
            era: vec![0x45, 0x02],
            block: (100, Digest([3; 32])),
            last_block: 164,
            tip: 0,
            spec_version: 1,
            transaction_version: 1,
            largest_fee: u128::MAX,
            largest_deposit: 0,
            entry: (SubjectKind::Award, 1, 12),
        };
        let answer = self.failure.clone().map_or(Ok(prepared), Err);
        async { answer }.boxed()
    }

    fn submit(&self, extrinsic: Vec<u8>) -> BoxFuture<'_, Result<Transaction, WalletFailure>> {
        self.given.lock().unwrap().push(extrinsic);
        let answer = self.failure.clone().map_or(Ok(self.transaction()), Err);
        async { answer }.boxed()
    }

    fn find(&self, hash: &Digest) -> Option<Transaction> {
        (*hash == HASH).then(|| self.transaction())
    }
}

fn saying(failure: Option<WalletFailure>, state: TransactionState) -> (Arc<Said>, Router) {
    let said = Arc::new(Said {
        failure,
        state,
        given: Mutex::default(),
    });
    let mut config = Mirror::of_the_story().config();
    config.wallets = Some(said.clone());
    (said, portico_api::router(&config))
}

async fn post(router: &Router, uri: &str, body: &Value) -> Answer {
    let request = Request::post(uri)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()));
    send(router, request.unwrap()).await
}

fn wish() -> Value {
    json!({ "subject": 1, "body": { "award": { "confirm": { "payment": 1 } } }, "key": KEY })
}

#[tokio::test]
async fn what_is_prepared_is_all_that_a_wallet_needs() {
    let (_, router) = saying(None, TransactionState::Pending);
    let answer = post(&router, "/v1/transactions/prepare", &wish()).await;
    assert_eq!(answer.status, StatusCode::OK);
    insta::assert_snapshot!(format!("{:#}", answer.json()));
}

#[tokio::test]
async fn what_is_signed_is_passed_on_as_it_is() {
    let (said, router) = saying(None, TransactionState::Pending);
    let signed = json!({ "extrinsic": "0x0102fF" });
    let answer = post(&router, "/v1/transactions", &signed).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert_eq!(
        answer.header(header::LOCATION),
        format!("/v1/transactions/{HASH}")
    );
    assert_eq!(answer.json()["state"], "pending");
    assert_eq!(*said.given.lock().unwrap(), [[1, 2, 255]]);
    for text in ["", "0x", "0x1", "0xzz", "0102"] {
        let answer = post(&router, "/v1/transactions", &json!({ "extrinsic": text })).await;
        assert_eq!(answer.problem(), "/problems/not-a-transaction", "{text}");
    }
    assert_eq!(said.given.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn every_way_that_it_can_end_is_told() {
    let block = (120, Digest([5; 32]));
    let entry = EntryReference {
        subject: 1,
        seq: 12,
        head: Digest([6; 32]),
        block,
        event_index: 3,
    };
    let failed = |refusal| TransactionState::Failed {
        sentence: "it was paid meanwhile".into(),
        refusal,
        block: Some(block),
    };
    for (state, word, has_block) in [
        (TransactionState::Pending, "pending", false),
        (TransactionState::InBlock(block), "in_block", true),
        (
            TransactionState::Finalised { fee: 5, entry },
            "finalised",
            true,
        ),
        (failed(Some(Refusal::UnknownKey)), "failed", true),
        (failed(None), "failed", true),
        (TransactionState::Gone, "gone", false),
    ] {
        let (_, router) = saying(None, state);
        let answer = get(&router, &format!("/v1/transactions/{HASH}")).await;
        let told = answer.json();
        assert_eq!(told["state"], word);
        let reason = told["refused"]["refusal"].as_str().unwrap_or_default();
        insta::assert_snapshot!(format!("{word}{reason}"), answer.indented());
        assert_eq!(told["block"].is_object(), has_block, "{told}");
        assert_eq!(told["entry"].is_object(), word == "finalised", "{told}");
        assert_eq!(told["refused"].is_object(), word == "failed", "{told}");
    }
    let (_, router) = saying(None, TransactionState::Gone);
    let other = get(&router, &format!("/v1/transactions/{}", Digest([9; 32]))).await;
    assert_eq!(other.problem(), "/problems/unknown-transaction");
    let wrong = get(&router, "/v1/transactions/0x12").await;
    assert_eq!(wrong.problem(), "/problems/invalid-parameter");
}

#[tokio::test]
async fn what_fails_is_a_problem_of_its_own() {
    for (failure, status, problem) in [
        (WalletFailure::Refused(Refusal::UnknownKey), 422, "refused"),
        (
            WalletFailure::NotTaken("it is none".into()),
            422,
            "not-a-transaction",
        ),
        (WalletFailure::Busy, 503, "busy"),
        (WalletFailure::NoNode, 503, "node-unavailable"),
        (WalletFailure::Internal, 500, "internal"),
    ] {
        let (_, router) = saying(Some(failure), TransactionState::Pending);
        for (uri, body) in [
            ("/v1/transactions/prepare", wish()),
            ("/v1/transactions", json!({ "extrinsic": "0x00" })),
        ] {
            let answer = post(&router, uri, &body).await;
            assert_eq!(answer.status.as_u16(), status, "{uri}");
            assert_eq!(answer.problem(), format!("/problems/{problem}"), "{uri}");
            assert_eq!(
                status == 503,
                answer.headers.contains_key(header::RETRY_AFTER)
            );
        }
    }
}

#[tokio::test]
async fn without_a_node_it_says_so() {
    let router = portico_api::router(&Mirror::of_the_story().config());
    for answer in [
        post(&router, "/v1/transactions/prepare", &wish()).await,
        post(&router, "/v1/transactions", &json!({ "extrinsic": "0x00" })).await,
        get(&router, &format!("/v1/transactions/{HASH}")).await,
    ] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.problem(), "/problems/no-node");
        assert_eq!(answer.header(header::RETRY_AFTER), "3600");
    }
}
