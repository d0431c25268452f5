// SPDX-License-Identifier: EUPL-1.2
//! The API on a database in a process of its own, so that its memory can be told from the load's. Beside it, from
//! the same process, a constant document: what axum alone can do.
//!
//! The API is the whole of it, as `portico serve` runs it, with its usual limits but for two: everybody asks from one
//! address here, so that one client may have any number of connections and make any number of requests. They are
//! counted all the same.

use std::{
    fs,
    io::{self, Read, Write},
    num::NonZeroU32,
    path::Path,
};

use anyhow::Result;
use axum::{
    Router,
    body::Bytes,
    http::header::{CONTENT_TYPE, HeaderValue},
    response::IntoResponse,
    routing::get,
};
use portico_api::{Config, Rate, Server};
use tokio::net::TcpListener;

/// What nobody reaches.
const RATE: Rate = Rate {
    per_second: NonZeroU32::new(1_000_000).expect("a million is not zero"),
    burst: NonZeroU32::new(1_000_000).expect("a million is not zero"),
};

/// Serves until standard input ends; prints the API's address first, then that of the constant document.
///
/// # Errors
/// A file that cannot be read, an address that cannot be taken.
pub(crate) fn run(database: &Path, constant: Option<&Path>, keep: bool) -> Result<()> {
    let document: Bytes = match constant {
        Some(file) => fs::read(file)?.into(),
        None => Bytes::new(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut config = Config::new(([127, 0, 0, 1], 0).into(), database);
        config.connections_per_client = config.connections;
        config.rate = Some(RATE);
        if !keep {
            config.answers_kept = 0;
        }
        let server = Server::bind(config).await?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("{}\n{}", server.address(), listener.local_addr()?);
        io::stdout().flush()?;
        let alone = Router::new().route(
            "/constant",
            get(move || {
                let document = document.clone();
                async move {
                    let json = HeaderValue::from_static("application/json");
                    ([(CONTENT_TYPE, json)], document).into_response()
                }
            }),
        );
        let alone = tokio::spawn(async { axum::serve(listener, alone).await });
        let ended = tokio::task::spawn_blocking(|| {
            // Ends when whoever started us is gone.
            let mut rest = Vec::new();
            io::stdin().read_to_end(&mut rest)
        });
        server
            .run(async move {
                // However it ended, so do we.
                drop(ended.await);
            })
            .await;
        alone.abort();
        Ok(())
    })
}
