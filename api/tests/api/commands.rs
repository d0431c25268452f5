// SPDX-License-Identifier: EUPL-1.2
//! Commands: prepared, signed elsewhere, brought, asked about; and everything that is not taken.

use std::path::PathBuf;

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use portico_api::Config;
use portico_commands::{
    Act, SignedCommand, UnsignedCommand,
    queue::{Door, EntryReference, Queue, RelayReport, RelayState},
};
use portico_rules::{
    award::AwardBody,
    memory::{
        self, pair,
        sample::{self, who},
    },
    message::wrapped,
    party::PartyBody,
    primitives::{Digest, Key},
};
use serde_json::{Value, json};

use crate::{
    asking::{Answer, get, send},
    ledger::{Mirror, name_random_digests},
};

/// Noon of 22 November 2026, where the service's clock stands.
const NOW: u64 = 1_795_348_800;

/// A service that takes commands.
struct Service {
    mirror: Mirror,
    router: Router,
    queue: PathBuf,
    _folder: tempfile::TempDir,
}

impl Service {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mirror = Mirror::of_the_story();
        let folder = tempfile::tempdir().unwrap();
        let queue = folder.path().join("queue.sqlite");
        let mut config = mirror.config();
        config.queue = Some(queue.clone());
        change(&mut config);
        Service {
            router: portico_api::router(&config),
            mirror,
            queue,
            _folder: folder,
        }
    }

    async fn post(&self, uri: &str, kind: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(uri)
            .header(header::CONTENT_TYPE, kind)
            .body(body.into())
            .unwrap();
        send(&self.router, request).await
    }

    async fn bring(&self, signed: &SignedCommand) -> Answer {
        let json = serde_json::to_vec(signed).unwrap();
        self.post("/v1/commands", "application/json", json).await
    }

    async fn prepare(&self, asked: Value) -> Answer {
        self.post(
            "/v1/commands/prepare",
            "application/json; charset=utf-8",
            asked.to_string(),
        )
        .await
    }

    fn queue(&self) -> Queue {
        Queue::open(&self.queue).unwrap()
    }

    fn signed(&self, signer: u8, act: Act, nonce: u64, expiry: u64) -> SignedCommand {
        let place = self.mirror.chain.place(act.kind());
        let key = memory::key(&pair(signer));
        let unsigned = UnsignedCommand::new(act, place, key, nonce, expiry);
        let signature = memory::sign(&pair(signer), unsigned.text().as_bytes());
        unsigned.with_signature(signature)
    }

    /// A dispute of award 1's payment by its beneficiary, which the rules would accept.
    fn dispute(&self, nonce: u64) -> SignedCommand {
        self.signed(who::COOPERATIVE, dispute(), nonce, NOW + 1000)
    }
}

fn dispute() -> Act {
    let reason = "Importo diverso".into();
    Act::on(1, AwardBody::Dispute { payment: 1, reason })
}

/// The refusal of the rules that an answer tells.
fn refusal(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.problem(), "/problems/refused");
    answer.json()["refusal"].clone()
}

