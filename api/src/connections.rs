// SPDX-License-Identifier: EUPL-1.2
//! How many connections there may be, in all and of one client, and what those beyond are told.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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
    limit: usize,
    limit_per_client: usize,
    clients: Clients,
    metrics: Metrics,
    open: Mutex<Open>,
    refusals: Arc<Semaphore>,
}

#[derive(Default)]
struct Open {
    all: usize,
    /// Those of clients; connections of trusted proxies are many clients'.
    of: HashMap<Client, usize>,
}

/// A place for one connection, until dropped.
pub(crate) struct Place {
    connections: Arc<Connections>,
    client: Option<Client>,
    _counted: Counted,
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPlace {
    /// There are too many connections.
    Full,
    /// The client has too many.
    TooManyOfOne,
}

impl Connections {
    pub(crate) fn new(
        limit: usize,
        limit_per_client: usize,
        clients: Clients,
        metrics: Metrics,
    ) -> Arc<Self> {
        Arc::new(Connections {
            limit,
            limit_per_client,
            clients,
            metrics,
            open: Mutex::default(),
            refusals: Arc::new(Semaphore::new(REFUSALS)),
        })
    }

    /// A place for a connection from this address.
    pub(crate) fn admit(self: &Arc<Self>, peer: IpAddr) -> Result<Place, NoPlace> {
        let client = (!self.clients.trust(peer)).then(|| Client::from(peer));
        let mut open = self.open();
        let of_client = client.map_or(0, |client| open.of.get(&client).copied().unwrap_or(0));
        if of_client >= self.limit_per_client {
            self.metrics.refused_connection("client");
            return Err(NoPlace::TooManyOfOne);
        }
        if open.all >= self.limit {
            self.metrics.refused_connection("all");
            return Err(NoPlace::Full);
        }
        open.all += 1;
        if let Some(client) = client {
            open.of.insert(client, of_client + 1);
        }
        Ok(Place {
            connections: self.clone(),
            client,
            _counted: self.metrics.connection(),
        })
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

    fn open(&self) -> MutexGuard<'_, Open> {
        // Nothing panics between the two counts.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.open();
        open.all -= 1;
        let Some(client) = self.client else { return };
        match open.of.get_mut(&client) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                open.of.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::TrustedProxies;

    fn connections() -> Arc<Connections> {
        let proxies = TrustedProxies {
            networks: vec!["10.0.0.1/32".parse().unwrap()],
            ..TrustedProxies::default()
        };
        Connections::new(5, 2, Clients::new(proxies), Metrics::default())
    }

    fn admit(connections: &Arc<Connections>, peer: &str) -> Result<Place, NoPlace> {
        connections.admit(peer.parse().unwrap())
    }

    #[test]
    fn in_all_and_of_one_client() {
        let connections = connections();
        let mut places = vec![
            admit(&connections, "192.0.2.1").ok(),
            admit(&connections, "192.0.2.1").ok(),
        ];
        let refused = admit(&connections, "192.0.2.1").err();
        assert_eq!(refused, Some(NoPlace::TooManyOfOne));
        for _ in 0..3 {
            places.push(admit(&connections, "10.0.0.1").ok());
        }
        assert!(places.iter().all(Option::is_some));
        let refused = admit(&connections, "192.0.2.2").err();
        assert_eq!(refused, Some(NoPlace::Full));
        drop(places);
        assert!(connections.open().of.is_empty());
        assert_eq!(connections.open().all, 0);
        assert_eq!(connections.metrics.open_connections(), 0);
        assert!(admit(&connections, "192.0.2.2").is_ok());
    }
}
