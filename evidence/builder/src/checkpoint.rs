// SPDX-License-Identifier: EUPL-1.2
//! Checkpoints: a final block, what every contract counted after it, and the headers that lead to it from an earlier block.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt, stream};
use portico_client::{Contracts, Node};
use portico_evidence::{
    CheckpointFile, Finality,
    assemble::{CheckpointParts, assemble_checkpoint},
    limits,
    storage::{account_info_key, child_root_key, row_key},
};
use portico_rules::{
    primitives::{Address, Digest},
    row::RowKey,
};

use crate::{BuildError, Final, finality};

/// Headers that are asked for at once.
const AT_ONCE: usize = 32;

/// Makes a checkpoint of the block with this number, or of the newest that validators signed; with the headers after block
/// `since`, if that is asked for.
///
/// # Errors
/// [`BuildError::NotSigned`] if no signature covers the block; [`BuildError::NotDeployed`] if it is of before the ledger;
/// [`BuildError::NotBefore`] and [`BuildError::TooFar`] if there are
/// no headers to give, or too many; otherwise what concerns the node.
pub async fn checkpoint(
    node: &Node,
    contracts: &Contracts,
    at: Option<u32>,
    since: Option<u32>,
) -> Result<CheckpointFile, BuildError> {
    let Final {
        block,
        header,
        finality,
    } = finality(node, at).await?;
    let mut keys = Vec::new();
    let mut storage = BTreeMap::new();
    for (_, address) in contracts.by_kind() {
        let info = node.contract_info(&address, block).await?;
        let address = Address(address);
        let info = info.ok_or(BuildError::NotDeployed {
            contract: address,
            block,
        })?;
        keys.push(account_info_key(&address));
        keys.push(child_root_key(&info.trie_id));
        let row = [row_key(&RowKey::Ledger)];
        let nodes = node.child_read_proof(&info.trie_id, &row, block).await?;
        storage.insert(address, nodes);
    }
    let state = node.read_proof(&keys, block).await?;
    let since = match since {
        Some(since) => headers_between(node, since, block.number).await?,
        None => Vec::new(),
    };
    let Finality {
        set_changes,
        headers,
        justification,
        ..
    } = finality;
    Ok(assemble_checkpoint(CheckpointParts {
        genesis: Digest(node.genesis()),
        header,
        state,
        contracts: storage,
        set_changes,
        headers,
        justification,
        since,
    })?)
}

/// The headers of the blocks between two, in order.
async fn headers_between(node: &Node, since: u32, block: u32) -> Result<Vec<Vec<u8>>, BuildError> {
    if since >= block {
        return Err(BuildError::NotBefore { since, block });
    }
    let headers = block - since - 1;
    if headers as usize > limits::SINCE {
        return Err(BuildError::TooFar {
            since,
            block,
            headers,
            most: limits::SINCE,
        });
    }
    let header = |number| async move {
        let block = node.final_block_at(number).await?;
        node.header(block).await
    };
    let headers = stream::iter(since + 1..block)
        .map(header)
        .buffered(AT_ONCE)
        .try_collect();
    Ok(headers.await?)
}
