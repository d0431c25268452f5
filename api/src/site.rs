// SPDX-License-Identifier: EUPL-1.2
//! The public site beside the API: a folder of built files (`frontend-static`), served where the API has nothing. It must
//! know nothing of what the files show, and never gives a file from outside the folder.
//!
//! Its requests are not counted against a client's rate: a page is a dozen files, and none costs a question to the
//! database.

use std::{path::Path, sync::Arc};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use tower_http::services::{ServeDir, ServeFile};
use tower_service::Service;

use crate::verifier;

/// What a page of the site may do. The pages say so themselves, each a little more narrowly (`frontend-static/build/document.ts`);
/// that nobody may frame them can only be said here.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; connect-src 'self'";

/// Files whose names have a digest of their content in them.
const HASHED: &str = "/assets/";

/// Where the API answers; everything else is the site's. The verifier in one file is the one that this program was built with, under its
/// own policy, whatever the folder has.
const API: [&str; 6] = [
    "/v1",
    "/reference",
    "/problems",
    "/health",
    "/ready",
    verifier::PATH,
];

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

    /// What is asked of the site, if the request is for it.
    pub(crate) fn asked(&self, request: &Request) -> Option<Asked> {
        let files = self.0.as_ref().filter(|_| is_for_the_site(request))?;
        let (file, page) = twice(request);
        Some(Asked {
            files: files.clone(),
            for_people: accepts_html(request.headers()),
            is_hashed: request.uri().path().starts_with(HASHED),
            file,
            page,
        })
    }
}

/// A question to the site.
pub(crate) struct Asked {
    files: Arc<Files>,
    for_people: bool,
    is_hashed: bool,
    /// The request for the file itself.
    file: Request,
    /// The request for the page that says that there is no such file.
    page: Request,
}

impl Asked {
    /// A file of the site; none if it has no such file and a program asks, to whom the API says so.
    pub(crate) async fn answer(self) -> Option<Response> {
        // Files cannot fail to answer: what cannot be read is logged and 500.
        let Ok(mut response) = self.files.folder.clone().call(self.file).await;
        let is_there = response.status() != StatusCode::NOT_FOUND;
        if !is_there {
            if !self.for_people {
                return None;
            }
            let Ok(page) = self.files.not_found.clone().call(self.page).await;
            response = page;
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        let mut response = response.map(Body::new);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        );
        // Everything else keeps its name when it changes, so it is asked for anew, and not sent again (304) while it is the same.
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(if is_there && self.is_hashed {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            }),
        );
        headers.append(header::VARY, HeaderValue::from_static("accept"));
        Some(response)
    }
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
