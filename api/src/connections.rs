// SPDX-License-Identifier: EUPL-1.2
//! How many connections there may be, in all and of one client, and what those beyond are told.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Semaphore,
    time::timeout,
};

use crate::{
    client::{Client, Clients},
    crowd::{Crowd, NoPlace, Place},
    metrics::{Counted, Metrics},
    problem::Problem,
};

/// How many connections beyond the limit are told so at once; others are just closed.
const REFUSALS: usize = 64;
/// How long telling may take.
const REFUSAL_TIME: Duration = Duration::from_secs(1);
/// How much of a request is read and thrown away before closing. A connection that is closed with bytes unread takes
/// back what was said on it.
const THROWN_AWAY: u64 = 16 * 1024;

/// Counts connections.
pub(crate) struct Connections {
    crowd: Arc<Crowd>,
    clients: Clients,
    metrics: Metrics,
    refusals: Arc<Semaphore>,
}

impl Connections {
    pub(crate) fn new(
        limit: usize,
        limit_per_client: usize,
        clients: Clients,
        metrics: Metrics,
    ) -> Self {
        Connections {
            crowd: Crowd::new(limit, limit_per_client),
            clients,
            metrics,
            refusals: Arc::new(Semaphore::new(REFUSALS)),
        }
    }

    /// A place for a connection from this address, until dropped.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn admit(&self, peer: IpAddr) -> Result<(Place, Counted), NoPlace> {
        // A trusted proxy's connections are many clients'.
        let client = (!self.clients.trust(peer)).then(|| Client::from(peer));
        match self.crowd.admit(client) {
            Ok(place) => Ok((place, self.metrics.connection())),
            Err(why) => {
                self.metrics.refused_connection(why.word());
                Err(why)
            }
        }
    }

    /// Tells a connection that there is no place for it, and closes it.
    pub(crate) fn refuse(&self, mut stream: TcpStream, peer: SocketAddr, why: NoPlace) {
        tracing::debug!(%peer, ?why, "a connection was refused");
        let Ok(permit) = self.refusals.clone().try_acquire_owned() else {
            return;
        };
        tokio::spawn(async move {
            let problem = match why {
                NoPlace::Full => Problem::busy(),
                NoPlace::TooManyOfOne => Problem::too_many_connections(),
            };
            let tell = async {
                stream.write_all(&problem.to_http1()).await?;
                stream.shutdown().await?;
                tokio::io::copy(&mut stream.take(THROWN_AWAY), &mut tokio::io::sink()).await
            };
            // Whether it was heard is the other side's business.
            let _ = timeout(REFUSAL_TIME, tell).await;
            drop(permit);
        });
    }
}
