// SPDX-License-Identifier: EUPL-1.2
//! Statistics: sums over awards, in all and by administration, beneficiary, year and municipality; and, always apart, sums
//! over historical records. The two are never added: what is only reported does not pass for signed.
//!
//! An award counts in the year in which it was published, with everything attested, paid and recovered of it since: so
//! every sum is the sum over the list of awards with the same filters.

mod awards;
mod historical;
mod total;

pub(crate) use self::{
    awards::{ByAdministration, ByBeneficiary, ByMunicipality, ByYear},
    historical::{RecordsByAuthority, RecordsByRecipient, RecordsByYear},
    total::{__path_show, show},
};

/// Under which heading they are documented.
const TAG: &str = "statistics";
