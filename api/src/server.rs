// SPDX-License-Identifier: EUPL-1.2
//! The listening socket: which connections are taken, and how serving begins and ends.

use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinError, JoinSet},
    time::{sleep, timeout},
};

use crate::{
    client::{Clients, Peer},
    config::Config,
    connection::Serving,
    connections::Connections,
    events::Live,
    router::with_live,
};

/// How long to wait when no connection can be taken because something has run out, such as file descriptors.
const PAUSE: Duration = Duration::from_millis(200);

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {address}: {source}; choose another address, or stop what listens there"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// A service that listens and has not begun to answer.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    serving: Arc<Serving>,
    connections: Connections,
    /// Streams that have no end of their own.
    live: Option<Arc<Live>>,
    shutdown_time: Duration,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Server {
    /// Listens; from now on connections wait for [`Server::run`].
    ///
    /// # Errors
    /// [`ServeError::Listen`].
    pub async fn bind(config: Config) -> Result<Self, ServeError> {
        let (router, live) = with_live(&config);
        let mut server = Self::listen(&config, router).await?;
        server.live = Some(live);
        Ok(server)
    }

    /// Listens, to answer with a router of one's own.
    ///
    /// # Errors
    /// [`ServeError::Listen`].
    pub(crate) async fn listen(config: &Config, router: Router) -> Result<Self, ServeError> {
        let failed = |source| ServeError::Listen {
            address: config.listen,
            source,
        };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let metrics = config.metrics.clone();
        Ok(Server {
            listener,
            address,
            connections: Connections::new(
                config.connections,
                config.connections_per_client,
                Clients::new(config.proxies.clone()),
                metrics.clone(),
            ),
            serving: Arc::new(Serving::new(router, config, metrics)),
            live: None,
            shutdown_time: config.shutdown_time,
        })
    }

    /// Where it listens: the port that was taken, if 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` resolves, then takes no more connections and lets requests end for as long as the
    /// configuration says.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) {
        let Server {
            listener,
            address,
            serving,
            connections,
            live,
            shutdown_time,
        } = self;
        tracing::info!(%address, "serving");
        let (stop, stopped) = watch::channel(false);
        let mut open = JoinSet::new();
        let mut shutdown = pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                Some(ended) = open.join_next() => log_panic(ended),
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => match connections.admit(peer.ip()) {
                        Ok(place) => {
                            let serving = serving.clone();
                            let stopped = stopped.clone();
                            open.spawn(async move {
                                serving.connection(stream, Peer(peer), stopped).await;
                                drop(place);
                            });
                        }
                        Err(why) => connections.refuse(stream, peer, why),
                    },
                    // The other side has gone already.
                    Err(error) if is_of_the_connection(&error) => {}
                    Err(error) => {
                        tracing::error!(%address, %error, "no connection can be taken");
                        sleep(PAUSE).await;
                    }
                },
            }
        }
        drop(listener);
        stop.send_replace(true);
        if let Some(live) = live {
            live.close();
        }
        let ended = timeout(shutdown_time, async {
            while let Some(ended) = open.join_next().await {
                log_panic(ended);
            }
        });
        if ended.await.is_err() {
            tracing::warn!(
                %address,
                connections = open.len(),
                "some requests had not ended when the time for shutting down was over"
            );
            open.shutdown().await;
        }
    }
}

fn is_of_the_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

fn log_panic(ended: Result<(), JoinError>) {
    if let Err(panic) = ended {
        tracing::error!(%panic, "a connection ended abnormally");
    }
}

/// Listens and answers until `shutdown` resolves.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    Server::bind(config).await?.run(shutdown).await;
    Ok(())
}
