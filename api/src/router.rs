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
    agreements, aids, answers, attestations, awards, claims, commands, config::Config, declared,
    documentation, documents, endpoints, endpoints::Index, entries, events, events::Live, evidence,
    feed, imports, list::list, milestones, open_data, parties, payments, problem, problem::Problem,
    rate, red_flags, search, state::AppState, statistics, status, tenders, transactions, verifier,
    work_lists,
};

/// What is served under `/v1`. Each route comes with its documentation, by `list::<…>()` or by `routes!` of a handler
/// with `#[utoipa::path]`; a plain `route` here would be one that nobody can read about.
fn documented() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(status::show))
        .routes(list::<parties::Parties>())
        .routes(routes!(parties::show))
        .routes(list::<entries::PartyEntries>())
        .routes(list::<red_flags::PartyRedFlags>())
        .routes(list::<agreements::Agreements>())
        .routes(routes!(agreements::show))
        .routes(list::<entries::AgreementEntries>())
        .routes(list::<awards::Awards>())
        .routes(routes!(awards::show))
        .routes(list::<entries::AwardTrail>())
        .routes(list::<red_flags::AwardRedFlags>())
        .routes(list::<aids::Aids>())
        .routes(routes!(aids::de_minimis))
        .routes(list::<aids::MemberRegisters>())
        .routes(list::<red_flags::TenderRedFlags>())
        .routes(list::<tenders::Tenders>())
        .routes(routes!(tenders::show))
        .routes(list::<tenders::Bids>())
        .routes(list::<tenders::Clarifications>())
        .routes(list::<entries::TenderTrail>())
        .merge(evidence::routes())
        .routes(list::<imports::Imports>())
        .routes(routes!(imports::show))
        .routes(list::<entries::ImportEntries>())
        .routes(list::<imports::HistoricalRecords>())
        .routes(list::<entries::Entries>())
        .routes(routes!(events::stream))
        .routes(routes!(feed::of_everything))
        .routes(routes!(feed::of_award))
        .routes(routes!(feed::of_tender))
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
        .routes(list::<red_flags::RedFlags>())
        .routes(routes!(red_flags::definitions))
        .routes(list::<work_lists::AwaitingAttestation>())
        .routes(list::<work_lists::AwaitingPayment>())
        .routes(list::<work_lists::AwaitingReceipt>())
        .routes(list::<work_lists::LapsingStandings>())
        .merge(open_data::routes())
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
    let bounded = Router::new()
        .route(
            "/",
            get(move |headers, query| endpoints::index(index, headers, query)),
        )
        .route("/problems/{name}", get(problem::describe))
        .route("/ready", get(status::ready))
        .route(verifier::PATH, get(verifier::page))
        .layer(RequestBodyLimitLayer::new(config.request_body))
        .nest("/v1", v1)
        .layer((
            middleware::from_fn_with_state(state.clone(), one_of_few),
            TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, config.answer_time),
        ))
        .merge(documentation::routes(&document));
    let across_origins = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::IF_NONE_MATCH])
        .expose_headers(
            [header::ETAG, header::LOCATION, header::RETRY_AFTER]
                .into_iter()
                .chain(rate::HEADERS)
                .collect::<Vec<_>>(),
        );
    let router = bounded
        // Answers however busy the rest is.
        .route("/health", get(status::health))
        .fallback(problem::no_such_endpoint)
        .method_not_allowed_fallback(problem::method_not_allowed)
        // From outside in. One stack, and few functions in it: with every `layer` of a router, and with every function, a
        // request copies all that lies beneath it once more.
        .layer((
            // What fails is logged where it fails; that the answer was 5xx is no news.
            TraceLayer::new_for_http().on_failure(DefaultOnFailure::new().level(Level::DEBUG)),
            middleware::from_fn_with_state(state.clone(), counted),
            across_origins,
            CompressionLayer::new(),
            middleware::from_fn_with_state(state.clone(), limited),
            middleware::from_fn_with_state(state.clone(), answers::again),
            CatchPanicLayer::new(),
        ))
        .with_state(state);
    (router, live)
}

/// Counts a request, and adds what every answer declares.
async fn counted(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let counting = state.metrics.request(&request);
    let mut response = next.run(request).await;
    counting.answered(response.status());
    declared::write(&state.policy, response.headers_mut());
    response
}

/// Answers with the site where the API has nothing. Otherwise takes a request if its client has not made too many, says in every answer
/// how the client stands, and brings errors into one form.
async fn limited(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if let Some(asked) = state.site.asked(&request)
        && let Some(page) = asked.answer().await
    {
        return page;
    }
    let Some(count) = rate::count(&state, &request) else {
        return problem::in_one_form(next.run(request).await);
    };
    let mut response = match count.refusal() {
        None => problem::in_one_form(next.run(request).await),
        Some(problem) => {
            state.metrics.refused_requests("rate");
            problem.into_response()
        }
    };
    count.write(response.headers_mut());
    response
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
