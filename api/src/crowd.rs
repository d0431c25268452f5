// SPDX-License-Identifier: EUPL-1.2
//! How many of something there may be at once, in all and of one client.
//!
//! Must not know of what.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::client::Client;

/// Counts what is there.
pub(crate) struct Crowd {
    limit: usize,
    limit_per_client: usize,
    present: Mutex<Present>,
}

#[derive(Default)]
struct Present {
    all: usize,
    of: HashMap<Client, usize>,
}

/// A place for one, until dropped.
pub(crate) struct Place {
    crowd: Arc<Crowd>,
    client: Option<Client>,
}

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPlace {
    /// There are too many.
    Full,
    /// There are too many of this client.
    TooManyOfOne,
}

impl NoPlace {
    /// As a label of the metrics.
    pub(crate) fn word(self) -> &'static str {
        match self {
            NoPlace::Full => "all",
            NoPlace::TooManyOfOne => "client",
        }
    }
}

impl Crowd {
    pub(crate) fn new(limit: usize, limit_per_client: usize) -> Arc<Self> {
        Arc::new(Crowd {
            limit,
            limit_per_client,
            present: Mutex::default(),
        })
    }

    /// A place for one more; `client` is whose it is, if that is one client.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn admit(self: &Arc<Self>, client: Option<Client>) -> Result<Place, NoPlace> {
        let mut present = self.present();
        let of_client = client.map_or(0, |client| present.of.get(&client).copied().unwrap_or(0));
        if client.is_some() && of_client >= self.limit_per_client {
            return Err(NoPlace::TooManyOfOne);
        }
        if present.all >= self.limit {
            return Err(NoPlace::Full);
        }
        present.all += 1;
        if let Some(client) = client {
            present.of.insert(client, of_client + 1);
        }
        Ok(Place {
            crowd: self.clone(),
            client,
        })
    }

    fn present(&self) -> MutexGuard<'_, Present> {
        // Nothing panics between the two counts.
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut present = self.crowd.present();
        present.all -= 1;
        let Some(client) = self.client else { return };
        match present.of.get_mut(&client) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                present.of.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn client(number: u32) -> Option<Client> {
        Some(IpAddr::from(Ipv4Addr::from(number)).into())
    }

    #[test]
    fn in_all_and_of_one_client() {
        let crowd = Crowd::new(5, 2);
        let mut places = vec![crowd.admit(client(1)).ok(), crowd.admit(client(1)).ok()];
        assert_eq!(crowd.admit(client(1)).err(), Some(NoPlace::TooManyOfOne));
        for _ in 0..3 {
            places.push(crowd.admit(None).ok());
        }
        assert!(places.iter().all(Option::is_some));
        assert_eq!(crowd.admit(client(2)).err(), Some(NoPlace::Full));
        drop(places);
        assert!(crowd.present().of.is_empty());
        assert_eq!(crowd.present().all, 0);
        assert!(crowd.admit(client(2)).is_ok());
    }
}
