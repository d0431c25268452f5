// SPDX-License-Identifier: EUPL-1.2
//! One connection: HTTP/1.1, or HTTP/2 without encryption as reverse proxies speak it, for as long as the other side
//! goes on. One that sends its request too slowly, does not take its answer, or stays silent, is closed.

use std::{error::Error, io, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{MissedTickBehavior, interval},
};
use tokio_io_timeout::TimeoutWriter;
use tower_service::Service;

use crate::{
    client::Peer,
    config::Config,
    metrics::Metrics,
    progress::{Progress, Standstill, Tracked},
};

/// Bytes of a request's head, and of what is written ahead of a slow reader.
const BUFFER: usize = 64 * 1024;
/// Streams that a client of HTTP/2 may reset before they were taken up, or by its errors (CVE-2023-44487).
const RESETS: usize = 20;

/// What all connections share.
pub(crate) struct Serving {
    router: Router,
    builder: Builder<TokioExecutor>,
    head_time: Duration,
    write_time: Duration,
    metrics: Metrics,
}

impl Serving {
    pub(crate) fn new(router: Router, config: &Config, metrics: Metrics) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            // From the end of the answer before: so long may a connection stay silent, too.
            // Of header fields it takes a hundred; any other number would cost memory for each request.
            .header_read_timeout(config.head_time)
            .max_buf_size(BUFFER);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(config.streams)
            .max_pending_accept_reset_streams(RESETS)
            .max_local_error_reset_streams(RESETS)
            .max_header_list_size(16 * 1024)
            .max_send_buf_size(BUFFER)
            .keep_alive_interval(config.head_time)
            .keep_alive_timeout(config.head_time);
        Serving {
            router,
            builder,
            head_time: config.head_time,
            write_time: config.write_time,
            metrics,
        }
    }

    /// Serves a connection until it ends, its other side stops going on, or `stop` says so and its requests are
    /// answered.
    pub(crate) async fn connection(
        self: Arc<Self>,
        stream: TcpStream,
        peer: Peer,
        mut stop: watch::Receiver<bool>,
    ) {
        // An answer is written whole: waiting for more to send would only make it late.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection ended at once");
            return;
        }
        let mut io = TimeoutWriter::new(stream);
        io.set_timeout(Some(self.write_time));
        let progress = Progress::new();
        let service = service_fn(|mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            let under_way = progress.begin();
            let answer = self.router.clone().call(request);
            async move {
                let response = answer.await?;
                Ok::<_, std::convert::Infallible>(
                    response.map(|body| Body::new(Tracked::new(body, under_way))),
                )
            }
        });
        let mut connection = pin!(
            self.builder
                .serve_connection(TokioIo::new(Box::pin(io)), service)
        );
        let mut looks = interval(self.head_time.min(self.write_time) / 4);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stopping = false;
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(peer = %peer.0, error, "a connection ended early");
                        if is_time_limit(error.as_ref()) {
                            self.metrics.slow_connection();
                        }
                    }
                    return;
                }
                // An error means that nobody is left who could tell: the process ends.
                _ = stop.wait_for(|stop| *stop), if !stopping => {
                    stopping = true;
                    connection.as_mut().graceful_shutdown();
                }
                _ = looks.tick() => match progress.standstill(self.head_time, self.write_time) {
                    None => {}
                    Some(Standstill::Silent) => {
                        tracing::debug!(peer = %peer.0, "a connection without requests was closed");
                        return;
                    }
                    Some(Standstill::Untaken) => {
                        tracing::debug!(peer = %peer.0, "a connection that takes no answer was closed");
                        self.metrics.slow_connection();
                        return;
                    }
                }
            }
        }
    }
}

/// Whether a connection ended because its other side did not go on.
fn is_time_limit(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let of_reading = error
            .downcast_ref::<hyper::Error>()
            .is_some_and(hyper::Error::is_timeout);
        let of_writing = error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::TimedOut);
        if of_reading || of_writing {
            return true;
        }
        cause = error.source();
    }
    false
}
