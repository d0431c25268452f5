// SPDX-License-Identifier: EUPL-1.2
//! The verifier against honest bundles and against attacks.

mod attacks;
mod honest;
