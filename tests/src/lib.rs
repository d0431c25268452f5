// SPDX-License-Identifier: EUPL-1.2
//! What tests against real nodes share. Nothing here asserts anything about the ledger.

use std::time::Duration;

/// When a test gives up what should come about, so that one that hangs ends. It says nothing about speed: many nodes may
/// share one slow machine.
pub const PATIENCE: Duration = Duration::from_secs(15 * 60);

pub mod chain;
pub mod ledger;
pub mod node;
pub mod proxy;
pub mod runtime_blob;
pub mod spec;
