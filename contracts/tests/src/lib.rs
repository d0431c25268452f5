// SPDX-License-Identifier: EUPL-1.2
//! The committed contracts in the real runtime, natively: the code that a validator would run, under the configuration that it
//! would run under, without a node. For tests alone.
//!
//! It must not decide anything that the rules decide: what is expected comes from [`portico_rules`], what happens from
//! the contracts.

pub mod artifact;
pub mod chain;
pub mod ledger;
pub mod scenario;
pub mod storage;
pub mod twin;
