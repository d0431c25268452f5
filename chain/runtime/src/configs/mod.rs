// SPDX-License-Identifier: EUPL-1.2
//! How each pallet is configured, one file per subject. They must not hold logic of their own.

pub mod consensus;
pub mod contracts;
pub mod governance;
pub mod money;
pub mod system;
