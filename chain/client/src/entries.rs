// SPDX-License-Identifier: EUPL-1.2
//! The ledger's entries, out of contract events.
//!
//! Must not know whether an entry follows from those before it: that is `portico_rules::replay`'s business.

use portico_evidence::storage::stored_key;
use portico_rules::{
    entry::{Appended, Entry},
    primitives::Digest,
    row::{HeadRow, LedgerRow, Row, RowKey},
    subject::Subject,
};
use scale::{Decode, DecodeAll, Encode};
use subxt::utils::H256;

use crate::{Address, Block, ClientError, Emitted, Node, connect::Connection};

/// An entry, and where it stands on the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocatedEntry {
    /// The block.
    pub block: Block,
    /// Index among the block's events, from 0: with the block's hash, its unique name.
    pub event_index: u32,
    /// The contract that appended it.
    pub contract: Address,
    /// The entry with its head.
    pub appended: Appended,
}

impl std::fmt::Display for LocatedEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Entry { subject, seq, .. } = &self.appended.entry;
        write!(
            f,
            "entry {seq} of {subject} ({}, event {})",
            self.block, self.event_index
        )
    }
}

impl LocatedEntry {
    /// Reads the event `Appended { subject, entry, head }` of a ledger contract.
    ///
    /// # Errors
    /// [`ClientError::Undecodable`] if the event is another one, or holds what this program does not know.
    pub fn from_event(event: &Emitted) -> Result<Self, ClientError> {
        let undecodable = |reason: String| ClientError::Undecodable {
            what: format!(
                "event {} of contract 0x{}",
                event.index,
                hex::encode(event.contract)
            ),
            place: event.block.to_string(),
            reason,
        };
        let (subject, entry, head) =
            <(Subject, Entry, Digest)>::decode_all(&mut event.data.as_slice())
                .map_err(|e| undecodable(format!("it is not an entry ({e})")))?;
        if subject != entry.subject {
            return Err(undecodable(format!(
                "it says {subject}, its entry {}",
                entry.subject
            )));
        }
        Ok(LocatedEntry {
            block: event.block,
            event_index: event.index,
            contract: event.contract,
            appended: Appended { entry, head },
        })
    }
}

impl Node {
    /// The entries that the given contracts appended in a block, in order.
    ///
    /// # Errors
    /// As [`Node::emitted_in`] and [`LocatedEntry::from_event`].
    pub async fn entries_in(
        &self,
        block: Block,
        contracts: &[Address],
    ) -> Result<Vec<LocatedEntry>, ClientError> {
        self.emitted_in(block, contracts)
            .await?
            .iter()
            .map(LocatedEntry::from_event)
            .collect()
    }

    /// A row of a contract's state.
    ///
    /// # Errors
    /// [`ClientError::Undecodable`] if the row is not what we know; [`ClientError::Contract`] if there is no
    /// contract at that address; otherwise what concerns the node.
    pub async fn row(
        &self,
        contract: &Address,
        key: &RowKey,
        at: Block,
    ) -> Result<Option<Row>, ClientError> {
        let Some(bytes) = self.row_bytes(contract, key, at).await? else {
            return Ok(None);
        };
        Row::decode_all(&mut bytes.as_slice())
            .map(Some)
            .map_err(|e| ClientError::Undecodable {
                what: format!("the row {key:?} of contract 0x{}", hex::encode(contract)),
                place: at.to_string(),
                reason: e.to_string(),
            })
    }

    /// A row of a contract's state, in SCALE, as the contract stores it.
    ///
    /// # Errors
    /// As [`Node::row`].
    pub async fn row_bytes(
        &self,
        contract: &Address,
        key: &RowKey,
        at: Block,
    ) -> Result<Option<Vec<u8>>, ClientError> {
        let arguments = (contract, stored_key(key)).encode();
        let arguments = &arguments;
        self.read(|c: std::sync::Arc<Connection>| async move {
            self.counters().read_row();
            let bytes = c
                .methods
                .state_call(
                    "ReviveApi_get_storage_var_key",
                    Some(arguments),
                    Some(H256(at.hash)),
                )
                .await
                .map_err(|e| {
                    ClientError::rpc(&c.url, format!("reading a contract's row at {at}"), e)
                })?;
            // Result<Option<Vec<u8>>, ContractAccessError>
            let mut input = bytes.as_slice();
            let undecodable = |e: scale::Error| ClientError::Undecodable {
                what: "the answer of ReviveApi_get_storage_var_key".into(),
                place: at.to_string(),
                reason: e.to_string(),
            };
            match u8::decode(&mut input).map_err(undecodable)? {
                0 => Option::decode_all(&mut input).map_err(undecodable),
                _ => Err(ClientError::Contract {
                    contract: *contract,
                    message: "storage".into(),
                    reason: format!("there is no contract at this address at {at}"),
                }),
            }
        })
        .await
    }

