// SPDX-License-Identifier: EUPL-1.2
//! How much was asked of nodes, for whoever measures. Must not know why.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Node;

/// What a [`Node`] was asked since it was made, all connections together. A request that is repeated because
/// the line broke counts again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Requests {
    /// How many blocks' events were read.
    pub blocks: u64,
    /// How many rows of contracts were read from their storage, at some block.
    pub rows: u64,
    /// How many connections were opened after the first one.
    pub reconnects: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    blocks: AtomicU64,
    rows: AtomicU64,
    reconnects: AtomicU64,
}

// Each number is of interest by itself: no order among them is needed.
impl Counters {
    pub(crate) fn read_block(&self) {
        self.blocks.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read_row(&self) {
        self.rows.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn reconnected(&self) {
        self.reconnects.fetch_add(1, Ordering::Relaxed);
    }
}

impl Node {
    /// What it was asked so far.
    pub fn requests(&self) -> Requests {
        let counters = self.counters();
        Requests {
            blocks: counters.blocks.load(Ordering::Relaxed),
            rows: counters.rows.load(Ordering::Relaxed),
            reconnects: counters.reconnects.load(Ordering::Relaxed),
        }
    }
}
