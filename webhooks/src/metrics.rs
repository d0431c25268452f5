// SPDX-License-Identifier: EUPL-1.2
//! What is counted of the subscriptions, for Prometheus. Labels are the operator's own names.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    subscription: String,
}

/// The counts; a clone counts on in the same place.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    delivered: Family<Of, Counter>,
    failures: Family<Of, Counter>,
    stopped: Family<Of, Gauge>,
}

impl Metrics {
    /// Puts the counts into a registry, each name beginning with `portico_webhooks_`.
    pub fn register(&self, registry: &mut Registry) {
        let registry = registry.sub_registry_with_prefix("portico_webhooks");
        registry.register(
            "delivered",
            "Entries that the receiver took",
            self.delivered.clone(),
        );
        registry.register(
            "failures",
            "Tries that the receiver did not take",
            self.failures.clone(),
        );
        registry.register(
            "stopped",
            "1 if the subscription is stopped and waits for the operator",
            self.stopped.clone(),
        );
    }

    pub(crate) fn delivered(&self, subscription: &str) {
        self.delivered.get_or_create(&of(subscription)).inc();
    }

    pub(crate) fn failed(&self, subscription: &str) {
        self.failures.get_or_create(&of(subscription)).inc();
    }

    pub(crate) fn stopped(&self, subscription: &str, is_stopped: bool) {
        self.stopped
            .get_or_create(&of(subscription))
            .set(is_stopped.into());
    }
}

fn of(subscription: &str) -> Of {
    Of {
        subscription: subscription.to_owned(),
    }
}
