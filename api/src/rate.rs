// SPDX-License-Identifier: EUPL-1.2
//! How many requests a client may make: so many at once, and then so many a second (generic cell rate algorithm, which
//! is a token bucket). Every answer says how much is left, in the headers that AgID's API guidelines ask for and in
//! those of the IETF's draft (draft-ietf-httpapi-ratelimit-headers-10).

use std::{
    num::{NonZeroU32, NonZeroUsize},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue},
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::StateInformationMiddleware,
    nanos::Nanos,
    state::StateStore,
};
use lru::LruCache;

use crate::{client::Client, problem::Problem, state::AppState};

/// Requests that one client may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many in a second, in the long run.
    pub per_second: NonZeroU32,
    /// How many at once, after a pause.
    pub burst: NonZeroU32,
}

/// The headers, beside `Retry-After`; a test compares them with what is sent.
pub(crate) const HEADERS: [HeaderName; 5] = [
    HeaderName::from_static("x-ratelimit-limit"),
    HeaderName::from_static("x-ratelimit-remaining"),
    HeaderName::from_static("x-ratelimit-reset"),
    HeaderName::from_static("ratelimit-policy"),
    HeaderName::from_static("ratelimit"),
];

/// When each client's next request is due, for the clients seen last: others have asked for so long nothing, or there
/// are so many, that they begin anew. So memory is bounded, and many addresses take nothing from one that is in use.
struct Recent(Mutex<LruCache<Client, Nanos>>);

impl StateStore for Recent {
    type Key = Client;

    fn measure_and_replace<T, F, E>(&self, client: &Client, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        // A panic while the lock was held cannot leave the cache half-changed: `measure` runs before the change.
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (outcome, due) = measure(recent.get(client).copied())?;
        recent.put(*client, due);
        Ok(outcome)
    }
}

/// Counts requests.
pub(crate) struct RateLimit<C: Clock = MonotonicClock> {
    rate: Rate,
    /// The headers that are the same in every answer.
    limit: HeaderValue,
    policy: HeaderValue,
    limiter: RateLimiter<Client, Recent, C, StateInformationMiddleware>,
}

/// How a client stands after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    remaining: u32,
    /// Until the burst is whole again.
    reset: Duration,
    /// Until the next request is taken, if this one is not.
    refused_for: Option<Duration>,
}

impl RateLimit {
    pub(crate) fn new(rate: Rate, clients: NonZeroUsize) -> Self {
        Self::with_clock(rate, clients, MonotonicClock)
    }
}

impl<C: Clock> RateLimit<C> {
    fn with_clock(rate: Rate, clients: NonZeroUsize, clock: C) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        let recent = Recent(Mutex::new(LruCache::new(clients)));
        let burst = rate.burst.get();
        let window = seconds(Duration::from_secs(1) * burst / rate.per_second.get());
        RateLimit {
            rate,
            limit: burst.into(),
            policy: HeaderValue::try_from(format!("\"client\";q={burst};w={window}"))
                .expect("digits and punctuation are a header's value"),
            limiter: RateLimiter::new(quota, recent, clock),
        }
    }

    /// Counts a request of a client.
    fn count(&self, client: Client) -> Standing {
        let (remaining, refused_for) = match self.limiter.check_key(&client) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(until) => {
                let wait = until.wait_time_from(self.limiter.clock().now());
                (0, Some(wait))
            }
        };
        let missing = self.rate.burst.get().saturating_sub(remaining);
        Standing {
            remaining,
            reset: Duration::from_secs(1) * missing / self.rate.per_second.get(),
            refused_for,
        }
    }

    fn write(&self, standing: Standing, headers: &mut HeaderMap) {
        let Standing {
            remaining, reset, ..
        } = standing;
        let reset = seconds(reset);
        let [limit, left, until, policy, now] = HEADERS;
        headers.insert(limit, self.limit.clone());
        headers.insert(left, remaining.into());
        headers.insert(until, reset.into());
        headers.insert(policy, self.policy.clone());
        // Digits and punctuation: always a header value.
        if let Ok(value) = HeaderValue::try_from(format!("\"client\";r={remaining};t={reset}")) {
            headers.insert(now, value);
        }
    }
}

/// Whole seconds, rounded up: nobody comes back too early.
fn seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

/// The address at which asking is free: whoever watches over the service must not be taken for a flood.
const FREE: &str = "/health";

/// A request that was counted.
pub(crate) struct Count<'a> {
    limit: &'a RateLimit,
    standing: Standing,
}

/// Counts a request, unless nobody counts it.
pub(crate) fn count<'a>(state: &'a AppState, request: &Request) -> Option<Count<'a>> {
    if request.uri().path() == FREE {
        return None;
    }
    let limit = state.rate.as_ref()?;
    let client = state.clients.of(request.extensions(), request.headers())?;
    Some(Count {
        limit,
        standing: limit.count(client),
    })
}

impl Count<'_> {
    /// What the client is told, if it has made too many.
    pub(crate) fn refusal(&self) -> Option<Problem> {
        self.standing.refused_for.map(|wait| {
            // At least a second: there is no smaller number to write.
            let wait = u32::try_from(seconds(wait).max(1)).unwrap_or(u32::MAX);
            Problem::too_many_requests(wait)
        })
    }

    /// Says how the client stands.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        self.limit.write(self.standing, headers);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use governor::clock::FakeRelativeClock;

    use super::*;

    fn client(number: u32) -> Client {
        IpAddr::from(Ipv4Addr::from(number)).into()
    }

    fn limit(clients: usize) -> (RateLimit<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let rate = Rate {
            per_second: NonZeroU32::new(2).unwrap(),
            burst: NonZeroU32::new(4).unwrap(),
        };
        let clients = NonZeroUsize::new(clients).unwrap();
        let limit = RateLimit::with_clock(rate, clients, clock.clone());
        (limit, clock)
    }

    #[test]
    fn a_burst_then_so_many_a_second() {
        let (limit, clock) = limit(10);
        for remaining in [3, 2, 1, 0] {
            let standing = limit.count(client(1));
            assert_eq!(
                (standing.remaining, standing.refused_for),
                (remaining, None)
            );
        }
        let refused = limit.count(client(1));
        assert_eq!(refused.refused_for, Some(Duration::from_millis(500)));
        assert_eq!(refused.reset, Duration::from_secs(2));
        assert_eq!(limit.count(client(2)).remaining, 3, "another client");
        clock.advance(Duration::from_secs(1));
        let taken: Vec<_> = (0..3)
            .map(|_| limit.count(client(1)).refused_for.is_none())
            .collect();
        assert_eq!(taken, [true, true, false]);
    }

    #[test]
    fn a_flood_of_addresses_neither_grows_memory_nor_frees_one_that_is_in_use() {
        let (limit, _clock) = limit(10);
        for _ in 0..4 {
            assert_eq!(limit.count(client(0)).refused_for, None);
        }
        for number in 1..1000 {
            limit.count(client(number));
            assert!(limit.count(client(0)).refused_for.is_some(), "{number}");
        }
        let RateLimit { limiter, .. } = limit;
        let held = limiter.into_state_store().0.into_inner().unwrap().len();
        assert_eq!(held, 10);
    }

    #[test]
    fn what_the_headers_say() {
        let (limit, _clock) = limit(10);
        let mut headers = HeaderMap::new();
        limit.write(limit.count(client(1)), &mut headers);
        let said = HEADERS.map(|name| headers[name].to_str().unwrap().to_owned());
        let expected = ["4", "3", "1", "\"client\";q=4;w=2", "\"client\";r=3;t=1"];
        assert_eq!(said, expected);
    }
}
