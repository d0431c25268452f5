// SPDX-License-Identifier: EUPL-1.2
//! What tests against real nodes share. Nothing here asserts anything about the ledger.

pub mod chain;
pub mod ledger;
pub mod node;
pub mod proxy;
pub mod runtime_blob;
pub mod spec;
