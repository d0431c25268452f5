// SPDX-License-Identifier: EUPL-1.2
//! How many requests a client may make, and what it is told.

use std::num::NonZeroU32;

use portico_api::{Config, Rate};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::{
    ledger::Mirror,
    sockets::{Running, header, until_closed},
};

fn strict(mirror: &Mirror) -> Config {
    let mut config = mirror.config();
    config.rate = Some(Rate {
        per_second: NonZeroU32::MIN,
        burst: NonZeroU32::new(3).unwrap(),
    });
    config
}

#[tokio::test]
async fn every_answer_says_what_is_left() {
    let mirror = Mirror::of_the_story();
    let running = Running::new(strict(&mirror)).await;
    for (uri, remaining, reset) in [("/v1/awards", "2", "1"), ("/nowhere", "1", "2")] {
        let answer = running.get(1, uri).await;
        let told = ["x-ratelimit-limit", "x-ratelimit-remaining"].map(|name| header(&answer, name));
        assert_eq!(told, [Some("3"), Some(remaining)], "{answer}");
        // A second may pass between two requests.
        let until = header(&answer, "x-ratelimit-reset").unwrap();
        assert!(until <= reset, "{answer}");
        assert_eq!(
            header(&answer, "ratelimit-policy"),
            Some("\"client\";q=3;w=3")
        );
    }
}

#[tokio::test]
async fn too_many_are_refused_and_told_when_to_come_back() {
    let mirror = Mirror::of_the_story();
    let running = Running::new(strict(&mirror)).await;
    let mut refused = None;
    // At most one a second is given back, so this ends soon.
    while refused.is_none() {
        let answer = running.get(1, "/v1/awards/1").await;
        refused = answer.starts_with("HTTP/1.1 429 ").then_some(answer);
    }
    let refused = refused.unwrap();
    assert_eq!(header(&refused, "retry-after"), Some("1"), "{refused}");
    assert_eq!(header(&refused, "x-ratelimit-remaining"), Some("0"));
    assert!(refused.contains("/problems/too-many-requests"), "{refused}");
    let other = running.get(2, "/v1/awards/1").await;
    assert!(other.starts_with("HTTP/1.1 200 "), "{other}");
    for _ in 0..10 {
        let health = running.get(1, "/health").await;
        assert!(health.starts_with("HTTP/1.1 200 "), "{health}");
    }
}

async fn forwarded(running: &Running, client: &str) -> String {
    let mut stream: TcpStream = running.connect(1).await;
    let request = format!(
        "GET /v1/awards/1 HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {client}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let answer = until_closed(stream).await;
    header(&answer, "x-ratelimit-remaining").unwrap().to_owned()
}

#[tokio::test]
async fn behind_a_proxy_that_is_trusted_its_clients_are_counted() {
    let mirror = Mirror::of_the_story();
    let mut config = strict(&mirror);
    config.proxies.networks = vec!["127.0.0.1/32".parse().unwrap()];
    let running = Running::new(config).await;
    for client in ["203.0.113.1", "203.0.113.2", "9.9.9.9, 203.0.113.3"] {
        assert_eq!(forwarded(&running, client).await, "2", "{client}");
    }
    let running = Running::new(strict(&mirror)).await;
    let counted = [
        forwarded(&running, "203.0.113.1").await,
        forwarded(&running, "203.0.113.2").await,
    ];
    assert_eq!(counted[0], "2");
    assert_ne!(counted[1], "2", "a header of a client was believed");
}
