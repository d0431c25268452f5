// SPDX-License-Identifier: EUPL-1.2
//! A contract in a block's state: its record, its code, the root of its own trie. It must not know what is looked up in there.

use alloc::{format, string::String, vec::Vec};

use portico_rules::primitives::{Address, Digest};

use crate::{
    report::CheckName,
    storage::{ContractInfo, account_info_key, child_root_key},
    trie::{BadProof, Nodes, Proof, value},
    trust::TrustedContract,
};

use super::checks::{Checks, Stop, Unmet};

/// What a block's state holds of a contract.
pub(crate) struct Held {
    /// Keccak-256 of its code.
    pub(crate) code_hash: Digest,
    /// The root of its own trie; none if it has stored nothing yet.
    pub(crate) root: Option<Digest>,
}

/// Looks a contract up in a state; none if there is no contract at this address.
pub(crate) fn look_up(
    state: &mut impl Nodes,
    root: &Digest,
    address: &Address,
) -> Result<Option<Held>, BadProof> {
    let record = value(state, root, &account_info_key(address))?;
    let Some(info) = record.as_deref().and_then(ContractInfo::read) else {
        return Ok(None);
    };
    let code_hash = info.code_hash;
    Ok(
        match value(state, root, &child_root_key(&info.trie_id))?.map(<[u8; 32]>::try_from) {
            None => Some(Held {
                code_hash,
                root: None,
            }),
            Some(Ok(root)) => Some(Held {
                code_hash,
                root: Some(Digest(root)),
            }),
            Some(Err(_)) => None,
        },
    )
}

fn about(address: &Address) -> String {
    format!("the block's state has contract {}", address.to_hex())
}

fn none(index: usize) -> Unmet {
    Unmet::new("the record of a contract", "none").at("contracts", index)
}

/// The contract at this address.
pub(super) fn held(
    checks: &mut Checks,
    state: &mut Proof,
    root: &Digest,
    address: &Address,
    index: usize,
) -> Result<Held, Stop> {
    match look_up(state, root, address) {
        Ok(Some(held)) => Ok(held),
        Ok(None) => Err(checks.stop(CheckName::Account, about(address), none(index))),
        Err(bad) => {
            let unmet = proof_unmet(&bad, "state");
            Err(checks.stop(CheckName::Account, about(address), unmet))
        }
    }
}

/// The root of its own trie, of a contract that has one; then the record is all there.
pub(super) fn root_of(
    checks: &mut Checks,
    held: &Held,
    address: &Address,
    index: usize,
) -> Result<Digest, Stop> {
    match held.root {
        Some(root) => {
            passed(checks, address);
            Ok(root)
        }
        None => Err(checks.stop(CheckName::Account, about(address), none(index))),
    }
}

/// Notes that the state has the contract.
pub(super) fn passed(checks: &mut Checks, address: &Address) {
    checks.passed(CheckName::Account, about(address));
}

/// The contract runs a code that is permitted.
pub(super) fn permitted(
    checks: &mut Checks,
    held: &Held,
    trusted: &TrustedContract,
    index: usize,
) -> Result<(), Stop> {
    let about = format!(
        "contract {} runs a permitted code",
        trusted.address.to_hex()
    );
    if !trusted.code_hashes.contains(&held.code_hash) {
        let permitted: Vec<_> = trusted.code_hashes.iter().map(Digest::to_hex).collect();
        let unmet = Unmet::new(permitted.join(" or "), held.code_hash.to_hex());
        return Err(checks.stop(CheckName::Code, about, unmet.at("contracts", index)));
    }
    checks.passed(CheckName::Code, about);
    Ok(())
}

/// A proof that does not prove, by the name of its list.
pub(super) fn proof_unmet(bad: &BadProof, list: &str) -> Unmet {
    match bad {
        BadProof::Node {
            index,
            expected,
            found,
        } => Unmet::new(
            format!("the node {}", expected.to_hex()),
            found.map_or_else(|| "the end of the list".into(), |found| found.to_hex()),
        )
        .at(list, *index),
        BadProof::Extra { index } => {
            Unmet::new("only nodes that are needed", "one more").at(list, *index)
        }
        BadProof::Undecodable { node } => Unmet::new("a node of a trie", node.to_hex()),
    }
}
