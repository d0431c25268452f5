// SPDX-License-Identifier: EUPL-1.2
//! A node for a service that answers anybody: connected when it is first asked, so that reading the ledger never depends on a
//! node, and without patience, so that whoever asks is soon told that there is none.

use std::time::Duration;

use portico_client::{ClientError, Node, NodeOptions};
use tokio::sync::OnceCell;

/// How long a node may take to answer before the caller is told that there is none.
const PATIENCE: Duration = Duration::from_secs(5);

/// A node, or what is needed to connect to one.
pub struct NodeWhenAsked {
    options: NodeOptions,
    node: OnceCell<Node>,
}

impl NodeWhenAsked {
    /// One of these nodes; no connection is made yet.
    pub fn new(options: NodeOptions) -> Self {
        NodeWhenAsked {
            options: NodeOptions {
                patience: Some(PATIENCE),
                ..options
            },
            node: OnceCell::new(),
        }
    }

    /// The node, connected.
    ///
    /// # Errors
    /// What concerns the connection. The next time it is tried again.
    pub async fn get(&self) -> Result<&Node, ClientError> {
        let connect = || Node::connect(self.options.clone());
        self.node.get_or_try_init(connect).await
    }
}
