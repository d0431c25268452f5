// SPDX-License-Identifier: EUPL-1.2
//! What every answer tells browsers: to take it for what it says it is, and, where it is a page, to load nothing from elsewhere.

use axum::http::{HeaderMap, HeaderValue, header};

/// What a page of this service may do: load what comes from here, and ask this service. The styles are the reference page's,
/// which writes some of them into its elements.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'";

/// The policy as a header. Where the service is reached from outside is no other place, wherever the page was loaded.
pub(crate) fn policy(public_url: Option<&str>) -> HeaderValue {
    public_url
        // These two would be the policy's own.
        .filter(|url| !url.contains([';', ',']))
        .and_then(|url| HeaderValue::from_str(&format!("{POLICY} {url}")).ok())
        .unwrap_or_else(|| HeaderValue::from_static(POLICY))
}

/// Adds the headers.
pub(crate) fn write(policy: &HeaderValue, headers: &mut HeaderMap) {
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    // The site's pages and the verifier's have policies of their own.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert_with(|| policy.clone());
}
