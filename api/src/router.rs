// SPDX-License-Identifier: EUPL-1.2
//! Which handler answers where, and the layers around all of them: limits, one form for errors, compression,
//! cross-origin reading, logs.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    cors::{Any, CorsLayer},
    limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
    trace::{DefaultOnFailure, TraceLayer},
};
use tracing::Level;

use crate::{
    agreements, awards, config::Config, documents, endpoints, entries, events, events::Live,
    imports, metrics, parties, problem, problem::Problem, rate, state::AppState, status,
};

/// Everything that is served, for whoever brings an own socket.
pub fn router(config: &Config) -> Router {
    with_live(config).0
}

/// The same, and the streams, which somebody must close for serving to end.
pub(crate) fn with_live(config: &Config) -> (Router, Arc<Live>) {
    let state = AppState::new(config);
    let live = state.live.clone();
    let limited = Router::new()
        .route("/", get(endpoints::index))
        .route("/problems/{name}", get(problem::describe))
        .route("/ready", get(status::ready))
        .route("/v1/status", get(status::show))
        .route("/v1/parties", get(parties::list))
        .route("/v1/parties/{id}", get(parties::show))
        .route("/v1/parties/{id}/entries", get(entries::of_party))
        .route("/v1/agreements", get(agreements::list))
        .route("/v1/agreements/{id}", get(agreements::show))
        .route("/v1/agreements/{id}/entries", get(entries::of_agreement))
        .route("/v1/awards", get(awards::list))
        .route("/v1/awards/{id}", get(awards::show))
        .route("/v1/awards/{id}/trail", get(entries::of_award))
        .route("/v1/imports", get(imports::list))
        .route("/v1/imports/{id}", get(imports::show))
        .route("/v1/imports/{id}/entries", get(entries::of_import))
        .route("/v1/historical-records", get(imports::records))
        .route("/v1/events", get(events::stream))
        .route("/v1/documents/{sha256}", get(documents::show))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            config.answer_time,
        ))
        .layer(middleware::from_fn_with_state(state.clone(), one_of_few));
    let router = limited
        // Answers however busy the rest is.
        .route("/health", get(status::health))
        .fallback(problem::no_such_endpoint)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(RequestBodyLimitLayer::new(config.request_body))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(problem::in_one_form))
        .layer(middleware::from_fn_with_state(state.clone(), rate::limited))
        .layer(CompressionLayer::new())
        .layer(
            CorsLayer::new()
                .allow_origin(Any)
                .allow_methods([Method::GET, Method::HEAD])
                .allow_headers([header::IF_NONE_MATCH])
                .expose_headers(
                    [header::ETAG, header::RETRY_AFTER]
                        .into_iter()
                        .chain(rate::HEADERS)
                        .collect::<Vec<_>>(),
                ),
        )
        .layer(middleware::from_fn(as_declared))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            metrics::counted,
        ))
        // What fails is logged where it fails; that the answer was 5xx is no news.
        .layer(TraceLayer::new_for_http().on_failure(DefaultOnFailure::new().level(Level::DEBUG)))
        .with_state(state);
    (router, live)
}

/// Takes a request if there is room for one more.
async fn one_of_few(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match state.requests.try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => {
            state.metrics.refused_requests("busy");
            Problem::busy().into_response()
        }
    }
}

/// Tells browsers to take every answer for what it says it is.
async fn as_declared(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
