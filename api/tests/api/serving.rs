// SPDX-License-Identifier: EUPL-1.2
//! HTTP itself: methods, limits, compression, other origins, and how serving ends.

use std::{io::Read, net::SocketAddr, time::Duration};

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use portico_api::{ServeError, Server};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
};

use crate::{
    asking::{get, get_with, send},
    ledger::Mirror,
};

fn request(method: Method, uri: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(uri)
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn it_can_only_be_read() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        for uri in ["/", "/health", "/v1/awards", "/v1/awards/1/trail"] {
            let answer = send(&router, request(method.clone(), uri)).await;
            assert_eq!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {uri}"
            );
            assert_eq!(answer.problem(), "/problems/method-not-allowed");
            assert_eq!(answer.header(header::ALLOW), "GET,HEAD", "{method} {uri}");
        }
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let whole = get(&router, "/v1/awards/1").await;
    let head = send(&router, request(Method::HEAD, "/v1/awards/1")).await;
    assert_eq!(head.status, StatusCode::OK);
    assert!(head.body.is_empty());
    for name in [header::CONTENT_TYPE, header::ETAG, header::CACHE_CONTROL] {
        assert_eq!(head.header(name.clone()), whole.header(name));
    }
}

#[tokio::test]
async fn addresses_that_do_not_exist() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for uri in [
        "/v1",
        "/v1/award",
        "/v1/awards/",
        "/v1/awards/1/",
        "/v2/awards",
        "//",
        "/v1/tender",
    ] {
        let answer = get(&router, uri).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{uri}");
        assert_eq!(answer.problem(), "/problems/no-such-endpoint", "{uri}");
    }
}

#[tokio::test]
async fn a_long_body_is_not_taken() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let mut long = request(Method::GET, "/v1/awards");
    long.headers_mut()
        .insert(header::CONTENT_LENGTH, 1025.into());
    let answer = send(&router, long).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.problem(), "/problems/content-too-large");
}

#[tokio::test]
async fn no_more_requests_than_it_can_take() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.requests = 0;
    let router = portico_api::router(&config);
    let answer = get(&router, "/v1/awards").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.problem(), "/problems/busy");
    assert_eq!(answer.header(header::RETRY_AFTER), "1");
    assert_eq!(get(&router, "/health").await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_longer_than_an_answer_may_take() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.answer_time = Duration::ZERO;
    let answer = get(&portico_api::router(&config), "/v1/awards").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.problem(), "/problems/timeout");
    assert_eq!(answer.header(header::RETRY_AFTER), "5");
}

#[tokio::test]
async fn answers_are_compressed_for_who_can_read_it() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let plain = get(&router, "/v1/awards").await;
    assert!(!plain.headers.contains_key(header::CONTENT_ENCODING));
    let packed = get_with(&router, "/v1/awards", &[(header::ACCEPT_ENCODING, "gzip")]).await;
    assert_eq!(packed.header(header::CONTENT_ENCODING), "gzip");
    assert_eq!(packed.body[..2], [0x1f, 0x8b]);
    assert!(packed.body.len() < plain.body.len());
}

#[tokio::test]
async fn whole_lists_are_compressed_too() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let uri = "/v1/awards?format=csv";
    let plain = get(&router, uri).await;
    let packed = get_with(&router, uri, &[(header::ACCEPT_ENCODING, "gzip")]).await;
    assert_eq!(packed.header(header::CONTENT_ENCODING), "gzip");
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed.body.as_slice())
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain.body);
}

#[tokio::test]
async fn pages_of_other_origins_may_read() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let origin = (header::ORIGIN, "https://journal.example");
    let answer = get_with(&router, "/v1/awards", std::slice::from_ref(&origin)).await;
    assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
    assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    let mut preflight = request(Method::OPTIONS, "/v1/awards");
    preflight
        .headers_mut()
        .insert(origin.0, origin.1.parse().unwrap());
    preflight.headers_mut().insert(
        header::ACCESS_CONTROL_REQUEST_METHOD,
        "POST".parse().unwrap(),
    );
    let answer = send(&router, preflight).await;
    assert_eq!(
        answer.header(header::ACCESS_CONTROL_ALLOW_METHODS),
        "GET,HEAD,POST"
    );
}

/// Sends a request over a socket and reads until the other side closes.
async fn over_a_socket(address: SocketAddr, uri: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {uri} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn it_serves_until_told_to_stop() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    config.shutdown_time = Duration::from_millis(300);
    let server = Server::bind(config).await.unwrap();
    let address = server.address();
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(server.run(async move {
        let _ = stopped.await;
    }));
    let answer = over_a_socket(address, "/v1/awards/2").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\"amount\":\"24.99\""), "{answer}");

    // A client that sends half a request and waits does not keep the service from ending.
    let mut stalled = TcpStream::connect(address).await.unwrap();
    stalled
        .write_all(b"GET /v1/awards HTTP/1.1\r\nhost:")
        .await
        .unwrap();
    over_a_socket(address, "/health").await;
    stop.send(()).unwrap();
    serving.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let mirror = Mirror::of_the_story();
    let first = Server::bind(mirror.config()).await.unwrap();
    let mut config = mirror.config();
    config.listen = first.address();
    let error = Server::bind(config).await.unwrap_err();
    assert!(matches!(error, ServeError::Listen { .. }));
    let said = error.to_string();
    assert!(said.contains(&first.address().to_string()), "{said}");
}
