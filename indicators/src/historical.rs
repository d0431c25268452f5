// SPDX-License-Identifier: EUPL-1.2
//! What imported files of the past ask. One file an indicator.
//!
//! Historical records are never counted with awards: these queries read nothing of awards, each looks at one import at a time (the same
//! contract may stand in two files), a flag is about the import, and names organisations by the tax codes that the file has, not as
//! parties of the ledger.

mod concentration;
mod paid_above_awarded;
mod split_below_threshold;

pub use self::{
    concentration::HistoricalConcentration, paid_above_awarded::HistoricalPaidAboveAwarded,
    split_below_threshold::HistoricalSplitBelowThreshold,
};
