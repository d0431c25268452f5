// SPDX-License-Identifier: EUPL-1.2
//! More connections and requests than the service takes: those beyond are told so, others are answered, and memory
//! does not grow with them.

use std::time::Duration;

use tokio::{io::AsyncWriteExt, net::TcpStream, task::JoinSet, time::sleep};

use crate::{
    ledger::Mirror,
    sockets::{Running, ask, header, until_closed},
};

/// Resident memory of this process, in bytes.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_of_one_client() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.connections_per_client = 20;
    let running = Running::new(config).await;
    let mut held = Vec::new();
    for _ in 0..20 {
        held.push(running.connect(1).await);
    }
    let refused = running.get(1, "/v1/awards").await;
    assert!(
        refused.starts_with("HTTP/1.1 429 Too Many Requests\r\n"),
        "{refused}"
    );
    assert_eq!(header(&refused, "retry-after"), Some("1"));
    assert!(refused.contains("/problems/too-many-requests"), "{refused}");
    let other = running.get(2, "/v1/awards").await;
    assert!(other.starts_with("HTTP/1.1 200 OK\r\n"), "{other}");
    // One that is closed makes room for another.
    drop(held.pop());
    while running.metrics.open_connections() > 19 {
        sleep(Duration::from_millis(10)).await;
    }
    let taken = running.get(1, "/v1/awards").await;
    assert!(taken.starts_with("HTTP/1.1 200 OK\r\n"), "{taken}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_connections() {
    const LIMIT: usize = 200;
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.connections = LIMIT;
    // However slow the machine is that tests this.
    config.head_time = Duration::from_secs(3600);
    let running = Running::new(config).await;
    let before = resident();
    let mut held: Vec<TcpStream> = Vec::new();
    for number in 0..1000u32 {
        let client = u8::try_from(number / 50 + 1).unwrap();
        let mut stream = running.connect(client).await;
        let _ = stream.write_all(b"GET /v1/awards HTTP/1.1\r\n").await;
        held.push(stream);
        assert!(running.metrics.open_connections() <= i64::try_from(LIMIT).unwrap());
    }
    let grown = resident().saturating_sub(before);
    assert!(grown < 64 << 20, "{grown} bytes more for 1,000 connections");
    // So many at once are not told, but closed; one that comes when they are gone is told.
    let mut refused = String::new();
    while refused.is_empty() {
        refused = running.get(100, "/v1/awards").await;
    }
    assert!(
        refused.starts_with("HTTP/1.1 503 Service Unavailable\r\n"),
        "{refused}"
    );
    assert_eq!(header(&refused, "retry-after"), Some("1"));
    assert!(refused.contains("/problems/busy"), "{refused}");
    // Those that were in time are answered.
    let mut first = held.swap_remove(0);
    first
        .write_all(b"host: localhost\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let answer = until_closed(first).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    drop(held);
    while running.metrics.open_connections() > 0 {
        sleep(Duration::from_millis(10)).await;
    }
    let answer = running.get(1, "/health").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_of_many_clients_at_once() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.requests = 4;
    config.readers = 1;
    let running = Running::new(config).await;
    let mut asked = JoinSet::new();
    for number in 0..400u32 {
        let client = u8::try_from(number % 40 + 1).unwrap();
        let stream = running.connect(client).await;
        asked.spawn(ask(stream, "/v1/awards/1/trail"));
        if number % 50 == 0 {
            let answer = running.get(200, "/health").await;
            assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        }
    }
    while let Some(answer) = asked.join_next().await {
        let answer = answer.unwrap();
        let is_refused = answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n")
            && header(&answer, "retry-after").is_some();
        assert!(
            is_refused || answer.starts_with("HTTP/1.1 200 OK\r\n"),
            "{answer}"
        );
    }
    assert_eq!(running.metrics.in_flight(), 0);
}
