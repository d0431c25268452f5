// SPDX-License-Identifier: EUPL-1.2
//! What the service counts of itself, for Prometheus (OpenMetrics). Labels are words of this program, never what a
//! caller wrote: a series costs memory for ever.

use std::{fmt, time::Instant};

use axum::{
    extract::{MatchedPath, Request},
    http::StatusCode,
};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
}

/// The counts of one service; cheap to clone, and a clone counts on in the same place.
#[derive(Clone)]
pub struct Metrics {
    requests: Family<Answered, Counter>,
    latency: Family<Route, Histogram, fn() -> Histogram>,
    requests_in_flight: Gauge,
    refused_requests: Family<Reason, Counter>,
    connections: Gauge,
    refused_connections: Family<Reason, Counter>,
    slow_connections: Counter,
    subscribers: Gauge,
    events: Counter,
    kept_answers: Counter,
    database_waits: Gauge,
    database_failures: Family<Reason, Counter>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics {
            requests: Family::default(),
            // From half a millisecond to eight seconds.
            latency: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(0.000_5, 2.0, 15))
            }),
            requests_in_flight: Gauge::default(),
            refused_requests: Family::default(),
            connections: Gauge::default(),
            refused_connections: Family::default(),
            slow_connections: Counter::default(),
            subscribers: Gauge::default(),
            events: Counter::default(),
            kept_answers: Counter::default(),
            database_waits: Gauge::default(),
            database_failures: Family::default(),
        }
    }
}

impl Metrics {
    /// Puts the counts into a registry, each name beginning with `portico_api_`.
    pub fn register(&self, registry: &mut Registry) {
        let registry = registry.sub_registry_with_prefix("portico_api");
        registry.register(
            "requests",
            "Requests answered, by route and status",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "answer_time",
            "Time from a request to the head of its answer, by route",
            Unit::Seconds,
            self.latency.clone(),
        );
        registry.register(
            "requests_in_flight",
            "Requests whose answer has not begun",
            self.requests_in_flight.clone(),
        );
        registry.register(
            "refused_requests",
            "Requests refused: too many at once, or too many of one client",
            self.refused_requests.clone(),
        );
        registry.register("connections", "Open connections", self.connections.clone());
        registry.register(
            "refused_connections",
            "Connections refused: too many at once, or too many of one client",
            self.refused_connections.clone(),
        );
        registry.register(
            "slow_connections",
            "Connections closed because the other side did not go on",
            self.slow_connections.clone(),
        );
        registry.register(
            "event_subscribers",
            "Subscribers of the live stream of entries",
            self.subscribers.clone(),
        );
        registry.register(
            "events_sent",
            "Entries sent to subscribers",
            self.events.clone(),
        );
        registry.register(
            "kept_answers",
            "Answers that were given again without asking the database",
            self.kept_answers.clone(),
        );
        registry.register(
            "database_questions",
            "Questions to the database that wait or run",
            self.database_waits.clone(),
        );
        registry.register(
            "database_failures",
            "Questions that the database did not answer, by reason",
            self.database_failures.clone(),
        );
    }

    /// How many requests there are whose answer has not begun.
    pub fn in_flight(&self) -> i64 {
        self.requests_in_flight.get()
    }

    /// How many connections are open.
    pub fn open_connections(&self) -> i64 {
        self.connections.get()
    }

    /// How many subscribers the live stream has.
    pub fn subscribers(&self) -> i64 {
        self.subscribers.get()
    }

    pub(crate) fn refused_requests(&self, reason: &'static str) {
        self.refused_requests
            .get_or_create(&Reason { reason })
            .inc();
    }

    pub(crate) fn connection(&self) -> Counted {
        Counted::new(&self.connections)
    }

    pub(crate) fn refused_connection(&self, reason: &'static str) {
        self.refused_connections
            .get_or_create(&Reason { reason })
            .inc();
    }

    pub(crate) fn slow_connection(&self) {
        self.slow_connections.inc();
    }

    pub(crate) fn subscriber(&self) -> Counted {
        Counted::new(&self.subscribers)
    }

    pub(crate) fn event_sent(&self) {
        self.events.inc();
    }

    /// How many answers were given again without asking the database.
    pub fn kept_answers(&self) -> u64 {
        self.kept_answers.get()
    }

    pub(crate) fn kept_answer(&self) {
        self.kept_answers.inc();
    }

    pub(crate) fn database_question(&self) -> Counted {
        Counted::new(&self.database_waits)
    }

    pub(crate) fn database_failure(&self, reason: &'static str) {
        self.database_failures
            .get_or_create(&Reason { reason })
            .inc();
    }
}

/// Something that is counted for as long as it lasts.
#[derive(Debug)]
pub(crate) struct Counted(Gauge);

impl Counted {
    fn new(gauge: &Gauge) -> Self {
        gauge.inc();
        Counted(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A request whose answer has not begun.
pub(crate) struct Counting<'a> {
    metrics: &'a Metrics,
    /// Until then it is in flight.
    _in_flight: Counted,
    route: Route,
    begun: Instant,
}

impl Metrics {
    /// A request begins.
    pub(crate) fn request(&self, request: &Request) -> Counting<'_> {
        // The address's pattern; addresses that do not exist are one series.
        let route = request
            .extensions()
            .get::<MatchedPath>()
            .map_or("none", MatchedPath::as_str);
        Counting {
            metrics: self,
            _in_flight: Counted::new(&self.requests_in_flight),
            route: Route {
                route: route.to_owned(),
            },
            begun: Instant::now(),
        }
    }
}

impl Counting<'_> {
    /// Its answer begins.
    pub(crate) fn answered(self, status: StatusCode) {
        let Counting {
            metrics,
            route,
            begun,
            ..
        } = self;
        metrics
            .latency
            .get_or_create(&route)
            .observe(begun.elapsed().as_secs_f64());
        let answered = Answered {
            route: route.route,
            status: status.as_u16(),
        };
        metrics.requests.get_or_create(&answered).inc();
    }
}
