// SPDX-License-Identifier: EUPL-1.2
//! What the service counts of itself, and where it shows it.

use portico_api::Monitoring;
use prometheus_client::registry::Registry;

use crate::{
    ledger::Mirror,
    sockets::{Running, ask, header},
};

#[tokio::test]
async fn what_is_answered_is_counted_by_route_and_status() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.connections_per_client = 2;
    let running = Running::new(config).await;
    let mut registry = Registry::default();
    running.metrics.register(&mut registry);
    let monitoring = Monitoring::bind(([127, 0, 0, 1], 0).into(), registry, None)
        .await
        .unwrap();
    let address = monitoring.address();
    tokio::spawn(monitoring.run(std::future::pending()));

    for uri in [
        "/v1/awards/1",
        "/v1/awards/2",
        "/v1/awards/999",
        "/nowhere/x",
    ] {
        running.get(1, uri).await;
    }
    let _held = [running.connect(2).await, running.connect(2).await];
    let refused = running.get(2, "/v1/awards").await;
    assert!(refused.starts_with("HTTP/1.1 429 "), "{refused}");
    // Nobody but this address shows it.
    let hidden = running.get(1, "/metrics").await;
    assert!(hidden.starts_with("HTTP/1.1 404 "), "{hidden}");

    let shown = ask(
        tokio::net::TcpStream::connect(address).await.unwrap(),
        "/metrics",
    )
    .await;
    let kind = header(&shown, "content-type").unwrap();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    for line in [
        "portico_api_requests_total{route=\"/v1/awards/{id}\",status=\"200\"} 2",
        "portico_api_requests_total{route=\"/v1/awards/{id}\",status=\"404\"} 1",
        "portico_api_requests_total{route=\"none\",status=\"404\"} 2",
        "portico_api_answer_time_seconds_count{route=\"/v1/awards/{id}\"} 3",
        "portico_api_refused_connections_total{reason=\"client\"} 1",
        "portico_api_connections 2",
        "portico_api_requests_in_flight 0",
    ] {
        assert!(shown.lines().any(|found| found == line), "{line}\n{shown}");
    }
    assert!(shown.ends_with("# EOF\n"), "{shown}");
    let alive = ask(
        tokio::net::TcpStream::connect(address).await.unwrap(),
        "/health",
    )
    .await;
    assert!(alive.starts_with("HTTP/1.1 200 OK"), "{alive}");
}

#[tokio::test]
async fn whether_a_database_is_up_to_date_is_said_where_there_is_no_service() {
    let mirror = Mirror::of_the_story();
    let shown = async |database| {
        let nowhere = ([127, 0, 0, 1], 0).into();
        let monitoring = Monitoring::bind(nowhere, Registry::default(), database)
            .await
            .unwrap();
        let address = monitoring.address();
        tokio::spawn(monitoring.run(std::future::pending()));
        ask(
            tokio::net::TcpStream::connect(address).await.unwrap(),
            "/ready",
        )
        .await
    };
    let ready = shown(Some(mirror.file())).await;
    assert!(ready.starts_with("HTTP/1.1 200 OK"), "{ready}");
    let behind = mirror.chain.block + 31;
    let connection = rusqlite::Connection::open(mirror.file()).unwrap();
    connection
        .execute("UPDATE chain SET finalised_number = ?1", [behind])
        .unwrap();
    let not_ready = shown(Some(mirror.file())).await;
    assert!(not_ready.starts_with("HTTP/1.1 503 "), "{not_ready}");
    assert!(not_ready.contains("31 blocks behind"), "{not_ready}");
    let none = shown(Some(mirror.file().with_extension("none"))).await;
    assert!(none.starts_with("HTTP/1.1 503 "), "{none}");
    // Whoever has none says nothing of one.
    let other = shown(None).await;
    assert!(other.starts_with("HTTP/1.1 404 "), "{other}");
}