#[tokio::test]
async fn a_command_is_prepared_signed_elsewhere_brought_and_carried() {
    let service = Service::new();
    let key = memory::key(&pair(who::COOPERATIVE));
    let asked = json!({ "subject": null, "body": {"party": {"register": registration()}}, "key": memory::key(&pair(who::CITY)) });
    let answer = service.prepare(asked).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let trial = answer.json()["trial"].clone();
    assert_eq!(trial["accepted"], true, "{trial}");
    assert_eq!(trial["entry"]["subject"]["kind"], "party");
    assert_eq!(trial["entry"]["seq"], 0);

    let asked = json!({ "subject": 3, "body": {"party": rename()}, "key": key, "nonce": 77, "expiry": NOW + 60 });
    let answer = service.prepare(asked).await;
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    let prepared = answer.json();
    insta::assert_snapshot!(
        "prepared",
        name_random_digests(&service.mirror.chain, &answer.indented())
    );
    assert_eq!(prepared["trial"]["accepted"], true, "{prepared}");
    assert_eq!(prepared["trial"]["refused"], Value::Null);
    let text = prepared["text"].as_str().unwrap();
    assert!(
        text.contains("party: 3\n") && text.contains("nonce: 77\n"),
        "{text}"
    );
    assert_eq!(prepared["wrapped_text"], wrapped(text));
    let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(prepared["bytes_to_sign"], format!("0x{bytes}"));

    // Signed by whoever has the key, as a wallet does it.
    let mut command = prepared["command"].clone();
    let signature = memory::sign(&pair(who::COOPERATIVE), wrapped(text).as_bytes());
    command["signature"] = serde_json::to_value(signature).unwrap();
    let json = command.to_string();
    let answer = service
        .post("/v1/commands", "application/json", json.clone())
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.json());
    let location = answer.header(header::LOCATION).to_owned();
    assert_eq!(
        location,
        format!("/v1/commands/{}", prepared["id"].as_str().unwrap())
    );
    let told = answer.json();
    assert_eq!(told["state"], "waiting");
    assert_eq!(told["subject"], json!({ "kind": "party", "id": 3 }));
    assert_eq!(get(&service.router, &location).await.json(), told);
    // Once more is the same.
    let again = service
        .post("/v1/commands", "application/json", json.clone())
        .await;
    assert_eq!((again.status, again.json()), (StatusCode::ACCEPTED, told));
    assert_eq!(service.queue().length().unwrap(), (1, Some(NOW)));

    // The relay's side.
    let id: Digest = prepared["id"].as_str().unwrap().parse().unwrap();
    let entry = EntryReference {
        subject: 3,
        seq: 9,
        head: Digest([4; 32]),
        block: (12, Digest([5; 32])),
        event_index: 3,
    };
    service
        .queue()
        .set_carried(&id, &entry, true, NOW + 9)
        .unwrap();
    let answer = get(&service.router, &location).await;
    insta::assert_snapshot!(
        "carried",
        name_random_digests(&service.mirror.chain, &answer.indented())
    );
    let carried = answer.json();
    assert_eq!(carried["state"], "carried");
    assert_eq!(carried["carried_by_relay"], true);
    assert_eq!(carried["entry"]["block"]["number"], 12);
    assert_eq!(
        carried["entry"]["subject"],
        json!({ "kind": "party", "id": 3 })
    );
    let settled = service.post("/v1/commands", "application/json", json).await;
    assert_eq!((settled.status, settled.json()), (StatusCode::OK, carried));
}

fn registration() -> Value {
    let body = sample::registration(
        portico_rules::party::PartyKind::Supplier,
        "Ditta Beta",
        9_234_500_037,
        99,
        &[
            portico_rules::party::Permission::Sign,
            portico_rules::party::Permission::ManageKeys,
        ],
    );
    serde_json::to_value(body).unwrap()
}

fn rename() -> Value {
    json!({ "rename": { "name": "Cooperativa Sociale Il Glicine", "municipality": null } })
}

