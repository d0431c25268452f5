// SPDX-License-Identifier: EUPL-1.2
//! Evidence as the API wants it: built over nodes, through the builder. It connects when it is first asked, so that reading the
//! ledger never depends on a node.
//!
//! Whatever is asked here comes from anybody: how many bundles are built at once, and how many are kept, has a bound. A bundle
//! is built once for each finalised block, however many ask for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use portico_api::{Evidence, EvidenceFailure, EvidenceSource};
use portico_client::{Contracts, Hash, Node, NodeOptions};
use portico_evidence::{header::Header, limits};
use portico_evidence_builder::{BuildError, Request, build};
use portico_rules::subject::Subject;
use tokio::sync::{OnceCell, Semaphore};

/// How long a node may take to answer before the caller is told that there is none.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bundles that are built at once.
const BUILDING: usize = 4;
/// Bundles are kept up to so many bytes.
const KEPT: usize = 32 << 20;

/// The chain, through nodes.
pub struct NodeProver {
    inner: Arc<Inner>,
}

struct Inner {
    options: NodeOptions,
    contracts: Contracts,
    node: OnceCell<Node>,
    building: Semaphore,
    kept: Mutex<Kept>,
}

/// What was built at one finalised block.
#[derive(Default)]
struct Kept {
    head: Hash,
    bytes: usize,
    bundles: BTreeMap<(Subject, bool), Evidence>,
}

impl NodeProver {
    /// Over these nodes; no connection is made yet.
    pub fn new(options: NodeOptions, contracts: Contracts) -> Self {
        NodeProver {
            inner: Arc::new(Inner {
                options: NodeOptions {
                    patience: Some(PATIENCE),
                    ..options
                },
                contracts,
                node: OnceCell::new(),
                building: Semaphore::new(BUILDING),
                kept: Mutex::default(),
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
        self.inner.evidence(subject, with_facts).boxed()
    }
}

impl Inner {
    async fn evidence(
        &self,
        subject: Subject,
        with_facts: bool,
    ) -> Result<Evidence, EvidenceFailure> {
        let _permit = self
            .building
            .try_acquire()
            .map_err(|_| EvidenceFailure::Busy)?;
        let connect = || Node::connect(self.options.clone());
        let node = self.node.get_or_try_init(connect).await;
        let node = node.map_err(|error| failed(error.into()))?;
        let head = node
            .finalised_head()
            .await
            .map_err(|error| failed(error.into()))?;
        if let Some(kept) = self.kept(&head.hash, subject, with_facts) {
            return Ok(kept);
        }
        let request = Request {
            about: BTreeSet::from([subject]),
            with_facts,
            at: None,
        };
        let bundle = build(node, &self.contracts, &request)
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
        let evidence = Evidence {
            block: block.number,
            id: bundle.id(),
            file: file.into(),
        };
        self.keep(head.hash, subject, with_facts, &evidence);
        Ok(evidence)
    }

    fn kept(&self, head: &Hash, subject: Subject, with_facts: bool) -> Option<Evidence> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.head == *head)
            .then(|| kept.bundles.get(&(subject, with_facts)).cloned())
            .flatten()
    }

    fn keep(&self, head: Hash, subject: Subject, with_facts: bool, evidence: &Evidence) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.head != head {
            *kept = Kept {
                head,
                ..Kept::default()
            };
        }
        let bytes = kept.bytes.saturating_add(evidence.file.len());
        if bytes <= KEPT
            && kept
                .bundles
                .insert((subject, with_facts), evidence.clone())
                .is_none()
        {
            kept.bytes = bytes;
        }
    }
}

/// What concerns the node, addresses and all, is for the log.
fn failed(error: BuildError) -> EvidenceFailure {
    match error {
        BuildError::NoSubject { .. } | BuildError::NoContract(_) => EvidenceFailure::NoSubject,
        BuildError::NotSigned { .. } | BuildError::Client(_) => {
            tracing::warn!(%error, "no node for evidence");
            EvidenceFailure::NoNode
        }
        // The last three are about blocks of somebody's choice, which nobody has here.
        BuildError::Unassembled(_)
        | BuildError::Undecodable { .. }
        | BuildError::OtherBlock { .. }
        | BuildError::TooFar { .. }
        | BuildError::NotBefore { .. } => {
            tracing::error!(%error, "a node gives no evidence");
            EvidenceFailure::NoNode
        }
    }
}
