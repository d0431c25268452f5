// SPDX-License-Identifier: EUPL-1.2
//! From what a node tells to a bundle: histories in order, of the nodes of tries those that are needed, each once.
//!
//! Builders and tests use it, so that two honest builders write the same bytes. It must not know where the parts come from,
//! and it trusts none of them: a bundle of wrong parts is a bundle that does not verify.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use portico_rules::{
    entry::Appended,
    primitives::{Address, Digest},
    row::RowKey,
    subject::Subject,
};
use scale::Encode;

use crate::{
    bundle::{Bundle, Contract, Finality, History, SetChange, subject_text},
    checkpoint::{CheckpointFile, Counted},
    header::Header,
    storage::row_key,
    trie::{BadProof, Picked, value},
    verify::look_up,
};

/// What a bundle is made of, in any order.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Hash of the genesis block.
    pub genesis: Digest,
    /// What it shall be about.
    pub about: BTreeSet<Subject>,
    /// The SCALE header of the block.
    pub header: Vec<u8>,
    /// Nodes of the state's trie at that block, at least those that are needed.
    pub state: Vec<Vec<u8>>,
    /// Contracts by address, with their histories and the nodes of their tries.
    pub contracts: BTreeMap<Address, ContractParts>,
    /// What makes the block final.
    pub finality: Finality,
}

/// A contract's part.
#[derive(Clone, Debug, Default)]
pub struct ContractParts {
    /// Nodes of its own trie, at least those that are needed.
    pub storage: Vec<Vec<u8>>,
    /// Whole histories.
    pub histories: BTreeMap<Subject, Vec<Appended>>,
}

/// Why there is no bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unassembled {
    /// The header cannot be read.
    Header,
    /// A node of a trie is missing or cannot be read.
    Proof(BadProof),
    /// The block's state has no such contract.
    Contract(Address),
    /// The contract has no such subject.
    Subject(Subject),
}

impl core::fmt::Display for Unassembled {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let text = match self {
            Unassembled::Header => String::from("the block's header cannot be read"),
            Unassembled::Proof(bad) => alloc::format!("the storage proof is incomplete ({bad:?})"),
            Unassembled::Contract(address) => {
                alloc::format!("there is no contract at {}", address.to_hex())
            }
            Unassembled::Subject(subject) => {
                alloc::format!("there is no {}", subject_text(subject))
            }
        };
        f.write_str(&text)
    }
}

impl core::error::Error for Unassembled {}

impl From<BadProof> for Unassembled {
    fn from(bad: BadProof) -> Self {
        Unassembled::Proof(bad)
    }
}

/// Puts the parts in their order.
///
/// # Errors
/// [`Unassembled`] if something is missing.
pub fn assemble(parts: Parts) -> Result<Bundle, Unassembled> {
    let Parts {
        genesis,
        about,
        header,
        state,
        contracts,
        finality,
    } = parts;
    let root = Header::read(&header)
        .map_err(|_| Unassembled::Header)?
        .state_root;
    let mut picked = Picked::default();
    picked.add(state);
    let documents: BTreeSet<Digest> = contracts
        .values()
        .flat_map(|contract| contract.histories.values().flatten())
        .flat_map(|appended| appended.entry.body.documents())
        .map(|document| document.sha256)
        .collect();
    // By what they keep, as the format orders them.
    let mut in_order: Vec<_> = contracts
        .into_iter()
        .filter(|(_, contract)| !contract.histories.is_empty())
        .collect();
    in_order.sort_by_key(|(_, contract)| contract.histories.keys().next().copied());
    let mut written = Vec::new();
    for (address, ContractParts { storage, histories }) in in_order {
        let child = look_up(&mut picked, &root, &address)?
            .and_then(|held| held.root)
            .ok_or(Unassembled::Contract(address))?;
        let mut own = Picked::default();
        own.add(storage);
        for subject in histories.keys() {
            value(&mut own, &child, &row_key(&RowKey::Head(*subject)))?
                .ok_or(Unassembled::Subject(*subject))?;
        }
        written.push(Contract {
            address,
            storage: own.nodes,
            histories: histories
                .into_iter()
                .map(|(subject, entries)| History {
                    subject,
                    entries: entries.iter().map(Encode::encode).collect(),
                })
                .collect(),
        });
    }
    Ok(Bundle {
        genesis,
        about: about.into_iter().collect(),
        header,
        state: picked.nodes,
        contracts: written,
        documents: documents.into_iter().collect(),
        finality,
    })
}

/// What a checkpoint is made of.
#[derive(Clone, Debug)]
pub struct CheckpointParts {
    /// Hash of the genesis block.
    pub genesis: Digest,
    /// The SCALE header of the block.
    pub header: Vec<u8>,
    /// Nodes of the state's trie at that block, at least those that are needed.
    pub state: Vec<Vec<u8>>,
    /// All contracts of the ledger, each with nodes of its own trie, at least those that are needed.
    pub contracts: BTreeMap<Address, Vec<Vec<u8>>>,
    /// The changes of the validators from genesis on.
    pub set_changes: Vec<SetChange>,
    /// Headers after the block's own, up to the justified one.
    pub headers: Vec<Vec<u8>>,
    /// GRANDPA's justification of the last of them, or of the block itself.
    pub justification: Vec<u8>,
    /// Headers before the block's own, in order.
    pub since: Vec<Vec<u8>>,
}

/// Puts the parts of a checkpoint in their order.
///
/// # Errors
/// [`Unassembled`] if something is missing.
pub fn assemble_checkpoint(parts: CheckpointParts) -> Result<CheckpointFile, Unassembled> {
    let CheckpointParts {
        genesis,
        header,
        state,
        contracts,
        set_changes,
        headers,
        justification,
        since,
    } = parts;
    let root = Header::read(&header)
        .map_err(|_| Unassembled::Header)?
        .state_root;
    let mut picked = Picked::default();
    picked.add(state);
    let mut counted = Vec::new();
    for (address, storage) in contracts {
        let held = look_up(&mut picked, &root, &address)?.ok_or(Unassembled::Contract(address))?;
        let mut own = Picked::default();
        own.add(storage);
        if let Some(child) = held.root {
            value(&mut own, &child, &row_key(&RowKey::Ledger))?;
        }
        counted.push(Counted {
            address,
            storage: own.nodes,
        });
    }
    Ok(CheckpointFile {
        genesis,
        header,
        state: picked.nodes,
        contracts: counted,
        set_changes,
        headers,
        justification,
        since,
    })
}
