// SPDX-License-Identifier: EUPL-1.2
//! Proofs of storage: of contracts in the block's state, and of heads in the contracts' own.

use std::collections::BTreeMap;

use portico_client::{Block, Node};
use portico_evidence::storage::{account_info_key, child_root_key, row_key};
use portico_rules::{primitives::Address, row::RowKey};

use crate::{BuildError, Histories};

/// Heads that are asked for at once: what fits into a request however long their keys.
const AT_ONCE: usize = 512;

/// Nodes of tries, as the node gave them.
type Nodes = Vec<Vec<u8>>;

/// Nodes of the state's trie, and of each contract's own.
pub(crate) async fn proofs(
    node: &Node,
    histories: &Histories,
    block: Block,
) -> Result<(Nodes, BTreeMap<Address, Nodes>), BuildError> {
    let mut keys = Vec::new();
    let mut storage = BTreeMap::new();
    for (address, histories) in histories {
        let Some(info) = node.contract_info(&address.0, block).await? else {
            // Assembling says so.
            continue;
        };
        keys.push(account_info_key(address));
        keys.push(child_root_key(&info.trie_id));
        let heads: Vec<_> = histories
            .keys()
            .map(|subject| row_key(&RowKey::Head(*subject)))
            .collect();
        let mut nodes = Vec::new();
        for some in heads.chunks(AT_ONCE) {
            nodes.extend(node.child_read_proof(&info.trie_id, some, block).await?);
        }
        storage.insert(*address, nodes);
    }
    Ok((node.read_proof(&keys, block).await?, storage))
}
