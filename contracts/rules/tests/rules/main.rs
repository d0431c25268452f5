// SPDX-License-Identifier: EUPL-1.2
//! The rules, tested over a ledger in memory: one file a question.

mod bounds;
mod hostile;
mod names;
mod properties;
mod refusals;
mod replay;
mod story;
mod tenders;
mod vectors;
