// SPDX-License-Identifier: EUPL-1.2
//! The whole ledger as one CSV file: how fast it comes to whoever takes it, and what memory it costs while others take
//! theirs slowly and the rest of the world asks for trails.

use std::{
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use axum::body::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::{Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::sleep};

use crate::{
    load::{self, Load},
    report::{line, thousands},
    served::{Options, Served},
};

/// The largest list there is.
const LIST: &str = "/v1/entries?format=csv";
/// How many take it slowly; with the one who takes it fast as many as the API serves at once.
const SLOW: usize = 3;
/// How slowly, bytes a second.
const PACE: usize = 1_000_000;

/// Measures.
///
/// # Errors
/// The API does not answer, or breaks off.
pub(crate) fn run(database: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let served = Served::start(database, &Options::default())?;
    runtime.block_on(async {
        let slow: Vec<_> = (0..SLOW)
            .map(|_| tokio::spawn(take(served.api, Some(PACE))))
            .collect();
        let asking = tokio::spawn(load::run(Load {
            address: served.api,
            connections: 20,
            time: Duration::from_secs(20),
            rate: Some(500.0),
            path: Arc::new(|connection, question| {
                format!(
                    "/v1/awards/{}/trail",
                    1 + (connection as u64 * 31 + question * 7) % 900
                )
            }),
        }));
        let begun = Instant::now();
        let bytes = take(served.api, None).await?;
        let took = begun.elapsed().as_secs_f64();
        let answers = asking.await??;
        for reader in slow {
            ensure!(!reader.is_finished(), "a slow reader was broken off");
            reader.abort();
        }
        line(
            &format!(
                "**Export**: every entry as CSV, {} MB, while {SLOW} others take theirs at 1 MB/s",
                thousands(bytes as f64 / 1e6)
            ),
            &format!("{took:.0} s, {:.0} MB/s", bytes as f64 / 1e6 / took),
            "",
        );
        line(
            "trails meanwhile, 500 a second",
            &format!(
                "p50 {:.2} ms, p99 {:.2} ms",
                answers.within(0.5),
                answers.within(0.99)
            ),
            "",
        );
        if let Some(memory) = served.peak_memory() {
            line(
                "the API's memory, at most",
                &format!("{memory:.0} MB"),
                "below 200 MB",
            );
        }
        Ok(())
    })
}

/// Takes the list, at so many bytes a second if that is said; how many bytes it has.
async fn take(address: SocketAddr, pace: Option<usize>) -> Result<usize> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::get(LIST)
        .header("host", "localhost")
        .body(Empty::<Bytes>::new())?;
    let response = sender.send_request(request).await.context("asking")?;
    ensure!(
        response.status() == 200,
        "the answer is {}",
        response.status()
    );
    let mut body = response.into_body();
    let mut taken = 0;
    let begun = Instant::now();
    while let Some(frame) = body.frame().await {
        taken += frame?.data_ref().map_or(0, Bytes::len);
        if let Some(pace) = pace {
            let due = Duration::from_secs_f64(taken as f64 / pace as f64);
            sleep(due.saturating_sub(begun.elapsed())).await;
        }
    }
    Ok(taken)
}
