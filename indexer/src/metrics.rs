// SPDX-License-Identifier: EUPL-1.2
//! What the indexer counts and measures, for Prometheus. Who serves it is not its business.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use portico_client::Requests;
use prometheus_client::{
    metrics::{
        counter::Counter,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

use crate::Progress;

type Number = Gauge<u64, AtomicU64>;

/// The indexer's metrics. Clones share their values.
#[derive(Debug, Clone)]
pub struct Metrics {
    indexed: Number,
    finalised: Number,
    behind: Number,
    heard: Number,
    held: Number,
    entries: Counter,
    blocks: Counter,
    rows: Counter,
    reconnects: Counter,
    batch: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics {
            indexed: Number::default(),
            finalised: Number::default(),
            behind: Number::default(),
            heard: Number::default(),
            held: Number::default(),
            entries: Counter::default(),
            blocks: Counter::default(),
            rows: Counter::default(),
            reconnects: Counter::default(),
            // From 1 ms to 8 s.
            batch: Histogram::new(exponential_buckets(0.001, 2.0, 14)),
        }
    }
}

impl Metrics {
    /// Enters them into a registry, each name beginning with `portico_indexer_`.
    pub fn register(&self, registry: &mut Registry) {
        let registry = registry.sub_registry_with_prefix("portico_indexer");
        registry.register(
            "indexed_block",
            "The finalised block up to which the database is complete",
            self.indexed.clone(),
        );
        registry.register(
            "finalised_block",
            "The newest finalised block that a node told of",
            self.finalised.clone(),
        );
        registry.register(
            "blocks_behind",
            "Finalised blocks that are not indexed yet",
            self.behind.clone(),
        );
        registry.register_with_unit(
            "node_answered_timestamp",
            "When a node last answered, since the epoch",
            Unit::Seconds,
            self.heard.clone(),
        );
        registry.register(
            "ledger_entries",
            "Entries in the database",
            self.held.clone(),
        );
        registry.register(
            "entries",
            "Entries written since the start",
            self.entries.clone(),
        );
        registry.register(
            "blocks_read",
            "Blocks whose events were read",
            self.blocks.clone(),
        );
        registry.register(
            "rows_read",
            "Contracts' rows that were read at some height, to find the blocks with entries",
            self.rows.clone(),
        );
        registry.register(
            "reconnects",
            "Connections to nodes that were opened after the first",
            self.reconnects.clone(),
        );
        registry.register_with_unit(
            "batch",
            "How long it took to write a batch of entries, in one transaction",
            Unit::Seconds,
            self.batch.clone(),
        );
    }

    pub(crate) fn at(&self, progress: Progress) {
        self.indexed.set(progress.indexed.into());
        self.finalised.set(progress.finalised.into());
        self.heard.set(progress.heard);
        self.behind
            .set(progress.finalised.saturating_sub(progress.indexed).into());
    }

    pub(crate) fn held(&self, entries: u64) {
        self.held.set(entries);
    }

    pub(crate) fn wrote(&self, entries: usize, took: Duration) {
        self.entries.inc_by(entries as u64);
        self.batch.observe(took.as_secs_f64());
    }

    /// What nodes were asked since the start.
    pub(crate) fn asked(&self, requests: Requests) {
        // The client counts; these only show its numbers.
        self.blocks
            .inner()
            .store(requests.blocks, Ordering::Relaxed);
        self.rows.inner().store(requests.rows, Ordering::Relaxed);
        self.reconnects
            .inner()
            .store(requests.reconnects, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_is_shown_under_its_name() {
        let (metrics, mut registry) = (Metrics::default(), Registry::default());
        metrics.register(&mut registry);
        metrics.at(Progress {
            indexed: 7,
            finalised: 10,
            entries: 4,
            heard: 11,
        });
        metrics.wrote(4, Duration::from_millis(3));
        metrics.asked(Requests {
            blocks: 5,
            rows: 6,
            reconnects: 1,
        });
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
        for line in [
            "portico_indexer_indexed_block 7",
            "portico_indexer_finalised_block 10",
            "portico_indexer_blocks_behind 3",
            "portico_indexer_node_answered_timestamp_seconds 11",
            "portico_indexer_entries_total 4",
            "portico_indexer_blocks_read_total 5",
            "portico_indexer_rows_read_total 6",
            "portico_indexer_reconnects_total 1",
            "portico_indexer_batch_seconds_count 1",
            "portico_indexer_batch_seconds_bucket{le=\"0.004\"} 1",
            "portico_indexer_batch_seconds_bucket{le=\"0.002\"} 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
