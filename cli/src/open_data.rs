// SPDX-License-Identifier: EUPL-1.2
//! On what terms open data is published, as `portico up`, `serve` and `export` take them from the command line or the
//! environment.

use crate::service::web_address;
use clap::Args;
use portico_opendata::{OcidPrefix, Publication};

/// The terms of open data.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Open data")]
pub struct OpenData {
    /// The prefix of OCDS identifiers, which the Open Contracting Partnership registers for each publisher; the default is the
    /// one of the standard's examples, for demonstrations only
    #[arg(long, env = "PORTICO_OCID_PREFIX", default_value = OcidPrefix::OF_EXAMPLES, value_name = "PREFIX")]
    ocid_prefix: OcidPrefix,
    /// The address of the licence under which open data is published
    #[arg(long, env = "PORTICO_LICENCE", default_value = Publication::USUAL_LICENCE, value_name = "URL", value_parser = web_address)]
    licence: String,
    /// A page that explains how and what is published
    #[arg(long, env = "PORTICO_PUBLICATION_POLICY", value_name = "URL", value_parser = web_address)]
    publication_policy: Option<String>,
}

impl OpenData {
    /// The terms; where and by whom it is published is not among them.
    pub fn terms(&self) -> Publication {
        Publication {
            ocid_prefix: self.ocid_prefix.clone(),
            licence: self.licence.clone(),
            policy: self.publication_policy.clone(),
            ..Publication::default()
        }
    }
}
