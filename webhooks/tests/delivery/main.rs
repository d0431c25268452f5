// SPDX-License-Identifier: EUPL-1.2
//! Deliveries to a real receiver: signed, in order, none lost, whatever the receiver or the process does.

mod receiver;
mod source;
mod tls;

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use portico_api::{Follower, Metrics as ApiMetrics};
use portico_webhooks::{Metrics, Notifier, Patience, State, Subscriptions};
use receiver::{Behaviour, Receiver};
use source::Source;
use tls::Authority;
use tokio::{
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};

/// Long enough that only something that hangs is found out.
const EVENTUALLY: Duration = Duration::from_secs(120);
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OLD_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// A folder with the operator's file for subscriptions at a receiver.
fn folder(url: &str, subscriptions: &[&str]) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    for (name, secret) in [("secret", SECRET), ("old", OLD_SECRET)] {
        let file = folder.path().join(name);
        std::fs::write(&file, format!("{secret}\n")).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    }
    let mut text =
        "allow_http_on_loopback = true\npublic_url = 'https://registro.example/'\n".to_owned();
    for subscription in subscriptions {
        text.push_str(&format!(
            "[[subscription]]\nurl = '{url}'\nsecret_files = ['secret', 'old']\nnetworks = ['127.0.0.0/8']\n{subscription}\n"
        ));
    }
    std::fs::write(folder.path().join("webhooks.toml"), text).unwrap();
    folder
}

fn notifier(folder: &Path, database: PathBuf) -> Notifier {
    Notifier {
        follower: Follower::new(database, 1, Duration::from_secs(5), ApiMetrics::default()),
        subscriptions: Subscriptions::read(&folder.join("webhooks.toml")).unwrap(),
        state: folder.join("webhooks.sqlite"),
        patience: Patience {
            answer: Duration::from_secs(2),
            first_wait: Duration::from_millis(10),
            longest_wait: Duration::from_millis(50),
            give_up: Duration::from_secs(3600),
        },
        look: Duration::from_millis(20),
        metrics: Metrics::default(),
    }
}

/// A notifier that runs until it is told to stop.
struct Running {
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Running {
    fn new(notifier: Notifier) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = tokio::spawn(async move {
            let shutdown = async {
                let _ = stopped.await;
            };
            notifier.run(shutdown).await.unwrap();
        });
        Running { stop, ended }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        timeout(EVENTUALLY, self.ended).await.unwrap().unwrap();
    }
}

