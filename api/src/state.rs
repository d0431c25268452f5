// SPDX-License-Identifier: EUPL-1.2
//! What every request shares.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::{
    config::{Clock, Config, FinalisedBlock},
    database::Database,
};

/// What every request shares; cheap to clone.
#[derive(Clone)]
pub(crate) struct AppState {
    pub(crate) database: Arc<Database>,
    pub(crate) finalised: Option<FinalisedBlock>,
    pub(crate) blocks_behind: u32,
    pub(crate) clock: Clock,
    /// One permit for each request that may be worked on at once.
    pub(crate) requests: Arc<Semaphore>,
}

impl AppState {
    pub(crate) fn new(config: &Config) -> Self {
        AppState {
            database: Arc::new(Database::new(
                config.database.clone(),
                config.readers,
                config.query_time,
            )),
            finalised: config.finalised.clone(),
            blocks_behind: config.blocks_behind,
            clock: config.clock.clone(),
            requests: Arc::new(Semaphore::new(config.requests)),
        }
    }
}
