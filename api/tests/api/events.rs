// SPDX-License-Identifier: EUPL-1.2
//! The live stream: every entry exactly once, whatever happens to the connection; who gets what; how it ends.

use std::time::Duration;

use axum::http::{StatusCode, header};
use portico_rules::memory::{
    pair,
    sample::{self, party, who},
};
use rusqlite::Connection;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
    time::{sleep, timeout},
};

use crate::{
    asking::{get, get_with},
    ledger::{Mirror, config},
    sockets::{self, Running},
};

/// Long enough that only a stream that hangs is found out.
const EVENTUALLY: Duration = Duration::from_secs(120);

/// An event of the stream.
#[derive(Debug, Clone)]
struct Event {
    id: String,
    name: String,
    data: String,
}

/// A client as browsers are: what it was sent whole counts, and it comes back with the last id.
struct Client {
    stream: TcpStream,
    head: Option<String>,
    received: String,
    last_id: Option<String>,
}

impl Client {
    async fn connect(running: &Running, uri: &str, last_id: Option<String>) -> Self {
        Self::connect_from(running, 1, uri, last_id).await
    }

    /// From an address of its own.
    async fn connect_from(
        running: &Running,
        client: u8,
        uri: &str,
        last_id: Option<String>,
    ) -> Self {
        let mut stream = running.connect(client).await;
        let last = last_id
            .as_deref()
            .map_or_else(String::new, |id| format!("last-event-id: {id}\r\n"));
        // Of this version, so that the body comes as it is.
        let request = format!("GET {uri} HTTP/1.0\r\nhost: localhost\r\n{last}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        Client {
            stream,
            head: None,
            received: String::new(),
            last_id,
        }
    }

    /// Reads once, at most so many bytes; the events that are whole now. `None` at the end.
    async fn read(&mut self, most: usize) -> Option<Vec<Event>> {
        let mut bytes = vec![0; most];
        let read = timeout(EVENTUALLY, self.stream.read(&mut bytes))
            .await
            .expect("nothing comes")
            .ok()
            .filter(|read| *read > 0)?;
        // What is sent is ASCII but for names, and never cut within a character for long.
        self.received
            .push_str(&String::from_utf8_lossy(&bytes[..read]));
        if self.head.is_none()
            && let Some((head, rest)) = self.received.split_once("\r\n\r\n")
        {
            self.head = Some(head.to_owned());
            self.received = rest.to_owned();
        }
        let mut events = Vec::new();
        while self.head.is_some()
            && let Some((text, rest)) = self.received.split_once("\n\n")
        {
            let field = |name: &str| {
                let line = text.lines().find_map(|line| line.strip_prefix(name))?;
                Some(line.trim_start_matches(": ").to_owned())
            };
            if let Some(id) = field("id") {
                self.last_id = Some(id);
            }
            if let (Some(data), Some(id)) = (field("data"), &self.last_id) {
                events.push(Event {
                    id: id.clone(),
                    name: field("event").unwrap_or_default(),
                    data,
                });
            }
            self.received = rest.to_owned();
        }
        Some(events)
    }
}

/// The ids of entries, in order, that a condition finds.
fn ids(mirror: &Mirror, condition: &str) -> Vec<String> {
    let connection = Connection::open(mirror.file()).unwrap();
    let sql = format!(
        "SELECT block_number || '-' || event_index FROM entries WHERE {condition} ORDER BY id"
    );
    let mut statement = connection.prepare(&sql).unwrap();
    let ids = statement.query_map([], |row| row.get(0)).unwrap();
    ids.collect::<Result<_, _>>().unwrap()
}

fn lively(mirror: &Mirror) -> portico_api::Config {
    let mut config = config(&mirror.file());
    config.look = Duration::from_millis(20);
    config.heartbeat = Duration::from_millis(100);
    config.rate = None;
    config
}

/// One more entry, in a block of its own.
fn grow(mirror: &mut Mirror) {
    mirror.chain.advance(6);
    let body = sample::standing("2028-06-30");
    mirror
        .chain
        .direct(&pair(who::OVERSIGHT), Some(party::COOPERATIVE), body)
        .unwrap();
    mirror.index();
}

