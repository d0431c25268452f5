// SPDX-License-Identifier: EUPL-1.2
//! The raw material of an evidence bundle: headers, storage, storage proofs, finality proofs.
//!
//! Everything is returned as the bytes the node gave. Nothing is checked here: that is what the verifier is
//! for, and it must not have to trust this crate.

use std::sync::Arc;

use scale::Decode;
use subxt::{
    rpcs::{client::rpc_params, methods::legacy::Bytes},
    utils::H256,
};

use crate::{Address, Block, ClientError, Hash, Node, connect::Connection};

/// What pallet-revive keeps about a contract (`Revive::AccountInfoOf`), as far as proofs need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractInfo {
    /// The id of the contract's child trie.
    pub trie_id: Vec<u8>,
    /// Keccak-256 of the contract's code.
    pub code_hash: Hash,
}

/// Prefix of a default child trie's key in the top trie (sp-storage `DEFAULT_CHILD_STORAGE_KEY_PREFIX`).
const CHILD_PREFIX: &[u8] = b":child_storage:default:";

/// The key of `Revive::AccountInfoOf[address]` in the top trie.
pub fn account_info_key(contract: &Address) -> Vec<u8> {
    let mut key = sp_crypto_hashing::twox_128(b"Revive").to_vec();
    key.extend(sp_crypto_hashing::twox_128(b"AccountInfoOf"));
    // The map's hasher is Identity: the address itself.
    key.extend(contract);
    key
}

/// The key of a child trie's root in the top trie (`sp_storage::well_known_keys`).
pub fn child_trie_key(trie_id: &[u8]) -> Vec<u8> {
    [CHILD_PREFIX, trie_id].concat()
}

/// The key, in the contract's child trie, of a value that ink! stores under the given (variable-length) key.
///
/// Source: pallet-revive `Key::hash` for variable keys: blake2_128_concat.
pub fn contract_storage_key(ink_key: &[u8]) -> Vec<u8> {
    let mut key = sp_crypto_hashing::blake2_128(ink_key).to_vec();
    key.extend(ink_key);
    key
}

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
        let Some(bytes) = self.storage(&account_info_key(contract), at).await? else {
            return Ok(None);
        };
        // AccountInfo { account_type: Contract(ContractInfo { trie_id, code_hash, … }) | EOA, dust }
        let mut input = &bytes[..];
        let mut read = || -> Result<Option<ContractInfo>, scale::Error> {
            match u8::decode(&mut input)? {
                0 => Ok(Some(ContractInfo {
                    trie_id: Vec::decode(&mut input)?,
                    code_hash: Hash::decode(&mut input)?,
                })),
                1 => Ok(None),
                _ => Err("unknown account type".into()),
            }
        };
        read().map_err(|e| ClientError::Undecodable {
            what: format!("Revive::AccountInfoOf[0x{}]", hex::encode(contract)),
            place: at.to_string(),
            reason: e.to_string(),
        })
    }

    /// A value of a contract's storage, read from its child trie; `ink_key` is the key as ink! writes it.
    ///
    /// # Errors
    /// What concerns the node.
    pub async fn contract_storage(
        &self,
        trie_id: &[u8],
        ink_key: &[u8],
        at: Block,
    ) -> Result<Option<Vec<u8>>, ClientError> {
        self.read(|c: Arc<Connection>| async move {
            self.counters().read_row();
            let value: Option<Bytes> = c
                .rpc
                .request(
                    "childstate_getStorage",
                    rpc_params![
                        hex0x(&child_trie_key(trie_id)),
                        hex0x(&contract_storage_key(ink_key)),
                        hex0x(&at.hash)
                    ],
                )
                .await
                .map_err(|e| {
                    ClientError::rpc(&c.url, format!("reading a contract's storage at {at}"), e)
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
                    rpc_params![hex0x(&child_trie_key(trie_id)), keys, hex0x(&at.hash)],
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
