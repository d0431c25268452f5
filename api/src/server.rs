// SPDX-License-Identifier: EUPL-1.2
//! The listening socket, and how serving begins and ends.

use std::{future::Future, io, net::SocketAddr, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::oneshot, time::sleep};

use crate::{config::Config, router::router};

/// Why the service does not start, or stopped.
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
    /// Serving failed.
    #[error("serving on {address} failed: {source}")]
    Serve {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

/// A service that listens and has not begun to answer.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    shutdown_time: Duration,
}

impl Server {
    /// Listens; from now on connections wait for [`Server::run`].
    ///
    /// # Errors
    /// [`ServeError::Listen`].
    pub async fn bind(config: Config) -> Result<Self, ServeError> {
        let failed = |source| ServeError::Listen {
            address: config.listen,
            source,
        };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Server {
            listener,
            address,
            router: router(&config),
            shutdown_time: config.shutdown_time,
        })
    }

    /// Where it listens: the port that was taken, if 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` resolves, then lets requests end for as long as the configuration says.
    ///
    /// # Errors
    /// [`ServeError::Serve`].
    pub async fn run(
        self,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let Server {
            listener,
            address,
            router,
            shutdown_time,
        } = self;
        tracing::info!(%address, "serving");
        let (stopping, stopped) = oneshot::channel();
        let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
            shutdown.await;
            // Nobody listens any more only if serving has ended already.
            let _ = stopping.send(());
        });
        let too_long = async {
            // An error means that serving ended by itself, and then the other branch tells.
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
            sleep(shutdown_time).await;
        };
        tokio::select! {
            served = serving.into_future() => {
                served.map_err(|source| ServeError::Serve { address, source })
            }
            () = too_long => {
                tracing::warn!(%address, "some requests had not ended when the time for shutting down was over");
                Ok(())
            }
        }
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
    Server::bind(config).await?.run(shutdown).await
}
