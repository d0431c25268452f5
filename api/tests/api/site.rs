// SPDX-License-Identifier: EUPL-1.2
//! The public site beside the API: which of the two answers where, and that nothing outside of the folder is given away.

use std::{fs, path::Path};

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use tempfile::TempDir;

use crate::{
    asking::{Answer, get, get_with, send},
    ledger::Mirror,
};

const HTML: &[(header::HeaderName, &str)] =
    &[(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")];

/// A folder with a site, beside a file that is none of it.
struct Site {
    around: TempDir,
    router: Router,
    _mirror: Mirror,
}

impl Site {
    fn new() -> Self {
        let around = tempfile::tempdir().unwrap();
        let folder = around.path().join("site");
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("index.html", "<!doctype html>home");
        write("award/index.html", "<!doctype html>award");
        write("404.html", "<!doctype html>nothing here");
        write("verifier.html", "<!doctype html>verifier");
        write("assets/page-1234.js", "export {};");
        write("assets/page-1234.js.br", "compressed");
        fs::write(around.path().join("ledger.key"), "secret").unwrap();
        let mirror = Mirror::of_the_story();
        let mut config = mirror.config();
        config.site = Some(folder);
        Site {
            around,
            router: portico_api::router(&config),
            _mirror: mirror,
        }
    }

    async fn page(&self, uri: &str) -> Answer {
        get_with(&self.router, uri, HTML).await
    }

    fn folder(&self) -> &Path {
        self.around.path()
    }
}

#[tokio::test]
async fn people_get_pages_and_programs_the_api() {
    let site = Site::new();
    for (uri, text) in [
        ("/", "home"),
        ("/award/?id=7", "award"),
        ("/award/index.html", "award"),
    ] {
        let answer = site.page(uri).await;
        assert_eq!(answer.status, StatusCode::OK, "{uri}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/html");
        assert_eq!(answer.body, format!("<!doctype html>{text}").as_bytes());
    }
    let moved = site.page("/award?id=7").await;
    assert_eq!(moved.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(moved.header(header::LOCATION), "/award/?id=7");

    let index = get(&site.router, "/").await;
    assert_eq!(index.json()["name"], "Portico API");
    for uri in ["/v1/awards/1", "/ready", "/health", "/v1/openapi.json"] {
        let answer = site.page(uri).await;
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "application/json",
            "{uri}"
        );
    }
}

#[tokio::test]
async fn where_there_is_nothing_each_is_told_so_in_its_own_form() {
    let site = Site::new();
    let page = site.page("/awrad/").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(page.body, b"<!doctype html>nothing here");
    // A part of the page, or news of it, is not what was asked for.
    let partial = [
        HTML[0].clone(),
        (header::RANGE, "bytes=0-3"),
        (header::IF_NONE_MATCH, "*"),
    ];
    let page = get_with(&site.router, "/awrad/", &partial).await;
    assert_eq!((page.status, page.body.len()), (StatusCode::NOT_FOUND, 27));

    let asset = site.page("/assets/page-0000.js").await;
    assert_eq!(asset.status, StatusCode::NOT_FOUND);
    assert_eq!(asset.header(header::CACHE_CONTROL), "no-cache");

    let program = get(&site.router, "/awrad/").await;
    assert_eq!(program.problem(), "/problems/no-such-endpoint");
    let of_the_api = site.page("/v1/awrads").await;
    assert_eq!(of_the_api.problem(), "/problems/no-such-endpoint");
}

#[tokio::test]
async fn pages_say_what_they_may_do_and_how_long_they_hold() {
    let site = Site::new();
    let page = site.page("/award/").await;
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(page.header(header::CACHE_CONTROL), "no-cache");
    assert_eq!(page.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    let etag = page.header(header::ETAG).to_owned();
    let again = get_with(
        &site.router,
        "/award/",
        &[HTML[0].clone(), (header::IF_NONE_MATCH, &etag)],
    )
    .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);

    let asset = get(&site.router, "/assets/page-1234.js").await;
    assert_eq!(
        asset.header(header::CACHE_CONTROL),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(asset.header(header::CONTENT_TYPE), "text/javascript");
    let compressed = get_with(
        &site.router,
        "/assets/page-1234.js",
        &[(header::ACCEPT_ENCODING, "gzip, br")],
    )
    .await;
    assert_eq!(compressed.header(header::CONTENT_ENCODING), "br");
    assert_eq!(compressed.body, b"compressed");

    let verifier = site.page("/verifier.html").await;
    // Not the folder's: the one that this program was built with.
    assert!(verifier.body.len() > 100_000, "{}", verifier.body.len());
    let policy = verifier.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("script-src 'sha256-"), "{policy}");
    let api = site.page("/reference/").await;
    let policy = api.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("form-action 'none'"), "{policy}");
}

#[tokio::test]
async fn nothing_outside_of_the_folder_is_given_away() {
    let site = Site::new();
    assert!(site.folder().join("ledger.key").is_file());
    for uri in [
        "/../ledger.key",
        "/award/../../ledger.key",
        "/%2e%2e/ledger.key",
        "/..%2fledger.key",
        "/%2e%2e%2fledger.key",
        "/award/%2e%2e/%2e%2e/ledger.key",
        "/..%5cledger.key",
        "//ledger.key",
        "/%00",
        "/%ff",
    ] {
        let answer = site.page(uri).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{uri}");
        assert_eq!(answer.body, b"<!doctype html>nothing here", "{uri}");
    }
    // Where it is said absolutely.
    let absolute = format!("/{}", site.folder().join("ledger.key").display());
    assert_eq!(site.page(&absolute).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_can_only_be_read_and_do_not_count_against_the_rate() {
    let site = Site::new();
    let request = Request::builder()
        .method(Method::POST)
        .uri("/award/")
        .body(Body::empty())
        .unwrap();
    let answer = send(&site.router, request).await;
    assert_eq!(answer.problem(), "/problems/no-such-endpoint");
    let page = site.page("/award/").await;
    assert!(!page.headers.contains_key("x-ratelimit-remaining"));
}

#[tokio::test]
async fn without_a_site_the_api_is_alone() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let index = get_with(&router, "/", HTML).await;
    assert!(String::from_utf8_lossy(&index.body).contains("<h1>Portico API</h1>"));
    let nothing = get_with(&router, "/award/", HTML).await;
    assert_eq!(nothing.problem(), "/problems/no-such-endpoint");
}
