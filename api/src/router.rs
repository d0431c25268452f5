// SPDX-License-Identifier: EUPL-1.2
//! Which handler answers where, and the layers around all of them: limits, one form for errors, compression,
//! cross-origin reading, logs.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{Method, StatusCode, header},
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
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    agreements, attestations, awards, claims, commands, config::Config, declared, documentation,
    documents, endpoints, endpoints::Index, entries, events, events::Live, evidence, feed, imports,
    list::list, metrics, milestones, parties, payments, problem, problem::Problem, rate, search,
    site, site::Site, state::AppState, statistics, status, transactions, verifier, work_lists,
};

/// What is served under `/v1`. Each route comes with its documentation, by `list::<…>()` or by `routes!` of a handler
/// with `#[utoipa::path]`; a plain `route` here would be one that nobody can read about.
fn documented() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(status::show))
        .routes(list::<parties::Parties>())
        .routes(routes!(parties::show))
        .routes(list::<entries::PartyEntries>())
        .routes(list::<agreements::Agreements>())
        .routes(routes!(agreements::show))
        .routes(list::<entries::AgreementEntries>())
        .routes(list::<awards::Awards>())
        .routes(routes!(awards::show))
        .routes(list::<entries::AwardTrail>())
        .merge(evidence::routes())
        .routes(list::<imports::Imports>())
        .routes(routes!(imports::show))
        .routes(list::<entries::ImportEntries>())
        .routes(list::<imports::HistoricalRecords>())
        .routes(list::<entries::Entries>())
        .routes(routes!(events::stream))
        .routes(routes!(feed::of_everything))
        .routes(routes!(feed::of_award))
        .routes(routes!(feed::of_party))
        .routes(list::<documents::Documents>())
        .routes(list::<documents::References>())
        .routes(list::<milestones::Milestones>())
        .routes(list::<claims::Claims>())
        .routes(list::<attestations::Attestations>())
        .routes(list::<payments::Payments>())
        .routes(routes!(search::search))
        .routes(routes!(statistics::show))
        .routes(list::<statistics::ByAdministration>())
        .routes(list::<statistics::ByBeneficiary>())
        .routes(list::<statistics::ByYear>())
        .routes(list::<statistics::ByMunicipality>())
        .routes(list::<statistics::RecordsByAuthority>())
        .routes(list::<statistics::RecordsByRecipient>())
        .routes(list::<statistics::RecordsByYear>())
        .routes(list::<work_lists::AwaitingAttestation>())
        .routes(list::<work_lists::AwaitingPayment>())
        .routes(list::<work_lists::AwaitingReceipt>())
        .routes(list::<work_lists::LapsingStandings>())
}

/// Everything that is served, for whoever brings an own socket.
pub fn router(config: &Config) -> Router {
    with_live(config).0
}

/// The same, and the streams, which somebody must close for serving to end.
pub(crate) fn with_live(config: &Config) -> (Router, Arc<Live>) {
    let state = AppState::new(config);
    let live = state.live.clone();
    let (v1, document) = documented()
        .layer(RequestBodyLimitLayer::new(config.request_body))
        // Commands are longer than questions.
        .merge(
            commands::routes()
                .merge(transactions::routes())
                .layer(RequestBodyLimitLayer::new(config.command_body)),
        )
        .split_for_parts();
    let document = documentation::complete(document, config);
    let index = Index::new(&document);
    let limited = Router::new()
        .route(
            "/",
            get(move |headers, query| endpoints::index(index, headers, query)),
        )
        .route("/problems/{name}", get(problem::describe))
        .route("/ready", get(status::ready))
        .route(verifier::PATH, get(verifier::page))
        .layer(RequestBodyLimitLayer::new(config.request_body))
        .nest("/v1", v1)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            config.answer_time,
        ))
        .layer(middleware::from_fn_with_state(state.clone(), one_of_few))
        .merge(documentation::routes(&document));
    let router = limited
        // Answers however busy the rest is.
        .route("/health", get(status::health))
        .fallback(problem::no_such_endpoint)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(problem::in_one_form))
        .layer(middleware::from_fn_with_state(state.clone(), rate::limited))
        .layer(middleware::from_fn_with_state(
            Site::new(config.site.as_deref()),
            site::beside,
        ))
        .layer(CompressionLayer::new())
        .layer(
            CorsLayer::new()
                .allow_origin(Any)
                .allow_methods([Method::GET, Method::HEAD, Method::POST])
                .allow_headers([header::CONTENT_TYPE, header::IF_NONE_MATCH])
                .expose_headers(
                    [header::ETAG, header::LOCATION, header::RETRY_AFTER]
                        .into_iter()
                        .chain(rate::HEADERS)
                        .collect::<Vec<_>>(),
                ),
        )
        .layer(middleware::from_fn_with_state(
            declared::policy(config.public_url.as_deref()),
            declared::as_declared,
        ))
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
