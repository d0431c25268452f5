// SPDX-License-Identifier: EUPL-1.2
//! What is needed of a chain to serve wallets that pay their own fees. Whoever runs the service brings it along, over a node:
//! nothing here knows one.

use futures::future::BoxFuture;
use portico_commands::{Act, queue::EntryReference};
use portico_rules::{
    primitives::{Address, Digest, Key},
    refusal::Refusal,
    subject::SubjectKind,
};

/// A chain, as wallets need it. It never sees a private key.
pub trait Wallets: Send + Sync {
    /// Tries a command on the newest finalised state, and prepares the extrinsic with which this key can give it.
    ///
    /// # Errors
    /// [`WalletFailure`]; [`WalletFailure::Refused`] if the trial ends so.
    fn prepare(&self, act: Act, key: Key) -> BoxFuture<'_, Result<Prepared, WalletFailure>>;

    /// Checks that a signed extrinsic is a command to the ledger, tries it, and hands it to the chain. Brought again, it is the
    /// same one. It goes on when the future is dropped.
    ///
    /// # Errors
    /// [`WalletFailure`]; [`WalletFailure::NotTaken`] if it is something else than such a command.
    fn submit(&self, extrinsic: Vec<u8>) -> BoxFuture<'_, Result<Transaction, WalletFailure>>;

    /// What became of an extrinsic that was submitted here, as long as it is remembered.
    fn find(&self, hash: &Digest) -> Option<Transaction>;
}

/// An extrinsic that is ready to be signed. Fees are in the chain's smallest unit.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Hash of the chain's genesis block.
    pub genesis: Digest,
    /// The contract that it calls.
    pub contract: Address,
    /// What is signed, with sr25519 in the context `substrate`.
    pub to_sign: Vec<u8>,
    /// The whole extrinsic with zeros for the signature.
    pub extrinsic: Vec<u8>,
    /// Where in it the 64 bytes of the signature begin, counted in bytes from 0.
    pub signature_at: usize,
    /// The runtime's call.
    pub call: Vec<u8>,
    /// The account's nonce: how many extrinsics it has sent.
    pub nonce: u64,
    /// For how many blocks it can be included and from which on: `sp_runtime::generic::Era` in SCALE.
    pub era: Vec<u8>,
    /// The finalised block, by height and hash, after which it can be included, and on whose state it was tried.
    pub block: (u32, Digest),
    /// Height of the last block that can include it.
    pub last_block: u32,
    /// What is paid beyond the fee, in the chain's smallest unit.
    pub tip: u128,
    /// Version of the runtime (`spec_version`).
    pub spec_version: u32,
    /// Version of the runtime's encoding of transactions.
    pub transaction_version: u32,
    /// The most that the fee can be, in the chain's smallest unit; what is not used is given back.
    pub largest_fee: u128,
    /// The most that can be kept as a deposit for what is stored, in the chain's smallest unit.
    pub largest_deposit: u128,
    /// The entry that it would append: its subject, and its number in the subject's history.
    pub entry: (SubjectKind, u32, u32),
}

/// An extrinsic that was submitted.
#[derive(Debug, Clone)]
pub struct Transaction {
    /// blake2-256 of it.
    pub hash: Digest,
    /// Who signed it and pays.
    pub account: Key,
    /// The account's nonce in it: how many extrinsics it had sent before.
    pub nonce: u64,
    /// The command that it gives.
    pub kind: SubjectKind,
    /// The subject's number; none for a command that opens one.
    pub subject: Option<u32>,
    /// What is done.
    pub action: &'static str,
    /// When it was submitted, seconds since the epoch.
    pub submitted_at: u64,
    /// Height of the last block that can include it.
    pub last_block: u32,
    /// How far it has come.
    pub state: TransactionState,
}

/// How far an extrinsic has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransactionState {
    /// It waits for a block.
    Pending,
    /// It is in a block that is not final yet, by height and hash.
    InBlock((u32, Digest)),
    /// It is in a finalised block, and the command is on the ledger.
    Finalised {
        /// The fee paid, in the chain's smallest unit.
        fee: u128,
        /// The command's entry.
        entry: EntryReference,
    },
    /// It is in a finalised block and failed there; the fee is spent.
    Failed {
        /// For a person.
        sentence: String,
        /// The rule that it broke; none if it was not the rules.
        refusal: Option<Refusal>,
        /// The block, by height and hash.
        block: Option<(u32, Digest)>,
    },
    /// It is in no block and can get into none: it had no effect and cost nothing.
    Gone,
}

/// Why something cannot be done for a wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalletFailure {
    /// The rules refuse the command.
    Refused(Refusal),
    /// It is no extrinsic that is taken; why not.
    NotTaken(String),
    /// Too much is being done at once.
    Busy,
    /// No node answers; why not is logged by whoever makes this.
    NoNode,
    /// Something else went wrong; it is logged by whoever makes this.
    Internal,
}
