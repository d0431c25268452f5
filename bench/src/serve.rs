// SPDX-License-Identifier: EUPL-1.2
//! The API on a database in a process of its own, so that its memory can be told from the load's. Beside it, from
//! the same process, a constant document: what axum alone can do.

use std::{
    fs,
    io::{self, Read, Write},
    path::Path,
    time::Duration,
};

use anyhow::Result;
use axum::{
    body::Bytes,
    http::header::{CONTENT_TYPE, HeaderValue},
    response::IntoResponse,
    routing::get,
};
use portico_api::Config;
use tokio::net::TcpListener;

/// Serves until standard input ends; prints the address first.
///
/// # Errors
/// A file that cannot be read, an address that cannot be taken.
pub(crate) fn run(database: &Path, constant: Option<&Path>) -> Result<()> {
    let document: Bytes = match constant {
        Some(file) => fs::read(file)?.into(),
        None => Bytes::new(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let mut config = Config::new(listener.local_addr()?, database);
        config.requests = 4096;
        config.answer_time = Duration::from_secs(60);
        let router = portico_api::router(&config).route(
            "/constant",
            get(move || {
                let document = document.clone();
                async move {
                    let json = HeaderValue::from_static("application/json");
                    ([(CONTENT_TYPE, json)], document).into_response()
                }
            }),
        );
        println!("{}", listener.local_addr()?);
        io::stdout().flush()?;
        let ended = tokio::task::spawn_blocking(|| {
            // Ends when whoever started us is gone.
            let mut rest = Vec::new();
            io::stdin().read_to_end(&mut rest)
        });
        axum::serve(listener, router)
            .with_graceful_shutdown(async move {
                // However it ended, so do we.
                drop(ended.await);
            })
            .await?;
        Ok(())
    })
}
