// SPDX-License-Identifier: EUPL-1.2
//! The committed contracts against the real runtime.

mod authority;
mod call_data;
mod commands;
mod costs;
mod deployment;
mod neighbours;
mod random;
mod replay;
mod tries;
