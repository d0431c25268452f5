// SPDX-License-Identifier: EUPL-1.2
//! What the relay needs of a chain: of a node's, and in tests of one in memory that forgets, refuses and breaks off.

use portico_client::{ClientError, CommandError, Limits};
use portico_commands::SignedCommand;
use portico_commands::queue::{Cost, EntryReference, Extrinsic, QueueError};
use portico_rules::primitives::Key;
use portico_rules::refusal::Refusal;

/// What became of an extrinsic that was sent.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The command's entry is final; and the fee paid, in the chain's smallest unit.
    Carried { entry: EntryReference, fee: u128 },
    /// It is in a finalised block and the rules refused it there; the fee is spent.
    Refused { refusal: Refusal, sentence: String },
    /// It is in a finalised block and failed there for another reason; the fee is spent.
    Failed(String),
    /// It is in no block, and can get into none.
    Gone(String),
    /// It is in no block, and may still get into one.
    Unknown(String),
}

/// Why something was not sent.
#[derive(Debug)]
pub(crate) enum NotSent {
    /// It could not be noted, and so was not sent.
    Queue(QueueError),
    /// It is not to be sent, whoever was asked to note it said: it costs too much now.
    TooDear,
    /// It could not be signed: nothing was noted.
    Unsigned(ClientError),
    /// The pool has looked at it and does not take it.
    NotTaken(ClientError),
    /// It was noted, and may have been sent.
    PerhapsSent(ClientError),
}

/// A chain, with the relay's account on it.
pub(crate) trait Chain {
    /// Something that was sent and is waited for.
    type Sent;

    /// The relay's account.
    fn account(&self) -> Key;

    /// Seconds since the epoch.
    fn now(&self) -> u64;

    /// What the account owns, in the chain's smallest unit.
    async fn funds(&self) -> Result<u128, ClientError>;

    /// Tries a command on the newest finalised state; what it needs if it is accepted.
    async fn dry_run(&self, command: &SignedCommand) -> Result<Limits, CommandError>;

    /// Signs an extrinsic that carries the command, has it noted together with the most that it can cost, and
    /// sends it if it is to be sent.
    async fn send(
        &self,
        command: &SignedCommand,
        limits: Limits,
        note: impl FnOnce(&Extrinsic, Cost) -> Result<bool, QueueError>,
    ) -> Result<Self::Sent, NotSent>;

    /// Sends once more what was noted, in case nobody has it.
    async fn send_again(
        &self,
        command: &SignedCommand,
        extrinsic: &Extrinsic,
    ) -> Result<Self::Sent, ClientError>;

    /// Waits until it is known what became of it.
    async fn outcome(
        &self,
        command: &SignedCommand,
        sent: Self::Sent,
    ) -> Result<Outcome, ClientError>;

    /// The entry of this very command, if it is among the newest.
    async fn entry_of(
        &self,
        command: &SignedCommand,
    ) -> Result<Option<EntryReference>, ClientError>;
}
