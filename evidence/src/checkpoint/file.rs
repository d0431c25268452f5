// SPDX-License-Identifier: EUPL-1.2
//! A checkpoint's file, and its one spelling. docs/evidence.md says the same in words.
//!
//! It must not know whether what it says is true.

use alloc::{string::String, vec::Vec};

use portico_rules::primitives::{Address, Digest};

use super::FORMAT;
use crate::{
    bundle::{SetChange, ascending, nodes, read_signed, write_signed},
    limits,
    text::{Malformed, Reader, write_bytes, write_list},
};

/// A block that is final, how many entries each contract held after it, and the blocks before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointFile {
    /// Hash of the chain's genesis block.
    pub genesis: Digest,
    /// The SCALE header of the block.
    pub header: Vec<u8>,
    /// Nodes of the state's trie, see [`crate::trie`].
    pub state: Vec<Vec<u8>>,
    /// All contracts of the ledger, by address.
    pub contracts: Vec<Counted>,
    /// The changes of the validators from genesis on.
    pub set_changes: Vec<SetChange>,
    /// Headers after the block's own, each the child of the one before; the last is the justified one.
    pub headers: Vec<Vec<u8>>,
    /// GRANDPA's justification of the last header, or of the block's own if there are none.
    pub justification: Vec<u8>,
    /// Headers before the block's own, each the child of the one before, so that whoever knows the block before the first sees
    /// that this one continues it. Their extent is for whoever makes the file to choose.
    pub since: Vec<Vec<u8>>,
}

/// A contract, and the proof of its own row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its address.
    pub address: Address,
    /// Nodes of its own trie.
    pub storage: Vec<Vec<u8>>,
}

impl CheckpointFile {
    /// Writes the file.
    pub fn write(&self) -> String {
        let CheckpointFile {
            genesis,
            header,
            state,
            contracts,
            set_changes,
            headers,
            justification,
            since,
        } = self;
        let bytes = |out: &mut String, bytes: &Vec<u8>| write_bytes(out, bytes);
        let mut out = String::from("{\"format\":\"");
        out.push_str(FORMAT);
        out.push_str("\",\"genesis\":");
        write_bytes(&mut out, &genesis.0);
        out.push_str(",\"header\":");
        write_bytes(&mut out, header);
        out.push_str(",\"state\":");
        write_list(&mut out, state, bytes);
        out.push_str(",\"contracts\":");
        write_list(&mut out, contracts, |out, contract| {
            out.push_str("{\"address\":");
            write_bytes(out, &contract.address.0);
            out.push_str(",\"storage\":");
            write_list(out, &contract.storage, bytes);
            out.push('}');
        });
        write_signed(&mut out, set_changes, headers, justification);
        out.push_str("},\"since\":");
        write_list(&mut out, since, bytes);
        out.push_str("}\n");
        out
    }

    /// Reads a file.
    ///
    /// # Errors
    /// The first bytes that are not what the format asks for.
    pub fn read(text: &[u8]) -> Result<Self, Malformed> {
        if text.len() > limits::CHECKPOINT {
            return Err(Malformed {
                from: limits::CHECKPOINT,
                to: text.len(),
                expected: "at most 64 MiB".into(),
            });
        }
        let reader = &mut Reader::new(text);
        reader.literal("{\"format\":\"portico/checkpoint/v1\",\"genesis\":")?;
        let genesis = Digest(reader.array()?);
        reader.literal(",\"header\":")?;
        let header = reader.bytes(limits::HEADER)?;
        reader.literal(",\"state\":")?;
        let state = nodes(reader)?;
        reader.literal(",\"contracts\":")?;
        let counted = |reader: &mut Reader| {
            reader.literal("{\"address\":")?;
            let address = Address(reader.array()?);
            reader.literal(",\"storage\":")?;
            let storage = nodes(reader)?;
            reader.literal("}")?;
            Ok(Counted { address, storage })
        };
        let contracts = ascending(reader, limits::CONTRACTS, counted, |one| one.address)?;
        let (set_changes, headers, justification) = read_signed(reader)?;
        reader.literal("},\"since\":")?;
        let since = reader.list(limits::SINCE, |reader| reader.bytes(limits::HEADER))?;
        reader.literal("}\n")?;
        reader.end()?;
        Ok(CheckpointFile {
            genesis,
            header,
            state,
            contracts,
            set_changes,
            headers,
            justification,
            since,
        })
    }
}
