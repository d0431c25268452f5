// SPDX-License-Identifier: EUPL-1.2
//! A second, small listener for whoever runs the system: `/metrics` for Prometheus (OpenMetrics), `/health`, and `/ready` for
//! what reads or writes a database. It has an address of its own because its answers are not for everybody, and so that it
//! answers when the service's own connections are all taken, or where there is no service: beside an indexer.

use std::{future::Future, net::SocketAddr, path::PathBuf, sync::Arc};

use axum::{
    Router,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus_client::{encoding::text::encode, registry::Registry};

use crate::{
    config::Config,
    server::{ServeError, Server},
    state::AppState,
    status,
};

/// The media type of what is answered.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// A listener that has not begun to answer.
#[derive(Debug)]
pub struct Monitoring(Server);

impl Monitoring {
    /// Listens, to show what is in the registry; and at `/ready`, if a database is named, whether that is up to date, as the
    /// API says it of itself.
    ///
    /// # Errors
    /// [`ServeError`].
    pub async fn bind(
        address: SocketAddr,
        registry: Registry,
        database: Option<PathBuf>,
    ) -> Result<Self, ServeError> {
        let registry = Arc::new(registry);
        let mut router = Router::new()
            .route("/metrics", get(move || async move { show(&registry) }))
            .route("/health", get(async || "alive\n"));
        let mut config = Config::new(address, database.clone().unwrap_or_default());
        config.connections = 64;
        if database.is_some() {
            let ready = Router::new().route("/ready", get(status::ready));
            router = router.merge(ready.with_state(AppState::new(&config)));
        }
        Ok(Monitoring(Server::listen(&config, router).await?))
    }

    /// Where it listens: the port that was taken, if 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.0.address()
    }

    /// Answers until `shutdown` resolves.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) {
        self.0.run(shutdown).await;
    }
}

fn show(registry: &Registry) -> Response {
    let mut text = String::new();
    match encode(&mut text, registry) {
        Ok(()) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
