// SPDX-License-Identifier: EUPL-1.2
//! The verifier against honest bundles, against attacks and against the vectors that others verify with.

mod attacks;
mod checkpoints;
mod honest;
mod lenient;
mod signatures;
mod vectors;