async fn until(mut is_so: impl FnMut() -> bool) {
    let waited = timeout(EVENTUALLY, async {
        while !is_so() {
            sleep(Duration::from_millis(20)).await;
        }
    });
    waited.await.expect("it does not happen");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_entry_signed_and_in_order() {
    let mut source = Source::of_the_story();
    let receiver = Receiver::new(Behaviour::Take).await;
    let folder = folder(&receiver.url(), &["name = 'all'\nbegin = 'start'"]);
    let running = Running::new(notifier(folder.path(), source.file()));
    until(|| receiver.taken().len() == source.heads().len()).await;
    source.grow();
    until(|| receiver.taken().len() == source.heads().len()).await;
    running.stop().await;

    let taken = receiver.taken();
    let ids: Vec<_> = taken.iter().map(|message| message.id.clone()).collect();
    let heads = source.heads();
    assert_eq!(
        ids,
        heads
            .iter()
            .map(|head| format!("entry-{head}"))
            .collect::<Vec<_>>()
    );
    for message in &taken {
        // With the new secret and with the old one; not with another.
        for secret in [SECRET, OLD_SECRET] {
            let verifier = standardwebhooks::Webhook::new(secret).unwrap();
            verifier
                .verify(message.body.as_bytes(), &message.headers)
                .unwrap();
        }
        let other =
            standardwebhooks::Webhook::new("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert!(
            other
                .verify(message.body.as_bytes(), &message.headers)
                .is_err()
        );
    }
    let first: serde_json::Value = serde_json::from_str(&taken[0].body).unwrap();
    assert_eq!(first["type"], "entry.appended");
    assert_eq!(first["data"]["entry"]["head"], heads[0]);
    assert_eq!(
        first["data"]["links"]["trail"],
        "https://registro.example/v1/parties/1/entries"
    );
}

/// A year in which no certificate of these tests has run out.
const FAR: i32 = 2100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_tls_to_whom_the_operators_authority_certifies() {
    let source = Source::of_the_story();
    let authority = Authority::new();
    let identity = authority.certify("localhost", FAR);
    let receiver = Receiver::over_tls(Behaviour::Take, identity).await;
    let folder = folder(
        &receiver.url(),
        &["name = 'all'\nbegin = 'start'\nca_file = 'ca.pem'"],
    );
    // Several in one file; this one is among them.
    let bundle = Authority::new().pem + &authority.pem;
    std::fs::write(folder.path().join("ca.pem"), bundle).unwrap();
    let running = Running::new(notifier(folder.path(), source.file()));
    let all = source.heads().len();
    until(|| receiver.taken().len() == all).await;
    running.stop().await;
    for message in receiver.taken() {
        standardwebhooks::Webhook::new(SECRET)
            .unwrap()
            .verify(message.body.as_bytes(), &message.headers)
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_tls_to_nobody_else() {
    let source = Source::of_the_story();
    let (authority, other) = (Authority::new(), Authority::new());
    let trusted = "ca_file = 'ca.pem'";
    for (what, identity, trust) in [
        ("nobody's", authority.certify("localhost", FAR), ""),
        (
            "another authority's",
            other.certify("localhost", FAR),
            trusted,
        ),
        (
            "for another name",
            authority.certify("hooks.example", FAR),
            trusted,
        ),
        ("run out", authority.certify("localhost", 2002), trusted),
    ] {
        let receiver = Receiver::over_tls(Behaviour::Take, identity).await;
        let folder = folder(
            &receiver.url(),
            &[&format!("name = 'a'\nbegin = 'start'\n{trust}")],
        );
        std::fs::write(folder.path().join("ca.pem"), &authority.pem).unwrap();
        let mut notifier = notifier(folder.path(), source.file());
        notifier.patience.give_up = Duration::from_millis(200);
        let running = Running::new(notifier);
        let state = folder.path().join("webhooks.sqlite");
        let stopped = || {
            let standing = State::look(&state).ok()?.standing("a").ok()??;
            standing.stopped.then_some(standing)
        };
        until(|| stopped().is_some()).await;
        running.stop().await;
        let why = stopped().unwrap().last_failure.unwrap();
        assert!(why.contains("certificate"), "{what}: {why}");
        assert_eq!(receiver.tries(), 0, "{what}: nothing was told");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_fails_holds_up_its_own_and_nobody_elses() {
    let source = Source::of_the_story();
    let failing = Receiver::new(Behaviour::FailEachThird).await;
    let good = Receiver::new(Behaviour::Take).await;
    let folder = folder(
        &failing.url(),
        &[
            "name = 'failing'\nbegin = 'start'",
            "name = 'good'\nbegin = 'start'",
        ],
    );
    let file = folder.path().join("webhooks.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, after) = text.rsplit_once(&failing.url()).unwrap();
    std::fs::write(&file, format!("{before}{}{after}", good.url())).unwrap();
    let running = Running::new(notifier(folder.path(), source.file()));
    let all = source.heads().len();
    until(|| failing.taken().len() == all && good.taken().len() == all).await;
    running.stop().await;
    let ids = |receiver: &Receiver| -> Vec<_> {
        receiver
            .taken()
            .into_iter()
            .map(|message| message.id)
            .collect()
    };
    assert_eq!(ids(&failing), ids(&good), "in order, each once");
    assert!(failing.tries() > all);
    assert_eq!(good.tries(), all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_was_asked_for_and_only_what_is_new() {
    let mut source = Source::of_the_story();
    let receiver = Receiver::new(Behaviour::Take).await;
    let folder = folder(
        &receiver.url(),
        &["name = 'new'\n[subscription.filter]\naction = 'attest standing'"],
    );
    let running = Running::new(notifier(folder.path(), source.file()));
    let state = folder.path().join("webhooks.sqlite");
    until(|| {
        State::look(&state).is_ok_and(|state| state.standing("new").is_ok_and(|s| s.is_some()))
    })
    .await;
    source.grow();
    source.grow();
    until(|| receiver.taken().len() == 2).await;
    running.stop().await;
    let heads = source.heads();
    let ids: Vec<_> = receiver
        .taken()
        .into_iter()
        .map(|message| message.id)
        .collect();
    let expected = &heads[heads.len() - 2..];
    assert_eq!(
        ids,
        expected
            .iter()
            .map(|head| format!("entry-{head}"))
            .collect::<Vec<_>>()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_its_time_it_stops_until_the_operator_says_so() {
    let source = Source::of_the_story();
    let receiver = Receiver::new(Behaviour::Refuse(500)).await;
    let gone = Receiver::new(Behaviour::Refuse(410)).await;
    for (receiver, least) in [(&receiver, 2), (&gone, 1)] {
        let folder = folder(&receiver.url(), &["name = 'a'\nbegin = 'start'"]);
        let mut patient = notifier(folder.path(), source.file());
        patient.patience.give_up = Duration::from_secs(1);
        let running = Running::new(patient);
        let state = folder.path().join("webhooks.sqlite");
        let stopped = || {
            let standing = State::look(&state).ok()?.standing("a").ok()??;
            standing.stopped.then_some(standing)
        };
        until(|| stopped().is_some()).await;
        let tries = receiver.tries();
        assert!(tries >= least, "{tries}");
        let standing = stopped().unwrap();
        assert_eq!(standing.delivered, 0);
        assert!(
            standing
                .last_failure
                .unwrap()
                .contains("the receiver answered")
        );
        receiver.behave(Behaviour::Take);
        State::look(&state).unwrap().resume("a").unwrap();
        until(|| receiver.taken().len() == source.heads().len()).await;
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redirect_is_not_followed_and_a_silent_receiver_is_not_waited_for() {
    let source = Source::of_the_story();
    let inside = Receiver::new(Behaviour::Take).await;
    for behaviour in [Behaviour::Redirect(inside.url()), Behaviour::Silent] {
        let receiver = Receiver::new(behaviour).await;
        let folder = folder(&receiver.url(), &["name = 'a'\nbegin = 'start'"]);
        let mut notifier = notifier(folder.path(), source.file());
        notifier.patience.answer = Duration::from_millis(300);
        let running = Running::new(notifier);
        until(|| receiver.tries() >= 2).await;
        running.stop().await;
        assert_eq!(inside.tries(), 0);
    }
}

/// In a process of its own, for the test below, which kills it; by itself it does nothing.
#[test]
fn the_process_that_is_killed() {
    let Some(folder) = std::env::var_os("PORTICO_TEST_WEBHOOKS") else {
        return;
    };
    let folder = PathBuf::from(folder);
    let database = folder.join("ledger");
    let database = PathBuf::from(std::fs::read_to_string(database).unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let never = std::future::pending();
    runtime
        .block_on(notifier(&folder, database).run(never))
        .unwrap();
}

fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_process_that_is_killed"])
        .env("PORTICO_TEST_WEBHOOKS", folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_nothing_is_lost() {
    let source = Source::of_the_story();
    let receiver = Receiver::new(Behaviour::Silent).await;
    let folder = folder(&receiver.url(), &["name = 'all'\nbegin = 'start'"]);
    let database = source.file();
    std::fs::write(folder.path().join("ledger"), database.to_str().unwrap()).unwrap();
    let all = source.heads().len();
    // One that came again is the one that came last, with the same id.
    let arrived = || {
        let taken = receiver.taken().into_iter();
        let mut ids: Vec<_> = taken.map(|message| message.id).collect();
        ids.dedup();
        ids
    };
    let mut kills = 0;
    while arrived().len() < all {
        // It dies among the next three requests: while it waits for an answer to what was taken,
        // or in what it does once it has that answer.
        let last = receiver.tries() + 1 + kills % 3;
        receiver.behave(Behaviour::AsFarAs {
            last,
            answers_last: kills % 2 == 0,
        });
        let mut child = start(folder.path());
        until(|| receiver.tries() >= last || arrived().len() >= all).await;
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    // At most three were taken in each life.
    assert!(kills * 3 >= all, "{kills}");
    let expected: Vec<_> = source
        .heads()
        .iter()
        .map(|head| format!("entry-{head}"))
        .collect();
    assert_eq!(arrived(), expected);
}
