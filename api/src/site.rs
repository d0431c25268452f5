// SPDX-License-Identifier: EUPL-1.2
//! The public site beside the API: a folder of built files (`frontend-static`), served where the API has nothing. It must
//! know nothing of what the files show, and never gives a file from outside the folder.
//!
//! Its requests are not counted against a client's rate: a page is a dozen files, and none costs a question to the
//! database.

use std::{path::Path, sync::Arc};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use tower_http::services::{ServeDir, ServeFile};
use tower_service::Service;

/// What a page of the site may do. The pages say so themselves, each a little more narrowly (`frontend-static/build/document.ts`);
/// that nobody may frame them can only be said here.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; connect-src 'self'";

/// The verifier in one file.
const VERIFIER: &str = "/verifier.html";

/// The verifier has its script and style in itself. Its own policy names their digests, and no page may do more than each
/// of its policies allows.
const VERIFIER_POLICY: &str = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Files whose names have a digest of their content in them.
const HASHED: &str = "/assets/";

/// Where the API answers; everything else is the site's.
const API: [&str; 5] = ["/v1", "/reference", "/problems", "/health", "/ready"];

/// The site, if there is one.
#[derive(Clone)]
pub(crate) struct Site(Option<Arc<Files>>);

struct Files {
    folder: ServeDir,
    not_found: ServeFile,
}

impl Site {
    pub(crate) fn new(folder: Option<&Path>) -> Self {
        Site(folder.map(|folder| {
            Arc::new(Files {
                folder: ServeDir::new(folder)
                    .precompressed_br()
                    .precompressed_gzip(),
                not_found: ServeFile::new(folder.join("404.html"))
                    .precompressed_br()
                    .precompressed_gzip(),
            })
        }))
    }
}

/// Answers with a file of the site where the API has no address.
pub(crate) async fn beside(State(site): State<Site>, request: Request, next: Next) -> Response {
    let Some(files) = site.0.filter(|_| is_for_the_site(&request)) else {
        return next.run(request).await;
    };
    let for_people = accepts_html(request.headers());
    let (asked, again) = twice(&request);
    // Files cannot fail to answer: what cannot be read is logged and 500.
    let Ok(mut response) = files.folder.clone().call(asked).await;
    let is_there = response.status() != StatusCode::NOT_FOUND;
    if !is_there {
        if !for_people {
            return next.run(request).await;
        }
        let Ok(page) = files.not_found.clone().call(again).await;
        response = page;
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    let mut response = response.map(Body::new);
    let path = request.uri().path();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(if path == VERIFIER {
            VERIFIER_POLICY
        } else {
            POLICY
        }),
    );
    // Everything else keeps its name when it changes, so it is asked for anew, and not sent again (304) while it is the same.
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if is_there && path.starts_with(HASHED) {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }),
    );
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Whether the site is to be asked: reading, and not where the API answers. The root has both: the site for people, the
/// list of addresses for programs.
fn is_for_the_site(request: &Request) -> bool {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path();
    let is_of_the_api = API.iter().any(|begin| {
        path.strip_prefix(begin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    reads && !is_of_the_api && (path != "/" || accepts_html(request.headers()))
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// The request for the file itself, and one for the page that is shown if there is no such file: whole, whatever part or
/// version of the file was asked for.
fn twice(request: &Request) -> (Request, Request) {
    let of = |headers: &HeaderMap| {
        let mut copy = Request::new(Body::empty());
        *copy.method_mut() = request.method().clone();
        *copy.uri_mut() = request.uri().clone();
        *copy.headers_mut() = headers.clone();
        copy
    };
    let encoding = request.headers().get(header::ACCEPT_ENCODING);
    let plain = encoding.map(|encoding| (header::ACCEPT_ENCODING, encoding.clone()));
    (of(request.headers()), of(&HeaderMap::from_iter(plain)))
}
