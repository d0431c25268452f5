// SPDX-License-Identifier: EUPL-1.2
//! The one place that speaks to a node.
//!
//! Everything that needs the chain goes through this crate: connect (several addresses, reconnect, the
//! chain checked by its genesis hash), submit and wait for finality, deploy and call contracts, dry-run a
//! command so that a refusal is explained before a fee is paid, follow finalised blocks, read the ledger's
//! entries out of them, and fetch the proofs an evidence bundle is made of.
//!
//! It must not know a database, an HTTP API or a file format, and it keeps no state on disk. It decides
//! nothing: what is allowed is the rules' business (`portico-rules`), what is true is the chain's.
//!
//! Calls are built from the metadata the node gives, not from code generated at compile time: a runtime
//! upgrade that changes an index does not need a new client.

mod account_state;

pub mod archive;
mod carried;
pub mod connect;
pub mod contract;
pub mod deploy;
pub mod entries;
mod error;
pub mod events;
pub mod follow;
pub mod ledger;
mod limits;
pub mod pending;
pub mod proofs;
mod requests;
mod revive;
pub mod submit;
pub mod walk;
pub mod wallet;

pub use archive::{Archive, Mark};
pub use connect::{Node, NodeOptions};
pub use contract::{ContractCall, DryRun};
pub use deploy::Codes;
pub use entries::LocatedEntry;
pub use error::ClientError;
pub use events::Emitted;
pub use follow::FinalisedBlocks;
pub use ledger::{Accepted, Asked, Command, CommandError, Contracts, Receipt};
pub use pending::{Finalised, Pending};
pub use requests::Requests;
pub use revive::{Limits, Weight};
pub use submit::{Account, SignedExtrinsic, Turn};
pub use subxt_signer::sr25519::Keypair;
pub use walk::{Segment, Walk};
pub use wallet::{FromWallet, Unsigned, WalletError};

/// A 32-byte hash or public key, as the chain writes it.
pub type Hash = [u8; 32];

/// A contract's (or a mapped account's) 20-byte address.
pub type Address = [u8; 20];

/// A block, by both of its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Block {
    /// Height; the genesis block is 0.
    pub number: u32,
    /// Hash of the header.
    pub hash: [u8; 32],
}

impl std::fmt::Display for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "block {} (0x{})", self.number, hex::encode(self.hash))
    }
}

/// The 20-byte address under which a contract sees an account: the last 20 bytes of keccak256(key).
///
/// Source: pallet-revive's `AccountId32Mapper`.
pub fn address_of(key: &Hash) -> Address {
    let mut address = [0; 20];
    address.copy_from_slice(&sp_crypto_hashing::keccak_256(key)[12..]);
    address
}
