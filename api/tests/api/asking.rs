// SPDX-License-Identifier: EUPL-1.2
//! Asking the service, without a socket, and comparing what it answers with a snapshot.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::{
    documented,
    ledger::{Mirror, name_random_digests},
};

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> &str {
        self.headers
            .get(&name)
            .unwrap_or_else(|| panic!("the answer has no {name}"))
            .to_str()
            .unwrap()
    }

    /// Whether it is a problem document that agrees with the status; its type.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(
            self.header(header::CONTENT_TYPE),
            "application/problem+json"
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        for field in ["title", "detail"] {
            let text = problem[field].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{field} in {problem}");
        }
        problem["type"].as_str().expect("it has a type").to_owned()
    }

    /// The body, indented, in the order in which it was written.
    pub(crate) fn indented(&self) -> String {
        let mut out = Vec::new();
        let mut reader = serde_json::Deserializer::from_slice(&self.body);
        let mut writer = serde_json::Serializer::pretty(&mut out);
        serde_transcode::transcode(&mut reader, &mut writer).expect("the body is JSON");
        String::from_utf8(out).unwrap()
    }
}

/// Sends a request. The answer must be one that the OpenAPI document knows.
pub(crate) async fn send(router: &Router, request: Request<Body>) -> Answer {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    // The router never fails: it answers.
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let answer = Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    };
    documented::check(&method, &path, &answer).await;
    answer
}

/// Asks for an address.
pub(crate) async fn get(router: &Router, uri: &str) -> Answer {
    get_with(router, uri, &[]).await
}

/// Asks for an address, with headers.
pub(crate) async fn get_with(
    router: &Router,
    uri: &str,
    headers: &[(header::HeaderName, &str)],
) -> Answer {
    let mut request = Request::builder().method(Method::GET).uri(uri);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    send(router, request.body(Body::empty()).unwrap()).await
}

/// The answer to a question about the story, for a snapshot: the address, the status and the JSON.
pub(crate) async fn about_the_story(uri: &str) -> String {
    about(&Mirror::of_the_story(), uri).await
}

/// Likewise about the story of tenders.
pub(crate) async fn about_tenders(uri: &str) -> String {
    about(&Mirror::of_tenders(), uri).await
}

/// Likewise about any ledger.
pub(crate) async fn about(mirror: &Mirror, uri: &str) -> String {
    let answer = get(&portico_api::router(&mirror.config()), uri).await;
    let json = name_random_digests(&mirror.chain, &answer.indented());
    format!("GET {uri}\n{}\n\n{json}", answer.status)
}

/// Likewise about the story, where the answer is text.
pub(crate) async fn text_about_the_story(uri: &str) -> String {
    let mirror = Mirror::of_the_story();
    let answer = get(&portico_api::router(&mirror.config()), uri).await;
    let text = String::from_utf8(answer.body).expect("the body is text");
    let text = name_random_digests(&mirror.chain, &text);
    format!(
        "GET {uri}\n{}\n\n{}",
        answer.status,
        text.replace("\r\n", "\n")
    )
}
