// SPDX-License-Identifier: EUPL-1.2
//! The committed contracts against the real runtime.

mod deployment;
