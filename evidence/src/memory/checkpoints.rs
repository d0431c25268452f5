// SPDX-License-Identifier: EUPL-1.2
//! Checkpoints of the chain in memory.

use std::collections::BTreeMap;

use portico_rules::{primitives::Digest, subject::SubjectKind};

use super::{KINDS, World, forged::State, header};
use crate::{
    assemble::{CheckpointParts, Unassembled, assemble_checkpoint},
    bundle::Finality,
    checkpoint::CheckpointFile,
    header::{Header, blake2_256},
    trie::grow,
};

impl World {
    /// A checkpoint of the ledger as it stands, in the ledger's own block; with headers that lead there from an earlier block, if
    /// that one's header is given.
    ///
    /// # Errors
    /// As [`World::checkpoint_over`].
    pub fn checkpoint(&self, before: Option<&[u8]>) -> Result<CheckpointFile, Unassembled> {
        let (top, storage) = self.state();
        self.checkpoint_over(&top, &storage, before)
    }

    /// The same over any state, and the nodes of the contracts' own tries.
    ///
    /// # Errors
    /// [`Unassembled`] if the state does not have a contract.
    ///
    /// # Panics
    /// If the bytes given are not a header.
    pub fn checkpoint_over(
        &self,
        top: &State,
        storage: &BTreeMap<SubjectKind, Vec<Vec<u8>>>,
        before: Option<&[u8]>,
    ) -> Result<CheckpointFile, Unassembled> {
        let (root, state) = grow(top);
        let mut parent = Digest([6; 32]);
        let mut since = Vec::new();
        if let Some(before) = before {
            let Ok(first) = Header::read(before) else {
                panic!("a header made here")
            };
            parent = first.hash;
            for number in first.number + 1..self.ledger.block {
                let next = header(parent, number, Digest([8; 32]), None);
                parent = blake2_256(&next);
                since.push(next);
            }
        }
        let header = header(parent, self.ledger.block, root, None);
        let Finality {
            set_changes,
            headers,
            justification,
            ..
        } = self.signed(&header);
        assemble_checkpoint(CheckpointParts {
            genesis: self.ledger.genesis,
            header,
            state,
            contracts: KINDS
                .into_iter()
                .map(|kind| {
                    let nodes = storage.get(&kind).cloned().unwrap_or_default();
                    (self.address(kind), nodes)
                })
                .collect(),
            set_changes,
            headers,
            justification,
            since,
        })
    }
}
