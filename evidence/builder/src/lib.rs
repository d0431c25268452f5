// SPDX-License-Identifier: EUPL-1.2
//! Builds evidence bundles and checkpoints from what a node tells.
//!
//! Everything comes from one node and one block: the entries, walked back from the subject's head, the proofs, and what
//! makes the block final. Nothing is believed here that the verifier would not check again, so a node that lies makes a
//! bundle that does not verify, and nothing worse.
//!
//! It must not know a database, a file or HTTP.

mod checkpoint;
mod error;
mod finality;
mod state;

use std::collections::{BTreeMap, BTreeSet};

use portico_client::{Block, Contracts, Node};
use portico_evidence::{
    Bundle,
    assemble::{ContractParts, Parts, assemble},
};
use portico_rules::{
    entry::Appended,
    primitives::{Address, Digest},
    subject::Subject,
};

pub use checkpoint::checkpoint;
pub use error::BuildError;
pub use finality::{Final, finality};

/// What a bundle shall hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What it shall be about.
    pub about: BTreeSet<Subject>,
    /// Whether it shall hold the histories of all subjects that entries state facts of, so that no fact has to be taken on
    /// a contract's word.
    pub with_facts: bool,
    /// Number of the block whose state is proven; none for the newest that validators signed.
    pub at: Option<u32>,
}

/// Builds a bundle.
///
/// # Errors
/// [`BuildError::Unassembled`] if a subject is not there; [`BuildError::NotSigned`] if no signature covers the block;
/// otherwise what concerns the node.
pub async fn build(
    node: &Node,
    contracts: &Contracts,
    request: &Request,
) -> Result<Bundle, BuildError> {
    let last = finality(node, request.at).await?;
    build_on(node, contracts, request, last).await
}

/// Builds a bundle of a block of which it is known what makes it final, whichever block `request` asks for: of a
/// checkpoint's, for instance, long after the node has forgotten who signed it.
///
/// # Errors
/// [`BuildError::OtherBlock`] if the node has another block at that height; otherwise as [`build`].
pub async fn build_on(
    node: &Node,
    contracts: &Contracts,
    request: &Request,
    last: Final,
) -> Result<Bundle, BuildError> {
    let Final {
        block,
        header,
        finality,
    } = last;
    let found = node.block_at(block.number).await?;
    if found != block {
        return Err(BuildError::OtherBlock {
            expected: block,
            found,
        });
    }
    let histories = histories(node, contracts, request, block).await?;
    let (state, storage) = state::proofs(node, &histories, block).await?;
    let contracts = histories
        .into_iter()
        .map(|(address, histories)| {
            let storage = storage.get(&address).cloned().unwrap_or_default();
            (address, ContractParts { storage, histories })
        })
        .collect();
    Ok(assemble(Parts {
        genesis: Digest(node.genesis()),
        about: request.about.clone(),
        header,
        state,
        contracts,
        finality,
    })?)
}

/// Histories by contract and subject.
type Histories = BTreeMap<Address, BTreeMap<Subject, Vec<Appended>>>;

async fn histories(
    node: &Node,
    contracts: &Contracts,
    request: &Request,
    block: Block,
) -> Result<Histories, BuildError> {
    let mut wanted: Vec<Subject> = request.about.iter().copied().collect();
    let mut seen = request.about.clone();
    let mut histories = Histories::new();
    while let Some(subject) = wanted.pop() {
        let keeper = contracts.keeper(subject.kind());
        let history = node.history(&keeper, subject, block).await?;
        if history.is_empty() {
            return Err(BuildError::NoSubject { subject, block });
        }
        let history: Vec<Appended> = history
            .into_iter()
            .map(|located| located.appended)
            .collect();
        if request.with_facts {
            let stated = history.iter().flat_map(|appended| &appended.entry.facts);
            for fact in stated {
                if seen.insert(fact.subject) {
                    wanted.push(fact.subject);
                }
            }
        }
        let of_contract = histories.entry(Address(keeper)).or_default();
        of_contract.insert(subject, history);
    }
    Ok(histories)
}
