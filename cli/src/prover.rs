// SPDX-License-Identifier: EUPL-1.2
//! Evidence as the API wants it: built over nodes, through the builder.
//!
//! Whatever is asked here comes from anybody: how many bundles are built at once, and how many are kept, has a bound (`bounded`).

mod bounded;

use std::collections::BTreeSet;

use bounded::{Bounded, Builds};

use futures::FutureExt;
use futures::future::BoxFuture;
use portico_api::{Evidence, EvidenceFailure, EvidenceSource};
use portico_client::{Contracts, Hash, Node, NodeOptions};
use portico_evidence::{header::Header, limits};
use portico_evidence_builder::{BuildError, Request, build};
use portico_rules::subject::Subject;

use crate::node_when_asked::NodeWhenAsked;

/// The chain, through nodes.
pub struct NodeProver {
    bounded: Bounded<Builder>,
}

impl NodeProver {
    /// Over these nodes; no connection is made yet.
    pub fn new(options: NodeOptions, contracts: Contracts) -> Self {
        NodeProver {
            bounded: Bounded::new(Builder {
                node: NodeWhenAsked::new(options),
                contracts,
            }),
        }
    }
}

impl EvidenceSource for NodeProver {
    fn evidence(
        &self,
        subject: Subject,
        with_facts: bool,
    ) -> BoxFuture<'_, Result<Evidence, EvidenceFailure>> {
        self.bounded.evidence(subject, with_facts).boxed()
    }
}

/// Builds over nodes.
struct Builder {
    node: NodeWhenAsked,
    contracts: Contracts,
}

impl Builder {
    async fn node(&self) -> Result<&Node, EvidenceFailure> {
        let node = self.node.get().await;
        node.map_err(|error| failed(error.into()))
    }
}

impl Builds for Builder {
    async fn head(&self) -> Result<Hash, EvidenceFailure> {
        let head = self.node().await?.finalised_head().await;
        Ok(head.map_err(|error| failed(error.into()))?.hash)
    }

    async fn build(&self, subject: Subject, with_facts: bool) -> Result<Evidence, EvidenceFailure> {
        let request = Request {
            about: BTreeSet::from([subject]),
            with_facts,
            at: None,
        };
        let bundle = build(self.node().await?, &self.contracts, &request)
            .await
            .map_err(failed)?;
        let file = bundle.write();
        if file.len() > limits::BUNDLE {
            return Err(EvidenceFailure::TooLong);
        }
        let block = Header::read(&bundle.header).map_err(|error| {
            tracing::error!(%error, "a node's header cannot be read");
            EvidenceFailure::NoNode
        })?;
        Ok(Evidence {
            block: block.number,
            id: bundle.id(),
            file: file.into(),
        })
    }
}

/// What concerns the node, addresses and all, is for the log.
fn failed(error: BuildError) -> EvidenceFailure {
    match error {
        BuildError::NoSubject { .. } => EvidenceFailure::NoSubject,
        BuildError::NotSigned { .. } | BuildError::Client(_) => {
            tracing::warn!(%error, "no node for evidence");
            EvidenceFailure::NoNode
        }
        // The last four are about blocks of somebody's choice, which nobody has here.
        BuildError::Unassembled(_)
        | BuildError::Undecodable { .. }
        | BuildError::OtherBlock { .. }
        | BuildError::NotDeployed { .. }
        | BuildError::TooFar { .. }
        | BuildError::NotBefore { .. } => {
            tracing::error!(%error, "a node gives no evidence");
            EvidenceFailure::NoNode
        }
    }
}
