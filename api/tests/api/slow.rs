// SPDX-License-Identifier: EUPL-1.2
//! Clients that hold a connection and do not go on: each is closed, and the others are answered meanwhile.

use std::{
    future::poll_fn,
    time::{Duration, Instant},
};

use axum::http::Request;
use portico_api::Config;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    ledger::Mirror,
    sockets::{Running, until_closed},
};

/// Long enough that only a service that never closes is found out.
const EVENTUALLY: Duration = Duration::from_secs(60);

fn impatient(mirror: &Mirror) -> Config {
    let mut config = mirror.config();
    config.head_time = Duration::from_millis(400);
    config.write_time = Duration::from_millis(400);
    config
}

async fn is_alive(running: &Running) {
    let answer = running.get(9, "/health").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_never_end() {
    let mirror = Mirror::of_the_story();
    let running = Running::new(impatient(&mirror)).await;
    let mut clients = JoinSet::new();
    for begin in [
        // Nothing at all, half the preface of HTTP/2, half a line, and a head that always goes on.
        "",
        "PRI * HTTP/2.0\r\n",
        "GET /v1/aw",
        "GET /v1/awards HTTP/1.1\r\nhost: localhost\r\n",
    ] {
        for _ in 0..10 {
            let mut stream = running.connect(1).await;
            clients.spawn(async move {
                stream.write_all(begin.as_bytes()).await.unwrap();
                let (read, mut write) = stream.into_split();
                let goes_on = async {
                    loop {
                        sleep(Duration::from_millis(50)).await;
                        if begin.ends_with("localhost\r\n")
                            && write.write_all(b"x-a: b\r\n").await.is_err()
                        {
                            std::future::pending::<()>().await;
                        }
                    }
                };
                let closed = async {
                    let mut read = read;
                    tokio::io::copy(&mut read, &mut tokio::io::sink()).await
                };
                tokio::select! {
                    () = goes_on => unreachable!(),
                    _ = closed => {}
                }
            });
        }
    }
    is_alive(&running).await;
    let closed = timeout(EVENTUALLY, async {
        while let Some(ended) = clients.join_next().await {
            ended.unwrap();
        }
    });
    assert!(closed.await.is_ok(), "{} are still open", clients.len());
    is_alive(&running).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_never_read() {
    let mirror = Mirror::of_the_story();
    let running = Running::new(impatient(&mirror)).await;
    let mut stream = running.connect(1).await;
    let request = b"GET /v1/awards/1/trail HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(64);
    // More and more requests, and not one answer read: until the other side takes no more, and closes.
    let refused = timeout(EVENTUALLY, async {
        while stream.write_all(&request).await.is_ok() {}
    });
    assert!(refused.await.is_ok(), "it is still open");
    is_alive(&running).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_of_http2_for_which_there_is_no_room() {
    let mirror = Mirror::of_the_story();
    let running = Running::new(impatient(&mirror)).await;
    let stream = running.connect(1).await;
    let (mut client, connection) = h2::client::Builder::new()
        .initial_window_size(10)
        .handshake::<_, axum::body::Bytes>(stream)
        .await
        .unwrap();
    let connection = tokio::spawn(connection);
    poll_fn(|context| client.poll_ready(context)).await.unwrap();
    let request = Request::get("http://localhost/v1/awards").body(()).unwrap();
    let (answer, _) = client.send_request(request, true).unwrap();
    let answer = answer.await.unwrap();
    assert_eq!(answer.status(), 200);
    // Its body is held and never read; pings are answered all the while.
    let ended = timeout(EVENTUALLY, connection).await;
    assert!(ended.is_ok(), "it is still open");
    drop(answer);
    is_alive(&running).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_in_use_is_not_closed() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    // Many times the pause between two requests, so that a busy machine does not make one too long.
    config.head_time = Duration::from_secs(3);
    let in_use = config.head_time + Duration::from_secs(1);
    let running = Running::new(config).await;
    let mut stream: TcpStream = running.connect(1).await;
    let begin = Instant::now();
    let mut requests = 0;
    while begin.elapsed() < in_use {
        sleep(Duration::from_millis(100)).await;
        let request = b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n";
        stream.write_all(request).await.unwrap();
        requests += 1;
    }
    let said = until_closed(stream).await;
    assert_eq!(said.matches("HTTP/1.1 200 OK").count(), requests, "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_without_requests_do_not_hold_up_the_end() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    // For as long as a request takes; there is none.
    config.shutdown_time = Duration::from_secs(3600);
    let running = Running::new(config).await;
    let mut used = running.connect(1).await;
    let request = b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n";
    used.write_all(request).await.unwrap();
    let mut begin = [0; 15];
    used.read_exact(&mut begin).await.unwrap();
    assert_eq!(&begin, b"HTTP/1.1 200 OK");
    let ended = timeout(EVENTUALLY, running.stop()).await;
    ended.expect("it does not end").unwrap();
    // It was closed, not left to wait.
    let rest = timeout(EVENTUALLY, until_closed(used)).await;
    assert!(rest.unwrap().ends_with("{\"status\":\"alive\"}"));
}