    /// What a contract holds in all; all zeros before its first entry.
    ///
    /// # Errors
    /// As [`Node::row`].
    pub async fn ledger_row(
        &self,
        contract: &Address,
        at: Block,
    ) -> Result<LedgerRow, ClientError> {
        match self.row(contract, &RowKey::Ledger, at).await? {
            None => Ok(LedgerRow::default()),
            Some(Row::Ledger(row)) => Ok(row),
            Some(_) => Err(other_row(contract, RowKey::Ledger, at)),
        }
    }

    /// The end of a subject's chain of entries; `None` if it has none.
    ///
    /// # Errors
    /// As [`Node::row`].
    pub async fn head_row(
        &self,
        contract: &Address,
        subject: Subject,
        at: Block,
    ) -> Result<Option<HeadRow>, ClientError> {
        match self.row(contract, &RowKey::Head(subject), at).await? {
            None => Ok(None),
            Some(Row::Head(row)) => Ok(Some(row)),
            Some(_) => Err(other_row(contract, RowKey::Head(subject), at)),
        }
    }

    /// A subject's whole history, first entry first, walking back from its head as it stood at a block.
    ///
    /// # Errors
    /// [`ClientError::Ledger`] if an entry is missing; otherwise as [`Node::row`].
    pub async fn history(
        &self,
        contract: &Address,
        subject: Subject,
        at: Block,
    ) -> Result<Vec<LocatedEntry>, ClientError> {
        let mut newest_first = Vec::new();
        let Some(head) = self.head_row(contract, subject, at).await? else {
            return Ok(newest_first);
        };
        let (mut number, mut wanted) = (head.last_block, head.seq);
        'blocks: loop {
            let block = self.block_at(number).await?;
            let mut entries = self.entries_in(block, &[*contract]).await?;
            entries.retain(|entry| entry.appended.entry.subject == subject);
            if entries.is_empty() {
                return Err(missing(contract, block));
            }
            for entry in entries.into_iter().rev() {
                let Entry { seq, previous, .. } = &entry.appended.entry;
                if *seq != wanted {
                    return Err(ClientError::Ledger(format!(
                        "{entry} stands where entry {wanted} should; do not trust this node"
                    )));
                }
                number = previous.subject_block;
                newest_first.push(entry);
                match wanted.checked_sub(1) {
                    Some(next) => wanted = next,
                    None => break 'blocks,
                }
            }
        }
        newest_first.reverse();
        Ok(newest_first)
    }
}

pub(crate) fn missing(contract: &Address, block: Block) -> ClientError {
    ClientError::Ledger(format!(
        "{block} should hold an entry of contract 0x{}, but has none; ask another node",
        hex::encode(contract)
    ))
}

pub(crate) fn other_row(contract: &Address, key: RowKey, at: Block) -> ClientError {
    ClientError::Undecodable {
        what: format!("the row {key:?} of contract 0x{}", hex::encode(contract)),
        place: at.to_string(),
        reason: "it is a row of another kind".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_rules::{
        authority::Signature,
        entry::{Body, Previous},
        party::PartyBody,
        primitives::Key,
    };

    fn event(subject: Subject, entry: &Entry) -> Emitted {
        Emitted {
            block: Block {
                number: 5,
                hash: [5; 32],
            },
            index: 3,
            extrinsic: Some(1),
            contract: [1; 20],
            data: (subject, entry, Digest([9; 32])).encode(),
            topics: Vec::new(),
        }
    }

    fn entry() -> Entry {
        Entry {
            subject: Subject::Party(2),
            seq: 4,
            at: 1,
            by: Key([7; 32]),
            signature: Signature::Direct,
            facts: Vec::new(),
            body: Body::Party(PartyBody::Suspend {
                reason: "a reason".into(),
            }),
            previous: Previous {
                subject_block: 2,
                contract_block: 4,
            },
        }
    }

    #[test]
    fn an_event_gives_its_entry() {
        let located = LocatedEntry::from_event(&event(Subject::Party(2), &entry())).unwrap();
        assert_eq!(
            located.appended,
            Appended {
                entry: entry(),
                head: Digest([9; 32])
            }
        );
        assert!(
            located
                .to_string()
                .starts_with("entry 4 of party 2 (block 5 (0x0505")
        );
    }

    #[test]
    fn an_event_that_is_not_an_entry_is_an_error_that_names_it() {
        let mut cut = event(Subject::Party(2), &entry());
        cut.data.pop();
        let mut long = event(Subject::Party(2), &entry());
        long.data.push(0);
        let other_subject = event(Subject::Party(3), &entry());
        for event in [cut, long, other_subject] {
            let error = LocatedEntry::from_event(&event).unwrap_err().to_string();
            assert!(
                error.contains("event 3") && error.contains("block 5"),
                "{error}"
            );
        }
    }
}