#[tokio::test]
async fn the_trial_says_what_the_rules_say() {
    let service = Service::new();
    let key = memory::key(&pair(who::COOPERATIVE));
    let claim = |amount: u64| {
        let claim = sample::claim(2, 1, amount);
        json!({ "subject": 1, "body": portico_rules::entry::Body::from(claim), "key": key })
    };
    let answer = service.prepare(claim(u64::MAX)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let trial = answer.json()["trial"].clone();
    assert_eq!(trial["accepted"], false);
    assert_eq!(trial["entry"], Value::Null);
    let refused = &trial["refused"];
    assert!(
        refused["refusal"]["amount_out_of_range"].is_object(),
        "{refused}"
    );
    assert!(
        refused["sentence"].as_str().unwrap().contains("amount"),
        "{refused}"
    );

    let stranger = json!({ "subject": 3, "body": {"party": rename()}, "key": Key([9; 32]) });
    let trial = service.prepare(stranger).await.json()["trial"].clone();
    assert_eq!(trial["refused"]["refusal"], "unknown_key");

    let used = json!({ "subject": 1, "body": {"award": {"confirm": {"payment": 1}}}, "key": key, "nonce": 2 });
    let trial = service.prepare(used).await.json()["trial"].clone();
    assert_eq!(
        trial["refused"]["refusal"],
        json!({ "nonce_used": { "nonce": 2 } })
    );

    let late = json!({ "subject": 3, "body": {"party": rename()}, "key": key, "expiry": u64::MAX });
    let trial = service.prepare(late).await.json()["trial"].clone();
    assert!(
        trial["refused"]["refusal"]["expiry_too_far"].is_object(),
        "{trial}"
    );
}

#[tokio::test]
async fn what_can_never_be_carried_is_not_taken() {
    let service = Service::new();
    let stranger = service.signed(91, dispute(), 1, NOW + 1000);
    assert_eq!(refusal(&service.bring(&stranger).await), "unknown_key");
    let former = service.signed(90, dispute(), 1, NOW + 1000);
    assert_eq!(
        refusal(&service.bring(&former).await),
        json!({ "key_revoked": { "party": 3 } })
    );
    let expired = service.signed(who::COOPERATIVE, dispute(), 1000, NOW - 1);
    let refused = refusal(&service.bring(&expired).await);
    assert!(refused["expired"].is_object(), "{refused}");
    let far = service.signed(who::COOPERATIVE, dispute(), 1000, NOW + 91 * 86_400);
    let refused = refusal(&service.bring(&far).await);
    assert!(refused["expiry_too_far"].is_object(), "{refused}");

    let good = serde_json::to_string(&service.dispute(1000)).unwrap();
    let mut forged: Value = serde_json::from_str(&good).unwrap();
    forged["signature"] = json!(format!("0x{}", "12".repeat(64)));
    let answer = service
        .post("/v1/commands", "application/json", forged.to_string())
        .await;
    assert_eq!(refusal(&answer), "bad_signature");
    for (wrong, said) in [
        (
            good.replace("Importo diverso\"", "Importo uguale\""),
            "not the text",
        ),
        (
            good.replace(
                &Digest(service.mirror.chain.genesis.0).to_hex(),
                &Digest([1; 32]).to_hex(),
            ),
            "another ledger",
        ),
        (
            good.replace("portico-signed-command/1", "portico-signed-command/9"),
            "update",
        ),
    ] {
        let answer = service
            .post("/v1/commands", "application/json", wrong)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert_eq!(answer.problem(), "/problems/other-ledger");
        assert!(
            answer.json()["detail"].as_str().unwrap().contains(said),
            "{said}"
        );
    }
    assert_eq!(service.queue().length().unwrap().0, 0);
}

#[tokio::test]
async fn what_is_on_the_ledger_already_is_carried() {
    let mut service = Service::new();
    service.mirror.chain.advance(6);
    let expiry = service.mirror.chain.now + 3600;
    let named = |name: &str| PartyBody::Rename {
        name: name.into(),
        municipality: None,
    };
    let (body, another) = (named("Un nome"), named("Un altro nome"));
    let command = service.signed(who::COOPERATIVE, Act::on(3, body.clone()), 500, expiry);
    let other = service.signed(who::COOPERATIVE, Act::on(3, another), 500, NOW + 1000);
    let appended = service
        .mirror
        .chain
        .carried(&pair(who::COOPERATIVE), Some(3), body, 500)
        .unwrap();
    service.mirror.index();
    let answer = service.bring(&command).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    let told = answer.json();
    assert_eq!(told["state"], "carried");
    assert_eq!(told["carried_by_relay"], false);
    assert_eq!(told["entry"]["head"], appended.head.to_hex());
    // The nonce alone does not make it the same.
    assert_eq!(
        refusal(&service.bring(&other).await),
        json!({ "nonce_used": { "nonce": 500 } })
    );
}

#[tokio::test]
async fn hostile_bodies_are_told_what_is_wrong() {
    let service = Service::new();
    for uri in ["/v1/commands", "/v1/commands/prepare"] {
        for (kind, body, status, problem) in [
            ("text/plain", "{}".into(), 415, "unsupported-media-type"),
            ("application/json", String::new(), 400, "invalid-body"),
            ("application/json", "[".repeat(100_000), 400, "invalid-body"),
            (
                "application/json",
                "{\"body\":".repeat(20_000),
                400,
                "invalid-body",
            ),
            (
                "application/json",
                "{\"more\": 1}".into(),
                400,
                "invalid-body",
            ),
            ("application/json", "\"\u{0}\"".into(), 400, "invalid-body"),
            (
                "application/json",
                format!("{{\"key\":\"{}\"}}", "x".repeat(200_000)),
                400,
                "invalid-body",
            ),
            (
                "application/json",
                " ".repeat(256 * 1024 + 1),
                413,
                "content-too-large",
            ),
        ] {
            let answer = service.post(uri, kind, body).await;
            assert_eq!(answer.status.as_u16(), status, "{uri} {problem}");
            assert_eq!(answer.problem(), format!("/problems/{problem}"), "{uri}");
        }
        let asked = get(&service.router, uri).await;
        let expected = if uri.ends_with("prepare") {
            // The name of no command.
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::METHOD_NOT_ALLOWED
        };
        assert!(asked.status == expected || asked.status == StatusCode::METHOD_NOT_ALLOWED);
    }
    let long = "Motivo ".repeat(3000);
    let key = memory::key(&pair(who::COOPERATIVE));
    let asked = json!({ "subject": 1, "body": {"award": {"dispute": {"payment": 1, "reason": long}}}, "key": key });
    let refused = refusal(&service.prepare(asked).await);
    assert!(refused["body_too_long"].is_object(), "{refused}");
    for id in [
        "x",
        "0x12",
        &"0x".repeat(33),
        &format!("0x{}", "AB".repeat(32)),
    ] {
        let answer = get(&service.router, &format!("/v1/commands/{id}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{id}");
    }
    let answer = get(
        &service.router,
        &format!("/v1/commands/{}", Digest([1; 32])),
    )
    .await;
    assert_eq!(answer.problem(), "/problems/unknown-command");
}

#[tokio::test]
async fn there_is_only_so_much_room() {
    let service = Service::with(|config| {
        config.door = Door {
            waiting: 3,
            waiting_of_a_key: 2,
            an_hour_of_a_key: 100,
        };
    });
    let accepted = |answer: Answer| assert_eq!(answer.status, StatusCode::ACCEPTED);
    accepted(service.bring(&service.dispute(1001)).await);
    accepted(service.bring(&service.dispute(1002)).await);
    let answer = service.bring(&service.dispute(1003)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.problem(), "/problems/too-many-commands");
    assert_eq!(answer.header(header::RETRY_AFTER), "60");
    // What is there already needs no room.
    accepted(service.bring(&service.dispute(1001)).await);
    let other = |nonce| service.signed(who::CITY, dispute(), nonce, NOW + 1000);
    accepted(service.bring(&other(1)).await);
    let answer = service.bring(&other(2)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.problem(), "/problems/queue-full");
    assert_eq!(answer.header(header::RETRY_AFTER), "60");
}

#[tokio::test]
async fn without_a_queue_commands_are_prepared_and_not_taken() {
    let service = Service::with(|config| config.queue = None);
    let answer = service.bring(&service.dispute(1)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.problem(), "/problems/not-offered");
    let answer = get(&service.router, "/v1/relay").await;
    assert_eq!(answer.problem(), "/problems/not-offered");
    let key = memory::key(&pair(who::COOPERATIVE));
    let asked = json!({ "subject": 3, "body": {"party": rename()}, "key": key });
    assert_eq!(service.prepare(asked).await.status, StatusCode::OK);
    assert!(!service.queue.exists());
}

#[tokio::test]
async fn the_relay_is_told_of() {
    let service = Service::new();
    let relay = get(&service.router, "/v1/relay").await.json();
    assert_eq!(relay["state"], "silent");
    assert_eq!(relay["waiting"], 0);
    service.bring(&service.dispute(1)).await;
    let mut report = RelayReport {
        account: Key([8; 32]),
        state: RelayState::OutOfFunds,
        detail: Some("of no interest to the public".into()),
        budget: None,
        spent: 0,
        resumes_at: None,
        at: NOW - 10,
    };
    service.queue().report(&report).unwrap();
    let relay = get(&service.router, "/v1/relay").await.json();
    assert_eq!(relay["state"], "out_of_funds");
    assert_eq!(relay["waiting"], 1);
    assert!(!relay.to_string().contains("interest"));
    assert_eq!(relay["daily_budget"], Value::Null);
    assert_eq!(relay["spent_within_a_day"], "0");
    report.state = RelayState::BudgetSpent;
    report.budget = Some(u128::MAX);
    report.spent = u128::MAX - 1;
    report.resumes_at = Some(NOW + 3600);
    service.queue().report(&report).unwrap();
    let answer = get(&service.router, "/v1/relay").await;
    insta::assert_snapshot!("relay", answer.indented());
    let relay = answer.json();
    assert_eq!(relay["state"], "budget_spent");
    // More than a number in JSON holds.
    assert_eq!(relay["daily_budget"], u128::MAX.to_string());
    assert_eq!(relay["spent_within_a_day"], (u128::MAX - 1).to_string());
    let heard = time::OffsetDateTime::from_unix_timestamp((NOW + 3600) as i64).unwrap();
    let heard = heard
        .format(&time::format_description::well_known::Rfc3339)
        .unwrap();
    assert_eq!(relay["resumes_at"], heard);
    report.at = NOW - 61;
    service.queue().report(&report).unwrap();
    let relay = get(&service.router, "/v1/relay").await.json();
    assert_eq!(relay["state"], "silent");
    assert_eq!(relay["account"], Key([8; 32]).to_hex());
}
