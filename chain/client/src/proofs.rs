// SPDX-License-Identifier: EUPL-1.2
//! The raw material of an evidence bundle: headers, storage, storage proofs, finality proofs.
//!
//! Everything is returned as the bytes the node gave. Nothing is checked here: that is what the verifier is
//! for, and it must not have to trust this crate.

use std::sync::Arc;

use portico_evidence::storage::{ContractInfo, account_info_key, child_root_key, row_key};
use portico_rules::row::RowKey;
use subxt::{
    rpcs::{client::rpc_params, methods::legacy::Bytes},
    utils::H256,
};

use crate::{Address, Block, ClientError, Hash, Node, connect::Connection};

impl Node {
    /// A block's header in SCALE.
    ///
    /// # Errors
    /// [`ClientError::NoSuchBlock`]; otherwise what concerns the node.
    pub async fn header(&self, at: Block) -> Result<Vec<u8>, ClientError> {
        self.header_of(at.hash).await
    }

    /// The header of the block with this hash, in SCALE.
    ///
    /// # Errors
    /// As [`Node::header`].
    pub async fn header_of(&self, hash: Hash) -> Result<Vec<u8>, ClientError> {
        self.read(|c: Arc<Connection>| async move { Ok(c.header(hash).await?.scale) })
            .await
    }

    /// A value of the top trie.
    ///
    /// # Errors
    /// [`ClientError::Pruned`] if the node keeps no state of that block; otherwise what concerns the node.
    pub async fn storage(&self, key: &[u8], at: Block) -> Result<Option<Vec<u8>>, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            c.methods
                .state_get_storage(key, Some(H256(at.hash)))
                .await
                .map_err(|e| ClientError::rpc(&c.url, format!("reading storage at {at}"), e))
        })
        .await
    }

    /// Where a contract's storage is, and which code it runs; `None` if there is no contract at that address.
    ///
    /// # Errors
    /// [`ClientError::Undecodable`] if the record is not what we know; otherwise what concerns the node.
    pub async fn contract_info(
        &self,
        contract: &Address,
        at: Block,
    ) -> Result<Option<ContractInfo>, ClientError> {
        let Some(bytes) = self
            .storage(
                &account_info_key(&portico_rules::primitives::Address(*contract)),
                at,
            )
            .await?
        else {
            return Ok(None);
        };
        match (ContractInfo::read(&bytes), bytes.first()) {
            (Some(info), _) => Ok(Some(info)),
            // An account of a person.
            (None, Some(1)) => Ok(None),
            (None, _) => Err(ClientError::Undecodable {
                what: format!("Revive::AccountInfoOf[0x{}]", hex::encode(contract)),
                place: at.to_string(),
                reason: "it is neither a contract nor an account of a person".into(),
            }),
        }
    }

    /// A contract's row in SCALE, as the contract stores it, read from its child trie.
    ///
    /// # Errors
    /// What concerns the node.
    pub async fn row_in_trie(
        &self,
        trie_id: &[u8],
        key: &RowKey,
        at: Block,
    ) -> Result<Option<Vec<u8>>, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            self.counters().read_row();
            let value: Option<Bytes> = c
                .rpc
                .request(
                    "childstate_getStorage",
                    rpc_params![
                        hex0x(&child_root_key(trie_id)),
                        hex0x(&row_key(key)),
                        hex0x(&at.hash)
                    ],
                )
                .await
                .map_err(|e| {
                    ClientError::rpc(&c.url, format!("reading a contract's row at {at}"), e)
                })?;
            Ok(value.map(|bytes| bytes.0))
        })
        .await
    }

    /// The trie nodes that prove the given keys of the top trie.
    ///
    /// # Errors
    /// [`ClientError::Pruned`] if the node keeps no state of that block; otherwise what concerns the node.
    pub async fn read_proof(
        &self,
        keys: &[Vec<u8>],
        at: Block,
    ) -> Result<Vec<Vec<u8>>, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            let proof = c
                .methods
                .state_get_read_proof(keys.iter().map(Vec::as_slice), Some(H256(at.hash)))
                .await
                .map_err(|e| {
                    ClientError::rpc(&c.url, format!("asking for a storage proof at {at}"), e)
                })?;
            Ok(proof.proof.into_iter().map(|bytes| bytes.0).collect())
        })
        .await
    }

    /// The trie nodes that prove the given keys of a child trie (and the child trie's root in the top trie).
    ///
    /// # Errors
    /// As [`Node::read_proof`].
    pub async fn child_read_proof(
        &self,
        trie_id: &[u8],
        keys: &[Vec<u8>],
        at: Block,
    ) -> Result<Vec<Vec<u8>>, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            let keys: Vec<String> = keys.iter().map(|key| hex0x(key)).collect();
            let proof: ReadProof = c
                .rpc
                .request(
                    "state_getChildReadProof",
                    rpc_params![hex0x(&child_root_key(trie_id)), keys, hex0x(&at.hash)],
                )
                .await
                .map_err(|e| {
                    ClientError::rpc(
                        &c.url,
                        format!("asking for a contract's storage proof at {at}"),
                        e,
                    )
                })?;
            Ok(proof.proof.into_iter().map(|bytes| bytes.0).collect())
        })
        .await
    }

    /// GRANDPA's proof (SCALE `FinalityProof`) that covers the block with this number: for a block of the current authority set
    /// the justification of the newest finalised block, for a past set that of the set's last block. `None`
    /// if the node has none.
    ///
    /// # Errors
    /// What concerns the node.
    pub async fn prove_finality(&self, number: u32) -> Result<Option<Vec<u8>>, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            let proof: Option<Bytes> = c
                .rpc
                .request("grandpa_proveFinality", rpc_params![number])
                .await
                .map_err(|e| {
                    ClientError::rpc(
                        &c.url,
                        format!("asking for the finality proof of block {number}"),
                        e,
                    )
                })?;
            Ok(proof.map(|bytes| bytes.0))
        })
        .await
    }
}

/// Answer of `state_getReadProof` and its sisters.
#[derive(serde::Deserialize)]
struct ReadProof {
    proof: Vec<Bytes>,
}

fn hex0x(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}