/// Follows from the beginning until `last` has come; every now and then the connection breaks.
async fn follow(running: &Running, uri: &str, last: &str, mut random: u64) -> Vec<Event> {
    let mut chance = move |most: u64| {
        // Any sequence will do (xorshift).
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % most
    };
    let mut all: Vec<Event> = Vec::new();
    let mut client = Client::connect(running, uri, None).await;
    loop {
        let most = usize::try_from(chance(4000) + 1).unwrap();
        if let Some(events) = client.read(most).await {
            all.extend(events);
        }
        if all.last().is_some_and(|event| event.id == last) {
            return all;
        }
        if chance(4) == 0 {
            client = Client::connect(running, uri, client.last_id.take()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_entry_exactly_once_whenever_the_connection_breaks() {
    let mut mirror = Mirror::of_the_story();
    let running = Running::new(lively(&mirror)).await;
    // What will have been written, and the last of it: indexed while clients follow.
    let mut planned = 0;
    let all = follow_all(&running, &mut mirror, &mut planned).await;
    assert_eq!(planned, 20);
    let expected = ids(&mirror, "true");
    assert!(expected.len() > 80, "{} entries", expected.len());
    for events in all {
        let found: Vec<_> = events.iter().map(|event| event.id.clone()).collect();
        assert_eq!(found, expected);
        assert!(events.iter().all(|event| event.name == "entry"));
    }
}

async fn follow_all(
    running: &Running,
    mirror: &mut Mirror,
    planned: &mut usize,
) -> Vec<Vec<Event>> {
    // The id of the last entry is known beforehand: each is alone in its block.
    let last = format!("{}-1", mirror.chain.block + 20);
    let clients = async {
        let uri = "/v1/events?after=0-0";
        let (a, b, c) = tokio::join!(
            follow(running, uri, &last, 0x9e37_79b9_7f4a_7c15),
            follow(running, uri, &last, 0xbf58_476d_1ce4_e5b9),
            follow(running, uri, &last, 0x94d0_49bb_1331_11eb),
        );
        vec![a, b, c]
    };
    let growing = async {
        for _ in 0..20 {
            sleep(Duration::from_millis(30)).await;
            grow(mirror);
            *planned += 1;
        }
    };
    tokio::join!(clients, growing).0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_was_asked_for() {
    let mut mirror = Mirror::of_the_story();
    let running = Running::new(lively(&mirror)).await;
    for (asked, condition) in [
        (
            "subject_kind=award&subject=1",
            "subject_kind = 'award' AND subject_number = 1",
        ),
        ("action=claim", "action = 'claim'"),
        ("subject_kind=award&action=record%20payment", "false"),
    ] {
        let expected = ids(&mirror, condition);
        let uri = format!("/v1/events?after=0-0&{asked}");
        if let Some(last) = expected.last() {
            let events = follow(&running, &uri, last, 7).await;
            let found: Vec<_> = events.into_iter().map(|event| event.id).collect();
            assert_eq!(found, expected, "{asked}");
        }
    }
    // What concerns the cooperative: what it signed, what is about it, and its award and agreement, whoever signed.
    grow(&mut mirror);
    let last = ids(&mirror, "true").pop().unwrap();
    let events = follow(&running, "/v1/events?after=0-0&party=3", &last, 11).await;
    let found: Vec<_> = events.into_iter().map(|event| event.id).collect();
    let expected = ids(
        &mirror,
        "signer_party = 3 OR (subject_kind, subject_number) IN (VALUES ('party', 3), ('award', 1), ('agreement', 1))
         OR (subject_kind = 'agreement' AND subject_number IN (SELECT agreement FROM invitations WHERE party = 3))",
    );
    assert_eq!(found, expected);
    assert!(found.len() < ids(&mirror, "true").len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_is_the_line_of_the_trail() {
    let mirror = Mirror::of_the_story();
    let running = Running::new(lively(&mirror)).await;
    let last = ids(&mirror, "subject_kind = 'award' AND subject_number = 1")
        .pop()
        .unwrap();
    let uri = "/v1/events?after=0-0&subject_kind=award&subject=1";
    let events = follow(&running, uri, &last, 3).await;
    let router = portico_api::router(&mirror.config());
    let trail = get(&router, "/v1/awards/1/trail?limit=200").await.json();
    let lines = trail["items"].as_array().unwrap();
    assert_eq!(lines.len(), events.len());
    for (line, event) in lines.iter().zip(events) {
        assert_eq!(&serde_json::from_str::<Value>(&event.data).unwrap(), line);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_place_it_begins_now_and_shows_signs_of_life() {
    let mut mirror = Mirror::of_the_story();
    let running = Running::new(lively(&mirror)).await;
    let newest = ids(&mirror, "true").pop().unwrap();
    let mut client = Client::connect(&running, "/v1/events?action=pay", None).await;
    while client.last_id.is_none() {
        client.read(1000).await.unwrap();
    }
    assert_eq!(client.last_id.as_ref(), Some(&newest));
    let head = client.head.clone().unwrap().to_lowercase();
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    assert!(head.contains("cache-control: no-store"), "{head}");
    // Entries that were not asked for move the place on, with the signs of life.
    grow(&mut mirror);
    let moved = ids(&mirror, "true").pop().unwrap();
    while client.last_id.as_ref() != Some(&moved) {
        let events = client.read(1000).await.unwrap();
        assert!(events.is_empty(), "{events:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_for() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for query in [
        "after=1",
        "after=-1-1",
        "after=01-1",
        "after=",
        "subject=1",
        "subject_kind=x",
        "party=0",
        "action=",
        "action=%27",
        "limit=1",
    ] {
        let answer = get(&router, &format!("/v1/events?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.problem(), "/problems/invalid-parameter", "{query}");
    }
    let last = (header::HeaderName::from_static("last-event-id"), "nonsense");
    let answer = get_with(&router, "/v1/events", &[last]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.json()["parameter"] == "Last-Event-ID");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_streams_than_it_can_take() {
    let mirror = Mirror::of_the_story();
    let mut config = lively(&mirror);
    config.subscribers = 3;
    config.subscribers_per_client = 2;
    let running = Running::new(config).await;
    let ask = async |client: u8| {
        let mut stream = running.connect(client).await;
        let request = b"GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).await.unwrap();
        (String::from_utf8(begin.to_vec()).unwrap(), stream)
    };
    let mut held = Vec::new();
    for (client, status) in [(1, "200"), (1, "200"), (1, "429"), (2, "200"), (3, "503")] {
        let (begin, stream) = ask(client).await;
        assert_eq!(begin, format!("HTTP/1.1 {status}"), "client {client}");
        held.push(stream);
    }
    assert_eq!(running.metrics.subscribers(), 3);
    let refused = sockets::ask(running.connect(4).await, "/v1/events").await;
    assert_eq!(sockets::header(&refused, "retry-after"), Some("10"));
    // The place of one that is gone is free as soon as that is noticed.
    drop(held);
    while running.metrics.subscribers() > 0 {
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(ask(1).await.0, "HTTP/1.1 200");
}

/// As many readers as there may be, some with filters, two of them too slow to read at all: each of the others has every entry
/// once and in order while the ledger grows, and questions are answered meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundreds_read_at_once() {
    const FILTERS: [(&str, &str); 4] = [
        ("", "1"),
        ("&subject_kind=award", "subject_kind = 'award'"),
        ("&action=claim", "action = 'claim'"),
        (
            "&subject_kind=party&subject=3",
            "subject_kind = 'party' AND subject_number = 3",
        ),
    ];
    let mut mirror = Mirror::of_the_story();
    let config = lively(&mirror);
    let usual = portico_api::Config::new(([127, 0, 0, 1], 0).into(), "ledger.sqlite");
    let (all, of_a_client) = (usual.subscribers, usual.subscribers_per_client);
    assert!(all >= 200, "{all}");
    let running = Running::new(config).await;
    let connect = async |index: usize| {
        let client = u8::try_from(1 + index / of_a_client).unwrap();
        let filter = FILTERS[index % FILTERS.len()].0;
        let uri = format!("/v1/events?after=0-0{filter}");
        Client::connect_from(&running, client, &uri, None).await
    };
    // They do not read a byte.
    let asleep = [connect(0).await, connect(1).await];
    let mut readers = Vec::new();
    for index in asleep.len()..all {
        readers.push(connect(index).await);
    }
    while running.metrics.subscribers() < i64::try_from(all).unwrap() {
        sleep(Duration::from_millis(10)).await;
    }
    let refused = sockets::ask(running.connect(200).await, "/v1/events").await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");

    let (grown, _) = watch::channel(None);
    let reading: Vec<_> = readers
        .into_iter()
        .map(|mut reader| {
            let grown = grown.subscribe();
            tokio::spawn(async move {
                let mut events: Vec<Event> = Vec::new();
                // Until it has been told what there was at the end, of which its id tells also where nothing was for it.
                loop {
                    events.extend(reader.read(16_384).await.expect("it goes on"));
                    let end: Option<String> = grown.borrow().clone();
                    if end.is_some() && reader.last_id == end {
                        return events;
                    }
                }
            })
        })
        .collect();
    for _ in 0..20 {
        grow(&mut mirror);
        let answer = sockets::ask(running.connect(201).await, "/v1/awards/1").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let end = ids(&mirror, "1").pop();
    grown.send_replace(end);
    let expected = FILTERS.map(|(_, condition)| ids(&mirror, condition));
    for (index, reading) in (asleep.len()..).zip(reading) {
        let events = reading.await.unwrap();
        let had: Vec<_> = events.into_iter().map(|event| event.id).collect();
        assert_eq!(had, expected[index % FILTERS.len()], "reader {index}");
    }
    drop(asleep);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn streams_end_when_the_service_does() {
    let mirror = Mirror::of_the_story();
    let mut config = lively(&mirror);
    config.shutdown_time = Duration::from_secs(3600);
    let running = Running::new(config).await;
    let mut client = Client::connect(&running, "/v1/events", None).await;
    while client.last_id.is_none() {
        client.read(1000).await.unwrap();
    }
    let stopped = timeout(EVENTUALLY, running.stop()).await;
    stopped.expect("it does not end").unwrap();
    while client.read(1000).await.is_some() {}
}
