// SPDX-License-Identifier: EUPL-1.2
//! The page that verifies evidence in a browser, as it was built and committed: `evidence/browser/verifier.html`. It is served with the
//! policy that it has in itself, so that nothing else runs in it and it can speak to nobody, this service included.
//!
//! Whoever does not trust this service compares the saved page with the digest in the manifest, or builds it.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

use crate::{
    reading::tagged,
    tag::{KnownTags, Tag},
};

/// Where it is served.
pub(crate) const PATH: &str = "/verifier.html";

const PAGE: &str = include_str!("../../evidence/browser/verifier.html");
/// Before the page's own policy.
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";

/// The page's own policy, and that no other page may show it in a frame, which only a header can say.
fn policy() -> Option<HeaderValue> {
    let (_, rest) = PAGE.split_once(POLICY)?;
    let (own, _) = rest.split_once('"')?;
    HeaderValue::from_str(&format!("{own}; frame-ancestors 'none'")).ok()
}

/// `GET /verifier.html`: the page.
pub(crate) async fn page(headers: HeaderMap) -> Response {
    let tag = Tag::of_bytes(PAGE.as_bytes());
    let body = (!KnownTags::of(&headers).contains(&tag)).then(|| Body::from(PAGE));
    let mut response = tagged(&tag, body, "text/html; charset=utf-8");
    // Without one of its own the service's policy holds, under which the page does nothing.
    if let Some(policy) = policy() {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
