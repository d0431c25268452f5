// SPDX-License-Identifier: EUPL-1.2
//! How the operator publishes: under which name and licence, where, and with which prefix for OCDS identifiers.

use std::{fmt, str::FromStr};

/// How open data is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The prefix of every ocid.
    pub ocid_prefix: OcidPrefix,
    /// Who publishes; without it, the administration that founded the ledger's registry.
    pub publisher: Option<Publisher>,
    /// Where the API is reached from outside, such as `https://registro.example.it`. Without it files are named by the chain.
    pub public_url: Option<String>,
    /// The address of the licence.
    pub licence: String,
    /// The address of a page that explains how and what is published (OCDS's publication policy).
    pub policy: Option<String>,
}

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    /// The organisation.
    pub name: String,
    /// A page of it.
    pub uri: Option<String>,
}

impl Publication {
    /// The licence that AgID's guidelines on open data name (det. 183/2023, in application of art. 52 D.Lgs. 82/2005).
    pub const USUAL_LICENCE: &'static str = "https://creativecommons.org/licenses/by/4.0/";
}

impl Default for Publication {
    fn default() -> Self {
        Publication {
            ocid_prefix: OcidPrefix::default(),
            publisher: None,
            public_url: None,
            licence: Publication::USUAL_LICENCE.to_owned(),
            policy: None,
        }
    }
}

/// The prefix of ocids, which the Open Contracting Partnership gives to each publisher: `ocds-` and six letters or digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcidPrefix(String);

impl OcidPrefix {
    /// The prefix of the standard's own examples: for demonstrations, and for nothing that others harvest.
    pub const OF_EXAMPLES: &'static str = "ocds-213czf";

    /// As it stands in an ocid.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for OcidPrefix {
    fn default() -> Self {
        OcidPrefix(Self::OF_EXAMPLES.to_owned())
    }
}

impl FromStr for OcidPrefix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_one = text.strip_prefix("ocds-").is_some_and(|given| {
            given.len() == 6
                && given
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
        });
        if is_one {
            return Ok(OcidPrefix(text.to_owned()));
        }
        Err(format!(
            "write ocds- and six lower-case letters or digits, as the Open Contracting Partnership registered it for you (for demonstrations: {})",
            Self::OF_EXAMPLES
        ))
    }
}

impl fmt::Display for OcidPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_as_it_is_registered() {
        assert!("ocds-213czf".parse::<OcidPrefix>().is_ok());
        for wrong in [
            "",
            "ocds-",
            "ocds-213cz",
            "ocds-213czff",
            "ocds-213CZF",
            "213czf",
            "ocds_213czf",
        ] {
            assert!(wrong.parse::<OcidPrefix>().is_err(), "{wrong}");
        }
    }
}
